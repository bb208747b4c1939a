//! The same pages on a phone and in the dark.

use crate::bed::{Look, story};
use crate::window::Window;
use anyhow::Result;

#[tokio::test]
async fn a_phone_shows_everything_in_its_width() -> Result<()> {
    story("phone", "ja", async |bed| {
        let phone = bed.window_of("0111", Look::PHONE).await?;
        phone.sees("何を話したいですか").await?;
        fits(&phone).await?;
        phone.picture("phone-01-question").await?;
        phone.press("メニュー").await?;
        phone
            .until("the drawer is open", async || {
                phone.is_true(DRAWER_OPEN).await
            })
            .await?;
        phone.picture("phone-02-drawer").await?;
        phone.press_by_key("閉じる").await?;
        phone
            .until("the drawer is closed", async || {
                Ok(!phone.is_true(DRAWER_OPEN).await?)
            })
            .await?;
        phone.choose("何を話したいですか", "心身の状態").await?;
        phone.press("話を聞いてほしい").await?;
        phone.sees("11月の1on1、準備ができました").await?;
        fits(&phone).await?;
        phone.picture("phone-03-prepared").await?;
        let dark = bed.window_of("0111", Look::PHONE.dark()).await?;
        dark.sees("11月の1on1、準備ができました").await?;
        dark.picture("phone-04-dark").await?;
        let dark = bed.window_of("0101", Look::DESK.dark()).await?;
        dark.sees("岩瀬 彩さんとの1on1").await?;
        assert!(
            dark.is_true("matchMedia('(prefers-color-scheme: dark)').matches")
                .await?
        );
        dark.picture("ja-16-dark").await
    })
    .await
}

const DRAWER_OPEN: &str = "document.querySelector('#side').getBoundingClientRect().left >= 0 \
    && getComputedStyle(document.querySelector('#side')).visibility === 'visible'";

/// Nothing stands outside of the window, so that nobody has to scroll sideways.
async fn fits(window: &Window) -> Result<()> {
    let inside = window.is_true("document.documentElement.scrollWidth <= innerWidth && [...document.querySelectorAll('main button, main p, main h2')].every((element) => element.getBoundingClientRect().right <= innerWidth + 1)");
    assert!(inside.await?, "something is wider than the window");
    Ok(())
}
