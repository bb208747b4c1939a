//! Accounts: how people and their directories find each other, and that everybody is written to once.

use crate::cast;
use anyhow::Result;
use kiku_chat::{Account, DirectoryPerson, Inbox, SendError};
use kiku_testkit::{Company, chat};
use std::time::Duration;

const SECOND: &str = "second";

fn account(workspace: &str, user: &str) -> Account {
    Account {
        workspace: workspace.to_owned(),
        ..chat::account(user)
    }
}

fn listed(workspace: &str, user: &str, mail: &str) -> DirectoryPerson {
    DirectoryPerson {
        account: account(workspace, user),
        name: user.to_owned(),
        email: Some(mail.to_owned()),
        time_zone: None,
        locale: None,
        reachable: true,
    }
}

/// Who is in the directory of the story's first workspace.
fn everybody() -> Vec<DirectoryPerson> {
    let users = ["yamamoto", "tanaka", "sato", "suzuki"];
    let entry = |user: &&str| listed(chat::WORKSPACE, user, &format!("{user}@example.jp"));
    users.iter().map(entry).collect()
}

async fn look(company: &Company, workspace: &str) -> Result<kiku_engine::Linked> {
    Ok(company
        .engine
        .link_accounts(&*company.chat, workspace)
        .await?)
}

#[tokio::test]
async fn somebody_with_accounts_in_two_workspaces_is_written_to_in_the_first_one_only() -> Result<()>
{
    let company = cast::company(cast::PAIR).await;
    let mut directory = everybody();
    directory.push(listed(SECOND, "S-sato", "Sato@Example.JP"));
    directory.push(listed(SECOND, "S-new", "new@example.jp"));
    company.chat.set_directory(directory);
    let found = look(&company, SECOND).await?;
    assert_eq!((found.linked, found.unmatched), (1, 1));
    company.until("2026-11-02 12:00").await?;
    let (first, second) = (
        company.seat("sato"),
        company.seat_of(account(SECOND, "S-sato")),
    );
    assert_eq!((first.count(), second.count()), (2, 0));
    // In the second workspace they are the same person, and what they do there changes what stands in the first.
    let home = second.opens_home().await;
    let home = second.presses_on_home(&home, "業務の進捗や進め方").await;
    second.presses_on_home(&home, "話を聞いてほしい").await;
    assert_eq!(first.showing("準備ができました").len(), 1);
    assert_eq!((first.count(), second.count()), (2, 0));
    Ok(())
}

#[tokio::test]
async fn a_pair_may_sit_in_two_workspaces() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let mut gone = listed(chat::WORKSPACE, "sato", "sato@example.jp");
    gone.reachable = false;
    company
        .chat
        .set_directory(vec![gone, listed(SECOND, "S-sato", "sato@example.jp")]);
    assert_eq!(look(&company, chat::WORKSPACE).await?.unlinked, 1);
    assert_eq!(look(&company, SECOND).await?.linked, 1);
    company.until("2026-11-02 12:00").await?;
    let (sato, tanaka) = (
        company.seat_of(account(SECOND, "S-sato")),
        company.seat("tanaka"),
    );
    assert_eq!(company.seat("sato").count(), 0);
    sato.presses("業務の進捗や進め方").await;
    sato.presses("話を聞いてほしい").await;
    let form = sato.presses("日時を入力").await;
    sato.fills(&form, &[("time", "11/10 14:00")]).await;
    assert!(!tanaka.showing("11月10日(火) 14:00").is_empty());
    tanaka.presses("この時間で大丈夫です").await;
    assert_eq!(sato.showing("田中さんも了承済みです").len(), 1);
    Ok(())
}

#[tokio::test]
async fn who_is_deactivated_gets_nothing_and_is_listed_until_they_are_back() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let mut gone = listed(chat::WORKSPACE, "sato", "sato@example.jp");
    gone.reachable = false;
    company.engine.met(gone.clone()).await?;
    company.until("2026-11-02 12:00").await?;
    let sato = company.seat("sato");
    assert_eq!(sato.count(), 0);
    let dead = company.engine.store().unreachable(10).await?;
    assert_eq!(dead.len(), 2, "the welcome and the question: {dead:?}");
    gone.reachable = true;
    company.engine.met(gone).await?;
    company.engine.settle().await?;
    assert_eq!(sato.count(), 2, "both were still useful");
    assert!(company.engine.store().unreachable(10).await?.is_empty());
    company.until("2026-11-05 18:00").await?;
    assert_eq!(sato.showing("11月の1on1").len(), 1, "asked once");
    Ok(())
}

#[tokio::test]
async fn reading_the_same_directory_again_changes_nothing() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let mut directory = everybody();
    for entry in &mut directory {
        entry.time_zone = Some("Asia/Seoul".to_owned());
        entry.locale = Some("ja-JP".to_owned());
    }
    for number in 0..250 {
        let (user, mail) = (format!("x{number}"), format!("x{number}@example.jp"));
        directory.push(listed(chat::WORKSPACE, &user, &mail));
    }
    directory.push(listed(chat::WORKSPACE, "sato2", "sato@example.jp"));
    company.chat.set_directory(directory);
    let first = look(&company, chat::WORKSPACE).await?;
    assert_eq!(
        (first.linked, first.unmatched, first.duplicates),
        (4, 250, 1)
    );
    assert!(first.changed > 0);
    let before = company.engine.store().known_people().await?;
    let second = look(&company, chat::WORKSPACE).await?;
    assert_eq!(
        second,
        kiku_engine::Linked {
            changed: 0,
            ..first
        }
    );
    assert_eq!(company.engine.store().known_people().await?, before);
    Ok(())
}

