//! Many scenes at once are the scenes one by one.

use super::on_both;
use super::world::*;
use crate::Mark;
use kiku::decision::{Change, SessionEvent};
use kiku::domain::ids::{ContentId, ItemId, PersonId, SessionId};
use kiku::domain::note::{ActionItem, ContentKind};
use kiku::domain::session::Outcome;
use kiku_chat::Handle;

const OTHERS: SessionId = SessionId(102);
const BEFORE: SessionId = SessionId(90);

fn item(id: i64, done: Option<u32>) -> ActionItem {
    ActionItem {
        id: ItemId(id),
        version: 0,
        session: BEFORE,
        member: MEMBER,
        manager: MANAGER,
        owner: MANAGER,
        due: Some(day(25)),
        done_at: done.map(|date| at(date, 0)),
        text: "資料を送る".into(),
        content: ContentId(id + 500),
    }
}

/// Two talks of one manager, a talk before, words of every kind, items done and open, agreed times.
async fn much(store: &crate::Store) {
    settle_in(store).await;
    let mut before = session(BEFORE, MEMBER);
    before.month = month().previous();
    before.outcome = Outcome::Held;
    before.held_on = Some(day(1));
    before.asked_at -= chrono::Duration::days(30);
    let earlier = kiku::domain::cycle::Cycle {
        month: before.month,
        opens_at: at(1, 0),
        ..cycle()
    };
    let other = booked(&session(OTHERS, OTHER), at(21, 1));
    let taken = Change::Day(MANAGER, day(21), 0);
    let opened = |talk| Change::Session(SessionEvent::Opened, Box::new(talk));
    let mut all = vec![Change::Cycle(earlier), opened(before), opened(other), taken];
    for (id, kind, author) in [
        (201, ContentKind::Line, MEMBER),
        (202, ContentKind::PrivateNote, MEMBER),
        (203, ContentKind::PrivateNote, MANAGER),
        (204, ContentKind::Comment, MEMBER),
        (801, ContentKind::Action, MEMBER),
        (802, ContentKind::Action, MANAGER),
    ] {
        all.push(written(id, kind, author, &format!("言葉 {id}")));
    }
    all.extend([item(301, None), item(302, Some(1))].map(Change::Item));
    store
        .commit(&changes(all), None, at(3, 0))
        .await
        .expect("commits");
}

#[tokio::test]
async fn many_scenes_are_the_scenes_one_by_one() {
    on_both(|store| async move {
        much(&store).await;
        let wanted: Vec<(SessionId, PersonId)> = [TALK, OTHERS, SessionId(999)]
            .into_iter()
            .flat_map(|id| [MEMBER, MANAGER, OTHER].map(|reader| (id, reader)))
            .collect();
        let many = store.scenes_of(&wanted).await.expect("loads");
        let mut seen = 0;
        for (id, reader) in wanted {
            let alone = store.scene(id, reader).await.expect("loads");
            let of_many = many.get(&(id, reader));
            assert_eq!(format!("{:?}", of_many), format!("{:?}", alone.as_ref()));
            seen += usize::from(alone.is_some());
        }
        assert_eq!((many.len(), seen), (4, 4), "of two pairs, each side");
        let words = |reader| many[&(TALK, reader)].contents.len();
        assert_eq!((words(MEMBER), words(MANAGER)), (3 + 2, 2 + 2));
        assert!(many[&(TALK, MEMBER)].last.is_some());
        assert_eq!(many[&(TALK, MEMBER)].items.len(), 1);
        assert!(store.scenes_of(&[]).await.expect("loads").is_empty());
    })
    .await;
}

#[tokio::test]
async fn many_marks_are_the_marks_one_by_one() {
    on_both(|store| async move {
        settle_in(&store).await;
        let claims = claim(&store, at(2, 1)).await;
        let id = claims[0].id;
        let sent = Mark::Sent {
            handle: Handle("h".into()),
            shown: 1,
            at: at(2, 1),
        };
        let unknown = (id + 1, Mark::Edited { shown: 4 });
        store
            .mark(ME, &[(id, sent), unknown])
            .await
            .expect("marks what is there");
        let on = store.by_handle("web", &Handle("h".into())).await;
        let on = on.expect("loads").expect("is sent");
        assert_eq!((on.id, on.shown), (id, 1));
        mark(&store, id, Mark::Edited { shown: 3 }).await;
        mark(&store, id, Mark::Edited { shown: 2 }).await;
        let on = store.by_handle("web", &Handle("h".into())).await;
        let shown = on.expect("loads").map(|on| on.shown);
        assert_eq!(
            shown,
            Some(2),
            "the older edit hides what the newer one showed"
        );
        mark(&store, id, Mark::Closed { shown: 5 }).await;
        let on = store.by_handle("web", &Handle("h".into())).await;
        assert_eq!(on.expect("loads").map(|on| on.shown), Some(5));
    })
    .await;
}

#[tokio::test]
async fn sessions_that_were_loaded_are_changed_together() {
    on_both(|store| async move {
        much(&store).await;
        let loaded = store.sessions_after(month(), 0, 10).await.expect("loads");
        assert_eq!(loaded.len(), 2);
        let all = (0..30).map(|number| session(SessionId(400 + number), PersonId(40 + number)));
        let mut more = changes(Vec::new());
        for talk in all {
            let member = person(talk.member, Some(MANAGER));
            more.changes.push(Change::Person(Box::new(member)));
            let opened = Change::Session(SessionEvent::Opened, Box::new(talk));
            more.changes.push(opened);
        }
        store.commit(&more, None, at(3, 0)).await.expect("commits");
        let loaded = store.sessions_after(month(), 0, 50).await.expect("loads");
        let mut decision = changes(Vec::new());
        for talk in &loaded {
            let mut settled = talk.clone();
            settled.outcome = Outcome::NotHeld;
            settled.due_at = (talk.id != TALK).then(|| at(9, 0));
            settled.told_on = Some(day(7));
            let closed = Change::Session(SessionEvent::Closed, Box::new(settled));
            decision.changes.push(closed);
        }
        let done = store.commit_loaded(&decision, &loaded, at(4, 0)).await;
        done.expect("commits");
        let after = store.sessions_after(month(), 0, 50).await.expect("loads");
        assert_eq!(after.len(), 32);
        for (talk, before) in after.iter().zip(&loaded) {
            let expected = kiku::domain::session::Session {
                version: before.version + 1,
                outcome: Outcome::NotHeld,
                due_at: (talk.id != TALK).then(|| at(9, 0)),
                told_on: Some(day(7)),
                ..before.clone()
            };
            assert_eq!(*talk, expected);
        }
        let again = store.commit_loaded(&decision, &loaded, at(4, 0)).await;
        assert!(matches!(again, Err(crate::CommitError::Conflict)));
        let unchanged = store.sessions_after(month(), 0, 50).await.expect("loads");
        assert_eq!(unchanged, after);
    })
    .await;
}
