//! What a message shows, in words that every platform can render.

use crate::Image;
use serde::{Deserialize, Serialize};

/// A whole message: its blocks from top to bottom, and one plain line for notifications.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct View {
    /// What is shown, in order.
    pub blocks: Vec<Block>,
    /// One plain line for toasts, screen readers and clients that show no blocks.
    pub fallback: String,
}

/// One piece of a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// A short title, plain text.
    Heading(String),
    /// A paragraph.
    Text(Vec<Span>),
    /// Label and value pairs.
    Facts(Vec<Fact>),
    /// What a person typed, shown as a quotation; always plain.
    Quote(String),
    /// A picture.
    Image(Image),
    /// One of several answers, with the current one marked.
    Choice(Choice),
    /// A row of buttons.
    Buttons(Vec<Button>),
    /// A small, quiet line.
    Note(String),
}

/// A run of text. What a person typed is always [`Span::Plain`], so that no renderer
/// can turn it into a mention, a link or markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    /// Dead text: a renderer must escape whatever its platform would interpret.
    Plain(String),
    /// Dead text with emphasis.
    Strong(String),
    /// A link that Kiku itself made; never made from what a person typed.
    Link {
        /// What is shown.
        text: String,
        /// Where it leads, http or https.
        url: String,
    },
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// A short noun.
    pub label: String,
    /// Its value.
    pub value: Vec<Span>,
}

/// One of several answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The question, plain text.
    pub label: String,
    /// How it is offered.
    pub style: ChoiceStyle,
    /// Shown in an empty menu.
    pub placeholder: String,
    /// The answers, 1 to 25.
    pub options: Vec<ChoiceOption>,
    /// Index of the current answer, if there is one.
    pub current: Option<usize>,
}

/// How a choice is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChoiceStyle {
    /// A drop-down menu.
    Menu,
    /// A button for each answer.
    Buttons,
    /// A scale such as 1–5, low to high.
    Scale,
}

/// One answer of a [`Choice`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// What is shown, plain text, at most 75 characters.
    pub label: String,
    /// The opaque string that comes back when it is chosen, at most 100 characters.
    pub action: String,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What is shown, plain text, at most 75 characters.
    pub label: String,
    /// The opaque string that comes back when it is pressed, at most 100 characters.
    pub action: String,
    /// How much it stands out.
    pub tone: Tone,
}

/// How much a button stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Tone {
    /// An ordinary button.
    #[default]
    Plain,
    /// The one thing most people will want to do.
    Primary,
    /// Ends or removes something.
    Danger,
}

impl Span {
    /// Dead text.
    pub fn plain(text: impl Into<String>) -> Self {
        Span::Plain(text.into())
    }

    /// The text of the span without its emphasis or target.
    pub fn text(&self) -> &str {
        match self {
            Span::Plain(text) | Span::Strong(text) | Span::Link { text, .. } => text,
        }
    }
}

impl Block {
    /// A paragraph of dead text.
    pub fn text(text: impl Into<String>) -> Self {
        Block::Text(vec![Span::plain(text)])
    }

    /// A paragraph of dead text with emphasis.
    pub fn strong(text: impl Into<String>) -> Self {
        Block::Text(vec![Span::Strong(text.into())])
    }
}

impl View {
    /// A message of one paragraph, which is its own fallback.
    pub fn line(text: impl Into<String>) -> Self {
        let text = text.into();
        View {
            blocks: vec![Block::text(text.clone())],
            fallback: text,
        }
    }

    /// Every action string in the view, top to bottom.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().flat_map(|block| {
            let actions: Vec<&str> = match block {
                Block::Choice(choice) => choice.options.iter().map(|o| o.action.as_str()).collect(),
                Block::Buttons(buttons) => buttons.iter().map(|b| b.action.as_str()).collect(),
                _ => Vec::new(),
            };
            actions
        })
    }

    /// The words of the view, block by block, as a screen reader would say them.
    pub fn to_plain_text(&self) -> String {
        let lines: Vec<String> = self.blocks.iter().map(Block::to_plain_text).collect();
        lines.join("\n")
    }
}

impl Block {
    fn to_plain_text(&self) -> String {
        let join = |spans: &[Span]| spans.iter().map(Span::text).collect::<String>();
        match self {
            Block::Heading(text) | Block::Quote(text) | Block::Note(text) => text.clone(),
            Block::Text(spans) => join(spans),
            Block::Facts(facts) => facts
                .iter()
                .map(|fact| format!("{}: {}", fact.label, join(&fact.value)))
                .collect::<Vec<_>>()
                .join("\n"),
            Block::Image(image) => format!("[{}]", image.alt),
            Block::Choice(choice) => {
                let mark = |i: usize| {
                    if choice.current == Some(i) {
                        "●"
                    } else {
                        "○"
                    }
                };
                let options = choice.options.iter().enumerate();
                let options: Vec<String> = options
                    .map(|(i, option)| format!("{}{}", mark(i), option.label))
                    .collect();
                format!("{} {}", choice.label, options.join(" "))
            }
            Block::Buttons(buttons) => buttons
                .iter()
                .map(|button| format!("[{}]", button.label))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }
}
