//! The registry of commands: one list for every platform, for help, for manifests and for completion.

use crate::domain::person::{Actor, Role};

/// A command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// My next talk.
    Next,
    /// Choose topic and response.
    Prep,
    /// Agree on a time.
    Book,
    /// Write a shared note.
    Note,
    /// My action items.
    Action,
    /// Rate the last talk.
    Rate,
    /// Not this month.
    Skip,
    /// Stop notices.
    Pause,
    /// Notices again.
    Resume,
    /// Language, working hours.
    Settings,
    /// Who sees what.
    Privacy,
    /// What can be done here.
    Help,
    /// A manager's pairs.
    Team,
    /// How the programme stands.
    Status,
    /// Where roster and accounts differ.
    People,
    /// Whom messages do not reach.
    Unreachable,
    /// Released figures.
    Digest,
}

/// Who may use a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum For {
    /// Everybody.
    Everyone,
    /// People with a manager.
    Members,
    /// People with members.
    Managers,
    /// Those who run the programme.
    Hr,
    /// Those who read figures: HR, executives, department heads and advisers.
    Readers,
}

/// What the registry says of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Which command.
    pub command: Command,
    /// The English word.
    pub en: &'static str,
    /// The Japanese words, the first one is shown.
    pub ja: &'static [&'static str],
    /// Who may use it.
    pub audience: For,
}

const fn entry(
    command: Command,
    en: &'static str,
    ja: &'static [&'static str],
    audience: For,
) -> Entry {
    Entry {
        command,
        en,
        ja,
        audience,
    }
}

/// Every command, in the order of help.
pub const ALL: [Entry; 17] = [
    entry(Command::Next, "next", &["予定", "次回"], For::Everyone),
    entry(Command::Prep, "prep", &["準備", "事前準備"], For::Members),
    entry(Command::Book, "book", &["日程", "予約"], For::Everyone),
    entry(Command::Note, "note", &["共有メモ", "メモ"], For::Everyone),
    entry(Command::Action, "action", &["アクション"], For::Everyone),
    entry(Command::Rate, "rate", &["満足度"], For::Members),
    entry(
        Command::Skip,
        "skip",
        &["今月は見送り", "見送り"],
        For::Members,
    ),
    entry(Command::Pause, "pause", &["休止"], For::Everyone),
    entry(Command::Resume, "resume", &["再開"], For::Everyone),
    entry(Command::Settings, "settings", &["設定"], For::Everyone),
    entry(Command::Privacy, "privacy", &["公開範囲"], For::Everyone),
    entry(Command::Team, "team", &["チーム"], For::Managers),
    entry(Command::Status, "status", &["実施状況"], For::Hr),
    entry(Command::People, "people", &["名簿の差分", "名簿"], For::Hr),
    entry(
        Command::Unreachable,
        "unreachable",
        &["未達一覧", "未達"],
        For::Hr,
    ),
    entry(
        Command::Digest,
        "digest",
        &["レポート", "月次レポート"],
        For::Readers,
    ),
    entry(Command::Help, "help", &["ヘルプ", "使い方"], For::Everyone),
];

impl Command {
    /// Its line in the registry.
    pub fn entry(self) -> &'static Entry {
        let found = ALL.iter().find(|entry| entry.command == self);
        found.unwrap_or(&ALL[ALL.len() - 1])
    }

    /// The command that a typed word means, in either language.
    pub fn from_word(word: &str) -> Option<Command> {
        let word = word.trim().trim_start_matches('/').to_lowercase();
        let named = |entry: &&Entry| entry.en == word || entry.ja.contains(&word.as_str());
        ALL.iter().find(named).map(|entry| entry.command)
    }

    /// The command whose word is nearest to a mistyped one, if any is near.
    pub fn near(word: &str) -> Option<Command> {
        let word = word.trim().to_lowercase();
        let close = |candidate: &str| {
            let shared = candidate
                .chars()
                .zip(word.chars())
                .take_while(|(a, b)| a == b)
                .count();
            shared >= 2 && shared * 2 >= candidate.chars().count()
        };
        let found = ALL
            .iter()
            .find(|entry| close(entry.en) || entry.ja.iter().any(|ja| close(ja)));
        found.map(|entry| entry.command)
    }

    /// Whether this person may use it.
    pub fn allows(self, actor: &Actor) -> bool {
        match self.entry().audience {
            For::Everyone => true,
            For::Members => actor.person.manager.is_some(),
            For::Managers => actor.manages,
            For::Hr => actor.is(Role::Hr),
            For::Readers => actor.units().next().is_some(),
        }
    }
}
