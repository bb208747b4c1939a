//! What is committed is there; what meets another change is not.

use super::on_both;
use super::world::*;
use crate::{Answering, CommitError, Committed, EventOnce, Mark, Press, Pressed};
use kiku::decision::{Audit, Change};
use kiku::domain::ids::PersonId;
use kiku::domain::note::ContentKind;
use kiku::domain::person::{Actor, Grant, Role};
use kiku::domain::programme::Programme;
use kiku_chat::{Account, Handle};

fn event(id: &str) -> EventOnce {
    EventOnce {
        platform: "web".into(),
        workspace: "demo".into(),
        id: id.into(),
    }
}

#[tokio::test]
async fn a_session_comes_back_as_it_was_stored() {
    on_both(|store| async move {
        settle_in(&store).await;
        let mut talk = booked(&load(&store, TALK).await, at(20, 1));
        talk.offered = vec![at(20, 1), at(21, 1)];
        talk.told_on = Some(day(5));
        talk.due_at = Some(at(19, 0));
        talk.after_member.rating = kiku::domain::rating::Score::new(4);
        talk.after_manager.member_share = Some(8);
        store
            .commit(&saved(&talk), None, at(3, 0))
            .await
            .expect("commits");
        talk.version += 1;
        assert_eq!(load(&store, TALK).await, talk);
    })
    .await;
}