#[tokio::test]
async fn a_directory_that_fails_in_the_middle_goes_on_where_it_was() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let mut directory = Vec::new();
    for number in 0..150 {
        let (user, mail) = (format!("x{number}"), format!("x{number}@example.jp"));
        directory.push(listed(chat::WORKSPACE, &user, &mail));
    }
    directory.extend(everybody());
    company.chat.set_directory(directory);
    company.chat.fail_directory([
        Some(SendError::RetryAfter(Duration::from_millis(1))),
        None,
        Some(SendError::Unreachable("the token was revoked".to_owned())),
    ]);
    assert!(look(&company, chat::WORKSPACE).await.is_err());
    let store = company.engine.store();
    assert!(
        store
            .look_under_way(chat::PLATFORM, chat::WORKSPACE)
            .await?
            .is_some()
    );
    let found = look(&company, chat::WORKSPACE).await?;
    assert_eq!(
        (found.unmatched, found.linked),
        (50, 4),
        "the second page only"
    );
    assert!(
        store
            .look_under_way(chat::PLATFORM, chat::WORKSPACE)
            .await?
            .is_none()
    );
    Ok(())
}

#[tokio::test]
async fn language_and_time_zone_come_from_the_directory_and_a_roster_does_not_undo_it() -> Result<()>
{
    let company = cast::company(cast::PAIR).await;
    let mut sato = listed(chat::WORKSPACE, "sato", "sato@example.jp");
    sato.locale = Some("en-US".to_owned());
    sato.time_zone = Some("Europe/Berlin".to_owned());
    company.engine.met(sato.clone()).await?;
    let lines = cast::PAIR.lines().enumerate();
    let with_columns: Vec<String> = lines
        .map(|(number, line)| match number {
            0 => format!("{line},言語,タイムゾーン"),
            _ => format!("{line},ja,Asia/Tokyo"),
        })
        .collect();
    let with_columns = with_columns.join("\n");
    company.import(&with_columns).await?;
    let seat = company.seat("sato");
    let page = seat
        .opens_home()
        .await
        .refreshed()
        .map(|view| view.to_plain_text());
    let page = page.unwrap_or_default();
    assert!(
        page.contains("Europe/Berlin") && page.contains("Settings"),
        "{page}"
    );
    // What they set themselves stays.
    let home = seat.opens_home().await;
    seat.presses_on_home(&home, "日本語").await;
    company.engine.met(sato).await?;
    let page = seat
        .opens_home()
        .await
        .refreshed()
        .map(|view| view.to_plain_text());
    assert!(page.unwrap_or_default().contains("設定"));
    Ok(())
}

#[tokio::test]
async fn a_new_line_on_the_roster_finds_its_account_at_once() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    company
        .engine
        .met(listed(chat::WORKSPACE, "nishi", "nishi@example.jp"))
        .await?;
    let stranger = company.seat("nishi");
    let page = stranger
        .opens_home()
        .await
        .refreshed()
        .map(|view| view.to_plain_text());
    assert!(
        page.unwrap_or_default()
            .contains("まだお名前が登録されていない")
    );
    let store = company.engine.store();
    assert!(store.actor(&chat::account("nishi")).await?.is_none());
    let roster = cast::PAIR.to_owned() + "5,西村 学,nishi@example.jp,本社/営業部,2\n";
    let read = kiku::domain::roster::read(roster.as_bytes());
    let read = read.map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    company
        .engine
        .import_people(read, &Default::default())
        .await?;
    assert!(store.actor(&chat::account("nishi")).await?.is_some());
    Ok(())
}

#[tokio::test]
async fn an_input_that_cannot_be_read_is_kept_and_counted_once() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let raw = b"{\"type\":\"something_new\"}";
    for _ in 0..2 {
        company
            .engine
            .undecoded(chat::PLATFORM, chat::WORKSPACE, raw)
            .await?;
    }
    let store = company.engine.store();
    assert_eq!(store.undecoded_count().await?, 1);
    assert_eq!(store.undecoded(chat::PLATFORM, 10).await?[0].raw, raw);
    Ok(())
}

#[tokio::test]
async fn what_stands_follows_a_time_zone_that_the_directory_tells() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let seat = company.seat("sato");
    company.until("2026-11-02 12:00").await?;
    seat.presses("業務の進捗や進め方").await;
    seat.presses("話を聞いてほしい").await;
    let before = seat.count();
    let mut sato = listed(chat::WORKSPACE, "sato", "sato@example.jp");
    sato.time_zone = Some("Asia/Seoul".to_owned());
    company.engine.met(sato).await?;
    company.engine.settle().await?;
    assert_eq!(seat.showing("Seoul時間").len(), 1);
    assert_eq!(seat.count(), before, "nobody got a message");
    Ok(())
}
