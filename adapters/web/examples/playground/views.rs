//! Messages that between them show every kind of block.

use kiku_chat::*;
use std::sync::Arc;

fn option(label: &str, action: String) -> ChoiceOption {
    ChoiceOption {
        label: label.into(),
        action,
    }
}

fn button(label: &str, action: &str, tone: Tone) -> Button {
    Button {
        label: label.into(),
        action: action.into(),
        tone,
    }
}

fn fact(label: &str, value: &str) -> Fact {
    Fact {
        label: label.into(),
        value: vec![Span::plain(value)],
    }
}

pub fn prep(topic: Option<usize>, response: Option<usize>) -> View {
    let topics = [
        "業務の進捗や進め方",
        "人間関係",
        "心身の状態",
        "今後のキャリア",
        "スキルや力の向上",
        "プライベート",
        "会社や部署の方針",
    ];
    let responses = [
        "話を聞いてほしい",
        "意見を聞きたい",
        "一緒に考えてほしい",
        "具体的なアドバイスがほしい",
        "その他",
    ];
    let numbered = |labels: &[&str], kind: &str| -> Vec<ChoiceOption> {
        let labels = labels.iter().enumerate();
        labels
            .map(|(i, label)| option(label, format!("{kind}:{i}")))
            .collect()
    };
    View {
        blocks: vec![
            Block::Heading("11月の1on1、何を話したいですか".into()),
            Block::Text(vec![
                Span::plain("鈴木 一郎さんとの1on1が近づいてきました。"),
                Span::Strong("選ぶだけで準備は完了".into()),
                Span::plain("です。あとから何度でも変えられます。"),
            ]),
            Block::Facts(vec![
                fact("前回のトピック", "今後のキャリア"),
                fact("残っている次のアクション", "研修の候補を3つ挙げる（鈴木さん、11月10日まで）"),
            ]),
            Block::Choice(Choice {
                label: "トピック".into(),
                style: ChoiceStyle::Menu,
                placeholder: "トピックを選ぶ".into(),
                options: numbered(&topics, "topic"),
                current: topic,
            }),
            Block::Choice(Choice {
                label: "どう聞いてほしいですか".into(),
                style: ChoiceStyle::Buttons,
                placeholder: String::new(),
                options: numbered(&responses, "response"),
                current: response,
            }),
            Block::Buttons(vec![
                button("ひとこと添える", "line", Tone::Plain),
                button("思いつかない", "openers", Tone::Plain),
                button("今月は見送り", "skip", Tone::Danger),
            ]),
            Block::Note("鈴木さんに伝わるのはトピックと求める対応、ひとことだけです。人事や役員には伝わりません。".into()),
        ],
        fallback: "11月の1on1、何を話したいですか".into(),
    }
}

pub fn rating(current: Option<usize>) -> View {
    let labels = [
        "1 もの足りなかった",
        "2 あまり",
        "3 ふつう",
        "4 良かった",
        "5 とても良かった",
    ];
    let options = labels.iter().enumerate();
    View {
        blocks: vec![
            Block::Heading("今日の1on1はいかがでしたか".into()),
            Block::Choice(Choice {
                label: "満足度".into(),
                style: ChoiceStyle::Scale,
                placeholder: String::new(),
                options: options
                    .map(|(i, label)| option(label, format!("rate:{i}")))
                    .collect(),
                current,
            }),
            Block::Buttons(vec![
                button("コメントを書く", "line", Tone::Primary),
                button("行われなかった", "skip", Tone::Plain),
            ]),
        ],
        fallback: "今日の1on1はいかがでしたか".into(),
    }
}

pub fn digest(png: Vec<u8>) -> View {
    View {
        blocks: vec![
            Block::Heading("10月の月次レポート".into()),
            Block::Facts(vec![
                fact("実施率", "87 %（対象 213人、先月 +4）"),
                fact("満足度", "平均 4.1（n=142、95 %信頼区間 3.9–4.3）"),
                fact("求める対応との一致", "71 %（n=138）"),
            ]),
            Block::Image(Image {
                name: "digest-2026-10.png".into(),
                alt: "実施率と満足度の12か月の推移".into(),
                png: Arc::new(png),
            }),
            Block::Quote(
                "<script>alert(1)</script> <!channel> @everyone https://example.com".into(),
            ),
            Block::Text(vec![
                Span::plain("数字の定義は"),
                Span::Link {
                    text: "こちら".into(),
                    url: "https://example.com/".into(),
                },
                Span::plain("。"),
            ]),
        ],
        fallback: "10月の月次レポート".into(),
    }
}
