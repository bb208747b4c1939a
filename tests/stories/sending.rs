//! Sent once: a platform that fails in every way it may.

use crate::cast;
use anyhow::Result;
use kiku_chat::SendError;
use std::time::Duration;

#[tokio::test]
async fn a_send_whose_outcome_is_unknown_is_looked_up_before_it_is_repeated() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    company.chat.lose_next_answer();
    company.until("2026-11-02 12:00").await?;
    for user in ["yamamoto", "tanaka", "suzuki"] {
        assert_eq!(
            company.seat(user).showing("Kiku").len(),
            1,
            "{user} is welcomed once"
        );
    }
    assert_eq!(company.seat("sato").showing("11月の1on1").len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_platform_that_asks_to_wait_is_given_its_time() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    company
        .chat
        .fail_next([SendError::RetryAfter(Duration::from_secs(3600))]);
    company.until("2026-11-02 09:59").await?;
    let early: usize = ["yamamoto", "tanaka", "sato", "suzuki"]
        .iter()
        .map(|user| company.seat(user).count())
        .sum();
    company.until("2026-11-02 16:00").await?;
    let late: usize = ["yamamoto", "tanaka", "sato", "suzuki"]
        .iter()
        .map(|user| company.seat(user).count())
        .sum();
    assert_eq!(late, 5, "nothing is lost");
    assert!(early < late);
    Ok(())
}

#[tokio::test]
async fn who_cannot_be_reached_is_listed_and_nobody_else_is_held_up() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    company
        .chat
        .block(kiku_chat::Address::Person(kiku_testkit::chat::account(
            "tanaka",
        )));
    company.until("2026-11-02 16:00").await?;
    assert_eq!(company.seat("tanaka").count(), 0);
    assert_eq!(company.seat("sato").count(), 2);
    let unreachable = company.engine.store().unreachable(10).await?;
    assert_eq!(unreachable.len(), 1, "{unreachable:?}");
    Ok(())
}
