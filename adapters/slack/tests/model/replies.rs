//! Replies find their way: refreshed messages, whispers, forms, the Home tab, and what happens when Slack fails.

use crate::bed::{Bench, CHANNEL, EMMA, HANAKO, Mode, asking, channel, parts, person};
use kiku_chat::contract::everything;
use kiku_chat::{DeliveryId, Field, FieldError, Form, Handle, On, Platform, Reply, View, What};
use kiku_slack_model::{Fault, Outcome};

fn form() -> Form {
    Form {
        action: "note:1".into(),
        title: "共有メモ".into(),
        fields: vec![Field {
            key: "text".into(),
            label: "内容".into(),
            hint: String::new(),
            initial: String::new(),
            multiline: true,
            required: true,
            max_length: 3_000,
        }],
        submit: "保存".into(),
        close: "キャンセル".into(),
    }
}

async fn ask(bench: &Bench, user: &str) -> Handle {
    let delivery = DeliveryId(format!("ask-{user}"));
    let sent = bench
        .slack
        .send(&person(user), &delivery, &asking("質問", "go"))
        .await;
    sent.expect("it is sent")
}

async fn press(bench: &Bench, user: &str, handle: &Handle, action: &str) {
    let (room, ts) = parts(handle);
    let outcome = bench.client(user).press(&room, &ts, action).await;
    assert_eq!(outcome, Outcome::Taken);
    bench.settled().await;
}

fn direct(bench: &Bench, user: &str) -> Vec<String> {
    let shown = bench.client(user).direct().into_iter();
    shown.map(|shown| shown.text).collect()
}

fn calls(bench: &Bench, method: &str) -> usize {
    bench.model.calls_of(method).len()
}

#[tokio::test]
async fn a_press_is_refreshed_without_a_call_that_is_counted() {
    let bench = Bench::open(Mode::Http).await;
    let handle = ask(&bench, HANAKO).await;
    let reply = Reply {
        whisper: Some(View::line("受け付けました")),
        ..Reply::refresh(asking("答えました", "again"))
    };
    bench.recorder.answer(reply);
    press(&bench, HANAKO, &handle, "go").await;
    let texts = direct(&bench, HANAKO);
    assert!(
        texts.iter().any(|text| text.contains("答えました")),
        "{texts:?}"
    );
    assert!(
        texts.iter().any(|text| text.contains("受け付けました")),
        "{texts:?}"
    );
    assert_eq!(calls(&bench, "chat.update"), 0);
    assert!(bench.recorder.missed().is_empty());
}

#[tokio::test]
async fn a_refresh_that_does_not_reach_slack_is_left_to_the_sender() {
    let bench = Bench::open(Mode::Http).await;
    let handle = ask(&bench, HANAKO).await;
    for fault in [Fault::Page(500), Fault::HangBefore, Fault::BreakBefore] {
        bench.model.fail("response_url", fault);
        bench
            .recorder
            .answer(Reply::refresh(asking("答えました", "go")));
        press(&bench, HANAKO, &handle, "go").await;
        assert_eq!(bench.recorder.missed(), std::slice::from_ref(&handle));
    }
}

#[tokio::test]
async fn a_message_that_is_still_looked_for_keeps_what_it_is_found_by() {
    let bench = Bench::open(Mode::Http).await;
    bench.model.fail("chat.postMessage", Fault::BreakAfter);
    let (to, delivery) = (person(HANAKO), DeliveryId("lost".into()));
    let sent = bench
        .slack
        .send(&to, &delivery, &asking("質問", "go"))
        .await;
    assert!(sent.is_err(), "it arrived, and nobody knows");
    let shown = bench.client(HANAKO).direct();
    let handle = Handle(format!("T0ACME/{}/{}", shown[0].channel, shown[0].ts));
    bench
        .recorder
        .answer(Reply::refresh(asking("答えました", "go")));
    press(&bench, HANAKO, &handle, "go").await;
    assert_eq!(
        (calls(&bench, "chat.update"), calls(&bench, "response_url")),
        (1, 0)
    );
    assert_eq!(
        bench.slack.find_sent(&to, &delivery).await,
        Ok(Some(handle))
    );
}

#[tokio::test]
async fn quick_presses_end_with_the_newest_state() {
    let bench = Bench::open(Mode::Http).await;
    let handle = ask(&bench, HANAKO).await;
    let (room, ts) = parts(&handle);
    for number in 0..20 {
        bench
            .recorder
            .answer(Reply::refresh(asking(&format!("状態{number}"), "go")));
    }
    let client = bench.client(HANAKO);
    let presses = (0..20).map(|_| client.press(&room, &ts, "go"));
    futures_util::future::join_all(presses).await;
    bench.settled().await;
    let taken = bench.recorder.taken();
    assert_eq!(taken.len(), 20);
    let texts = direct(&bench, HANAKO);
    assert!(texts[0].contains("状態19"), "{texts:?}");
}

