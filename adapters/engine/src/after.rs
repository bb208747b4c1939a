//! What an input leaves behind: the state that its answer shows, and whether anybody has work from it.

use kiku::decision::{Change, Decision};
use kiku::domain::session::Session;
use kiku_store::{Committed, Press, Pressed};

/// What was loaded, as a reload would give it after the decision.
pub(crate) fn after(mut press: Press, decision: &Decision) -> Press {
    let actor = &mut press.actor;
    for change in &decision.changes {
        match change {
            Change::Person(person) if person.id == actor.person.id => {
                actor.person = (**person).clone();
                actor.person.version += 1;
            }
            _ => {}
        }
    }
    let scene = press.scene.take();
    press.scene = scene.and_then(|scene| scene.after(decision, actor.person.id));
    press
}

/// The state of the pressed message that the answer shows.
pub(crate) fn state_after(on: &Pressed, decision: &Decision) -> i64 {
    let raised = on.live && decision.subjects().contains(&on.message.subject());
    on.wanted + i64::from(raised)
}

/// Whether sender or timetable have something to do after an input. Most presses change one talk and the message on
/// which they were made, which the answer shows: hundreds of those a second do not wake the loops.
pub(crate) fn leaves_work(
    decision: &Decision,
    loaded: Option<&Session>,
    committed: Committed,
) -> bool {
    let due = loaded.map(|session| (session.id, session.due_at));
    let still = |change: &Change| match change {
        Change::Session(_, session) => Some((session.id, session.due_at)) == due,
        Change::Written(_) | Change::Item(_) => true,
        _ => false,
    };
    committed.queued > 0 || committed.stale > 0 || !decision.changes.iter().all(still)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_that_its_own_answer_shows_leaves_no_work() {
        let nothing = Committed::default();
        assert!(!leaves_work(&Decision::default(), None, nothing));
        let queued = Committed {
            queued: 1,
            ..nothing
        };
        assert!(leaves_work(&Decision::default(), None, queued));
        let stale = Committed {
            stale: 1,
            ..nothing
        };
        assert!(leaves_work(&Decision::default(), None, stale));
    }
}
