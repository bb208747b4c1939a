//! Sending: how Slack's answers are understood, pictures once, channels by name, what was lost is found.

use crate::bed::{Bench, CHANNEL, EMMA, HANAKO, Mode, channel, person};
use kiku_chat::contract::everything;
use kiku_chat::{Address, DeliveryId, Handle, Platform, SendError, View};
use kiku_slack::{Slack, Surroundings};
use kiku_slack_model::{self as model, Fault};
use std::time::Duration;

/// Whether an error is the right one.
type Judge = fn(&SendError) -> bool;

fn id(name: &str) -> DeliveryId {
    DeliveryId(name.into())
}

async fn send(bench: &Bench, to: &Address, name: &str) -> Result<Handle, SendError> {
    bench
        .slack
        .send(to, &id(name), &View::line("お知らせ"))
        .await
}

#[tokio::test]
async fn every_way_to_fail_is_told_apart() {
    let bench = Bench::open(Mode::Http).await;
    let word = |code: &str| Fault::Error(code.into());
    let cases: [(Fault, Judge); 16] = [
        (Fault::Limited(Duration::from_secs(7)), |e| {
            *e == SendError::RetryAfter(Duration::from_secs(7))
        }),
        (Fault::Limited(Duration::from_secs(9_999_999)), |e| {
            *e == SendError::RetryAfter(Duration::from_secs(3_600))
        }),
        (
            Fault::LimitedUntil("Fri, 31 Dec 9999 23:59:59 GMT".into()),
            |e| *e == SendError::RetryAfter(Duration::from_secs(3_600)),
        ),
        (
            Fault::LimitedUntil("Sun, 06 Nov 1994 08:49:37 GMT".into()),
            |e| *e == SendError::RetryAfter(Duration::from_secs(1)),
        ),
        (word("rate_limited"), |e| {
            matches!(e, SendError::RetryAfter(_))
        }),
        (word("channel_not_found"), |e| {
            matches!(e, SendError::Unreachable(_))
        }),
        (word("cannot_dm_bot"), |e| {
            matches!(e, SendError::Unreachable(_))
        }),
        (word("msg_blocks_too_long"), |e| {
            matches!(e, SendError::Rejected(_))
        }),
        (word("invalid_auth"), |e| matches!(e, SendError::NotSent(_))),
        (word("missing_scope"), |e| {
            matches!(e, SendError::NotSent(_))
        }),
        (word("fatal_error"), |e| matches!(e, SendError::Unknown(_))),
        (Fault::Page(502), |e| matches!(e, SendError::Unknown(_))),
        (Fault::Page(200), |e| matches!(e, SendError::Unknown(_))),
        (Fault::BreakBefore, |e| matches!(e, SendError::Unknown(_))),
        (Fault::BreakAfter, |e| matches!(e, SendError::Unknown(_))),
        (Fault::HangBefore, |e| matches!(e, SendError::Unknown(_))),
    ];
    for (number, (fault, expected)) in cases.into_iter().enumerate() {
        bench.model.fail("chat.postMessage", fault.clone());
        let error = send(&bench, &person(HANAKO), &format!("fail-{number}")).await;
        let error = error.expect_err("it was made to fail");
        assert!(expected(&error), "{fault:?} became {error:?}");
        assert!(!error.to_string().contains("お知らせ"), "no text in errors");
    }
}

#[tokio::test]
async fn an_inactive_account_is_the_persons_unless_our_token_is() {
    let bench = Bench::open(Mode::Http).await;
    let inactive = || Fault::Error("account_inactive".into());
    bench.model.fail("chat.postMessage", inactive());
    let error = send(&bench, &person(HANAKO), "one").await;
    assert!(matches!(error, Err(SendError::Unreachable(_))), "{error:?}");
    bench.model.fail("chat.postMessage", inactive());
    bench.model.fail("auth.test", inactive());
    let error = send(&bench, &person(HANAKO), "two").await;
    assert!(matches!(error, Err(SendError::NotSent(_))), "{error:?}");
}

