//! A view being written, block by block.

use super::words::{Arg, Words};
use crate::actions::Action;
use kiku_chat::{Block, Button, Choice, ChoiceOption, ChoiceStyle, Fact, Span, Tone, View};

/// Longest label of a button or an option, in characters (kiku-chat, from Slack).
const LONGEST_LABEL: usize = 75;
/// Most facts of one block (the fields of a Slack section).
const FACTS: usize = 10;

/// A view being written in one language.
pub(super) struct Draft {
    words: Words,
    blocks: Vec<Block>,
}

impl Draft {
    pub(super) fn new(words: Words) -> Self {
        Draft {
            words,
            blocks: Vec::new(),
        }
    }

    pub(super) fn heading(&mut self, key: &str, args: &[Arg<'_>]) -> &mut Self {
        self.push(Block::Heading(self.words.t_with(key, args)))
    }

    pub(super) fn say(&mut self, key: &str, args: &[Arg<'_>]) -> &mut Self {
        self.push(Block::text(self.words.t_with(key, args)))
    }

    pub(super) fn strong(&mut self, text: impl Into<String>) -> &mut Self {
        self.push(Block::strong(text))
    }

    pub(super) fn note(&mut self, key: &str, args: &[Arg<'_>]) -> &mut Self {
        self.push(Block::Note(self.words.t_with(key, args)))
    }

    /// What a person typed, under a small line that says whose it is.
    pub(super) fn quote(&mut self, key: &str, args: &[Arg<'_>], typed: &str) -> &mut Self {
        self.note(key, args).push(Block::Quote(typed.to_owned()))
    }

    /// Label and value pairs, in blocks that no platform has to cut.
    pub(super) fn facts(&mut self, facts: Vec<Fact>) -> &mut Self {
        let chunks = facts
            .chunks(FACTS)
            .map(|chunk| Block::Facts(chunk.to_vec()));
        self.blocks.extend(chunks);
        self
    }

    pub(super) fn buttons(&mut self, buttons: Vec<Button>) -> &mut Self {
        if buttons.is_empty() {
            self
        } else {
            self.push(Block::Buttons(buttons))
        }
    }

    pub(super) fn push(&mut self, block: Block) -> &mut Self {
        self.blocks.push(block);
        self
    }

    /// Adds the blocks of another view.
    pub(super) fn append(&mut self, view: View) -> &mut Self {
        self.blocks.extend(view.blocks);
        self
    }

    /// The finished view; the fallback carries nothing that a person typed.
    pub(super) fn finish(&mut self, fallback: String) -> View {
        View {
            blocks: std::mem::take(&mut self.blocks),
            fallback,
        }
    }
}

/// A labelled value.
pub(super) fn fact(label: impl Into<String>, value: impl Into<String>) -> Fact {
    Fact {
        label: label.into(),
        value: vec![Span::plain(value)],
    }
}

/// A button with a finished label.
pub(super) fn button(label: impl Into<String>, action: &Action, tone: Tone) -> Button {
    Button {
        label: shortened(label.into()),
        action: action.encode(),
        tone,
    }
}

/// An answer of a choice.
pub(super) fn option(label: impl Into<String>, action: &Action) -> ChoiceOption {
    ChoiceOption {
        label: shortened(label.into()),
        action: action.encode(),
    }
}

/// A question with its answers.
pub(super) fn choice(
    style: ChoiceStyle,
    label: String,
    options: Vec<ChoiceOption>,
    current: Option<usize>,
) -> Block {
    Block::Choice(Choice {
        label,
        style,
        placeholder: String::new(),
        options,
        current,
    })
}

fn shortened(label: String) -> String {
    if label.chars().count() <= LONGEST_LABEL {
        return label;
    }
    let kept: String = label.chars().take(LONGEST_LABEL - 1).collect();
    kept + "…"
}
