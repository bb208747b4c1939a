//! One event: load, decide, commit, reply. Stored before it is answered; the same event again changes nothing.

use crate::after::{after, leaves_work, state_after};
use crate::input::Input;
use crate::{Engine, EngineError};
use kiku::actions::Action;
use kiku::commands::Command;
use kiku::decision::{Answer, Decision};
use kiku::domain::person::Actor;
use kiku::material::Desk;
use kiku::notice::Notice;
use kiku::usecases::{Moment, Values, act, change_settings, obey_command, read_digest, write_note};
use kiku_chat::{Event, Inbox, Reply};
use kiku_store::{Answering, CommitError, EventOnce, Press, Pressed};

/// Why an event got no decision.
#[derive(Debug)]
pub enum Refusal {
    /// Somebody else changed the same thing; decide again.
    Conflict,
    /// The database did not work.
    Failed(EngineError),
}

impl From<kiku_store::StoreError> for Refusal {
    fn from(error: kiku_store::StoreError) -> Self {
        Refusal::Failed(error.into())
    }
}

impl From<EngineError> for Refusal {
    fn from(error: EngineError) -> Self {
        Refusal::Failed(error)
    }
}

impl From<CommitError> for Refusal {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict => Refusal::Conflict,
            other => Refusal::Failed(other.into()),
        }
    }
}

/// Whether an event counts now, or was taken before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Now,
    Before,
}

impl Engine {
    /// Loads, decides, commits and replies, once.
    pub(crate) async fn handle(&self, event: &Event) -> Result<Reply, Refusal> {
        let input = Input::read(&event.what);
        let Some(mut press) = self.look(event, &input).await? else {
            return Ok(self.reply_to_stranger(event).await);
        };
        let decision = self.decide(&press, &input).await?;
        let shows = matches!(decision.answer, Answer::Refresh | Answer::RefreshAnd(_));
        if shows {
            self.bring_up(event, &mut press, &decision).await?;
        }
        let on = press.on.as_ref().filter(|_| shows);
        let known = on.filter(|_| !press.recalled);
        let state = known.map(|on| state_after(on, &decision));
        let (answer, press) = match self.commit_event(event, &decision, on, &press).await? {
            Taken::Now => {
                let press = after(press, &decision);
                if !decision.changes.is_empty() {
                    let message = event.place.message();
                    self.store.remember(&event.who, message, &press);
                }
                (decision.answer.clone(), press)
            }
            Taken::Before => (Answer::Refresh, Press::aside(press.actor, press.on)),
        };
        let reply = self.reply(event, press, &input, &answer).await;
        let reply = reply.map(|reply| Reply { state, ..reply });
        if let (Err(_), Some(pressed)) = (&reply, event.place.message()) {
            self.missed(&event.who.platform, pressed).await;
        }
        Ok(reply?)
    }

    /// Who it is, and what the decision needs to know about what they pressed.
    async fn look(&self, event: &Event, input: &Input) -> Result<Option<Press>, Refusal> {
        let (who, message) = (&event.who, event.place.message());
        if let Input::Session(id, ..) = input {
            return Ok(self.store.press(who, *id, message).await?);
        }
        let Some(actor) = self.store.actor(who).await? else {
            return Ok(None);
        };
        let on = match message {
            Some(handle) => self.store.by_handle(&who.platform, handle).await?,
            None => None,
        };
        Ok(Some(Press::aside(actor, on)))
    }

    /// How far the message that was pressed lags behind matters only where the decision does not bring it up itself.
    async fn bring_up(
        &self,
        event: &Event,
        press: &mut Press,
        decision: &Decision,
    ) -> Result<(), Refusal> {
        let raised = |on: &Pressed| decision.subjects().contains(&on.message.subject());
        if let Some(handle) = event.place.message()
            && press.recalled
            && !press.on.as_ref().is_none_or(raised)
        {
            press.on = self.store.by_handle(&event.who.platform, handle).await?;
        }
        Ok(())
    }

    /// Stores the decision with the event's id, and that the message `on` which it was pressed will show it.
    async fn commit_event(
        &self,
        event: &Event,
        decision: &Decision,
        on: Option<&Pressed>,
        press: &Press,
    ) -> Result<Taken, Refusal> {
        if decision.changes.is_empty() && decision.messages.is_empty() {
            if let Some(behind) = on.filter(|on| on.shown < on.wanted) {
                self.store.raise_shown(behind).await?;
            }
            return Ok(Taken::Now);
        }
        let key = EventOnce {
            platform: event.who.platform.clone(),
            workspace: event.who.workspace.clone(),
            id: event.id.clone(),
        };
        let answering = Answering {
            event: &key,
            shows: on,
            loaded: press.scene.as_ref().map(|scene| &scene.session),
        };
        let now = self.clock.now();
        match self.store.commit_answer(decision, answering, now).await {
            Ok(committed) => {
                if leaves_work(decision, answering.loaded, committed) {
                    self.woken.notify_one();
                }
                Ok(Taken::Now)
            }
            Err(CommitError::Duplicate) => Ok(Taken::Before),
            Err(CommitError::Conflict) => {
                if let Some(scene) = &press.scene {
                    self.store.forget_presses(scene.session.id);
                }
                Err(Refusal::Conflict)
            }
            Err(other) => Err(other.into()),
        }
    }

