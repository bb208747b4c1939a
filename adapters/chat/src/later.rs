//! A view that is made when somebody looks at it.

use crate::View;
use std::fmt;
use std::sync::{Arc, LazyLock};

type Make = Box<dyn FnOnce() -> Option<View> + Send>;

/// A view that is made when it is first looked at, once: what follows an acknowledgement must not delay it, and what is
/// overtaken before anybody looked at it is never made. There may turn out to be nothing to show.
#[derive(Clone)]
pub struct Later(Arc<LazyLock<Option<View>, Make>>);

impl Later {
    /// Made by this; it holds what it needs, as it is now.
    pub fn made_by(make: impl FnOnce() -> Option<View> + Send + 'static) -> Self {
        Later(Arc::new(LazyLock::new(Box::new(make))))
    }

    /// The view, if there is anything to show.
    pub fn view(&self) -> Option<&View> {
        LazyLock::force(&self.0).as_ref()
    }
}

impl From<View> for Later {
    fn from(view: View) -> Self {
        Later::made_by(|| Some(view))
    }
}

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        self.view() == other.view()
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn it_is_made_once_and_only_when_looked_at() {
        let made = Arc::new(AtomicUsize::new(0));
        let counted = made.clone();
        let later = Later::made_by(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            Some(View::line("answered"))
        });
        let same = later.clone();
        assert_eq!(made.load(Ordering::Relaxed), 0);
        assert_eq!(later.view(), Some(&View::line("answered")));
        assert_eq!(same, View::line("answered").into());
        assert_eq!(made.load(Ordering::Relaxed), 1);
        assert_ne!(later, Later::made_by(|| None));
    }
}
