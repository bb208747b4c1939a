//! Time and memory of reading, checking and comparing a people file: `cargo bench --bench roster -- 100000`.
//! The word `accounts` adds a column of user ids, which are the dearest part of a person.
//!
//! Each step prints its time and the peak of the process's memory so far (VmHWM of `/proc/self/status`).

use chrono::NaiveDate;
use kiku::domain::roster::{Roster, diff, explain, read};
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

const LAST: [&str; 8] = [
    "佐藤", "鈴木", "髙橋", "田中", "渡邊", "伊藤", "山本", "中村",
];
const FIRST: [&str; 8] = ["陽菜", "蓮", "結衣", "大翔", "葵", "湊", "凛", "樹"];

fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let rows = words
        .iter()
        .find_map(|word| word.parse().ok())
        .unwrap_or(100_000);
    let accounts = words.iter().any(|word| word == "accounts");
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default();
    let bytes = encoding_rs::SHIFT_JIS
        .encode(&file(rows, accounts))
        .0
        .into_owned();
    writeln!(
        std::io::stdout(),
        "{rows} rows, {:.1} MB of CP932",
        bytes.len() as f64 / 1e6
    )?;

    let start = Instant::now();
    let roster = roster(&bytes)?;
    report("read and check", start)?;

    let start = Instant::now();
    let known = diff(&[], roster, today).new;
    report("compare with nobody", start)?;

    let start = Instant::now();
    let second = diff(&known, self::roster(&bytes)?, today);
    report("read again and compare with everybody", start)?;
    writeln!(std::io::stdout(), "{} unchanged", second.unchanged)
}

fn roster(bytes: &[u8]) -> std::io::Result<Roster> {
    read(bytes).map_err(|problems| std::io::Error::other(explain(&problems[0], false)))
}

fn report(step: &str, start: Instant) -> std::io::Result<()> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap_or(" unknown")
        .trim();
    writeln!(
        std::io::stdout(),
        "{step}: {} ms, peak {peak}",
        start.elapsed().as_millis()
    )
}

/// A company of ten people to a manager, in which every number is a member of a chain up to number 0.
fn file(rows: usize, accounts: bool) -> String {
    let mut text = String::from(
        "社員番号,氏名,フリガナ,メールアドレス,部署1,部署2,部署3,上司の社員番号,雇用区分,入社日,退職日,部署長,slack_user_id,備考\r\n",
    );
    if !accounts {
        text = text.replace("slack_user_id", "役職");
    }
    for at in 0..rows {
        let manager = if at == 0 {
            String::new()
        } else {
            format!("{:07}", (at - 1) / 10)
        };
        let (last, first) = (LAST[at % 8], FIRST[at / 8 % 8]);
        let (year, month, day) = (1990 + at % 35, 1 + at % 12, 1 + at % 28);
        let head = if at * 10 < rows { "○" } else { "" };
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{at:07},{last}　{first},ｻﾄｳ ﾊﾙﾅ,person{at}@example.co.jp,本社,第{}営業部,第{}課,{manager},正社員,{year}/{month}/{day},9999/12/31,{head},U{at:09},\"在宅\r\n勤務\"\r",
            at / 1000,
            at / 50,
        );
    }
    text
}
