//! The playground's page in a real browser: what its script does with answers, forms, keys and windows.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "../playground/bed.rs"]
#[expect(dead_code, reason = "the tests without a browser use more of the bed")]
mod bed;
mod chromium;

use bed::{Browser, channel, direct};
use chromium::{Screen, serve};
use fantoccini::key::Key;
use kiku_chat::{
    Block, Button, Choice, ChoiceOption, ChoiceStyle, DeliveryId, Field, FieldError, Form,
    Platform, Reply, Tone, View, What,
};
use serde_json::json;

fn delivery(name: &str) -> DeliveryId {
    DeliveryId(name.into())
}

fn rating(current: Option<usize>) -> View {
    let choice = |style, key: &str, current| {
        let options = (1..=5).map(|number| ChoiceOption {
            label: format!("{number} 段階"),
            action: format!("{key}:{number}"),
        });
        Block::Choice(Choice {
            label: "満足度".into(),
            style,
            placeholder: "選んでください".into(),
            options: options.collect(),
            current,
        })
    };
    let button = Button {
        label: "コメント".into(),
        action: "comment".into(),
        tone: Tone::Plain,
    };
    View {
        blocks: vec![
            Block::Heading("いかがでしたか".into()),
            choice(ChoiceStyle::Scale, "rate", current),
            choice(ChoiceStyle::Menu, "topic", None),
            Block::Buttons(vec![button]),
        ],
        fallback: "いかがでしたか".into(),
    }
}

fn comment() -> Form {
    Form {
        action: "comment:send".into(),
        title: "コメント".into(),
        fields: vec![Field {
            key: "text".into(),
            label: "内容".into(),
            hint: String::new(),
            initial: String::new(),
            multiline: true,
            required: true,
            max_length: 500,
        }],
        submit: "送る".into(),
        close: "キャンセル".into(),
    }
}

