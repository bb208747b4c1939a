//! A whole month for a pair, from the first contact to the digest.

use crate::cast;
use anyhow::Result;

#[tokio::test]
async fn a_month_for_a_pair() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));

    // 11月2日(月) 9:00: the cycle opens. Everybody is welcomed once, the member is asked.
    company.until("2026-11-02 12:00").await?;
    sato.reads(&["Kiku"]);
    sato.reads(&[
        "11月の1on1",
        "何を話したいですか",
        "どんなふうに聞いてほしいですか",
    ]);
    for user in ["tanaka", "suzuki", "yamamoto"] {
        company.seat(user).reads(&["Kiku"]);
    }
    sato.presses("今後のキャリア").await;
    let ask = &sato.showing("11月の1on1")[0];
    assert_eq!(ask.edits, 1, "one tap changes the message in place");
    sato.presses("話を聞いてほしい").await;

    // Two taps: the manager knows, and how to respond.
    tanaka.reads(&[
        "佐藤 花子さん",
        "今後のキャリア",
        "話を聞いてほしい",
        "助言",
    ]);
    let line = sato.presses("一言添える").await;
    sato.fills(&line, &[("text", "異動の話を聞いてみたいです")])
        .await;
    let card = &tanaka.showing("異動の話を聞いてみたいです")[0];
    assert!(card.edits > 0, "the line appears on the same card");

    // The same message proposes three times; she takes the second, on Thursday.
    let ready = sato.showing("準備ができました")[0].view.clone();
    let times = slots(&ready);
    assert_eq!(times.len(), 3, "three times free for both: {times:?}");
    assert!(
        times[1].starts_with("11月5日(木)"),
        "3日 is a holiday: {times:?}"
    );
    sato.presses(&times[1]).await;
    tanaka.reads(&["佐藤 花子さんとの1on1が", "11月5日(木)", "に決まりました"]);
    assert_eq!(
        sato.showing(&times[1]).len(),
        1,
        "her message shows the time in place"
    );
    tanaka.presses("この時間で大丈夫です").await;

    // The day before, both are reminded; afterwards, both are asked, and answer.
    company.until("2026-11-04 12:00").await?;
    sato.reads(&["田中さんとの1on1", "はじめのひとことに"]);
    tanaka.reads(&["佐藤 花子さんとの1on1", "今後のキャリア"]);
    company.until("2026-11-05 17:30").await?;
    sato.reads(&["田中さんとの1on1、いかがでしたか"]);
    tanaka.reads(&["佐藤 花子さんとの1on1のあとに"]);
    sato.presses("5 とても良かった").await;
    tanaka.presses("話を聞いた").await;
    tanaka.presses("4 良かった").await;
    company.until("2026-11-30 18:00").await?;
    sato.reads_nothing();
    tanaka.reads_nothing();

    // The month closes on the fourth business day of December at 10:00.
    company.until("2026-12-04 10:01").await?;
    for channel in ["hr", "exec"] {
        company.channel(channel).reads(&["11月"]);
    }
    // December has begun for her meanwhile.
    sato.reads(&["12月の1on1", "今後のキャリア"]);
    sato.reads(&["田中さんとの1on1で話したいことを"]);
    company.end().await
}

/// The labels of the buttons that take a time.
pub fn slots(view: &kiku_chat::View) -> Vec<String> {
    view.blocks
        .iter()
        .flat_map(|block| match block {
            kiku_chat::Block::Buttons(buttons) => buttons.clone(),
            _ => Vec::new(),
        })
        .filter(|button| button.action.starts_with("slot:"))
        .map(|button| button.label)
        .collect()
}

#[tokio::test]
async fn a_manager_with_seven_members_gets_one_card_a_day() -> Result<()> {
    let company = cast::company(&cast::seven()).await;
    company.until("2026-11-02 16:00").await?;
    for index in ["sato", "t10", "t11", "t12", "t13", "t14", "t15"] {
        let member = company.seat(index);
        member.reads(&["Kiku"]);
        member.reads(&["11月の1on1"]);
        member.presses("業務の進捗や進め方").await;
        member.presses("意見を聞きたい").await;
    }
    let tanaka = company.seat("tanaka");
    tanaka.reads(&["Kiku"]);
    let first = tanaka.reads(&["1on1の準備（7名）", "佐藤 花子さん", "高橋 15号さん"]);
    tanaka.reads_nothing();
    assert_eq!(
        tanaka.showing("1on1の準備").len(),
        1,
        "one message with a line per member"
    );
    assert!(first.view.to_plain_text().contains("高橋 10号さん"));
    Ok(())
}

#[tokio::test]
async fn not_this_month_can_be_taken_back() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let sato = company.seat("sato");
    company.until("2026-11-02 12:00").await?;
    sato.presses("今月は見送る").await;
    assert_eq!(sato.showing("見送りにしました").len(), 1);
    company.until("2026-11-13 12:00").await?;
    assert_eq!(
        sato.count(),
        2,
        "nothing more is sent to somebody who passed this month"
    );
    sato.presses("やはり今月も話す").await;
    assert_eq!(sato.showing("何を話したいですか").len(), 1);
    Ok(())
}