#[tokio::test]
async fn a_form_refreshes_its_origin_by_the_address_of_the_press() {
    let bench = Bench::open(Mode::Http).await;
    let handle = ask(&bench, HANAKO).await;
    bench.recorder.answer(Reply::open(form()));
    press(&bench, HANAKO, &handle, "go").await;
    bench.recorder.taken();
    let reply = Reply {
        whisper: Some(View::line("保存しました")),
        ..Reply::refresh(asking("メモあり", "go"))
    };
    bench.recorder.answer(reply);
    let client = bench.client(HANAKO);
    assert_eq!(client.submit(&[("text", "来週の件")]).await, Outcome::Taken);
    bench.settled().await;
    assert_eq!(client.modal(), None, "the form closed");
    assert_eq!(bench.recorder.one().place.message(), Some(&handle));
    let texts = direct(&bench, HANAKO);
    assert!(texts[0].contains("メモあり"), "{texts:?}");
    assert!(texts[1].contains("保存しました"), "{texts:?}");
    assert_eq!(
        (
            calls(&bench, "chat.update"),
            calls(&bench, "chat.postMessage")
        ),
        (0, 1)
    );
}

#[tokio::test]
async fn a_form_falls_back_to_an_edit_and_then_to_the_sender() {
    let bench = Bench::open(Mode::Http).await;
    let handle = ask(&bench, HANAKO).await;
    let submit = async |faults: &[(&str, Fault)]| {
        bench.recorder.answer(Reply::open(form()));
        press(&bench, HANAKO, &handle, "go").await;
        for (method, fault) in faults {
            bench.model.fail(method, fault.clone());
        }
        bench
            .recorder
            .answer(Reply::refresh(asking("メモあり", "go")));
        assert_eq!(
            bench.client(HANAKO).submit(&[("text", "x")]).await,
            Outcome::Taken
        );
        bench.settled().await;
    };
    submit(&[("response_url", Fault::Page(404))]).await;
    assert_eq!(calls(&bench, "chat.update"), 1);
    assert!(direct(&bench, HANAKO)[0].contains("メモあり"));
    assert!(bench.recorder.missed().is_empty());
    let limited = Fault::Limited(std::time::Duration::from_secs(1));
    submit(&[("response_url", Fault::Page(404)), ("chat.update", limited)]).await;
    assert_eq!(bench.recorder.missed(), std::slice::from_ref(&handle));
}

#[tokio::test]
async fn a_form_survives_a_restart() {
    let bench = Bench::open(Mode::Http).await;
    let handle = ask(&bench, HANAKO).await;
    bench.recorder.answer(Reply::open(form()));
    press(&bench, HANAKO, &handle, "go").await;
    bench.recorder.taken();
    let again = Bench::beside(bench.model.clone(), &["xoxb-ACME-model"])
        .await
        .expect("it connects");
    again.listen(Mode::Http).await;
    again
        .recorder
        .answer(Reply::refresh(asking("メモあり", "go")));
    assert_eq!(
        again.client(HANAKO).submit(&[("text", "x")]).await,
        Outcome::Taken
    );
    again.settled().await;
    assert_eq!(again.recorder.one().place.message(), Some(&handle));
    assert!(
        direct(&again, HANAKO)[0].contains("メモあり"),
        "by chat.update"
    );
}

#[tokio::test]
async fn the_address_of_a_press_never_leaves_for_slack_or_the_memory() {
    let bench = Bench::open(Mode::Http).await;
    let handle = ask(&bench, HANAKO).await;
    bench.recorder.answer(Reply::open(form()));
    press(&bench, HANAKO, &handle, "go").await;
    for call in bench.model.calls() {
        assert!(!format!("{call:?}").contains("/respond/") || call.method == "response_url");
    }
    let rows = bench.memory.0.lock().expect("no panic").clone();
    assert!(rows.values().all(|value| !value.contains("/respond/")));
}

#[tokio::test]
async fn a_form_with_errors_stays_open_over_both_connections() {
    for mode in [Mode::Http, Mode::Socket] {
        let bench = Bench::open(mode).await;
        let handle = ask(&bench, HANAKO).await;
        bench.recorder.answer(Reply::open(form()));
        press(&bench, HANAKO, &handle, "go").await;
        let error = FieldError {
            field: "no such field".into(),
            message: "短くしてください。".into(),
        };
        bench.recorder.answer(Reply {
            errors: vec![error],
            ..Reply::default()
        });
        let client = bench.client(HANAKO);
        assert_eq!(client.submit(&[("text", "長い話")]).await, Outcome::Taken);
        let field = client.modal().expect("it stays open").fields.remove(0);
        assert_eq!(
            field.error.as_deref(),
            Some("短くしてください。"),
            "at the first field"
        );
        assert_eq!(field.value, "長い話");
    }
}

