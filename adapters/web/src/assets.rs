//! The style sheet, the script and the icon, carried by the binary.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// A file of `/assets/`.
pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "playground.css" => (
            "text/css; charset=utf-8",
            include_str!("assets/playground.css"),
        ),
        "playground.js" => (
            "text/javascript; charset=utf-8",
            include_str!("assets/playground.js"),
        ),
        "icon.svg" => ("image/svg+xml", include_str!("assets/icon.svg")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}