async fn pressed(bed: &Browser) -> String {
    for _ in 0..200 {
        if let Some(event) = bed.recorder.taken().pop() {
            return match event.what {
                What::Press(action) => action,
                other => format!("{other:?}"),
            };
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("nothing was pressed")
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_given_with_keys_and_change_the_message_in_place() {
    let bed = Browser::open().await;
    bed.playground
        .send(&direct("hanako"), &delivery("1"), &rating(None))
        .await
        .unwrap();
    let screen = Screen::open(&serve(&bed).await, 1280, 800).await;
    screen.become_user("hanako").await;
    screen
        .ask("document.querySelector('[role=radio]').focus()")
        .await;
    bed.recorder.answer(Reply::refresh(rating(Some(2))));
    screen.keys(&[Key::Right]).await;
    screen.keys(&[Key::Down]).await;
    screen.keys(&[Key::Enter]).await;
    assert_eq!(pressed(&bed).await, "rate:3");
    screen
        .find("[aria-checked=true][data-action='rate:3']:focus")
        .await;
    screen.find(".updated").await;
    assert_eq!(
        screen
            .ask("return document.querySelectorAll('.message').length")
            .await,
        json!(1)
    );
    screen
        .ask("document.querySelector('#messages select').focus()")
        .await;
    screen.keys(&[Key::Down]).await;
    screen.keys(&[Key::Down]).await;
    assert_eq!(
        pressed(&bed).await,
        "topic:2",
        "only where the arrow keys came to rest"
    );
    assert!(bed.recorder.taken().is_empty());
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_keep_what_was_typed_until_it_was_taken() {
    let bed = Browser::open().await;
    bed.playground
        .send(&direct("hanako"), &delivery("1"), &rating(None))
        .await
        .unwrap();
    let screen = Screen::open(&serve(&bed).await, 1280, 800).await;
    screen.become_user("hanako").await;
    let value = "return document.querySelector('#field-text').value";
    let open = async || {
        bed.recorder.answer(Reply::open(comment()));
        screen.click("[data-action=comment]").await;
        screen.find("#dialog[open] #field-text:focus").await;
        assert_eq!(pressed(&bed).await, "comment");
    };
    open().await;
    screen.click("#dialog [type=submit]").await;
    screen.find("#field-text[aria-invalid]").await;
    screen.write("#field-text", "一行目\n<b>二行目</b>").await;
    screen.keys(&[Key::Escape]).await;
    screen
        .until("return !document.querySelector('#dialog').open")
        .await;
    open().await;
    assert_eq!(
        screen.ask(value).await,
        json!("一行目\n<b>二行目</b>"),
        "as it was left"
    );
    let message = "もう少し詳しく".to_owned();
    let errors = vec![FieldError {
        field: "text".into(),
        message,
    }];
    bed.recorder.answer(Reply {
        errors,
        ..Reply::default()
    });
    screen.click("#dialog [type=submit]").await;
    screen
        .until(
            "return document.querySelector('#field-text-error').textContent === 'もう少し詳しく'",
        )
        .await;
    assert_eq!(screen.ask(value).await, json!("一行目\n<b>二行目</b>"));
    bed.recorder.refuse();
    screen.click("#dialog [type=submit]").await;
    screen.find("#toast:not([hidden])").await;
    assert_eq!(
        screen.ask(value).await,
        json!("一行目\n<b>二行目</b>"),
        "nothing is lost"
    );
    bed.recorder.taken();
    screen.click("#dialog [type=submit]").await;
    screen
        .until("return !document.querySelector('#dialog').open")
        .await;
    let What::Submit { values, .. } = bed.recorder.one().what else {
        panic!("a form arrives");
    };
    assert_eq!(values["text"], "一行目\n<b>二行目</b>");
    open().await;
    assert_eq!(
        screen.ask(value).await,
        json!(""),
        "what was taken is not proposed again"
    );
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_are_two_people_and_typed_words_stay_words() {
    let bed = Browser::open().await;
    let site = serve(&bed).await;
    let (hanako, emma) = (
        Screen::open(&site, 1280, 800).await,
        Screen::open(&site, 360, 740).await,
    );
    hanako.become_user("hanako").await;
    emma.become_user("emma").await;
    let hostile = "<img src=x onerror=\"document.title='hacked'\"> @everyone";
    bed.recorder.answer(Reply::whisper(View::line(hostile)));
    hanako.write("#composer-text", hostile).await;
    hanako.keys(&[Key::Enter]).await;
    hanako.find(".whisper").await;
    let words = "return [...document.querySelectorAll('.card')].map(card => card.textContent)";
    assert_eq!(hanako.ask(words).await, json!([hostile, hostile]));
    assert_eq!(
        hanako
            .ask("return document.querySelectorAll('#messages img').length")
            .await,
        json!(0)
    );
    assert_eq!(
        hanako
            .ask("return document.querySelector('#composer-text').value")
            .await,
        json!("")
    );
    let report = View::line("月次レポート");
    bed.playground
        .send(&channel(), &delivery("1"), &report)
        .await
        .unwrap();
    bed.playground
        .send(&direct("emma"), &delivery("2"), &View::line("Hello"))
        .await
        .unwrap();
    emma.until("return document.title.startsWith('(')").await;
    assert_eq!(
        emma.ask(words).await,
        json!(["Hello"]),
        "whispers and channels are elsewhere"
    );
    hanako.find("#conversations a[href*=channel] .badge").await;
    assert_eq!(emma.ask("return innerWidth").await, json!(360));
    let fits = "return document.documentElement.scrollWidth <= innerWidth";
    assert_eq!(
        emma.ask(fits).await,
        json!(true),
        "nothing sticks out at 360 pixels"
    );
    emma.click("#drawer-open").await;
    emma.find("body.drawer #conversations a:focus").await;
    emma.keys(&[Key::Escape]).await;
    emma.find("body:not(.drawer) #drawer-open:focus").await;
    hanako.close().await;
    emma.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_completes_and_loses_nothing() {
    let bed = Browser::open().await;
    let screen = Screen::open(&serve(&bed).await, 1280, 800).await;
    screen.become_user("hanako").await;
    let value = "return document.querySelector('#composer-text').value";
    screen.write("#composer-text", "/").await;
    screen
        .until("return document.querySelectorAll('#commands li:not([hidden])').length === 2")
        .await;
    screen.keys(&[Key::Down]).await;
    screen.keys(&[Key::Up]).await;
    screen.write("#composer-text", "no").await;
    screen.keys(&[Key::Tab]).await;
    assert_eq!(
        screen.ask(value).await,
        json!("/1on1 共有メモ "),
        "found by the English word too"
    );
    screen.write("#composer-text", "研修").await;
    bed.recorder.refuse();
    screen.keys(&[Key::Enter]).await;
    screen.find("#toast:not([hidden])").await;
    assert_eq!(screen.ask(value).await, json!("/1on1 共有メモ 研修"));
    screen.keys(&[Key::Enter]).await;
    screen
        .until("return document.querySelector('#composer-text').value === ''")
        .await;
    let (word, rest) = ("共有メモ".to_owned(), "研修".to_owned());
    assert_eq!(bed.recorder.one().what, What::Command { word, rest });
    screen.click("[data-advance=day]").await;
    screen
        .until("return document.querySelector('[data-clock=day]').textContent.includes('11月3日')")
        .await;
    screen.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whisper_that_answers_a_press_comes_into_sight() {
    let bed = Browser::open().await;
    for name in 0..12 {
        bed.playground
            .send(
                &direct("hanako"),
                &delivery(&name.to_string()),
                &rating(None),
            )
            .await
            .unwrap();
    }
    let screen = Screen::open(&serve(&bed).await, 1280, 800).await;
    screen.become_user("hanako").await;
    let badges = "return document.querySelectorAll('#conversations [aria-current] .badge').length";
    assert_eq!(screen.ask(badges).await, json!(0), "what is open is read");
    screen
        .ask("document.querySelector('#scroll').scrollTop = 0")
        .await;
    bed.recorder
        .answer(Reply::whisper(View::line("保存しました。")));
    screen
        .ask("document.querySelector('[data-action=comment]').click()")
        .await;
    screen
        .until(
            "const [whisper, scroll] = ['.whisper', '#scroll'].map((css) => \
             document.querySelector(css)?.getBoundingClientRect()); \
             return !!whisper && whisper.top >= scroll.top && whisper.bottom <= scroll.bottom + 1",
        )
        .await;
    screen.close().await;
}
