//! A person's own page: what comes next, what to prepare or answer, open items, their team, their settings.
//!
//! Everything on it works in place. The own talk stands there as the card that people know from their messages;
//! what was opened from the page, or just told, stands on top of it.

use super::draft::{Draft, button, fact};
use super::notices::{self, NoticeMaterial};
use super::seat::Seat;
use super::words::Words;
use super::{Shown, after_talk, names, overview, prep, settings};
use crate::actions::{Action, SessionAction};
use crate::domain::ids::SessionId;
use crate::domain::person::{Pause, Person};
use crate::domain::session::Outcome;
use crate::material::{Desk, Scene};
use crate::notice::Notice;
use chrono::{DateTime, Utc};
use kiku_chat::{Fact, Tone, View};

/// The page. `told` is what the last press is answered with, `used` the part whose control was pressed.
pub(super) fn view(
    material: &NoticeMaterial<'_>,
    told: Option<&Notice>,
    used: Option<&Notice>,
    now: DateTime<Utc>,
) -> View {
    let me = &material.actor.person;
    let page = Page {
        words: Words::of(me.lang),
        me,
        desk: material.desk,
        now,
    };
    let mut draft = Draft::new(page.words);
    let name = names::spoken(page.words.lang(), &me.name);
    draft.heading("home-title", &[("name", name.into())]);
    page.on_top(&mut draft, material, told, used);
    draft.facts(page.standing());
    page.own_talk(&mut draft);
    page.open_items(&mut draft);
    page.team(&mut draft);
    draft.append(settings::view(page.words, me));
    draft.finish(page.words.t("home-fallback"))
}

/// The page of somebody whom no account links to a person.
pub(super) fn unknown(words: Words) -> View {
    let mut draft = Draft::new(words);
    draft
        .heading("welcome-title", &[])
        .say("welcome-what", &[])
        .say("home-unknown", &[])
        .note("home-unknown-then", &[]);
    draft.finish(words.t("welcome-title"))
}

struct Page<'a> {
    words: Words,
    me: &'a Person,
    desk: &'a Desk,
    now: DateTime<Utc>,
}

impl<'a> Page<'a> {
    fn seat(&self, scene: &'a Scene) -> Option<Seat<'a>> {
        Seat::of(scene, self.me.id, self.now)
    }

    fn led(&self) -> Vec<Seat<'a>> {
        let led = self.desk.led.iter();
        led.filter_map(|scene| self.seat(scene)).collect()
    }

    /// What was told or opened, with the way to put it away again; a line needs none.
    fn on_top(
        &self,
        draft: &mut Draft,
        material: &NoticeMaterial<'_>,
        told: Option<&Notice>,
        used: Option<&Notice>,
    ) {
        let mut opened = false;
        if let Some(told) = told {
            let view = notices::notice(told, material, self.now);
            opened = view.blocks.len() > 1;
            draft.append(view);
        }
        if let Some(stays) = used.and_then(|used| self.stays(used)).filter(|_| !opened) {
            opened = true;
            draft.append(notices::notice(&stays, material, self.now));
        }
        if opened {
            let close = button(self.words.t("home-close"), &Action::ShowHome, Tone::Plain);
            draft.buttons(vec![close]);
        }
    }

    /// The part whose control was used, unless the page shows it by itself.
    fn stays(&self, used: &Notice) -> Option<Notice> {
        match used {
            Notice::Prep(_) | Notice::Items | Notice::Settings | Notice::Home { .. } => None,
            Notice::Times(id) => {
                let listed = self
                    .own(*id)
                    .is_some_and(|own| own.session.booking.is_none());
                (!listed).then(|| used.clone())
            }
            Notice::Pair(id) | Notice::Questions(id) => {
                let inline = self.own(*id).is_some() || self.past(*id).is_some();
                (!inline).then(|| used.clone())
            }
            other => Some(other.clone()),
        }
    }