#[tokio::test]
async fn an_older_version_conflicts_and_leaves_nothing() {
    on_both(|store| async move {
        settle_in(&store).await;
        let talk = load(&store, TALK).await;
        store
            .commit(&saved(&talk), None, at(3, 0))
            .await
            .expect("commits");
        let mut late = saved(&talk).and(written(201, ContentKind::Line, MEMBER, "遅れた一言"));
        late = late.send(
            kiku::messages::Message::PrepReminder(TALK),
            MEMBER,
            at(4, 0),
            at(30, 0),
        );
        let refused = store.commit(&late, Some(&event("late")), at(3, 1)).await;
        assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
        let scene = store
            .scene(TALK, MEMBER)
            .await
            .expect("loads")
            .expect("theirs");
        assert!(scene.contents.is_empty());
        assert_eq!(
            store
                .deliveries_to(&to_member())
                .await
                .expect("reads")
                .len(),
            1
        );
        let again = store
            .commit(&saved(&scene.session), Some(&event("late")), at(3, 2))
            .await;
        assert!(
            again.is_ok(),
            "the refused event was not remembered: {again:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_second_making_of_the_same_thing_conflicts() {
    on_both(|store| async move {
        settle_in(&store).await;
        let mut twin = session(TALK, MEMBER);
        assert!(matches!(
            store.commit(&saved(&twin), None, at(3, 0)).await,
            Err(CommitError::Conflict)
        ));
        twin.id = kiku::domain::ids::SessionId(777);
        let second_of_month = store.commit(&saved(&twin), None, at(3, 0)).await;
        assert!(
            matches!(second_of_month, Err(CommitError::Conflict)),
            "{second_of_month:?}"
        );
        let newcomer = changes(vec![Change::Cycle(cycle())]);
        assert!(matches!(
            store.commit(&newcomer, None, at(3, 0)).await,
            Err(CommitError::Conflict)
        ));
    })
    .await;
}

#[tokio::test]
async fn the_same_input_is_taken_once() {
    on_both(|store| async move {
        settle_in(&store).await;
        let talk = load(&store, TALK).await;
        store
            .commit(&saved(&talk), Some(&event("e1")), at(3, 0))
            .await
            .expect("commits");
        let talk = load(&store, TALK).await;
        let again = store
            .commit(&saved(&talk), Some(&event("e1")), at(3, 1))
            .await;
        assert!(matches!(again, Err(CommitError::Duplicate)), "{again:?}");
        assert_eq!(load(&store, TALK).await.version, talk.version);
        assert_eq!(store.prune_events(at(4, 0)).await.expect("prunes"), 1);
        store
            .commit(&saved(&talk), Some(&event("e1")), at(5, 0))
            .await
            .expect("forgotten by now");
    })
    .await;
}

#[tokio::test]
async fn two_bookings_of_one_hour_meet_on_the_day() {
    on_both(|store| async move {
        settle_in(&store).await;
        let other = session(kiku::domain::ids::SessionId(102), OTHER);
        store
            .commit(&saved(&other), None, at(3, 0))
            .await
            .expect("commits");
        let (first, second) = (load(&store, TALK).await, load(&store, other.id).await);
        let take = |talk| saved(&booked(talk, at(20, 1))).and(Change::Day(MANAGER, day(20), 0));
        store
            .commit(&take(&first), None, at(3, 0))
            .await
            .expect("the first is faster");
        let slower = store.commit(&take(&second), None, at(3, 0)).await;
        assert!(matches!(slower, Err(CommitError::Conflict)), "{slower:?}");
        let scene = store
            .scene(other.id, OTHER)
            .await
            .expect("loads")
            .expect("theirs");
        assert_eq!(scene.busy.len(), 1);
        assert_eq!(scene.busy[0].start, at(20, 1));
        assert_eq!(scene.days.get(&(MANAGER, day(20))), Some(&1));
        let moved = saved(&booked(&scene.session, at(20, 3))).and(Change::Day(MANAGER, day(20), 1));
        store
            .commit(&moved, None, at(3, 0))
            .await
            .expect("another hour");
    })
    .await;
}

#[tokio::test]
async fn programme_grants_and_audits_are_kept() {
    on_both(|store| async move {
        settle_in(&store).await;
        let (default, version) = store.programme_with_version().await.expect("reads");
        assert_eq!((default.as_ref(), version), (&Programme::default(), 0));
        let programme = Programme {
            company: "聴く商事".into(),
            ..Programme::default()
        };
        let grant = |role, unit: &str| Grant {
            person: MANAGER,
            role,
            unit: unit.into(),
        };
        let audit = Audit {
            who: MANAGER,
            at: at(3, 0),
            what: "programme".into(),
            scope: String::new(),
        };
        let apply = |version| {
            changes(vec![
                Change::Programme(Box::new(programme.clone()), version),
                Change::Grants(vec![grant(Role::Hr, ""), grant(Role::Adviser, "本社")]),
                Change::Audited(audit.clone()),
            ])
        };
        store
            .commit(&apply(0), None, at(3, 0))
            .await
            .expect("commits");
        assert!(matches!(
            store.commit(&apply(0), None, at(3, 0)).await,
            Err(CommitError::Conflict)
        ));
        assert_eq!(store.programme().await.expect("reads").company, "聴く商事");
        assert_eq!(store.audits(10).await.expect("reads"), vec![audit.clone()]);
        let actor = store
            .actor(&account(MANAGER))
            .await
            .expect("reads")
            .expect("known");
        assert!(actor.is(Role::Hr) && actor.is(Role::Adviser) && actor.manages);
        let member = store
            .actor(&account(MEMBER))
            .await
            .expect("reads")
            .expect("known");
        assert!(member.grants.is_empty() && !member.manages);
        let stranger = store.actor(&account(PersonId(99))).await.expect("reads");
        assert_eq!(stranger, None);
    })
    .await;
}

#[tokio::test]
async fn people_come_back_as_they_were_stored() {
    on_both(|store| async move {
        settle_in(&store).await;
        let mut someone = store.person(MEMBER).await.expect("reads").expect("known");
        someone.kana = Some("シャイン".into());
        someone.heads = true;
        someone.left = Some(day(30));
        someone.leave = Some(kiku::domain::calendar::DateRange {
            from: day(4),
            to: day(6),
        });
        someone.tz = chrono_tz::America::New_York;
        store
            .commit(
                &changes(vec![Change::Person(Box::new(someone.clone()))]),
                None,
                at(3, 0),
            )
            .await
            .expect("commits");
        someone.version += 1;
        assert_eq!(
            store.person(MEMBER).await.expect("reads"),
            Some(someone.clone())
        );
        let page = store.people_after(1, 1).await.expect("reads");
        assert_eq!(page.len(), 1);
        assert_eq!(page[0].0, someone);
        assert_eq!(page[0].1.as_ref().map(|manager| manager.id), Some(MANAGER));
        let known = store.known_people().await.expect("reads");
        assert_eq!(known.len(), 3);
        assert_eq!(known[1].1.get("web").map(String::as_str), Some("u2"));
        let actor = store
            .actor(&account(MEMBER))
            .await
            .expect("reads")
            .expect("known");
        assert!(actor.reads_unit("本社/営業部"));
        assert!(!actor.reads_unit("本社"));
    })
    .await;
}

#[tokio::test]
async fn a_press_is_read_and_answered_in_one_commit() {
    on_both(|store| async move {
        settle_in(&store).await;
        let (to, handle) = sent(&store).await;
        let press = pressed(&store, MEMBER, &handle).await;
        assert_eq!(press.actor, actor_of(&store, MEMBER).await);
        let scene = press.scene.expect("theirs");
        let apart = store.scene(TALK, MEMBER).await.expect("loads");
        assert_eq!(
            format!("{scene:?}"),
            format!("{:?}", apart.expect("theirs"))
        );
        let on = press.on.expect("was sent");
        assert_eq!((on.wanted, on.shown), (1, 1));
        let mut talk = scene.session.clone();
        talk.prep.topic = Some("career".into());
        let event = event("e1");
        let answering = Answering {
            event: &event,
            shows: Some(&on),
            loaded: Some(&scene.session),
        };
        let committed = store
            .commit_answer(&saved(&talk), answering, at(3, 0))
            .await
            .expect("commits");
        assert_eq!(committed, Committed::default(), "its own answer shows it");
        let again = store
            .commit_answer(&saved(&talk), answering, at(3, 1))
            .await;
        assert!(matches!(again, Err(CommitError::Duplicate)), "{again:?}");
        let press = pressed(&store, MEMBER, &handle).await;
        let on = press_on(&store, &handle).await;
        assert_eq!((on.wanted, on.shown), (2, 2), "the answer shows it");
        assert_eq!(
            press.scene.expect("theirs").session,
            load(&store, TALK).await
        );
        talk.version += 1;
        assert_eq!(load(&store, TALK).await, talk, "all of it is stored");
        store
            .lower_shown(&to.platform, &handle)
            .await
            .expect("writes");
        let on = press_on(&store, &handle).await;
        assert_eq!(on.shown, 1, "an answer that was lost");
        assert!(on.live);
        store
            .raise_shown(&press_on(&store, &handle).await)
            .await
            .expect("writes");
        let closed = store.close_edits(talk.month, 0, i64::MAX).await;
        closed.expect("writes");
        let on = press_on(&store, &handle).await;
        assert!(!on.live, "it changes no more");
        let stranger = pressed(&store, OTHER, &handle).await;
        assert!(stranger.scene.is_none(), "only the pair sees it");
    })
    .await;
}

/// M1 is delivered.
async fn sent(store: &crate::Store) -> (Account, Handle) {
    let (to, handle) = (account(MEMBER), Handle("h1".into()));
    for claimed in claim(store, at(2, 0)).await {
        let sent = Mark::Sent {
            handle: handle.clone(),
            shown: claimed.wanted,
            at: at(2, 0),
        };
        mark(store, claimed.id, sent).await;
    }
    (to, handle)
}

async fn pressed(store: &crate::Store, who: PersonId, on: &Handle) -> Press {
    let press = store.press(&account(who), TALK, Some(on)).await;
    press.expect("loads").expect("is known")
}

async fn press_on(store: &crate::Store, on: &Handle) -> Pressed {
    let pressed = store.by_handle(&account(MEMBER).platform, on).await;
    pressed.expect("reads").expect("was sent")
}

async fn actor_of(store: &crate::Store, who: PersonId) -> Actor {
    let actor = store.actor(&account(who)).await;
    actor.expect("loads").expect("is known")
}