#[tokio::test]
async fn nobody_there_means_not_sent() {
    let bench = Bench::open(Mode::Http).await;
    let mut config = crate::bed::config(&bench.model, &["xoxb-ACME-model"]);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    config.api_url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let connected = Slack::connect_in(config, bench.memory.clone(), Surroundings::default()).await;
    assert!(matches!(
        connected,
        Err(kiku_slack::SetupError::Unreachable { .. })
    ));
    let stranger = Address::Person(kiku_chat::Account {
        platform: "slack".into(),
        workspace: "T0OTHER".into(),
        user: HANAKO.into(),
    });
    let error = send(&bench, &stranger, "elsewhere").await;
    assert!(
        matches!(error, Err(SendError::NotSent(_))),
        "a missing token is mended by operators: {error:?}"
    );
}

#[tokio::test]
async fn a_lost_answer_is_found_by_its_delivery_and_sent_once() {
    let bench = Bench::open(Mode::Http).await;
    for (name, fault, arrived) in [
        ("after", Fault::BreakAfter, true),
        ("before", Fault::BreakBefore, false),
    ] {
        bench.model.fail("chat.postMessage", fault);
        let sent = send(&bench, &person(HANAKO), name).await;
        assert!(matches!(sent, Err(SendError::Unknown(_))), "{sent:?}");
        let found = bench.slack.find_sent(&person(HANAKO), &id(name)).await;
        assert_eq!(found.expect("certain").is_some(), arrived, "{name}");
    }
    assert_eq!(bench.client(HANAKO).direct().len(), 1);
}

#[tokio::test]
async fn what_was_given_up_may_still_arrive() {
    let bench = Bench::open(Mode::Http).await;
    bench.model.fail("chat.postMessage", Fault::HangBefore);
    let patience = Surroundings {
        patience: Duration::from_secs(1),
        ..Surroundings::default()
    };
    let config = crate::bed::config(&bench.model, &["xoxb-ACME-model"]);
    let slack = Slack::connect_in(config, bench.memory.clone(), patience)
        .await
        .expect("it connects");
    let sent = slack
        .send(&person(HANAKO), &id("slow"), &View::line("遅い"))
        .await;
    assert!(matches!(sent, Err(SendError::Unknown(_))), "{sent:?}");
    let found = slack.find_sent(&person(HANAKO), &id("slow")).await;
    assert!(
        matches!(found, Err(SendError::Unknown(_))),
        "not yet certain: {found:?}"
    );
}

#[tokio::test]
async fn a_delivery_is_found_far_back_and_its_absence_is_certain() {
    let bench = Bench::open(Mode::Http).await;
    send(&bench, &person(HANAKO), "first")
        .await
        .expect("it is sent");
    for number in 0..450 {
        send(&bench, &person(HANAKO), &format!("more-{number}"))
            .await
            .expect("it is sent");
    }
    let found = bench
        .slack
        .find_sent(&person(HANAKO), &id("first"))
        .await
        .expect("certain");
    assert!(found.is_some(), "on the third page");
    assert_eq!(
        bench.slack.find_sent(&person(HANAKO), &id("never")).await,
        Ok(None)
    );
    assert_eq!(
        bench.model.calls_of("conversations.open").len(),
        0,
        "the conversation was remembered"
    );
}

#[tokio::test]
async fn a_restart_remembers_conversations_and_pictures() {
    let bench = Bench::open(Mode::Http).await;
    let view = everything("①");
    bench
        .slack
        .send(&person(HANAKO), &id("one"), &view)
        .await
        .expect("it is sent");
    let config = crate::bed::config(&bench.model, &["xoxb-ACME-model"]);
    let again = Slack::connect(config, bench.memory.clone())
        .await
        .expect("it connects");
    assert!(
        again
            .find_sent(&person(HANAKO), &id("one"))
            .await
            .expect("certain")
            .is_some()
    );
    again
        .send(&person(EMMA), &id("two"), &view)
        .await
        .expect("it is sent");
    assert_eq!(bench.model.calls_of("conversations.open").len(), 0);
    assert_eq!(
        bench.model.calls_of("files.getUploadURLExternal").len(),
        1,
        "one picture, one upload"
    );
}

#[tokio::test]
async fn a_picture_is_uploaded_once_whatever_happens() {
    let bench = Bench::open(Mode::Http).await;
    let (to, view) = (channel(CHANNEL), everything("①"));
    bench
        .model
        .fail("chat.postMessage", Fault::Limited(Duration::from_secs(1)));
    assert!(bench.slack.send(&to, &id("digest"), &view).await.is_err());
    let handle = bench
        .slack
        .send(&to, &id("digest"), &view)
        .await
        .expect("it is sent");
    bench
        .slack
        .edit(&to, &handle, &everything("②"))
        .await
        .expect("it is edited");
    let uploads = bench.model.calls_of("files.completeUploadExternal").len();
    assert_eq!(uploads, 1);
    let shown = bench.client(EMMA).conversation(CHANNEL);
    assert_eq!((shown.len(), shown[0].pictures), (1, 1));
}

