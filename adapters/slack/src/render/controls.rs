//! Choices and buttons. The action travels in `value`; `action_id` only has to be unique in its message.

use super::words::{plain, question};
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
    let length = choice.label.chars().count();
    if length > QUESTION_CHARS {
        return Err(Unfit(format!(
            "a question of {length} characters, at most {QUESTION_CHARS}"
        )));
    }
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
                button(number, at, &label, &option.action, tone)
            });
            rows(answers.collect(), to);
        }
    }
    Ok(())
}

pub(super) fn buttons(number: usize, buttons: &[Button], to: &mut Vec<Piece>) {
    let buttons = buttons.iter().enumerate();
    let elements =
        buttons.map(|(at, shown)| button(number, at, &shown.label, &shown.action, shown.tone));
    rows(elements.collect(), to);
}

fn rows(elements: Vec<Value>, to: &mut Vec<Piece>) {
    let rows = elements.chunks(IN_A_ROW);
    to.extend(rows.map(|row| Piece::Solid(json!({ "type": "actions", "elements": row }))));
}

fn button(number: usize, at: usize, label: &str, action: &str, tone: Tone) -> Value {
    let mut button = json!({
        "type": "button",
        "action_id": format!("{number}.{at}"),
        "text": plain(label),
        "value": action,
    });
    match tone {
        Tone::Plain => {}
        Tone::Primary => button["style"] = "primary".into(),
        Tone::Danger => button["style"] = "danger".into(),
    }
    button
}

fn menu(number: usize, choice: &Choice, to: &mut Vec<Piece>) -> Result<(), Unfit> {
    let length = choice.placeholder.chars().count();
    if length > PLACEHOLDER_CHARS {
        return Err(Unfit(format!(
            "a placeholder of {length} characters, at most {PLACEHOLDER_CHARS}"
        )));
    }
    let option = |(label, action): (&str, &str)| json!({ "text": plain(label), "value": action });
    let options = choice.options.iter();
    let options: Vec<Value> = options
        .map(|shown| option((&shown.label, &shown.action)))
        .collect();
    let mut select = json!({ "type": "static_select", "action_id": number.to_string() });
    if !choice.placeholder.is_empty() {
        select["placeholder"] = plain(&choice.placeholder);
    }
    if let Some(current) = choice.current.and_then(|at| options.get(at)) {
        select["initial_option"] = current.clone();
    }
    select["options"] = options.into();
    // A section needs a text; a choice without a question stands alone.
    to.push(Piece::Solid(match choice.label.trim().is_empty() {
        true => json!({ "type": "actions", "elements": [select] }),
        false => json!({ "type": "section", "text": plain(&choice.label), "accessory": select }),
    }));
    Ok(())
}

fn mark_fits(choice: &Choice) -> bool {
    let current = choice.current.and_then(|at| choice.options.get(at));
    current.is_none_or(|option| {
        option.label.chars().count() + MARK.chars().count() <= limits::LABEL_CHARS
    })
}
