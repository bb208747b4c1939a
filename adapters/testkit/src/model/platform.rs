//! A call to the model: it leaves, arrives, is counted, fails or is accepted, and its answer travels back.

use super::faults::Fault;
use super::judge::{Act, Entry};
use super::{ModelChat, State, Terms, find};
use crate::chat::Posted;
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use kiku_chat::limits;
use kiku_chat::{
    Address, Capabilities, DeliveryId, Handle, Once, PeoplePage, Platform, SendError, View,
};
use kiku_store::Kind;
use rand_chacha::rand_core::Rng;

/// A call on its way.
pub(super) struct Arrival {
    to: Address,
    call: Call,
    fault: Option<Fault>,
}

/// What is called.
enum Call {
    Send(DeliveryId, View),
    Edit(Handle, View),
    Find(DeliveryId),
}

/// What a call that was accepted gives.
#[derive(Debug, Clone)]
pub(super) enum Got {
    Stands(Handle),
    Edited,
    Found(Option<Handle>),
}

impl Call {
    fn kind(&self) -> Kind {
        match self {
            Call::Send(..) => Kind::Send,
            Call::Edit(..) => Kind::Edit,
            Call::Find(_) => Kind::Find,
        }
    }
}

impl ModelChat {
    async fn call(&self, to: &Address, call: Call) -> Result<Got, SendError> {
        let (number, arrives, answered) = self.leave(to, call);
        self.reached(arrives).await;
        let outcome = {
            let mut state = self.lock();
            state.arrive(self.clock.precise(), &self.terms);
            state.arrived.remove(&number)
        };
        match outcome {
            Some(Ok(got)) => {
                self.reached(answered).await;
                Ok(got)
            }
            Some(Err(error)) => Err(error),
            // Accepted, and never answered.
            None => std::future::pending().await,
        }
    }

    /// The call leaves: from here on it arrives whatever becomes of the caller.
    fn leave(&self, to: &Address, call: Call) -> (u64, DateTime<Utc>, DateTime<Utc>) {
        let now = self.clock.precise();
        let mut state = self.lock();
        let fault = match &call {
            Call::Send(..) => match state.next_errors.pop_front() {
                Some(error) => Some(Err(error)),
                None => state.next_faults.pop_front().map(Ok),
            },
            _ => None,
        };
        let fault = fault.or_else(|| {
            let faults = state.faults;
            faults.draw(&mut state.chance).map(Ok)
        });
        let (least, most) = self.terms.latency;
        let spread = u64::try_from((most - least).num_milliseconds()).unwrap_or_default() + 1;
        let drawn = i64::try_from(u64::from(state.chance.next_u32()) % spread).unwrap_or_default();
        let latency = least + Duration::milliseconds(drawn);
        let held = match &fault {
            Some(Ok(Fault::Hang(time))) => *time,
            _ => Duration::zero(),
        };
        state.next += 1;
        let number = state.next;
        let (arrives, answered) = (now + held + latency / 2, now + held + latency);
        match fault {
            Some(Err(error)) => {
                state.arrived.insert(number, Err(error));
            }
            Some(Ok(fault)) => state.depart(number, arrives, to, call, Some(fault)),
            None => state.depart(number, arrives, to, call, None),
        }
        (number, arrives, answered)
    }

    async fn reached(&self, at: DateTime<Utc>) {
        if at > self.clock.precise() {
            self.clock.reached(at).await;
        }
    }
}

impl State {
    fn depart(
        &mut self,
        number: u64,
        arrives: DateTime<Utc>,
        to: &Address,
        call: Call,
        fault: Option<Fault>,
    ) {
        let to = to.clone();
        let arrival = Arrival { to, call, fault };
        self.arriving.insert((arrives, number), arrival);
    }

    /// Everything that has arrived by now is dealt with, in the order of arrival.
    pub(super) fn arrive(&mut self, now: DateTime<Utc>, terms: &Terms) {
        while let Some(first) = self.arriving.first_entry() {
            let (at, number) = *first.key();
            if at > now {
                return;
            }
            let arrival = first.remove();
            if let Some(outcome) = self.answer(arrival, at, terms) {
                self.arrived.insert(number, outcome);
            }
        }
    }

    /// The answer to a call, none if it is lost.
    fn answer(
        &mut self,
        arrival: Arrival,
        at: DateTime<Utc>,
        terms: &Terms,
    ) -> Option<Result<Got, SendError>> {
        let Arrival { to, call, fault } = arrival;
        let kind = call.kind();
        let failed = |state: &mut Self, to: Address, why: &str| {
            state.write(at, to, Act::Failed(kind));
            // A search that fails leaves everything as it was.
            Some(Err(match kind {
                Kind::Find => SendError::NotSent(why.to_owned()),
                _ => SendError::Unknown(why.to_owned()),
            }))
        };
        match fault {
            Some(Fault::Refused) => {
                return Some(Err(SendError::NotSent("connection refused".to_owned())));
            }
            Some(Fault::Reset) => return failed(self, to, "connection reset"),
            Some(Fault::Html) => return failed(self, to, "502 with a page"),
            Some(Fault::NotOk) => return failed(self, to, "not ok: internal error"),
            Some(Fault::ServerError { accepted: false }) => return failed(self, to, "500"),
            Some(Fault::TooMany(wait)) => {
                self.write(at, to, Act::TooMany(kind));
                return Some(Err(SendError::RetryAfter(wait)));
            }
            _ => {}
        }
        if let Err(wait) = self.limits.call(&to, kind, at) {
            self.write(at, to, Act::TooMany(kind));
            return Some(Err(SendError::RetryAfter(wait)));
        }
        let got = self.accept(to.clone(), call, at, terms);
        match fault {
            Some(Fault::LostAnswer) => None,
            Some(Fault::AcceptedThenReset) => failed(self, to, "connection reset"),
            Some(Fault::ServerError { accepted: true }) => failed(self, to, "500"),
            _ => Some(got),
        }
    }

