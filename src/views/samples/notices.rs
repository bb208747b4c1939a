//! Every direct answer, form and problem.

use super::company::*;
use super::{Sample, lists};
use crate::commands::Command;
use crate::domain::calendar::WorkingHours;
use crate::domain::lang::Lang;
use crate::domain::note::ContentKind;
use crate::domain::person::{Grant, Role};
use crate::domain::session::SessionStep;
use crate::domain::slots::{Misfit, Shortage};
use crate::material::PairStatus;
use crate::notice::{FormKind, Kept, Notice, Problem};
use crate::views::{Extra, NoticeMaterial, notice, unknown_home};
use chrono::Duration;
use chrono_tz::Tz;

/// All direct answers in one language.
pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let mut all = of_member(lang);
    all.extend(of_manager(lang));
    all.extend(of_hr(lang));
    all.extend(of_new(lang));
    all.extend(lists::all(lang));
    all
}

/// The page before anything is planned, and of somebody whom Kiku does not know.
fn of_new(lang: Lang) -> Vec<Sample> {
    let actor = member_actor(lang);
    let mut desk = desk(lang, None, Vec::new());
    desk.cycle = None;
    let material = NoticeMaterial {
        actor: &actor,
        desk: &desk,
        extra: Extra::None,
    };
    vec![
        Sample {
            name: "home/nothing_yet",
            view: notice(&Notice::home(), &material, opening()),
        },
        Sample {
            name: "home/unknown",
            view: unknown_home(lang),
        },
    ]
}

fn of_member(lang: Lang) -> Vec<Sample> {
    let mut own = with_items(lang, booked(lang, 0));
    let note = either(
        lang,
        "年内に一度、異動先の方と話してみる。",
        "Talk to somebody from the other department this year.",
    );
    own = written(&mut own, ContentKind::Note, note);
    own = written(
        &mut own,
        ContentKind::PrivateNote,
        either(lang, "少し気が楽になった。", "I feel a little lighter."),
    );
    let id = own.session.id;
    let desk = desk(lang, Some(own), Vec::new());
    let actor = member_actor(lang);
    let material = NoticeMaterial {
        actor: &actor,
        desk: &desk,
        extra: Extra::None,
    };
    let tell = |(name, asked): (&'static str, Notice)| Sample {
        name,
        view: notice(&asked, &material, opening()),
    };
    let others = prepared(lang, 0).session.offered;
    let about_talk = vec![
        ("notice/not_yet", Notice::NotYet { start: talk() }),
        ("notice/booked", Notice::Booked { start: talk() }),
        (
            "notice/already_booked",
            Notice::AlreadyBooked {
                session: id,
                start: talk(),
            },
        ),
        (
            "notice/nothing_to_talk_about",
            Notice::NothingToTalkAbout(Some(id)),
        ),
        (
            "notice/time_taken",
            Notice::TimeTaken {
                session: id,
                why: Misfit::Taken,
                others,
            },
        ),
        ("notice/prep", Notice::Prep(id)),
        ("notice/times", Notice::Times(id)),
        ("notice/questions", Notice::Questions(id)),
        ("notice/notes", Notice::Notes(id)),
    ];
    let all = about_talk.into_iter().chain(standing()).chain(lines(lang));
    all.chain(reasons()).map(tell).collect()
}

fn standing() -> Vec<(&'static str, Notice)> {
    vec![
        ("notice/pointless", Notice::Pointless),
        ("notice/help_member", Notice::Help),
        ("notice/privacy", Notice::Privacy),
        ("notice/settings", Notice::Settings),
        ("notice/next_member", Notice::Next),
        ("notice/items", Notice::Items),
        ("home/member", Notice::home()),
        (
            "home/member_told",
            Notice::Home {
                told: Some(Box::new(Notice::SettingsKept)),
                used: Some(Box::new(Notice::Settings)),
            },
        ),
    ]
}

fn lines(lang: Lang) -> Vec<(&'static str, Notice)> {
    let word = either(lang, "れぽと", "repotr").to_owned();
    vec![
        ("line/not_available", Notice::NotAvailable),
        ("line/over", Notice::Over),
        ("line/try_again", Notice::TryAgain),
        ("line/unknown", Notice::Unknown),
        (
            "line/no_such_command",
            Notice::NoSuchCommand(word.clone(), Some(Command::Digest)),
        ),
        (
            "line/maybe_stop",
            Notice::MaybeStop {
                desk: programme(lang).consultation_desk,
            },
        ),
        ("line/kept_line", Notice::Kept(Kept::Line)),
        ("line/kept_note", Notice::Kept(Kept::Note)),
        ("line/kept_private", Notice::Kept(Kept::PrivateNote)),
        ("line/kept_item", Notice::Kept(Kept::Item)),
        ("line/kept_comment", Notice::Kept(Kept::Comment)),
        ("line/rating_closed", Notice::RatingClosed),
        ("line/counts_no_more", Notice::CountsNoMore(month())),
        ("line/paused", Notice::Paused),
        ("line/resumed", Notice::Resumed),
        ("line/settings_kept", Notice::SettingsKept),
        ("line/nothing_now", Notice::NothingNow(Command::Rate)),
        ("line/no_release", Notice::NoRelease(month())),
        (
            "line/no_digest",
            Notice::Digest {
                month: month(),
                unit: String::new(),
            },
        ),
        ("line/bad_month", Notice::BadMonth("2026-13".to_owned())),
        ("line/no_such_unit", Notice::NoSuchUnit(word)),
    ]
}

