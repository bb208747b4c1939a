//! Accounts are linked to people by mail address, as a platform's directory tells it.

use crate::{Engine, EngineError};
use kiku::decision::{Change, Decision};
use kiku::domain::ids::PersonId;
use kiku_chat::{DirectoryPerson, Platform, SendError};
use std::collections::{BTreeMap, BTreeSet};

/// What linking found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linked {
    /// Accounts that belong to a person now.
    pub linked: usize,
    /// Reachable accounts whose mail address is on no roster line.
    pub unmatched: Vec<String>,
}

impl Engine {
    /// Reads a platform's directory page by page and links accounts by mail address.
    ///
    /// # Errors
    /// The platform or the database fails; what was linked before stays.
    pub async fn link_accounts(
        &self,
        platform: &dyn Platform,
        workspace: &str,
    ) -> Result<Linked, EngineError> {
        let people = self.people_by_mail().await?;
        let mut linked = Linked::default();
        let mut seen = BTreeSet::new();
        let mut cursor: Option<String> = None;
        loop {
            let page = platform
                .people(workspace, cursor.as_deref())
                .await
                .map_err(directory_error)?;
            let decision = link_page(&page.people, &people, &mut linked, &mut seen);
            if !decision.changes.is_empty() {
                self.store.commit(&decision, None, self.clock.now()).await?;
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(linked),
            }
        }
    }

    /// Links the account of one person whom a platform tells of.
    pub(crate) async fn link_one(&self, person: DirectoryPerson) -> Result<(), EngineError> {
        let people = self.people_by_mail().await?;
        let (mut linked, mut seen) = (Linked::default(), BTreeSet::new());
        let decision = link_page(&[person], &people, &mut linked, &mut seen);
        if !decision.changes.is_empty() {
            self.store.commit(&decision, None, self.clock.now()).await?;
        }
        Ok(())
    }

    async fn people_by_mail(&self) -> Result<BTreeMap<String, PersonId>, EngineError> {
        let known = self.store.known_people().await?.into_iter();
        Ok(known
            .filter_map(|(person, _)| Some((person.email?, person.id)))
            .collect())
    }
}

fn directory_error(error: SendError) -> EngineError {
    EngineError::Directory(error.to_string())
}

fn link_page(
    page: &[DirectoryPerson],
    people: &BTreeMap<String, PersonId>,
    linked: &mut Linked,
    seen: &mut BTreeSet<PersonId>,
) -> Decision {
    let mut decision = Decision::default();
    for entry in page.iter().filter(|entry| entry.reachable) {
        let mail = entry
            .email
            .as_deref()
            .map(str::to_lowercase)
            .unwrap_or_default();
        match people.get(&mail) {
            Some(person) if seen.insert(*person) => {
                linked.linked += 1;
                decision
                    .changes
                    .push(Change::Account(entry.account.clone(), *person));
            }
            Some(_) => linked.unmatched.push(mail),
            None => linked.unmatched.push(entry.account.user.clone()),
        }
    }
    decision
}
