//! The limits that every platform shares: the narrowest of all platforms, so that one view fits everywhere.

use crate::{Block, Form, Span, View};
use std::fmt;

/// The longest label of a button or an answer, in characters.
pub const LABEL_CHARS: usize = 75;
/// The longest action string, in characters (Discord's `custom_id`).
pub const ACTION_CHARS: usize = 100;
/// The most answers of one choice (Discord's menus).
pub const OPTIONS: usize = 25;
/// The longest heading, in characters (Slack's header block).
pub const HEADING_CHARS: usize = 150;
/// The longest paragraph, quotation or field value, in characters (Slack's text object).
pub const TEXT_CHARS: usize = 3_000;
/// The most fields of one form (Discord's modals).
pub const FIELDS: usize = 5;
/// The longest title or sending label of a form, in characters (Slack's modals).
pub const TITLE_CHARS: usize = 24;
/// The longest label of a form's field, in characters (Discord's modals).
pub const FIELD_LABEL_CHARS: usize = 45;

/// What is too long, too many or missing, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Breach(String);

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether every platform can show the view.
pub fn check_view(view: &View) -> Result<(), Breach> {
    if view.blocks.is_empty() {
        return Err(Breach("a view without blocks".into()));
    }
    view.blocks.iter().try_for_each(check_block)
}

/// Whether every platform can open the form.
pub fn check_form(form: &Form) -> Result<(), Breach> {
    at_most("form action", &form.action, ACTION_CHARS)?;
    at_most("form title", &form.title, TITLE_CHARS)?;
    at_most("form submit label", &form.submit, TITLE_CHARS)?;
    at_most("form close label", &form.close, TITLE_CHARS)?;
    count("form fields", form.fields.len(), FIELDS)?;
    for field in &form.fields {
        at_most("field label", &field.label, FIELD_LABEL_CHARS)?;
        at_most("field value", &field.initial, field.max_length)?;
        if field.max_length > TEXT_CHARS {
            return Err(Breach(format!("field {} allows too much", field.key)));
        }
    }
    Ok(())
}

fn check_block(block: &Block) -> Result<(), Breach> {
    match block {
        Block::Heading(text) => at_most("heading", text, HEADING_CHARS),
        Block::Quote(text) | Block::Note(text) => at_most("text", text, TEXT_CHARS),
        Block::Text(spans) => check_spans(spans),
        Block::Facts(facts) => facts.iter().try_for_each(|fact| check_spans(&fact.value)),
        Block::Image(image) if image.png.is_empty() => {
            Err(Breach(format!("image {} is empty", image.name)))
        }
        Block::Image(_) => Ok(()),
        Block::Choice(choice) => {
            count("options", choice.options.len(), OPTIONS)?;
            let options = choice.options.iter();
            options
                .map(|option| (&option.label, &option.action))
                .try_for_each(check_control)
        }
        Block::Buttons(buttons) => {
            count("buttons", buttons.len(), OPTIONS)?;
            let buttons = buttons.iter();
            buttons
                .map(|button| (&button.label, &button.action))
                .try_for_each(check_control)
        }
    }
}

fn check_control((label, action): (&String, &String)) -> Result<(), Breach> {
    at_most("label", label, LABEL_CHARS)?;
    at_most("action", action, ACTION_CHARS)?;
    match label.trim().is_empty() || action.is_empty() {
        true => Err(Breach("a control without a label or action".into())),
        false => Ok(()),
    }
}

fn check_spans(spans: &[Span]) -> Result<(), Breach> {
    let length: usize = spans.iter().map(|span| span.text().chars().count()).sum();
    if length > TEXT_CHARS {
        return Err(Breach(format!("text of {length} characters")));
    }
    let followable = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    for span in spans {
        if let Span::Link { url, .. } = span
            && !followable(url)
        {
            return Err(Breach("a link that is neither http nor https".into()));
        }
    }
    Ok(())
}

fn at_most(what: &str, text: &str, limit: usize) -> Result<(), Breach> {
    let length = text.chars().count();
    match length > limit {
        true => Err(Breach(format!(
            "{what} of {length} characters, at most {limit}"
        ))),
        false => Ok(()),
    }
}

fn count(what: &str, count: usize, limit: usize) -> Result<(), Breach> {
    match (1..=limit).contains(&count) {
        true => Ok(()),
        false => Err(Breach(format!("{count} {what}, 1 to {limit} are possible"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Button, Tone};

    fn button(label: &str, action: &str) -> View {
        View {
            blocks: vec![Block::Buttons(vec![Button {
                label: label.into(),
                action: action.into(),
                tone: Tone::Plain,
            }])],
            fallback: String::new(),
        }
    }

    #[test]
    fn labels_count_characters_not_bytes() {
        assert_eq!(check_view(&button(&"あ".repeat(75), "a")), Ok(()));
        assert!(check_view(&button(&"あ".repeat(76), "a")).is_err());
        assert!(check_view(&button("a", &"x".repeat(101))).is_err());
        assert!(check_view(&button(" ", "x")).is_err());
    }

    #[test]
    fn text_and_links_are_bounded() {
        assert_eq!(check_view(&View::line("聴".repeat(3_000))), Ok(()));
        assert!(check_view(&View::line("聴".repeat(3_001))).is_err());
        assert!(check_view(&View::default()).is_err());
        let link = Span::Link {
            text: "x".into(),
            url: "javascript:alert(1)".into(),
        };
        let view = View {
            blocks: vec![Block::Text(vec![link])],
            fallback: String::new(),
        };
        assert!(check_view(&view).is_err());
    }
}