    async fn decide(&self, press: &Press, input: &Input) -> Result<Decision, Refusal> {
        let now = self.clock.now();
        let actor = &press.actor;
        let mut fresh = self.store.fresh().await?;
        let mut moment = Moment {
            now,
            fresh: &mut fresh,
        };
        Ok(match input {
            Input::Session(_, action, values) => match &press.scene {
                Some(scene) => act::act(actor, scene, action, values, &mut moment),
                None => Decision::tell(Notice::NotAvailable),
            },
            Input::Item(id, done) => match self.store.item(*id, actor.person.id).await? {
                Some(item) => write_note::item_done(actor, &item, *done, now),
                None => Decision::tell(Notice::NotAvailable),
            },
            Input::Command(command, rest) => {
                let desk = self.desk_for(actor, *command).await?;
                obey_command::obey_command(actor, &desk, *command, rest, now)
            }
            Input::Words(words) => {
                let desk = self.store.desk(actor, now).await?;
                obey_command::heed_words(actor, &desk, words, now)
            }
            Input::Pair(member) => {
                let desk = self.store.desk(actor, now).await?;
                let led = desk
                    .led
                    .iter()
                    .find(|scene| scene.session.member == *member);
                Decision::tell(
                    led.map_or(Notice::NotAvailable, |scene| Notice::Pair(scene.session.id)),
                )
            }
            Input::Own(action, values) => self.decide_own(actor, action, values).await?,
            Input::Home => Decision::default().answer(Answer::Refresh),
            Input::Foreign => Decision::tell(Notice::Over),
        })
    }

    async fn decide_own(
        &self,
        actor: &Actor,
        action: &Action,
        values: &Values,
    ) -> Result<Decision, Refusal> {
        Ok(match action {
            Action::SetLanguage(lang) => {
                let desk = self.store.desk(actor, self.clock.now()).await?;
                change_settings::set_language(actor, &desk, *lang)
            }
            Action::EditHours => change_settings::edit_hours(actor),
            Action::HoursWritten => {
                let desk = self.store.desk(actor, self.clock.now()).await?;
                change_settings::hours_written(actor, &desk, values)
            }
            Action::Pause => change_settings::pause(actor),
            Action::Resume => change_settings::resume(actor),
            Action::ShowPrivacy => Decision::tell(Notice::Privacy),
            Action::ShowSettings => Decision::tell(Notice::Settings),
            Action::ShowHome => Decision::default().answer(Answer::Refresh),
            Action::StatusPage(page) => self.turn_to(actor, Command::Status, *page).await?,
            Action::PeoplePage(page) => self.turn_to(actor, Command::People, *page).await?,
            Action::UnreachablePage(page) => {
                self.turn_to(actor, Command::Unreachable, *page).await?
            }
            Action::DrillDown { month, unit, .. } => self.drill_down(actor, *month, *unit).await?,
            Action::Session(..) | Action::ItemDone(..) | Action::OpenPair(_) => {
                Decision::tell(Notice::Over)
            }
        })
    }

    /// Another page of a list that a command shows.
    async fn turn_to(
        &self,
        actor: &Actor,
        command: Command,
        page: u32,
    ) -> Result<Decision, Refusal> {
        let desk = self.desk_for(actor, command).await?;
        let rest = page.saturating_add(1).to_string();
        let now = self.clock.now();
        Ok(obey_command::obey_command(
            actor, &desk, command, &rest, now,
        ))
    }

    /// A press on a digest in a channel is answered within the presser's own scope.
    async fn drill_down(
        &self,
        actor: &Actor,
        month: kiku::domain::month::Month,
        unit: u32,
    ) -> Result<Decision, Refusal> {
        let release = self.store.release(month).await?;
        let unit = usize::try_from(unit).unwrap_or(usize::MAX);
        let found = release.as_ref().map(|release| {
            let unit = release.units.get(unit);
            unit.map(|unit| &unit.scope)
        });
        Ok(read_digest::drill_down(
            actor,
            month,
            found,
            self.clock.now(),
        ))
    }

    /// Commands that show nothing of the person's own talks do not load them.
    async fn desk_for(&self, actor: &Actor, command: Command) -> Result<Desk, Refusal> {
        let now = self.clock.now();
        Ok(match command {
            Command::Help
            | Command::Privacy
            | Command::Settings
            | Command::Pause
            | Command::Resume
            | Command::Status
            | Command::People
            | Command::Unreachable
            | Command::Digest => self.bare_desk().await?,
            _ => self.store.desk(actor, now).await?,
        })
    }

    async fn bare_desk(&self) -> Result<Desk, Refusal> {
        Ok(Desk {
            programme: self.store.programme().await?,
            cycle: None,
            own: None,
            past: None,
            led: Vec::new(),
            released: self.store.newest_release().await?,
            items: Vec::new(),
        })
    }
}
