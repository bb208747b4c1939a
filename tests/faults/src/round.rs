//! One round: a victim, its mishap, whoever takes over, and the verdict.

use crate::judge::{Judge, Kind};
use crate::mishap::{Mishap, Placed};
use crate::older;
use crate::script::{Day, OPENING};
use crate::verdict;
use crate::victim::Victim;
use crate::yard::{Place, Yard, by_recipient};
use anyhow::{Result, bail};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;
use std::time::Duration;

/// How many times in a row a company may be struck in one round.
const LIVES: u32 = 8;
/// How often whoever takes over is struck too.
const AGAIN: f64 = 0.25;
const AGAIN_WITHIN: u64 = 150_000;

/// What came of a round.
#[derive(Debug, Default)]
pub struct Judged {
    /// How many victims were killed.
    pub kills: u32,
    /// Whether the first one was killed by what was meant for it.
    pub struck: bool,
    /// Messages that were due.
    pub messages: usize,
    /// Clicks that were acknowledged.
    pub clicks: usize,
    /// Acknowledged clicks that were lost.
    pub forgotten: Vec<String>,
    /// Messages that did not arrive.
    pub lost: usize,
    /// Deliveries that stand more than once.
    pub doubled: usize,
    /// Sends that Kiku says may be doubled.
    pub doubtful: usize,
    /// Anything else that is not as it must be.
    pub trouble: Vec<String>,
}

impl Judged {
    /// Whether the promise was kept: nothing lost and nothing doubled. Where a platform can neither be asked nor
    /// recognises a repetition any more, what may be doubled is counted and shown before it is sent again.
    pub fn is_kept(&self, kind: Kind) -> bool {
        let kept = self.lost == 0 && self.forgotten.is_empty() && self.trouble.is_empty();
        kept && self.doubled <= self.doubtful && (self.doubtful == 0 || self.is_excused(kind))
    }

    /// A platform that recognises repetitions for some minutes has forgotten when several victims in a row died.
    fn is_excused(&self, kind: Kind) -> bool {
        match kind {
            Kind::Findable => false,
            Kind::Deduplicates => self.kills > 1,
            Kind::Neither => self.kills > 0,
        }
    }
}

/// Plays a round; what breaks the round itself counts as trouble.
pub fn play(yard: &Yard, kind: Kind, mishap: Mishap, seed: u64, number: u64) -> Judged {
    let mut chance = ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(number));
    let placed = mishap.place(&mut chance);
    let mut judged = Judged::default();
    let played = Round::open(yard, kind).and_then(|mut round| {
        let outcome = round.play(placed, &mut chance, &mut judged);
        if outcome.is_err() || !judged.is_kept(kind) {
            let name = format!("{number}-{}-{}", mishap.name(), kind.name());
            std::fs::write(
                round.place.file("verdict"),
                format!("{judged:#?}\n{outcome:?}"),
            )?;
            yard.keep(&round.place, &name)?;
        }
        outcome
    });
    if let Err(error) = played {
        judged.trouble.push(format!("{error:#}"));
    }
    judged
}

struct Round<'y> {
    yard: &'y Yard,
    kind: Kind,
    place: Place,
    judge: Judge,
    day: Day,
}

impl<'y> Round<'y> {
    fn open(yard: &'y Yard, kind: Kind) -> Result<Self> {
        let place = yard.place()?;
        let judge = yard.judge(kind, &place)?;
        Ok(Round {
            yard,
            kind,
            place,
            judge,
            day: Day::new(),
        })
    }

    fn play(&mut self, placed: Placed, chance: &mut ChaCha8Rng, judged: &mut Judged) -> Result<()> {
        match placed.mishap {
            Mishap::Point("migration", _) => self.die_in_a_migration(placed, judged)?,
            Mishap::InUpgrade => self.die_in_an_upgrade(placed, chance, judged)?,
            _ => self.strike(placed, chance, judged)?,
        }
        while self.day.lives < LIVES && judged.struck && chance.random_bool(AGAIN) {
            let at = chance.random_range(1..=AGAIN_WITHIN);
            let again = Placed {
                mishap: Mishap::AnyTime,
                at,
            };
            self.strike(again, chance, judged)?;
        }
        self.finish(chance)?;
        self.judge(judged)
    }

