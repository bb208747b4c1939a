//! The judge: a platform in a process of its own, with an append-only log of what it accepted.

use crate::mishap::{Mishap, Placed};
use crate::victim::Victim;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How a platform helps to settle a send whose outcome is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Kind {
    /// It can be asked (Slack).
    Findable,
    /// It recognises a repetition for five minutes (Discord).
    Deduplicates,
    /// Neither (Teams).
    Neither,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Findable, Kind::Deduplicates, Kind::Neither];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Findable => "findable",
            Kind::Deduplicates => "deduplicates",
            Kind::Neither => "neither",
        }
    }
}

/// A judge that is not to be trusted, to see that a broken promise is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Control {
    /// It says of every message that it did not arrive.
    Forgetful,
    /// It loses every seventh message that it has accepted.
    Careless,
}

/// How long a repetition is recognised, on the company's clock.
pub const RECOGNISED: i64 = 300;

/// A call, as a line on the wire.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    Send {
        to: String,
        delivery: String,
        at: i64,
        text: String,
    },
    Edit {
        handle: String,
        text: String,
    },
    Find {
        delivery: String,
    },
    /// Nothing; whoever gets the answer knows that what came before was read.
    Ping,
}

/// The answer to a call.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub handle: Option<String>,
}

/// A message that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub to: String,
    pub delivery: String,
    at: i64,
}

struct Book {
    kind: Kind,
    log: File,
    accepted: Vec<Accepted>,
    calls: u64,
    control: Option<Control>,
    plan: Option<(Placed, Arc<Victim>)>,
}

/// The judge of one round.
pub struct Judge {
    pub address: SocketAddr,
    book: Arc<Mutex<Book>>,
    serving: Arc<AtomicUsize>,
}

impl Judge {
    pub fn open(kind: Kind, control: Option<Control>, log: &Path) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let log = File::options().append(true).create(true).open(log);
        let book = Arc::new(Mutex::new(Book {
            kind,
            log: log.context("the judge's log")?,
            accepted: Vec::new(),
            calls: 0,
            control,
            plan: None,
        }));
        let serving = Arc::new(AtomicUsize::new(0));
        let shared = (book.clone(), serving.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (book, serving) = shared.clone();
                serving.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    // A victim that dies breaks its connections.
                    drop(serve(&book, stream));
                    serving.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(Judge {
            address,
            book,
            serving,
        })
    }

    /// Waits until everything that a dead victim had sent off has been read. The company's clock is moved by minutes
    /// in an instant; on a real network nothing is under way for so long.
    pub fn drain(&self) -> Result<()> {
        let mut stream = TcpStream::connect(self.address)?;
        writeln!(stream, "{}", serde_json::to_string(&Call::Ping)?)?;
        BufReader::new(stream).read_line(&mut String::new())?;
        while self.serving.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    /// From now on this befalls this victim.
    pub fn plan(&self, placed: Placed, victim: Arc<Victim>) {
        let mut book = lock(&self.book);
        (book.calls, book.plan) = (0, Some((placed, victim)));
    }

    /// Nothing befalls anybody any more.
    pub fn spare(&self) {
        lock(&self.book).plan = None;
    }

    pub fn calls(&self) -> u64 {
        lock(&self.book).calls
    }

    pub fn accepted(&self) -> Vec<Accepted> {
        lock(&self.book).accepted.clone()
    }
}

fn lock(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(book: &Mutex<Book>, mut stream: TcpStream) -> Result<()> {
    let mut line = String::new();
    BufReader::new(stream.try_clone()?).read_line(&mut line)?;
    let call: Call = serde_json::from_str(&line)?;
    let (answer, afterwards) = if matches!(call, Call::Ping) {
        (Answer { handle: None }, None)
    } else {
        let mut book = lock(book);
        book.calls += 1;
        if let Some(victim) = book.doomed(Mishap::BytesIn) {
            victim.kill();
            return Ok(());
        }
        let answer = book.take(call)?;
        if let Some(victim) = book.doomed(Mishap::Accepted) {
            victim.kill();
            return Ok(());
        }
        (answer, book.doomed(Mishap::Answered))
    };
    let mut text = serde_json::to_string(&answer)?;
    text.push('\n');
    stream.write_all(text.as_bytes())?;
    if let Some(victim) = afterwards {
        victim.kill();
    }
    Ok(())
}

impl Book {
    /// The victim, if this is the call at which this moment of it is its last.
    fn doomed(&self, moment: fn(u64) -> Mishap) -> Option<Arc<Victim>> {
        let (placed, victim) = self.plan.as_ref()?;
        let meant = std::mem::discriminant(&placed.mishap) == std::mem::discriminant(&moment(0));
        (meant && placed.at == self.calls).then(|| victim.clone())
    }

    fn take(&mut self, call: Call) -> Result<Answer> {
        let found =
            |delivery: &str| (self.accepted.iter()).position(|one| one.delivery == delivery);
        let (kept, handle) = match &call {
            Call::Send {
                to, delivery, at, ..
            } => {
                let known = found(delivery).filter(|place| {
                    self.kind == Kind::Deduplicates && at - self.accepted[*place].at <= RECOGNISED
                });
                let kept = known.is_none().then(|| Accepted {
                    to: to.clone(),
                    delivery: delivery.clone(),
                    at: *at,
                });
                (kept, Some(known.unwrap_or(self.accepted.len())))
            }
            Call::Edit { .. } | Call::Ping => (None, None),
            Call::Find { .. } if self.control == Some(Control::Forgetful) => (None, None),
            Call::Find { delivery } => (None, found(delivery)),
        };
        let careless = self.control == Some(Control::Careless) && self.calls.is_multiple_of(7);
        let kept = kept.filter(|_| !careless);
        writeln!(
            self.log,
            "{}",
            serde_json::to_string(&(&call, kept.is_some()))?
        )?;
        self.accepted.extend(kept);
        Ok(Answer {
            handle: handle.map(|place| format!("m{place}")),
        })
    }
}
