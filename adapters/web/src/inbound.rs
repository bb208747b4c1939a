//! What a window sends becomes an event, and the reply goes back to the window.

use crate::page::Reading;
use crate::people;
use crate::timeline::{Author, Conversation, Draft};
use crate::{Playground, message, render};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kiku_chat::{Event, FieldError, Handle, On, Place, Reply, View, What, limits};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What somebody did in a window.
#[derive(Debug, Deserialize)]
pub(crate) struct Input {
    /// Made by the window, the same when the same input is sent again; 8 to 64 letters and digits.
    nonce: String,
    channel: Option<String>,
    message: Option<String>,
    #[serde(flatten)]
    did: Did,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "did", rename_all = "lowercase")]
enum Did {
    Press {
        action: String,
    },
    Submit {
        action: String,
        values: BTreeMap<String, String>,
    },
    Type {
        text: String,
    },
}

impl Input {
    /// The channel in which it was done, none in the conversation with Kiku.
    pub fn channel(&self) -> Option<&str> {
        self.channel.as_deref()
    }
}

/// What the window does next.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Answer {
    /// Messages, whispers and typed lines as they are now.
    items: Vec<String>,
    /// A form to open.
    form: Option<String>,
    /// The form that was sent stays open with these.
    errors: Vec<FormError>,
    /// A sentence to show for a moment.
    notice: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct FormError {
    field: String,
    message: String,
}

impl Answer {
    fn notice(status: StatusCode, notice: &'static str) -> Response {
        let answer = Answer {
            notice: Some(notice),
            ..Answer::default()
        };
        (status, Json(answer)).into_response()
    }
}

/// Takes one input of the reader.
pub(crate) async fn take(reading: &Reading<'_>, input: Input) -> Response {
    let (playground, texts) = (reading.playground, reading.texts());
    let nonce = 8..=64;
    if !nonce.contains(&input.nonce.len())
        || !input.nonce.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let message = match &input.message {
        None => None,
        Some(handle) => match playground.timeline().find(&reading.conversation, handle) {
            Some(item) => Some(item.seq),
            None => return Answer::notice(StatusCode::GONE, texts.gone),
        },
    };
    let typed = match &input.did {
        Did::Type { text } => Some(text.trim().to_owned()),
        _ => None,
    };
    let Some(what) = what(input.did) else {
        return Json(Answer::default()).into_response();
    };
    let event = Event {
        id: format!("web:{}:{}", reading.me.user, input.nonce),
        who: people::account(&reading.me.user),
        place: Place {
            channel: input.channel.clone(),
            on: input
                .message
                .map_or(On::Nothing, |message| On::Message(Handle(message))),
        },
        what,
    };
    let mut answer = Answer::default();
    if input.channel.is_some() && matches!(event.what, What::Said(_)) {
        let hint = private(reading, Author::Kiku, View::line(texts.only_commands_here));
        answer.items.extend(show(reading, hint));
        return Json(answer).into_response();
    }
    // The typed line stands before whatever it brings about, and only if it was taken.
    let line = typed.map(|text| private(reading, Author::Myself, View::line(text)));
    let taken = match playground.inbox.get() {
        Some(inbox) => inbox.take(event).await,
        None => Err(kiku_chat::Busy),
    };
    let Ok(reply) = taken else {
        line.inspect(|seq| playground.timeline().remove(*seq));
        return Answer::notice(StatusCode::SERVICE_UNAVAILABLE, texts.busy);
    };
    answer.items.extend(line.and_then(|seq| show(reading, seq)));
    apply(reading, message, reply, &mut answer).await;
    Json(answer).into_response()
}

/// What an input means; nothing was typed if there is no answer.
fn what(did: Did) -> Option<What> {
    Some(match did {
        Did::Press { action } => What::Press(action),
        Did::Submit { action, values } => What::Submit { action, values },
        Did::Type { text } => typed(&text)?,
    })
}

