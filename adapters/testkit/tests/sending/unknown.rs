//! Sends whose outcome is unknown, on each kind of platform.

use super::crowd::{Crowd, kinds, morning};
use anyhow::Result;
use chrono::Duration;
use kiku_chat::{Once, SendError};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_store::State;
use kiku_testkit::model::{Act, Fault};
use kiku_testkit::{ModelChat, Terms};
use std::sync::Arc;

/// One message meets these faults, one after the other, and an hour passes. How often it arrived.
async fn met(once: Once, faults: &[Fault]) -> Result<Crowd> {
    let crowd = Crowd::new(vec![Terms::of("model", once)]).await?;
    crowd.welcome(0, 1, 1).await?;
    crowd.chats[0].meet_next(faults.iter().copied());
    let engine = crowd.engine("one");
    pass(&crowd, &engine, Duration::hours(1)).await?;
    let sent = crowd.store.deliveries_in(State::Sent, 9).await?;
    assert_eq!(sent.len(), 1, "{once:?} after {faults:?}");
    Ok(crowd)
}

async fn pass(crowd: &Crowd, engine: &kiku_engine::Engine, time: Duration) -> Result<()> {
    let until = crowd.clock.precise() + time;
    crowd
        .pass_until(engine, || crowd.clock.precise() >= until)
        .await
}

