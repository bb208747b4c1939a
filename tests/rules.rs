//! Rules that hold for every action, message and role, walked through one by one.

use kiku::actions::{Action, SessionAction};
use kiku::commands::{self, For};
use kiku::decision::{Answer, Change};
use kiku::domain::cycle::{Cycle, CycleStage};
use kiku::domain::ids::{Fresh, ItemId, PersonId, SessionId};
use kiku::domain::lang::Lang;
use kiku::domain::month::Month;
use kiku::domain::person::{Actor, Grant, Pause, Person, Role};
use kiku::domain::programme::{Audience, Programme};
use kiku::domain::rating::Score;
use kiku::domain::session::Session;
use kiku::material::{Desk, Scene};
use kiku::messages::{Message, Subject};
use kiku::notice::Notice;
use kiku::usecases::act::{Side, act, side};
use kiku::usecases::obey_command::obey_command;
use kiku::usecases::{Moment, Values, open_cycle};
use std::collections::BTreeMap;
use std::sync::Arc;

fn month() -> Month {
    Month::new(2026, 11).unwrap_or_else(|| unreachable!())
}

/// One of each session action. The match makes a new action without a row a compile error.
fn session_actions() -> Vec<SessionAction> {
    use SessionAction as A;
    let start = chrono::DateTime::from_timestamp(1_793_755_800, 0).unwrap_or_default();
    let five = Score::ALL[4];
    let key = || "twenty_four_characters__".to_owned();
    let all = vec![
        A::Topic(key()),
        A::Response(key()),
        A::Openers,
        A::TakeOpener(key(), 200),
        A::EditLine,
        A::LineWritten,
        A::NotThisMonth,
        A::ThisMonthAfterAll,
        A::TakeSlot(start, i64::MAX),
        A::OtherSlots,
        A::TypeTime,
        A::TimeTyped,
        A::AcceptTime,
        A::CancelTime,
        A::HowToRespond,
        A::Held(true),
        A::Rate(five),
        A::Received(key()),
        A::Growth(five),
        A::EditComment,
        A::CommentWritten,
        A::ShareRating(true),
        A::ShareComment(false),
        A::Gave(key()),
        A::Estimate(five),
        A::TalkRatio(8),
        A::AddNote,
        A::NoteWritten,
        A::AddPrivateNote,
        A::PrivateNoteWritten,
        A::AddItem,
        A::ItemWritten,
        A::ShowPrep,
        A::ShowTimes,
        A::ShowQuestions,
        A::ShowNotes,
    ];
    for action in &all {
        match action {
            A::Topic(_)
            | A::Response(_)
            | A::Openers
            | A::TakeOpener(..)
            | A::EditLine
            | A::LineWritten => {}
            A::NotThisMonth
            | A::ThisMonthAfterAll
            | A::TakeSlot(..)
            | A::OtherSlots
            | A::TypeTime
            | A::TimeTyped => {}
            A::AcceptTime
            | A::CancelTime
            | A::HowToRespond
            | A::Held(_)
            | A::Rate(_)
            | A::Received(_) => {}
            A::Growth(_)
            | A::EditComment
            | A::CommentWritten
            | A::ShareRating(_)
            | A::ShareComment(_) => {}
            A::Gave(_)
            | A::Estimate(_)
            | A::TalkRatio(_)
            | A::AddNote
            | A::NoteWritten
            | A::AddPrivateNote => {}
            A::PrivateNoteWritten | A::AddItem | A::ItemWritten | A::ShowPrep | A::ShowTimes => {}
            A::ShowQuestions | A::ShowNotes => {}
        }
    }
    all
}

fn person(id: i64, manager: Option<i64>) -> Person {
    let programme = Programme::default();
    Person {
        id: PersonId(id),
        version: 1,
        number: id.to_string(),
        name: format!("人 {id}"),
        kana: None,
        email: None,
        department: "本社/営業部".to_owned(),
        manager: manager.map(PersonId),
        heads: false,
        employment: None,
        joined: None,
        left: None,
        leave: None,
        lang: Lang::Ja,
        tz: programme.time_zone,
        hours: programme.working_hours,
        lang_from: kiku::domain::directory::Source::Roster,
        tz_from: kiku::domain::directory::Source::Roster,
        own_settings: false,
        pause: Pause::Running,
        welcomed: true,
    }
}

fn scene() -> Scene {
    let programme = Programme::default();
    let (member, manager) = (person(3, Some(2)), person(2, None));
    let now = "2026-10-20T00:00:00Z".parse().unwrap_or_default();
    let planned = open_cycle::plan(&programme, Some(month().previous()), now)
        .unwrap_or_else(|e| panic!("{e}"));
    let cycle = Cycle {
        stage: CycleStage::Open,
        ..planned
    };
    let session = Session::planned(
        SessionId(7),
        cycle.month,
        &member,
        manager.id,
        cycle.opens_at,
    );
    Scene {
        programme: Arc::new(programme),
        cycle,
        session,
        member,
        manager,
        busy: Vec::new(),
        items: Vec::new(),
        contents: Vec::new(),
        last: None,
        days: BTreeMap::new(),
    }
}

fn actor(person: Person, role: Option<Role>) -> Actor {
    let grants = role.map(|role| Grant {
        person: person.id,
        role,
        unit: String::new(),
    });
    Actor {
        person,
        grants: grants.into_iter().collect(),
        manages: true,
    }
}

