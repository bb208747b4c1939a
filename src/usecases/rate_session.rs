//! A member said whether it was held, rated the talk, or changed what they share.

use super::{Moment, Values, rescheduled};
use crate::decision::{Answer, Change, Decision, SessionEvent};
use crate::domain::ids::ContentId;
use crate::domain::note::{Content, ContentKind};
use crate::domain::person::Actor;
use crate::domain::rating::Score;
use crate::domain::session::{Outcome, Session};
use crate::material::Scene;
use crate::notice::{FormKind, LONGEST_TEXT, Notice, Problem, fields};
use chrono::{DateTime, Utc};

/// Either side said whether it took place.
pub fn say_held(actor: &Actor, scene: &Scene, held: bool, now: DateTime<Utc>) -> Decision {
    if let Some(refusal) = refusal(scene, now) {
        return refusal;
    }
    let mut session = scene.session.clone();
    if actor.person.id == session.member {
        session.after_member.held = Some(held);
    } else {
        session.after_manager.held = Some(held);
    }
    settle(scene, &mut session, now);
    Decision::session(SessionEvent::HeldSaid, rescheduled(scene, session)).answer(late(scene, now))
}

/// The member's satisfaction. Rating a talk says that it was held.
pub fn rate(scene: &Scene, score: Score, now: DateTime<Utc>) -> Decision {
    if !scene.session.after_member.rating_open(now) {
        return Decision::default().answer(Answer::RefreshAnd(Notice::RatingClosed));
    }
    answer(scene, now, |session| {
        session.after_member.rating = Some(score);
        session.after_member.rated_at.get_or_insert(now);
    })
}

/// The response the member got.
pub fn received(scene: &Scene, key: &str, now: DateTime<Utc>) -> Decision {
    if scene.programme.response(key).is_none() {
        return Decision::tell(Notice::TryAgain);
    }
    answer(scene, now, |session| {
        session.after_member.received = Some(key.to_owned())
    })
}

/// The member's felt growth.
pub fn growth(scene: &Scene, score: Score, now: DateTime<Utc>) -> Decision {
    answer(scene, now, |session| {
        session.after_member.growth = Some(score)
    })
}

/// Lets the manager see this rating by name, or not. A shared rating leaves the pooled figures.
pub fn share_rating(scene: &Scene, yes: bool, now: DateTime<Utc>) -> Decision {
    answer(scene, now, |session| {
        session.after_member.share_rating = yes
    })
}

/// Lets the manager read this comment, or not.
pub fn share_comment(scene: &Scene, yes: bool, now: DateTime<Utc>) -> Decision {
    answer(scene, now, |session| {
        session.after_member.share_comment = yes
    })
}

/// Opens the form for the comment, with what stands there.
pub fn edit_comment(scene: &Scene, now: DateTime<Utc>) -> Decision {
    if let Some(refusal) = refusal(scene, now) {
        return refusal;
    }
    let comment = scene.content(ContentKind::Comment, scene.session.member);
    let text = comment
        .map(|content| content.text.clone())
        .unwrap_or_default();
    Decision::open(FormKind::Comment(scene.session.id, text))
}

/// Keeps the comment. An empty one takes it back.
pub fn write_comment(scene: &Scene, values: &Values, moment: &mut Moment<'_>) -> Decision {
    let text = values.get(fields::TEXT).map_or("", |text| text.trim());
    if text.chars().count() > LONGEST_TEXT {
        return Decision::mend(fields::TEXT, Problem::TooLong(LONGEST_TEXT));
    }
    let member = scene.session.member;
    let known = scene
        .content(ContentKind::Comment, member)
        .map(|content| content.id);
    let comment = Content {
        id: known.unwrap_or_else(|| ContentId(moment.fresh.draw())),
        kind: ContentKind::Comment,
        session: scene.session.id,
        author: member,
        at: moment.now,
        text: text.to_owned(),
    };
    let decision = answer(scene, moment.now, |_| {});
    if decision.changes.is_empty() {
        decision
    } else {
        decision.and(Change::Written(comment))
    }
}

/// Changes what the member answered; anything they answer says that the talk was held.
fn answer(scene: &Scene, now: DateTime<Utc>, change: impl FnOnce(&mut Session)) -> Decision {
    if let Some(refusal) = refusal(scene, now) {
        return refusal;
    }
    let mut session = scene.session.clone();
    session.after_member.held = Some(true);
    change(&mut session);
    settle(scene, &mut session, now);
    Decision::session(SessionEvent::Rated, rescheduled(scene, session)).answer(late(scene, now))
}

/// The outcome follows from what both sides said, until the month is closed.
pub(super) fn settle(scene: &Scene, session: &mut Session, now: DateTime<Utc>) {
    if !scene.cycle.is_open() {
        return;
    }
    session.outcome = session.settled();
    session.held_on = (session.outcome == Outcome::Held).then(|| {
        let start = session
            .booking
            .as_ref()
            .map_or(now, |booking| booking.start);
        scene.member.local_date(start)
    });
}

/// Why nothing can be said about this talk now, if so.
pub(super) fn refusal(scene: &Scene, now: DateTime<Utc>) -> Option<Decision> {
    let session = &scene.session;
    if matches!(session.outcome, Outcome::Skipped | Outcome::Cancelled) {
        return Some(Decision::default().answer(Answer::RefreshAnd(Notice::Over)));
    }
    let start = session
        .booking
        .as_ref()
        .map(|booking| booking.start)
        .filter(|start| now < *start)?;
    Some(Decision::tell(Notice::NotYet { start }))
}

/// After the close an answer is kept for its author, and they are told that figures no longer change.
pub(super) fn late(scene: &Scene, now: DateTime<Utc>) -> Answer {
    if scene.cycle.is_open() && now < scene.cycle.closes_at {
        Answer::Refresh
    } else {
        Answer::RefreshAnd(Notice::CountsNoMore(scene.session.month))
    }
}
