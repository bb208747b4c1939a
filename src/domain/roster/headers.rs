//! The header row: which column holds what.

use super::problem::Problems;
use super::recognise::{is_numbered_post, key, recognise};
use super::{Field, Notice, NoticeKind, ProblemKind};
use std::collections::{BTreeMap, BTreeSet};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Number,
    Name,
    LastName,
    FirstName,
    Kana,
    LastKana,
    FirstKana,
    Email,
    Level(Level),
    Manager,
    Employment,
    Joined,
    Left,
    LeaveFrom,
    LeaveUntil,
    Head,
    Language,
    TimeZone,
    WorkingHours,
    Account(&'static str),
}

/// A part of a department's path, or the whole of it in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// 部署1, 部署2 …
    Numbered(u8),
    /// 0 = 部署 (which may hold a whole path), else 1 + its place in [`super::synonyms::LEVELS`].
    Named(u8),
}

/// The columns of a file.
#[derive(Debug)]
pub(super) struct Headers {
    /// The line of the header row.
    pub(super) line: u64,
    /// Headers as written, by cell.
    pub(super) names: Vec<String>,
    /// Where each column is.
    pub(super) at: BTreeMap<Column, usize>,
    /// The cells of a department's levels, from the top down.
    pub(super) levels: Vec<usize>,
}

impl Headers {
    /// Reads the header row; what is missing or twice there is a problem, what is not understood a notice.
    pub(super) fn read<'c>(
        line: u64,
        cells: impl Iterator<Item = &'c str>,
        problems: &mut Problems,
        notices: &mut Vec<Notice>,
    ) -> Self {
        let names: Vec<String> = cells.map(super::cells::text).collect();
        let mut headers = Headers {
            line,
            names,
            at: BTreeMap::new(),
            levels: Vec::new(),
        };
        headers.assign(problems);
        headers.order_levels();
        let used: BTreeSet<usize> = headers.at.values().copied().collect();
        for (at, name) in headers.names.iter().enumerate() {
            if !name.is_empty() && !used.contains(&at) {
                let kind = unread(name);
                notices.push(Notice {
                    line,
                    column: name.clone(),
                    kind,
                });
            }
        }
        headers.require(problems);
        headers
    }

    /// Whether a column is there.
    pub(super) fn has(&self, column: Column) -> bool {
        self.at.contains_key(&column)
    }

    /// A column's header as written; empty when it is not there.
    pub(super) fn name(&self, column: Column) -> &str {
        self.at
            .get(&column)
            .map_or("", |at| self.names[*at].as_str())
    }

    /// The fields of a person on which this file has a say.
    pub(super) fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.at.keys().filter_map(|column| field(*column))
    }

    /// Gives each cell its column; of several tiers the earliest wins.
    fn assign(&mut self, problems: &mut Problems) {
        let mut tiers: BTreeMap<Column, usize> = BTreeMap::new();
        for (at, name) in self.names.iter().enumerate() {
            let Some((column, tier)) = recognise(name) else {
                continue;
            };
            match tiers.get(&column) {
                Some(before) if *before < tier => {}
                Some(before) if *before == tier => {
                    let first = self.names[self.at[&column]].clone();
                    problems.add(self.line, name, ProblemKind::DuplicateColumn { first });
                }
                _ => {
                    tiers.insert(column, tier);
                    self.at.insert(column, at);
                }
            }
        }
    }

    /// Numbered levels go by number and replace a 部署 column; named ones go by their order in the file.
    /// Next to 役職1, 役職2 … the numbers count posts and not levels; the first post is the main one.
    fn order_levels(&mut self) {
        let is_numbered = |column: &&Column| matches!(column, Column::Level(Level::Numbered(_)));
        let numbered: Vec<Column> = self.at.keys().filter(is_numbered).copied().collect();
        if !numbered.is_empty() {
            self.at.remove(&Column::Level(Level::Named(0)));
        }
        if self.names.iter().any(|name| is_numbered_post(name)) {
            for post in numbered.iter().skip(1) {
                self.at.remove(post);
            }
        }
        let levels = self
            .at
            .iter()
            .filter(|(column, _)| matches!(column, Column::Level(_)));
        let mut levels: Vec<(Column, usize)> = levels.map(|(column, at)| (*column, *at)).collect();
        if !levels.iter().all(|(column, _)| is_numbered(&column)) {
            levels.sort_by_key(|(_, at)| *at);
        }
        self.levels = levels.into_iter().map(|(_, at)| at).collect();
    }

    fn require(&self, problems: &mut Problems) {
        let english = self.names.iter().all(|name| name.is_ascii());
        let mut missing = |japanese: &str, in_english: &str, accepted| {
            let column = if english { in_english } else { japanese };
            problems.add(self.line, column, ProblemKind::MissingColumn { accepted });
        };
        if !self.has(Column::Number) {
            missing(
                "社員番号",
                "employee_id",
                &[
                    "社員番号",
                    "従業員番号",
                    "社員コード",
                    "employee_id",
                    "employee_number",
                ],
            );
        }
        let halves = self.has(Column::LastName) && self.has(Column::FirstName);
        if !self.has(Column::Name) && !halves {
            missing(
                "氏名",
                "name",
                &["氏名", "名前", "姓 + 名", "name", "last_name + first_name"],
            );
        }
        if self.levels.is_empty() {
            missing(
                "部署",
                "department",
                &[
                    "部署",
                    "所属",
                    "部署1 + 部署2 …",
                    "事業部 + 部 + 課",
                    "department",
                ],
            );
        }
    }
}

fn unread(header: &str) -> NoticeKind {
    let key = key(header);
    let is_identity = ["マイナンバー", "個人番号", "mynumber"]
        .iter()
        .any(|word| key.contains(word));
    if is_identity {
        NoticeKind::IdentityNumbers
    } else {
        NoticeKind::IgnoredColumn
    }
}

fn field(column: Column) -> Option<Field> {
    Some(match column {
        Column::Number => return None,
        Column::Name | Column::LastName | Column::FirstName => Field::Name,
        Column::Kana | Column::LastKana | Column::FirstKana => Field::Kana,
        Column::Email => Field::Email,
        Column::Level(_) => Field::Department,
        Column::Manager => Field::Manager,
        Column::Employment => Field::Employment,
        Column::Joined => Field::Joined,
        Column::Left => Field::Left,
        Column::LeaveFrom | Column::LeaveUntil => Field::Leave,
        Column::Head => Field::Head,
        Column::Language => Field::Language,
        Column::TimeZone => Field::TimeZone,
        Column::WorkingHours => Field::WorkingHours,
        Column::Account(_) => Field::Accounts,
    })
}
