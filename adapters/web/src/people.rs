//! Who lives in the playground, which channels they read, and how they are found among thousands.

use kiku_chat::{Account, DirectoryPerson, PeoplePage};
use std::collections::{BTreeMap, BTreeSet};

/// The playground's name as it stands in [`Account::platform`].
pub const PLATFORM: &str = "web";
/// The playground's only workspace.
pub const WORKSPACE: &str = "demo";
/// People on one page of [`kiku_chat::Platform::people`].
const PAGE: usize = 200;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// 日本語
    Ja,
    /// English
    En,
}

impl Language {
    /// The BCP 47 code: `ja` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Language::Ja => "ja",
            Language::En => "en",
        }
    }
}

/// A short text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bilingual {
    /// 日本語
    pub ja: String,
    /// English
    pub en: String,
}

impl Bilingual {
    /// The same matter in both languages.
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        let (ja, en) = (ja.into(), en.into());
        Bilingual { ja, en }
    }

    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Ja => &self.ja,
            Language::En => &self.en,
        }
    }
}

/// What somebody is in the programme; one person can be several, the foremost comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 役員
    Executive,
    /// 人事
    Hr,
    /// 上司
    Manager,
    /// メンバー
    Member,
}

impl Kind {
    /// All kinds in the order in which the entrance shows them.
    pub const ALL: [Kind; 4] = [Kind::Member, Kind::Manager, Kind::Hr, Kind::Executive];

    /// The name in addresses: `member`, `manager`, `hr`, `executive`.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Executive => "executive",
            Kind::Hr => "hr",
            Kind::Manager => "manager",
            Kind::Member => "member",
        }
    }

    /// Reads what [`Kind::key`] writes.
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A person one can be in the playground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// The user id, as in [`Account::user`].
    pub user: String,
    /// The name they show.
    pub name: String,
    /// Department and role in a line, such as 営業部 · 上司.
    pub role_line: Bilingual,
    /// The department's path.
    pub department: String,
    /// The language of their pages.
    pub language: Language,
    /// What they are; empty means that they only look on.
    pub kinds: BTreeSet<Kind>,
    /// False shows how Kiku deals with somebody it cannot message.
    pub reachable: bool,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// The channel's id, as in [`kiku_chat::Address::Channel`].
    pub id: String,
    /// Its name.
    pub name: Bilingual,
    /// The language in which Kiku writes there.
    pub language: Language,
    /// User ids of all who may read it.
    pub readers: BTreeSet<String>,
}

/// A command as the command line explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandHelp {
    /// The word to type.
    pub word: Bilingual,
    /// What it does, in one line.
    pub explanation: Bilingual,
    /// Who can use it; it is not proposed to others.
    pub kinds: BTreeSet<Kind>,
}

/// Everybody and every channel at one moment.
pub(crate) struct Directory {
    residents: Vec<Resident>,
    folded: Vec<String>,
    by_user: BTreeMap<String, usize>,
    rooms: Vec<Room>,
}

impl Directory {
    pub fn new(residents: Vec<Resident>, rooms: Vec<Room>) -> Self {
        let folded = residents.iter().map(folded).collect();
        let by_user = (residents.iter().enumerate())
            .map(|(index, resident)| (resident.user.clone(), index))
            .collect();
        Directory {
            residents,
            folded,
            by_user,
            rooms,
        }
    }

    /// Everybody and every channel, one of them with another language.
    pub fn with_language(&self, user: &str, language: Language) -> (Vec<Resident>, Vec<Room>) {
        let mut residents = self.residents.clone();
        if let Some(index) = self.by_user.get(user) {
            residents[*index].language = language;
        }
        (residents, self.rooms.clone())
    }

    pub fn resident(&self, user: &str) -> Option<&Resident> {
        self.by_user.get(user).map(|index| &self.residents[*index])
    }

    pub fn room(&self, id: &str) -> Option<&Room> {
        self.rooms.iter().find(|room| room.id == id)
    }

    pub fn rooms_of(&self, user: &str) -> impl Iterator<Item = &Room> {
        (self.rooms.iter()).filter(move |room| room.readers.contains(user))
    }

