//! Somebody used a command or plain words: who may, and what it comes to.

use super::{answer_prep, book_session, change_settings, read_digest};
use crate::commands::Command;
use crate::decision::{Answer, Audit, Change, Decision};
use crate::domain::ids::SessionId;
use crate::domain::person::Actor;
use crate::domain::session::Outcome;
use crate::material::{Desk, Scene};
use crate::notice::{FormKind, Notice};
use chrono::{DateTime, Utc};

/// Decides about a command. `rest` is what followed the word.
pub fn obey_command(
    actor: &Actor,
    desk: &Desk,
    command: Command,
    rest: &str,
    now: DateTime<Utc>,
) -> Decision {
    if !command.allows(actor) {
        return Decision::tell(Notice::NotAvailable).and(refused(actor, command, now));
    }
    match command {
        Command::Next => Decision::tell(Notice::Next),
        Command::Help => Decision::tell(Notice::Help),
        Command::Privacy => Decision::tell(Notice::Privacy),
        Command::Settings => Decision::tell(Notice::Settings),
        Command::Pause => change_settings::pause(actor),
        Command::Resume => change_settings::resume(actor),
        Command::Prep => own(desk, command, |scene| {
            Decision::tell(Notice::Prep(scene.session.id))
        }),
        Command::Skip => own(desk, command, |scene| skip(scene, now)),
        Command::Book => book(desk, now),
        Command::Rate => rate(desk, now),
        Command::Note => note(desk, rest),
        Command::Action => Decision::tell(Notice::Items),
        Command::Team => Decision::tell(Notice::Team),
        Command::Status => {
            let page = page(rest);
            Decision::tell(Notice::Status { page }).and(audited(actor, "status", "", now))
        }
        Command::People => {
            let page = page(rest);
            Decision::tell(Notice::People { page }).and(audited(actor, "people", "", now))
        }
        Command::Unreachable => {
            let page = page(rest);
            Decision::tell(Notice::Unreachable { page }).and(audited(actor, "unreachable", "", now))
        }
        Command::Digest => read_digest::by_words(actor, desk.released, rest, now),
    }
}

/// Decides about plain words in the direct message.
pub fn heed_words(actor: &Actor, desk: &Desk, words: &str, now: DateTime<Utc>) -> Decision {
    let text = words.trim();
    let mut parts = text.splitn(2, char::is_whitespace);
    let first = parts.next().unwrap_or_default();
    let rest = parts.next().unwrap_or_default();
    if matches!(first.to_lowercase().trim_start_matches('/'), "1on1") {
        return heed_words(
            actor,
            desk,
            if rest.is_empty() { "help" } else { rest },
            now,
        );
    }
    if let Some(command) = Command::from_word(first) {
        return obey_command(actor, desk, command, rest, now);
    }
    let has = |needles: &[&str]| {
        needles
            .iter()
            .any(|needle| text.to_lowercase().contains(needle))
    };
    if has(&[
        "やめたい",
        "辞めたい",
        "退職したい",
        "i want to quit",
        "want to stop",
    ]) {
        return Decision::tell(Notice::MaybeStop {
            desk: desk.programme.consultation_desk.clone(),
        });
    }
    if has(&[
        "話すことがない",
        "話すことない",
        "話題がない",
        "nothing to talk",
    ]) {
        let ahead = desk
            .own
            .as_ref()
            .filter(|scene| scene.session.is_ahead(now));
        return Decision::tell(Notice::NothingToTalkAbout(
            ahead.map(|scene| scene.session.id),
        ));
    }
    if has(&[
        "意味ない",
        "意味がない",
        "無駄",
        "pointless",
        "waste of time",
    ]) {
        return Decision::tell(Notice::Pointless);
    }
    if has(&["助けて", "わからない", "分からない", "how do i"]) {
        return Decision::tell(Notice::Help);
    }
    Decision::tell(Notice::NoSuchCommand(
        first.to_owned(),
        Command::near(first),
    ))
}

/// A typed page counts from 1.
fn page(rest: &str) -> u32 {
    rest.trim().parse::<u32>().unwrap_or(1).saturating_sub(1)
}

fn own(desk: &Desk, command: Command, decide: impl FnOnce(&Scene) -> Decision) -> Decision {
    match &desk.own {
        Some(scene) => decide(scene),
        None => Decision::tell(Notice::NothingNow(command)),
    }
}

/// A typed command stands on no message that could show the new state, so that it is told. Who has passed already is
/// shown the way back.
fn skip(scene: &Scene, now: DateTime<Utc>) -> Decision {
    let shown = Notice::Prep(scene.session.id);
    if scene.session.outcome == Outcome::Skipped {
        return Decision::tell(shown);
    }
    let decision = answer_prep::skip(scene, now);
    match decision.answer {
        Answer::Refresh => decision.answer(Answer::Tell(shown)),
        _ => decision,
    }
}

/// As a member the own talk; as a manager without an own one, the team to choose from.
fn book(desk: &Desk, now: DateTime<Utc>) -> Decision {
    match &desk.own {
        Some(scene) => book_session::show_times(scene, now),
        None if !desk.led.is_empty() => Decision::tell(Notice::Team),
        None => Decision::tell(Notice::NothingNow(Command::Book)),
    }
}

fn rate(desk: &Desk, now: DateTime<Utc>) -> Decision {
    let ready = |scene: &&Scene| {
        let session = &scene.session;
        session.is_past(now) && !matches!(session.outcome, Outcome::Skipped | Outcome::Cancelled)
    };
    let both = [desk.own.as_deref(), desk.past.as_deref()];
    match both.into_iter().flatten().find(ready) {
        Some(scene) => Decision::tell(Notice::Questions(scene.session.id)),
        None => Decision::tell(Notice::NothingNow(Command::Rate)),
    }
}

/// A note belongs to the own talk; a manager chooses the pair from the team, or by part of the name.
fn note(desk: &Desk, rest: &str) -> Decision {
    let named = |scene: &&Scene| !rest.trim().is_empty() && scene.member.name.contains(rest.trim());
    let found: Option<SessionId> = desk.led.iter().find(named).map(|scene| scene.session.id);
    let own = desk.own.as_ref().map(|scene| scene.session.id);
    match found.or(own) {
        Some(id) => Decision::open(FormKind::Note(id)),
        None if !desk.led.is_empty() => Decision::tell(Notice::Team),
        None => Decision::tell(Notice::NothingNow(Command::Note)),
    }
}

pub(super) fn audited(actor: &Actor, what: &str, scope: &str, now: DateTime<Utc>) -> Change {
    Change::Audited(Audit {
        who: actor.person.id,
        at: now,
        what: what.to_owned(),
        scope: scope.to_owned(),
    })
}

pub(super) fn refused(actor: &Actor, command: Command, now: DateTime<Utc>) -> Change {
    audited(actor, "refused", command.entry().en, now)
}
