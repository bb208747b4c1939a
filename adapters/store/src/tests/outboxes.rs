//! A message is queued once, sent once, and edited until it shows what is.

use super::on_both;
use super::world::*;
use crate::{Claim, End, State, Store, Work};
use chrono::{DateTime, Utc};
use kiku::messages::{Message, Recipient};
use kiku_chat::{Address, Handle, Memory};

async fn claim(store: &Store, now: DateTime<Utc>) -> Vec<Claim> {
    store
        .claim(now, "test", 10, minutes(1))
        .await
        .expect("claims")
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
        store
            .sent(claims[0].id, &direct(), &handle("h1"), 1, at(2, 0))
            .await
            .expect("settles");
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
        store
            .sent(first.id, &direct(), &handle("h1"), first.wanted, at(2, 1))
            .await
            .expect("settles");
        let edit = claim(&store, at(2, 2)).await.remove(0);
        assert_eq!(edit.work, Work::Edit(direct(), handle("h1")));
        assert_eq!(edit.wanted, 2);
        store.edited(edit.id, edit.wanted).await.expect("settles");
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
            .commit(&saved(&load(&store, TALK).await), None, at(2, 6))
            .await
            .expect("commits");
        store
            .end(pressed.id, End::Closed, "the month closed")
            .await
            .expect("settles");
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
        let again = claim(&store, at(2, 1)).await;
        assert_eq!((again[0].id, &again[0].work), (first.id, &Work::Reconcile));
        store
            .unknown(first.id, at(3, 0), "cannot tell")
            .await
            .expect("settles");
        assert!(claim(&store, at(2, 2)).await.is_empty());
        assert_eq!(store.backlog(at(2, 2)).await.expect("reads").unknown, 1);
        let again = claim(&store, at(3, 0)).await.remove(0);
        assert_eq!(again.work, Work::Reconcile);
        store
            .retry(first.id, at(3, 1), "it did not arrive")
            .await
            .expect("settles");
        let last = claim(&store, at(3, 1)).await.remove(0);
        assert_eq!((last.work, last.delivery), (Work::First, first.delivery));
    })
    .await;
}

#[tokio::test]
async fn order_is_by_urgency_and_first_sends_come_before_edits() {
    on_both(|store| async move {
        settle_in(&store).await;
        let first = claim(&store, at(2, 0)).await.remove(0);
        store
            .sent(first.id, &direct(), &handle("h1"), 0, at(2, 0))
            .await
            .expect("settles");
        let decision = kiku::decision::Decision::default()
            .send(Message::DayBefore(TALK, 1), MEMBER, at(3, 0), at(20, 0))
            .send(Message::AfterTalk(TALK), MEMBER, at(3, 0), at(10, 0))
            .send(Message::BookingNews(TALK, 1), MANAGER, at(3, 0), at(30, 0));
        store
            .commit(&decision, None, at(3, 0))
            .await
            .expect("commits");
        let two = store
            .claim(at(3, 0), "a", 2, minutes(1))
            .await
            .expect("claims");
        let kinds: Vec<&str> = two.iter().map(|claim| claim.message.kind()).collect();
        assert_eq!(kinds, ["booking_news", "after_talk"]);
        let rest = store
            .claim(at(3, 0), "b", 9, minutes(1))
            .await
            .expect("claims");
        let kinds: Vec<&str> = rest.iter().map(|claim| claim.message.kind()).collect();
        assert_eq!(kinds, ["day_before", "prep_ask"]);
        assert!(matches!(rest[1].work, Work::Edit(..)));
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
        store
            .end(first.id, End::Dead, "user_not_found")
            .await
            .expect("settles");
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
