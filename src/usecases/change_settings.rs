//! A person changed their language or working hours, or asked Kiku to be quiet.

use super::Values;
use crate::decision::{Answer, Change, Decision};
use crate::domain::calendar::WorkingHours;
use crate::domain::lang::Lang;
use crate::domain::person::{Actor, Pause, Person};
use crate::notice::{FieldProblem, FormKind, Notice, Problem, fields};
use chrono_tz::Tz;

/// Sets the person's language.
pub fn set_language(actor: &Actor, lang: Lang) -> Decision {
    changed(actor, Notice::SettingsKept, |person| {
        person.lang = lang;
        person.own_settings = true;
    })
}

/// Opens the form for working hours and time zone.
pub fn edit_hours(actor: &Actor) -> Decision {
    Decision::open(FormKind::Hours(actor.person.hours, actor.person.tz))
}

/// Keeps working hours and time zone.
pub fn hours_written(actor: &Actor, values: &Values) -> Decision {
    let typed = |field| values.get(field).map_or("", |text: &String| text.trim());
    let hours = typed(fields::HOURS).parse::<WorkingHours>();
    let zone = typed(fields::ZONE).parse::<Tz>();
    match (hours, zone) {
        (Ok(hours), Ok(tz)) => changed(actor, Notice::SettingsKept, |person| {
            person.hours = hours;
            person.tz = tz;
            person.own_settings = true;
        }),
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
