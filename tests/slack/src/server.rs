//! The server: connections that can break on demand, and what is found at which path.

use crate::args::Args;
use crate::model::Slack;
use crate::{Call, Fault, deliver, files, methods, respond, socket};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{BoxError, Router};
use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, Method, Request, StatusCode, Uri};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use serde_json::{Value, json};
use std::io;
use tokio::net::TcpListener;
use tower::{Service, ServiceExt};

/// Marks an answer that is never written: the connection breaks instead.
#[derive(Clone)]
struct Broken;

/// Accepts connections for as long as the model lives.
pub(crate) async fn serve(slack: Slack, listener: TcpListener) {
    let router = router(slack);
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        tokio::spawn(async move {
            let service = TowerToHyperService::new(breakable(router));
            let builder = Builder::new(TokioExecutor::new()).http1_only();
            let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
            // An error here is a client that went away, or a break that was asked for.
            let _ = connection.await;
        });
    }
}

/// The router as a service that fails, and with it the connection, where an answer is marked [`Broken`].
fn breakable<B>(
    router: Router,
) -> impl Service<Request<B>, Response = Response, Error = io::Error, Future: Send> + Clone
where
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    tower::service_fn(move |request: Request<B>| {
        let answer = router.clone().oneshot(request.map(Body::new));
        async move {
            let Ok(response) = answer.await;
            match response.extensions().get::<Broken>() {
                Some(Broken) => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
                None => Ok(response),
            }
        }
    })
}

fn router(slack: Slack) -> Router {
    Router::new()
        .route("/api/{method}", any(api))
        .route("/upload/{file}", post(files::upload))
        .route("/link", get(socket::connect))
        .route("/respond/{key}", post(respond_to))
        .layer(DefaultBodyLimit::max(64 << 20))
        .with_state(slack)
}

/// What a fault does to a call that would be carried out by `act`.
pub(crate) async fn disturbed(
    fault: Option<Fault>,
    act: impl Future<Output = Response>,
) -> Response {
    let page = |status: StatusCode| {
        let html = "<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>";
        (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
    };
    match fault {
        None => act.await,
        Some(Fault::Limited(wait)) => limited(wait.as_secs().to_string()),
        Some(Fault::LimitedUntil(text)) => limited(text),
        Some(Fault::Page(status)) => {
            page(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        }
        Some(Fault::Error(word)) => axum::Json(json!({"ok": false, "error": word})).into_response(),
        Some(Fault::BreakBefore) => broken(),
        Some(Fault::BreakAfter) => {
            act.await;
            broken()
        }
        Some(Fault::Late(wait)) => {
            tokio::time::sleep(wait).await;
            act.await
        }
        Some(Fault::HangBefore) => std::future::pending().await,
        Some(Fault::HangAfter) => {
            act.await;
            std::future::pending().await
        }
    }
}

fn broken() -> Response {
    let mut response = Response::default();
    response.extensions_mut().insert(Broken);
    response
}

/// 429 (*methods*, common errors: `ratelimited`, with the Retry-After header).
fn limited(retry_after: String) -> Response {
    let body = axum::Json(json!({"ok": false, "error": "ratelimited"}));
    let retry = [(RETRY_AFTER, retry_after)];
    (StatusCode::TOO_MANY_REQUESTS, retry, body).into_response()
}

async fn api(
    State(slack): State<Slack>,
    Path(method): Path<String>,
    verb: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fault = slack.0.lock().faults.take(&method);
    let status = match &fault {
        Some(Fault::Limited(_) | Fault::LimitedUntil(_)) => Some(429),
        Some(Fault::Page(status)) => Some(*status),
        Some(Fault::Error(_)) => Some(200),
        _ => None,
    };
    if let Some(status) = status {
        slack.0.enter(Call {
            at: slack.0.now(),
            team: String::new(),
            method: method.clone(),
            args: Default::default(),
            status,
            error: Some("a fault that was asked for".to_owned()),
            ts: None,
        });
    }
    disturbed(fault, async {
        let args = Args::read(uri.query().unwrap_or_default(), &headers, &body);
        let (answered, events) = methods::call(&slack, &method, &verb, bearer(&headers), args);
        for (team, event) in events {
            deliver::event_later(&slack, &team, event);
        }
        match answered {
            methods::Answered::Limited(seconds) => limited(seconds.to_string()),
            methods::Answered::Body(body, scopes) => answer_with(body, scopes),
        }
    })
    .await
}

fn answer_with(body: Value, scopes: Option<String>) -> Response {
    let mut response = axum::Json(body).into_response();
    if let Some(Ok(scopes)) = scopes.map(|scopes| scopes.parse()) {
        response.headers_mut().insert("x-oauth-scopes", scopes);
    }
    response
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    Some(value.strip_prefix("Bearer ")?.trim().to_owned())
}

async fn respond_to(State(slack): State<Slack>, Path(key): Path<String>, body: Bytes) -> Response {
    let fault = slack.0.lock().faults.take("response_url");
    disturbed(fault, async { respond::respond(&slack, &key, &body) }).await
}
