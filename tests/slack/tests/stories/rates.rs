//! Two thousand members are messaged at the limit, without a 429, and when the limit is halved in the middle.

use crate::company::{Company, Mode, user, workspace};
use anyhow::Result;
use kiku::decision::Decision;
use kiku::domain::programme::Programme;
use kiku::messages::{Message, Outgoing, Recipient};
use kiku_slack_model::{Call, Person, Setup};

/// How many.
const MEMBERS: usize = 2_000;
/// The workspace's limit, messages a minute.
const LIMIT: f64 = 300.0;

/// The members in the rows of a people file.
fn roster() -> String {
    let mut csv = "社員番号,氏名,メールアドレス,部署,上司の社員番号\n".to_owned();
    for index in 1..=MEMBERS {
        csv.push_str(&format!(
            "{index},社員 {index}号,m{index}@example.co.jp,本社,\n"
        ));
    }
    csv
}

/// Everybody gets one message, due at once, on a Friday at 10:00, before any cycle opens.
async fn company() -> Result<Company> {
    let named = |index: usize| format!("m{index}");
    let people =
        (1..=MEMBERS).map(|index| Person::new(&user(&named(index)), &named(index), "社員"));
    let setup = Setup::new(vec![workspace(people.collect())]);
    let programme = Programme::default();
    let company = Company::open_in(
        Mode::Socket,
        setup,
        programme,
        &roster(),
        "2026-10-30 10:00",
    )
    .await?;
    let (now, store) = (company.now(), company.engine.store());
    let known = store.people_after(0, MEMBERS).await?;
    let messages = known.into_iter().map(|(person, _)| Outgoing {
        message: Message::Welcome(person.id),
        to: Recipient::Person(person.id),
        send_at: now,
        expires_at: now + chrono::Duration::hours(8),
    });
    let decision = Decision {
        messages: messages.collect(),
        ..Decision::default()
    };
    assert_eq!(decision.messages.len(), MEMBERS);
    store.commit(&decision, None, now).await?;
    Ok(company)
}

/// The posts so far; those that came too early apart.
fn posts(company: &Company) -> (Vec<Call>, usize) {
    let calls = company.slack.calls_of("chat.postMessage");
    let early = calls.iter().filter(|call| call.status == 429).count();
    (calls.into_iter().filter(Call::ok).collect(), early)
}

/// Seconds from the first to the last post.
fn makespan(posts: &[Call]) -> f64 {
    let ends = posts.first().zip(posts.last());
    ends.map_or(0.0, |(first, last)| (last.at - first.at).as_secs_f64())
}

fn each_once(posts: &[Call]) {
    let channels: std::collections::BTreeSet<&str> = posts
        .iter()
        .map(|call| call.args["channel"].as_str())
        .collect();
    assert_eq!(
        (posts.len(), channels.len()),
        (MEMBERS, MEMBERS),
        "everybody once"
    );
}

#[tokio::test]
async fn two_thousand_members_are_messaged_at_the_limit() -> Result<()> {
    let company = company().await?;
    company.pass(20 * 60).await?;
    let (sent, early) = posts(&company);
    each_once(&sent);
    assert_eq!(early, 0, "no 429");
    let ideal = MEMBERS as f64 / LIMIT * 60.0;
    let ratio = makespan(&sent) / ideal;
    assert!(
        (0.98..=1.02).contains(&ratio),
        "{:.0} s, ideal {ideal:.0} s",
        makespan(&sent)
    );
    Ok(())
}

#[tokio::test]
async fn a_limit_that_is_halved_in_the_middle_is_learned() -> Result<()> {
    let company = company().await?;
    let half = MEMBERS as f64 / 2.0 / LIMIT * 60.0;
    company.pass(half as i64).await?;
    let before = posts(&company).0.len();
    company.slack.limit(|limits| limits.posts /= 2);
    company.pass(30 * 60).await?;
    let (sent, early) = posts(&company);
    each_once(&sent);
    let ideal = before as f64 / LIMIT * 60.0 + (MEMBERS - before) as f64 / (LIMIT / 2.0) * 60.0;
    let ratio = makespan(&sent) / ideal;
    assert!(
        ratio <= 1.10,
        "{:.0} s, ideal {ideal:.0} s",
        makespan(&sent)
    );
    let windows = (makespan(&sent) / 60.0).ceil() as usize;
    assert!(
        early <= windows,
        "{early} times too early in {windows} minutes"
    );
    Ok(())
}
