//! One message is refreshed by one call at a time, and the newest state wins.
//!
//! Two quick presses on one message lead to two answers. Posted at the same time, the older could come last and
//! stay. What waits behind a running call is replaced by what is newer; that saves calls too.

use crate::show::Showing;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

/// Messages that are being refreshed, each with what comes next.
#[derive(Default)]
pub(crate) struct Refreshes(Mutex<HashMap<String, Option<Showing>>>);

impl Refreshes {
    /// Begins a refresh, or leaves it to the one that runs: then nothing is given back.
    pub fn begin(&self, message: &str, showing: Showing) -> Option<Showing> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match running.entry(message.to_owned()) {
            Entry::Occupied(mut next) => {
                let overtaken = next.insert(Some(showing));
                // Others wait for this lock.
                drop(running);
                drop(overtaken);
                None
            }
            Entry::Vacant(free) => {
                free.insert(None);
                Some(showing)
            }
        }
    }

    /// What came while one was running; the message is free again when there is nothing.
    pub fn next(&self, message: &str) -> Option<Showing> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = running.get_mut(message).and_then(Option::take);
        if next.is_none() {
            running.remove(message);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiku_chat::View;

    fn showing(text: &str) -> Showing {
        Showing {
            team: "T1".into(),
            user: "U1".into(),
            ways: Vec::new(),
            view: View::line(text).into(),
            message: None,
            state: None,
        }
    }

    fn text(showing: Option<Showing>) -> Option<String> {
        showing.and_then(|showing| Some(showing.view.view()?.fallback.clone()))
    }

    #[test]
    fn the_newest_state_comes_last() {
        let refreshes = Refreshes::default();
        assert_eq!(
            text(refreshes.begin("m", showing("1"))).as_deref(),
            Some("1")
        );
        assert_eq!(
            text(refreshes.begin("other", showing("x"))).as_deref(),
            Some("x")
        );
        assert_eq!(text(refreshes.begin("m", showing("2"))), None);
        assert_eq!(text(refreshes.begin("m", showing("3"))), None);
        assert_eq!(text(refreshes.next("m")).as_deref(), Some("3"));
        assert_eq!(text(refreshes.next("m")), None);
        assert_eq!(
            text(refreshes.begin("m", showing("4"))).as_deref(),
            Some("4")
        );
    }
}
