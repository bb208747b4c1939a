//! A month of a company on SQLite, every commit on disk: `cargo bench -p kiku --bench engine -- 10000 100000`.
//!
//! For each number of members a company is imported and its month opened; its messages go to a platform that costs
//! nothing; the days pass, and the month closes with its digest. The members of the first company also choose topics:
//! one after the other, then 64 at a time. With the word `month` nobody does.
//! Peaks of memory are those of the step alone (`/proc/self/clear_refs`); the files lie where cargo builds. Beside
//! each time stands the processor time, which a busy machine changes less.

use anyhow::{Context, Result};
use chrono::{Duration, TimeZone, Utc};
use futures_util::future::try_join_all;
use kiku::domain::programme::{Audience, Channel, Programme};
use kiku::domain::roster::{Encoding, Field, Roster};
use kiku_chat::{
    Account, Address, Block, Capabilities, DeliveryId, Event, Handle, Inbox, On, Once, PeoplePage,
    Place, Platform, Rates, SendError, View, What,
};
use kiku_engine::clock::{Clock, MovableClock};
use kiku_engine::{Engine, EngineParts, ImportOptions};
use kiku_store::{Store, StoreConfig};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tracing::field::{Field as Named, Visit};

/// As in the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const NAME: &str = "bench";
const CLIENTS: usize = 64;
/// Clicks of one client, and of all clients together.
const ALONE: usize = 2_000;
const TOGETHER: usize = 60_000;

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<()> {
    tracing::subscriber::set_global_default(&COUNTER)?;
    let sizes: Vec<usize> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let quiet = std::env::args().any(|word| word == "month");
    let sizes = if sizes.is_empty() {
        vec![10_000, 100_000]
    } else {
        sizes
    };
    for (index, members) in sizes.into_iter().enumerate() {
        let company = Company::open(members).await?;
        company.opens().await?;
        company.delivers().await?;
        if index == 0 && !quiet {
            company.is_clicked().await?;
        }
        company.closes().await?;
        company.engine.store().close().await;
    }
    Ok(())
}

struct Company {
    engine: Arc<Engine>,
    clock: Arc<MovableClock>,
    chat: Arc<Chat>,
    _folder: tempfile::TempDir,
}

impl Company {
    async fn open(members: usize) -> Result<Self> {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let url = format!("sqlite:{}", folder.path().join("kiku.db").display());
        let store = Store::open(&StoreConfig::new(url, [7; 32])).await?;
        let begin = Utc.with_ymd_and_hms(2026, 10, 30, 3, 0, 0).single();
        let clock = Arc::new(MovableClock::frozen(begin.context("a time")?));
        let chat = Arc::new(Chat::default());
        let engine = Engine::new(EngineParts {
            store,
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            platforms: vec![Arc::clone(&chat) as Arc<dyn Platform>],
            replica: NAME.to_owned(),
        });
        let programme = Programme {
            channels: vec![Channel {
                audience: Audience::Executive,
                platform: NAME.to_owned(),
                workspace: NAME.to_owned(),
                id: "C1".to_owned(),
                language: None,
            }],
            ..Programme::default()
        };
        engine.apply_programme(&programme).await?;
        let options = ImportOptions {
            workspaces: BTreeMap::from([(NAME.to_owned(), NAME.to_owned())]),
            ..ImportOptions::default()
        };
        engine.import_people(roster(members), &options).await?;
        engine.settle().await?;
        say(&format!("{members} members"))?;
        Ok(Company {
            engine,
            clock,
            chat,
            _folder: folder,
        })
    }

    async fn opens(&self) -> Result<()> {
        let next = self.engine.next_event().await?;
        let (at, _) = next.context("a month is planned")?;
        self.clock.set(at);
        let step = Step::begin();
        self.engine.settle().await?;
        let opened = self.engine.store().next_send_at().await?;
        opened.context("messages are queued")?;
        step.end(&format!(
            "opening the month ({} messages sent meanwhile)",
            self.chat.count()
        ))
    }

    /// The working day passes in one moment.
    async fn delivers(&self) -> Result<()> {
        self.clock.set(self.clock.now() + Duration::hours(9));
        let (before, step) = (self.chat.count(), Step::begin());
        self.engine.settle().await?;
        let (sent, seconds) = (self.chat.count() - before, step.seconds());
        step.end(&format!(
            "delivering {sent} messages, {:.0} a second",
            sent as f64 / seconds
        ))
    }