/// `/1on1 word rest` is a command (a Japanese keyboard's full-width slash and space too),
/// everything else is said.
fn typed(text: &str) -> Option<What> {
    let text = text.trim();
    let slash = text.strip_prefix(['/', '／']);
    let named = slash.and_then(|text| {
        text.strip_prefix("1on1")
            .or_else(|| text.strip_prefix("１ｏｎ１"))
    });
    if let Some(line) =
        named.filter(|line| line.is_empty() || line.starts_with(char::is_whitespace))
    {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let (word, rest) = (word.to_owned(), rest.trim().to_owned());
        return Some(What::Command { word, rest });
    }
    (!text.is_empty()).then(|| What::Said(text.to_owned()))
}

async fn apply(reading: &Reading<'_>, message: Option<u64>, reply: Reply, answer: &mut Answer) {
    let playground = reading.playground;
    if let (Some(seq), Some(view)) = (message, reply.refreshed()) {
        warn_of_breach(view);
        if let Err(error) = playground.replace(seq, view).await {
            tracing::warn!(%error, "a refreshed message was not stored");
        }
        answer.items.extend(article(reading, seq));
    }
    if let Some(view) = reply.whisper {
        warn_of_breach(&view);
        let seq = private(reading, Author::Kiku, view);
        answer.items.extend(show(reading, seq));
    }
    if let Some(form) = reply.form {
        if let Err(breach) = limits::check_form(&form) {
            tracing::error!(%breach, "a form does not fit every platform");
        }
        let message = message.and_then(|seq| playground.timeline().item(seq).map(|i| i.handle().0));
        let form = render::form(reading.texts(), &form, message.as_deref());
        answer.form = Some(form.into_string());
    }
    let error = |FieldError { field, message }| FormError { field, message };
    answer.errors = reply.errors.into_iter().map(error).collect();
}

fn warn_of_breach(view: &View) {
    if let Err(breach) = limits::check_view(view) {
        tracing::error!(%breach, "a reply does not fit every platform");
    }
}

/// Adds something that only the reader sees, in this conversation, and not yet.
fn private(reading: &Reading, author: Author, view: View) -> u64 {
    reading.playground.timeline().add(Draft {
        conversation: reading.conversation.clone(),
        author,
        only_for: Some(reading.me.user.clone()),
        delivery: None,
        sent: reading.playground.stage.now(),
        view: Arc::new(view),
    })
}

fn show(reading: &Reading, seq: u64) -> Option<String> {
    reading.playground.timeline().show(seq);
    reading.playground.tell_shown(seq);
    article(reading, seq)
}

fn article(reading: &Reading, seq: u64) -> Option<String> {
    let item = reading.playground.timeline().item(seq).cloned()?;
    Some(message::article(reading, &item).into_string())
}

impl Playground {
    /// Takes away something that only one user sees; messages stay.
    pub(crate) fn dismiss(&self, user: &str, conversation: &Conversation, handle: &str) {
        let mut timeline = self.timeline();
        let item = timeline.find(conversation, handle);
        let own = item.filter(|item| item.only_for.as_deref() == Some(user));
        if let Some((seq, handle)) = own.map(|item| (item.seq, item.handle())) {
            timeline.remove(seq);
            let (user, conversation) = (user.to_owned(), conversation.clone());
            self.tell(crate::playground::Signal::Removed {
                user,
                conversation,
                handle,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(word: &str, rest: &str) -> Option<What> {
        let (word, rest) = (word.to_owned(), rest.to_owned());
        Some(What::Command { word, rest })
    }

    #[test]
    fn a_line_is_a_command_or_said() {
        assert_eq!(typed("/1on1 prep"), command("prep", ""));
        assert_eq!(
            typed(" ／1on1\u{3000}準備  来週 の件 "),
            command("準備", "来週 の件")
        );
        assert_eq!(typed("／１ｏｎ１　準備"), command("準備", ""));
        assert_eq!(typed("/1on1"), command("", ""));
        assert_eq!(typed("/1on1ish"), Some(What::Said("/1on1ish".into())));
        assert_eq!(
            typed("話すことがない\nです"),
            Some(What::Said("話すことがない\nです".into()))
        );
        assert_eq!(typed(" \n\u{3000}"), None);
    }
}
