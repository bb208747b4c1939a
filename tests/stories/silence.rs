//! Nobody answers: few messages, then quiet; and the limits on noise hold in every month.

use crate::cast;
use anyhow::Result;

#[tokio::test]
async fn nobody_answers() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-12-04 10:01").await?;
    assert_eq!(
        sato.count(),
        6,
        "welcome, question, reminder, times; and in December a question and a reminder"
    );
    assert_eq!(tanaka.count(), 2, "welcome, and one card");
    tanaka.reads(&["Kiku"]);
    let over = sato.showing("終わりました").len();
    assert_eq!(
        over, 3,
        "what can no longer be answered says so in one line"
    );
    for channel in ["hr", "exec"] {
        company.channel(channel).reads(&["11月"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_paused_member_hears_nothing_and_can_resume() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let sato = company.seat("sato");
    sato.says("休止").await;
    company.until("2026-11-30 12:00").await?;
    assert_eq!(sato.count(), 0);
    let reply = sato.says("再開").await;
    let told = reply
        .whisper
        .map(|view| view.to_plain_text())
        .unwrap_or_default();
    assert!(told.contains("再開しました"), "{told}");
    company.until("2026-12-02 12:00").await?;
    sato.reads(&["Kiku"]);
    sato.reads(&["12月の1on1"]);
    Ok(())
}
