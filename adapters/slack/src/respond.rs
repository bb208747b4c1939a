//! Takes what arrived, and sends the reply back in the way its kind of input allows.
//!
//! The acknowledgement waits for the inbox and for nothing else. What a press, a command or a form brings about in
//! Slack follows in the background.

use crate::Slack;
use crate::api::Method;
use crate::inbound::{
    self, Arrived, Back, Did, Door, Origin, OriginOn, PLATFORM, Reading, Unreadable,
};
use crate::kept::{ReturnUrl, USES};
use crate::picture;
use crate::render;
use crate::show::{Showing, Way, Whisper};
use crate::target::Target;
use kiku_chat::{Account, Busy, Form, Handle, Later, On, Reply};
use serde_json::{Value, json};
use std::sync::Arc;

/// What the acknowledgement carries.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ack {
    /// Nothing.
    Empty,
    /// The text that Slack wants to see again.
    Challenge(String),
    /// JSON: a whisper, or what is wrong with a form.
    Body(Value),
}

/// Whom the reply goes to, and how.
struct Answer<'a> {
    slack: &'a Arc<Slack>,
    who: Account,
    /// The input's id; names the kept address of a form it opens.
    id: String,
    on: On,
    trigger: Option<String>,
    to: Option<ReturnUrl>,
    /// What the refresh shows.
    state: Option<i64>,
}

impl Slack {
    /// Takes what arrived. `Err` means that nothing was stored and nothing may be acknowledged.
    pub(crate) async fn take(self: &Arc<Self>, reading: Reading, raw: &[u8]) -> Result<Ack, Busy> {
        match reading {
            Ok(Arrived::Did(did)) => self.did(*did).await,
            Ok(Arrived::Challenge(text)) => Ok(Ack::Challenge(text)),
            Ok(Arrived::Met(person)) => {
                self.inbox()?.met(*person).await?;
                Ok(Ack::Empty)
            }
            Ok(Arrived::Ignored) => {
                metrics::counter!("kiku_slack_ignored_total").increment(1);
                Ok(Ack::Empty)
            }
            Err(unreadable) => self.keep(&unreadable, raw).await,
        }
    }

    async fn keep(&self, unreadable: &Unreadable, raw: &[u8]) -> Result<Ack, Busy> {
        let Unreadable { workspace, why } = unreadable;
        metrics::counter!("kiku_slack_undecoded_total", "why" => why.word()).increment(1);
        tracing::error!(
            slack.team = workspace,
            slack.bytes = raw.len(),
            why = why.word(),
            "something from Slack could not be read and is kept"
        );
        self.inbox()?.undecoded(PLATFORM, workspace, raw).await?;
        Ok(Ack::Empty)
    }

    async fn did(self: &Arc<Self>, did: Did) -> Result<Ack, Busy> {
        let Did { event, back } = did;
        let Back {
            delivery,
            trigger,
            url,
            door,
        } = back;
        let mut answer = Answer {
            slack: self,
            who: event.who.clone(),
            id: event.id.clone(),
            on: event.place.on.clone(),
            trigger,
            to: url.map(|url| ReturnUrl { url, delivery }),
            state: None,
        };
        let mut reply = self.inbox()?.take(event).await?;
        answer.state = reply.state;
        if !self.answered.first(&answer.id) {
            // Sent again: what can be shown again is, what would be said again is not.
            (reply.whisper, reply.form) = (None, None);
            if matches!(door, Door::Said) {
                reply.refresh = None;
            }
        }
        Ok(answer.give(reply, door).await)
    }
}

