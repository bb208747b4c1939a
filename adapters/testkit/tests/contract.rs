//! The chat made of memory and the models of the three kinds pass the contract of every platform.

use async_trait::async_trait;
use kiku_chat::contract::{Act, Bed, Cast, Outcome, Recorder, Seen, SeenField, SeenForm, suite};
use kiku_chat::{
    Account, Address, Block, DirectoryPerson, Event, Form, Handle, Inbox, On, Once, Place,
    Platform, Reply, SendError, Span, View, What,
};
use kiku_engine::clock::SystemClock;
use kiku_testkit::{MemoryChat, ModelChat, Posted, Terms, chat};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a room needs of its chat.
trait Chat: Platform {
    fn list(&self, directory: Vec<DirectoryPerson>);
    fn shut(&self, address: Address);
    fn fail(&self, error: SendError);
    fn stands(&self, at: &Address) -> Vec<Posted>;
    fn replace(&self, at: &Address, handle: &Handle, view: View);
}

macro_rules! chat {
    ($($type:ty),*) => {$(
        impl Chat for $type {
            fn list(&self, directory: Vec<DirectoryPerson>) {
                self.set_directory(directory);
            }

            fn shut(&self, address: Address) {
                self.block(address);
            }

            fn fail(&self, error: SendError) {
                self.fail_next([error]);
            }

            fn stands(&self, at: &Address) -> Vec<Posted> {
                self.posted(at)
            }

            fn replace(&self, at: &Address, handle: &Handle, view: View) {
                self.refresh(at, handle, view);
            }
        }
    )*};
}

chat!(MemoryChat, ModelChat);

struct Room<C> {
    chat: C,
    recorder: Recorder,
    whispers: Mutex<Vec<(Account, Address, View)>>,
    forms: Mutex<HashMap<Account, Open>>,
    events: AtomicU64,
}

#[derive(Clone)]
struct Open {
    form: Form,
    values: BTreeMap<String, String>,
    errors: BTreeMap<String, String>,
}

impl<C: Chat> Room<C> {
    fn new(chat: C) -> Self {
        let listed = ["first", "second", "gone"].map(str::to_owned).into_iter();
        let more = (0..250).map(|number| format!("p{number}"));
        let person = |user: String| DirectoryPerson {
            account: chat::account(&user),
            name: user.clone(),
            email: None,
            time_zone: None,
            locale: None,
            reachable: user != "gone",
        };
        chat.list(listed.chain(more).map(person).collect());
        chat.shut(Address::Person(chat::account("gone")));
        Room {
            chat,
            recorder: Recorder::default(),
            whispers: Mutex::default(),
            forms: Mutex::default(),
            events: AtomicU64::new(1),
        }
    }

    fn what(&self, who: &Account, act: &Act) -> (What, Option<Handle>) {
        match act {
            Act::Press(handle, action) => (What::Press(action.clone()), Some(handle.clone())),
            Act::Command(word, rest) => {
                let (word, rest) = (word.clone(), rest.clone());
                (What::Command { word, rest }, None)
            }
            Act::Say(text) => (What::Said(text.clone()), None),
            Act::Submit(values) => {
                let values: BTreeMap<String, String> = values.iter().cloned().collect();
                let mut forms = self.forms.lock().expect("forms");
                let open = forms.get_mut(who).expect("a form is open");
                open.values.clone_from(&values);
                let action = open.form.action.clone();
                (What::Submit { action, values }, None)
            }
        }
    }

    fn apply(&self, event: &Event, at: &Address, reply: Reply) {
        let who = &event.who;
        if let (Some(handle), Some(view)) = (event.place.message(), reply.refreshed()) {
            self.chat.replace(at, handle, view.clone());
        }
        if let Some(view) = reply.whisper {
            let whisper = (who.clone(), at.clone(), view);
            self.whispers.lock().expect("whispers").push(whisper);
        }
        let mut forms = self.forms.lock().expect("forms");
        let errors: BTreeMap<String, String> = reply
            .errors
            .into_iter()
            .map(|error| (error.field, error.message))
            .collect();
        match (&event.what, errors.is_empty()) {
            (What::Submit { .. }, true) => drop(forms.remove(who)),
            (What::Submit { .. }, false) => {
                forms.get_mut(who).expect("the form").errors = errors;
            }
            _ => {}
        }
        if let Some(form) = reply.form {
            let open = Open {
                form,
                values: BTreeMap::new(),
                errors: BTreeMap::new(),
            };
            forms.insert(who.clone(), open);
        }
    }
}

