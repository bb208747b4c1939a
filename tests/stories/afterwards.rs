//! After the talk: ratings, changes of mind, disagreement, sharing.

use crate::a_month::slots;
use crate::cast;
use anyhow::Result;
use kiku_testkit::Company;

/// Prepares and books the first proposed time, and moves on to the evening of that day.
async fn after_the_talk(company: &Company) -> Result<()> {
    company.until("2026-11-02 12:00").await?;
    let sato = company.seat("sato");
    sato.presses("心身の状態").await;
    sato.presses("一緒に考えてほしい").await;
    let times = slots(&sato.showing("準備ができました")[0].view);
    sato.presses(&times[0]).await;
    company.until("2026-11-04 17:00").await?;
    assert_eq!(
        sato.showing("いかがでしたか").len(),
        1,
        "the talk is over: {times:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_rating_can_be_changed_for_72_hours_and_the_last_one_counts() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    after_the_talk(&company).await?;
    let sato = company.seat("sato");
    sato.presses("3 ふつう").await;
    sato.presses("5 とても良かった").await;
    let asked = &sato.showing("いかがでしたか")[0];
    assert!(
        asked.view.to_plain_text().contains("●5 とても良かった"),
        "{}",
        asked.view.to_plain_text()
    );
    company.until("2026-11-09 12:00").await?;
    let reply = sato.presses("1 もの足りなかった").await;
    let told = reply
        .whisper
        .map(|view| view.to_plain_text())
        .unwrap_or_default();
    assert!(told.contains("72時間"), "{told}");
    Ok(())
}

#[tokio::test]
async fn a_shared_rating_is_seen_by_name_and_an_unshared_one_is_not() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    after_the_talk(&company).await?;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    sato.presses("4 良かった").await;
    let comment = sato.presses("コメントを書く").await;
    sato.fills(&comment, &[("text", "話せてよかったです")])
        .await;
    assert!(
        tanaka.showing("見せてくれた").is_empty(),
        "both switches are off at first"
    );
    assert!(tanaka.showing("話せてよかったです").is_empty());
    sato.presses("見せる").await;
    assert_eq!(tanaka.showing("見せてくれた満足度").len(), 1);
    assert!(
        tanaka.showing("話せてよかったです").is_empty(),
        "the comment has a switch of its own"
    );
    Ok(())
}

#[tokio::test]
async fn two_who_disagree_are_asked_once_more_and_never_again() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    after_the_talk(&company).await?;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    sato.presses("行えなかった").await;
    tanaka.presses("行えた").await;
    company.until("2026-11-06 18:00").await?;
    assert_eq!(sato.showing("お二人の答えが分かれています").len(), 1);
    assert_eq!(tanaka.showing("お二人の答えが分かれています").len(), 1);
    company.until("2026-11-30 18:00").await?;
    assert_eq!(
        sato.showing("お二人の答えが分かれています").len(),
        1,
        "never again"
    );
    Ok(())
}

#[tokio::test]
async fn a_talk_that_was_not_held_can_be_made_up_for_in_the_same_month() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    after_the_talk(&company).await?;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    let reply = sato.presses("行えなかった").await;
    assert!(reply.refreshed().is_some());
    let times = sato.presses("日程を選ぶ").await;
    let label = slots(
        times
            .whisper
            .as_ref()
            .unwrap_or_else(|| panic!("{times:?}")),
    )[0]
    .clone();
    sato.presses_whispered(&times, &label).await;
    assert!(
        !tanaka.showing(&label).is_empty(),
        "the manager hears of the new time: {label}"
    );
    company.until("2026-11-13 18:00").await?;
    sato.presses("4 良かった").await;
    company.until("2026-12-04 10:01").await?;
    let november = "2026-11".parse()?;
    let release = company.engine.store().release(november).await?;
    let counts = release.map(|release| release.units[0].counts);
    assert_eq!(
        counts.map(|counts| counts.held),
        Some(1),
        "it counts as held"
    );
    Ok(())
}
