//! Two windows at once.

use crate::bed::{Look, story};
use anyhow::{Result, ensure};
use std::time::{Duration, SystemTime};

const EARLIER: &str = "11月5日(木) 11:30–12:00";
const LATER: &str = "11月6日(金) 17:00–17:30";
/// Long enough for both windows to be told when to press.
const SOON: Duration = Duration::from_secs(3);

/// Member and manager take different times in the same moment: one booking stands, and the other person is told.
#[tokio::test]
async fn two_who_press_different_times_end_with_one() -> Result<()> {
    story("race", "ja", async |bed| {
        let member = bed.window_of("0111", Look::DESK).await?;
        let manager = bed.window_of("0101", Look::DESK).await?;
        member.choose("何を話したいですか", "人間関係").await?;
        member.press("一緒に考えてほしい").await?;
        member.sees(EARLIER).await?;
        manager.sees("岩瀬 彩さんとの1on1").await?;
        let moment = SystemTime::now() + SOON;
        member.press_at(moment, EARLIER).await?;
        manager.press_at(moment, LATER).await?;
        member.sees("選びました").await?;
        manager.sees("選びました").await?;
        let won = member.page().await?.contains("あなたが選びました");
        let (time, other, told) = match won {
            true => (EARLIER, LATER, &manager),
            false => (LATER, EARLIER, &member),
        };
        told.sees(&format!("ひと足先に、{time}に決まっていました。"))
            .await?;
        for window in [&member, &manager] {
            let page = window.page().await?;
            ensure!(
                page.contains(time) && !page.contains(other),
                "both should read {time} only:\n{page}"
            );
        }
        told.picture("ja-17-second").await
    })
    .await
}
