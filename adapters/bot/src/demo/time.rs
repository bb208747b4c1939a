//! The company's clock: it runs with real seconds, and moves forward when somebody asks.

use super::colleagues::Colleagues;
use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use kiku::domain::calendar::resolve;
use kiku::domain::month::Month;
use kiku_chat::{Memory, MemoryError};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineError, NextEvent};
use kiku_store::{PlatformMemory, Store};
use kiku_web::{Language, Stage, To, Upcoming};
use std::sync::{Arc, OnceLock};

/// The name under which the clock is kept in the database.
const CLOCK: &str = "clock";

/// The clock together with those who follow it.
pub struct CompanyTime {
    clock: Arc<MovableClock>,
    zone: Tz,
    memory: PlatformMemory,
    company: OnceLock<Company>,
}

struct Company {
    engine: Arc<Engine>,
    colleagues: Arc<Colleagues>,
}

impl CompanyTime {
    /// Without an engine nothing happens by itself.
    pub fn new(clock: Arc<MovableClock>, zone: Tz, store: &Store) -> Self {
        CompanyTime {
            clock,
            zone,
            memory: memory(store),
            company: OnceLock::new(),
        }
    }

    /// Where the clock stood when it was last kept, in a database that was used before.
    pub async fn kept(store: &Store) -> Result<Option<DateTime<Utc>>, MemoryError> {
        let kept = memory(store).all(CLOCK).await?;
        Ok(kept.first().and_then(|(_, text)| text.parse().ok()))
    }

    /// Keeps where the clock stands, so that another start goes on from there.
    pub async fn keep(&self) {
        if let Err(error) = self.memory.put(CLOCK, &self.clock.now().to_rfc3339()).await {
            tracing::warn!(error = %error, "the company's clock was not kept");
        }
    }

    /// From now on these follow the clock.
    pub fn drives(&self, engine: Arc<Engine>, colleagues: Arc<Colleagues>) {
        // A second company would be a mistake of the wiring; the first one stays.
        let _ = self.company.set(Company { engine, colleagues });
    }

    /// Lets everything happen up to an instant, in the order of time.
    pub async fn run_until(&self, target: DateTime<Utc>) -> Result<(), EngineError> {
        let Some(company) = self.company.get() else {
            return Ok(());
        };
        company.engine.settle().await?;
        company.colleagues.meet().await?;
        let mut stuck = TimeDelta::seconds(1);
        while let Some((at, whose)) = company.next().await?.filter(|(at, _)| *at <= target) {
            // What is overdue (a platform that asked to wait) must not turn the clock back, nor hold it.
            let now = self.clock.now();
            match at > now {
                true => {
                    self.clock.set(at);
                    stuck = TimeDelta::seconds(1);
                }
                false if whose == Whose::Colleagues => {}
                false => {
                    self.clock.set((now + stuck).min(target));
                    stuck = stuck * 2;
                }
            }
            company.happen(whose).await?;
            if self.clock.now() >= target && at <= now && whose != Whose::Colleagues {
                break;
            }
        }
        self.clock.set(target.max(self.clock.now()));
        company.engine.settle().await?;
        self.keep().await;
        Ok(())
    }

    async fn target(&self, to: To) -> Result<DateTime<Utc>, EngineError> {
        let now = self.clock.now();
        Ok(match to {
            To::NextEvent => self.next().await?.map_or(now, |(at, _)| at.max(now)),
            To::Day => same_time_later(now, self.zone),
            To::MonthEnd => month_end(now, self.zone),
        })
    }

    async fn next(&self) -> Result<Option<(DateTime<Utc>, NextEvent)>, EngineError> {
        match self.company.get() {
            Some(company) => company.engine.next_event().await,
            None => Ok(None),
        }
    }
}

/// Who is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Colleagues,
    Engine,
    /// The engine, and there are new talks afterwards.
    Opening,
}

impl Company {
    /// The next thing that happens by itself, or that somebody does.
    async fn next(&self) -> Result<Option<(DateTime<Utc>, Whose)>, EngineError> {
        let engine = self
            .engine
            .next_event()
            .await?
            .map(|(at, event)| match event {
                NextEvent::Opening(_) => (at, Whose::Opening),
                _ => (at, Whose::Engine),
            });
        let colleagues = self.colleagues.next_at().map(|at| (at, Whose::Colleagues));
        Ok(engine
            .into_iter()
            .chain(colleagues)
            .min_by_key(|(at, _)| *at))
    }

