//! A lane that hangs, storms or fails holds up no other, and is served when it heals.

use super::crowd::{Crowd, RATES, USEFUL, morning};
use anyhow::Result;
use chrono::Duration;
use kiku::decision::{Change, Decision};
use kiku::domain::ids::PersonId;
use kiku::messages::Message;
use kiku_chat::{Address, Once, SendError};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_store::{State, Store};
use kiku_testkit::model::{Fault, Faults};
use kiku_testkit::{ModelChat, Terms};
use std::sync::Arc;
use std::time::Duration as Span;

const EACH: i64 = 50;

/// All of what was queued has arrived once.
async fn all_arrived_once(crowd: &Crowd) -> Result<()> {
    for chat in &crowd.chats {
        assert!(chat.sent().values().all(|count| *count == 1));
    }
    assert_eq!(crowd.arrived(0) + crowd.arrived(1), 2 * EACH as usize);
    let sent = crowd.store.deliveries_in(State::Sent, 1000).await?;
    assert_eq!(sent.len(), 2 * EACH as usize);
    Ok(())
}

#[tokio::test]
async fn a_platform_that_fails_in_whatever_way_delays_no_other() -> Result<()> {
    let ways = [
        Fault::Hang(Duration::seconds(30)),
        Fault::LostAnswer,
        Fault::Reset,
        Fault::Refused,
        Fault::Html,
        Fault::NotOk,
        Fault::ServerError { accepted: true },
        Fault::TooMany(Span::from_secs(30)),
        Fault::TooMany(Span::MAX),
    ];
    for fault in ways {
        let terms = ["bad", "good"].map(|name| Terms::of(name, Once::Findable));
        let crowd = Crowd::new(terms.to_vec()).await?;
        crowd.welcome(0, 1, EACH).await?;
        crowd.welcome(1, 1000, EACH).await?;
        crowd.chats[0].meet_next([fault; EACH as usize]);
        let (engine, began) = (crowd.engine("one"), crowd.clock.precise());
        while engine.advance().await? > 0 {}
        assert_eq!(crowd.arrived(1), EACH as usize, "{fault:?} held others up");
        assert_eq!(crowd.clock.precise(), began);
        let settled = || crowd.arrived(0) == EACH as usize;
        crowd.pass_until(&engine, settled).await?;
        let minutes = (crowd.clock.precise() - began).num_minutes();
        assert!(
            minutes < 24 * 60,
            "{fault:?} healed after {minutes} minutes"
        );
        rest(&crowd, &engine).await?;
        all_arrived_once(&crowd).await?;
        crowd.store.close().await;
    }
    Ok(())
}

/// Lets an hour pass, so that what is unknown is settled.
async fn rest(crowd: &Crowd, engine: &kiku_engine::Engine) -> Result<()> {
    let until = crowd.clock.precise() + Duration::hours(1);
    crowd
        .pass_until(engine, || crowd.clock.precise() >= until)
        .await
}

#[tokio::test]
async fn storms_of_every_kind_end_with_everything_sent_once() -> Result<()> {
    let storm = |name: &str, seed| Terms {
        rates: RATES,
        latency: (Duration::milliseconds(50), Duration::milliseconds(900)),
        faults: Faults::all(60),
        seed,
        ..Terms::of(name, Once::Findable)
    };
    let crowd = Crowd::new(vec![storm("one", 1), storm("two", 2)]).await?;
    crowd.welcome(0, 1, EACH).await?;
    crowd.welcome(1, 1000, EACH).await?;
    let engine = crowd.engine("one");
    let until = crowd.clock.precise() + Duration::hours(12);
    crowd
        .pass_until(&engine, || crowd.clock.precise() >= until)
        .await?;
    all_arrived_once(&crowd).await
}

#[tokio::test]
async fn news_goes_before_bulk_and_edits_wait_for_neither() -> Result<()> {
    let slow = Terms {
        rates: kiku_chat::Rates { send: 60, ..RATES },
        ..Terms::of("model", Once::Findable)
    };
    let crowd = Crowd::new(vec![slow]).await?;
    crowd.welcome(0, 1, 30).await?;
    let engine = crowd.engine("one");
    crowd.pass_until(&engine, || crowd.arrived(0) == 10).await?;
    // Two who were told already change something: their messages are edited at once, whatever waits.
    let told = crowd.store.deliveries_in(State::Sent, 2).await?;
    let mut touching = Decision::default();
    for delivery in &told {
        touching = touching.and(Change::Touched(delivery.message.subject()));
    }
    let now = crowd.clock.now();
    crowd.store.commit(&touching, None, now).await?;
    crowd.store.commit(&touching, None, now).await?;
    while engine.advance().await? > 0 {}
    let edits = |crowd: &Crowd| -> usize {
        let all = crowd.chats[0].everything();
        all.iter().map(|(_, posted)| posted.edits).sum()
    };
    assert_eq!(edits(&crowd), 1, "one at a time");
    crowd.pass_until(&engine, || crowd.arrived(0) == 13).await?;
    assert_eq!(edits(&crowd), 2, "what changed twice is edited once");
    Ok(())
}

