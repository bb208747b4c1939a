//! The addresses of the playground and who answers them.

use crate::inbound::{self, Input};
use crate::page::{self, Clock, Contents, Reading, SHOWN};
use crate::side::Search;
use crate::stage::To;
use crate::stream::{Window, may_read};
use crate::timeline::Conversation;
use crate::{Playground, assets, entrance, guard, side, texts};
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{StatusCode, header},
    middleware,
    response::{IntoResponse, Response, Sse, sse::KeepAlive},
    routing::{get, post},
};
use maud::Markup;
use serde::Deserialize;
use std::sync::Arc;

/// Room for a form of five fields of 3,000 characters, escaped.
const BODY: usize = 256 * 1024;

type Here = State<Arc<Playground>>;

impl Playground {
    /// All pages, to be served where [`crate::Setup::listen`] says.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/", get(entrance_page))
            .route("/people", get(people_anywhere))
            .route("/assets/{name}", get(assets::asset))
            .route("/as/{user}", get(direct_page))
            .route("/as/{user}/channel/{room}", get(room_page))
            .route("/as/{user}/messages", get(messages))
            .route("/as/{user}/people", get(people))
            .route("/as/{user}/image/{handle}/{block}/{name}", get(image))
            .route("/as/{user}/stream", get(stream))
            .route("/as/{user}/event", post(event))
            .route("/as/{user}/read", post(read))
            .route("/as/{user}/dismiss", post(dismiss))
            .route("/as/{user}/advance", post(advance))
            .fallback(|State(here): Here| async move { nowhere(&here) })
            .layer(DefaultBodyLimit::max(BODY))
            .layer(middleware::from_fn_with_state(self.clone(), guard::guard))
            .with_state(self.clone())
    }

    /// Does something as a user in a conversation they read; elsewhere there is nothing.
    async fn reading<F>(&self, user: &str, channel: Option<&str>, with: F) -> Response
    where
        F: AsyncFnOnce(&Reading<'_>) -> Response,
    {
        let directory = self.directory();
        let Some(me) = directory.resident(user) else {
            return nowhere(self);
        };
        let conversation = match channel {
            None => Conversation::Direct(user.to_owned()),
            Some(room) => Conversation::Room(room.to_owned()),
        };
        let zone = self.stage.time_zone();
        let reading = Reading {
            playground: self,
            directory: &directory,
            me,
            conversation,
            zone,
        };
        match may_read(&reading, &reading.conversation) {
            true => with(&reading).await,
            false => nowhere(self),
        }
    }
}

fn nowhere(here: &Playground) -> Response {
    (StatusCode::NOT_FOUND, entrance::not_found(here)).into_response()
}

async fn entrance_page(State(here): Here) -> Markup {
    entrance::page(&here, &here.directory())
}

async fn people_anywhere(State(here): Here, Query(search): Query<Search>) -> Markup {
    side::people(&here, &here.directory(), here.language, &search, None)
}

async fn people(
    State(here): Here,
    Path(user): Path<String>,
    Query(search): Query<Search>,
) -> Response {
    let found = async |reading: &Reading<'_>| {
        let (directory, language) = (reading.directory, reading.language());
        side::people(&here, directory, language, &search, Some(&user)).into_response()
    };
    here.reading(&user, None, found).await
}

/// What of a conversation a window shows.
#[derive(Deserialize)]
struct Where {
    channel: Option<String>,
    shown: Option<usize>,
}

async fn direct_page(
    State(here): Here,
    Path(user): Path<String>,
    Query(place): Query<Where>,
) -> Response {
    let page = async |reading: &Reading<'_>| chat(reading, &place).await;
    here.reading(&user, None, page).await
}

async fn room_page(
    State(here): Here,
    Path((user, room)): Path<(String, String)>,
    Query(place): Query<Where>,
) -> Response {
    let page = async |reading: &Reading<'_>| chat(reading, &place).await;
    here.reading(&user, Some(&room), page).await
}

async fn chat(reading: &Reading<'_>, place: &Where) -> Response {
    let next = reading
        .playground
        .stage
        .next_event(reading.language())
        .await;
    let clock = Clock::new(reading.playground, reading.language(), next);
    page::page(reading, &clock, &contents(reading, place)).into_response()
}

