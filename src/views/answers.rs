//! Direct answers with something to press, and those about one talk.

use super::draft::{Draft, button};
use super::seat::Seat;
use super::words::Words;
use super::{Shown, after_talk, after_talk_manager, clock, help, manager_card, notes, prep, times};
use crate::actions::{Action, SessionAction};
use crate::commands::Command;
use crate::domain::ids::SessionId;
use crate::domain::person::Person;
use crate::domain::slots::{Misfit, Shortage};
use crate::material::{Desk, Scene};
use chrono::{DateTime, Utc};
use kiku_chat::{Button, Tone, View};

/// Somebody who asked, and what was loaded for them.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) words: Words,
    pub(super) me: &'a Person,
    pub(super) desk: &'a Desk,
    pub(super) now: DateTime<Utc>,
}

impl<'a> Reader<'a> {
    fn scenes(&self) -> impl Iterator<Item = &'a Scene> + use<'a> {
        let own = [self.desk.own.as_deref(), self.desk.past.as_deref()];
        own.into_iter().flatten().chain(&self.desk.led)
    }

    /// The reader's seat at a talk that was loaded for them.
    fn seat(&self, id: SessionId) -> Option<Seat<'a>> {
        let scene = self.scenes().find(|scene| scene.session.id == id)?;
        Seat::of(scene, self.me.id, self.now)
    }

    fn about(&self, id: SessionId, tell: impl FnOnce(&Seat<'a>) -> View) -> View {
        match self.seat(id) {
            Some(seat) => tell(&seat),
            None => View::line(self.words.t("notice-over")),
        }
    }

    pub(super) fn prep(&self, id: SessionId) -> View {
        self.about(id, |seat| match prep::ask(seat) {
            Shown::Show(view) | Shown::Close(view) if seat.is_member() => view,
            _ => View::line(self.words.t("notice-not-available")),
        })
    }

    /// One pair for its manager: before the talk to prepare, afterwards to look back.
    pub(super) fn pair(&self, id: SessionId) -> View {
        self.about(id, |seat| match seat.is_member() {
            true => View::line(self.words.t("notice-not-available")),
            false if after_talk::over(seat).is_none() => after_talk_manager::questions(seat),
            false => manager_card::one(seat),
        })
    }

    pub(super) fn times(&self, id: SessionId) -> View {
        self.about(id, |seat| match seat.session().may_be_booked(self.now) {
            true => times::choose(seat),
            false => View::line(self.words.t("notice-over")),
        })
    }

    pub(super) fn questions(&self, id: SessionId) -> View {
        self.about(id, |seat| match seat.is_member() {
            true => after_talk::questions(seat),
            false => after_talk_manager::questions(seat),
        })
    }

    pub(super) fn notes(&self, id: SessionId) -> View {
        self.about(id, notes::view)
    }

    /// A line with a time; the clock is named if the other side of that talk has another.
    pub(super) fn timed(&self, key: &str, start: DateTime<Utc>) -> View {
        let at = |scene: &&Scene| {
            scene
                .session
                .booking
                .as_ref()
                .is_some_and(|b| b.start == start)
        };
        let seat = self
            .scenes()
            .find(at)
            .and_then(|scene| Seat::of(scene, self.me.id, self.now));
        let minutes = self.desk.programme.cycle.session_minutes;
        let time = match seat {
            Some(seat) => seat.time(start, minutes),
            None => clock::span(self.words.lang(), self.me.tz, start, minutes),
        };
        View::line(self.words.t_with(key, &[("time", time.into())]))
    }

    pub(super) fn already_booked(&self, id: SessionId, start: DateTime<Utc>) -> View {
        let mut view = self.timed("notice-already-booked", start);
        let change = button(
            self.words.t("times-change"),
            &Action::Session(id, SessionAction::ShowTimes),
            Tone::Plain,
        );
        view.blocks.push(kiku_chat::Block::Buttons(vec![change]));
        view
    }

    pub(super) fn time_taken(&self, id: SessionId, why: Misfit, others: &[DateTime<Utc>]) -> View {
        self.about(id, |seat| {
            let key = times::misfit_key(seat.is_member(), why);
            let mut draft = Draft::new(self.words);
            draft.say(key, &[seat.name()]);
            let mut buttons: Vec<Button> = others
                .iter()
                .map(|start| times::slot(seat, *start))
                .collect();
            if !buttons.is_empty() {
                draft.say("notice-taken-others", &[]);
            }
            buttons.push(seat.press("times-type", SessionAction::TypeTime, Tone::Plain));
            draft.buttons(buttons);
            draft.finish(self.words.t_with(key, &[seat.name()]))
        })
    }

    /// Why no time can be proposed; said in a way that fits either side.
    pub(super) fn no_times(&self, why: Shortage) -> View {
        let reason = self.words.t(match why {
            Shortage::NoCommonHours => "shortage-no-common-hours",
            Shortage::MemberAway | Shortage::ManagerAway => "shortage-someone-away",
            Shortage::FullyBooked => "shortage-fully-booked",
            Shortage::MonthEnding => "shortage-month-ending",
        });
        let mut draft = Draft::new(self.words);
        draft
            .say("times-none", &[])
            .note("times-none-because", &[("reason", reason.into())])
            .note("times-type-hint", &[]);
        draft.finish(self.words.t("times-none"))
    }

    pub(super) fn no_such_command(&self, word: &str, near: Option<Command>) -> View {
        let mut draft = Draft::new(self.words);
        draft.say("notice-no-such-command", &[("word", word.into())]);
        if let Some(command) = near {
            let meant = help::word(self.words, command.entry());
            draft.say("notice-near", &[("word", meant.into())]);
        }
        draft.finish(
            self.words
                .t_with("notice-no-such-command", &[("word", word.into())]),
        )
    }

    /// Words that sound like wanting to stop: asks, offers the desk, and does nothing.
    pub(super) fn maybe_stop(&self, desk: &str) -> View {
        let mut draft = Draft::new(self.words);
        draft.say("notice-stop", &[]);
        if !desk.is_empty() {
            draft.say("notice-stop-desk", &[("desk", desk.into())]);
        }
        draft.note("notice-stop-quiet", &[]);
        draft.buttons(vec![super::settings::pause(self.words, self.me)]);
        draft.finish(self.words.t("notice-stop"))
    }

    pub(super) fn nothing_to_talk_about(&self, session: Option<SessionId>) -> View {
        let mut draft = Draft::new(self.words);
        draft.say("notice-nothing-to-talk", &[]);
        if let Some(id) = session {
            let openers = Action::Session(id, SessionAction::Openers);
            let prep = Action::Session(id, SessionAction::ShowPrep);
            draft.buttons(vec![
                button(self.words.t("notice-openers"), &openers, Tone::Primary),
                button(self.words.t("button-prep"), &prep, Tone::Plain),
            ]);
        }
        draft.finish(self.words.t("notice-nothing-to-talk"))
    }

    pub(super) fn pointless(&self) -> View {
        let mut draft = Draft::new(self.words);
        draft.say("notice-pointless", &[]);
        let ahead =
            |scene: &&Scene| scene.session.member == self.me.id && scene.session.is_ahead(self.now);
        let own = self
            .scenes()
            .find(ahead)
            .and_then(|scene| Seat::of(scene, self.me.id, self.now));
        if let Some(seat) = own {
            draft.buttons(vec![
                seat.press("button-prep", SessionAction::ShowPrep, Tone::Plain),
                seat.press("prep-skip", SessionAction::NotThisMonth, Tone::Plain),
            ]);
        }
        draft.finish(self.words.t("notice-pointless"))
    }

    /// That messages stop or arrive again, with the way back.
    pub(super) fn pause_changed(&self, key: &str, back: &Action) -> View {
        let label = if *back == Action::Resume {
            "settings-resume-button"
        } else {
            "settings-pause-button"
        };
        let mut draft = Draft::new(self.words);
        draft
            .say(key, &[])
            .buttons(vec![button(self.words.t(label), back, Tone::Plain)]);
        draft.finish(self.words.t(key))
    }
}