#[tokio::test]
async fn what_arrived_without_an_answer_is_not_sent_again_where_that_can_be_known() -> Result<()> {
    for once in kinds() {
        let crowd = met(once, &[Fault::AcceptedThenReset]).await?;
        let backlog = crowd.store.backlog(crowd.clock.now()).await?;
        match once {
            Once::Neither => assert_eq!((crowd.arrived(0), backlog.doubtful), (2, 1)),
            _ => assert_eq!((crowd.arrived(0), backlog.doubtful), (1, 0), "{once:?}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_did_not_arrive_is_sent_whatever_happened() -> Result<()> {
    for once in kinds() {
        for fault in [Fault::Reset, Fault::Html, Fault::Refused] {
            let crowd = met(once, &[fault, fault, fault]).await?;
            assert_eq!(crowd.arrived(0), 1, "{once:?} {fault:?}");
            let doubtful = crowd.store.backlog(crowd.clock.now()).await?.doubtful;
            match (once, fault) {
                (Once::Neither, Fault::Reset | Fault::Html) => assert_eq!(doubtful, 3),
                _ => assert_eq!(doubtful, 0, "{once:?} {fault:?}"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn each_ambiguous_send_is_repeated_once_and_counted() -> Result<()> {
    let twice = [Fault::AcceptedThenReset, Fault::LostAnswer];
    let crowd = met(Once::Neither, &twice).await?;
    let sent = crowd.store.deliveries_in(State::Sent, 9).await?;
    assert_eq!((crowd.arrived(0), sent[0].doubtful), (3, 2));
    let lanes = crowd.store.lane_backlogs(crowd.clock.now()).await?;
    let doubtful: i64 = lanes.iter().map(|lane| lane.backlog.doubtful).sum();
    assert_eq!(doubtful, 2);
    Ok(())
}

#[tokio::test]
async fn a_platform_that_is_too_busy_to_be_asked_is_asked_later() -> Result<()> {
    let crowd = Crowd::new(vec![Terms {
        rates: kiku_chat::Rates {
            find: 1,
            ..kiku_chat::Rates::UNLIMITED
        },
        ..Terms::of("model", Once::Findable)
    }])
    .await?;
    crowd.welcome(0, 1, 5).await?;
    crowd.chats[0].meet_next([Fault::AcceptedThenReset; 5]);
    let engine = crowd.engine("one");
    pass(&crowd, &engine, Duration::hours(1)).await?;
    assert_eq!(crowd.arrived(0), 5);
    let sent = crowd.store.deliveries_in(State::Sent, 9).await?;
    assert_eq!(sent.len(), 5);
    Ok(())
}

#[tokio::test]
async fn a_crash_between_sending_and_marking_is_settled_when_the_lease_has_ended() -> Result<()> {
    for once in kinds() {
        for asleep in [Duration::minutes(1), Duration::hours(1)] {
            let slow = Terms {
                latency: (Duration::seconds(2), Duration::seconds(2)),
                ..Terms::of("model", once)
            };
            let crowd = Crowd::new(vec![slow]).await?;
            crowd.welcome(0, 1, 3).await?;
            let dies = crowd.engine("dies");
            while dies.advance().await? > 0 {}
            drop(dies);
            crowd.clock.set(crowd.clock.precise() + asleep);
            let lives = crowd.engine("lives");
            pass(&crowd, &lives, Duration::hours(1)).await?;
            let doubtful = crowd.store.backlog(crowd.clock.now()).await?.doubtful;
            match once {
                Once::Neither => assert_eq!((crowd.arrived(0), doubtful), (6, 3)),
                _ => assert_eq!((crowd.arrived(0), doubtful), (3, 0), "{once:?} {asleep}"),
            }
            let sent = crowd.store.deliveries_in(State::Sent, 9).await?;
            assert_eq!(sent.len(), 3);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_clock_set_back_while_the_process_was_dead_neither_doubles_nor_delays() -> Result<()> {
    for once in kinds() {
        // The platform's own clock goes on.
        let theirs = Arc::new(MovableClock::frozen(morning()));
        let chat = ModelChat::new(Terms::of("model", once), Arc::clone(&theirs) as _);
        let crowd = Crowd {
            chats: vec![Arc::new(chat)],
            ..Crowd::new(Vec::new()).await?
        };
        crowd.welcome(0, 1, 2).await?;
        let wait = Fault::TooMany(std::time::Duration::from_secs(30));
        crowd.chats[0].meet_next([Fault::AcceptedThenReset, wait]);
        let dies = crowd.engine("dies");
        while dies.advance().await? > 0 {}
        drop(dies);
        theirs.set(morning() + Duration::days(1));
        let began = morning() - Duration::days(1);
        crowd.clock.set(began);
        let lives = crowd.engine("lives");
        pass(&crowd, &lives, Duration::minutes(5)).await?;
        let sent = crowd.store.deliveries_in(State::Sent, 9).await?;
        assert_eq!(sent.len(), 2, "{once:?}");
        pass(&crowd, &lives, Duration::days(2)).await?;
        let doubtful = crowd.store.backlog(crowd.clock.now()).await?.doubtful;
        match once {
            Once::Neither => assert_eq!((crowd.arrived(0), doubtful), (3, 1)),
            _ => assert_eq!((crowd.arrived(0), doubtful), (2, 0), "{once:?}"),
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_message_that_is_found_is_edited_to_show_what_is_now() -> Result<()> {
    let crowd = Crowd::new(vec![Terms::of("model", Once::Findable)]).await?;
    crowd.welcome(0, 1, 1).await?;
    crowd.chats[0].meet_next([Fault::AcceptedThenReset]);
    let engine = crowd.engine("one");
    while engine.advance().await? > 0 {}
    let unknown = crowd.store.deliveries_in(State::Unknown, 9).await?;
    let touched = kiku::decision::Change::Touched(unknown[0].message.subject());
    let touching = kiku::decision::Decision::default().and(touched);
    crowd
        .store
        .commit(&touching, None, crowd.clock.now())
        .await?;
    pass(&crowd, &engine, Duration::minutes(5)).await?;
    let log = crowd.chats[0].log();
    let acts: Vec<bool> = log
        .iter()
        .map(|entry| matches!(entry.act, Act::Edited(_)))
        .collect();
    assert_eq!(acts.iter().filter(|edited| **edited).count(), 1, "{log:?}");
    Ok(())
}

#[tokio::test]
async fn a_message_whose_time_is_over_is_not_repeated_on_a_guess() -> Result<()> {
    let crowd = Crowd::new(vec![Terms::of("model", Once::Neither)]).await?;
    crowd.welcome(0, 1, 1).await?;
    crowd.chats[0].fail_next([SendError::Unknown("who knows".into())]);
    let engine = crowd.engine("one");
    while engine.advance().await? > 0 {}
    crowd
        .clock
        .set(crowd.clock.precise() + super::crowd::USEFUL);
    while engine.advance().await? > 0 {}
    assert_eq!(crowd.arrived(0), 0);
    let backlog = crowd.store.backlog(crowd.clock.now()).await?;
    assert_eq!((backlog.expired, backlog.doubtful), (1, 0));
    Ok(())
}
