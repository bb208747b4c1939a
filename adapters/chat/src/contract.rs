//! The contract that every platform passes, run by each platform against its own counterpart.
//!
//! A platform writes a [`Bed`]: its real renderer, sender and inbound path against a model of its
//! counterpart. [`suite`] then says whether a person there sees, presses and types what
//! [`crate::Platform`] promises. A broken promise is a panic that names it.

mod inbound;
mod recorder;
mod samples;
mod sending;

pub use inbound::{
    busy_is_told, commands_arrive, field_errors_keep_the_form, forms_arrive, presses_arrive,
    refresh_replaces, speech_arrives, whispers_are_for_one,
};
pub use recorder::Recorder;
pub use samples::{HOSTILE, everything};
pub use sending::{
    deliveries_settle, edits_replace, every_block_shows, failures_are_told_apart,
    hostile_text_is_dead, limits_hold_or_fail_loudly, people_come_in_pages,
    the_unreachable_are_named,
};

use crate::{Account, Address, Handle, Platform, SendError};
use async_trait::async_trait;

/// A platform with its counterpart, and people who look, press and type there.
#[async_trait]
pub trait Bed: Send + Sync {
    /// The platform under test.
    fn platform(&self) -> &dyn Platform;

    /// The inbox to which the platform's inbound path is connected.
    fn recorder(&self) -> &Recorder;

    /// Who is there.
    fn cast(&self) -> Cast;

    /// What somebody sees in a conversation, oldest first, read from what the counterpart would show.
    async fn seen(&self, reader: &Account, at: &Address) -> Vec<Seen>;

    /// The form that is open before somebody, with what is typed and what is wrong.
    async fn form(&self, who: &Account) -> Option<SeenForm>;

    /// Somebody does something; it goes through the platform's real inbound path.
    async fn act(&self, who: &Account, at: &Address, act: Act) -> Outcome;

    /// Makes the next send fail in this way; false if the platform cannot fail so.
    async fn fail_next(&self, failure: &SendError) -> bool;
}

/// Who is there: two people who can be reached, one who cannot, and a channel.
#[derive(Debug, Clone)]
pub struct Cast {
    /// Reachable, reads the channel.
    pub first: Account,
    /// Reachable, reads the channel.
    pub second: Account,
    /// Deactivated, or whatever the platform knows of people who cannot be messaged.
    pub unreachable: Account,
    /// Read by both.
    pub channel: Address,
}

/// A message as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The platform's name for it.
    pub handle: Handle,
    /// All its words, as read; what would be interpreted is interpreted.
    pub text: String,
    /// The action strings of all controls, top to bottom.
    pub actions: Vec<String>,
    /// Everything that does something by itself: link targets, mentions, scripts.
    pub live: Vec<String>,
    /// How many pictures it shows.
    pub pictures: usize,
    /// Whether it says that it was changed.
    pub updated: bool,
    /// Whether it is for this reader only.
    pub private: bool,
}

/// An open form as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenForm {
    /// Its title.
    pub title: String,
    /// Its fields from top to bottom.
    pub fields: Vec<SeenField>,
}

/// A field of an open form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenField {
    /// The field's key.
    pub key: String,
    /// What stands in it.
    pub value: String,
    /// What is said to be wrong with it.
    pub error: Option<String>,
}

/// Something a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Uses the control of a message that carries this action.
    Press(Handle, String),
    /// Types these values, by key, into the open form and sends it.
    Submit(Vec<(String, String)>),
    /// Gives the command with this word and rest, in the platform's own way.
    Command(String, String),
    /// Writes plain words.
    Say(String),
}

/// What came of it, as the person's client learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was acknowledged.
    Taken,
    /// The platform was told to try again, or the person was.
    Busy,
}

/// Everything at once. Panics at the first broken promise.
pub async fn suite(bed: &dyn Bed) {
    every_block_shows(bed).await;
    edits_replace(bed).await;
    deliveries_settle(bed).await;
    failures_are_told_apart(bed).await;
    the_unreachable_are_named(bed).await;
    hostile_text_is_dead(bed).await;
    limits_hold_or_fail_loudly(bed).await;
    people_come_in_pages(bed).await;
    presses_arrive(bed).await;
    refresh_replaces(bed).await;
    commands_arrive(bed).await;
    speech_arrives(bed).await;
    forms_arrive(bed).await;
    field_errors_keep_the_form(bed).await;
    whispers_are_for_one(bed).await;
    busy_is_told(bed).await;
}

/// The direct conversation of an account.
fn direct(account: &Account) -> Address {
    Address::Person(account.clone())
}

/// What a reader sees of one message.
async fn look(bed: &dyn Bed, reader: &Account, at: &Address, handle: &Handle) -> Seen {
    let seen = bed.seen(reader, at).await;
    let mut found = seen.iter().filter(|seen| seen.handle == *handle);
    let first = found.next().cloned();
    assert!(
        found.next().is_none(),
        "a handle names one message, {handle:?} names more"
    );
    first.unwrap_or_else(|| panic!("{handle:?} is not among {seen:#?}"))
}