fn reasons() -> Vec<(&'static str, Notice)> {
    vec![
        (
            "no_times/no_common_hours",
            Notice::NoTimes(Shortage::NoCommonHours),
        ),
        (
            "no_times/member_away",
            Notice::NoTimes(Shortage::MemberAway),
        ),
        (
            "no_times/manager_away",
            Notice::NoTimes(Shortage::ManagerAway),
        ),
        (
            "no_times/fully_booked",
            Notice::NoTimes(Shortage::FullyBooked),
        ),
        (
            "no_times/month_ending",
            Notice::NoTimes(Shortage::MonthEnding),
        ),
    ]
}

fn of_manager(lang: Lang) -> Vec<Sample> {
    let led = vec![booked(lang, 0), prepared(lang, 1), scene_of(lang, 2)];
    let id = led[0].session.id;
    let desk = desk(lang, None, led);
    let actor = manager_actor(lang);
    let material = NoticeMaterial {
        actor: &actor,
        desk: &desk,
        extra: Extra::None,
    };
    let tell = |name, asked| Sample {
        name,
        view: notice(&asked, &material, opening()),
    };
    let how = |name, response: &str| {
        tell(
            name,
            Notice::HowToRespond {
                response: response.to_owned(),
            },
        )
    };
    vec![
        tell("notice/help_manager", Notice::Help),
        tell("notice/next_manager", Notice::Next),
        tell("notice/team", Notice::Team),
        tell("notice/pair", Notice::Pair(id)),
        tell("notice/questions_manager", Notice::Questions(id)),
        tell("notice/no_items", Notice::Items),
        tell("home/manager", Notice::home()),
        tell(
            "home/manager_pair",
            Notice::Home {
                told: None,
                used: Some(Box::new(Notice::Pair(id))),
            },
        ),
        how("guide/listen", "listen"),
        how("guide/opinion", "opinion"),
        how("guide/together", "together"),
        how("guide/advice", "advice"),
        how("guide/other", "other"),
    ]
}

fn of_hr(lang: Lang) -> Vec<Sample> {
    let mut actor = member_actor(lang);
    actor.grants.push(Grant {
        person: actor.person.id,
        role: Role::Hr,
        unit: String::new(),
    });
    let desk = desk(lang, None, Vec::new());
    let step = |place: usize| match place % 3 {
        0 => SessionStep::Held,
        1 => SessionStep::Booked,
        _ => SessionStep::Planned,
    };
    let pair = |place: usize| PairStatus {
        member: member(lang, place).name,
        manager: manager(lang).name,
        department: member(lang, place).department,
        step: step(place),
        start: (place % 3 < 2).then(talk),
        end: (place % 3 < 2).then(|| talk() + Duration::minutes(30)),
    };
    let pairs: Vec<PairStatus> = (0..24).map(pair).collect();
    let material = NoticeMaterial {
        actor: &actor,
        desk: &desk,
        extra: Extra::Pairs(&pairs),
    };
    let none = NoticeMaterial {
        extra: Extra::Pairs(&[]),
        ..material
    };
    vec![
        Sample {
            name: "notice/help_hr",
            view: notice(&Notice::Help, &material, opening()),
        },
        Sample {
            name: "notice/status",
            view: notice(&Notice::Status { page: 0 }, &material, opening()),
        },
        Sample {
            name: "notice/status_last",
            view: notice(&Notice::Status { page: 9 }, &material, opening()),
        },
        Sample {
            name: "notice/status_none",
            view: notice(&Notice::Status { page: 0 }, &none, opening()),
        },
    ]
}

/// Every form, some with what was written before.
pub(super) fn form_kinds() -> Vec<FormKind> {
    let id = scene(Lang::Ja).session.id;
    vec![
        FormKind::Line(id, String::new()),
        FormKind::Line(id, "前に書いた一言".to_owned()),
        FormKind::Time(id),
        FormKind::Comment(id, String::new()),
        FormKind::Note(id),
        FormKind::PrivateNote(id),
        FormKind::Item(id),
        FormKind::Hours(WorkingHours::default(), Tz::Asia__Tokyo),
    ]
}

/// Everything that can be wrong with a field.
pub(super) fn problems() -> Vec<Problem> {
    let misfits = [
        Misfit::InThePast,
        Misfit::AfterPeriod,
        Misfit::MemberDayOff,
        Misfit::ManagerDayOff,
        Misfit::OutsideMemberHours,
        Misfit::OutsideManagerHours,
        Misfit::Taken,
    ];
    let others = vec![
        Problem::Empty,
        Problem::TooLong(3000),
        Problem::NotATime,
        Problem::NotADate,
        Problem::NotHours,
        Problem::NotAZone,
        Problem::AlreadyBooked,
        Problem::Past(month().first_day()),
    ];
    misfits
        .into_iter()
        .map(Problem::DoesNotFit)
        .chain(others)
        .collect()
}
