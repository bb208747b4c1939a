//! Views and forms as Block Kit. Pure; what people typed stands in places that Slack never interprets.
//!
//! A paragraph is a `rich_text` block, whose text elements are dead by definition, and labels are `plain_text`.
//! Nothing a person typed ever becomes `mrkdwn`. Slack's limits are kept here or the view is refused, never cut.

mod controls;
mod modal;
mod object;
mod words;

pub(crate) use modal::modal;
pub(crate) use object::object;

use crate::picture;
use kiku_chat::{Block, Image, View, limits};
use serde_json::Value;
use std::collections::HashMap;

/// Blocks of one message (Block Kit reference).
pub(crate) const MESSAGE_BLOCKS: usize = 50;
/// Blocks of a modal or of the Home tab.
pub(crate) const VIEW_BLOCKS: usize = 100;
/// Characters of one message, all its texts together.
const MESSAGE_CHARS: usize = 40_000;
/// Characters of the text that stands for a picture.
const ALT_CHARS: usize = 2_000;

/// Slack could not show this as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unfit(pub String);

/// The ids under which pictures were uploaded, by [`picture::key`].
pub(crate) type Files = HashMap<String, String>;

/// A message as Slack takes it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Message {
    /// Read by notifications and screen readers; escaped.
    pub text: String,
    /// What is shown.
    pub blocks: Vec<Value>,
}

/// One rendered piece; neighbouring texts can share a block when blocks run out.
enum Piece {
    /// Elements of a `rich_text` block.
    Rich(Vec<Value>),
    /// A block of its own.
    Solid(Value),
}

/// A message within every limit of Block Kit.
pub(crate) fn message(view: &View, files: &Files) -> Result<Message, Unfit> {
    Ok(Message {
        text: words::fallback(&view.fallback),
        blocks: blocks(view, files, MESSAGE_BLOCKS)?,
    })
}

/// The Home tab.
pub(crate) fn home(view: &View, files: &Files) -> Result<Value, Unfit> {
    let blocks = blocks(view, files, VIEW_BLOCKS)?;
    Ok(object([("type", "home".into()), ("blocks", blocks.into())]))
}

fn blocks(view: &View, files: &Files, most: usize) -> Result<Vec<Value>, Unfit> {
    limits::check_view(view).map_err(|breach| Unfit(breach.to_string()))?;
    let length = view.to_plain_text().chars().count();
    if length > MESSAGE_CHARS {
        return Err(Unfit(format!(
            "a view of {length} characters, at most {MESSAGE_CHARS}"
        )));
    }
    let mut pieces = Vec::with_capacity(view.blocks.len());
    for (number, shown) in view.blocks.iter().enumerate() {
        block(number, shown, files, &mut pieces)?;
    }
    if pieces.is_empty() {
        return Err(Unfit("a view of empty blocks".into()));
    }
    if pieces.len() > most {
        pieces = folded(pieces);
    }
    match pieces.len() > most {
        true => Err(Unfit(format!("{} blocks, at most {most}", pieces.len()))),
        false => Ok(pieces.into_iter().map(Piece::into_block).collect()),
    }
}

fn block(number: usize, block: &Block, files: &Files, to: &mut Vec<Piece>) -> Result<(), Unfit> {
    match block {
        Block::Heading(text) => to.extend(words::heading(text).map(Piece::Solid)),
        Block::Text(spans) => to.extend(words::paragraph(spans).map(rich)),
        Block::Facts(facts) => to.extend(words::facts(facts).map(rich)),
        Block::Quote(text) => to.extend(words::quote(text).map(rich)),
        Block::Image(image) => to.push(picture(image, files)?),
        Block::Choice(asked) => controls::choice(number, asked, to)?,
        Block::Buttons(row) => controls::buttons(number, row, to)?,
        Block::Note(text) => to.extend(words::note(text).map(Piece::Solid)),
    }
    Ok(())
}

fn rich(element: Value) -> Piece {
    Piece::Rich(vec![element])
}

/// A picture, or its words where it could not be uploaded.
fn picture(image: &Image, files: &Files) -> Result<Piece, Unfit> {
    let alt = words::clean(&image.alt);
    let alt = match alt.trim().is_empty() {
        true => words::clean(&image.name),
        false => alt,
    };
    let length = alt.chars().count();
    if !(1..=ALT_CHARS).contains(&length) {
        return Err(Unfit(format!(
            "a picture's text of {length} characters, 1 to {ALT_CHARS} are possible"
        )));
    }
    Ok(match files.get(&picture::key(image)) {
        Some(id) => {
            let file = object([("id", id.as_str().into())]);
            let kind = ("type", "image".into());
            Piece::Solid(object([
                kind,
                ("slack_file", file),
                ("alt_text", alt.into()),
            ]))
        }
        None => rich(words::section(vec![words::run(&format!("[{alt}]"), false)])),
    })
}

/// Neighbouring texts in one block each.
fn folded(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut folded: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (folded.last_mut(), piece) {
            (Some(Piece::Rich(before)), Piece::Rich(more)) => before.extend(more),
            (_, piece) => folded.push(piece),
        }
    }
    folded
}

impl Piece {
    fn into_block(self) -> Value {
        match self {
            Piece::Rich(elements) => {
                object([("type", "rich_text".into()), ("elements", elements.into())])
            }
            Piece::Solid(block) => block,
        }
    }
}

#[cfg(test)]
mod properties_tests;
#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
