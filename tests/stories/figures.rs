//! The month's figures: protected, released once, the same for good.

use crate::a_month::slots;
use crate::cast;
use anyhow::Result;
use kiku::domain::month::Month;
use kiku_testkit::Company;

async fn talk_and_rate(company: &Company, user: &str, rating: &str) -> Result<()> {
    let member = company.seat(user);
    member.presses("業務の進捗や進め方").await;
    member.presses("意見を聞きたい").await;
    let times = slots(&member.showing("準備ができました")[0].view);
    member.presses(&times[0]).await;
    let _ = rating;
    Ok(())
}

#[tokio::test]
async fn a_digest_counts_what_happened_and_hides_what_is_too_few() -> Result<()> {
    let company = cast::company(&cast::seven()).await;
    company.until("2026-11-02 18:00").await?;
    let members = ["sato", "t10", "t11", "t12", "t13", "t14", "t15"];
    for user in members {
        talk_and_rate(&company, user, "4 良かった").await?;
    }
    company.until("2026-11-27 18:00").await?;
    for user in &members[..4] {
        company.seat(user).presses("4 良かった").await;
    }
    company.until("2026-12-04 10:01").await?;
    let posted = company.channel("hr").showing("11月");
    let text = posted[0].view.to_plain_text();
    assert!(
        !text.contains("4.0"),
        "four raters are too few for a mean: {text}"
    );
    let november: Month = "2026-11".parse()?;
    let release = company.engine.store().release(november).await?;
    let release = release.unwrap_or_else(|| panic!("released"));
    assert_eq!(release.k, 5);
    assert_eq!(release.units[0].counts.eligible, 7);
    assert_eq!(release.units[0].counts.held, 4);
    assert!(release.units[0].satisfaction.mean.shown().is_none());
    Ok(())
}

#[tokio::test]
async fn five_raters_are_enough_and_later_edits_change_nothing_released() -> Result<()> {
    let company = cast::company(&cast::seven()).await;
    company.until("2026-11-02 18:00").await?;
    let members = ["sato", "t10", "t11", "t12", "t13", "t14", "t15"];
    for user in members {
        talk_and_rate(&company, user, "").await?;
    }
    company.until("2026-11-30 17:00").await?;
    for user in &members[..6] {
        company.seat(user).presses("4 良かった").await;
    }
    company.seat("sato").presses("5 とても良かった").await;
    company.until("2026-12-04 10:01").await?;
    let november: Month = "2026-11".parse()?;
    let before = company.engine.store().release(november).await?;
    let reply = company.seat("t10").presses("行えなかった").await;
    let told = reply
        .whisper
        .map(|view| view.to_plain_text())
        .unwrap_or_default();
    assert!(told.contains("集計は終わっています"), "{told}");
    assert_eq!(company.engine.store().release(november).await?, before);
    Ok(())
}
