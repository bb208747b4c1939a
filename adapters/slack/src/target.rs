//! Where a message goes, and how a message that stands is named: team, channel, timestamp.

use kiku_chat::{Address, Handle, SendError};

/// A message that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target<'a> {
    pub team: &'a str,
    pub channel: &'a str,
    pub ts: &'a str,
}

impl<'a> Target<'a> {
    /// Writes a handle: `T…/D…/1767326126.896109`.
    pub fn handle(team: &str, channel: &str, ts: &str) -> Handle {
        Handle(format!("{team}/{channel}/{ts}"))
    }

    /// Reads what [`Target::handle`] wrote.
    pub fn read(handle: &'a Handle) -> Result<Self, SendError> {
        let mut parts = handle.0.split('/');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(team), Some(channel), Some(ts), None) => Ok(Target { team, channel, ts }),
            _ => Err(SendError::Rejected(
                "not the name of a Slack message".into(),
            )),
        }
    }
}

/// Who is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recipient<'a> {
    /// A person, by their user id; Slack finds the direct message.
    Person(&'a str),
    /// A channel, by its id.
    Channel(&'a str),
    /// A channel, by its name without the `#`.
    Named(&'a str),
}

impl<'a> Recipient<'a> {
    pub fn of(address: &'a Address) -> Self {
        match address {
            Address::Person(account) => Recipient::Person(&account.user),
            Address::Channel { channel, .. } => Recipient::channel(channel),
        }
    }

    /// `C0123ABCD` is an id; `#人事` and `人事` are names (Slack's names have no capitals).
    pub fn channel(channel: &'a str) -> Self {
        let upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        let id =
            channel.len() > 1 && channel.starts_with(['C', 'G', 'D']) && channel.bytes().all(upper);
        match id {
            true => Recipient::Channel(channel),
            false => Recipient::Named(channel.trim_start_matches('#')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_are_told_from_names() {
        assert_eq!(
            Recipient::channel("C0123ABCD"),
            Recipient::Channel("C0123ABCD")
        );
        assert_eq!(Recipient::channel("#人事"), Recipient::Named("人事"));
        assert_eq!(Recipient::channel("general"), Recipient::Named("general"));
        assert_eq!(Recipient::channel("Cafe"), Recipient::Named("Cafe"));
    }

    #[test]
    fn handles_come_back() {
        let handle = Target::handle("T1", "D1", "1.2");
        let read = Target::read(&handle).expect("a handle");
        assert_eq!((read.team, read.channel, read.ts), ("T1", "D1", "1.2"));
        assert!(Target::read(&Handle("m17".into())).is_err());
    }
}