#[tokio::test]
async fn commands_are_answered_in_the_acknowledgement() {
    for mode in [Mode::Http, Mode::Socket] {
        let bench = Bench::open(mode).await;
        bench
            .recorder
            .answer(Reply::whisper(asking("次の1on1", "go")));
        let client = bench.client(EMMA);
        assert_eq!(
            client.command_in(CHANNEL, "/1on1", "予定").await,
            Outcome::Taken
        );
        let shown = client.conversation(CHANNEL);
        assert!(
            shown[0].ephemeral && shown[0].text.contains("次の1on1"),
            "{shown:?}"
        );
        assert!(
            bench.client(HANAKO).conversation(CHANNEL).is_empty(),
            "only for Emma"
        );
        assert_eq!(calls(&bench, "response_url"), 0);
        let event = bench.recorder.one();
        assert_eq!(event.place.channel.as_deref(), Some(CHANNEL));
        // A press inside the whisper replaces the whisper.
        bench
            .recorder
            .answer(Reply::refresh(asking("設定", "back")));
        client.press(CHANNEL, &shown[0].ts, "go").await;
        bench.settled().await;
        let shown = client.conversation(CHANNEL);
        assert_eq!(shown.len(), 1, "{shown:?}");
        assert!(shown[0].text.contains("設定") && shown[0].ephemeral);
        assert_eq!(bench.recorder.one().place.on, On::Nothing);
    }
}

#[tokio::test]
async fn a_command_whose_answer_has_a_picture_is_answered_when_it_is_uploaded() {
    let bench = Bench::open(Mode::Http).await;
    bench.recorder.answer(Reply::whisper(everything("①")));
    let client = bench.client(EMMA);
    assert_eq!(
        client.command_in(CHANNEL, "/1on1", "digest").await,
        Outcome::Taken
    );
    bench.settled().await;
    let shown = client.conversation(CHANNEL);
    assert_eq!(
        (shown.len(), shown[0].pictures, shown[0].ephemeral),
        (1, 1, true)
    );
}

#[tokio::test]
async fn a_command_opens_a_form_and_its_answer_is_whispered() {
    let bench = Bench::open(Mode::Http).await;
    bench.recorder.answer(Reply::open(form()));
    let client = bench.client(HANAKO);
    client.command_in(CHANNEL, "/1on1", "note").await;
    bench.settled().await;
    bench
        .recorder
        .answer(Reply::whisper(View::line("保存しました")));
    assert_eq!(client.submit(&[("text", "x")]).await, Outcome::Taken);
    bench.settled().await;
    let shown = client.conversation(CHANNEL);
    assert!(
        shown
            .iter()
            .any(|shown| shown.ephemeral && shown.text.contains("保存しました"))
    );
}

#[tokio::test]
async fn the_home_tab_is_published_and_pressed() {
    let bench = Bench::open(Mode::Socket).await;
    let client = bench.client(HANAKO);
    bench
        .recorder
        .answer(Reply::refresh(asking("次の1on1", "settings")));
    client.open_home().await;
    bench.settled().await;
    assert_eq!(bench.recorder.one().what, What::Home);
    assert!(client.home().expect("published").text.contains("次の1on1"));
    bench.recorder.answer(Reply {
        whisper: Some(View::line("設定を変更しました")),
        ..Reply::refresh(asking("設定", "back"))
    });
    client.press_home("押す").await;
    bench.settled().await;
    let event = bench.recorder.one();
    assert_eq!(
        (event.what, event.place.on),
        (What::Press("settings".into()), On::Home)
    );
    assert!(client.home().expect("published").text.contains("設定"));
    assert!(
        direct(&bench, HANAKO)[0].contains("設定を変更しました"),
        "where only they read"
    );
    bench.recorder.answer(Reply::open(form()));
    client.press_home("押す").await;
    bench.settled().await;
    bench.recorder.taken();
    bench
        .recorder
        .answer(Reply::refresh(asking("メモあり", "x")));
    assert_eq!(client.submit(&[("text", "x")]).await, Outcome::Taken);
    bench.settled().await;
    assert_eq!(bench.recorder.one().place.on, On::Home);
    assert!(client.home().expect("published").text.contains("メモあり"));
}

#[tokio::test]
async fn a_digest_is_drilled_into_by_whispers() {
    let bench = Bench::open(Mode::Http).await;
    let delivery = DeliveryId("digest".into());
    let sent = bench
        .slack
        .send(
            &channel("#人事"),
            &delivery,
            &asking("月次レポート", "unit:1"),
        )
        .await;
    let handle = sent.expect("found by its name");
    assert_eq!(parts(&handle).0, CHANNEL);
    bench.recorder.answer(Reply::whisper(View::line("営業部")));
    press(&bench, HANAKO, &handle, "unit:1").await;
    let seen = |user: &str| bench.client(user).conversation(CHANNEL);
    assert!(
        seen(HANAKO)
            .iter()
            .any(|shown| shown.ephemeral && shown.text.contains("営業部"))
    );
    assert!(
        seen(EMMA)
            .iter()
            .all(|shown| !shown.text.contains("営業部"))
    );
}

#[tokio::test]
async fn words_are_answered_in_the_direct_message() {
    let bench = Bench::open(Mode::Http).await;
    bench
        .recorder
        .answer(Reply::whisper(View::line("こんな始め方があります")));
    let client = bench.client(HANAKO);
    client.say("話すことがない").await;
    bench.settled().await;
    assert!(
        client
            .direct()
            .iter()
            .any(|shown| shown.text.contains("こんな始め方"))
    );
    assert!(
        client.direct().iter().all(|shown| !shown.ephemeral),
        "it stays"
    );
}
