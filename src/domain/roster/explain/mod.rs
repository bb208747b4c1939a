//! Problems and notices in words: what happened and what to do.
//!
//! These sentences stand here and not among the texts of the chat, because the command line prints them.

mod english;
mod japanese;

use super::{Notice, RowProblem};

/// A problem in plain words, with its line and column in front.
pub fn explain(problem: &RowProblem, ja: bool) -> String {
    let said = if ja {
        japanese::problem(&problem.kind)
    } else {
        english::problem(&problem.kind)
    };
    place(problem.line, &problem.column, ja) + &said
}

/// A notice in plain words, with its line and column in front.
pub fn explain_notice(notice: &Notice, ja: bool) -> String {
    let said = if ja {
        japanese::notice(&notice.kind)
    } else {
        english::notice(&notice.kind)
    };
    place(notice.line, &notice.column, ja) + &said
}

fn place(line: u64, column: &str, ja: bool) -> String {
    match (line, column, ja) {
        (0, "", _) => String::new(),
        (0, column, true) => format!("「{column}」: "),
        (0, column, false) => format!("{column}: "),
        (line, "", true) => format!("{line}行目: "),
        (line, "", false) => format!("line {line}: "),
        (line, column, true) => format!("{line}行目「{column}」: "),
        (line, column, false) => format!("line {line}, {column}: "),
    }
}

/// Whether what should be an employee number is rather a name.
fn is_name(number: &str) -> bool {
    !number.chars().any(|c| c.is_ascii_digit())
}

/// `1 → 2 → 1`, shortened in the middle when it is long.
fn circle(numbers: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut told: Vec<&str> = numbers.iter().take(SHOWN).map(String::as_str).collect();
    if numbers.len() > SHOWN {
        told.push("…");
    }
    told.extend(numbers.first().map(String::as_str));
    told.join(" → ")
}
