//! Views and forms as HTML. Pure; every text is escaped by maud, so that what a person typed stays text.

use crate::texts::Texts;
use kiku_chat::{Block, Button, Choice, ChoiceStyle, Fact, Field, Form, Image, Span, Tone, View};
use maud::{Markup, html};

/// What a message's HTML needs to know beside its view.
pub(crate) struct Frame<'a> {
    /// Unique on the page; the message's handle.
    pub id: &'a str,
    /// Where its pictures are; the number of the block follows.
    pub images: &'a str,
    pub texts: &'a Texts,
}

/// Facts that fill a block: a longer list goes on in the next block, and is shown as one, with its columns in line.
const FULL: usize = 10;

/// All blocks of a view.
pub(crate) fn view(frame: &Frame, view: &View) -> Markup {
    let mut rest = view.blocks.iter().enumerate();
    html! {
        @while let Some((index, shown)) = rest.next() {
            @match shown {
                Block::Facts(facts) => (facts_list(&whole_list(facts, &mut rest))),
                _ => (block(frame, index, shown)),
            }
        }
    }
}

fn whole_list<'v>(
    first: &'v [Fact],
    rest: &mut std::iter::Enumerate<std::slice::Iter<'v, Block>>,
) -> Vec<&'v Fact> {
    let mut list: Vec<&Fact> = first.iter().collect();
    let mut full = first.len() >= FULL;
    while let (true, Some((_, Block::Facts(more)))) = (full, rest.clone().next()) {
        list.extend(more);
        full = more.len() >= FULL;
        rest.next();
    }
    list
}

fn block(frame: &Frame, index: usize, block: &Block) -> Markup {
    match block {
        Block::Heading(text) => html! { h2 { (text) } },
        Block::Text(text) => html! { p { (spans(text)) } },
        Block::Facts(facts) => facts_list(&facts.iter().collect::<Vec<_>>()),
        Block::Quote(text) => html! { blockquote { (text) } },
        Block::Image(shown) => image(frame, index, shown),
        Block::Choice(asked) => choice(frame, index, asked),
        Block::Buttons(row) => buttons(index, row),
        Block::Note(text) => html! { p.note { (text) } },
    }
}

fn spans(spans: &[Span]) -> Markup {
    html! {
        @for span in spans {
            @match span {
                Span::Plain(text) => (text),
                Span::Strong(text) => strong { (text) },
                Span::Link { text, url } => {
                    a href=(url) target="_blank" rel="noopener noreferrer" { (text) }
                }
            }
        }
    }
}

fn facts_list(facts: &[&Fact]) -> Markup {
    html! {
        dl.facts {
            @for fact in facts {
                div { dt { (fact.label) } dd { (spans(&fact.value)) } }
            }
        }
    }
}

fn image(frame: &Frame, index: usize, image: &Image) -> Markup {
    let address = format!(
        "{}/{index}/{}",
        frame.images,
        crate::page::segment(&image.name)
    );
    // With its size known, a picture that loads late does not push what is read out of the window.
    let (width, height) = size(&image.png).unzip();
    html! {
        a.picture href=(address) target="_blank" title=(frame.texts.image_larger) {
            img src=(address) alt=(image.alt) width=[width] height=[height] loading="lazy";
        }
    }
}

/// Width and height of a PNG in pixels, from its first chunk (PNG specification, 11.2.1).
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| {
        let bytes = png.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    };
    (png.get(12..16)? == b"IHDR").then_some(())?;
    Some((number(16)?, number(20)?))
}

fn choice(frame: &Frame, index: usize, choice: &Choice) -> Markup {
    let label = format!("{}-{index}", frame.id);
    match choice.style {
        ChoiceStyle::Menu => menu(index, choice, &label),
        ChoiceStyle::Buttons => html! {
            div.choice role="group" aria-labelledby=(label) {
                p.question #(label) { (choice.label) }
                div.answers {
                    @for (at, option) in choice.options.iter().enumerate() {
                        button.answer type="button" data-action=(option.action)
                            data-key={ (index) "." (at) }
                            aria-pressed=(choice.current == Some(at)) { (option.label) }
                    }
                }
            }
        },
        ChoiceStyle::Scale => scale(index, choice, &label),
    }
}

