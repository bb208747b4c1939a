//! Readers see what is theirs, and no more.

use super::on_both;
use super::world::*;
use crate::DayOf;
use chrono::Duration;
use kiku::decision::{Change, SessionEvent};
use kiku::domain::ids::{ContentId, ItemId, PersonId, SessionId};
use kiku::domain::note::{ActionItem, ContentKind};
use kiku::domain::person::{Actor, Grant, Role};
use kiku::domain::rating::Score;
use kiku::domain::session::Outcome;

fn words(scene: &kiku::material::Scene) -> Vec<&str> {
    scene
        .contents
        .iter()
        .map(|content| content.text.as_str())
        .collect()
}

async fn write_everything(store: &crate::Store) {
    let decision = changes(vec![
        written(201, ContentKind::Line, MEMBER, "一言"),
        written(202, ContentKind::Note, MANAGER, "共有"),
        written(203, ContentKind::PrivateNote, MEMBER, "自分用"),
        written(204, ContentKind::PrivateNote, MANAGER, "上司の自分用"),
        written(205, ContentKind::Comment, MEMBER, "感想"),
    ]);
    store
        .commit(&decision, None, at(3, 0))
        .await
        .expect("commits");
}

#[tokio::test]
async fn each_side_reads_what_is_theirs() {
    on_both(|store| async move {
        settle_in(&store).await;
        write_everything(&store).await;
        let member = store
            .scene(TALK, MEMBER)
            .await
            .expect("loads")
            .expect("theirs");
        assert_eq!(words(&member), ["一言", "共有", "自分用", "感想"]);
        let manager = store
            .scene(TALK, MANAGER)
            .await
            .expect("loads")
            .expect("theirs");
        assert_eq!(words(&manager), ["一言", "共有", "上司の自分用"]);
        assert!(store.scene(TALK, OTHER).await.expect("loads").is_none());
        let mut shared = member.session.clone();
        shared.after_member.share_comment = true;
        store
            .commit(&saved(&shared), None, at(3, 0))
            .await
            .expect("commits");
        let manager = store
            .scene(TALK, MANAGER)
            .await
            .expect("loads")
            .expect("theirs");
        assert_eq!(words(&manager), ["一言", "共有", "上司の自分用", "感想"]);
    })
    .await;
}

