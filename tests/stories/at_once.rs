//! Two at once: one booking, and the other is told.

use crate::a_month::slots;
use crate::cast;
use anyhow::Result;
use kiku::actions::{Action, SessionAction};
use kiku_chat::{Block, View};
use kiku_chat::{Event, Inbox, Place, What};

fn slot_actions(view: &View) -> Vec<String> {
    let buttons = view.blocks.iter().flat_map(|block| match block {
        Block::Buttons(buttons) => buttons.clone(),
        _ => Vec::new(),
    });
    buttons
        .map(|button| button.action)
        .filter(|action| action.starts_with("slot:"))
        .collect()
}

#[tokio::test]
async fn member_and_manager_press_different_times() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-02 12:00").await?;
    sato.presses("心身の状態").await;
    sato.presses("話を聞いてほしい").await;
    let hers = slot_actions(&sato.showing("準備ができました")[0].view);
    let his = slot_actions(&tanaka.showing("心身の状態")[0].view);
    sato.sends("a", What::Press(hers[0].clone()), None).await;
    let reply = tanaka.sends("b", What::Press(his[1].clone()), None).await;
    let told = reply
        .whisper
        .map(|view| view.to_plain_text())
        .unwrap_or_default();
    assert!(
        told.contains("先に"),
        "he is told that a time was agreed: {told}"
    );
    assert_eq!(
        sato.showing("に決まりました").len(),
        0,
        "her time was not moved"
    );
    Ok(())
}

#[tokio::test]
async fn two_members_of_one_manager_take_the_same_hour() -> Result<()> {
    let company = cast::company(&cast::seven()).await;
    company.until("2026-11-02 18:00").await?;
    let (first, second) = (company.seat("sato"), company.seat("t10"));
    for member in [&first, &second] {
        member.presses("心身の状態").await;
        member.presses("話を聞いてほしい").await;
    }
    let typed = first.presses("日時を入力").await;
    let reply = first.fills(&typed, &[("time", "11/10 14:00")]).await;
    assert!(reply.errors.is_empty(), "{reply:?}");
    let typed = second.presses("日時を入力").await;
    let reply = second.fills(&typed, &[("time", "11/10 14:00")]).await;
    assert_eq!(reply.errors.len(), 1, "the hour is taken: {reply:?}");
    assert!(reply.errors[0].message.contains("ほかの1on1"), "{reply:?}");
    let others = slots(&second.showing("準備ができました")[0].view);
    assert!(!others.is_empty());
    Ok(())
}

#[tokio::test]
async fn the_same_press_twice_is_one_press() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let sato = company.seat("sato");
    company.until("2026-11-02 12:00").await?;
    sato.presses("心身の状態").await;
    sato.presses("話を聞いてほしい").await;
    let action = slot_actions(&sato.showing("準備ができました")[0].view)[0].clone();
    sato.sends("same", What::Press(action.clone()), None).await;
    sato.sends("same", What::Press(action), None).await;
    let tanaka = company.seat("tanaka");
    assert_eq!(tanaka.showing("に決まりました").len(), 1);
    Ok(())
}

#[tokio::test]
async fn seven_members_press_the_same_hour_in_the_same_instant() -> Result<()> {
    let company = cast::company(&cast::seven()).await;
    company.until("2026-11-02 18:00").await?;
    let month = "2026-11".parse()?;
    let store = company.engine.store();
    let start: chrono::DateTime<chrono::Utc> = "2026-11-10T05:00:00Z".parse()?;
    let known = store.known_people().await?;
    let mut presses = Vec::new();
    for session in store.sessions_after(month, 0, 100).await? {
        let member = known.iter().find(|(person, _)| person.id == session.member);
        let email = member
            .and_then(|(person, _)| person.email.clone())
            .unwrap_or_default();
        let user = email.split('@').next().unwrap_or_default().to_owned();
        let action = Action::Session(session.id, SessionAction::TakeSlot(start, 0)).encode();
        presses.push(company.engine.take(Event {
            id: format!("press-{user}"),
            who: kiku_testkit::chat::account(&user),
            place: Place::direct(),
            what: What::Press(action),
        }));
    }
    assert_eq!(presses.len(), 7);
    let replies = futures_util::future::join_all(presses).await;
    assert!(replies.iter().all(Result::is_ok), "{replies:?}");
    let sessions = store.sessions_after(month, 0, 100).await?;
    let booked = sessions
        .iter()
        .filter(|session| session.booking.as_ref().is_some_and(|b| b.start == start));
    assert_eq!(booked.count(), 1, "the hour belongs to one of them");
    let told = replies
        .iter()
        .flatten()
        .filter_map(|reply| reply.whisper.as_ref());
    assert_eq!(told.count(), 7, "each of them hears how it went");
    Ok(())
}
