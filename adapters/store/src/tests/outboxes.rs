//! A message is queued once, sent once, and edited until it shows what is.

use super::on_both;
use super::world::*;
use crate::{Claiming, End, Kind, Lane, Mark, State, Task, Work};
use chrono::{DateTime, Utc};
use kiku::messages::{Message, Recipient};
use kiku_chat::{Account, Address, Handle, Memory};
use std::collections::BTreeSet;

fn sent(name: &str, shown: i64, at: DateTime<Utc>) -> Mark {
    let handle = handle(name);
    Mark::Sent { handle, shown, at }
}

fn direct() -> Address {
    Address::Person(account(MEMBER))
}

fn handle(name: &str) -> Handle {
    Handle(name.into())
}

#[tokio::test]
async fn a_message_is_claimed_when_its_time_has_come_and_once() {
    on_both(|store| async move {
        settle_in(&store).await;
        assert_eq!(store.next_send_at().await.expect("reads"), Some(at(2, 0)));
        assert!(claim(&store, at(1, 23)).await.is_empty());
        let claims = claim(&store, at(2, 0)).await;
        assert_eq!(claims.len(), 1);
        assert_eq!(claims[0].message, Message::PrepAsk(TALK));
        assert_eq!(
            (&claims[0].work, claims[0].wanted, claims[0].attempts),
            (&Work::First, 1, 0)
        );
        assert!(claims[0].delivery.0.len() <= 25);
        assert!(claim(&store, at(2, 0)).await.is_empty(), "it is leased");
        assert_eq!(claims[0].address, direct());
        mark(&store, claims[0].id, sent("h1", 1, at(2, 0))).await;
        assert!(claim(&store, at(2, 1)).await.is_empty(), "it shows what is");
        let again = kiku::decision::Decision::default().send(
            Message::PrepAsk(TALK),
            MEMBER,
            at(3, 0),
            at(30, 0),
        );
        assert_eq!(
            store
                .commit(&again, None, at(3, 0))
                .await
                .expect("commits")
                .queued,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_makes_it_stale_until_it_is_edited() {
    on_both(|store| async move {
        settle_in(&store).await;
        let first = claim(&store, at(2, 0)).await.remove(0);
        let committed = store
            .commit(&saved(&load(&store, TALK).await), None, at(2, 1))
            .await
            .expect("commits");
        assert_eq!(committed.stale, 1, "raised while it is being sent");
        mark(&store, first.id, sent("h1", first.wanted, at(2, 1))).await;
        let edit = claim(&store, at(2, 2)).await.remove(0);
        assert_eq!(edit.work, Work::Edit(handle("h1")));
        assert_eq!((edit.wanted, edit.address), (2, direct()));
        let shown = edit.wanted;
        mark(&store, edit.id, Mark::Edited { shown }).await;
        assert!(claim(&store, at(2, 3)).await.is_empty());
        store
            .commit(&saved(&load(&store, TALK).await), None, at(2, 4))
            .await
            .expect("commits");
        let pressed = store
            .by_handle("web", &handle("h1"))
            .await
            .expect("reads")
            .expect("known");
        assert_eq!(
            (&pressed.message, &pressed.to, pressed.wanted),
            (&Message::PrepAsk(TALK), &to_member(), 3)
        );
        store.raise_shown(&pressed).await.expect("settles");
        assert!(
            claim(&store, at(2, 5)).await.is_empty(),
            "the reply showed it"
        );
        store
            .close_edits(month(), TALK.0 - 1, TALK.0)
            .await
            .expect("closes");
        store
            .commit(&saved(&load(&store, TALK).await), None, at(2, 6))
            .await
            .expect("commits");
        assert!(
            claim(&store, at(2, 7)).await.is_empty(),
            "closed ones are not edited"
        );
        assert!(
            store
                .by_handle("web", &handle("h1"))
                .await
                .expect("reads")
                .is_some()
        );
        assert!(
            store
                .by_handle("slack", &handle("h1"))
                .await
                .expect("reads")
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_dead_sender_held_is_reconciled_not_repeated() {
    on_both(|store| async move {
        settle_in(&store).await;
        let first = claim(&store, at(2, 0)).await.remove(0);
        let again = claim(&store, at(2, 1)).await.remove(0);
        assert_eq!((again.id, &again.work), (first.id, &Work::Reconcile));
        assert_eq!((again.tried, again.tried_at), (1, at(2, 0)));
        let why = || "cannot tell".to_owned();
        let unknown = Mark::Unknown {
            at: at(3, 0),
            why: why(),
        };
        mark(&store, first.id, unknown).await;
        assert!(claim(&store, at(2, 2)).await.is_empty());
        assert_eq!(store.backlog(at(2, 2)).await.expect("reads").unknown, 1);
        let (at, why) = (at(4, 0), why());
        for (now, wait) in [
            (
                at - minutes(60 * 24),
                Mark::Again {
                    at,
                    why: why.clone(),
                },
            ),
            (at, Mark::Later { at, why }),
        ] {
            let held = claim(&store, now).await.remove(0);
            assert_eq!(
                held.work,
                Work::Reconcile,
                "who asks to wait says nothing about arrival"
            );
            mark(&store, first.id, wait).await;
        }
        let last = claim(&store, at).await.remove(0);
        assert_eq!(last.work, Work::Reconcile);
        mark(&store, first.id, Mark::NotThere { at }).await;
        let last = claim(&store, at).await.remove(0);
        assert_eq!((last.work, last.delivery), (Work::First, first.delivery));
    })
    .await;
}

#[tokio::test]
async fn a_row_that_is_being_worked_on_is_not_handed_out_whatever_the_clock_says() {
    on_both(|store| async move {
        settle_in(&store).await;
        let first = claim(&store, at(2, 0)).await.remove(0);
        let busy = BTreeSet::from([first.id]);
        let claiming = Claiming {
            owner: ME,
            now: at(9, 0),
            limit: 1,
            lease: minutes(1),
            busy: &busy,
        };
        let again = store.claim(&lane(), Task::Reconcile, claiming).await;
        assert_eq!(again.expect("claims"), []);
        mark(&store, first.id, sent("h1", 1, at(9, 0))).await;
    })
    .await;
}

#[tokio::test]
async fn marks_of_somebody_whose_lease_ended_change_nothing_but_what_arrived() {
    on_both(|store| async move {
        settle_in(&store).await;
        let first = claim(&store, at(2, 0)).await.remove(0);
        assert_eq!(claim(&store, at(2, 1)).await.len(), 1, "taken over");
        let late = [(first.id, Mark::End(End::Dead, "late".into()))];
        store.mark("other", &late).await.expect("marks");
        assert_eq!(store.backlog(at(2, 1)).await.expect("reads").dead, 0);
        let arrived = [(first.id, sent("h1", 1, at(2, 1)))];
        store.mark("other", &arrived).await.expect("marks");
        let found = store.deliveries_in(State::Sent, 9).await.expect("reads");
        assert_eq!(found.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn order_is_by_urgency_then_by_deadline() {
    on_both(|store| async move {
        settle_in(&store).await;
        let decision = kiku::decision::Decision::default()
            .send(Message::DayBefore(TALK, 1), MEMBER, at(3, 0), at(20, 0))
            .send(Message::AfterTalk(TALK), MEMBER, at(3, 0), at(10, 0))
            .send(Message::BookingNews(TALK, 1), MANAGER, at(3, 0), at(30, 0));
        store
            .commit(&decision, None, at(3, 0))
            .await
            .expect("commits");
        store.route(at(3, 0), &web(), 100).await.expect("routes");
        let two = claim_some(&store, Task::First, at(3, 0), 2).await;
        let kinds: Vec<&str> = two.iter().map(|claim| claim.message.kind()).collect();
        assert_eq!(kinds, ["booking_news", "after_talk"]);
        let rest = claim_some(&store, Task::First, at(3, 0), 9).await;
        let kinds: Vec<&str> = rest.iter().map(|claim| claim.message.kind()).collect();
        assert_eq!(
            kinds,
            ["day_before", "prep_ask"],
            "what opens a month comes last"
        );
    })
    .await;
}

#[tokio::test]
async fn who_has_no_account_is_listed_until_one_appears() {
    on_both(|store| async move {
        settle_in(&store).await;
        let nobody = BTreeSet::from(["slack".to_owned()]);
        assert_eq!(store.route(at(2, 0), &nobody, 9).await.expect("routes"), 1);
        let dead = store.unreachable(9).await.expect("reads");
        let why = dead[0].error.as_deref();
        assert_eq!(why, Some("no account on a connected platform"));
        let account = Account {
            platform: "slack".into(),
            workspace: "T1".into(),
            user: "U1".into(),
        };
        let linked = kiku::decision::Change::Account(account.clone(), MEMBER);
        let linking = changes(vec![linked]);
        store
            .commit(&linking, None, at(30, 2))
            .await
            .expect("commits");
        assert_eq!(
            store.backlog(at(30, 2)).await.expect("reads").dead,
            1,
            "too late to be useful"
        );
        store
            .commit(&linking, None, at(3, 0))
            .await
            .expect("commits");
        assert_eq!(store.route(at(3, 0), &nobody, 9).await.expect("routes"), 1);
        let claiming = Claiming {
            owner: ME,
            now: at(3, 0),
            limit: 9,
            lease: minutes(1),
            busy: &BTreeSet::new(),
        };
        let slack = Lane::of(("slack", "T1"));
        let claims = store.claim(&slack, Task::First, claiming).await;
        assert_eq!(claims.expect("claims")[0].address, Address::Person(account));
    })
    .await;
}

#[tokio::test]
async fn what_waits_follows_its_recipient_to_another_account() {
    on_both(|store| async move {
        settle_in(&store).await;
        store.route(at(2, 0), &web(), 9).await.expect("routes");
        let other = Account {
            workspace: "another".into(),
            ..account(MEMBER)
        };
        let linking = changes(vec![kiku::decision::Change::Account(other.clone(), MEMBER)]);
        store
            .commit(&linking, None, at(2, 0))
            .await
            .expect("commits");
        assert!(
            claim_some(&store, Task::First, at(2, 0), 9)
                .await
                .is_empty()
        );
        assert_eq!(store.route(at(2, 0), &web(), 9).await.expect("routes"), 1);
        assert_eq!(store.next_unrouted().await.expect("reads"), None);
        // A platform that is not connected any more gives its rows back.
        let slack = BTreeSet::from(["slack".to_owned()]);
        store.route_anew(at(2, 0), &slack).await.expect("routes");
        assert_eq!(store.next_unrouted().await.expect("reads"), Some(at(2, 0)));
    })
    .await;
}

#[tokio::test]
async fn a_lane_has_one_owner_until_its_lease_ends_or_it_lets_go() {
    on_both(|store| async move {
        let hold = |owner: &'static str, now| {
            let store = store.clone();
            async move {
                store
                    .hold(&lane(), owner, now, minutes(1))
                    .await
                    .expect("holds")
            }
        };
        assert!(hold("a", at(2, 0)).await && hold("a", at(2, 0)).await);
        assert!(!hold("b", at(2, 0)).await);
        assert!(hold("b", at(2, 0) + minutes(1)).await, "the lease ended");
        assert!(!hold("a", at(2, 0) + minutes(1)).await);
        store.let_go("b").await.expect("lets go");
        assert!(hold("a", at(2, 0) + minutes(1)).await);
        let until = at(2, 1);
        store
            .wait_until(&lane(), Kind::Edit, until)
            .await
            .expect("keeps");
        store.doubt(&lane(), &[1], 1).await.expect("counts");
        let state = store.lanes().await.expect("reads").remove(0);
        assert_eq!((state.after[1], state.doubtful), (until, 1));
        assert_eq!(state.owner.as_deref(), Some("a"));
        // The clock goes back by a day: no lease may hold anybody up for that long.
        let yesterday = at(1, 0);
        store
            .bring_back(yesterday, minutes(2))
            .await
            .expect("mends");
        assert!(!hold("b", yesterday).await);
        assert!(hold("b", yesterday + minutes(2)).await);
    })
    .await;
}

#[tokio::test]
async fn what_is_no_longer_useful_expires() {
    on_both(|store| async move {
        settle_in(&store).await;
        store.route(at(2, 0), &web(), 9).await.expect("routes");
        assert_eq!(store.expire(&lane(), at(30, 0)).await.expect("expires"), 0);
        assert_eq!(store.expire(&lane(), at(30, 1)).await.expect("expires"), 1);
        let backlog = store.backlog(at(30, 1)).await.expect("reads");
        assert_eq!((backlog.expired, backlog.due), (1, 0));
        let late = kiku::decision::Decision::default().send(
            Message::AfterTalk(TALK),
            MEMBER,
            at(3, 0),
            at(4, 0),
        );
        store.commit(&late, None, at(3, 0)).await.expect("commits");
        store.route(at(5, 0), &web(), 9).await.expect("routes");
        assert_eq!(store.backlog(at(5, 0)).await.expect("reads").expired, 2);
    })
    .await;
}

#[tokio::test]
async fn ends_are_kept_and_counted() {
    on_both(|store| async move {
        settle_in(&store).await;
        let backlog = store.backlog(at(2, 1)).await.expect("reads");
        assert_eq!(
            (backlog.due, backlog.later, backlog.oldest_due),
            (1, 0, Some(at(2, 0)))
        );
        let first = claim(&store, at(2, 1)).await.remove(0);
        mark(
            &store,
            first.id,
            Mark::End(End::Dead, "user_not_found".into()),
        )
        .await;
        let dead = store.unreachable(10).await.expect("reads");
        assert_eq!(
            (dead.len(), dead[0].state, dead[0].error.as_deref()),
            (1, State::Dead, Some("user_not_found"))
        );
        assert_eq!(store.backlog(at(2, 1)).await.expect("reads").dead, 1);
        assert_eq!(store.next_send_at().await.expect("reads"), None);
        let channel = Recipient::Channel("web".into(), "demo".into(), "hr".into());
        assert!(
            store
                .deliveries_to(&channel)
                .await
                .expect("reads")
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn platforms_remember_apart() {
    on_both(|store| async move {
        let (web, slack) = (store.memory("web"), store.memory("slack"));
        web.put("b_1", "二").await.expect("keeps");
        web.put("a_1", "一").await.expect("keeps");
        web.put("a_1", "改").await.expect("keeps");
        slack.put("a_1", "別").await.expect("keeps");
        let kept = web.all("a_").await.expect("reads");
        assert_eq!(kept, [("a_1".to_owned(), "改".to_owned())]);
        assert_eq!(web.all("").await.expect("reads").len(), 2);
        assert!(
            web.all("%").await.expect("reads").is_empty(),
            "a prefix is not a pattern"
        );
    })
    .await;
}
