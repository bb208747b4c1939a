//! Shows a reply's view where it belongs, in the first way that works.

use crate::Slack;
use crate::api::Method;
use crate::call_error::CallError;
use crate::inbound::PLATFORM;
use crate::kept::ReturnUrl;
use crate::platform::metadata;
use crate::render;
use crate::target::Target;
use kiku_chat::{Handle, Later, SendError, View};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// A way to show a view.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// Replaces the message or whisper that this address belongs to.
    Replace(ReturnUrl),
    /// A new whisper, through this address.
    Whisper(ReturnUrl),
    /// Changes a message by its name.
    Edit(Handle),
    /// A message in the direct conversation, which nobody else reads.
    Direct,
    /// The person's Home tab.
    Home,
}

impl Way {
    fn word(&self) -> &'static str {
        match self {
            Way::Replace(_) => "replace",
            Way::Whisper(_) => "whisper",
            Way::Edit(_) => "edit",
            Way::Direct => "direct",
            Way::Home => "home",
        }
    }
}

/// A view on its way to a person.
pub(crate) struct Showing {
    pub team: String,
    pub user: String,
    /// Tried in this order.
    pub ways: Vec<Way>,
    pub view: Later,
    /// The message that is refreshed; the sender edits it when no way works.
    pub message: Option<Handle>,
    /// The state of that message which the view shows.
    pub state: Option<i64>,
}

impl Slack {
    /// Shows it in the background.
    pub(crate) async fn show_later(self: &Arc<Self>, showing: Showing) {
        let place = showing.place();
        let showing = match &place {
            Some(place) => match self.refreshes.begin(place, showing) {
                Some(showing) => showing,
                None => return,
            },
            None => showing,
        };
        let missed = showing.message.clone();
        let (slack, line) = (self.clone(), place.clone());
        let work = async move {
            let mut next = Some(showing);
            while let Some(showing) = next.take() {
                slack.show(showing).await;
                next = line.as_ref().and_then(|line| slack.refreshes.next(line));
            }
        };
        if self.after.spawn(work).is_err() {
            if let Some(place) = &place {
                while self.refreshes.next(place).is_some() {}
            }
            self.missed(missed.as_ref()).await;
        }
    }

    async fn show(&self, showing: Showing) {
        let Some(view) = showing.view.view() else {
            return;
        };
        for way in &showing.ways {
            match self.show_by(way, &showing, view).await {
                Ok(()) => return self.arrived(&showing).await,
                Err(error) => {
                    metrics::counter!("kiku_slack_failed_answers_total", "way" => way.word())
                        .increment(1);
                    tracing::warn!(slack.way = way.word(), slack.team = showing.team, error = %error, "an answer did not reach Slack");
                }
            }
        }
        self.missed(showing.message.as_ref()).await;
    }

    async fn arrived(&self, showing: &Showing) {
        if let (Some(message), Some(state)) = (&showing.message, showing.state)
            && let Ok(inbox) = self.inbox()
        {
            inbox.arrived(PLATFORM, message, state).await;
        }
    }

    async fn missed(&self, message: Option<&Handle>) {
        if let (Some(message), Ok(inbox)) = (message, self.inbox()) {
            inbox.missed(PLATFORM, message).await;
        }
    }

    async fn show_by(&self, way: &Way, showing: &Showing, view: &View) -> Result<(), SendError> {
        let Showing { team, user, .. } = showing;
        match way {
            Way::Replace(to) => {
                let files = self.files(team, view).await?.0;
                let body = Replacing {
                    replace_original: true,
                    message: render::message(view, &files).map_err(unfit)?,
                    metadata: to.delivery.as_ref().map(metadata),
                };
                Ok(self.api.answer(&to.url, &body).await?)
            }
            Way::Whisper(to) => {
                let files = self.files(team, view).await?.0;
                let message = render::message(view, &files).map_err(unfit)?;
                Ok(self.api.answer(&to.url, &Whisper::of(message)).await?)
            }
            Way::Edit(handle) => {
                let target = Target::read(handle)?;
                self.update(&target, view).await
            }
            Way::Direct => self.post(team, user, view, None).await.map(|_| ()),
            Way::Home => {
                let files = self.files(team, view).await?.0;
                let home = render::home(view, &files).map_err(unfit)?;
                let arguments = json!({ "user_id": user, "view": home });
                self.call(team, Method::PublishView, &arguments).await?;
                Ok(())
            }
        }
    }
}

impl Showing {
    /// What is refreshed, by a name; what is new needs none.
    fn place(&self) -> Option<String> {
        match (&self.message, self.ways.first()) {
            (Some(handle), _) => Some(handle.0.clone()),
            (None, Some(Way::Home)) => Some(format!("home:{}/{}", self.team, self.user)),
            _ => None,
        }
    }
}

pub(crate) fn unfit(unfit: render::Unfit) -> SendError {
    SendError::Rejected(unfit.to_string())
}

/// Takes the place of the message or whisper that was pressed.
#[derive(Debug, Serialize)]
struct Replacing<'a> {
    replace_original: bool,
    #[serde(flatten)]
    message: render::Message<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Value>,
}

/// An answer that only the person sees; also the body of a command's acknowledgement.
#[derive(Debug, Serialize)]
pub(crate) struct Whisper<'a> {
    response_type: &'static str,
    replace_original: bool,
    #[serde(flatten)]
    message: render::Message<'a>,
}

impl<'a> Whisper<'a> {
    pub fn of(message: render::Message<'a>) -> Self {
        Whisper {
            response_type: "ephemeral",
            replace_original: false,
            message,
        }
    }
}

impl From<render::Unfit> for CallError {
    fn from(_: render::Unfit) -> Self {
        CallError::Refused("unfit".into())
    }
}