fn contents(reading: &Reading, place: &Where) -> Contents {
    let timeline = reading.playground.timeline();
    let (me, conversation) = (&reading.me.user, &reading.conversation);
    let shown = place.shown.unwrap_or(SHOWN).max(SHOWN);
    let (items, earlier) = timeline.seen(me, conversation, shown);
    let read_mark = timeline.read_mark(me, conversation);
    Contents {
        items,
        earlier,
        read_mark,
        changes: timeline.changes(),
    }
}

async fn messages(
    State(here): Here,
    Path(user): Path<String>,
    Query(place): Query<Where>,
) -> Response {
    let found = async |reading: &Reading<'_>| {
        page::messages(reading, &contents(reading, &place)).into_response()
    };
    here.reading(&user, place.channel.as_deref(), found).await
}

async fn stream(
    State(here): Here,
    Path(user): Path<String>,
    Query(place): Query<Where>,
) -> Response {
    let opened = async |reading: &Reading<'_>| {
        let window = Window::open(here.clone(), reading);
        Sse::new(window.events())
            .keep_alive(KeepAlive::default())
            .into_response()
    };
    here.reading(&user, place.channel.as_deref(), opened).await
}

async fn image(
    State(here): Here,
    Path((user, handle, block, _name)): Path<(String, String, usize, String)>,
) -> Response {
    let conversations = {
        let directory = here.directory();
        let rooms = directory
            .rooms_of(&user)
            .map(|room| Conversation::Room(room.id.clone()));
        let direct = Conversation::Direct(user.clone());
        std::iter::once(direct).chain(rooms).collect::<Vec<_>>()
    };
    let timeline = here.timeline();
    let mut found = conversations
        .iter()
        .filter_map(|place| timeline.find(place, &handle));
    let item = found
        .next()
        .filter(|item| item.only_for.as_ref().is_none_or(|only| *only == user));
    match item.and_then(|item| item.view.blocks.get(block)) {
        Some(kiku_chat::Block::Image(image)) => {
            let png = image.png.as_ref().clone();
            ([(header::CONTENT_TYPE, "image/png")], png).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn event(State(here): Here, Path(user): Path<String>, Json(input): Json<Input>) -> Response {
    // In a task of its own, so that a window that closes does not interrupt what it began.
    let task = tokio::spawn(async move {
        let channel = input.channel().map(str::to_owned);
        let taken = async |reading: &Reading<'_>| inbound::take(reading, input).await;
        here.reading(&user, channel.as_deref(), taken).await
    });
    task.await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

#[derive(Deserialize)]
struct Seen {
    channel: Option<String>,
    seq: u64,
}

async fn read(State(here): Here, Path(user): Path<String>, Json(seen): Json<Seen>) -> Response {
    let marked = async |reading: &Reading<'_>| {
        here.mark_read(&user, &reading.conversation, seen.seq).await;
        StatusCode::NO_CONTENT.into_response()
    };
    here.reading(&user, seen.channel.as_deref(), marked).await
}

#[derive(Deserialize)]
struct Dismissed {
    channel: Option<String>,
    id: String,
}

async fn dismiss(
    State(here): Here,
    Path(user): Path<String>,
    Json(dismissed): Json<Dismissed>,
) -> Response {
    let gone = async |reading: &Reading<'_>| {
        here.dismiss(&user, &reading.conversation, &dismissed.id);
        StatusCode::NO_CONTENT.into_response()
    };
    here.reading(&user, dismissed.channel.as_deref(), gone)
        .await
}

#[derive(Deserialize)]
struct Advance {
    to: To,
}

async fn advance(
    State(here): Here,
    Path(user): Path<String>,
    Json(Advance { to }): Json<Advance>,
) -> Response {
    let directory = here.directory();
    let Some(language) = directory.resident(&user).map(|me| me.language) else {
        return nowhere(&here);
    };
    let notice = |status, notice: &str| {
        (status, Json(serde_json::json!({ "notice": notice }))).into_response()
    };
    let texts = texts::texts(language);
    match tokio::spawn(async move { here.advance(to).await }).await {
        Ok(Some(Ok(()))) => StatusCode::NO_CONTENT.into_response(),
        Ok(Some(Err(problem))) => notice(StatusCode::CONFLICT, &problem),
        Ok(None) => notice(StatusCode::CONFLICT, texts.already_moving),
        Err(_) => notice(StatusCode::INTERNAL_SERVER_ERROR, texts.broken),
    }
}
