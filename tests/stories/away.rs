//! Leave, company days, another time zone, and a bot that was down.

use crate::cast;
use anyhow::Result;
use kiku_testkit::{Company, Setup};

#[tokio::test]
async fn nothing_is_sent_to_somebody_on_leave() -> Result<()> {
    let roster = "\
社員番号,氏名,メールアドレス,部署,上司の社員番号,休職開始日,休職終了日
2,田中 健,tanaka@example.jp,本社/営業部,,,
3,佐藤 花子,sato@example.jp,本社/営業部,2,2026-10-01,2027-03-31
";
    let programme = kiku::domain::programme::Programme {
        grants: Vec::new(),
        ..cast::programme()
    };
    let company = cast::with(programme, roster).await;
    company.until("2026-12-04 10:01").await?;
    assert_eq!(company.seat("sato").count(), 0);
    company.seat("tanaka").reads(&["Kiku"]);
    company.seat("tanaka").reads_nothing();
    Ok(())
}

#[tokio::test]
async fn mountain_day_and_obon_move_reminders_and_times() -> Result<()> {
    let mut programme = cast::programme();
    let days = r#"
        [holidays]
        country = "jp"
        company = [{ from = "2026-08-13", to = "2026-08-14", ja = "夏季休業", en = "Summer break" }]
    "#;
    let read = kiku::domain::programme::Programme::from_toml(days)?;
    programme.holidays = read.holidays;
    programme.cycle.opens = "0 9 7 * *".to_owned();
    let setup = Setup {
        programme,
        roster: cast::PAIR.to_owned(),
        begins: "2026-08-03 12:00",
    };
    let company = Company::open(setup).await?;
    let sato = company.seat("sato");
    // 8月7日(金). Two business days later: 10日(月), then 11日 is 山の日, so 12日(水).
    company.until("2026-08-11 23:59").await?;
    assert_eq!(sato.count(), 2, "welcome and the question");
    company.until("2026-08-12 18:00").await?;
    assert_eq!(sato.count(), 3, "the first reminder, after the holiday");
    // 13日, 14日 are company days, 15日 and 16日 a weekend: the deadline is on the 18th.
    company.until("2026-08-17 18:00").await?;
    assert_eq!(sato.count(), 3);
    company.until("2026-08-18 18:00").await?;
    assert_eq!(sato.count(), 4, "times are proposed");
    Ok(())
}

#[tokio::test]
async fn a_member_in_another_time_zone_is_asked_in_their_own_morning() -> Result<()> {
    let roster = "\
社員番号,氏名,メールアドレス,部署,上司の社員番号,タイムゾーン,言語
2,田中 健,tanaka@example.jp,本社/営業部,,Asia/Tokyo,ja
3,Jane Miller,jane@example.jp,本社/営業部,2,Europe/Berlin,en
";
    let programme = kiku::domain::programme::Programme {
        grants: Vec::new(),
        ..cast::programme()
    };
    let company = cast::with(programme, roster).await;
    let jane = company.seat("jane");
    company.until("2026-11-02 16:30").await?;
    assert_eq!(jane.count(), 0, "it is half past eight in Berlin");
    company.until("2026-11-02 23:00").await?;
    jane.reads(&["Kiku"]);
    jane.reads(&["What would you like to talk about"]);
    // 9:00–18:00 in both places overlaps only from 17:00 to 18:00 in Tokyo.
    jane.presses("Career").await;
    jane.presses("Please listen").await;
    let ready = &jane.showing("is prepared")[0];
    let times = crate::a_month::slots(&ready.view);
    assert!(!times.is_empty(), "{}", ready.view.to_plain_text());
    assert!(
        times.iter().all(|time| time.contains("09:")),
        "on her clock, in the one hour both share: {times:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_bot_that_was_down_for_three_days_sends_what_is_still_useful() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let sato = company.seat("sato");
    company.until("2026-11-02 12:00").await?;
    assert_eq!(sato.count(), 2);
    // The reminder was due on the 5th, times on the 9th (3日 is 文化の日); the bot sleeps through both.
    company.asleep_until("2026-11-10 10:00").await?;
    assert_eq!(sato.count(), 3, "not two reminders at once");
    sato.reads(&["Kiku"]);
    sato.reads(&["11月の1on1"]);
    sato.reads(&["1on1の日程"]);
    Ok(())
}
