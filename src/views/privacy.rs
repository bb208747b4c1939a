//! Who sees what: one table of rules, and the answer that is made from it.

use super::draft::{Draft, fact};
use super::words::Words;
use crate::domain::ids::PersonId;
use crate::domain::note::ContentKind;
use kiku_chat::{Fact, View};

/// Something that somebody may want to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// Where a talk stands, and its time.
    Time,
    /// Topic and response.
    Prep,
    /// Rating, felt growth and received response.
    Rating,
    /// Something written.
    Written(ContentKind),
}

/// Somebody who may want to see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seer {
    /// The member.
    Member,
    /// Their manager.
    Manager,
    /// Heads of department and advisers.
    Leaders,
    /// Those who run the programme.
    Hr,
    /// Those at the top.
    Executive,
}

/// How much they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// All of it.
    Everything,
    /// Where each pair stands, nothing that was answered.
    State,
    /// Only what the member shared.
    IfShared,
    /// By name only what the member shared; else figures over at least k people.
    SharedOrPooled,
    /// Figures over at least k people.
    Pooled,
    /// Counts.
    Counts,
    /// Nothing.
    Nothing,
}

impl Seer {
    /// All seers, nearest first.
    pub const ALL: [Seer; 5] = [
        Seer::Member,
        Seer::Manager,
        Seer::Leaders,
        Seer::Hr,
        Seer::Executive,
    ];

    fn key(self) -> &'static str {
        match self {
            Seer::Member => "seer-member",
            Seer::Manager => "seer-manager",
            Seer::Leaders => "seer-leaders",
            Seer::Hr => "seer-hr",
            Seer::Executive => "seer-executive",
        }
    }
}

impl Thing {
    /// Everything the table speaks of.
    pub fn all() -> impl Iterator<Item = Thing> {
        let written = ContentKind::ALL.into_iter().map(Thing::Written);
        [Thing::Time, Thing::Prep, Thing::Rating]
            .into_iter()
            .chain(written)
    }

    fn key(self) -> String {
        match self {
            Thing::Time => "thing-time".to_owned(),
            Thing::Prep => "thing-prep".to_owned(),
            Thing::Rating => "thing-rating".to_owned(),
            Thing::Written(kind) => format!("thing-{}", kind.code()),
        }
    }
}

/// The rule (PRODUCT section 6). What is written follows [`ContentKind::readable`], and of a private
/// note `Member` stands for its author.
pub fn sight(thing: Thing, seer: Seer) -> Sight {
    match (thing, seer) {
        (Thing::Written(kind), Seer::Member | Seer::Manager) => sight_of_pair(kind, seer),
        (Thing::Written(_), _) => Sight::Nothing,
        (_, Seer::Member) => Sight::Everything,
        (Thing::Time | Thing::Prep, Seer::Manager) => Sight::Everything,
        (Thing::Time, Seer::Hr) => Sight::State,
        (Thing::Time, Seer::Leaders | Seer::Executive) => Sight::Counts,
        (Thing::Prep, _) => Sight::Pooled,
        (Thing::Rating, Seer::Manager) => Sight::SharedOrPooled,
        (Thing::Rating, _) => Sight::Pooled,
    }
}

fn sight_of_pair(kind: ContentKind, seer: Seer) -> Sight {
    let (author, other) = (PersonId(1), PersonId(2));
    let reader = if seer == Seer::Member { author } else { other };
    match (
        kind.readable(author, reader, false),
        kind.readable(author, reader, true),
    ) {
        (true, _) => Sight::Everything,
        (false, true) => Sight::IfShared,
        (false, false) => Sight::Nothing,
    }
}

/// The answer to "who sees what".
pub(super) fn view(words: Words, k: u32) -> View {
    let mut draft = Draft::new(words);
    draft
        .heading("privacy-title", &[])
        .facts(Thing::all().map(|thing| row(words, thing)).collect())
        .note("privacy-k", &[("k", k.into())])
        .note("privacy-operator", &[])
        .note("privacy-intro", &[]);
    draft.finish(words.t("privacy-title"))
}

/// One thing, and who sees how much of it.
fn row(words: Words, thing: Thing) -> Fact {
    let levels = [
        (Sight::Everything, "privacy-everything"),
        (Sight::State, "privacy-state"),
        (Sight::IfShared, "privacy-if-shared"),
        (Sight::SharedOrPooled, "privacy-shared-or-pooled"),
        (Sight::Pooled, "privacy-pooled"),
        (Sight::Counts, "privacy-counts"),
    ];
    let mut parts = Vec::new();
    for (level, key) in levels {
        let who: Vec<String> = Seer::ALL
            .into_iter()
            .filter(|seer| sight(thing, *seer) == level)
            .map(|seer| words.t(seer_key(thing, seer)))
            .collect();
        if !who.is_empty() {
            parts.push(words.t_with(key, &[("who", words.list(&who).into())]));
        }
    }
    if Seer::ALL
        .into_iter()
        .any(|seer| sight(thing, seer) == Sight::Nothing)
    {
        parts.push(words.t("privacy-nobody-else"));
    }
    fact(words.t(&thing.key()), parts.join("\n"))
}

/// A private note is read by whoever wrote it, member or manager.
fn seer_key(thing: Thing, seer: Seer) -> &'static str {
    let own = matches!(thing, Thing::Written(kind) if sight(thing, Seer::Manager) == Sight::Nothing && kind != ContentKind::Comment);
    if own { "seer-author" } else { seer.key() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_pair_writes_reaches_nobody_else() {
        for kind in ContentKind::ALL {
            for seer in [Seer::Leaders, Seer::Hr, Seer::Executive] {
                assert_eq!(
                    sight(Thing::Written(kind), seer),
                    Sight::Nothing,
                    "{kind:?} {seer:?}"
                );
            }
        }
    }

    #[test]
    fn the_manager_reads_what_is_meant_for_them_only() {
        let of = |kind| sight(Thing::Written(kind), Seer::Manager);
        assert_eq!(of(ContentKind::Line), Sight::Everything);
        assert_eq!(of(ContentKind::Comment), Sight::IfShared);
        assert_eq!(of(ContentKind::PrivateNote), Sight::Nothing);
        assert_eq!(sight(Thing::Rating, Seer::Manager), Sight::SharedOrPooled);
    }

    #[test]
    fn nobody_outside_the_pair_sees_a_single_answer() {
        for thing in [Thing::Prep, Thing::Rating] {
            for seer in [Seer::Leaders, Seer::Hr, Seer::Executive] {
                assert_eq!(sight(thing, seer), Sight::Pooled);
            }
        }
    }
}
