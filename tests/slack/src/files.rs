//! The second step of an upload: the bytes, raw or as a multipart form, to the address that was given.

use crate::model::Slack;
use crate::server::disturbed;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt;

pub(crate) async fn upload(
    State(slack): State<Slack>,
    Path(file): Path<String>,
    request: Request,
) -> Response {
    let fault = slack.0.lock().faults.take("upload");
    disturbed(fault, async {
        match bytes(request).await {
            Some(bytes) => keep(&slack, &file, bytes),
            None => StatusCode::BAD_REQUEST.into_response(),
        }
    })
    .await
}

async fn bytes(request: Request) -> Option<Vec<u8>> {
    let kind = request.headers().get(CONTENT_TYPE);
    let multipart = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    if !multipart {
        let body = request.into_body().collect().await.ok()?;
        return Some(body.to_bytes().to_vec());
    }
    let mut form = Multipart::from_request(request, &()).await.ok()?;
    let field = form.next_field().await.ok()??;
    Some(field.bytes().await.ok()?.to_vec())
}

fn keep(slack: &Slack, id: &str, bytes: Vec<u8>) -> Response {
    let mut state = slack.0.lock();
    match state.files.get_mut(id) {
        // *methods*, files.getUploadURLExternal, `length`: the size in bytes of the file that is uploaded.
        Some(file) if file.length == bytes.len() && !file.complete => {
            let answer = format!("OK - {}", bytes.len());
            file.bytes = Some(bytes);
            answer.into_response()
        }
        Some(_) => StatusCode::BAD_REQUEST.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
