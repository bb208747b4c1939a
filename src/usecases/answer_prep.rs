//! A member picked a topic or a response, wrote a line, or passed this month.

use super::book_session::propose;
use super::{Moment, Values, rescheduled, send_when_open, tell_manager};
use crate::decision::{Answer, Change, Decision, SessionEvent};
use crate::domain::ids::ContentId;
use crate::domain::note::{Content, ContentKind};
use crate::domain::session::{Outcome, Session};
use crate::material::Scene;
use crate::messages::{Message, Subject};
use crate::notice::{FormKind, LONGEST_TEXT, Notice, Problem, fields};
use crate::views::openers;
use chrono::{DateTime, Utc};

/// The member picked a topic.
pub fn pick_topic(scene: &Scene, key: &str, now: DateTime<Utc>) -> Decision {
    if scene.programme.topic(key).is_none() {
        return Decision::tell(Notice::TryAgain);
    }
    change_prep(scene, now, |session| {
        session.prep.topic = Some(key.to_owned());
        session.prep.at.get_or_insert(now);
    })
}

/// The member picked how they want to be heard.
pub fn pick_response(scene: &Scene, key: &str, now: DateTime<Utc>) -> Decision {
    if scene.programme.response(key).is_none() {
        return Decision::tell(Notice::TryAgain);
    }
    change_prep(scene, now, |session| {
        session.prep.response = Some(key.to_owned())
    })
}

/// "Nothing comes to mind": shows three openers, or the next three.
pub fn show_openers(scene: &Scene, now: DateTime<Utc>) -> Decision {
    let after_last = scene.last.as_ref().map_or(0, |last| last.openers);
    change_prep(scene, now, |session| {
        let shown = session.prep.openers.max(after_last);
        session.prep.openers = shown.wrapping_add(1).max(1);
    })
}

/// An opener was taken: its topic, and its sentence as the line to the manager unless one stands there.
pub fn take_opener(scene: &Scene, topic: &str, number: u8, moment: &mut Moment<'_>) -> Decision {
    let decision = pick_topic(scene, topic, moment.now);
    let member = scene.session.member;
    let has_line = scene
        .content(ContentKind::Line, member)
        .is_some_and(|line| !line.text.is_empty());
    if decision.changes.is_empty() || has_line {
        return decision;
    }
    let sentence = openers::text(scene.member.lang, topic, number, &scene.manager.name);
    decision.and(Change::Written(line(scene, sentence, moment)))
}

/// Opens the form for the line to the manager, with what stands there.
pub fn edit_line(scene: &Scene, now: DateTime<Utc>) -> Decision {
    if !may_prepare(scene, now) {
        return Decision::tell(Notice::Over);
    }
    let line = scene.content(ContentKind::Line, scene.session.member);
    let text = line.map(|content| content.text.clone()).unwrap_or_default();
    Decision::open(FormKind::Line(scene.session.id, text))
}

/// Keeps the line. An empty one takes it back.
pub fn write_line(scene: &Scene, values: &Values, moment: &mut Moment<'_>) -> Decision {
    if !may_prepare(scene, moment.now) {
        return Decision::tell(Notice::Over);
    }
    let text = values.get(fields::TEXT).map_or("", |text| text.trim());
    if text.chars().count() > LONGEST_TEXT {
        return Decision::mend(fields::TEXT, Problem::TooLong(LONGEST_TEXT));
    }
    let line = line(scene, text.to_owned(), moment);
    let session = scene.session.clone();
    Decision::session(SessionEvent::Prepared, rescheduled(scene, session))
        .and(Change::Written(line))
}

fn line(scene: &Scene, text: String, moment: &mut Moment<'_>) -> Content {
    let author = scene.session.member;
    let known = scene.content(ContentKind::Line, author);
    Content {
        id: known.map_or_else(|| ContentId(moment.fresh.draw()), |line| line.id),
        kind: ContentKind::Line,
        session: scene.session.id,
        author,
        at: moment.now,
        text,
    }
}

/// "Not this month": the session leaves numerator and denominator; an agreed time is given back.
pub fn skip(scene: &Scene, now: DateTime<Utc>) -> Decision {
    if !may_prepare(scene, now) {
        return Decision::tell(Notice::Over);
    }
    let mut session = scene.session.clone();
    session.outcome = Outcome::Skipped;
    let was_booked = session.booking.take().is_some();
    let old_day = session.talk_day.take();
    if was_booked {
        session.booking_version += 1;
    }
    let news = Message::BookingNews(session.id, session.booking_version);
    let mut decision = Decision::session(SessionEvent::SkipChanged, rescheduled(scene, session));
    if let Some(day) = old_day {
        decision = decision.and(Change::Touched(Subject::ManagerDay(scene.manager.id, day)));
    }
    if was_booked {
        decision = send_when_open(decision, scene, news, &scene.manager, now);
    }
    decision
}

/// The member takes part after all.
pub fn unskip(scene: &Scene, now: DateTime<Utc>) -> Decision {
    if scene.session.outcome != Outcome::Skipped || now >= scene.cycle.closes_at {
        return Decision::tell(Notice::Over);
    }
    let mut session = scene.session.clone();
    session.outcome = Outcome::Open;
    if session.prep.is_complete() {
        session.offered = propose(scene, now).slots;
    }
    Decision::session(SessionEvent::SkipChanged, rescheduled(scene, session))
}

fn may_prepare(scene: &Scene, now: DateTime<Utc>) -> bool {
    scene.cycle.is_open() && now < scene.cycle.closes_at && scene.session.is_ahead(now)
}

/// Changes the prep; once both taps are made, times are proposed in the same message and the manager is told.
fn change_prep(scene: &Scene, now: DateTime<Utc>, change: impl FnOnce(&mut Session)) -> Decision {
    if !may_prepare(scene, now) {
        return Decision::tell(Notice::Over).answer(Answer::RefreshAnd(Notice::Over));
    }
    let mut session = scene.session.clone();
    change(&mut session);
    let mut told = Decision::default();
    if session.prep.is_complete() {
        if session.booking.is_none() && session.offered.is_empty() {
            session.offered = propose(scene, now).slots;
        }
        told = tell_manager(told, scene, &mut session, now);
    }
    let mut decision = Decision::session(SessionEvent::Prepared, rescheduled(scene, session));
    decision.messages = told.messages;
    decision
}