    async fn happen(&self, whose: Whose) -> Result<(), EngineError> {
        if whose == Whose::Colleagues {
            self.colleagues.act().await?;
        }
        self.engine.settle().await?;
        if whose == Whose::Opening {
            self.colleagues.meet().await?;
        }
        Ok(())
    }
}

#[async_trait]
impl Stage for CompanyTime {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn time_zone(&self) -> Tz {
        self.zone
    }

    async fn next_event(&self, language: Language) -> Option<Upcoming> {
        let (at, event) = self.next().await.ok()??;
        Some(Upcoming {
            at,
            label: label(event, language),
        })
    }

    async fn advance(&self, to: To) -> Result<(), String> {
        let moved = async { self.run_until(self.target(to).await?).await };
        moved.await.map_err(|error| {
            tracing::error!(error = %error, "the clock could not be moved");
            "時計を進められませんでした。kiku を動かしている画面をご確認ください。 / \
             The clock could not be moved; please look at the terminal where kiku runs."
                .to_owned()
        })
    }
}

/// The demo's own memory in the database.
pub fn memory(store: &Store) -> PlatformMemory {
    store.memory("demo")
}

fn label(event: NextEvent, language: Language) -> String {
    let named = |month: Month| match language {
        Language::Ja => format!("{}月", month.month()),
        Language::En => month.first_day().format("%B").to_string(),
    };
    match (event, language) {
        (NextEvent::Message, Language::Ja) => "メッセージが届きます".to_owned(),
        (NextEvent::Message, Language::En) => "a message arrives".to_owned(),
        (NextEvent::Step, Language::Ja) => "お知らせが出ます".to_owned(),
        (NextEvent::Step, Language::En) => "reminders go out".to_owned(),
        (NextEvent::Opening(month), Language::Ja) => format!("{}の1on1が始まります", named(month)),
        (NextEvent::Opening(month), Language::En) => format!("1on1s of {} begin", named(month)),
        (NextEvent::Closing(month), Language::Ja) => {
            format!("{}の月次レポートが出ます", named(month))
        }
        (NextEvent::Closing(month), Language::En) => {
            format!("the {} report comes out", named(month))
        }
    }
}

/// The same wall time on the next day.
fn same_time_later(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let local = now.with_timezone(&zone).naive_local();
    local
        .checked_add_days(Days::new(1))
        .map_or(now, |later| resolve(zone, later))
}

/// 18:00 on the last day of the month, or of the next one once that has passed.
fn month_end(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let evening = NaiveTime::from_hms_opt(18, 0, 0).unwrap_or_default();
    let end = |month: Month| resolve(zone, month.last_day().and_time(evening));
    let this = Month::of(now.with_timezone(&zone).date_naive());
    Some(end(this))
        .filter(|end| *end > now)
        .unwrap_or_else(|| end(this.next()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn tokyo(text: &str) -> DateTime<Utc> {
        let local: chrono::NaiveDateTime = text.parse().expect("a time");
        chrono_tz::Asia::Tokyo
            .from_local_datetime(&local)
            .earliest()
            .expect("exists")
            .to_utc()
    }

    #[test]
    fn a_day_later_is_the_same_time_on_the_wall() {
        let zone = chrono_tz::America::New_York;
        let before = zone
            .with_ymd_and_hms(2026, 10, 31, 9, 0, 0)
            .earliest()
            .expect("exists")
            .to_utc();
        let later = same_time_later(before, zone).with_timezone(&zone);
        assert_eq!(later.naive_local().to_string(), "2026-11-01 09:00:00");
    }

    #[test]
    fn the_month_ends_in_the_evening_of_its_last_day() {
        let zone = chrono_tz::Asia::Tokyo;
        assert_eq!(
            month_end(tokyo("2026-11-02T09:30:00"), zone),
            tokyo("2026-11-30T18:00:00")
        );
        assert_eq!(
            month_end(tokyo("2026-11-30T18:00:00"), zone),
            tokyo("2026-12-31T18:00:00")
        );
        assert_eq!(
            month_end(tokyo("2026-12-31T23:00:00"), zone),
            tokyo("2027-01-31T18:00:00")
        );
    }

    #[test]
    fn what_comes_next_is_said_in_both_languages() {
        let closing = NextEvent::Closing(Month::new(2026, 10).expect("a month"));
        assert_eq!(label(closing, Language::Ja), "10月の月次レポートが出ます");
        assert_eq!(label(closing, Language::En), "the October report comes out");
    }
}