    fn own(&self, id: SessionId) -> Option<&'a Scene> {
        let own = self.desk.own.as_deref();
        own.filter(|scene| scene.session.id == id)
    }

    fn past(&self, id: SessionId) -> Option<&'a Scene> {
        let past = self.desk.past.as_deref();
        past.filter(|scene| scene.session.id == id)
    }

    /// The next talk, the prep, what is still to be done: at a glance.
    fn standing(&self) -> Vec<Fact> {
        let own = self.desk.own.as_deref().and_then(|scene| self.seat(scene));
        let ahead = own.filter(|seat| seat.session().is_ahead(self.now));
        let prep = ahead.map(|seat| {
            let key = match seat.session().prep.is_complete() {
                true => "step-prepared",
                false => "home-prep-open",
            };
            fact(self.words.t("home-prep"), self.words.t(key))
        });
        let open = self.desk.items.len();
        let items = (open > 0).then(|| {
            let count = self.words.t_with("home-count", &[("count", open.into())]);
            fact(self.words.t("items-title"), count)
        });
        let paused = (self.me.pause == Pause::Paused).then(|| {
            let off = self.words.t("settings-off");
            fact(self.words.t("settings-notices"), off)
        });
        let all = [Some(self.next()), prep, items, paused];
        all.into_iter().flatten().collect()
    }

    /// The soonest agreed talk, as member or as manager.
    fn next(&self) -> Fact {
        let own = self.desk.own.as_deref().and_then(|scene| self.seat(scene));
        let seats = own.into_iter().chain(self.led());
        let ahead = seats.filter(|seat| {
            seat.session().outcome == Outcome::Open && !seat.session().is_past(self.now)
        });
        let ahead: Vec<Seat<'_>> = ahead.collect();
        let start = |seat: &&Seat<'_>| seat.session().booking.as_ref().map(|b| b.start);
        let soonest = ahead
            .iter()
            .filter(|seat| start(seat).is_some())
            .min_by_key(start);
        let value = match soonest {
            Some(seat) => {
                let time = seat.booked_time().unwrap_or_default();
                self.words
                    .t_with("home-with", &[seat.name(), ("time", time.into())])
            }
            None if ahead.is_empty() => self.words.t("home-none"),
            None => self.words.t("card-no-time"),
        };
        fact(self.words.t("home-next"), value)
    }

    /// The own talk of this month as its card; questions about an earlier one that wait for an answer.
    fn own_talk(&self, draft: &mut Draft) {
        if let Some(past) = self.desk.past.as_deref().and_then(|scene| self.seat(scene))
            && !past.session().after_member.is_answered()
        {
            draft.append(after_talk::questions(&past));
        }
        let Some(own) = &self.desk.own else { return };
        // Open items have their own place on this page, those of every pair together.
        let bare = Scene {
            items: Vec::new(),
            ..(**own).clone()
        };
        let Some(seat) = Seat::of(&bare, self.me.id, self.now) else {
            return;
        };
        let notes = seat.press("button-notes", SessionAction::ShowNotes, Tone::Plain);
        let skipped = seat.session().outcome == Outcome::Skipped;
        if !skipped && after_talk::over(&seat).is_none() {
            draft
                .append(after_talk::questions(&seat))
                .buttons(vec![notes]);
            return;
        }
        if let Shown::Show(card) | Shown::Close(card) = prep::ask(&seat) {
            draft.append(card);
        }
        draft.buttons(vec![notes]);
    }

    fn open_items(&self, draft: &mut Draft) {
        if !self.desk.items.is_empty() {
            overview::items_section(draft, self.words, self.desk, self.me);
        }
    }

    fn team(&self, draft: &mut Draft) {
        let led = self.led();
        let shown = &led[..led.len().min(overview::LISTED)];
        overview::team_section(draft, shown);
        if led.len() > shown.len() {
            let rest = led.len() - shown.len();
            draft.note("card-rest", &[("count", rest.into())]);
        }
    }
}