#[tokio::test]
async fn a_pause_that_was_asked_for_outlives_the_process() -> Result<()> {
    let crowd = Crowd::new(vec![Terms::of("model", Once::Findable)]).await?;
    crowd.welcome(0, 1, 1).await?;
    let wait = Span::from_secs(600);
    crowd.chats[0].fail_next([SendError::RetryAfter(wait)]);
    let asked = crowd.clock.precise();
    let one = crowd.engine("one");
    while one.advance().await? > 0 {}
    drop(one);
    let other = crowd.engine("two");
    crowd.pass_until(&other, || crowd.arrived(0) == 1).await?;
    let waited = crowd.clock.precise() - asked;
    assert_eq!(waited, Duration::seconds(600), "to the letter");
    Ok(())
}

#[tokio::test]
async fn who_links_an_account_later_is_told_then() -> Result<()> {
    let crowd = Crowd::new(vec![Terms::of("model", Once::Findable)]).await?;
    crowd.welcome(0, 1, 1).await?;
    let (now, stranger) = (crowd.clock.now(), PersonId(1));
    let elsewhere = PersonId(2);
    let queued = Decision::default().send(Message::Welcome(stranger), elsewhere, now, now + USEFUL);
    crowd.store.commit(&queued, None, now).await?;
    let engine = crowd.engine("one");
    while engine.advance().await? > 0 {}
    let dead = crowd.store.unreachable(9).await?;
    let why = dead[0].error.as_deref();
    assert_eq!(why, Some("no account on a connected platform"));
    crowd.welcome(0, 2, 1).await?;
    while engine.advance().await? > 0 {}
    assert_eq!(crowd.store.unreachable(9).await?, []);
    let theirs = Address::Person(crowd.account(0, elsewhere));
    assert_eq!(crowd.chats[0].posted(&theirs).len(), 1, "their own welcome");
    Ok(())
}

#[tokio::test]
async fn a_stop_finishes_what_is_in_flight_and_lets_go() -> Result<()> {
    let slow = Terms {
        latency: (Duration::seconds(1), Duration::seconds(1)),
        ..Terms::of("model", Once::Neither)
    };
    let crowd = Crowd::new(vec![slow]).await?;
    crowd.welcome(0, 1, 20).await?;
    let engine = crowd.engine("one");
    let stop = async {
        while crowd.clock.next_wait().is_none() {
            tokio::task::yield_now().await;
        }
        crowd
            .clock
            .set(crowd.clock.precise() + Duration::milliseconds(500));
    };
    let moving = async {
        let running = engine.run(stop);
        tokio::pin!(running);
        loop {
            tokio::select! {
                biased;
                () = &mut running => return,
                () = tokio::time::sleep(Span::from_millis(20)) => {
                    if let Some(at) = crowd.clock.next_wait().filter(|at| *at > crowd.clock.precise()) {
                        crowd.clock.set(at);
                    }
                }
            }
        }
    };
    moving.await;
    let sent = crowd.store.deliveries_in(State::Sent, 100).await?;
    assert_eq!(
        sent.len(),
        crowd.arrived(0),
        "what arrived is known to have arrived"
    );
    assert!(
        crowd
            .store
            .deliveries_in(State::Claimed, 9)
            .await?
            .is_empty()
    );
    let held = |store: Store| async move {
        let lanes = store.lanes().await?;
        anyhow::Ok(lanes.iter().any(|lane| lane.owner.is_some()))
    };
    assert!(!held(crowd.store.clone()).await?);
    Ok(())
}

#[tokio::test]
async fn a_clock_that_is_set_back_holds_a_limited_lane_up_no_longer_than_its_pace() -> Result<()> {
    for by in [Duration::hours(1), Duration::days(1)] {
        let terms = Terms {
            rates: RATES,
            latency: (Duration::zero(), Duration::zero()),
            ..Terms::of("slow", Once::Findable)
        };
        // The platform's own clock goes on.
        let theirs = Arc::new(MovableClock::frozen(morning()));
        let crowd = Crowd {
            chats: vec![Arc::new(ModelChat::new(terms, theirs))],
            ..Crowd::new(Vec::new()).await?
        };
        crowd.welcome(0, 1, EACH).await?;
        crowd.clock.set(morning() + Duration::days(2));
        let engine = crowd.engine("one");
        crowd
            .pass_until(&engine, || crowd.arrived(0) >= EACH as usize / 2)
            .await?;
        let began = crowd.clock.precise() - by;
        crowd.clock.set(began);
        crowd
            .pass_until(&engine, || crowd.arrived(0) == EACH as usize)
            .await?;
        let took = crowd.clock.precise() - began;
        assert!(took < Duration::minutes(1), "{by}: {took}");
        crowd.store.close().await;
    }
    Ok(())
}
