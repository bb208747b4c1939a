//! Choices and buttons. The action travels in `value`; `action_id` only has to be unique in its message.

use super::words::{clean, label, question};
use super::{Piece, Unfit, object};
use kiku_chat::{Button, Choice, ChoiceStyle, Tone, limits};
use serde_json::Value;

/// Buttons side by side; more of them would be cut by narrow windows (Slack allows 25 in a block).
const IN_A_ROW: usize = 5;
/// Characters of a menu's placeholder.
const PLACEHOLDER_CHARS: usize = 150;
/// Characters of a text in a section.
const QUESTION_CHARS: usize = 3_000;
/// Marks the current answer by shape, for those who do not see its colour.
const MARK: &str = "✓ ";

pub(super) fn choice(number: usize, choice: &Choice, to: &mut Vec<Piece>) -> Result<(), Unfit> {
    match choice.style {
        ChoiceStyle::Menu => menu(number, choice, to)?,
        // An answer too long to carry the mark is marked by the menu instead.
        _ if !mark_fits(choice) => menu(number, choice, to)?,
        ChoiceStyle::Buttons | ChoiceStyle::Scale => {
            to.extend(question(&choice.label).map(super::rich));
            let options = choice.options.iter().enumerate();
            let answers = options.map(|(at, option)| {
                let current = choice.current == Some(at);
                let (label, tone) = match current {
                    true => (format!("{MARK}{}", option.label), Tone::Primary),
                    false => (option.label.clone(), Tone::Plain),
                };
                button((number, at), &label, &option.action, tone)
            });
            rows(answers.collect::<Result<_, _>>()?, to);
        }
    }
    Ok(())
}

pub(super) fn buttons(number: usize, buttons: &[Button], to: &mut Vec<Piece>) -> Result<(), Unfit> {
    let buttons = buttons.iter().enumerate();
    let elements =
        buttons.map(|(at, shown)| button((number, at), &shown.label, &shown.action, shown.tone));
    rows(elements.collect::<Result<_, _>>()?, to);
    Ok(())
}

fn rows(elements: Vec<Value>, to: &mut Vec<Piece>) {
    let mut left = elements.into_iter().peekable();
    while left.peek().is_some() {
        let row: Vec<Value> = left.by_ref().take(IN_A_ROW).collect();
        to.push(actions(row));
    }
}

fn actions(elements: Vec<Value>) -> Piece {
    let kind = ("type", "actions".into());
    Piece::Solid(object([kind, ("elements", elements.into())]))
}

fn button(
    (number, at): (usize, usize),
    text: &str,
    action: &str,
    tone: Tone,
) -> Result<Value, Unfit> {
    let mut button = object([
        ("type", "button".into()),
        ("action_id", format!("{number}.{at}").into()),
        ("text", label("a button", text, limits::LABEL_CHARS)?),
        ("value", action.into()),
    ]);
    match tone {
        Tone::Plain => {}
        Tone::Primary => button["style"] = "primary".into(),
        Tone::Danger => button["style"] = "danger".into(),
    }
    Ok(button)
}

fn menu(number: usize, choice: &Choice, to: &mut Vec<Piece>) -> Result<(), Unfit> {
    let blank = |text: &str| clean(text).trim().is_empty();
    let options = choice.options.iter().map(|option| {
        let text = label("an answer", &option.label, limits::LABEL_CHARS)?;
        let value = option.action.as_str().into();
        Ok(object([("text", text), ("value", value)]))
    });
    let options: Vec<Value> = options.collect::<Result<_, Unfit>>()?;
    let id = number.to_string().into();
    let mut select = object([("type", "static_select".into()), ("action_id", id)]);
    if !blank(&choice.placeholder) {
        select["placeholder"] = label("a placeholder", &choice.placeholder, PLACEHOLDER_CHARS)?;
    }
    if let Some(current) = choice.current.and_then(|at| options.get(at)) {
        select["initial_option"] = current.clone();
    }
    select["options"] = options.into();
    // A section needs a text; a choice without a question stands alone.
    to.push(match blank(&choice.label) {
        true => actions(vec![select]),
        false => {
            let text = label("a question", &choice.label, QUESTION_CHARS)?;
            let kind = ("type", "section".into());
            Piece::Solid(object([kind, ("text", text), ("accessory", select)]))
        }
    });
    Ok(())
}

fn mark_fits(choice: &Choice) -> bool {
    let current = choice.current.and_then(|at| choice.options.get(at));
    current.is_none_or(|option| {
        option.label.chars().count() + MARK.chars().count() <= limits::LABEL_CHARS
    })
}
