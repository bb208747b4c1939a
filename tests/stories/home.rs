//! The own page: opened at any time, and everything on it works where it stands.

use crate::cast;
use anyhow::Result;
use kiku_chat::{Block, Reply, limits};

fn page(reply: &Reply) -> String {
    let Some(view) = reply.refreshed() else {
        panic!("no page in {reply:?}");
    };
    assert_eq!(limits::check_view(view), Ok(()));
    assert!(view.blocks.len() <= 100, "{} blocks", view.blocks.len());
    assert_eq!(reply.whisper, None, "nothing is said beside the page");
    view.to_plain_text()
}

fn shows(reply: &Reply, words: &[&str]) {
    let text = page(reply);
    for word in words {
        assert!(text.contains(word), "expected '{word}' in:\n{text}");
    }
}

/// The label of the first free time on the page.
fn first_slot(shown: &Reply) -> String {
    let blocks = shown.refreshed().into_iter().flat_map(|view| &view.blocks);
    let buttons = blocks.filter_map(|block| match block {
        Block::Buttons(buttons) => Some(buttons),
        _ => None,
    });
    let slot = buttons
        .flatten()
        .find(|button| button.action.starts_with("slot:"));
    slot.map(|button| button.label.clone())
        .unwrap_or_else(|| panic!("no free time on {}", page(shown)))
}

#[tokio::test]
async fn a_member_prepares_and_agrees_on_a_time_on_their_own_page() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    shows(
        &sato.opens_home().await,
        &["佐藤さんの1on1", "予定はありません", "設定"],
    );
    company.until("2026-11-02 12:00").await?;
    let opened = sato.opens_home().await;
    shows(
        &opened,
        &["11月の1on1", "何を話したいですか", "準備: まだです"],
    );
    let picked = sato.presses_on_home(&opened, "業務の進捗や進め方").await;
    shows(&picked, &["あとは、どう聞いてほしいかを選べば"]);
    let ready = sato.presses_on_home(&picked, "話を聞いてほしい").await;
    shows(
        &ready,
        &[
            "準備ができました",
            "準備: 準備済み",
            "お二人とも空いている時間",
        ],
    );
    let agreed = sato.presses_on_home(&ready, &first_slot(&ready)).await;
    shows(&agreed, &["次の1on1: 11月", "あなたが選びました"]);
    let moving = sato.presses_on_home(&agreed, "時間を変える").await;
    shows(&moving, &["いまの日時", "ほかの候補", "閉じる"]);
    let put_away = sato.presses_on_home(&moving, "閉じる").await;
    assert_eq!(page(&put_away), page(&sato.opens_home().await));
    // The message that stands in the conversation followed.
    assert_eq!(sato.showing("あなたが選びました").len(), 1);
    assert!(
        !tanaka.showing("佐藤 花子").is_empty(),
        "the manager was told"
    );
    Ok(())
}

#[tokio::test]
async fn notes_and_items_are_written_and_ticked_off_on_the_page() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-02 12:00").await?;
    let team = tanaka.opens_home().await;
    shows(&team, &["チームの1on1（11月）", "佐藤 花子さん"]);
    let pair = tanaka
        .presses_on_home(&team, "佐藤 花子さんの1on1を見る")
        .await;
    shows(&pair, &["佐藤 花子さんとの1on1", "応じ方", "閉じる"]);
    let form = tanaka.presses_on_home(&pair, "次のアクションを追加").await;
    assert!(form.form.is_some() && form.refresh.is_none());
    let item = [
        ("text", "研修の候補を探す"),
        ("owner", ""),
        ("due", "11/30"),
    ];
    let kept = tanaka.fills_on_home(&form, &item).await;
    shows(
        &kept,
        &[
            "次のアクションを保存しました",
            "研修の候補を探す",
            "次のアクション: 1件",
        ],
    );
    let wrong = tanaka
        .fills_on_home(&form, &[("text", ""), ("owner", ""), ("due", "")])
        .await;
    assert!(
        !wrong.errors.is_empty() && wrong.refresh.is_none(),
        "the form stays open"
    );
    let ticked = tanaka.presses_on_home(&kept, "1を完了にする").await;
    assert!(!page(&ticked).contains("次のアクション: 1件"));
    let form = sato.commands("note", "").await;
    sato.fills(&form, &[("text", "来期の目標を一緒に考える")])
        .await;
    let opened = tanaka.presses_on_home(&pair, "メモを見る").await;
    shows(&opened, &["来期の目標を一緒に考える"]);
    Ok(())
}