impl Answer<'_> {
    async fn give(self, reply: Reply, door: Door) -> Ack {
        match door {
            Door::Press { channel, whisper } => {
                self.follow_press(reply, channel, whisper).await;
                Ack::Empty
            }
            Door::Form { origin, fields } => match reply.errors.is_empty() {
                true => {
                    self.follow_form(reply, origin).await;
                    Ack::Empty
                }
                false => Ack::Body(inbound::form_errors(&reply.errors, &fields)),
            },
            Door::Command { channel } => self.answer_command(reply, channel).await,
            Door::HomePress => {
                self.open(reply.form, OriginOn::Home, 0).await;
                self.refresh(reply.refresh, vec![Way::Home], None).await;
                self.refresh(reply.whisper.map(Later::from), vec![Way::Direct], None)
                    .await;
                Ack::Empty
            }
            Door::Home => {
                self.refresh(reply.refresh, vec![Way::Home], None).await;
                self.refresh(reply.whisper.map(Later::from), vec![Way::Direct], None)
                    .await;
                Ack::Empty
            }
            Door::Said => {
                let whisper = reply.whisper.map(Later::from);
                let said = reply.refresh.into_iter().chain(whisper);
                for view in said {
                    self.refresh(Some(view), vec![Way::Direct], None).await;
                }
                Ack::Empty
            }
        }
    }

    async fn follow_press(self, reply: Reply, channel: String, whisper: bool) {
        let uses = usize::from(reply.refresh.is_some()) + usize::from(reply.whisper.is_some());
        let origin = match &self.on {
            On::Message(handle) => message_origin(handle),
            _ => None,
        };
        let origin = origin.unwrap_or_else(|| OriginOn::Whisper(channel.clone()));
        self.open(reply.form, origin, uses).await;
        let message = match &self.on {
            On::Message(handle) if !whisper => Some(handle.clone()),
            _ => None,
        };
        let ways = self.ways_to_replace(self.to.clone(), &channel, message.as_ref());
        self.refresh(reply.refresh, ways, message).await;
        let say = self.to.clone().map_or(Way::Direct, Way::Whisper);
        self.refresh(reply.whisper.map(Later::from), vec![say], None)
            .await;
    }

    /// Through the press's address, which no limit counts. While a message to this person is being looked for, it
    /// could be this one: then it is edited, which leaves the metadata that it is found by.
    fn ways_to_replace(
        &self,
        to: Option<ReturnUrl>,
        channel: &str,
        message: Option<&Handle>,
    ) -> Vec<Way> {
        let Account {
            workspace, user, ..
        } = &self.who;
        let known = to.as_ref().is_some_and(|to| to.delivery.is_some());
        let attempts = &self.slack.attempts;
        let careful = !known && attempts.doubtful(workspace, [user, channel], self.slack.now());
        let edit = message.filter(|_| careful).cloned().map(Way::Edit);
        edit.into_iter().chain(to.map(Way::Replace)).collect()
    }

    async fn follow_form(self, reply: Reply, origin: Origin) {
        let now = self.slack.now();
        let back = |name: &Option<String>| {
            let name = name.as_deref()?;
            self.slack.urls.take(name, now)
        };
        if let Some(view) = reply.refresh {
            let (ways, message) = match (&origin.on, &self.on) {
                (OriginOn::Home, _) => (vec![Way::Home], None),
                (OriginOn::Message { channel, .. }, On::Message(handle)) => {
                    let to = back(&origin.back);
                    let mut ways = self.ways_to_replace(to, channel, Some(handle));
                    ways.push(Way::Edit(handle.clone()));
                    (ways, Some(handle.clone()))
                }
                (OriginOn::Command(_), _) => {
                    let say = back(&origin.back).map(Way::Whisper).into_iter();
                    (say.chain([Way::Direct]).collect(), None)
                }
                _ => {
                    let replace = back(&origin.back).map(Way::Replace).into_iter();
                    (replace.chain([Way::Direct]).collect(), None)
                }
            };
            self.refresh(Some(view), ways, message).await;
        }
        if reply.whisper.is_some() {
            let say = back(&origin.back).map(Way::Whisper).into_iter();
            let ways = say.chain([Way::Direct]).collect();
            self.refresh(reply.whisper.map(Later::from), ways, None)
                .await;
        }
    }

    /// A command is answered in its acknowledgement, unless a picture has to be uploaded first.
    async fn answer_command(self, reply: Reply, channel: String) -> Ack {
        self.open(reply.form, OriginOn::Command(channel), 0).await;
        let shown = reply.whisper.map(Later::from).or(reply.refresh);
        let Some(later) = shown else {
            return Ack::Empty;
        };
        let Some(view) = later.view() else {
            return Ack::Empty;
        };
        if picture::all(view).next().is_none()
            && let Ok(message) = render::message(view, &render::Files::new())
        {
            return Ack::Body(json!(Whisper::of(message)));
        }
        let say = self.to.clone().map(Way::Whisper).into_iter();
        let ways = say.chain([Way::Direct]).collect();
        self.refresh(Some(later), ways, None).await;
        Ack::Empty
    }

    async fn refresh(&self, view: Option<Later>, ways: Vec<Way>, message: Option<Handle>) {
        let Some(view) = view else { return };
        let showing = Showing {
            team: self.who.workspace.clone(),
            user: self.who.user.clone(),
            ways,
            view,
            message,
            state: self.state,
        };
        self.slack.show_later(showing).await;
    }

    /// Opens a form. Its answer will find the address that is left over from this input, used `uses` times.
    async fn open(&self, form: Option<Form>, on: OriginOn, uses: usize) {
        let Some(form) = form else { return };
        let Some(trigger) = self.trigger.clone() else {
            tracing::warn!("a form was to open where Slack offers no way to");
            return;
        };
        let slack = self.slack.clone();
        let back = self.to.clone().map(|to| {
            let uses = USES.saturating_sub(uses);
            slack.urls.keep(&self.id, to, uses, slack.now());
            self.id.clone()
        });
        let action = form.action.clone();
        let team = self.who.workspace.clone();
        let work = async move {
            let origin = Origin { action, on, back };
            if let Err(error) = slack.open_form(&team, &trigger, &form, &origin).await {
                metrics::counter!("kiku_slack_unopened_forms_total").increment(1);
                tracing::warn!(slack.team = team, error, "a form did not open");
            }
        };
        if self.slack.after.spawn(work).is_err() {
            tracing::warn!("a form did not open: too much to do");
        }
    }
}

impl Slack {
    async fn open_form(
        &self,
        team: &str,
        trigger: &str,
        form: &Form,
        origin: &Origin,
    ) -> Result<(), String> {
        let metadata = serde_json::to_string(origin).map_err(|error| error.to_string())?;
        let modal = render::modal(form, &metadata).map_err(|unfit| unfit.to_string())?;
        let arguments = json!({ "trigger_id": trigger, "view": modal });
        let opened = self.call(team, Method::OpenView, &arguments).await;
        opened.map(|_| ()).map_err(|error| error.to_string())
    }
}

fn message_origin(handle: &Handle) -> Option<OriginOn> {
    let target = Target::read(handle).ok()?;
    Some(OriginOn::Message {
        channel: target.channel.to_owned(),
        ts: target.ts.to_owned(),
    })
}
