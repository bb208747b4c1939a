//! Somebody at their Slack client in a story: reads, presses, types, says.

use crate::company::{Company, TEAM, user};
use kiku_slack_model::{Client, Modal, Outcome, Shown};

/// How the chosen answer is marked.
const MARK: &str = "✓ ";

/// A person in their conversation with Kiku, or in a channel.
pub struct Seat<'c> {
    company: &'c Company,
    /// The person's client.
    pub client: Client,
    room: String,
}

impl<'c> Seat<'c> {
    pub(crate) fn new(company: &'c Company, name: &str, channel: Option<String>) -> Self {
        let client = company.slack.client(TEAM, &user(name));
        let room = channel.unwrap_or_else(|| client.direct_id());
        Seat {
            company,
            client,
            room,
        }
    }

    /// Everything here, oldest first.
    pub fn all(&self) -> Vec<Shown> {
        self.client.conversation(&self.room)
    }

    /// Takes notice of the oldest message of Kiku that was not read yet.
    fn next(&self, ephemeral: bool) -> Option<Shown> {
        let mut read = self
            .company
            .read
            .lock()
            .unwrap_or_else(|error| error.into_inner());
        let own = self
            .all()
            .into_iter()
            .filter(|shown| shown.author.starts_with("U0BOT") && shown.ephemeral == ephemeral);
        for shown in own {
            let reader = if ephemeral {
                format!("{}{}", self.room, shown.author)
            } else {
                self.room.clone()
            };
            if read.insert((reader, shown.ts.clone())) {
                return Some(shown);
            }
        }
        None
    }

    /// Reads the next message, which must contain all of these words.
    ///
    /// # Panics
    /// When there is none, or the words are not in it.
    pub fn reads(&self, words: &[&str]) -> Shown {
        let shown = self.next(false);
        let shown = shown.unwrap_or_else(|| {
            let texts: Vec<String> = self.all().into_iter().map(|shown| shown.text).collect();
            panic!(
                "nothing to read, expected {words:?} after:\n{}",
                texts.join("\n---\n")
            )
        });
        contains(&shown, words)
    }

    /// Reads the last answer that only this person sees.
    ///
    /// # Panics
    /// When there is none, or the words are not in it.
    pub fn told(&self, words: &[&str]) -> Shown {
        let mut answers = self.all().into_iter().filter(|shown| shown.ephemeral);
        let last = answers
            .next_back()
            .unwrap_or_else(|| panic!("no answer, expected {words:?}"));
        contains(&last, words)
    }

    /// The messages here that contain the words, as they stand now.
    pub fn showing(&self, words: &str) -> Vec<Shown> {
        self.all()
            .into_iter()
            .filter(|shown| shown.text.contains(words))
            .collect()
    }

    /// Uses the newest control with this label, chosen already or not.
    ///
    /// # Panics
    /// When no message shows such a control, or Slack says that it did not work.
    pub async fn presses(&self, label: &str) {
        let all = self.all();
        let chosen = format!("{MARK}{label}");
        for shown in all.iter().rev() {
            for label in [label, &chosen] {
                if shown.control(label).is_some() {
                    return self.presses_on(shown, label).await;
                }
            }
        }
        let texts: Vec<&str> = all.iter().map(|shown| shown.text.as_str()).collect();
        panic!("no control '{label}' in:\n{}", texts.join("\n---\n"));
    }

    /// Uses a control of this message.
    ///
    /// # Panics
    /// When there is none, or Slack says that it did not work.
    pub async fn presses_on(&self, shown: &Shown, label: &str) {
        let outcome = self.client.press_label(shown, label).await;
        self.done(outcome, label).await;
    }

    /// The open form.
    ///
    /// # Panics
    /// When there is none.
    pub fn form(&self) -> Modal {
        self.client
            .modal()
            .unwrap_or_else(|| panic!("no form is open"))
    }

    /// Types into the open form, by key, and sends it.
    ///
    /// # Panics
    /// When no form is open, or Slack says that it did not work.
    pub async fn fills(&self, values: &[(&str, &str)]) {
        let outcome = self.client.submit(values).await;
        self.done(outcome, "a form").await;
    }

    /// Says something in the conversation with Kiku.
    ///
    /// # Panics
    /// When Kiku does not acknowledge it.
    pub async fn says(&self, text: &str) {
        let outcome = self.client.say(text).await;
        self.done(outcome, text).await;
    }

    /// Gives `/1on1` with this text.
    ///
    /// # Panics
    /// When Slack says that it did not work.
    pub async fn commands(&self, text: &str) {
        let outcome = self.client.command_in(&self.room, "/1on1", text).await;
        self.done(outcome, text).await;
    }

    /// Opens the home tab and reads it.
    ///
    /// # Panics
    /// When nothing is published, or the words are not there.
    pub async fn home(&self, words: &[&str]) -> Shown {
        let outcome = self.client.open_home().await;
        self.done(outcome, "the home tab").await;
        let shown = self
            .client
            .home()
            .unwrap_or_else(|| panic!("the home tab is empty"));
        contains(&shown, words)
    }

    async fn done(&self, outcome: Outcome, what: &str) {
        assert_eq!(outcome, Outcome::Taken, "{what}");
        // A person needs a moment; and Slack takes one message a second in a conversation.
        let settled = self.company.pass(3).await;
        settled.unwrap_or_else(|error| panic!("{error:#}"));
    }
}

fn contains(shown: &Shown, words: &[&str]) -> Shown {
    for word in words {
        assert!(
            shown.text.contains(word),
            "expected '{word}' in:\n{}",
            shown.text
        );
    }
    shown.clone()
}
