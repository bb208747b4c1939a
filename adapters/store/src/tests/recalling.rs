//! What a press needed to know is recalled for the next one, as long as it is true.

use super::on_both;
use super::world::*;
use crate::{Answering, EventOnce, Mark, Press, Store};
use kiku::decision::{Change, Decision, SessionEvent};
use kiku::domain::ids::{ContentId, ItemId, PersonId, SessionId};
use kiku::domain::note::{ActionItem, ContentKind};
use kiku::domain::person::{Grant, Role};
use kiku::domain::session::Session;
use kiku_chat::Handle;

const TALK_OF_OTHER: SessionId = SessionId(102);

async fn press(store: &Store, who: PersonId) -> Press {
    let press = store.press(&account(who), TALK, None).await;
    press.expect("loads").expect("is known")
}

/// Presses until it is known.
async fn knows(store: &Store, who: PersonId) -> Press {
    press(store, who).await;
    let recalled = press(store, who).await;
    assert_eq!(recalled.recalled, store.pool().is_alone());
    recalled
}

/// Decides on what a press knows, and remembers what that leaves behind.
async fn answer(store: &Store, who: PersonId, known: &Press, decision: &Decision, id: &str) {
    let event = EventOnce {
        platform: "web".into(),
        workspace: "demo".into(),
        id: id.into(),
    };
    let scene = known.scene.clone().expect("theirs");
    let answering = Answering {
        event: &event,
        shows: None,
        loaded: Some(&scene.session),
    };
    let committed = store.commit_answer(decision, answering, at(3, 0)).await;
    committed.expect("commits");
    let next = Press {
        scene: scene.after(decision, who),
        ..known.clone()
    };
    store.remember(&account(who), None, &next);
}

fn topic(press: &Press, topic: &str) -> Session {
    let mut talk = press.scene.as_ref().expect("theirs").session.clone();
    talk.prep.topic = Some(topic.into());
    talk
}

#[tokio::test]
async fn one_press_after_the_other_is_recalled_with_what_they_changed() {
    on_both(|store| async move {
        settle_in(&store).await;
        let mut known = knows(&store, MEMBER).await;
        for (number, word) in ["career", "team", "health"].into_iter().enumerate() {
            let decision = saved(&topic(&known, word));
            answer(&store, MEMBER, &known, &decision, &format!("e{number}")).await;
            known = press(&store, MEMBER).await;
            assert_eq!(known.recalled, store.pool().is_alone());
            let session = &known.scene.as_ref().expect("theirs").session;
            assert_eq!(session.prep.topic.as_deref(), Some(word));
            assert_eq!(*session, load(&store, TALK).await);
        }
        let managers = press(&store, MANAGER).await;
        let theirs = managers.scene.expect("theirs too").session;
        assert_eq!(theirs, load(&store, TALK).await);
    })
    .await;
}

#[tokio::test]
async fn a_message_that_is_not_known_yet_is_looked_for_again() {
    on_both(|store| async move {
        settle_in(&store).await;
        let handle = Handle("h".into());
        let pressed = async || {
            let press = store.press(&account(MEMBER), TALK, Some(&handle)).await;
            press.expect("loads").expect("is known")
        };
        assert!(
            pressed().await.on.is_none(),
            "its sending is not marked yet"
        );
        let claims = claim(&store, at(2, 1)).await;
        let sent = Mark::Sent {
            handle: handle.clone(),
            shown: 1,
            at: at(2, 1),
        };
        mark(&store, claims[0].id, sent).await;
        assert!(pressed().await.on.is_some());
        let again = pressed().await;
        assert_eq!(again.recalled, store.pool().is_alone());
        assert!(again.on.is_some());
    })
    .await;
}

#[tokio::test]
async fn whatever_a_press_depends_on_ends_it() {
    on_both(|store| async move {
        settle_in(&store).await;
        let other = session(TALK_OF_OTHER, OTHER);
        let opened = Change::Session(SessionEvent::Opened, Box::new(other.clone()));
        let mut other = Session {
            version: 1,
            ..other
        };
        let mut ends = vec![opened];
        other = booked(&other, at(20, 1));
        ends.push(Change::Session(SessionEvent::Booked, Box::new(other)));
        let mut moved = person(MEMBER, Some(OTHER));
        moved.version = 1;
        ends.push(Change::Person(Box::new(moved)));
        let mut closed = cycle();
        closed.version = 1;
        ends.push(Change::Cycle(closed));
        ends.push(Change::Grants(vec![Grant {
            person: MEMBER,
            role: Role::Hr,
            unit: String::new(),
        }]));
        ends.push(Change::Programme(Box::default(), 0));
        ends.push(Change::Day(MANAGER, day(20), 0));
        ends.push(written(203, ContentKind::Action, MEMBER, "資料を送る"));
        ends.push(Change::Item(ActionItem {
            id: ItemId(301),
            version: 0,
            member: MEMBER,
            manager: MANAGER,
            owner: MEMBER,
            session: TALK,
            due: None,
            done_at: None,
            text: "資料を送る".into(),
            content: ContentId(203),
        }));
        ends.push(written(201, ContentKind::Line, MEMBER, "一言"));
        ends.push(Change::Account(account(PersonId(9)), OTHER));
        for change in ends {
            knows(&store, MEMBER).await;
            let what = format!("{change:?}");
            let committed = store.commit(&changes(vec![change]), None, at(3, 0)).await;
            committed.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(!press(&store, MEMBER).await.recalled, "{what}");
        }
        knows(&store, MEMBER).await;
        let nothing = Change::Touched(kiku::messages::Subject::Session(TALK));
        store
            .commit(&changes(vec![nothing]), None, at(3, 0))
            .await
            .expect("commits");
        assert_eq!(
            press(&store, MEMBER).await.recalled,
            store.pool().is_alone()
        );
    })
    .await;
}

#[tokio::test]
async fn what_the_other_side_did_meanwhile_is_not_forgotten() {
    on_both(|store| async move {
        settle_in(&store).await;
        let (theirs, managers) = (knows(&store, MEMBER).await, knows(&store, MANAGER).await);
        let words = changes(vec![written(201, ContentKind::Line, MEMBER, "一言")]);
        answer(&store, MEMBER, &theirs, &words, "e1").await;
        // The manager's press was decided on what stood there before.
        let note = changes(vec![written(202, ContentKind::Note, MANAGER, "共有")]);
        answer(&store, MANAGER, &managers, &note, "e2").await;
        for who in [MEMBER, MANAGER] {
            let press = press(&store, who).await;
            let written = press.scene.expect("theirs").contents;
            assert_eq!(written.len(), 2, "{who}");
        }
        let late = topic(&theirs, "career");
        answer(
            &store,
            MEMBER,
            &press(&store, MEMBER).await,
            &saved(&late),
            "e3",
        )
        .await;
        // One who was too slow leaves nothing behind.
        store.remember(&account(MANAGER), None, &managers);
        let press = press(&store, MANAGER).await;
        let session = press.scene.expect("theirs").session;
        assert_eq!(session.prep.topic.as_deref(), Some("career"));
    })
    .await;
}