fn read(handle: &Handle, view: &View, updated: bool, private: bool) -> Seen {
    let spans = view.blocks.iter().flat_map(|block| match block {
        Block::Text(spans) => spans.clone(),
        Block::Facts(facts) => facts.iter().flat_map(|fact| fact.value.clone()).collect(),
        _ => Vec::new(),
    });
    let links = spans.filter_map(|span| match span {
        Span::Link { url, .. } => Some(url),
        _ => None,
    });
    let is_image = |block: &&Block| matches!(block, Block::Image(_));
    Seen {
        handle: handle.clone(),
        text: view.to_plain_text(),
        actions: view.actions().map(str::to_owned).collect(),
        live: links.collect(),
        pictures: view.blocks.iter().filter(is_image).count(),
        updated,
        private,
    }
}

#[async_trait]
impl<C: Chat> Bed for Room<C> {
    fn platform(&self) -> &dyn Platform {
        &self.chat
    }

    fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    fn cast(&self) -> Cast {
        Cast {
            first: chat::account("first"),
            second: chat::account("second"),
            unreachable: chat::account("gone"),
            channel: kiku_testkit::channel("hr"),
        }
    }

    async fn seen(&self, reader: &Account, at: &Address) -> Vec<Seen> {
        let posted = self.chat.stands(at);
        let mut seen: Vec<Seen> = posted
            .iter()
            .map(|posted| read(&posted.handle, &posted.view, posted.edits > 0, false))
            .collect();
        let whispers = self.whispers.lock().expect("whispers");
        let mine = whispers
            .iter()
            .enumerate()
            .filter(|(_, (who, place, _))| who == reader && place == at);
        let private = |(number, (_, _, view)): (usize, &(Account, Address, View))| {
            read(&Handle(format!("w{number}")), view, false, true)
        };
        seen.extend(mine.map(private));
        seen
    }

    async fn form(&self, who: &Account) -> Option<SeenForm> {
        let open = self.forms.lock().expect("forms").get(who).cloned()?;
        let field = |field: &kiku_chat::Field| SeenField {
            key: field.key.clone(),
            value: open
                .values
                .get(&field.key)
                .unwrap_or(&field.initial)
                .clone(),
            error: open.errors.get(&field.key).cloned(),
        };
        Some(SeenForm {
            title: open.form.title.clone(),
            fields: open.form.fields.iter().map(field).collect(),
        })
    }

    async fn act(&self, who: &Account, at: &Address, act: Act) -> Outcome {
        let (what, message) = self.what(who, &act);
        let channel = match at {
            Address::Person(_) => None,
            Address::Channel { channel, .. } => Some(channel.clone()),
        };
        let event = Event {
            id: format!("e{}", self.events.fetch_add(1, Ordering::Relaxed)),
            who: who.clone(),
            place: Place {
                channel,
                on: message.map_or(On::Nothing, On::Message),
            },
            what,
        };
        match self.recorder.take(event.clone()).await {
            Ok(reply) => {
                self.apply(&event, at, reply);
                Outcome::Taken
            }
            Err(_) => Outcome::Busy,
        }
    }

    async fn fail_next(&self, failure: &SendError) -> bool {
        self.chat.fail(failure.clone());
        true
    }
}

#[tokio::test]
async fn the_chat_made_of_memory_keeps_the_contract() {
    suite(&Room::new(MemoryChat::default())).await;
}

#[tokio::test]
async fn models_of_all_kinds_keep_the_contract() {
    let minutes = Once::Deduplicates(Duration::from_secs(300));
    for once in [Once::Findable, minutes, Once::Neither] {
        let terms = Terms::of(chat::PLATFORM, once);
        suite(&Room::new(ModelChat::new(terms, Arc::new(SystemClock)))).await;
    }
}
