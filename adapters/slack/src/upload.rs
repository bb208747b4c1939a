//! Pictures: uploaded once in three steps, then shown by their file id wherever the same picture stands.

use crate::Slack;
use crate::api::Method;
use crate::call_error::CallError;
use crate::picture;
use crate::render::Files;
use kiku_chat::{Image, SendError, View};
use serde_json::{Value, json};
use std::collections::HashMap;
use tokio::sync::Mutex;

/// Whether a picture was uploaded just now; Slack may need a moment before it shows one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fresh {
    /// All were there before, or there are none.
    No,
    /// One was uploaded for this view.
    Yes,
}

/// Files that were uploaded, by workspace and picture. The lock also keeps one picture from being uploaded twice at
/// the same time.
#[derive(Default)]
pub(crate) struct Uploads(Mutex<HashMap<String, String>>);

impl Slack {
    /// The file ids of all pictures in the view, uploaded where necessary.
    pub(crate) async fn files(&self, team: &str, view: &View) -> Result<(Files, Fresh), SendError> {
        let (mut files, mut fresh) = (Files::new(), Fresh::No);
        for image in picture::all(view) {
            let key = picture::key(image);
            let name = format!("file:{team}/{key}");
            let mut known = self.uploads.0.lock().await;
            let id = match known.get(&name).cloned() {
                Some(id) => Some(id),
                None => self.kept_file(&name).await,
            };
            let id = match id {
                Some(id) => id,
                None => {
                    let id = self.upload(team, image).await.map_err(not_sent)?;
                    self.keep_file(&name, &id).await;
                    fresh = Fresh::Yes;
                    id
                }
            };
            known.insert(name, id.clone());
            files.insert(key, id);
        }
        Ok((files, fresh))
    }

    /// A file may be deleted in Slack; the next try uploads it again.
    pub(crate) async fn forget_files(&self, team: &str, view: &View) {
        for image in picture::all(view) {
            let name = format!("file:{team}/{}", picture::key(image));
            self.uploads.0.lock().await.remove(&name);
            self.keep_file(&name, "").await;
        }
    }

    async fn kept_file(&self, name: &str) -> Option<String> {
        let kept = self.memory.all(name).await.ok()?;
        let id = kept.into_iter().next().map(|(_, id)| id);
        id.filter(|id| !id.is_empty())
    }

    async fn keep_file(&self, name: &str, id: &str) {
        if let Err(error) = self.memory.put(name, id).await {
            tracing::warn!(%error, "an uploaded picture was not remembered");
        }
    }

    async fn upload(&self, team: &str, image: &Image) -> Result<String, CallError> {
        let arguments = json!({
            "filename": image.name,
            "length": image.png.len(),
            "alt_txt": image.alt.chars().take(1_000).collect::<String>(),
        });
        let begun = self.call(team, Method::UploadUrl, &arguments).await?;
        let text = |key: &str| begun.get(key).and_then(Value::as_str);
        let (Some(url), Some(id)) = (text("upload_url"), text("file_id")) else {
            return Err(CallError::Unreadable);
        };
        self.api.upload(url, &image.png).await?;
        let arguments = json!({ "files": [{ "id": id, "title": image.name }] });
        self.call(team, Method::CompleteUpload, &arguments).await?;
        Ok(id.to_owned())
    }
}

/// Whatever became of the upload, the message itself did not go out.
fn not_sent(error: CallError) -> SendError {
    match SendError::from(error) {
        SendError::Unknown(why) | SendError::Unreachable(why) => {
            SendError::NotSent(format!("picture: {why}"))
        }
        other => other,
    }
}
