//! The direct answer to an event, inside the platform's deadline.

use crate::{FieldError, Form, Later, View};

/// What the person gets at once. All parts may be absent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reply {
    /// The message whose control was used now looks like this.
    pub refresh: Option<Later>,
    /// The state of that message which `refresh` shows, for [`crate::Inbox::arrived`].
    pub state: Option<i64>,
    /// Shown to this person only, where they are.
    pub whisper: Option<View>,
    /// A form opens.
    pub form: Option<Form>,
    /// The form stays open with these errors.
    pub errors: Vec<FieldError>,
}

impl Reply {
    /// No answer beyond the acknowledgement.
    pub fn nothing() -> Self {
        Reply::default()
    }

    /// The message whose control was used is replaced.
    pub fn refresh(view: impl Into<Later>) -> Self {
        Reply {
            refresh: Some(view.into()),
            ..Reply::default()
        }
    }

    /// How the message whose control was used looks now, if it is replaced.
    pub fn refreshed(&self) -> Option<&View> {
        self.refresh.as_ref()?.view()
    }

    /// An answer that only this person sees.
    pub fn whisper(view: View) -> Self {
        Reply {
            whisper: Some(view),
            ..Reply::default()
        }
    }

    /// A form opens.
    pub fn open(form: Form) -> Self {
        Reply {
            form: Some(form),
            ..Reply::default()
        }
    }
}