    /// One victim, and what befalls it.
    fn strike(
        &mut self,
        placed: Placed,
        chance: &mut ChaCha8Rng,
        judged: &mut Judged,
    ) -> Result<()> {
        let victim = self
            .place
            .victim(&self.judge, self.kind, self.day.now, placed.point())?;
        let victim = Arc::new(victim);
        self.judge.plan(placed, victim.clone());
        if placed.mishap == Mishap::AnyTime {
            let victim = victim.clone();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_micros(placed.at));
                victim.kill();
            });
        }
        let lived = self.day.live(&victim, Some(placed), chance);
        if lived.is_ok() {
            // It came through; the mishap lay beyond its day.
            victim.dismiss();
        }
        self.judge.spare();
        self.day.hear_last_words(&victim.last_words());
        self.judge.drain()?;
        if lived.is_err() {
            judged.kills += 1;
            judged.struck |= self.day.lives == 1;
        }
        if matches!(placed.mishap, Mishap::AtLeaseEnd(_)) && lived.is_err() {
            self.at_lease_end()?;
        }
        Ok(())
    }

    fn at_lease_end(&mut self) -> Result<()> {
        let next = self.victim()?;
        let outcome = self.day.wait_for_leases(&next);
        next.dismiss();
        self.day.hear_last_words(&next.last_words());
        match outcome {
            Ok(()) => Ok(()),
            Err(_) => bail!("whoever waited for the leases died"),
        }
    }

    /// A database that is being made: the next start makes it whole, and the company is founded in it.
    fn die_in_a_migration(&mut self, placed: Placed, judged: &mut Judged) -> Result<()> {
        self.place = self.yard.empty()?;
        self.judge = self.yard.judge(self.kind, &self.place)?;
        let point = placed.point();
        let victim = self
            .place
            .victim(&self.judge, self.kind, OPENING - 3600, point)?;
        let opened = victim.hears("open");
        victim.kill();
        drop(victim.last_words());
        judged.struck = opened.is_err();
        judged.kills += u32::from(judged.struck);
        let founder = self
            .place
            .victim(&self.judge, self.kind, OPENING - 3600, None)?;
        let founded = founder.hears("open").and_then(|_| {
            founder.order("found");
            founder.hears("founded")
        });
        founder.dismiss();
        let said = founder.last_words();
        match founded {
            Ok(_) => Ok(()),
            Err(_) => bail!("a database that was cut short cannot be used again: {said:?}"),
        }
    }

    /// A company that died in the middle of its day, in a database of the version before: the upgrade is cut short, and
    /// the next start makes it whole.
    fn die_in_an_upgrade(
        &mut self,
        placed: Placed,
        chance: &mut ChaCha8Rng,
        judged: &mut Judged,
    ) -> Result<()> {
        let midday = Placed {
            mishap: Mishap::AnyTime,
            at: chance.random_range(1..=AGAIN_WITHIN),
        };
        self.strike(midday, chance, judged)?;
        let database = self.place.file("kiku.db");
        older::make(&database)?;
        let point = placed.point();
        let victim = self
            .place
            .victim(&self.judge, self.kind, self.day.now, point)?;
        judged.struck = victim.hears("open").is_err();
        victim.kill();
        drop(victim.last_words());
        judged.kills += u32::from(judged.struck);
        older::check_copy(&database)
    }

    fn victim(&self) -> Result<Victim> {
        self.place
            .victim(&self.judge, self.kind, self.day.now, None)
    }

    /// Nothing befalls the last one: it goes on to the end.
    fn finish(&mut self, chance: &mut ChaCha8Rng) -> Result<()> {
        let last = self.victim()?;
        let lived = self.day.live(&last, None, chance);
        let lived = lived.and_then(|()| self.day.recover(&last));
        last.dismiss();
        self.day.hear_last_words(&last.last_words());
        match lived {
            Ok(()) => Ok(()),
            Err(_) => bail!("the last one died by itself"),
        }
    }

    fn judge(&self, judged: &mut Judged) -> Result<()> {
        let accepted = self.judge.accepted();
        let sent = by_recipient(&accepted);
        judged.doubled = accepted.len() - sent.values().sum::<usize>();
        judged.doubtful = verdict::doubtful(&self.place.database())?;
        for (to, count) in &self.yard.sent {
            let got = sent.get(to).copied().unwrap_or_default();
            judged.messages += count;
            judged.lost += count.saturating_sub(got);
            judged.doubled += got.saturating_sub(*count);
        }
        let rows = verdict::rows(&self.place.database())?;
        if rows != self.yard.rows {
            let differ = rows
                .iter()
                .filter(|(key, count)| self.yard.rows.get(*key) != Some(*count));
            let missing = self.yard.rows.keys().filter(|key| !rows.contains_key(*key));
            judged.trouble.push(format!(
                "the outbox differs: {:?}, missing {:?}",
                differ.collect::<Vec<_>>(),
                missing.collect::<Vec<_>>()
            ));
        }
        judged.clicks = self.day.acknowledged.len();
        judged.forgotten = self.day.forgotten.iter().cloned().collect();
        judged.trouble.extend(self.day.trouble.iter().cloned());
        Ok(())
    }
}
