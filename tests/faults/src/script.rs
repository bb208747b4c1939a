//! A day of the company, step by step; whoever takes over from a dead victim goes on where it was.

use crate::company::members;
use crate::mishap::{Mishap, Placed};
use crate::victim::{Died, Victim};
use rand::{Rng, RngExt};
use std::collections::BTreeSet;
use std::time::Duration;

/// 2 November 2026, 09:00 in Tokyo: the cycle opens.
pub const OPENING: i64 = 1_793_577_600;
/// 17:15 that day: everybody has been asked by now, and working hours are not over.
const EVENING: i64 = OPENING + 8 * 3600 + 900;
/// 4 November, 09:30 (the 3rd is a holiday): every lease and every pause is over, no reminder is due.
const LATER: i64 = OPENING + 2 * 86_400 + 1800;
/// Whoever takes over looks for work at these seconds after the death: a row's lease ends after 90 seconds, an outcome
/// that is unknown is looked into a little later, and a platform may recognise a repetition for 300 seconds.
const AFTER_A_DEATH: [i64; 7] = [0, 20, 95, 120, 150, 200, 260];
/// Around the moment at which a row's lease ends.
const AROUND_THE_LEASE: [i64; 4] = [88, 89, 90, 91];

/// What a member chooses.
const TOPICS: [&str; 4] = ["career", "skills", "private", "wellbeing"];
const RESPONSES: [&str; 3] = ["listen", "opinion", "together"];

/// The day so far.
pub struct Day {
    /// The company's clock.
    pub now: i64,
    /// Presses that were acknowledged, by the ids of their events.
    pub acknowledged: BTreeSet<String>,
    /// Acknowledged presses of which a later victim knew nothing.
    pub forgotten: BTreeSet<String>,
    /// What went wrong besides.
    pub trouble: Vec<String>,
    /// How many victims there were.
    pub lives: u32,
}

#[derive(Clone)]
struct Press {
    user: String,
    word: &'static str,
    key: &'static str,
}

impl Press {
    fn event(&self) -> String {
        format!("{}-{}", self.user, self.word)
    }

    fn order(&self) -> String {
        format!(
            "press {} {} {} {}",
            self.user,
            self.event(),
            self.word,
            self.key
        )
    }
}

fn presses(word: &'static str, keys: &[&'static str]) -> Vec<Press> {
    let chosen = members().into_iter().zip(keys.iter().cycle());
    chosen
        .map(|(user, key)| Press { user, word, key })
        .collect()
}

impl Day {
    pub fn new() -> Self {
        Day {
            now: OPENING,
            acknowledged: BTreeSet::new(),
            forgotten: BTreeSet::new(),
            trouble: Vec::new(),
            lives: 0,
        }
    }

    /// Lives through the day. The mishap befalls the victim from outside or from within, or not at all.
    pub fn live(
        &mut self,
        victim: &Victim,
        placed: Option<Placed>,
        chance: &mut impl Rng,
    ) -> Result<(), Died> {
        self.lives += 1;
        victim.hears("open")?;
        self.remember(victim)?;
        let since = self.now;
        let took_over = self.lives > 1;
        for seconds in AFTER_A_DEATH.iter().filter(|_| took_over) {
            self.settle_at(victim, since + seconds)?;
        }
        self.settle_at(victim, OPENING)?;
        self.settle_at(victim, EVENING)?;
        self.press_all(victim, presses("topic", &TOPICS), chance)?;
        if placed.is_some_and(|placed| placed.mishap == Mishap::InCheckpoint) {
            victim.order("settle");
            victim.order("checkpoint");
            victim.hears("checkpoint begins")?;
            std::thread::sleep(Duration::from_micros(placed.map_or(0, |placed| placed.at)));
            victim.kill();
        }
        self.press_all(victim, presses("response", &RESPONSES), chance)?;
        self.settle_at(victim, self.now)
    }

    /// The next days: what could not be settled at once is settled.
    pub fn recover(&mut self, victim: &Victim) -> Result<(), Died> {
        for minutes in [0, 10, 20, 40, 80] {
            self.settle_at(victim, LATER + minutes * 60)?;
        }
        Ok(())
    }

    /// Looks for work again and again around the moment at which the dead victim's leases end.
    pub fn wait_for_leases(&mut self, victim: &Victim) -> Result<(), Died> {
        victim.hears("open")?;
        let died = self.now;
        for seconds in AROUND_THE_LEASE {
            self.settle_at(victim, died + seconds)?;
        }
        Ok(())
    }

    fn settle_at(&mut self, victim: &Victim, at: i64) -> Result<(), Died> {
        if at > self.now {
            self.now = at;
            victim.order(&format!("clock {at}"));
        }
        victim.order("settle");
        victim.hears("settled").map(drop)
    }

    /// Everybody presses while messages are sent. What was not acknowledged is sent again, as platforms do, and half of
    /// the rest too.
    fn press_all(
        &mut self,
        victim: &Victim,
        presses: Vec<Press>,
        chance: &mut impl Rng,
    ) -> Result<(), Died> {
        let again = |press: &Press, day: &Day, chance: &mut dyn Rng| {
            !day.acknowledged.contains(&press.event()) || chance.random_bool(0.5)
        };
        let mut waiting: Vec<Press> = presses
            .into_iter()
            .filter(|press| again(press, self, chance))
            .collect();
        let half = waiting.len() / 2;
        for (number, press) in waiting.iter().enumerate() {
            if number == half {
                victim.order("settle");
            }
            victim.order(&press.order());
        }
        if waiting.is_empty() {
            return Ok(());
        }
        while let Some(press) = waiting.pop() {
            victim.hears(&format!("taken {}", press.event()))?;
            self.acknowledged.insert(press.event());
        }
        victim.hears("settled").map(drop)
    }

    /// What a dead victim had acknowledged must be known to the next one.
    fn remember(&mut self, victim: &Victim) -> Result<(), Died> {
        let all = presses("topic", &TOPICS)
            .into_iter()
            .zip(presses("response", &RESPONSES));
        for (topic, response) in all {
            let both = [&topic, &response];
            if !both
                .iter()
                .any(|press| self.acknowledged.contains(&press.event()))
            {
                continue;
            }
            victim.order(&format!("prep {}", topic.user));
            let kept = victim.hears(&format!("prep {}", topic.user))?;
            let kept: Vec<&str> = kept.split(' ').collect();
            for (press, key) in both.iter().zip(kept) {
                if self.acknowledged.contains(&press.event()) && key != press.key {
                    self.forgotten.insert(press.event());
                }
            }
        }
        Ok(())
    }

    /// What a victim said before it died counts: an acknowledgement that is out is out.
    pub fn hear_last_words(&mut self, said: &[String]) {
        for line in said {
            if let Some(event) = line.strip_prefix("taken ") {
                self.acknowledged.insert(event.to_owned());
            }
            if line.starts_with("failed") || line.starts_with("busy") {
                self.trouble.push(line.clone());
            }
        }
    }
}
