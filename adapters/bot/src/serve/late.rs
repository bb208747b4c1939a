//! Routes that come later: health is answered from the first moment on, a platform's calls when it is connected.

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;

/// Routes that are answered with 503 until they are there.
#[derive(Debug, Clone, Default)]
pub struct Late {
    routes: Arc<OnceLock<Router>>,
}

impl Late {
    /// From now on these are answered; a second time changes nothing.
    pub fn set(&self, routes: Router) {
        // One start, one set of routes.
        let _ = self.routes.set(routes);
    }

    /// Answers what no other route answers.
    pub fn fallback(self, first: Router) -> Router {
        first.fallback(move |request: Request| {
            let late = self.clone();
            async move { late.answer(request).await }
        })
    }

    async fn answer(&self, request: Request) -> Response {
        match self.routes.get() {
            Some(routes) => routes.clone().oneshot(request).await.into_response(),
            None => {
                let wait = [(header::RETRY_AFTER, "5")];
                (StatusCode::SERVICE_UNAVAILABLE, wait, "starting\n").into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::routing::get;

    #[tokio::test]
    async fn what_is_not_there_yet_is_to_be_asked_again() {
        let late = Late::default();
        let router = late
            .clone()
            .fallback(Router::new().route("/healthz", get(|| async { "ok" })));
        let ask = |path: &str| {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            router.clone().oneshot(request)
        };
        let status = async |path: &str| ask(path).await.into_response().status();
        assert_eq!(status("/healthz").await, StatusCode::OK);
        assert_eq!(
            status("/slack/events").await,
            StatusCode::SERVICE_UNAVAILABLE
        );
        late.set(Router::new().route("/slack/events", get(|| async { "there" })));
        assert_eq!(status("/slack/events").await, StatusCode::OK);
        assert_eq!(status("/slack/other").await, StatusCode::NOT_FOUND);
    }
}