#[tokio::test]
async fn words_do_not_move_to_a_new_manager() {
    on_both(|store| async move {
        settle_in(&store).await;
        write_everything(&store).await;
        let mut talk = load(&store, TALK).await;
        talk.manager = OTHER;
        store
            .commit(&saved(&talk), None, at(4, 0))
            .await
            .expect("commits");
        let new = store
            .scene(TALK, OTHER)
            .await
            .expect("loads")
            .expect("theirs now");
        assert_eq!(words(&new), Vec::<&str>::new());
        assert!(store.scene(TALK, MANAGER).await.expect("loads").is_none());
        store
            .commit(
                &changes(vec![written(201, ContentKind::Line, MEMBER, "改めて")]),
                None,
                at(5, 0),
            )
            .await
            .expect("commits");
        let new = store
            .scene(TALK, OTHER)
            .await
            .expect("loads")
            .expect("theirs now");
        assert_eq!(words(&new), ["改めて"]);
        let member = store
            .scene(TALK, MEMBER)
            .await
            .expect("loads")
            .expect("theirs");
        assert_eq!(member.contents.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn words_are_sealed_in_the_table() {
    on_both(|store| async move {
        settle_in(&store).await;
        write_everything(&store).await;
        #[derive(sqlx::FromRow)]
        struct Sealed {
            sealed: Vec<u8>,
        }
        let all = crate::sql::sql(format!("SELECT sealed FROM {}", "contents"));
        let rows: Vec<Sealed> = store.pool().all(all).await.expect("reads");
        assert_eq!(rows.len(), 5);
        for row in rows {
            let text = String::from_utf8_lossy(&row.sealed).into_owned();
            assert!(
                !["一言", "共有", "自分用", "感想"]
                    .iter()
                    .any(|word| text.contains(word))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn action_items_are_carried_over_until_done() {
    on_both(|store| async move {
        settle_in(&store).await;
        let item = ActionItem {
            id: ItemId(301),
            version: 0,
            session: TALK,
            member: MEMBER,
            manager: MANAGER,
            owner: MANAGER,
            due: Some(day(25)),
            done_at: None,
            text: "資料を送る".into(),
            content: ContentId(206),
        };
        let words = written(206, ContentKind::Action, MEMBER, "資料を送る");
        store
            .commit(
                &changes(vec![Change::Item(item.clone()), words]),
                None,
                at(3, 0),
            )
            .await
            .expect("commits");
        let stored = ActionItem { version: 1, ..item };
        let scene = store
            .scene(TALK, MEMBER)
            .await
            .expect("loads")
            .expect("theirs");
        assert_eq!(scene.items, vec![stored.clone()]);
        let open = store.open_items_of(MANAGER).await.expect("loads");
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].0.clone(), open[0].1.id), (stored.clone(), MEMBER));
        assert!(store.item(stored.id, OTHER).await.expect("loads").is_none());
        let done = ActionItem {
            done_at: Some(at(4, 0)),
            ..stored
        };
        store
            .commit(&changes(vec![Change::Item(done)]), None, at(4, 0))
            .await
            .expect("commits");
        assert!(
            store
                .open_items_of(MANAGER)
                .await
                .expect("loads")
                .is_empty()
        );
        let scene = store
            .scene(TALK, MEMBER)
            .await
            .expect("loads")
            .expect("theirs");
        assert_eq!(scene.items.len(), 1, "done in this cycle is still shown");
    })
    .await;
}

#[tokio::test]
async fn a_managers_day_and_desk_hold_their_talks() {
    on_both(|store| async move {
        settle_in(&store).await;
        let other = session(SessionId(102), OTHER);
        store
            .commit(&saved(&other), None, at(3, 0))
            .await
            .expect("commits");
        let mut talk = booked(&load(&store, TALK).await, at(20, 1));
        talk.told_on = Some(day(5));
        store
            .commit(&saved(&talk), None, at(3, 0))
            .await
            .expect("commits");
        let told = store
            .manager_day(MANAGER, day(5), DayOf::Telling)
            .await
            .expect("loads");
        let talks = store
            .manager_day(MANAGER, day(20), DayOf::Talk)
            .await
            .expect("loads");
        assert_eq!((told.len(), talks.len()), (1, 1));
        assert!(
            store
                .manager_day(MANAGER, day(5), DayOf::Talk)
                .await
                .expect("loads")
                .is_empty()
        );
        let manager = store
            .actor(&account(MANAGER))
            .await
            .expect("loads")
            .expect("known");
        let desk = store.desk(&manager, at(21, 0)).await.expect("loads");
        assert_eq!(
            desk.led
                .iter()
                .map(|scene| scene.session.id.0)
                .collect::<Vec<_>>(),
            [101, 102]
        );
        assert!(desk.own.is_none());
        let member = store
            .actor(&account(MEMBER))
            .await
            .expect("loads")
            .expect("known");
        let desk = store.desk(&member, at(21, 0)).await.expect("loads");
        assert_eq!(desk.own.map(|scene| scene.session.id), Some(TALK));
        assert!(desk.led.is_empty() && desk.past.is_none());
        assert!(
            store
                .desk(&member, at(1, 0))
                .await
                .expect("loads")
                .cycle
                .is_none(),
            "not opened yet"
        );
    })
    .await;
}

#[tokio::test]
async fn only_those_who_run_the_programme_see_pairs() {
    on_both(|store| async move {
        settle_in(&store).await;
        let actor = |role, unit: &str| Actor {
            person: person(PersonId(9), None),
            grants: vec![Grant {
                person: PersonId(9),
                role,
                unit: unit.into(),
            }],
            manages: false,
        };
        for (role, unit, seen) in [
            (Role::Hr, "", Some(1)),
            (Role::Hr, "本社", Some(1)),
            (Role::Hr, "本社/営業部", Some(1)),
            (Role::Hr, "本社/営業", Some(0)),
            (Role::Executive, "", None),
            (Role::DepartmentHead, "本社", None),
        ] {
            let page = store
                .pairs(&actor(role, unit), month(), 0, 50)
                .await
                .expect("loads");
            assert_eq!(
                page.map(|page| (page.pairs.len(), page.total)),
                seen.map(|n| (n as usize, n)),
                "{role:?} {unit}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_due_is_found_and_facts_are_told() {
    on_both(|store| async move {
        settle_in(&store).await;
        assert_eq!(store.next_due().await.expect("reads"), None);
        let mut talk = booked(&load(&store, TALK).await, at(20, 1));
        talk.due_at = Some(at(4, 0));
        talk.outcome = Outcome::Held;
        talk.held_on = Some(day(20));
        talk.prep.topic = Some("career".into());
        talk.prep.at = Some(at(3, 0));
        talk.after_member.rating = Score::new(5);
        store
            .commit(&saved(&talk), None, at(3, 0))
            .await
            .expect("commits");
        assert_eq!(store.next_due().await.expect("reads"), Some(at(4, 0)));
        assert!(
            store
                .due_sessions(at(3, 23), 10)
                .await
                .expect("reads")
                .is_empty()
        );
        let due = store.due_sessions(at(4, 0), 10).await.expect("reads");
        assert_eq!((due[0].id, due[0].member, due.len()), (TALK, MEMBER, 1));
        assert_eq!(
            store
                .sessions_after(month(), 0, 10)
                .await
                .expect("reads")
                .len(),
            1
        );
        assert!(
            store
                .sessions_after(month(), TALK.0, 10)
                .await
                .expect("reads")
                .is_empty()
        );
        assert!(
            store
                .open_sessions_of(MEMBER)
                .await
                .expect("reads")
                .is_empty()
        );

        let mut next = session(SessionId(150), MEMBER);
        next.month = month().next();
        next.asked_at += Duration::days(30);
        next.outcome = Outcome::Held;
        next.held_on = Some(day(20) + Duration::days(28));
        let cycle = kiku::domain::cycle::Cycle {
            month: next.month,
            ..cycle()
        };
        let later = changes(vec![
            Change::Session(SessionEvent::Opened, Box::new(next.clone())),
            Change::Cycle(cycle),
        ]);
        store
            .commit(&later, None, at(30, 0))
            .await
            .expect("commits");
        let mut facts = Vec::new();
        store
            .facts(month(), month().next(), |fact| facts.push(fact))
            .await
            .expect("reads");
        assert_eq!(facts.len(), 2);
        assert!(
            facts[0].prepared
                && facts[0].rating == Score::new(5)
                && facts[0].previous_held_on.is_none()
        );
        assert_eq!(facts[1].previous_held_on, Some(day(20)));
        let scene = store
            .scene(next.id, MEMBER)
            .await
            .expect("loads")
            .expect("theirs");
        let last = scene.last.expect("a talk before");
        assert_eq!(
            (last.month, last.topic.as_deref(), last.held),
            (month(), Some("career"), true)
        );
    })
    .await;
}