    /// Nobody answers: every step of the timetable is taken and what it sends is delivered, day by day; then the month
    /// closes with its digest, and every message of it is edited for the last time.
    async fn closes(&self) -> Result<()> {
        let cycles = self.engine.store().unclosed_cycles().await?;
        let cycle = cycles.iter().min_by_key(|cycle| cycle.closes_at);
        let (month, closes_at) = cycle.map(|c| (c.month, c.closes_at)).context("a month")?;
        let (before, step) = (self.chat.count(), Step::begin());
        while self.clock.now() + Duration::days(1) < closes_at {
            self.clock.set(self.clock.now() + Duration::days(1));
            self.engine.settle().await?;
        }
        let sent = self.chat.count() - before;
        step.end(&format!("the days of the month, {sent} messages sent"))?;
        self.clock.set(closes_at);
        let (before, step) = (self.chat.edited.load(Ordering::Relaxed), Step::begin());
        self.engine.settle().await?;
        let edited = self.chat.edited.load(Ordering::Relaxed) - before;
        step.end(&format!("closing the month, {edited} messages edited"))?;
        let released = self.engine.store().release(month).await?;
        anyhow::ensure!(released.is_some(), "the month was not released");
        Ok(())
    }

    async fn is_clicked(&self) -> Result<()> {
        let controls = self.chat.controls();
        anyhow::ensure!(!controls.is_empty(), "no message has a topic to choose");
        self.one_after_the_other(&controls).await?;
        self.counted(&controls).await?;
        self.at_once(&controls).await
    }

    async fn one_after_the_other(&self, controls: &[Control]) -> Result<()> {
        let mut times = Vec::with_capacity(ALONE);
        for number in 0..ALONE {
            let start = Instant::now();
            self.click(controls, number).await?;
            times.push(start.elapsed());
        }
        times.sort_unstable();
        let at = |share: f64| times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e3;
        say(&format!(
            "  1 client: p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms",
            at(0.5),
            at(0.99),
            at(0.999)
        ))
    }

    async fn counted(&self, controls: &[Control]) -> Result<()> {
        const CLICKS: usize = 200;
        let before = COUNTER.counted();
        COUNTER.on.store(true, Ordering::Relaxed);
        for number in ALONE..ALONE + CLICKS {
            self.click(controls, number).await?;
        }
        COUNTER.on.store(false, Ordering::Relaxed);
        let after = COUNTER.counted();
        let each = |which: usize| (after[which] - before[which]) as f64 / CLICKS as f64;
        say(&format!(
            "  a click: {:.1} statements read, {:.1} write, {:.1} commits",
            each(0),
            each(1),
            each(2)
        ))
    }

    async fn at_once(&self, controls: &[Control]) -> Result<()> {
        let next = AtomicUsize::new(ALONE * 2);
        let client = || async {
            let mut times = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= ALONE * 2 + TOGETHER {
                    return anyhow::Ok(times);
                }
                let start = Instant::now();
                self.click(controls, number).await?;
                times.push(start.elapsed());
            }
        };
        let (start, processor) = (Instant::now(), processor());
        let mut times = try_join_all((0..CLIENTS).map(|_| client())).await?.concat();
        let (seconds, used) = (start.elapsed().as_secs_f64(), self::processor() - processor);
        times.sort_unstable();
        let at = |share: f64| times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e3;
        say(&format!(
            "  {CLIENTS} clients: {:.0} clicks a second, {:.0} µs of processor each, p50 {:.1} ms, p99 {:.1} ms, p99.9 {:.1} ms",
            TOGETHER as f64 / seconds,
            used * 1e6 / TOGETHER as f64,
            at(0.5),
            at(0.99),
            at(0.999)
        ))
    }

    /// Click number `number`: round after round, everybody chooses the next topic.
    async fn click(&self, controls: &[Control], number: usize) -> Result<()> {
        let control = &controls[number % controls.len()];
        let round = number / controls.len();
        let event = Event {
            id: format!("click-{number}"),
            who: control.who.clone(),
            place: Place {
                channel: None,
                on: On::Message(control.handle.clone()),
            },
            what: What::Press(control.topics[round % control.topics.len()].clone()),
        };
        let reply = self.engine.take(event).await?;
        anyhow::ensure!(
            reply.refresh.is_some(),
            "click {number} was not answered: {reply:?}"
        );
        Ok(())
    }
}

fn roster(members: usize) -> Roster {
    let mut people = kiku_simulate::invent(members, 1, false);
    for person in &mut people {
        person
            .accounts
            .insert(NAME.to_owned(), person.number.clone());
    }
    Roster {
        people,
        notices: Vec::new(),
        encoding: Encoding::Utf8,
        fields: Field::ALL.into_iter().collect(),
    }
}

/// A message with a topic to choose.
#[derive(Clone)]
struct Control {
    who: Account,
    handle: Handle,
    topics: Vec<String>,
}

