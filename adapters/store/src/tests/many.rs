//! Many at once: pages in few statements, and any order of commits ends in the same tables.

use super::on_both;
use super::world::*;
use crate::{CommitError, Store};
use kiku::decision::{Change, Decision, SessionEvent};
use kiku::domain::ids::{PersonId, SessionId};
use kiku::messages::{Message, Outgoing, Recipient};

const MEMBERS: i64 = 40;

pub async fn open_page(store: &Store, count: i64) {
    let people = (1..=count + 1).map(|id| {
        let manager = (id > 1).then_some(MANAGER);
        Change::Person(Box::new(person(PersonId(id), manager)))
    });
    let mut decision = changes(people.chain([Change::Cycle(cycle())]).collect());
    for id in 2..=count + 1 {
        let talk = session(SessionId(1000 + id), PersonId(id));
        decision.messages.push(Outgoing {
            message: Message::PrepAsk(talk.id),
            to: Recipient::Person(talk.member),
            send_at: at(2, 0),
            expires_at: at(30, 0),
        });
        decision
            .changes
            .push(Change::Session(SessionEvent::Opened, Box::new(talk)));
    }
    let committed = store
        .commit(&decision, None, at(2, 0))
        .await
        .expect("commits");
    assert_eq!(committed.queued, count as u64);
}

#[tokio::test]
async fn a_page_of_a_cycle_is_stored_at_once() {
    on_both(|store| async move {
        open_page(&store, 613).await;
        assert_eq!(
            store
                .sessions_after(month(), 0, 1000)
                .await
                .expect("reads")
                .len(),
            613
        );
        assert_eq!(store.backlog(at(2, 0)).await.expect("reads").due, 613);
        let page = store.people_after(0, 500).await.expect("reads");
        assert_eq!(page.len(), 500);
        let mut all: Vec<Change> = page
            .into_iter()
            .map(|(person, _)| Change::Person(Box::new(person)))
            .collect();
        store
            .commit(&changes(all.clone()), None, at(3, 0))
            .await
            .expect("changes 500 people");
        all.truncate(3);
        let stale = store.commit(&changes(all), None, at(3, 0)).await;
        assert!(matches!(stale, Err(CommitError::Conflict)), "{stale:?}");
    })
    .await;
}

/// Adds one to a session's counter, reloading on conflict as the engine does.
async fn bump(store: &Store, id: SessionId, wish: i64) -> bool {
    for _ in 0..1000 {
        let mut talk = load(store, id).await;
        talk.booking_version += 1;
        let mut decision: Decision = saved(&talk);
        decision.messages.push(Outgoing {
            message: Message::BookingNews(id, wish),
            to: Recipient::Person(MANAGER),
            send_at: at(3, 0),
            expires_at: at(30, 0),
        });
        match store.commit(&decision, None, at(3, 0)).await {
            Ok(_) => return true,
            Err(CommitError::Conflict) => {}
            Err(error) => panic!("{error}"),
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn commits_from_many_tasks_all_count() {
    on_both(|store| async move {
        open_page(&store, MEMBERS).await;
        let mut tasks = tokio::task::JoinSet::new();
        for wish in 0..200_i64 {
            let store = store.clone();
            // A fixed walk over few sessions, so that tasks meet.
            let id = SessionId(1002 + (wish * 7919) % 5);
            tasks.spawn(async move { bump(&store, id, wish).await });
        }
        while let Some(done) = tasks.join_next().await {
            assert!(done.expect("no task panics"), "a commit never came through");
        }
        let sessions = store.sessions_after(month(), 0, 1000).await.expect("reads");
        let bumps: i64 = sessions.iter().map(|talk| talk.booking_version).sum();
        let versions: i64 = sessions.iter().map(|talk| talk.version - 1).sum();
        assert_eq!((bumps, versions), (200, 200));
        let news = store
            .deliveries_to(&Recipient::Person(MANAGER))
            .await
            .expect("reads");
        assert_eq!(news.len(), 200);
    })
    .await;
}
