//! Plain words and commands, in both languages, and what a role may not do.

use crate::cast;
use anyhow::Result;
use kiku_chat::Reply;

fn told(reply: &Reply) -> String {
    reply
        .whisper
        .as_ref()
        .map(|view| view.to_plain_text())
        .unwrap_or_default()
}

#[tokio::test]
async fn commands_answer_in_words_of_both_languages() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let sato = company.seat("sato");
    company.until("2026-11-02 12:00").await?;
    for word in ["next", "予定"] {
        assert!(
            told(&sato.commands(word, "").await).contains("これからの1on1"),
            "{word}"
        );
    }
    assert!(told(&sato.says("help").await).contains("できること"));
    assert!(told(&sato.says("公開範囲").await).contains("だれが何を読めるか"));
    assert!(told(&sato.commands("prep", "").await).contains("何を話したいですか"));
    assert!(
        told(&sato.commands("prap", "").await).contains("準備"),
        "a near word is guessed"
    );
    Ok(())
}

#[tokio::test]
async fn a_member_may_not_read_what_hr_reads_and_the_attempt_is_logged() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    company.until("2026-11-02 12:00").await?;
    let reply = company.seat("sato").commands("status", "").await;
    assert!(
        told(&reply).contains("ご利用いただけません"),
        "{}",
        told(&reply)
    );
    let reply = company.seat("suzuki").commands("実施状況", "").await;
    assert!(told(&reply).contains("佐藤 花子"), "{}", told(&reply));
    let audit = company.engine.store().audits(100).await?;
    let words: Vec<&str> = audit.iter().map(|entry| entry.what.as_str()).collect();
    assert!(
        words.contains(&"refused") && words.contains(&"status"),
        "{words:?}"
    );
    Ok(())
}

#[tokio::test]
async fn wanting_to_stop_is_met_gently_and_changes_nothing() -> Result<()> {
    let mut programme = cast::programme();
    programme.consultation_desk = "社内相談室 内線1234".to_owned();
    let company = cast::with(programme, cast::PAIR).await;
    let sato = company.seat("sato");
    company.until("2026-11-02 12:00").await?;
    let before = company.engine.store().audits(100).await?.len();
    let reply = sato.says("もうやめたい").await;
    assert!(
        told(&reply).contains("内線1234") && told(&reply).contains("止めましょうか"),
        "{}",
        told(&reply)
    );
    assert_eq!(
        company.engine.store().audits(100).await?.len(),
        before,
        "it is not logged"
    );
    Ok(())
}

#[tokio::test]
async fn notes_and_items_belong_to_the_pair_and_carry_over() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-02 12:00").await?;
    let form = sato.commands("note", "").await;
    sato.fills(&form, &[("text", "来期の目標を一緒に考える")])
        .await;
    sato.presses("業務の進捗や進め方").await;
    sato.presses("意見を聞きたい").await;
    let form = tanaka.presses("次のアクションを追加").await;
    tanaka
        .fills(
            &form,
            &[
                ("text", "研修の候補を探す"),
                ("owner", ""),
                ("due", "11/30"),
            ],
        )
        .await;
    assert!(told(&tanaka.commands("action", "").await).contains("研修の候補を探す"));
    company.until("2026-12-02 12:00").await?;
    assert_eq!(sato.showing("12月の1on1").len(), 1);
    let text = sato.showing("12月の1on1")[0].view.to_plain_text();
    assert!(text.contains("研修の候補を探す"), "carried over: {text}");
    Ok(())
}

#[tokio::test]
async fn nothing_comes_to_mind_gives_three_openers_and_other_ones_next_time() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let sato = company.seat("sato");
    company.until("2026-11-02 12:00").await?;
    sato.presses("思いつかない").await;
    let first = sato.showing("こんな話し始め")[0].view.to_plain_text();
    sato.presses("ほかの例を見る").await;
    let second = sato.showing("こんな話し始め")[0].view.to_plain_text();
    assert_ne!(first, second);
    let shown = sato.showing("こんな話し始め")[0].view.clone();
    let taken = shown.actions().any(|action| action.starts_with("opener:"));
    assert!(taken, "an opener can be taken as it stands");
    Ok(())
}

/// What stands in somebody's conversation follows their language and their clock, without a new message.
#[tokio::test]
async fn a_new_language_reaches_the_messages_that_stand() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-02 17:00").await?;
    sato.presses("今後のキャリア").await;
    sato.presses("話を聞いてほしい").await;
    let (mine, his) = (sato.count(), tanaka.count());
    for seat in [&sato, &tanaka] {
        let settings = seat.commands("設定", "").await;
        let told = seat.presses_whispered(&settings, "English").await;
        assert!(
            told_all(&told).contains("Your settings have been changed"),
            "{told:?}"
        );
    }
    assert_eq!(sato.showing("Your 1on1 in November is prepared").len(), 1);
    assert_eq!(
        tanaka.showing("Hear them out").len(),
        1,
        "the manager's card too"
    );
    let settings = sato.commands("settings", "").await;
    let form = sato
        .presses_whispered(&settings, "Change working hours")
        .await;
    let hours = [("hours", "Mon-Fri 09:00-18:00"), ("zone", "Asia/Seoul")];
    sato.fills(&form, &hours).await;
    let shown = sato.showing("is prepared")[0].view.to_plain_text();
    assert!(
        shown.contains("(Seoul time)"),
        "times on her own clock: {shown}"
    );
    assert_eq!(
        (sato.count(), tanaka.count()),
        (mine, his),
        "nobody got a message"
    );
    Ok(())
}

fn told_all(reply: &Reply) -> String {
    let views = reply.refreshed().into_iter().chain(&reply.whisper);
    views.map(|view| view.to_plain_text()).collect()
}