#[tokio::test]
async fn a_failed_upload_sends_nothing_and_loses_nothing() {
    let bench = Bench::open(Mode::Http).await;
    for (method, fault) in [
        ("files.getUploadURLExternal", Fault::Page(503)),
        ("upload", Fault::BreakBefore),
        ("files.completeUploadExternal", Fault::BreakAfter),
    ] {
        bench.model.fail(method, fault);
        let sent = bench
            .slack
            .send(&person(HANAKO), &id("p"), &everything("①"))
            .await;
        assert!(
            matches!(sent, Err(SendError::NotSent(_))),
            "{method}: {sent:?}"
        );
    }
    let sent = bench
        .slack
        .send(&person(HANAKO), &id("p"), &everything("①"))
        .await;
    assert!(sent.is_ok(), "{sent:?}");
    assert_eq!(bench.client(HANAKO).direct().len(), 1);
}

#[tokio::test]
async fn a_picture_that_slack_forgot_is_uploaded_again() {
    let bench = Bench::open(Mode::Http).await;
    bench
        .slack
        .send(&person(HANAKO), &id("one"), &everything("①"))
        .await
        .expect("it is sent");
    for _ in 0..2 {
        bench
            .model
            .fail("chat.postMessage", Fault::Error("invalid_blocks".into()));
    }
    bench
        .slack
        .send(&person(HANAKO), &id("two"), &everything("②"))
        .await
        .expect("at the third try");
    assert_eq!(
        bench.model.calls_of("files.completeUploadExternal").len(),
        2
    );
}

#[tokio::test]
async fn channels_are_found_by_name_and_the_trouble_is_named() {
    let bench = Bench::open(Mode::Http).await;
    for name in ["#人事", "人事", CHANNEL] {
        let sent = send(&bench, &channel(name), &format!("to-{name}")).await;
        assert!(sent.is_ok(), "{name}: {sent:?}");
    }
    assert_eq!(
        bench.model.calls_of("conversations.list").len(),
        1,
        "looked up once"
    );
    let error = send(&bench, &channel("#random"), "other")
        .await
        .expect_err("not a member");
    let SendError::Unreachable(why) = &error else {
        panic!("{error:?}");
    };
    assert!(
        why.contains("not_in_channel") && why.contains("/invite"),
        "{why}"
    );
    let error = send(&bench, &channel("#無い"), "none")
        .await
        .expect_err("no such channel");
    assert!(
        matches!(&error, SendError::Unreachable(why) if why.contains("無い")),
        "{error:?}"
    );
}

#[tokio::test]
async fn messages_unfurl_and_mention_nothing() {
    let bench = Bench::open(Mode::Http).await;
    send(&bench, &person(HANAKO), "quiet")
        .await
        .expect("it is sent");
    let calls = bench.model.calls_of("chat.postMessage");
    let arguments = format!("{:?}", calls[0]);
    for name in [
        "unfurl_links",
        "unfurl_media",
        "link_names",
        "kiku_delivery",
        "quiet",
    ] {
        assert!(arguments.contains(name), "{name} in {arguments}");
    }
}

#[tokio::test]
async fn tokens_are_checked_at_the_start() {
    let started = model::Slack::start(crate::bed::setup(vec![crate::bed::acme()])).await;
    let model = started.expect("a model starts");
    let refused = Bench::beside(model.clone(), &["xoxb-wrong"]).await.err();
    let refused = refused.expect("it is refused").to_string();
    assert!(
        refused.contains("1 of 1") && refused.contains("invalid_auth"),
        "{refused}"
    );
    assert!(!refused.contains("xoxb-wrong"));
    let none = Bench::beside(model.clone(), &[]).await.err();
    assert_eq!(none, Some(kiku_slack::SetupError::NoToken));
    let twice = ["xoxb-ACME-model", "xoxb-ACME-model"];
    let twice = Bench::beside(model, &twice).await.err();
    assert_eq!(twice, Some(kiku_slack::SetupError::Twice("T0ACME".into())));
}
