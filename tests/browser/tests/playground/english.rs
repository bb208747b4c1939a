//! November in a company that reads English, and somebody who changes the language of their page.

use crate::bed::{Bed, Look, story};
use crate::window::Window;
use anyhow::Result;

/// Hiroyuki Enomoto, the manager of Aya Iwase.
const MANAGER: &str = "0101";
const MEMBER: &str = "0111";
const HR: &str = "0501";

#[tokio::test]
async fn a_month_in_english() -> Result<()> {
    story("english", "en", async |bed| {
        let entrance = bed.window(Look::DESK).await?;
        entrance.go("/").await?;
        entrance.sees("Who would you like to be?").await?;
        entrance.picture("en-01-entrance").await?;
        let member = bed.window_of(MEMBER, Look::DESK).await?;
        prepares(&member).await?;
        let manager = bed.window_of(MANAGER, Look::DESK).await?;
        agrees(&member, &manager).await?;
        talks(&member, &manager).await?;
        member.moves_time("To month end").await?;
        reads_the_report(bed).await?;
        for window in [&member, &manager] {
            is_english(window).await?;
        }
        Ok(())
    })
    .await
}

async fn prepares(member: &Window) -> Result<()> {
    member.sees("What would you like to talk about").await?;
    is_english(member).await?;
    member.picture("en-02-question").await?;
    member.press("Nothing comes to mind").await?;
    member.sees("You could begin with one of these.").await?;
    member.picture("en-03-openers").await?;
    member
        .choose("What would you like to talk about?", "Career")
        .await?;
    member.press("Please listen").await?;
    member.sees("Your 1on1 in November is prepared").await?;
    member.press("Add a line").await?;
    member.picture("en-04-form").await?;
    member.write("Your line", "No hurry with this.").await?;
    member.press("Save").await?;
    member.sees("No hurry with this.").await?;
    member.picture("en-05-prepared").await
}

async fn agrees(member: &Window, manager: &Window) -> Result<()> {
    manager.sees("Your 1on1 with Aya Iwase").await?;
    manager.picture("en-06-manager-card").await?;
    member.press("Thu, 5 Nov, 11:30–12:00").await?;
    member.sees("You chose it").await?;
    member.picture("en-07-booked").await?;
    manager.press("That suits me").await?;
    member
        .sees("You chose it, and it suits Hiroyuki Enomoto")
        .await?;
    member.moves_time("Next event").await?;
    member.days_until(4, "To break the ice").await?;
    member.picture("en-08-day-before").await
}

async fn talks(member: &Window, manager: &Window) -> Result<()> {
    let asked = "How was your 1on1 with Hiroyuki Enomoto?";
    member.days_until(4, asked).await?;
    member.answer("Did the 1on1 take place?", "Yes").await?;
    member.answer("How satisfied are you?", "4 Good").await?;
    member.sees("Still open").await?;
    member.picture("en-09-rating").await?;
    manager.sees("After your 1on1 with Aya Iwase").await?;
    manager.picture("en-10-manager-asked").await
}

async fn reads_the_report(bed: &Bed) -> Result<()> {
    let hr = bed.window(Look::DESK).await?;
    hr.go(&format!("/as/{HR}/channel/hr-1on1")).await?;
    hr.days_until(6, "1on1 digest for November 2026").await?;
    is_english(&hr).await?;
    hr.shows_its_last_picture().await?;
    hr.picture("en-11-hr-report").await?;
    hr.write("Message", "/").await?;
    hr.picture("en-12-commands").await?;
    hr.write("Message", "/1on1 status").await?;
    hr.press("Send").await?;
    hr.sees("How the 1on1s stand in").await?;
    hr.picture("en-13-status").await
}

async fn is_english(window: &Window) -> Result<()> {
    let lang = "document.documentElement.lang === 'en'";
    assert!(
        window.is_true(lang).await?,
        "the page says that it is English"
    );
    let kana = r"/[\u3041-\u30ff]/.test(document.querySelector('main').innerText)";
    assert!(!window.is_true(kana).await?, "kana on an English page");
    Ok(())
}

#[tokio::test]
async fn the_page_follows_a_new_language() -> Result<()> {
    story("language", "ja", async |bed| {
        let here = bed.window_of(MEMBER, Look::DESK).await?;
        let there = bed.window_of(MEMBER, Look::DESK).await?;
        here.sees("Kikuとあなただけの会話です").await?;
        here.write("メッセージ", "/1on1 設定").await?;
        here.press("送信").await?;
        here.sees("勤務時間").await?;
        here.picture("ja-17-settings").await?;
        here.press("English").await?;
        for window in [&here, &there] {
            window.sees("Only Kiku and you are here").await?;
            window.sees("What would you like to talk about?").await?;
        }
        here.sees("Your settings have been changed.").await?;
        here.picture("en-14-settings").await?;
        here.write("Message", "/1on1 settings").await?;
        here.press("Send").await?;
        here.press("日本語").await?;
        here.sees("Kikuとあなただけの会話です").await
    })
    .await
}
