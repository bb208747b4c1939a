//! The forms people fill in, and what is wrong with a field.

use super::clock;
use super::words::Words;
use crate::actions::{Action, SessionAction};
use crate::domain::ids::SessionId;
use crate::domain::lang::Lang;
use crate::domain::slots::Misfit;
use crate::notice::{FormKind, LONGEST_TEXT, Problem, fields};
use kiku_chat::{Field, Form};

/// Longest value of a one-line field, in characters.
const LONGEST_WORD: usize = 200;

/// A form in the reader's language.
pub fn form(kind: &FormKind, lang: Lang) -> Form {
    let words = Words::of(lang);
    match kind {
        FormKind::Line(id, typed) => {
            text(words, "form-line", *id, SessionAction::LineWritten, typed)
        }
        FormKind::Comment(id, typed) => text(
            words,
            "form-comment",
            *id,
            SessionAction::CommentWritten,
            typed,
        ),
        FormKind::Note(id) => required(text(
            words,
            "form-note",
            *id,
            SessionAction::NoteWritten,
            "",
        )),
        FormKind::PrivateNote(id) => required(text(
            words,
            "form-private",
            *id,
            SessionAction::PrivateNoteWritten,
            "",
        )),
        FormKind::Time(id) => {
            let action = Action::Session(*id, SessionAction::TimeTyped);
            sheet(
                words,
                "form-time-title",
                &action,
                vec![word(words, fields::TIME, "form-time", true)],
            )
        }
        FormKind::Item(id) => item(words, *id),
        FormKind::Hours(hours, tz) => {
            let mut times = word(words, fields::HOURS, "form-hours", true);
            times.initial = clock::hours(lang, hours);
            let mut zone = word(words, fields::ZONE, "form-zone", true);
            zone.initial = tz.name().to_owned();
            sheet(
                words,
                "form-hours-title",
                &Action::HoursWritten,
                vec![times, zone],
            )
        }
    }
}

/// What is wrong with a field and what to write instead.
pub fn problem(problem: &Problem, lang: Lang) -> String {
    let words = Words::of(lang);
    match problem {
        Problem::Empty => words.t("problem-empty"),
        Problem::TooLong(count) => words.t_with("problem-too-long", &[("count", (*count).into())]),
        Problem::NotATime => words.t("problem-not-a-time"),
        Problem::NotADate => words.t("problem-not-a-date"),
        Problem::DoesNotFit(why) => words.t(misfit_key(*why)),
        Problem::NotHours => words.t("problem-not-hours"),
        Problem::NotAZone => words.t("problem-not-a-zone"),
        Problem::AlreadyBooked => words.t("problem-already-booked"),
        Problem::Past(date) => {
            let date = clock::short_date(lang, *date);
            words.t_with("problem-past", &[("date", date.into())])
        }
    }
}

/// Why a typed time does not do; which side it is about stays open here.
fn misfit_key(why: Misfit) -> &'static str {
    match why {
        Misfit::InThePast => "problem-misfit-past",
        Misfit::AfterPeriod => "problem-misfit-after-period",
        Misfit::MemberDayOff | Misfit::ManagerDayOff => "problem-misfit-day-off",
        Misfit::OutsideMemberHours | Misfit::OutsideManagerHours => "problem-misfit-hours",
        Misfit::Taken => "problem-misfit-taken",
    }
}

fn sheet(words: Words, title: &str, action: &Action, fields: Vec<Field>) -> Form {
    Form {
        action: action.encode(),
        title: words.t(title),
        fields,
        submit: words.t("form-send"),
        close: words.t("form-close"),
    }
}

/// A form of one long text.
fn text(words: Words, family: &str, id: SessionId, action: SessionAction, typed: &str) -> Form {
    let field = Field {
        initial: typed.to_owned(),
        multiline: true,
        max_length: LONGEST_TEXT,
        ..word(words, fields::TEXT, family, false)
    };
    sheet(
        words,
        &format!("{family}-title"),
        &Action::Session(id, action),
        vec![field],
    )
}

fn required(mut form: Form) -> Form {
    for field in &mut form.fields {
        field.required = true;
    }
    form
}

fn item(words: Words, id: SessionId) -> Form {
    let action = Action::Session(id, SessionAction::ItemWritten);
    let fields = vec![
        word(words, fields::TEXT, "form-item", true),
        word(words, fields::OWNER, "form-owner", false),
        word(words, fields::DUE, "form-due", false),
    ];
    sheet(words, "form-item-title", &action, fields)
}

/// A field of one line.
fn word(words: Words, key: &str, family: &str, required: bool) -> Field {
    Field {
        key: key.to_owned(),
        label: words.t(&format!("{family}-label")),
        hint: words.t(&format!("{family}-hint")),
        initial: String::new(),
        multiline: false,
        required,
        max_length: LONGEST_WORD,
    }
}
