//! The running programme: HTTP, the platforms' connections, the engine, and a clean end.

mod connect;
mod directory;
mod inbox;
mod late;
mod numbers;
pub mod ready;
pub mod rehearsal;
mod stop;

use crate::exit::{Failure, Outcome};
use crate::settings::Settings;
use crate::settings::slack::Mode;
use crate::{http, wiring};
use axum::Router;
use inbox::Counted;
use kiku_chat::Platform;
use kiku_engine::Engine;
use kiku_engine::clock::{Clock, SystemClock};
use kiku_slack::{Config, PLATFORM, Slack};
use kiku_store::Store;
use late::Late;
use numbers::Numbers;
use ready::Ready;
use rehearsal::Rehearsal;
use std::sync::Arc;
use std::time::Duration;
use stop::Stop;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, JoinSet};

/// How long what is in flight may take to finish at the end. Afterwards it counts as a send whose outcome is
/// unknown, and the next start asks the platform.
const GRACE: Duration = Duration::from_secs(20);

/// What a running programme is made of.
pub struct Parts {
    /// Its database.
    pub store: Store,
    /// Where everything is done for which no platform waits.
    pub background: Handle,
    /// Its address, taken already.
    pub listener: TcpListener,
    /// Slack.
    pub slack: Config,
    /// The movable clock, in a rehearsal.
    pub rehearsal: Option<Rehearsal>,
}

/// What runs, and what is told to it.
struct Running {
    store: Store,
    background: Handle,
    clock: Arc<dyn Clock>,
    late: Late,
    ready: Ready,
    numbers: Numbers,
    /// Nothing new is taken any more.
    closing: Stop,
}

/// Serves until the process is asked to end.
///
/// # Errors
/// Slack refuses what is set, or a part of the process fails.
pub async fn serve(settings: &Settings, parts: Parts) -> Outcome {
    let clock: Arc<dyn Clock> = match &parts.rehearsal {
        Some(rehearsal) => rehearsal.clock(),
        None => Arc::new(SystemClock),
    };
    let numbers = Numbers::start(parts.store.clone())?;
    let running = Running {
        ready: Ready::new(parts.store.clone()),
        numbers: numbers.clone(),
        store: parts.store,
        background: parts.background,
        clock,
        late: Late::default(),
        closing: Stop::default(),
    };
    let closing = &running.closing;
    announce(settings, &parts.listener, parts.rehearsal.is_some());
    let routes = running.ready.routes().merge(numbers.routes());
    let routes = running.late.clone().fallback(routes);
    let mut web = tokio::spawn(http::serve(parts.listener, routes, closing.wait()));
    tokio::spawn(numbers.upkeep(closing.wait()));
    let asked = closing.clone();
    tokio::spawn(async move {
        http::asked_to_stop().await;
        tracing::info!("asked to end; what is in flight is finished");
        asked.tell();
    });
    let turn = running.turn(settings, &parts.slack, parts.rehearsal);
    tokio::pin!(turn);
    // The web ends as soon as it may; what is in flight elsewhere is finished all the same.
    let (turned, closed) = tokio::select! {
        turned = &mut turn => {
            closing.tell();
            (turned, early(web.await))
        }
        ended = &mut web => {
            closing.tell();
            (turn.await, early(ended))
        }
    };
    turned.and(closed)
}

fn announce(settings: &Settings, listener: &TcpListener, rehearsal: bool) {
    let address = listener.local_addr().map(|address| address.to_string());
    tracing::info!(
        kiku.version = env!("CARGO_PKG_VERSION"),
        database.place = settings.database_name(),
        platforms = PLATFORM,
        slack.mode = settings.slack.mode.word(),
        server.address = address.unwrap_or_default(),
        rehearsal,
        "Kiku starts"
    );
}

impl Running {
    /// Connects, turns, and at the end lets everything finish in order: first what comes in, then what goes out.
    async fn turn(
        &self,
        settings: &Settings,
        config: &Config,
        rehearsal: Option<Rehearsal>,
    ) -> Outcome {
        let memory = Arc::new(self.store.memory(PLATFORM));
        let slack = connect::slack(config.clone(), memory, self.closing.wait());
        // What follows acknowledgements is done where Slack was connected.
        let slack = self.background.spawn(slack).await.map_err(ended_early)??;
        let Some(slack) = slack else {
            return Ok(());
        };
        let platform: Arc<dyn Platform> = slack.clone();
        let engine = wiring::engine(self.store.clone(), self.clock.clone(), vec![platform]);
        self.numbers.measure(engine.clone());
        slack.attach(Counted::new(engine.clone()));
        let mut inbound = self.inbound(settings.slack.mode, &slack, &engine, rehearsal);
        let turning = Stop::default();
        let mut outbound = self.background.spawn({
            let (engine, stop) = (engine.clone(), turning.wait());
            async move { engine.run(stop).await }
        });
        self.ready.connected();
        tracing::info!(
            slack.workspaces = slack.workspaces().len(),
            "Kiku is connected"
        );
        let early = tokio::select! {
            () = self.closing.wait() => None,
            Some(ended) = inbound.join_next(), if !inbound.is_empty() => ended.err(),
            ended = &mut outbound => ended.err(),
        };
        self.closing.tell();
        let deadline = tokio::time::Instant::now() + GRACE;
        while let Ok(Some(_)) = tokio::time::timeout_at(deadline, inbound.join_next()).await {}
        // Refreshes that were promised with an answer; what they miss the engine edits.
        let _ = tokio::time::timeout_at(deadline, slack.finish()).await;
        turning.tell();
        if finish(outbound, deadline).await {
            tracing::info!("everything that was in flight is finished");
        }
        early.map_or(Ok(()), |error| Err(ended_early(error)))
    }

    /// Everything that brings something in.
    fn inbound(
        &self,
        mode: Mode,
        slack: &Arc<Slack>,
        engine: &Arc<Engine>,
        rehearsal: Option<Rehearsal>,
    ) -> JoinSet<()> {
        let mut tasks = JoinSet::new();
        let mut routes = Router::new();
        match mode {
            Mode::Socket => drop(tasks.spawn(slack.clone().listen(self.closing.wait()))),
            Mode::Http => routes = slack.router(),
        }
        if let Some(rehearsal) = rehearsal {
            routes = routes.merge(rehearsal.routes(engine.clone()));
        }
        self.late.set(routes);
        for workspace in slack.workspaces() {
            let (engine, platform) = (engine.clone(), slack.clone());
            let stop = self.closing.wait();
            let follow = directory::follow(engine, platform, workspace.id, stop);
            tasks.spawn_on(follow, &self.background);
        }
        tasks
    }
}

/// Whether it finished in time.
async fn finish(outbound: JoinHandle<()>, deadline: tokio::time::Instant) -> bool {
    let abort = outbound.abort_handle();
    if outbound.is_finished() || tokio::time::timeout_at(deadline, outbound).await.is_ok() {
        return true;
    }
    tracing::warn!(
        grace_s = GRACE.as_secs(),
        "what was in flight did not finish; the next start asks the platform what arrived"
    );
    abort.abort();
    false
}

fn early(ended: Result<Outcome, tokio::task::JoinError>) -> Outcome {
    ended.unwrap_or_else(|error| Err(ended_early(error)))
}

fn ended_early(error: tokio::task::JoinError) -> Failure {
    Failure::failed(format!("a part of Kiku ended early: {error}"))
}
