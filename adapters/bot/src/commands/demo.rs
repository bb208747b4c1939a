//! `kiku demo`: a company at work, in the browser.

use super::read_file;
use crate::cli::Demo;
use crate::demo::colleagues::Colleagues;
use crate::demo::opening::Opening;
use crate::demo::place::Place;
use crate::demo::time::{self, CompanyTime};
use crate::demo::{explained, residents};
use crate::exit::{Failure, Outcome};
use crate::serve::ready::Ready;
use crate::settings::{Log, LogFormat};
use crate::{http, output, telemetry, wiring};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use kiku::domain::person::Role;
use kiku::domain::programme::Programme;
use kiku::domain::roster::{self, Roster};
use kiku_engine::Engine;
use kiku_engine::clock::MovableClock;
use kiku_store::{Access, Store};
use kiku_web::{Playground, Setup, Stage};
use percent_encoding::percent_decode_str;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Opens the company and keeps it open until Ctrl-C.
///
/// # Errors
/// An address that others can reach or that is in use, a roster with problems, a database that cannot be used.
pub async fn run(command: Demo) -> Outcome {
    telemetry::start(&Log {
        level: "warn".to_owned(),
        format: LogFormat::Text,
    });
    refuse_remote(&command)?;
    let roster = command.people.as_deref().map(own_roster).transpose()?;
    let listener = http::listen(
        command.listen,
        "--listen, for example --listen 127.0.0.1:8081",
    )
    .await?;
    let Place {
        url,
        key,
        folder: _removed_at_the_end,
    } = match &command.keep {
        Some(file) => Place::kept(file)?,
        None => Place::temporary()?,
    };
    let store = wiring::open_database(&url, key, Access::Write).await?;
    let outcome = open(&command, roster, &store, listener).await;
    store.close().await;
    outcome
}

fn refuse_remote(command: &Demo) -> Outcome {
    if command.listen.ip().is_loopback() || command.allow_remote {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "{}: other machines could reach this address, and everybody there can be anybody in the demo; \
         listen on 127.0.0.1, or say --allow-remote if that is what you want",
        command.listen
    )))
}

fn own_roster(file: &std::path::Path) -> Result<Roster, Failure> {
    let problems = |problems: Vec<_>| {
        let lines = explained(&problems);
        let lines: Vec<String> = lines
            .lines()
            .map(|line| format!("{}: {line}", file.display()))
            .collect();
        Failure::input(format!("{}\nNothing was imported.", lines.join("\n")))
    };
    roster::read(&read_file(file)?).map_err(problems)
}

async fn open(
    command: &Demo,
    roster: Option<Roster>,
    store: &Store,
    listener: TcpListener,
) -> Outcome {
    let kept = CompanyTime::kept(store).await.map_err(Failure::database)?;
    let (clock, start) = match kept {
        Some(at) => (Arc::new(MovableClock::running(at)), at),
        None => {
            let opening = Opening::plan(command, roster)?;
            let (clock, start) = (
                Arc::new(MovableClock::running(opening.dawn()?)),
                opening.start(),
            );
            opening.found(store, clock.clone()).await?;
            (clock, start)
        }
    };
    let programme = store.programme().await.map_err(Failure::database)?;
    let time = Arc::new(CompanyTime::new(clock.clone(), programme.time_zone, store));
    let address = listener.local_addr().map_err(Failure::address)?;
    let setup = setup(store, &programme, address, time.clone()).await?;
    let (playground, engine) = wiring::playground(store.clone(), clock, setup).await?;
    let colleagues = Colleagues::new(engine.clone(), time::memory(store), command.seed).await;
    let colleagues = Arc::new(colleagues.map_err(Failure::database)?);
    time.drives(engine.clone(), colleagues.clone());
    time.run_until(start).await.map_err(Failure::database)?;
    // The playground has a directory as every platform has one.
    let linked = engine.link_accounts(&*playground, kiku_web::WORKSPACE);
    linked.await.map_err(Failure::failed)?;
    output::say(welcome(command, &programme, address, &time))?;
    let ready = Ready::new(store.clone());
    ready.connected();
    let router = watched(playground.router(), colleagues).merge(ready.routes());
    serve(listener, router, playground, engine).await?;
    time.keep().await;
    Ok(())
}

async fn setup(
    store: &Store,
    programme: &Programme,
    listen: SocketAddr,
    stage: Arc<dyn Stage>,
) -> Result<Setup, Failure> {
    let known = store.known_people().await.map_err(Failure::database)?;
    let people: Vec<_> = known.into_iter().map(|(person, _)| person).collect();
    Ok(Setup {
        company: programme.company.clone(),
        language: residents::page_language(programme.language),
        listen,
        residents: residents::residents(&people, programme),
        rooms: residents::rooms(programme),
        commands: residents::commands(),
        stage,
        memory: Arc::new(store.memory(kiku_web::PLATFORM)),
    })
}

/// Notes who is opened in the browser: `/as/NUMBER`.
fn watched(router: Router, colleagues: Arc<Colleagues>) -> Router {
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        let colleagues = colleagues.clone();
        async move {
            let user = opened(request.uri().path());
            let answer = next.run(request).await;
            if let Some(user) = user.filter(|_| answer.status().is_success()) {
                colleagues.opened(&user).await;
            }
            answer
        }
    }))
}

fn opened(path: &str) -> Option<String> {
    let user = path.strip_prefix("/as/")?.split('/').next()?;
    Some(percent_decode_str(user).decode_utf8_lossy().into_owned())
}

async fn serve(
    listener: TcpListener,
    router: Router,
    playground: Arc<Playground>,
    engine: Arc<Engine>,
) -> Outcome {
    let (stop, stopped) = tokio::sync::watch::channel(());
    let ending = |mut stopped: tokio::sync::watch::Receiver<()>| async move {
        // The sender is only ever dropped.
        let _ = stopped.changed().await;
    };
    let until = ending(stopped.clone());
    let turning = tokio::spawn(async move { engine.run(until).await });
    let asked = async move {
        http::asked_to_stop().await;
        playground.close();
        drop(stop);
    };
    http::serve(listener, router, asked).await?;
    turning
        .await
        .map_err(|error| Failure::failed(format!("the engine ended early: {error}")))
}

fn welcome(
    command: &Demo,
    programme: &Programme,
    address: SocketAddr,
    time: &CompanyTime,
) -> String {
    let shown = match address.ip().is_unspecified() {
        true => SocketAddr::new(std::net::Ipv4Addr::LOCALHOST.into(), address.port()),
        false => address,
    };
    let numbers = |role| {
        let granted = programme.grants.iter().filter(|grant| grant.role == role);
        granted
            .map(|grant| grant.person.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let end = match &command.keep {
        Some(file) => format!(
            "Ctrl-C ends the demo; the company stays in {}.",
            file.display()
        ),
        None => "Ctrl-C ends the demo and removes the company.".to_owned(),
    };
    format!(
        "{company} is open at http://{shown}\n\
         \x20 HR:          {hr}\n\
         \x20 Executives:  {executives}\n\
         \x20 Its clock:   {now}; it runs on in real seconds, and the page moves it forward.\n\
         \x20 Whom you open in the browser is yours; the others answer by themselves.\n\
         {end}",
        company = programme.company,
        hr = numbers(Role::Hr),
        executives = numbers(Role::Executive),
        now = time
            .now()
            .with_timezone(&programme.time_zone)
            .format("%Y-%m-%d %H:%M %Z"),
    )
}
