//! Direct answers: which words, or which view, a notice is.

use super::answers::Reader;
use super::words::Words;
use super::{
    clock, guide, help, home, overview, people_list, privacy, settings, status, unreachable,
};
use crate::commands::Command;
use crate::domain::lang::Lang;
use crate::domain::person::{Actor, Person};
use crate::domain::rating::MemberView;
use crate::material::{Desk, Gaps, PairStatus, Unreachable};
use crate::notice::{Kept, Notice};
use chrono::{DateTime, Utc};
use kiku_chat::View;

/// What a notice is computed from: who reads it, and what was loaded for them.
#[derive(Debug, Clone, Copy)]
pub struct NoticeMaterial<'a> {
    /// The reader.
    pub actor: &'a Actor,
    /// Their standing.
    pub desk: &'a Desk,
    /// What only those who run the programme see, for the notices that show it.
    pub extra: Extra<'a>,
}

/// What only those who run the programme see.
#[derive(Debug, Clone, Copy)]
pub enum Extra<'a> {
    /// Nothing.
    None,
    /// All pairs of the cycle, for [`Notice::Status`].
    Pairs(&'a [PairStatus]),
    /// Where roster and accounts differ, for [`Notice::People`].
    Gaps(&'a Gaps),
    /// Whom messages do not reach, for [`Notice::Unreachable`].
    Unreachable(&'a Unreachable),
}

/// The answer to somebody whose account is not linked to a person.
pub fn unknown(lang: Lang) -> View {
    View::line(Words::of(lang).t("notice-unknown"))
}

/// The page of somebody whose account is not linked to a person.
pub fn unknown_home(lang: Lang) -> View {
    home::unknown(Words::of(lang))
}

/// A direct answer in the reader's language. The figures of [`Notice::Digest`] are a view of their
/// own; without them this says that there are none.
pub fn notice(notice: &Notice, material: &NoticeMaterial<'_>, now: DateTime<Utc>) -> View {
    let NoticeMaterial { actor, desk, extra } = *material;
    let me = &actor.person;
    let reader = Reader {
        words: Words::of(me.lang),
        me,
        desk,
        now,
    };
    let words = reader.words;
    match notice {
        Notice::NotAvailable => line(words, "notice-not-available"),
        Notice::Over => line(words, "notice-over"),
        Notice::TryAgain => line(words, "notice-try-again"),
        Notice::Unknown => unknown(me.lang),
        Notice::NotYet { start } => reader.timed("notice-not-yet", *start),
        Notice::Booked { start } => reader.timed("notice-booked", *start),
        Notice::AlreadyBooked { session, start } => reader.already_booked(*session, *start),
        Notice::NoSuchCommand(word, near) => reader.no_such_command(word, *near),
        Notice::MaybeStop { desk } => reader.maybe_stop(desk),
        Notice::NothingToTalkAbout(session) => reader.nothing_to_talk_about(*session),
        Notice::Pointless => reader.pointless(),
        Notice::TimeTaken {
            session,
            why,
            others,
        } => reader.time_taken(*session, *why, others),
        Notice::NoTimes(why) => reader.no_times(*why),
        Notice::Kept(kept) => line(words, kept_key(*kept)),
        Notice::RatingClosed => valued(
            words,
            "notice-rating-closed",
            "hours",
            MemberView::CHANGE_HOURS.to_string(),
        ),
        Notice::CountsNoMore(month) => valued(
            words,
            "notice-counts-no-more",
            "month",
            clock::month_name(me.lang, *month),
        ),
        Notice::Paused => reader.pause_changed("notice-paused", &crate::actions::Action::Resume),
        Notice::Resumed => reader.pause_changed("notice-resumed", &crate::actions::Action::Pause),
        Notice::SettingsKept => line(words, "notice-settings-kept"),
        Notice::NothingNow(command) => View::line(nothing(words, *command)),
        Notice::NoRelease(month) | Notice::Digest { month, .. } => valued(
            words,
            "notice-no-release",
            "month",
            clock::month_and_year(me.lang, *month),
        ),
        Notice::BadMonth(word) => valued(words, "notice-bad-month", "word", word.clone()),
        Notice::NoSuchUnit(word) => valued(words, "notice-no-such-unit", "word", word.clone()),
        Notice::Help => help::view(words, actor),
        Notice::Privacy => privacy::view(words, k(desk)),
        Notice::Settings => settings::view(words, me),
        Notice::HowToRespond { response } => guide::view(words, &desk.programme, response),
        Notice::Next => overview::next(desk, me, now),
        Notice::Home { told, used } => home::view(material, told.as_deref(), used.as_deref(), now),
        Notice::Prep(id) => reader.prep(*id),
        Notice::Pair(id) => reader.pair(*id),
        Notice::Times(id) => reader.times(*id),
        Notice::Questions(id) => reader.questions(*id),
        Notice::Notes(id) => reader.notes(*id),
        Notice::Items => overview::open_items(desk, me),
        Notice::Team => overview::team(desk, me, now),
        Notice::Status { .. } | Notice::People { .. } | Notice::Unreachable { .. } => {
            for_hr(notice, desk, me, extra, now)
        }
    }
}

/// What those who run the programme see; without what was loaded for them it is not available.
fn for_hr(notice: &Notice, desk: &Desk, me: &Person, extra: Extra<'_>, now: DateTime<Utc>) -> View {
    match (notice, extra) {
        (Notice::Status { page }, Extra::Pairs(pairs)) => status::view(desk, me, now, pairs, *page),
        (Notice::People { .. }, Extra::Gaps(gaps)) => people_list::view(me, gaps),
        (Notice::Unreachable { .. }, Extra::Unreachable(list)) => unreachable::view(me, list),
        _ => line(Words::of(me.lang), "notice-not-available"),
    }
}

/// That there is nothing to show for a command now.
pub(super) fn nothing(words: Words, command: Command) -> String {
    let key = match command {
        Command::Next => "nothing-next",
        Command::Prep => "nothing-prep",
        Command::Book => "nothing-book",
        Command::Note => "nothing-note",
        Command::Action => "nothing-action",
        Command::Rate => "nothing-rate",
        Command::Skip => "nothing-skip",
        Command::Team => "nothing-team",
        Command::Status => "nothing-status",
        Command::Digest => "nothing-digest",
        _ => "nothing-other",
    };
    words.t(key)
}

fn line(words: Words, key: &str) -> View {
    View::line(words.t(key))
}

fn valued(words: Words, key: &str, name: &'static str, value: String) -> View {
    View::line(words.t_with(key, &[(name, value.into())]))
}

/// How many people a figure of the newest cycle needs.
fn k(desk: &Desk) -> u32 {
    desk.cycle
        .as_ref()
        .map_or(desk.programme.privacy.k, |cycle| cycle.k)
}

fn kept_key(kept: Kept) -> &'static str {
    match kept {
        Kept::Line => "notice-kept-line",
        Kept::Note => "notice-kept-note",
        Kept::PrivateNote => "notice-kept-private",
        Kept::Item => "notice-kept-item",
        Kept::Comment => "notice-kept-comment",
    }
}
