//! Choices and buttons. The action travels in `value`; `action_id` only has to be unique in its message.

use super::words::{clean, label, question};
use super::{Piece, Unfit};
use kiku_chat::{Button, Choice, ChoiceStyle, Tone, limits};
use serde_json::{Value, json};

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
    let rows = elements.chunks(IN_A_ROW);
    to.extend(rows.map(|row| Piece::Solid(json!({ "type": "actions", "elements": row }))));
}

fn button(
    (number, at): (usize, usize),
    text: &str,
    action: &str,
    tone: Tone,
) -> Result<Value, Unfit> {
    let mut button = json!({
        "type": "button",
        "action_id": format!("{number}.{at}"),
        "text": label("a button", text, limits::LABEL_CHARS)?,
        "value": action,
    });
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
        Ok(json!({ "text": text, "value": option.action }))
    });
    let options: Vec<Value> = options.collect::<Result<_, Unfit>>()?;
    let mut select = json!({ "type": "static_select", "action_id": number.to_string() });
    if !blank(&choice.placeholder) {
        select["placeholder"] = label("a placeholder", &choice.placeholder, PLACEHOLDER_CHARS)?;
    }
    if let Some(current) = choice.current.and_then(|at| options.get(at)) {
        select["initial_option"] = current.clone();
    }
    select["options"] = options.into();
    // A section needs a text; a choice without a question stands alone.
    to.push(Piece::Solid(match blank(&choice.label) {
        true => json!({ "type": "actions", "elements": [select] }),
        false => {
            let text = label("a question", &choice.label, QUESTION_CHARS)?;
            json!({ "type": "section", "text": text, "accessory": select })
        }
    }));
    Ok(())
}

fn mark_fits(choice: &Choice) -> bool {
    let current = choice.current.and_then(|at| choice.options.get(at));
    current.is_none_or(|option| {
        option.label.chars().count() + MARK.chars().count() <= limits::LABEL_CHARS
    })
}
