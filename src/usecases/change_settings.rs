//! A person changed their language or working hours, or asked Kiku to be quiet.

use super::Values;
use crate::decision::{Answer, Change, Decision};
use crate::domain::calendar::WorkingHours;
use crate::domain::lang::Lang;
use crate::domain::person::{Actor, Pause, Person};
use crate::material::Desk;
use crate::messages::Subject;
use crate::notice::{FieldProblem, FormKind, Notice, Problem, fields};
use chrono_tz::Tz;
use std::collections::BTreeSet;

/// Sets the person's language.
pub fn set_language(actor: &Actor, desk: &Desk, lang: Lang) -> Decision {
    let decision = changed(actor, Notice::SettingsKept, |person| {
        person.lang = lang;
        person.own_settings = true;
    });
    show_anew(decision, actor, desk)
}

/// Opens the form for working hours and time zone.
pub fn edit_hours(actor: &Actor) -> Decision {
    Decision::open(FormKind::Hours(actor.person.hours, actor.person.tz))
}

/// Keeps working hours and time zone.
pub fn hours_written(actor: &Actor, desk: &Desk, values: &Values) -> Decision {
    let typed = |field| values.get(field).map_or("", |text: &String| text.trim());
    let hours = typed(fields::HOURS).parse::<WorkingHours>();
    let zone = typed(fields::ZONE).parse::<Tz>();
    match (hours, zone) {
        (Ok(hours), Ok(tz)) => {
            let decision = changed(actor, Notice::SettingsKept, |person| {
                person.hours = hours;
                person.tz = tz;
                person.own_settings = true;
            });
            show_anew(decision, actor, desk)
        }
        (hours, zone) => {
            let mut problems = Vec::new();
            if hours.is_err() {
                problems.push(FieldProblem {
                    field: fields::HOURS,
                    problem: Problem::NotHours,
                });
            }
            if zone.is_err() {
                problems.push(FieldProblem {
                    field: fields::ZONE,
                    problem: Problem::NotAZone,
                });
            }
            Decision::default().answer(Answer::Mend(problems))
        }
    }
}

/// Nothing is sent any more until they resume.
pub fn pause(actor: &Actor) -> Decision {
    changed(actor, Notice::Paused, |person| person.pause = Pause::Paused)
}

/// Messages arrive again.
pub fn resume(actor: &Actor) -> Decision {
    changed(actor, Notice::Resumed, |person| {
        person.pause = Pause::Running
    })
}

fn changed(actor: &Actor, notice: Notice, change: impl FnOnce(&mut Person)) -> Decision {
    let mut person = actor.person.clone();
    change(&mut person);
    Decision::default()
        .and(Change::Person(Box::new(person)))
        .answer(Answer::RefreshAnd(notice))
}

/// What stands in the person's conversation about talks of these days follows: its words, and the times in it.
pub fn show_anew(decision: Decision, actor: &Actor, desk: &Desk) -> Decision {
    let own = desk.own.iter().chain(&desk.past).map(|scene| &**scene);
    let sessions = own.chain(&desk.led).map(|scene| &scene.session);
    let me = actor.person.id;
    let subjects: BTreeSet<Subject> = sessions
        .flat_map(|session| {
            let led = session.manager == me;
            let days = [session.told_on, session.talk_day].into_iter().flatten();
            let cards = days
                .filter(move |_| led)
                .map(move |day| Subject::ManagerDay(me, day));
            cards.chain([Subject::Session(session.id)])
        })
        .collect();
    let touched = subjects.into_iter().map(Change::Touched);
    touched.fold(decision, Decision::and)
}
