//! How long a fan-out takes where the documented limits are enforced, for each kind of platform.

use super::crowd::{Crowd, RATES, kinds, morning};
use anyhow::Result;
use chrono::{DateTime, Duration, Utc};
use kiku_chat::{Once, Rates};
use kiku_testkit::Terms;
use kiku_testkit::model::WINDOW;

const MEMBERS: i64 = 2000;

fn limited(once: Once) -> Terms {
    Terms {
        rates: RATES,
        ..Terms::of("model", once)
    }
}

/// Seconds from the first instant to the last arrival.
fn makespan(crowd: &Crowd) -> f64 {
    let (_, last) = crowd.chats[0].span().expect("messages arrived");
    (last - morning()).num_milliseconds() as f64 / 1000.0
}

#[tokio::test]
async fn two_thousand_members_are_told_within_two_percent_of_the_limit() -> Result<()> {
    for once in kinds() {
        let crowd = Crowd::new(vec![limited(once)]).await?;
        crowd.welcome(0, 1, MEMBERS).await?;
        let engine = crowd.engine("one");
        crowd
            .pass_until(&engine, || crowd.arrived(0) == MEMBERS as usize)
            .await?;
        let ideal = MEMBERS as f64 / f64::from(RATES.send) * 60.0;
        let ratio = makespan(&crowd) / ideal;
        assert!(ratio <= 1.02, "{once:?}: {ratio:.4} of the ideal time");
        assert_eq!(crowd.chats[0].refusals(), [], "{once:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_limit_that_is_halved_on_the_way_costs_a_tenth_at_most() -> Result<()> {
    for once in kinds() {
        let crowd = Crowd::new(vec![limited(once)]).await?;
        crowd.welcome(0, 1, MEMBERS).await?;
        let engine = crowd.engine("one");
        let half = MEMBERS as usize / 2;
        crowd
            .pass_until(&engine, || crowd.arrived(0) == half)
            .await?;
        let rates = Rates {
            send: RATES.send / 2,
            ..RATES
        };
        crowd.chats[0].enforce(rates);
        crowd
            .pass_until(&engine, || crowd.arrived(0) == MEMBERS as usize)
            .await?;
        let minutes = half as f64 / f64::from(RATES.send) + half as f64 / f64::from(rates.send);
        let ratio = makespan(&crowd) / (minutes * 60.0);
        assert!(ratio <= 1.10, "{once:?}: {ratio:.4} of the ideal time");
        let refused: Vec<DateTime<Utc>> = crowd.chats[0]
            .refusals()
            .into_iter()
            .map(|(at, _)| at)
            .collect();
        let close = refused.windows(2).find(|pair| pair[1] - pair[0] < WINDOW);
        assert_eq!(close, None, "{once:?}: more than one refusal in a window");
    }
    Ok(())
}

#[tokio::test]
async fn the_limit_is_reached_however_long_a_call_takes() -> Result<()> {
    const FEW: i64 = 600;
    let slow = Terms {
        latency: (Duration::seconds(2), Duration::seconds(3)),
        ..limited(Once::Findable)
    };
    let crowd = Crowd::new(vec![slow]).await?;
    crowd.welcome(0, 1, FEW).await?;
    let engine = crowd.engine("one");
    crowd
        .pass_until(&engine, || crowd.arrived(0) == FEW as usize)
        .await?;
    let ideal = FEW as f64 / f64::from(RATES.send) * 60.0;
    let ratio = (makespan(&crowd) - 3.0) / ideal;
    assert!(ratio <= 1.02, "{ratio:.4} of the ideal time");
    assert_eq!(crowd.chats[0].refusals(), []);
    Ok(())
}
