//! Views and forms as Block Kit. Pure; what people typed stands in places that Slack never interprets.
//!
//! A paragraph is a `rich_text` block, whose text elements are dead by definition, and labels are `plain_text`.
//! Nothing a person typed ever becomes `mrkdwn`. Slack's limits are kept here or the view is refused, never cut.

mod controls;
mod kit;
mod modal;
mod words;

pub(crate) use modal::modal;

use crate::picture;
use kiku_chat::{Block, Image, View, limits};
use serde::Serialize;
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Message<'a> {
    /// Read by notifications and screen readers; escaped.
    pub text: String,
    /// What is shown.
    pub blocks: Vec<kit::Block<'a>>,
}

/// The Home tab as Slack takes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename = "home")]
pub(crate) struct Home<'a> {
    blocks: Vec<kit::Block<'a>>,
}

/// One rendered piece; neighbouring texts can share a block when blocks run out.
enum Piece<'a> {
    /// Elements of a `rich_text` block.
    Rich(Vec<kit::Rich<'a>>),
    /// A block of its own.
    Solid(kit::Block<'a>),
}

/// A message within every limit of Block Kit.
pub(crate) fn message<'a>(view: &'a View, files: &'a Files) -> Result<Message<'a>, Unfit> {
    Ok(Message {
        text: words::fallback(&view.fallback),
        blocks: blocks(view, files, MESSAGE_BLOCKS)?,
    })
}

/// The Home tab.
pub(crate) fn home<'a>(view: &'a View, files: &'a Files) -> Result<Home<'a>, Unfit> {
    let blocks = blocks(view, files, VIEW_BLOCKS)?;
    Ok(Home { blocks })
}

fn blocks<'a>(view: &'a View, files: &'a Files, most: usize) -> Result<Vec<kit::Block<'a>>, Unfit> {
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

fn block<'a>(
    number: usize,
    block: &'a Block,
    files: &'a Files,
    to: &mut Vec<Piece<'a>>,
) -> Result<(), Unfit> {
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

fn rich(element: kit::Rich<'_>) -> Piece<'_> {
    Piece::Rich(vec![element])
}

/// A picture, or its words where it could not be uploaded.
fn picture<'a>(image: &'a Image, files: &'a Files) -> Result<Piece<'a>, Unfit> {
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
        Some(id) => Piece::Solid(kit::Block::Image {
            slack_file: kit::File { id },
            alt_text: alt,
        }),
        None => rich(words::said(format!("[{alt}]"))),
    })
}

/// Neighbouring texts in one block each.
fn folded(pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    let mut folded: Vec<Piece<'_>> = Vec::new();
    for piece in pieces {
        match (folded.last_mut(), piece) {
            (Some(Piece::Rich(before)), Piece::Rich(more)) => before.extend(more),
            (_, piece) => folded.push(piece),
        }
    }
    folded
}

impl<'a> Piece<'a> {
    fn into_block(self) -> kit::Block<'a> {
        match self {
            Piece::Rich(elements) => kit::Block::RichText { elements },
            Piece::Solid(block) => block,
        }
    }
}

#[cfg(test)]
mod properties_tests;
#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
