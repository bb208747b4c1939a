//! A direct answer is rendered from what the decision made of the scene; it is what a reload would show.

use crate::cast;
use anyhow::{Context, Result, ensure};
use kiku::actions::SessionAction;
use kiku::decision::{Change, Decision};
use kiku::domain::ids::SessionId;
use kiku::domain::person::Actor;
use kiku::domain::rating::Score;
use kiku::domain::session::Session;
use kiku::material::Scene;
use kiku::usecases::{Moment, Values, act};
use kiku_store::{Answering, CommitError, EventOnce};
use kiku_testkit::{Company, chat};
use std::collections::BTreeSet;

/// Moments of the month between which people press: before the deadline, before and after their talks.
const DAYS: [&str; 6] = [
    "2026-11-02 18:00",
    "2026-11-05 10:00",
    "2026-11-09 15:00",
    "2026-11-12 11:00",
    "2026-11-18 16:00",
    "2026-11-25 10:00",
];
const PRESSES: usize = 150;

/// The same walk in every run.
struct Walk(u64);

impl Walk {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % end
    }
}

#[tokio::test]
async fn an_answer_shows_what_a_reload_shows() -> Result<()> {
    let company = cast::company(&cast::seven()).await;
    let mut walk = Walk(7);
    let (mut changed, mut kinds) = (0, BTreeSet::new());
    for day in DAYS {
        company.until(day).await?;
        for number in 0..PRESSES {
            let store = company.engine.store();
            let sessions = store.sessions_after("2026-11".parse()?, 0, 100).await?;
            let session = &sessions[walk.below(sessions.len())];
            let user = user_of(&company, session, walk.below(2)).await?;
            let action = any_action(&mut walk, session);
            let decision = press(
                &company,
                &user,
                session.id,
                &action,
                &format!("{day} {number}"),
            )
            .await?;
            if decision.is_some_and(|decision| !decision.changes.is_empty()) {
                changed += 1;
                kinds.insert(action_word(&action));
            }
        }
    }
    ensure!(changed > 200, "the walk changes something: {changed}");
    ensure!(kinds.len() > 20, "by many actions: {kinds:?}");
    Ok(())
}

/// The user of the member or of the manager.
async fn user_of(company: &Company, session: &Session, side: usize) -> Result<String> {
    let id = [session.member, session.manager][side];
    let accounts = company.engine.store().accounts_of(id).await?;
    let account = accounts.into_iter().next().context("has an account")?;
    Ok(account.user)
}

/// Presses and compares. The decision, unless it met somebody else's.
async fn press(
    company: &Company,
    user: &str,
    id: SessionId,
    action: &SessionAction,
    name: &str,
) -> Result<Option<Decision>> {
    let store = company.engine.store();
    let who = chat::account(user);
    let press = store.press(&who, id, None).await?.context("is known")?;
    let actor = store.actor(&who).await?.context("is known")?;
    ensure!(press.actor == actor, "{:?} is not {actor:?}", press.actor);
    let scene = press.scene.context("is one of the pair")?;
    same(
        &scene,
        &store.scene(id, actor.person.id).await?,
        "loaded at once",
    )?;
    let mut fresh = store.fresh().await?;
    let mut moment = Moment {
        now: company.now(),
        fresh: &mut fresh,
    };
    let decision = act::act(&actor, &scene, action, &values(), &mut moment);
    let event = EventOnce {
        platform: who.platform.clone(),
        workspace: who.workspace.clone(),
        id: name.to_owned(),
    };
    let answering = Answering {
        event: &event,
        shows: None,
        loaded: Some(&scene.session),
    };
    match store
        .commit_answer(&decision, answering, company.now())
        .await
    {
        Ok(_) => {}
        Err(CommitError::Conflict) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    compare(company, scene, &decision, &actor, action).await?;
    Ok(Some(decision))
}

async fn compare(
    company: &Company,
    scene: Scene,
    decision: &Decision,
    actor: &Actor,
    action: &SessionAction,
) -> Result<()> {
    let id = scene.session.id;
    let after = scene.after(decision, actor.person.id);
    let about_people = decision
        .changes
        .iter()
        .any(|change| matches!(change, Change::Person(_)));
    ensure!(
        after.is_some() || about_people,
        "{action:?} needs no reload"
    );
    let Some(after) = after else { return Ok(()) };
    let loaded = company.engine.store().scene(id, actor.person.id).await?;
    same(&after, &loaded, &format!("{action:?}"))
}

fn same(scene: &Scene, loaded: &Option<Scene>, what: &str) -> Result<()> {
    let loaded = loaded.as_ref().context("is still of the pair")?;
    let (ours, theirs) = (format!("{scene:#?}"), format!("{loaded:#?}"));
    let differs = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b);
    ensure!(ours == theirs, "{what}: {differs:?}");
    Ok(())
}

fn values() -> Values {
    let typed = [
        ("text", "話したこと"),
        ("due", "12/10"),
        ("owner", "自分"),
        ("time", "11/27 14:00"),
    ];
    typed
        .map(|(field, text)| (field.to_owned(), text.to_owned()))
        .into()
}

fn any_action(walk: &mut Walk, session: &Session) -> SessionAction {
    use SessionAction as A;
    let programme = kiku::domain::programme::Programme::default();
    let topic = programme.topics[walk.below(programme.topics.len())]
        .key
        .clone();
    let response = programme.responses[walk.below(programme.responses.len())]
        .key
        .clone();
    let score = Score::ALL[walk.below(Score::ALL.len())];
    let yes = walk.below(2) == 0;
    let offered = session.offered.get(walk.below(3)).copied();
    match walk.below(28) {
        0 => A::Topic(topic),
        1 => A::Response(response),
        2 => A::Openers,
        3 => A::TakeOpener(topic, 1),
        4 => A::LineWritten,
        5 => A::NotThisMonth,
        6 => A::ThisMonthAfterAll,
        7..=9 => A::TakeSlot(offered.unwrap_or(session.asked_at), session.booking_version),
        10 => A::OtherSlots,
        11 => A::TimeTyped,
        12 => A::AcceptTime,
        13 => A::CancelTime,
        14 => A::Held(yes),
        15..=16 => A::Rate(score),
        17 => A::Received(response),
        18 => A::Growth(score),
        19 => A::CommentWritten,
        20 => A::ShareRating(yes),
        21 => A::ShareComment(yes),
        22 => A::Gave(response),
        23 => A::Estimate(score),
        24 => A::TalkRatio(walk.below(11) as u8),
        25 => A::NoteWritten,
        26 => A::PrivateNoteWritten,
        _ => A::ItemWritten,
    }
}

/// The first word of an action's name.
fn action_word(action: &SessionAction) -> String {
    let name = format!("{action:?}");
    name.split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_owned()
}
