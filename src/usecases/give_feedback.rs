//! A manager said which response they gave and how they think it was; or asked how to respond.

use super::rate_session::{late, refusal, settle};
use super::rescheduled;
use crate::decision::{Decision, SessionEvent};
use crate::domain::rating::Score;
use crate::domain::session::Session;
use crate::material::Scene;
use crate::notice::Notice;
use chrono::{DateTime, Utc};

/// How to respond to the response that the member asked for.
pub fn how_to_respond(scene: &Scene) -> Decision {
    match &scene.session.prep.response {
        Some(response) => Decision::tell(Notice::HowToRespond {
            response: response.clone(),
        }),
        None => Decision::tell(Notice::TryAgain),
    }
}

/// The response the manager gave.
pub fn gave(scene: &Scene, key: &str, now: DateTime<Utc>) -> Decision {
    if scene.programme.response(key).is_none() {
        return Decision::tell(Notice::TryAgain);
    }
    feedback(scene, now, |session| {
        session.after_manager.gave = Some(key.to_owned())
    })
}

/// The manager's guess of the member's rating.
pub fn estimate(scene: &Scene, score: Score, now: DateTime<Utc>) -> Decision {
    feedback(scene, now, |session| {
        session.after_manager.estimate = Some(score)
    })
}

/// The member's share of the talk, in tenths.
pub fn talk_ratio(scene: &Scene, tenths: u8, now: DateTime<Utc>) -> Decision {
    feedback(scene, now, |session| {
        session.after_manager.member_share = Some(tenths)
    })
}

fn feedback(scene: &Scene, now: DateTime<Utc>, change: impl FnOnce(&mut Session)) -> Decision {
    if let Some(refusal) = refusal(scene, now) {
        return refusal;
    }
    let mut session = scene.session.clone();
    session.after_manager.held = Some(true);
    change(&mut session);
    settle(scene, &mut session, now);
    Decision::session(SessionEvent::FeedbackGiven, rescheduled(scene, session))
        .answer(late(scene, now))
}
