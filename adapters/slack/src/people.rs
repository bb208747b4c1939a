//! People as Slack lists them, page by page; who cannot or must not be messaged is marked.

use crate::Slack;
use crate::api::Method;
use crate::inbound::PLATFORM;
use kiku_chat::{Account, DirectoryPerson, PeoplePage, SendError};
use serde::Deserialize;
use serde_json::{Value, json};

/// People on one page (Slack recommends at most 200).
const PAGE: usize = 200;

/// A user as Slack tells of them; only what Kiku needs.
#[derive(Debug, Deserialize)]
pub(crate) struct User {
    id: String,
    #[serde(default)]
    name: String,
    real_name: Option<String>,
    #[serde(default)]
    profile: Profile,
    tz: Option<String>,
    locale: Option<String>,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    is_bot: bool,
    #[serde(default)]
    is_workflow_bot: bool,
    #[serde(default)]
    is_restricted: bool,
    #[serde(default)]
    is_ultra_restricted: bool,
    #[serde(default)]
    is_stranger: bool,
    #[serde(default)]
    is_invited_user: bool,
}

#[derive(Debug, Default, Deserialize)]
struct Profile {
    email: Option<String>,
    real_name: Option<String>,
    display_name: Option<String>,
}

impl User {
    pub fn into_person(self, team: &str) -> DirectoryPerson {
        let reachable = self.may_be_messaged();
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let name = filled(self.profile.real_name)
            .or(filled(self.real_name))
            .or(filled(self.profile.display_name));
        DirectoryPerson {
            account: Account {
                platform: PLATFORM.into(),
                workspace: team.into(),
                user: self.id,
            },
            name: name.unwrap_or(self.name),
            email: filled(self.profile.email),
            time_zone: filled(self.tz),
            locale: filled(self.locale),
            reachable,
        }
    }

    /// Not bots (Slackbot says it is none), guests, people of other companies, or whoever left or has not come yet.
    fn may_be_messaged(&self) -> bool {
        let guest = self.is_restricted || self.is_ultra_restricted || self.is_stranger;
        let bot = self.is_bot || self.is_workflow_bot || self.id == "USLACKBOT";
        !(self.deleted || self.is_invited_user || guest || bot)
    }
}

impl Slack {
    /// One page of a workspace's users. Somebody whose entry cannot be read is counted and left out.
    pub(crate) async fn page(
        &self,
        team: &str,
        cursor: Option<&str>,
    ) -> Result<PeoplePage, SendError> {
        let installed = self.installed(team)?;
        let arguments = json!({ "limit": PAGE, "include_locale": true, "cursor": cursor });
        let called = self
            .api
            .call(&installed.token, Method::ListUsers, &arguments);
        let mut answer = called.await?;
        let Some(Value::Array(members)) = answer.get_mut("members").map(Value::take) else {
            return Err(SendError::Unknown("a page of people without people".into()));
        };
        let mut people = Vec::with_capacity(members.len());
        for member in members {
            match serde_json::from_value::<User>(member) {
                Ok(user) => people.push(user.into_person(team)),
                Err(_) => metrics::counter!("kiku_slack_unreadable_people_total").increment(1),
            }
        }
        Ok(PeoplePage {
            people,
            next: next_cursor(&answer),
        })
    }
}

/// Where the next page begins; an empty cursor is the end.
pub(crate) fn next_cursor(answer: &Value) -> Option<String> {
    let cursor = answer.pointer("/response_metadata/next_cursor")?.as_str()?;
    (!cursor.is_empty()).then(|| cursor.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(user: Value) -> DirectoryPerson {
        let user: User = serde_json::from_value(user).expect("a user");
        user.into_person("T1")
    }

    #[test]
    fn a_user_becomes_a_person() {
        let user = json!({
            "id": "U1", "name": "hanako", "tz": "Asia/Tokyo", "locale": "ja-JP", "tz_offset": 32400,
            "profile": { "email": "hanako@example.com", "real_name": "佐藤 花子", "display_name": "" },
        });
        let person = person(user);
        assert_eq!(person.name, "佐藤 花子");
        assert_eq!(person.email.as_deref(), Some("hanako@example.com"));
        assert_eq!(person.time_zone.as_deref(), Some("Asia/Tokyo"));
        assert_eq!(person.locale.as_deref(), Some("ja-JP"));
        assert!(person.reachable);
    }

    #[test]
    fn bots_guests_and_those_who_left_are_not_messaged() {
        for mark in [
            "deleted",
            "is_bot",
            "is_restricted",
            "is_ultra_restricted",
            "is_stranger",
            "is_invited_user",
        ] {
            assert!(
                !person(json!({ "id": "U1", mark: true })).reachable,
                "{mark}"
            );
        }
        assert!(!person(json!({ "id": "USLACKBOT", "is_bot": false })).reachable);
        assert!(person(json!({ "id": "U1", "deleted": false })).reachable);
    }
}
