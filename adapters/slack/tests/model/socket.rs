//! Socket Mode: envelopes are acknowledged once they are stored, and no connection is missed.

use crate::bed::{Bench, HANAKO, Mode, TEAM, acme, person, setup};
use kiku_chat::{DeliveryId, Platform, View, What};
use kiku_slack_model as model;
use model::Fault;
use serde_json::{Value, json};
use std::time::Duration;

fn envelope(id: &str, kind: &str, payload: Value) -> Value {
    json!({ "envelope_id": id, "type": kind, "accepts_response_payload": false, "payload": payload })
}

fn said(id: &str, text: &str) -> Value {
    let event = json!({ "type": "message", "channel_type": "im", "user": HANAKO, "text": text, "ts": "1.2" });
    let payload =
        json!({ "type": "event_callback", "team_id": TEAM, "event_id": id, "event": event });
    envelope(&format!("e-{id}"), "events_api", payload)
}

#[tokio::test]
async fn an_envelope_is_acknowledged_once_it_is_stored() {
    let bench = Bench::open(Mode::Socket).await;
    bench.recorder.refuse();
    assert!(
        !bench.model.send_envelope(said("Ev1", "聞いて")).await,
        "busy"
    );
    assert!(bench.recorder.taken().is_empty());
    assert!(bench.model.send_envelope(said("Ev1", "聞いて")).await);
    assert_eq!(bench.recorder.one().what, What::Said("聞いて".into()));
    bench.stop().await;
    bench.until(|bench| bench.model.connections() == 0).await;
}

#[tokio::test]
async fn an_envelope_that_cannot_be_decoded_is_kept_then_acknowledged() {
    let bench = Bench::open(Mode::Socket).await;
    let odd = [
        envelope("e1", "events_api", json!({ "type": "event_callback" })),
        envelope("e2", "interactive", json!("text")),
        envelope("e3", "something_new", json!({ "team_id": TEAM })),
        json!({ "envelope_id": "e4", "type": "slash_commands" }),
    ];
    for odd in odd {
        assert!(bench.model.send_envelope(odd.clone()).await, "{odd}");
        let kept = bench.recorder.undecoded();
        assert_eq!(kept, [odd.to_string().into_bytes()], "whole, as it came");
    }
    assert!(bench.recorder.taken().is_empty());
    bench.stop().await;
}

#[tokio::test]
async fn connections_are_renewed_without_losing_an_envelope() {
    let bench = Bench::open(Mode::Socket).await;
    for reason in ["warning", "refresh_requested"] {
        bench.model.disconnect(reason);
        bench.until(|bench| bench.model.connections() == 2).await;
        for number in 0..5 {
            let id = format!("Ev-{reason}-{number}");
            assert!(bench.model.send_envelope(said(&id, "まだいる？")).await);
        }
        assert_eq!(bench.recorder.taken().len(), 5);
    }
    bench.model.drop_connections();
    bench.until(|bench| bench.model.connections() == 2).await;
    assert!(
        bench
            .model
            .send_envelope(said("Ev-after", "まだいる？"))
            .await
    );
    bench.stop().await;
}

#[tokio::test]
async fn it_connects_again_within_seconds_after_failures() {
    let bench = Bench::open(Mode::Socket).await;
    for fault in [
        Fault::Page(503),
        Fault::BreakBefore,
        Fault::Error("internal_error".into()),
    ] {
        bench.model.fail("apps.connections.open", fault);
    }
    let since = std::time::Instant::now();
    bench.model.drop_connections();
    bench.until(|bench| bench.model.connections() == 2).await;
    assert!(since.elapsed() < Duration::from_secs(20));
    bench.stop().await;
}

#[tokio::test]
async fn many_envelopes_are_taken_at_the_same_time() {
    let bench = Bench::open(Mode::Socket).await;
    let model = &bench.model;
    let sent = (0..300).map(|number| model.send_envelope(said(&format!("Ev{number}"), "x")));
    let acknowledged = futures_util::future::join_all(sent).await;
    assert!(acknowledged.iter().all(|acknowledged| *acknowledged));
    assert_eq!(bench.recorder.taken().len(), 300);
    bench.stop().await;
}

#[tokio::test]
async fn two_workspaces_are_told_apart() {
    let mut other = model::Workspace::new(
        "BETA",
        vec![model::Person::new(HANAKO, "h", "別人")],
        vec![],
    );
    other.people[0].email = None;
    let model = model::Slack::start(setup(vec![acme(), other]))
        .await
        .expect("a model starts");
    let tokens = ["xoxb-ACME-model", "xoxb-BETA-model"];
    let bench = Bench::beside(model, &tokens).await.expect("it connects");
    bench.listen(Mode::Socket).await;
    bench.model.client("T0BETA", HANAKO).say("ベータから").await;
    assert_eq!(bench.recorder.one().who.workspace, "T0BETA");
    bench.client(HANAKO).say("アクメから").await;
    assert_eq!(bench.recorder.one().who.workspace, TEAM);
    let sent = bench
        .slack
        .send(
            &person(HANAKO),
            &DeliveryId("d1".into()),
            &View::line("こちら"),
        )
        .await;
    assert!(sent.is_ok());
    assert!(
        bench
            .model
            .client("T0BETA", HANAKO)
            .direct()
            .iter()
            .all(|shown| !shown.text.contains("こちら"))
    );
    bench.stop().await;
}

#[tokio::test]
async fn people_who_join_or_change_are_met() {
    let bench = Bench::open(Mode::Socket).await;
    bench
        .model
        .join(TEAM, model::Person::new("U0NEW", "new", "新人 一郎"))
        .await;
    let met = bench.recorder.met();
    assert_eq!(met.len(), 1);
    assert_eq!(
        (met[0].account.user.as_str(), met[0].reachable),
        ("U0NEW", true)
    );
    assert_eq!(met[0].email.as_deref(), Some("new@example.co.jp"));
    bench
        .model
        .change_person(TEAM, |person| person.deleted = true, "U0NEW")
        .await;
    assert!(!bench.recorder.met()[0].reachable);
    bench.stop().await;
}
