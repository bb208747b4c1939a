//! HTML of views and forms: what is typed stays text, what is chosen is marked.

use super::*;
use crate::{Language, texts::texts};
use kiku_chat::ChoiceOption;
use proptest::prelude::*;
use scraper::{Html, Selector};

fn rendered(blocks: Vec<Block>) -> Html {
    let frame = Frame {
        id: "m1",
        images: "/as/e1/image/m1",
        texts: texts(Language::Ja),
    };
    let fallback = String::new();
    Html::parse_fragment(&view(&frame, &View { blocks, fallback }).into_string())
}

fn found(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("selector");
    (html.select(&selector))
        .map(|element| element.text().collect())
        .collect()
}

fn choice(style: ChoiceStyle, current: Option<usize>) -> Block {
    let option = |number: usize| ChoiceOption {
        label: format!("{number} ふつう"),
        action: format!("rate:{number}"),
    };
    Block::Choice(Choice {
        label: "満足度".into(),
        style,
        placeholder: "選んでください".into(),
        options: (1..=5).map(option).collect(),
        current,
    })
}

#[test]
fn the_current_answer_is_marked_in_every_style() {
    let selectors = [
        (ChoiceStyle::Menu, "option[selected]"),
        (ChoiceStyle::Buttons, "[aria-pressed=true]"),
        (ChoiceStyle::Scale, "[aria-checked=true]"),
    ];
    for (style, selector) in selectors {
        assert_eq!(
            found(&rendered(vec![choice(style, Some(3))]), selector),
            ["4 ふつう"]
        );
    }
    let empty = rendered(vec![choice(ChoiceStyle::Menu, None)]);
    assert_eq!(found(&empty, "option[selected]"), ["選んでください"]);
}

#[test]
fn a_scale_is_entered_at_one_step() {
    for current in [None, Some(0), Some(4)] {
        let html = rendered(vec![choice(ChoiceStyle::Scale, current)]);
        assert_eq!(found(&html, "[role=radio][tabindex='0']").len(), 1);
        assert_eq!(found(&html, "[role=radio][tabindex='-1']").len(), 4);
    }
}

#[test]
fn what_is_no_proposed_time_stands_below_the_times() {
    let row = |tones: &[Tone]| {
        let button = |tone: &Tone| Button {
            label: format!("{tone:?}"),
            action: "press".into(),
            tone: *tone,
        };
        rendered(vec![Block::Buttons(tones.iter().map(button).collect())])
    };
    let three = row(&[
        Tone::Primary,
        Tone::Primary,
        Tone::Primary,
        Tone::Plain,
        Tone::Plain,
    ]);
    let below = "button.primary + .row + button:not(.primary) + button";
    assert_eq!(found(&three, below).len(), 1);
    for together in [[Tone::Primary, Tone::Plain], [Tone::Plain, Tone::Danger]] {
        assert!(found(&row(&together), ".row").is_empty());
    }
}

#[test]
fn a_long_list_of_facts_is_one_list() {
    let facts = |count: usize| {
        let fact = |number: usize| Fact {
            label: format!("{number}"),
            value: vec![Span::Plain("佐藤".into())],
        };
        Block::Facts((0..count).map(fact).collect())
    };
    let lists = |blocks| found(&rendered(blocks), "dl").len();
    assert_eq!(lists(vec![facts(10), facts(10), facts(3)]), 1);
    assert_eq!(lists(vec![facts(4), facts(10), facts(3)]), 2);
    let between = Block::Note("1/3ページ".into());
    let parted = rendered(vec![facts(10), between, facts(3)]);
    assert_eq!(found(&parted, "dt").len(), 13);
    assert_eq!(found(&parted, "dl").len(), 2);
}

#[test]
fn a_field_keeps_a_line_break_at_its_beginning() {
    let asked = Form {
        action: "note".into(),
        title: "メモ".into(),
        fields: vec![Field {
            key: "text".into(),
            label: "内容".into(),
            hint: String::new(),
            initial: "\n二行目".into(),
            multiline: true,
            required: true,
            max_length: 3_000,
        }],
        submit: "保存".into(),
        close: "キャンセル".into(),
    };
    let html = form(texts(Language::Ja), &asked, Some("m1")).into_string();
    assert_eq!(
        found(&Html::parse_fragment(&html), "textarea"),
        ["\n二行目"]
    );
}

proptest! {
    /// Whatever is typed, a reader sees those characters and the browser finds no element in them.
    #[test]
    fn what_is_typed_is_dead(text in "[^\u{0}\r]{1,40}") {
        let hostile = format!("<script>{text}</script><img src=x onerror=a>\"'&amp;");
        let html = rendered(vec![Block::Quote(hostile.clone())]);
        prop_assert_eq!(found(&html, "blockquote"), vec![hostile.clone()]);
        prop_assert!(found(&html, "script, img, a").is_empty());
        let html = rendered(vec![Block::Text(vec![Span::plain(hostile.clone())])]);
        prop_assert_eq!(found(&html, "p"), vec![hostile]);
        prop_assert!(found(&html, "script, img, a").is_empty());
    }
}

#[test]
fn a_picture_has_its_room_before_it_is_loaded() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\xb0\0\0\x02\x80\x08\x06\0\0\0";
    assert_eq!(size(png), Some((1200, 640)));
    assert_eq!(size(&png[..22]), None);
    assert_eq!(size(b"\xff\xd8\xff\xe0 something else, 24 bytes"), None);
}
