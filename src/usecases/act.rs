//! Somebody pressed or sent something about a session: who may, and which decision it is.

use super::{Moment, Values, answer_prep, book_session, give_feedback, rate_session, write_note};
use super::{is_manager, is_member};
use crate::actions::SessionAction;
use crate::decision::Decision;
use crate::domain::person::Actor;
use crate::material::Scene;
use crate::notice::Notice;

/// Who may do something about a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The member only.
    Member,
    /// The manager only.
    Manager,
    /// Either of the two.
    Either,
}

/// Who may do it. A test walks every action through this.
pub fn side(action: &SessionAction) -> Side {
    use SessionAction as A;
    match action {
        A::Topic(_)
        | A::Response(_)
        | A::Openers
        | A::TakeOpener(..)
        | A::EditLine
        | A::LineWritten => Side::Member,
        A::NotThisMonth | A::ThisMonthAfterAll | A::ShowPrep => Side::Member,
        A::Rate(_) | A::Received(_) | A::Growth(_) | A::EditComment | A::CommentWritten => {
            Side::Member
        }
        A::ShareRating(_) | A::ShareComment(_) => Side::Member,
        A::HowToRespond | A::Gave(_) | A::Estimate(_) | A::TalkRatio(_) => Side::Manager,
        A::TakeSlot(..)
        | A::OtherSlots
        | A::TypeTime
        | A::TimeTyped
        | A::AcceptTime
        | A::CancelTime => Side::Either,
        A::Held(_) | A::AddNote | A::NoteWritten | A::AddPrivateNote | A::PrivateNoteWritten => {
            Side::Either
        }
        A::AddItem | A::ItemWritten | A::ShowTimes | A::ShowQuestions | A::ShowNotes => {
            Side::Either
        }
    }
}

/// Decides about a session action of this actor.
pub fn act(
    actor: &Actor,
    scene: &Scene,
    action: &SessionAction,
    values: &Values,
    moment: &mut Moment<'_>,
) -> Decision {
    let may = match side(action) {
        Side::Member => is_member(actor, scene),
        Side::Manager => is_manager(actor, scene),
        Side::Either => is_member(actor, scene) || is_manager(actor, scene),
    };
    if !may {
        return Decision::tell(Notice::NotAvailable);
    }
    decide(actor, scene, action, values, moment)
}

fn decide(
    actor: &Actor,
    scene: &Scene,
    action: &SessionAction,
    values: &Values,
    moment: &mut Moment<'_>,
) -> Decision {
    use SessionAction as A;
    let id = scene.session.id;
    match action {
        A::Topic(key) => answer_prep::pick_topic(scene, key, moment.now),
        A::Response(key) => answer_prep::pick_response(scene, key, moment.now),
        A::Openers => answer_prep::show_openers(scene, moment.now),
        A::TakeOpener(topic, number) => answer_prep::take_opener(scene, topic, *number, moment),
        A::EditLine => answer_prep::edit_line(scene, moment.now),
        A::LineWritten => answer_prep::write_line(scene, values, moment),
        A::NotThisMonth => answer_prep::skip(scene, moment.now),
        A::ThisMonthAfterAll => answer_prep::unskip(scene, moment.now),
        A::TakeSlot(start, seen) => {
            book_session::take_slot(actor, scene, *start, *seen, moment.now)
        }
        A::OtherSlots => book_session::other_slots(scene, moment.now),
        A::TypeTime => book_session::type_time(scene, moment.now),
        A::TimeTyped => book_session::time_typed(actor, scene, values, moment.now),
        A::AcceptTime => book_session::accept(actor, scene, moment.now),
        A::CancelTime => book_session::cancel(actor, scene, moment.now),
        A::HowToRespond => give_feedback::how_to_respond(scene),
        A::Held(held) => rate_session::say_held(actor, scene, *held, moment.now),
        A::Rate(score) => rate_session::rate(scene, *score, moment.now),
        A::Received(key) => rate_session::received(scene, key, moment.now),
        A::Growth(score) => rate_session::growth(scene, *score, moment.now),
        A::EditComment => rate_session::edit_comment(scene, moment.now),
        A::CommentWritten => rate_session::write_comment(scene, values, moment),
        A::ShareRating(yes) => rate_session::share_rating(scene, *yes, moment.now),
        A::ShareComment(yes) => rate_session::share_comment(scene, *yes, moment.now),
        A::Gave(key) => give_feedback::gave(scene, key, moment.now),
        A::Estimate(score) => give_feedback::estimate(scene, *score, moment.now),
        A::TalkRatio(tenths) => give_feedback::talk_ratio(scene, *tenths, moment.now),
        A::AddNote => Decision::open(crate::notice::FormKind::Note(id)),
        A::AddPrivateNote => Decision::open(crate::notice::FormKind::PrivateNote(id)),
        A::AddItem => Decision::open(crate::notice::FormKind::Item(id)),
        A::NoteWritten => write_note::note(actor, scene, values, moment),
        A::PrivateNoteWritten => write_note::private_note(actor, scene, values, moment),
        A::ItemWritten => write_note::item(actor, scene, values, moment),
        A::ShowPrep => Decision::tell(Notice::Prep(id)),
        A::ShowTimes => book_session::show_times(scene, moment.now),
        A::ShowQuestions => Decision::tell(Notice::Questions(id)),
        A::ShowNotes => Decision::tell(Notice::Notes(id)),
    }
}
