//! To those who run the programme: this month's first messages take more than a day, and when they are done.

use super::clock;
use super::draft::{Draft, fact};
use super::words::Words;
use crate::domain::calendar::Calendar;
use crate::domain::cycle::Cycle;
use crate::domain::lang::Lang;
use crate::domain::programme::Programme;
use kiku_chat::View;

/// The message in the language of its channel; `None` when there is nothing to tell.
pub fn long_opening(programme: &Programme, cycle: &Cycle, lang: Lang) -> Option<View> {
    let company = Calendar {
        hours: &programme.working_hours,
        tz: programme.time_zone,
        holidays: &programme.holidays,
        away: &[],
    };
    let done = cycle.pace.done_by(&company, cycle.opens_at)?;
    if cycle.pace.fits_a_day(&company, cycle.opens_at) {
        return None;
    }
    let words = Words::of(lang);
    let month = ("month", clock::month_name(lang, cycle.month).into());
    let done = clock::day_and_time(lang, programme.time_zone, done);
    let count = |key: &str, count: u32| {
        let told = [("count", count.into())];
        words.t_with(key, &told)
    };
    let mut draft = Draft::new(words);
    draft
        .heading("long-title", std::slice::from_ref(&month))
        .say("long-text", &[])
        .facts(vec![
            fact(
                words.t("long-done"),
                words.t_with("long-about", &[("time", done.into())]),
            ),
            fact(
                words.t("long-messages"),
                count("long-count", cycle.pace.messages),
            ),
            fact(
                words.t("long-rate"),
                count("long-per-minute", cycle.pace.per_minute),
            ),
        ])
        .note("long-nothing-to-do", &[]);
    Some(draft.finish(words.t_with("long-title", &[month])))
}