#[tokio::test]
async fn settings_are_changed_on_the_page_and_the_page_speaks_the_new_language() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let sato = company.seat("sato");
    let opened = sato.opens_home().await;
    let english = sato.presses_on_home(&opened, "English").await;
    shows(&english, &["Your settings have been changed.", "Settings"]);
    let paused = sato.presses_on_home(&english, "Pause messages").await;
    shows(&paused, &["The messages are paused.", "Messages: paused"]);
    let form = sato.presses_on_home(&paused, "Change working hours").await;
    let hours = [("hours", "Mon-Thu 10:00-16:00"), ("zone", "Europe/Berlin")];
    let kept = sato.fills_on_home(&form, &hours).await;
    shows(&kept, &["Mon-Thu 10:00-16:00", "Europe/Berlin"]);
    Ok(())
}

#[tokio::test]
async fn after_the_talk_the_questions_stand_on_the_page() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let sato = company.seat("sato");
    company.until("2026-11-02 12:00").await?;
    sato.presses("業務の進捗や進め方").await;
    sato.presses("話を聞いてほしい").await;
    let form = sato.presses("日時を入力").await;
    sato.fills(&form, &[("time", "11/10 14:00")]).await;
    company.until("2026-11-10 15:00").await?;
    let opened = sato.opens_home().await;
    shows(
        &opened,
        &[
            "田中さんとの1on1、いかがでしたか",
            "満足度はどのくらいですか",
        ],
    );
    let tanaka = company.seat("tanaka");
    let team = tanaka.opens_home().await;
    let asked = tanaka
        .presses_on_home(&team, "佐藤 花子さんの1on1を見る")
        .await;
    shows(
        &asked,
        &["佐藤 花子さんにとって、どんな時間だったと思いますか"],
    );
    let answered = tanaka.presses_on_home(&asked, "8:2").await;
    shows(&answered, &["●8:2", "チームの1on1"]);
    let rated = sato.presses_on_home(&opened, "5 とても良かった").await;
    shows(
        &rated,
        &["●5 とても良かった", "この満足度を田中さんに見せますか"],
    );
    Ok(())
}

#[tokio::test]
async fn a_manager_of_many_has_one_page_for_all_of_them() -> Result<()> {
    let mut roster = cast::PAIR.to_owned();
    for index in 10..40 {
        roster.push_str(&format!(
            "{index},高橋 {index}号,t{index}@example.jp,本社/営業部,2\n"
        ));
    }
    let company = cast::company(&roster).await;
    company.until("2026-11-02 12:00").await?;
    let tanaka = company.seat("tanaka");
    let opened = tanaka.opens_home().await;
    shows(&opened, &["高橋 33号さん", "ほかに6名います"]);
    let pair = tanaka
        .presses_on_home(&opened, "高橋 33号さんの1on1を見る")
        .await;
    shows(&pair, &["高橋 33号さんとの1on1", "チームの1on1"]);
    Ok(())
}

#[tokio::test]
async fn somebody_unknown_is_met_with_a_page_of_their_own() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let stranger = company.seat("nobody");
    let opened = stranger.opens_home().await;
    shows(
        &opened,
        &["はじめまして", "人事のご担当の方にお知らせください"],
    );
    Ok(())
}