fn menu(index: usize, choice: &Choice, id: &str) -> Markup {
    html! {
        div.choice {
            label.question for=(id) { (choice.label) }
            select #(id) data-key=(index) data-answered[choice.current.is_some()] {
                @if choice.current.is_none() {
                    option value="" selected disabled { (choice.placeholder) }
                }
                @for (at, option) in choice.options.iter().enumerate() {
                    option value=(option.action) selected[choice.current == Some(at)] {
                        (option.label)
                    }
                }
            }
        }
    }
}

fn scale(index: usize, choice: &Choice, label: &str) -> Markup {
    // One step is reached with Tab, the others from there with the arrow keys.
    let entry = choice.current.unwrap_or(0);
    html! {
        div.choice {
            p.question #(label) { (choice.label) }
            div.scale role="radiogroup" aria-labelledby=(label) {
                @for (at, option) in choice.options.iter().enumerate() {
                    button type="button" role="radio" data-action=(option.action)
                        data-key={ (index) "." (at) }
                        aria-checked=(choice.current == Some(at))
                        tabindex=(if at == entry { "0" } else { "-1" }) { (step(&option.label)) }
                }
            }
        }
    }
}

/// A step such as "5 とても良かった" with its number set large.
fn step(label: &str) -> Markup {
    let (number, words) = label
        .split_once([' ', '\u{3000}', ':'])
        .unwrap_or((label, ""));
    let numbered = number.chars().all(|c| c.is_ascii_digit());
    html! {
        @if numbered {
            b { (number) }
            @if !words.is_empty() { " " span { (words.trim()) } }
        } @else {
            span { (label) }
        }
    }
}

fn buttons(index: usize, buttons: &[Button]) -> Markup {
    let class = |tone| match tone {
        Tone::Plain => "button",
        Tone::Primary => "button primary",
        Tone::Danger => "button danger",
    };
    let primary = |button: &&Button| button.tone == Tone::Primary;
    // Below several of the same kind, what is not one of them begins its own row.
    let alike = buttons.iter().take_while(primary).count();
    html! {
        div.buttons {
            @for (at, button) in buttons.iter().enumerate() {
                @if alike > 1 && at == alike { span.row {} }
                button type="button" class=(class(button.tone)) data-action=(button.action)
                    data-key={ (index) "." (at) } { (button.label) }
            }
        }
    }
}

/// A form as the content of a dialog; `message` is the handle of the message that opened it.
pub(crate) fn form(texts: &Texts, form: &Form, message: Option<&str>) -> Markup {
    html! {
        form novalidate data-form=(form.action) data-message=[message] {
            h2 #form-title { (form.title) }
            @for asked in &form.fields { (field(texts, asked)) }
            p.error #form-error role="alert" hidden {}
            footer {
                button.button type="button" data-close { (form.close) }
                button.button.primary type="submit" { (form.submit) }
            }
        }
    }
}

fn field(texts: &Texts, field: &Field) -> Markup {
    let id = format!("field-{}", field.key);
    let (hint, error) = (format!("{id}-hint"), format!("{id}-error"));
    let described = format!("{hint} {error}");
    let missing = field.required.then_some(texts.fill_in);
    html! {
        div.field {
            label for=(id) {
                (field.label) " "
                small { (if field.required { texts.required } else { texts.optional }) }
            }
            @if field.multiline {
                // The parser drops one line break after the opening tag.
                textarea #(id) name=(field.key) rows="4" maxlength=(field.max_length)
                    required[field.required] data-missing=[missing] aria-describedby=(described) {
                    "\n" (field.initial)
                }
            } @else {
                input #(id) name=(field.key) type="text" maxlength=(field.max_length)
                    value=(field.initial) autocomplete="off"
                    required[field.required] data-missing=[missing] aria-describedby=(described);
            }
            p.hint #(hint) { (field.hint) }
            p.error #(error) role="alert" hidden {}
        }
    }
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
