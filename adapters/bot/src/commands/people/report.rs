//! What an import changes, for people and for scripts.

use crate::cli::{Format, Import};
use crate::exit::Outcome;
use crate::output;
use kiku::domain::lang::Lang;
use kiku::domain::roster::{self, Change, Difference, Notice, Roster, RosterPerson};

/// People listed of each kind; scripts get all of them.
const LISTED: usize = 100;

/// What is said about an import.
pub struct Report<'a> {
    command: &'a Import,
    notices: Vec<Notice>,
}

impl<'a> Report<'a> {
    /// Keeps what is worth knowing about the file.
    pub fn of(command: &'a Import, roster: &Roster) -> Self {
        Report {
            command,
            notices: roster.notices.clone(),
        }
    }

    /// Prints the difference, which was applied or not.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn print(&self, difference: &Difference, applied: bool) -> Outcome {
        if self.command.format == Format::Json {
            let notices = &self.notices;
            return output::json(&serde_json::json!({
                "applied": applied, "difference": difference, "notices": notices,
            }));
        }
        for notice in &self.notices {
            output::note(format_args!(
                "{}: {}",
                self.command.file.display(),
                roster::explain_notice(notice, self.ja())
            ));
        }
        output::say(self.text(difference, applied))
    }

    fn ja(&self) -> bool {
        self.command.lang == Lang::Ja
    }

    fn text(&self, difference: &Difference, applied: bool) -> String {
        let words = if self.ja() { JA } else { EN };
        let mut lines = Vec::new();
        listed(&mut lines, words.new, words.more, &difference.new, new_line);
        let changed = [
            (words.changed, &difference.changed),
            (words.moved, &difference.moved),
            (words.left, &difference.left),
        ];
        for (title, people) in changed {
            listed(&mut lines, title, words.more, people, |change| {
                self.change_line(change)
            });
        }
        lines.push(format!("{}: {}", words.unchanged, difference.unchanged));
        lines.push(match (difference.is_empty(), applied) {
            (true, _) => words.nothing.to_owned(),
            (false, true) => words.applied.to_owned(),
            (false, false) => words.only_shown.to_owned(),
        });
        lines.join("\n")
    }

    fn change_line(&self, change: &Change) -> String {
        let shown = |value: &Option<String>| value.as_deref().unwrap_or("–").to_owned();
        let field = |field: &roster::FieldChange| {
            format!(
                "{}: {} → {}",
                field.field.label(self.ja()),
                shown(&field.before),
                shown(&field.after)
            )
        };
        let fields: Vec<String> = change.changes.iter().map(field).collect();
        format!(
            "{}  {}  {}",
            change.person.number,
            change.person.name,
            fields.join(", ")
        )
    }
}

fn new_line(person: &RosterPerson) -> String {
    format!("{}  {}  {}", person.number, person.name, person.department)
}

fn listed<T>(
    lines: &mut Vec<String>,
    title: &str,
    more: &str,
    people: &[T],
    line: impl Fn(&T) -> String,
) {
    lines.push(format!("{title}: {}", people.len()));
    lines.extend(
        people
            .iter()
            .take(LISTED)
            .map(|person| format!("  {}", line(person))),
    );
    if people.len() > LISTED {
        lines.push(format!("  … {} {more}", people.len() - LISTED));
    }
}

struct Texts {
    new: &'static str,
    changed: &'static str,
    moved: &'static str,
    left: &'static str,
    unchanged: &'static str,
    more: &'static str,
    nothing: &'static str,
    applied: &'static str,
    only_shown: &'static str,
}

const EN: Texts = Texts {
    new: "New",
    changed: "Changed",
    moved: "Moved",
    left: "Left",
    unchanged: "Unchanged",
    more: "more (--format json lists all)",
    nothing: "There is nothing to change.",
    applied: "Imported.",
    only_shown: "Nothing was imported.",
};

const JA: Texts = Texts {
    new: "新規",
    changed: "変更",
    moved: "異動",
    left: "退職",
    unchanged: "変更なし",
    more: "名(--format json ですべて表示します)",
    nothing: "変わるところはありません。",
    applied: "取り込みました。",
    only_shown: "まだ何も取り込んでいません。",
};