    fn accept(
        &mut self,
        to: Address,
        call: Call,
        at: DateTime<Utc>,
        terms: &Terms,
    ) -> Result<Got, SendError> {
        match call {
            Call::Send(delivery, view) => self.post(to, delivery, view, at, terms),
            Call::Edit(handle, view) => {
                let posted = find(self, &to, &handle)
                    .ok_or_else(|| SendError::Rejected("no such message".to_owned()))?;
                posted.view = view;
                posted.edits += 1;
                self.write(at, to, Act::Edited(handle));
                Ok(Got::Edited)
            }
            Call::Find(delivery) => {
                let found = self
                    .known(&to, &delivery)
                    .map(|posted| posted.handle.clone());
                self.write(at, to, Act::Asked(delivery, found.is_some()));
                match (found, terms.once) {
                    (_, Once::Neither) | (None, Once::Deduplicates(_)) => {
                        Err(SendError::Unknown("it cannot be told".to_owned()))
                    }
                    (found, _) => Ok(Got::Found(found)),
                }
            }
        }
    }

    fn post(
        &mut self,
        to: Address,
        delivery: DeliveryId,
        view: View,
        at: DateTime<Utc>,
        terms: &Terms,
    ) -> Result<Got, SendError> {
        if self.blocked.contains(&to) {
            return Err(SendError::Unreachable("blocked".to_owned()));
        }
        if let Once::Deduplicates(window) = terms.once
            && let Some(handle) = self.remembered(&to, &delivery, window, at)
        {
            self.write(at, to, Act::Recognised(delivery));
            return Ok(Got::Stands(handle));
        }
        self.next += 1;
        let handle = Handle(format!("{}{}", terms.name, self.next));
        self.sent_at.insert(handle.0.clone(), at);
        self.write(at, to.clone(), Act::Sent(delivery.clone(), handle.clone()));
        self.posted.entry(to).or_default().push(Posted {
            handle: handle.clone(),
            delivery,
            view,
            edits: 0,
            read: false,
        });
        Ok(Got::Stands(handle))
    }

    fn remembered(
        &self,
        to: &Address,
        delivery: &DeliveryId,
        window: std::time::Duration,
        at: DateTime<Utc>,
    ) -> Option<Handle> {
        let known = self.known(to, delivery)?;
        let sent = self.sent_at.get(&known.handle.0)?;
        let age = (at - *sent).to_std().unwrap_or_default();
        (age <= window).then(|| known.handle.clone())
    }

    fn known(&self, to: &Address, delivery: &DeliveryId) -> Option<&Posted> {
        let list = self.posted.get(to)?;
        list.iter()
            .rev()
            .find(|posted| posted.delivery == *delivery)
    }

    fn write(&mut self, at: DateTime<Utc>, to: Address, act: Act) {
        self.log.push(Entry { at, to, act });
    }
}

#[async_trait]
impl Platform for ModelChat {
    fn name(&self) -> &str {
        &self.terms.name
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            once: self.terms.once,
            rates: self.terms.rates,
        }
    }

    async fn send(
        &self,
        to: &Address,
        delivery: &DeliveryId,
        view: &View,
    ) -> Result<Handle, SendError> {
        fits(view)?;
        match self
            .call(to, Call::Send(delivery.clone(), view.clone()))
            .await?
        {
            Got::Stands(handle) => Ok(handle),
            other => Err(SendError::Rejected(format!("{other:?}"))),
        }
    }

    async fn edit(&self, to: &Address, handle: &Handle, view: &View) -> Result<(), SendError> {
        fits(view)?;
        self.call(to, Call::Edit(handle.clone(), view.clone()))
            .await
            .map(|_| ())
    }

    async fn find_sent(
        &self,
        to: &Address,
        delivery: &DeliveryId,
    ) -> Result<Option<Handle>, SendError> {
        match self.call(to, Call::Find(delivery.clone())).await? {
            Got::Found(found) => Ok(found),
            other => Err(SendError::Rejected(format!("{other:?}"))),
        }
    }

    async fn people(&self, workspace: &str, cursor: Option<&str>) -> Result<PeoplePage, SendError> {
        const PAGE: usize = 100;
        let state = self.lock();
        let start: usize = cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        let listed = state.directory.iter();
        let listed = listed.filter(|entry| entry.account.workspace == workspace);
        let people: Vec<_> = listed.skip(start).take(PAGE).cloned().collect();
        let next = (people.len() == PAGE).then(|| (start + PAGE).to_string());
        Ok(PeoplePage { people, next })
    }
}

fn fits(view: &View) -> Result<(), SendError> {
    limits::check_view(view).map_err(|breach| SendError::Rejected(breach.to_string()))
}
