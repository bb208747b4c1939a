//! Views and texts that the contract sends.

use crate::{
    Block, Button, Choice, ChoiceOption, ChoiceStyle, Fact, Field, Form, Image, Span, Tone, View,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use std::sync::Arc;

/// What a person may type to make a platform do something.
pub const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "<!channel> <!here> <@U123> <#C123>",
    "@everyone @here <@&1> <@1> <#1>",
    "<at>all</at> [x](https://evil.example/) <https://evil.example/|x>",
    "*bold* _it_ ~no~ **b** __u__ ||s|| `c` ```c``` > q # h - l",
    "&lt;b&gt; &amp; \" ' \\ \u{202e}rtl",
    "https://evil.example/ javascript:alert(1)",
    ":smile: \u{200b}{{x}} ${x} %s \0end",
];

/// Japanese, emoji of several code points, line breaks.
pub const TYPED: &str = "来週の件です。\n\n👩‍👩‍👧と🍣で相談したい——「急ぎ」";

/// A one-pixel PNG.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A view with every kind of block; its texts carry `mark`.
pub fn everything(mark: &str) -> View {
    let styles = [ChoiceStyle::Menu, ChoiceStyle::Buttons, ChoiceStyle::Scale];
    let fact = |label: &str, value: &str| Fact {
        label: format!("{label}{mark}"),
        value: vec![Span::plain(value)],
    };
    let mut blocks = vec![
        Block::Heading(format!("見出し{mark}")),
        Block::Text(vec![
            Span::plain(format!("本文{mark}")),
            Span::Strong(format!("強調{mark}")),
            Span::Link {
                text: format!("案内{mark}"),
                url: "https://kiku.example/guide".into(),
            },
        ]),
        Block::Facts(vec![fact("日時", "11月4日"), fact("場所", "会議室A")]),
        Block::Quote(format!("引用{mark}")),
        Block::Image(Image {
            name: "chart.png".into(),
            alt: "推移".into(),
            png: Arc::new(BASE64_STANDARD.decode(PIXEL).unwrap_or_default()),
        }),
    ];
    blocks.extend(styles.map(|style| choice(style, mark)));
    blocks.push(buttons(&[
        (&format!("ふつう{mark}"), "press:plain", Tone::Plain),
        (&format!("進む{mark}"), "press:primary", Tone::Primary),
        (&format!("やめる{mark}"), "press:danger", Tone::Danger),
    ]));
    blocks.push(Block::Note(format!("注記{mark}")));
    View {
        blocks,
        fallback: format!("要約{mark}"),
    }
}

/// The pieces of text that a reader of [`everything`] finds.
pub fn words(mark: &str) -> Vec<String> {
    let marked = [
        "見出し",
        "本文",
        "強調",
        "案内",
        "日時",
        "場所",
        "引用",
        "質問",
        "ふつう",
        "進む",
        "やめる",
        "注記",
    ];
    let plain = ["11月4日", "会議室A", "1 低い", "2 高い"].map(str::to_owned);
    let marked = marked.map(|word| format!("{word}{mark}"));
    marked.into_iter().chain(plain).collect()
}

fn choice(style: ChoiceStyle, mark: &str) -> Block {
    let option = |(number, label): (usize, &str)| ChoiceOption {
        label: format!("{number} {label}"),
        action: format!("{style:?}:{number}"),
    };
    Block::Choice(Choice {
        label: format!("質問{mark}"),
        style,
        placeholder: "選んでください".into(),
        options: [(1, "低い"), (2, "高い")].map(option).into(),
        current: Some(1),
    })
}

/// A row of buttons.
pub fn buttons(buttons: &[(&str, &str, Tone)]) -> Block {
    let button = |&(label, action, tone): &(&str, &str, Tone)| Button {
        label: label.into(),
        action: action.into(),
        tone,
    };
    Block::Buttons(buttons.iter().map(button).collect())
}

/// A line with a button.
pub fn asking(text: &str, action: &str) -> View {
    View {
        blocks: vec![Block::text(text), buttons(&[("押す", action, Tone::Plain)])],
        fallback: text.into(),
    }
}

/// A form of two fields.
pub fn form() -> Form {
    let field = |key: &str, label: &str, multiline, required| Field {
        key: key.into(),
        label: label.into(),
        hint: "例".into(),
        initial: String::new(),
        multiline,
        required,
        max_length: 3_000,
    };
    Form {
        action: "contract:form".into(),
        title: "共有メモ".into(),
        fields: vec![
            field("text", "内容", true, true),
            field("due", "期限", false, false),
        ],
        submit: "保存".into(),
        close: "キャンセル".into(),
    }
}

/// A choice of 25 answers with labels of 75 characters, and actions of 100.
pub fn widest() -> View {
    let option = |number: usize| ChoiceOption {
        label: format!("{number:02}{}", "長".repeat(73)),
        action: format!("{number:02}{}", "x".repeat(98)),
    };
    View {
        blocks: vec![Block::Choice(Choice {
            label: "一番長い質問".into(),
            style: ChoiceStyle::Menu,
            placeholder: "選んでください".into(),
            options: (1..=25).map(option).collect(),
            current: None,
        })],
        fallback: "一番長い質問".into(),
    }
}
