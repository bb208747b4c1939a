//! A chat platform made of memory: what was posted can be read and pressed.

use async_trait::async_trait;
use kiku_chat::limits;
use kiku_chat::{
    Account, Address, Capabilities, DeliveryId, DirectoryPerson, Handle, Once, PeoplePage,
    Platform, Rates, SendError, View,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Mutex;

/// The name of the platform.
pub const PLATFORM: &str = "memory";
/// Its only workspace.
pub const WORKSPACE: &str = "test";

/// A message as it stands in a conversation.
#[derive(Debug, Clone)]
pub struct Posted {
    /// Its handle.
    pub handle: Handle,
    /// The delivery that brought it.
    pub delivery: DeliveryId,
    /// What it shows now.
    pub view: View,
    /// How often it was edited.
    pub edits: usize,
    /// Whether the story has taken notice of it.
    pub read: bool,
}

/// The chat.
#[derive(Debug, Default)]
pub struct MemoryChat {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    posted: BTreeMap<Address, Vec<Posted>>,
    directory: Vec<DirectoryPerson>,
    blocked: BTreeSet<Address>,
    next_errors: VecDeque<SendError>,
    directory_errors: VecDeque<Option<SendError>>,
    lose_answer: bool,
    rates: Option<Rates>,
    next: u64,
}

impl MemoryChat {
    /// Who is listed in the directory.
    pub fn set_directory(&self, directory: Vec<DirectoryPerson>) {
        self.lock().directory = directory;
    }

    /// The next sends fail like this, in order.
    pub fn fail_next(&self, errors: impl IntoIterator<Item = SendError>) {
        self.lock().next_errors.extend(errors);
    }

    /// How often calls may be made from now on, as far as the platform says.
    pub fn set_rates(&self, rates: Rates) {
        self.lock().rates = Some(rates);
    }

    /// The next pages of the directory fail like this, in order; `None` lets one through.
    pub fn fail_directory(&self, answers: impl IntoIterator<Item = Option<SendError>>) {
        self.lock().directory_errors.extend(answers);
    }

    /// The next message arrives, but its answer is lost on the way back.
    pub fn lose_next_answer(&self) {
        self.lock().lose_answer = true;
    }

    /// This address cannot be reached from now on.
    pub fn block(&self, address: Address) {
        self.lock().blocked.insert(address);
    }

    /// Everything in a conversation, oldest first.
    pub fn posted(&self, address: &Address) -> Vec<Posted> {
        self.lock().posted.get(address).cloned().unwrap_or_default()
    }

    /// Takes notice of the oldest unread message of a conversation.
    pub fn read_next(&self, address: &Address) -> Option<Posted> {
        let mut state = self.lock();
        let unread = state
            .posted
            .get_mut(address)?
            .iter_mut()
            .find(|posted| !posted.read)?;
        unread.read = true;
        Some(unread.clone())
    }

    /// All unread messages, for the end of a story.
    pub fn unread(&self) -> Vec<(Address, Posted)> {
        let state = self.lock();
        let all = state
            .posted
            .iter()
            .flat_map(|(address, list)| list.iter().map(move |posted| (address, posted)));
        all.filter(|(_, posted)| !posted.read)
            .map(|(address, posted)| (address.clone(), posted.clone()))
            .collect()
    }

    /// Replaces what a message shows, as a reply does.
    pub fn refresh(&self, address: &Address, handle: &Handle, view: View) {
        let mut state = self.lock();
        if let Some(posted) = find(&mut state, address, handle) {
            posted.view = view;
            posted.edits += 1;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }
}

fn find<'a>(state: &'a mut State, address: &Address, handle: &Handle) -> Option<&'a mut Posted> {
    state
        .posted
        .get_mut(address)?
        .iter_mut()
        .find(|posted| posted.handle == *handle)
}

/// Like every platform: what is beyond the shared limits is refused.
fn fits(view: &View) -> Result<(), SendError> {
    limits::check_view(view).map_err(|breach| SendError::Rejected(breach.to_string()))
}

/// The account of a person of the directory.
pub fn account(user: &str) -> Account {
    Account {
        platform: PLATFORM.to_owned(),
        workspace: WORKSPACE.to_owned(),
        user: user.to_owned(),
    }
}

#[async_trait]
impl Platform for MemoryChat {
    fn name(&self) -> &str {
        PLATFORM
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            once: Once::Findable,
            rates: self.lock().rates.unwrap_or(Rates::UNLIMITED),
        }
    }

    async fn send(
        &self,
        to: &Address,
        delivery: &DeliveryId,
        view: &View,
    ) -> Result<Handle, SendError> {
        fits(view)?;
        let mut state = self.lock();
        if let Some(error) = state.next_errors.pop_front() {
            return Err(error);
        }
        if state.blocked.contains(to) {
            return Err(SendError::Unreachable("blocked".to_owned()));
        }
        let known = state
            .posted
            .get(to)
            .into_iter()
            .flatten()
            .find(|posted| posted.delivery == *delivery);
        if let Some(posted) = known {
            return Ok(posted.handle.clone());
        }
        state.next += 1;
        let handle = Handle(format!("m{}", state.next));
        let posted = Posted {
            handle: handle.clone(),
            delivery: delivery.clone(),
            view: view.clone(),
            edits: 0,
            read: false,
        };
        state.posted.entry(to.clone()).or_default().push(posted);
        if std::mem::take(&mut state.lose_answer) {
            return Err(SendError::Unknown("the connection broke".to_owned()));
        }
        Ok(handle)
    }

    async fn edit(&self, to: &Address, handle: &Handle, view: &View) -> Result<(), SendError> {
        fits(view)?;
        let mut state = self.lock();
        let posted = find(&mut state, to, handle)
            .ok_or_else(|| SendError::Rejected("no such message".to_owned()))?;
        posted.view = view.clone();
        posted.edits += 1;
        Ok(())
    }

    async fn find_sent(
        &self,
        to: &Address,
        delivery: &DeliveryId,
    ) -> Result<Option<Handle>, SendError> {
        let state = self.lock();
        let mut list = state.posted.get(to).into_iter().flatten();
        Ok(list
            .find(|posted| posted.delivery == *delivery)
            .map(|posted| posted.handle.clone()))
    }

    async fn people(&self, workspace: &str, cursor: Option<&str>) -> Result<PeoplePage, SendError> {
        const PAGE: usize = 100;
        let mut state = self.lock();
        if let Some(error) = state.directory_errors.pop_front().flatten() {
            return Err(error);
        }
        let start: usize = cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        let listed = state
            .directory
            .iter()
            .filter(|entry| entry.account.workspace == workspace);
        let people: Vec<DirectoryPerson> = listed.skip(start).take(PAGE).cloned().collect();
        let next = (people.len() == PAGE).then(|| (start + PAGE).to_string());
        Ok(PeoplePage { people, next })
    }
}