/// A platform that takes everything at once and keeps what can be pressed.
#[derive(Default)]
struct Chat {
    sent: AtomicU64,
    edited: AtomicU64,
    controls: Mutex<Vec<Control>>,
}

impl Chat {
    fn count(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    fn controls(&self) -> Vec<Control> {
        self.controls
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .clone()
    }
}

#[async_trait::async_trait]
impl Platform for Chat {
    fn name(&self) -> &str {
        NAME
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            once: Once::Findable,
            rates: Rates::UNLIMITED,
        }
    }

    async fn send(
        &self,
        to: &Address,
        delivery: &DeliveryId,
        view: &View,
    ) -> Result<Handle, SendError> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let handle = Handle(delivery.0.clone());
        let topics: Vec<String> = topics(view);
        if let (Address::Person(who), false) = (to, topics.is_empty()) {
            let control = Control {
                who: who.clone(),
                handle: handle.clone(),
                topics,
            };
            self.controls
                .lock()
                .unwrap_or_else(|e| e.into_inner())
                .push(control);
        }
        Ok(handle)
    }

    async fn edit(&self, _: &Address, _: &Handle, _: &View) -> Result<(), SendError> {
        self.edited.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    async fn find_sent(&self, _: &Address, _: &DeliveryId) -> Result<Option<Handle>, SendError> {
        Ok(None)
    }

    async fn people(&self, _: &str, _: Option<&str>) -> Result<PeoplePage, SendError> {
        Ok(PeoplePage::default())
    }
}

fn topics(view: &View) -> Vec<String> {
    let choices = view.blocks.iter().filter_map(|block| match block {
        Block::Choice(choice) => Some(&choice.options),
        _ => None,
    });
    let actions = choices.flatten().map(|option| option.action.clone());
    actions
        .filter(|action| action.starts_with("topic:"))
        .collect()
}

/// A step whose time, statements and memory are told.
struct Step {
    start: Instant,
    counted: [u64; 3],
    processor: f64,
    before: f64,
}

impl Step {
    fn begin() -> Self {
        // Without the right to do so the peak is that of the process so far.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        COUNTER.on.store(true, Ordering::Relaxed);
        Step {
            counted: COUNTER.counted(),
            start: Instant::now(),
            processor: processor(),
            before: memory("VmRSS:"),
        }
    }

    fn seconds(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    fn end(self, what: &str) -> Result<()> {
        let (seconds, peak) = (self.seconds(), memory("VmHWM:"));
        COUNTER.on.store(false, Ordering::Relaxed);
        let [reads, writes, commits] = COUNTER.counted();
        say(&format!(
            "  {what}: {seconds:.2} s, {:.2} s of processor, {} statements read and {} written in {} commits, {:.1} MB \
             above {:.1} MB",
            processor() - self.processor,
            reads - self.counted[0],
            writes - self.counted[1],
            commits - self.counted[2],
            peak - self.before,
            self.before
        ))
    }
}

/// Seconds of processor that this process has used, from the fields of `/proc/self/stat` (in hundredths).
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields = after_name.split_whitespace().skip(11).take(2);
    fields
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// A field of this process's status in MB.
fn memory(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}

fn say(line: &str) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}

/// Counts the statements that the store traces.
struct Counter {
    on: AtomicBool,
    reads: AtomicU64,
    writes: AtomicU64,
    commits: AtomicU64,
}

static COUNTER: Counter = Counter {
    on: AtomicBool::new(false),
    reads: AtomicU64::new(0),
    writes: AtomicU64::new(0),
    commits: AtomicU64::new(0),
};

impl Counter {
    fn counted(&self) -> [u64; 3] {
        [&self.reads, &self.writes, &self.commits].map(|count| count.load(Ordering::Relaxed))
    }
}

impl tracing::Subscriber for &'static Counter {
    fn register_callsite(
        &self,
        _: &'static tracing::Metadata<'static>,
    ) -> tracing::subscriber::Interest {
        tracing::subscriber::Interest::sometimes()
    }

    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        self.on.load(Ordering::Relaxed) && metadata.target() == kiku_store::STATEMENTS
    }

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Sorter(self));
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

struct Sorter(&'static Counter);

impl Visit for Sorter {
    fn record_str(&mut self, _: &Named, text: &str) {
        let count = match text.split_whitespace().next().unwrap_or_default() {
            "SELECT" | "WITH" => &self.0.reads,
            "BEGIN" if text.contains("IMMEDIATE") => &self.0.commits,
            "BEGIN" | "COMMIT" | "SAVEPOINT" | "RELEASE" | "ROLLBACK" => return,
            _ => &self.0.writes,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    fn record_debug(&mut self, _: &Named, _: &dyn std::fmt::Debug) {}
}
