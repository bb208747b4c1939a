//! A map that several tasks share and that cannot grow for ever: the oldest entry goes first.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// Entries by name, at most so many.
#[derive(Debug)]
pub(crate) struct Bounded<V> {
    most: usize,
    kept: Mutex<(HashMap<String, V>, VecDeque<String>)>,
}

impl<V> Bounded<V> {
    pub fn new(most: usize) -> Self {
        Bounded {
            most,
            kept: Mutex::default(),
        }
    }

    /// Puts an entry in; gives back the one of this name that was there, whose age stays.
    pub fn put(&self, name: &str, value: V) -> Option<V> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (entries, order) = &mut *kept;
        let before = entries.insert(name.to_owned(), value);
        if before.is_none() {
            order.push_back(name.to_owned());
        }
        if order.len() > self.most {
            let oldest = order.pop_front();
            oldest.map(|oldest| entries.remove(&oldest));
        }
        before
    }

    /// Reads or changes an entry.
    pub fn with<T>(&self, name: &str, look: impl FnOnce(&mut V) -> T) -> Option<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0.get_mut(name).map(look)
    }

    /// Forgets everything.
    pub fn clear(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0.clear();
        kept.1.clear();
    }
}
