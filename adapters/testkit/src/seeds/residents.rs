//! People who press whatever they see, fill in forms, press twice, and lose replies on the way.

use crate::chat::Posted;
use crate::model::ModelChat;
use anyhow::{Result, anyhow};
use chrono::{DateTime, Duration, Utc};
use kiku_chat::{Account, Address, Event, Form, Handle, Inbox, On, Place, Platform, Reply, What};
use kiku_engine::Engine;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The people of a company, all of them.
pub(super) struct Residents {
    chance: ChaCha8Rng,
    next_at: DateTime<Utc>,
    every: Duration,
    events: u64,
}

impl Residents {
    pub fn new(seed: u64, begins: DateTime<Utc>, every: Duration) -> Self {
        Residents {
            chance: ChaCha8Rng::seed_from_u64(seed ^ 0x9e09_1e50),
            next_at: begins + every,
            every,
            events: 0,
        }
    }

    /// When somebody next does something.
    pub fn next_at(&self) -> DateTime<Utc> {
        self.next_at
    }

    /// Somebody uses a control of one of the newest messages.
    pub async fn act(
        &mut self,
        bot: &Engine,
        platforms: &[Arc<ModelChat>],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let wait = self.every * i32::try_from(1 + self.below(200)).unwrap_or(1) / 100;
        self.next_at = now + wait.max(Duration::minutes(1));
        let chat = &platforms[self.below(platforms.len())];
        let direct = chat.everything().into_iter();
        let pressable: Vec<(Account, Posted)> = direct
            .filter_map(|(at, posted)| match at {
                Address::Person(account) => Some((account, posted)),
                Address::Channel { .. } => None,
            })
            .filter(|(_, posted)| posted.view.actions().next().is_some())
            .collect();
        if pressable.is_empty() {
            return Ok(());
        }
        let (who, posted) = &pressable[self.below(pressable.len())];
        let actions: Vec<&str> = posted.view.actions().collect();
        let press = What::Press(actions[self.below(actions.len())].to_owned());
        let reply = self.event(bot, chat, who, &posted.handle, press).await?;
        if let Some(form) = reply.form {
            let filled = self.fill(form);
            self.event(bot, chat, who, &posted.handle, filled).await?;
        }
        Ok(())
    }

    /// The event arrives, now and then twice; its reply is shown, or lost on the way.
    async fn event(
        &mut self,
        bot: &Engine,
        chat: &ModelChat,
        who: &Account,
        on: &Handle,
        what: What,
    ) -> Result<Reply> {
        self.events += 1;
        let event = Event {
            id: format!("e{}", self.events),
            who: who.clone(),
            place: Place {
                channel: None,
                on: On::Message(on.clone()),
            },
            what,
        };
        let busy = |busy| anyhow!("{busy}");
        let mut reply = bot.take(event.clone()).await.map_err(busy)?;
        if self.below(5) == 0 {
            reply = bot.take(event).await.map_err(busy)?;
        }
        let at = Address::Person(who.clone());
        match reply.refreshed() {
            Some(_) if self.below(5) == 0 => bot.missed(chat.name(), on).await,
            Some(view) => chat.refresh(&at, on, view.clone()),
            None => {}
        }
        Ok(reply)
    }

    fn fill(&mut self, form: Form) -> What {
        let words = [
            "はい",
            "9:00-17:00",
            "11/20 15:00",
            "2026-12-01",
            "<@U1> *太字*",
            "",
        ];
        let mut values = BTreeMap::new();
        for field in form.fields {
            let word = words[self.below(words.len())];
            values.insert(field.key, word.to_owned());
        }
        let action = form.action;
        What::Submit { action, values }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.chance.next_u32() as usize % bound
    }
}
