//! Choices and buttons. The action travels in `value`; `action_id` only has to be unique in its message.

use super::kit::{Answer, Block, Element};
use super::words::{clean, label, question};
use super::{Piece, Unfit};
use kiku_chat::{Button, Choice, ChoiceStyle, Tone, limits};
use std::borrow::Cow;

/// Buttons side by side; more of them would be cut by narrow windows (Slack allows 25 in a block).
const IN_A_ROW: usize = 5;
/// Characters of a menu's placeholder.
const PLACEHOLDER_CHARS: usize = 150;
/// Characters of a text in a section.
const QUESTION_CHARS: usize = 3_000;
/// Marks the current answer by shape, for those who do not see its colour.
const MARK: &str = "✓ ";

pub(super) fn choice<'a>(
    number: usize,
    choice: &'a Choice,
    to: &mut Vec<Piece<'a>>,
) -> Result<(), Unfit> {
    match choice.style {
        ChoiceStyle::Menu => to.push(menu(number, choice)?),
        // An answer too long to carry the mark is marked by the menu instead.
        _ if !mark_fits(choice) => to.push(menu(number, choice)?),
        ChoiceStyle::Buttons | ChoiceStyle::Scale => {
            to.extend(question(&choice.label).map(super::rich));
            let options = choice.options.iter().enumerate();
            let answers = options.map(|(at, option)| {
                let (label, tone) = match choice.current == Some(at) {
                    true => (format!("{MARK}{}", option.label).into(), Tone::Primary),
                    false => (Cow::from(&option.label), Tone::Plain),
                };
                button((number, at), label, &option.action, tone)
            });
            rows(answers.collect::<Result<_, _>>()?, to);
        }
    }
    Ok(())
}

pub(super) fn buttons<'a>(
    number: usize,
    buttons: &'a [Button],
    to: &mut Vec<Piece<'a>>,
) -> Result<(), Unfit> {
    let buttons = buttons.iter().enumerate();
    let elements = buttons.map(|(at, shown)| {
        let label = Cow::from(&shown.label);
        button((number, at), label, &shown.action, shown.tone)
    });
    rows(elements.collect::<Result<_, _>>()?, to);
    Ok(())
}

fn rows<'a>(elements: Vec<Element<'a>>, to: &mut Vec<Piece<'a>>) {
    let mut left = elements.into_iter().peekable();
    while left.peek().is_some() {
        let elements = left.by_ref().take(IN_A_ROW).collect();
        to.push(Piece::Solid(Block::Actions { elements }));
    }
}

fn button<'a>(
    (number, at): (usize, usize),
    text: Cow<'a, str>,
    action: &'a str,
    tone: Tone,
) -> Result<Element<'a>, Unfit> {
    Ok(Element::Button {
        action_id: format!("{number}.{at}"),
        text: label("a button", text, limits::LABEL_CHARS)?,
        value: action,
        style: match tone {
            Tone::Plain => None,
            Tone::Primary => Some("primary"),
            Tone::Danger => Some("danger"),
        },
    })
}

fn menu(number: usize, choice: &Choice) -> Result<Piece<'_>, Unfit> {
    let blank = |text: &str| clean(text).trim().is_empty();
    let options = choice.options.iter().map(|option| {
        Ok(Answer {
            text: label("an answer", &option.label, limits::LABEL_CHARS)?,
            value: &option.action,
        })
    });
    let options: Vec<Answer<'_>> = options.collect::<Result<_, Unfit>>()?;
    let placeholder = match blank(&choice.placeholder) {
        true => None,
        false => Some(label(
            "a placeholder",
            &choice.placeholder,
            PLACEHOLDER_CHARS,
        )?),
    };
    let select = Element::StaticSelect {
        action_id: number.to_string(),
        placeholder,
        initial_option: choice.current.and_then(|at| options.get(at).cloned()),
        options,
    };
    // A section needs a text; a choice without a question stands alone.
    Ok(Piece::Solid(match blank(&choice.label) {
        true => Block::Actions {
            elements: vec![select],
        },
        false => Block::Section {
            text: label("a question", &choice.label, QUESTION_CHARS)?,
            accessory: select,
        },
    }))
}

fn mark_fits(choice: &Choice) -> bool {
    let current = choice.current.and_then(|at| choice.options.get(at));
    current.is_none_or(|option| {
        option.label.chars().count() + MARK.chars().count() <= limits::LABEL_CHARS
    })
}
