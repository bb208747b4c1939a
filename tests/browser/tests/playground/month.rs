//! November in a Japanese company: a member, her manager, HR and an executive.

use crate::bed::{Bed, Look, story};
use crate::window::Window;
use anyhow::Result;
use fantoccini::key::Key;

/// 榎本 裕之, the manager of 岩瀬 彩.
const MANAGER: &str = "0101";
const HR: &str = "0501";
const EXECUTIVE: &str = "0001";
const REPORT: &str = "1on1月次レポート　2026年11月・全社";

#[tokio::test]
async fn a_month_in_japanese() -> Result<()> {
    story("month", "ja", async |bed| {
        let member = steps_in(bed).await?;
        let manager = bed.window_of(MANAGER, Look::DESK).await?;
        prepares(&member, &manager).await?;
        agrees(&member, &manager).await?;
        talks(&member, &manager).await?;
        member.moves_time("月末へ").await?;
        let hr = bed.window(Look::DESK).await?;
        reads_the_report(&hr).await?;
        asks_for_the_state(&hr).await?;
        executive_reads(bed).await
    })
    .await
}

/// Everybody can be anybody: the entrance, then the member's page with its question.
async fn steps_in(bed: &Bed) -> Result<Window> {
    let member = bed.window(Look::DESK).await?;
    member.go("/").await?;
    member.sees("だれとして入りますか").await?;
    member.picture("ja-01-entrance").await?;
    member.write("社員を探す", "岩瀬").await?;
    member.press("岩瀬 彩").await?;
    member
        .sees("榎本さんと話す30分です。何を話すかは、あなたが決められます。")
        .await?;
    member.picture("ja-02-question").await?;
    Ok(member)
}

/// Two taps; the manager's window shows the card by itself. What was typed stays dead text.
async fn prepares(member: &Window, manager: &Window) -> Result<()> {
    manager.does_not_see("岩瀬 彩さんとの1on1").await?;
    member.press("思いつかない").await?;
    member
        .sees("たとえば、こんな話し始めはいかがですか。")
        .await?;
    member.picture("ja-03-openers").await?;
    member
        .choose("何を話したいですか", "今後のキャリア")
        .await?;
    member
        .sees("あとは、どう聞いてほしいかを選べば準備完了です。")
        .await?;
    member.press_by_key("話を聞いてほしい").await?;
    member.sees("11月の1on1、準備ができました").await?;
    manager.sees("岩瀬 彩さんとの1on1").await?;
    manager.sees("助言や評価はせず、最後まで聞きます。").await?;
    member.press("一言添える").await?;
    member.picture("ja-04-form").await?;
    member
        .write(
            "一言",
            "<script>document.title='x'</script> @here **急ぎません**",
        )
        .await?;
    member.press("保存").await?;
    for window in [member, manager] {
        window
            .sees("<script>document.title='x'</script> @here **急ぎません**")
            .await?;
        assert!(
            !window.is_true("document.title === 'x'").await?,
            "what somebody typed was run"
        );
    }
    member.picture("ja-05-prepared").await?;
    manager.picture("ja-06-manager-card").await
}

/// The member picks a time, the manager agrees; the day before reminds both.
async fn agrees(member: &Window, manager: &Window) -> Result<()> {
    member.press("11月5日(木) 11:30–12:00").await?;
    member
        .sees("1on1は11月5日(木) 11:30–12:00に決まりました。")
        .await?;
    member.sees("あなただけに表示").await?;
    member.picture("ja-07-booked").await?;
    manager.sees("岩瀬 彩さんが選びました").await?;
    manager.press("この時間で大丈夫です").await?;
    manager
        .sees("岩瀬 彩さんが選び、あなたも了承済みです")
        .await?;
    member.sees("あなたが選び、榎本さんも了承済みです").await?;
    member.moves_time("次の予定へ").await?;
    member.days_until(4, "はじめのひとことに").await?;
    member.picture("ja-08-day-before").await
}

/// The talk is over: the member tells how it was, the manager answers without seeing that.
async fn talks(member: &Window, manager: &Window) -> Result<()> {
    member
        .days_until(4, "榎本さんとの1on1、いかがでしたか")
        .await?;
    member.answer("1on1は行えましたか", "行えた").await?;
    member
        .answer("満足度はどのくらいですか", "5 とても良かった")
        .await?;
    member
        .answer("実際は、どの対応に近かったですか", "話を聞いてもらえた")
        .await?;
    member
        .answer("この1か月、自分の成長を感じますか", "4 感じる")
        .await?;
    member
        .sees("ありがとうございました。満足度は、72時間以内なら選び直せます。")
        .await?;
    member.press("コメントを書く").await?;
    member
        .write("この1on1について", "来年の希望を最後まで聞いてもらえた。")
        .await?;
    member.press("保存").await?;
    member.sees("来年の希望を最後まで聞いてもらえた。").await?;
    member.picture("ja-09-rated").await?;
    manager.sees("岩瀬 彩さんとの1on1のあとに").await?;
    manager.answer("1on1は行えましたか", "行えた").await?;
    manager
        .answer("実際は、どの対応に近かったですか", "話を聞いた")
        .await?;
    manager
        .answer(
            "岩瀬 彩さんにとって、どんな時間だったと思いますか",
            "4 良かった",
        )
        .await?;
    manager.sees("ありがとうございました。").await?;
    manager.does_not_see("来年の希望").await?;
    manager.picture("ja-10-manager-answered").await
}

/// The month closes; the channel of HR has the figures and their picture, and nobody's words.
async fn reads_the_report(hr: &Window) -> Result<()> {
    hr.go(&format!("/as/{HR}/channel/hr-1on1")).await?;
    hr.days_until(6, REPORT).await?;
    hr.shows_its_last_picture().await?;
    hr.does_not_see("来年の希望").await?;
    hr.does_not_see("急ぎません").await?;
    hr.picture("ja-11-hr-report").await
}

/// A command chosen by keyboard, answered to nobody else; then one department is opened.
async fn asks_for_the_state(hr: &Window) -> Result<()> {
    hr.write("メッセージ", "/実施").await?;
    hr.sees("/1on1 実施状況").await?;
    hr.picture("ja-12-completion").await?;
    hr.keys(&[Key::Tab]).await?;
    hr.keys(&[Key::Enter]).await?;
    hr.sees("実施状況（").await?;
    hr.sees("あなただけに表示").await?;
    hr.picture("ja-13-status").await?;
    hr.press("本社/営業本部").await?;
    hr.sees("1on1月次レポート　2026年11月・本社/営業本部")
        .await?;
    hr.picture("ja-14-department").await
}

/// The channel of the executives has the report; what HR asked for is not there.
async fn executive_reads(bed: &Bed) -> Result<()> {
    let executive = bed.window(Look::DESK).await?;
    executive
        .go(&format!("/as/{EXECUTIVE}/channel/executives"))
        .await?;
    executive.sees(REPORT).await?;
    executive.does_not_see("実施状況（").await?;
    executive.does_not_see("来年の希望").await?;
    executive.picture("ja-15-executive").await
}