#[test]
fn nobody_outside_the_pair_can_do_anything_about_a_session_whatever_their_role() {
    let scene = scene();
    let strangers = [
        None,
        Some(Role::Hr),
        Some(Role::Executive),
        Some(Role::DepartmentHead),
        Some(Role::Adviser),
    ];
    for role in strangers {
        let stranger = actor(person(9, None), role);
        for action in session_actions() {
            let mut fresh = Fresh::block(1);
            let mut moment = Moment {
                now: scene.cycle.opens_at,
                fresh: &mut fresh,
            };
            let decision = act(&stranger, &scene, &action, &Values::new(), &mut moment);
            assert_eq!(
                decision.answer,
                Answer::Tell(Notice::NotAvailable),
                "{role:?} {action:?}"
            );
            assert!(
                decision.changes.is_empty() && decision.messages.is_empty(),
                "{role:?} {action:?}"
            );
        }
    }
}

#[test]
fn each_side_of_a_pair_can_do_what_is_theirs_and_only_that() {
    let scene = scene();
    for action in session_actions() {
        for (person, mine) in [
            (scene.member.clone(), Side::Member),
            (scene.manager.clone(), Side::Manager),
        ] {
            let mut fresh = Fresh::block(1);
            let mut moment = Moment {
                now: scene.cycle.opens_at,
                fresh: &mut fresh,
            };
            let decision = act(
                &actor(person, None),
                &scene,
                &action,
                &Values::new(),
                &mut moment,
            );
            let refused = decision.answer == Answer::Tell(Notice::NotAvailable);
            let may = side(&action) == mine || side(&action) == Side::Either;
            assert_eq!(refused, !may, "{mine:?} {action:?}");
        }
    }
}

#[test]
fn every_action_survives_its_string_form_of_at_most_100_characters() {
    let own = [
        Action::ItemDone(ItemId(i64::MAX), true),
        Action::SetLanguage(Lang::En),
        Action::EditHours,
        Action::HoursWritten,
        Action::Pause,
        Action::Resume,
        Action::ShowPrivacy,
        Action::ShowSettings,
        Action::ShowHome,
        Action::DrillDown {
            month: month(),
            audience: Audience::Executive,
            unit: u32::MAX,
        },
        Action::StatusPage(u32::MAX),
        Action::PeoplePage(u32::MAX),
        Action::UnreachablePage(u32::MAX),
        Action::OpenPair(PersonId(i64::MAX)),
    ];
    let sessions = session_actions()
        .into_iter()
        .map(|action| Action::Session(SessionId(i64::MAX), action));
    for action in own.into_iter().chain(sessions) {
        let text = action.encode();
        assert!(text.len() <= 100, "{text}");
        assert_eq!(Action::decode(&text), Some(action), "{text}");
    }
}

#[test]
fn what_kiku_did_not_write_is_not_understood() {
    for text in [
        "",
        ":",
        "topic",
        "topic:7",
        "topic:x:career",
        "rate:7:6",
        "rate:7:",
        "held:7:2",
        "slot:7:abc:1",
        "ratio:7:11",
        "drop table:7",
        "topic:99999999999999999999:x",
    ] {
        assert_eq!(Action::decode(text), None, "{text}");
    }
}

#[test]
fn every_message_is_found_again_by_kind_subject_and_step() {
    let (session, person) = (SessionId(7), PersonId(3));
    let day = month().first_day();
    let all = [
        Message::Welcome(person),
        Message::PrepAsk(session),
        Message::PrepReminder(session),
        Message::TimesAsk(session),
        Message::ManagerCard(person, day),
        Message::BookingNews(session, 3),
        Message::DayBefore(session, 3),
        Message::DayBeforeManager(person, day),
        Message::AfterTalk(session),
        Message::AfterTalkManager(person, day),
        Message::AfterTalkReminder(session),
        Message::AfterTalkManagerReminder(person, day),
        Message::AskAgain(session),
        Message::LongOpening(month()),
        Message::Digest(month(), Audience::Hr),
    ];
    for message in all {
        let subject = Subject::decode(&message.subject().encode());
        let again = subject
            .and_then(|subject| Message::from_parts(message.kind(), subject, &message.step()));
        assert_eq!(again, Some(message));
    }
}

/// A desk without anything on it.
fn bare_desk() -> Desk {
    Desk {
        programme: Arc::new(Programme::default()),
        cycle: None,
        own: None,
        past: None,
        led: Vec::new(),
        released: None,
        items: Vec::new(),
    }
}

#[test]
fn the_lists_of_hr_are_for_hr_alone_and_every_look_and_refusal_is_written_down() {
    let roles = [
        None,
        Some(Role::Hr),
        Some(Role::Executive),
        Some(Role::DepartmentHead),
        Some(Role::Adviser),
    ];
    let lists = commands::ALL
        .iter()
        .filter(|entry| entry.audience == For::Hr);
    for entry in lists {
        for role in roles {
            let somebody = actor(person(9, None), role);
            let now = scene().cycle.opens_at;
            let decision = obey_command(&somebody, &bare_desk(), entry.command, "2", now);
            let refused = decision.answer == Answer::Tell(Notice::NotAvailable);
            assert_eq!(refused, role != Some(Role::Hr), "{role:?} {}", entry.en);
            let told: Vec<&str> = decision.changes.iter().filter_map(audited).collect();
            let wanted = if refused { "refused" } else { entry.en };
            assert_eq!(told, [wanted], "{role:?} {}", entry.en);
            assert!(decision.messages.is_empty());
        }
    }
}

fn audited(change: &Change) -> Option<&str> {
    match change {
        Change::Audited(audit) => Some(audit.what.as_str()),
        _ => None,
    }
}
