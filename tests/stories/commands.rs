//! Every command of the registry, by each of its words in both languages, as a command and as plain words.

use crate::cast;
use anyhow::Result;
use kiku::commands::{ALL, Command};
use kiku_chat::Reply;
use kiku_testkit::{Company, Seat};
use std::collections::BTreeSet;

/// What a reply tells or asks.
fn told(reply: &Reply) -> String {
    let view = reply.whisper.as_ref().or_else(|| reply.refreshed());
    let form = reply.form.as_ref().map(|form| form.title.clone());
    view.map(|view| view.to_plain_text())
        .or(form)
        .unwrap_or_default()
}

/// Words that were used.
#[derive(Default)]
struct Used(BTreeSet<Command>);

impl Used {
    /// Each word of the command, typed after `/1on1` and said alone, answers with this.
    async fn answers(&mut self, seat: &Seat<'_>, command: Command, with: &str) {
        let entry = command.entry();
        for word in entry.ja.iter().chain([&entry.en]) {
            for reply in [seat.commands(word, "").await, seat.says(word).await] {
                let told = told(&reply);
                assert!(
                    told.contains(with),
                    "「{word}」 tells:\n{told}\nexpected {with}"
                );
            }
        }
        self.0.insert(command);
    }
}

#[tokio::test]
async fn every_command_answers_to_its_words_in_both_languages() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let mut used = Used::default();
    company.until("2026-11-02 12:00").await?;
    before_the_talk(&company, &mut used).await;
    after_the_talk(&company, &mut used).await?;
    company.until("2026-12-07 12:00").await?;
    let month = "11月";
    used.answers(&company.seat("suzuki"), Command::Digest, month)
        .await;
    used.answers(&company.seat("yamamoto"), Command::Digest, month)
        .await;
    for entry in ALL {
        assert!(
            used.0.contains(&entry.command),
            "no story uses {}",
            entry.en
        );
    }
    Ok(())
}

async fn before_the_talk(company: &Company, used: &mut Used) {
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    used.answers(&sato, Command::Next, "これからの1on1").await;
    used.answers(&sato, Command::Prep, "何を話したいですか")
        .await;
    used.answers(&sato, Command::Book, "お二人とも空いている時間です")
        .await;
    used.answers(&tanaka, Command::Book, "佐藤 花子さん").await;
    used.answers(&sato, Command::Note, "共有メモ").await;
    used.answers(
        &sato,
        Command::Action,
        "残っている次のアクションはありません",
    )
    .await;
    used.answers(&sato, Command::Settings, "勤務時間").await;
    used.answers(&sato, Command::Privacy, "だれが何を読めるか")
        .await;
    used.answers(&sato, Command::Help, "できること").await;
    used.answers(&sato, Command::Rate, "いまお答えいただく1on1はありません")
        .await;
    used.answers(&tanaka, Command::Team, "佐藤 花子さん").await;
    let suzuki = company.seat("suzuki");
    used.answers(&suzuki, Command::Status, "実施状況（2026年11月）")
        .await;
    used.answers(&suzuki, Command::People, "名簿とアカウントの差分")
        .await;
    used.answers(&suzuki, Command::Unreachable, "届いていない方")
        .await;
    used.answers(&sato, Command::Pause, "お知らせを休止しました")
        .await;
    used.answers(&sato, Command::Resume, "お知らせを再開しました")
        .await;
    used.answers(&sato, Command::Skip, "見送りにしました").await;
    let skipped = sato.commands("見送り", "").await;
    let back = sato.presses_whispered(&skipped, "やはり今月も話す").await;
    assert!(
        told(&back).contains("何を話したいですか"),
        "{}",
        told(&back)
    );
}

/// A time is agreed and over; the member rates by command.
async fn after_the_talk(company: &Company, used: &mut Used) -> Result<()> {
    let sato = company.seat("sato");
    let times = sato.commands("日程", "").await;
    let view = times.whisper.as_ref().or_else(|| times.refreshed());
    let slots = view.map(crate::a_month::slots).unwrap_or_default();
    sato.presses_whispered(&times, &slots[0]).await;
    company.until("2026-11-10 17:00").await?;
    used.answers(&sato, Command::Rate, "満足度はどのくらいですか")
        .await;
    let asked = sato.commands("満足度", "").await;
    let rated = sato.presses_whispered(&asked, "5 とても良かった").await;
    assert!(
        told(&rated).contains("未回答") || told(&rated).contains("5"),
        "{}",
        told(&rated)
    );
    let sessions = company
        .engine
        .store()
        .sessions_after("2026-11".parse()?, 0, 10)
        .await?;
    assert!(
        sessions
            .iter()
            .any(|talk| talk.after_member.rating.is_some()),
        "the rating is kept"
    );
    Ok(())
}

/// Who may not use a command is told so politely, whatever the word.
#[tokio::test]
async fn what_is_not_for_a_member_says_so_in_every_word() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    company.until("2026-11-02 12:00").await?;
    let sato = company.seat("sato");
    for command in [Command::Team, Command::Status, Command::Digest] {
        Used::default()
            .answers(&sato, command, "ご利用いただけません")
            .await;
    }
    Ok(())
}