    /// People of a kind whose name, number or department contains every word of the query.
    pub fn search(&self, query: &str, kind: Option<Kind>) -> Vec<&Resident> {
        let query = query.to_lowercase();
        let words: Vec<&str> = query.split_whitespace().collect();
        let fits = |(resident, folded): &(&Resident, &String)| {
            kind.is_none_or(|kind| resident.kinds.contains(&kind))
                && words.iter().all(|word| folded.contains(word))
        };
        let people = self.residents.iter().zip(&self.folded);
        people.filter(fits).map(|(resident, _)| resident).collect()
    }

    /// People who are above all this: who leads is not listed among the members again.
    pub fn foremost(&self, kind: Kind) -> impl Iterator<Item = &Resident> {
        (self.residents.iter()).filter(move |resident| resident.kinds.first() == Some(&kind))
    }

    /// A page of people in the order of their user ids; the cursor is the last id of the page before,
    /// so that a directory that changes in between loses nobody.
    pub fn page(&self, cursor: Option<&str>) -> PeoplePage {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = cursor.map_or(Unbounded, Excluded);
        let mut rest = self.by_user.range::<str, _>((from, Unbounded));
        let people: Vec<DirectoryPerson> = (rest.by_ref().take(PAGE))
            .map(|(_, index)| listed(&self.residents[*index]))
            .collect();
        let last = people.last().map(|person| person.account.user.clone());
        let next = rest.next().and(last);
        PeoplePage { people, next }
    }
}

/// The account of somebody in the playground.
pub fn account(user: &str) -> Account {
    Account {
        platform: PLATFORM.into(),
        workspace: WORKSPACE.into(),
        user: user.into(),
    }
}

fn folded(resident: &Resident) -> String {
    let Resident {
        user,
        name,
        role_line,
        department,
        ..
    } = resident;
    let compact: String = name.split_whitespace().collect();
    format!(
        "{name} {compact} {user} {department} {} {}",
        role_line.ja, role_line.en
    )
    .to_lowercase()
}

fn listed(resident: &Resident) -> DirectoryPerson {
    DirectoryPerson {
        account: account(&resident.user),
        name: resident.name.clone(),
        email: None,
        time_zone: None,
        locale: Some(resident.language.code().into()),
        reachable: resident.reachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resident(user: String, name: &str, kind: Kind) -> Resident {
        Resident {
            user,
            name: name.into(),
            role_line: Bilingual::new("営業部", "Sales"),
            department: "本社/営業部".into(),
            language: Language::Ja,
            kinds: BTreeSet::from([kind]),
            reachable: true,
        }
    }

    fn crowd(count: usize) -> Directory {
        let people = (0..count).map(|i| resident(format!("e{i:05}"), "佐藤 花子", Kind::Member));
        Directory::new(people.collect(), Vec::new())
    }

    #[test]
    fn every_word_of_a_search_must_fit() {
        let people = vec![
            resident("1".into(), "佐藤 花子", Kind::Member),
            resident("2".into(), "Alice Suzuki", Kind::Hr),
        ];
        let directory = Directory::new(people, Vec::new());
        let found = |query, kind| -> Vec<String> {
            let people = directory.search(query, kind).into_iter();
            people.map(|resident| resident.user.clone()).collect()
        };
        assert_eq!(found("", None), ["1", "2"]);
        assert_eq!(found("佐藤花子", None), ["1"]);
        assert_eq!(found("ALICE sales", None), ["2"]);
        assert_eq!(found("佐藤\u{3000}営業", None), ["1"]);
        assert_eq!(found("", Some(Kind::Hr)), ["2"]);
        assert!(found("佐藤", Some(Kind::Hr)).is_empty());
    }

    #[test]
    fn pages_name_everybody_once() {
        for count in [0, 1, PAGE, PAGE + 1, 2 * PAGE + 7] {
            let directory = crowd(count);
            let (mut seen, mut cursor) = (BTreeSet::new(), None::<String>);
            loop {
                let page = directory.page(cursor.as_deref());
                for person in page.people {
                    assert!(seen.insert(person.account.user), "nobody twice");
                }
                match page.next {
                    Some(next) => cursor = Some(next),
                    None => break,
                }
            }
            assert_eq!(seen.len(), count);
        }
    }
}
