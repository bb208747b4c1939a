//! files.getUploadURLExternal, files.completeUploadExternal (*methods*, same names; *facts*, files.upload is gone).

use super::{Answer, Context, Refusal};
use crate::state::File;
use serde_json::{Value, json};

pub(super) fn get_url(context: &mut Context) -> Answer {
    context.needs("files:write")?;
    let name = context.required("filename")?.to_owned();
    let length = context
        .args
        .get("length")
        .and_then(|text| text.parse().ok());
    // *methods*: `missing_argument`, "typically only occurs when the `length` provided is 0".
    let Some(length) = length.filter(|length| *length > 0) else {
        return Err(Refusal::new("missing_argument"));
    };
    // *methods*, `alt_txt_too_large`: 1000 characters.
    if context
        .args
        .get("alt_txt")
        .is_some_and(|text| text.chars().count() > 1_000)
    {
        return Err(Refusal::new("alt_txt_too_large"));
    }
    let id = context.state.id("F");
    let file = File {
        team: context.team.clone(),
        name,
        length,
        ..File::default()
    };
    context.state.files.insert(id.clone(), file);
    Ok(json!({"upload_url": format!("{}/upload/{id}", context.address), "file_id": id}))
}

pub(super) fn complete(context: &mut Context) -> Answer {
    context.needs("files:write")?;
    let wanted = context
        .args
        .json("files")
        .map_err(|_| Refusal::new("invalid_arguments"))?;
    let Some(Value::Array(wanted)) = wanted else {
        return Err(Refusal::listed(
            "invalid_arguments",
            vec!["[ERROR] missing required field: files".to_owned()],
        ));
    };
    // Sharing into a channel at once is not modelled: pictures stand in messages.
    if context
        .args
        .get("channel_id")
        .or(context.args.get("channels"))
        .is_some()
    {
        return Err(Refusal::new("channel_not_found"));
    }
    let mut done = Vec::new();
    for file in &wanted {
        let id = file["id"].as_str().unwrap_or_default();
        let found = context.state.files.get_mut(id);
        let found = found.filter(|file| file.team == context.team && file.bytes.is_some());
        let Some(found) = found else {
            return Err(Refusal::new("file_not_found"));
        };
        found.complete = true;
        let title = file["title"].as_str().unwrap_or(&found.name);
        done.push(json!({"id": id, "title": title}));
    }
    Ok(json!({"files": done}))
}
