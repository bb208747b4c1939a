//! HTTP mode: what is not Slack's, or too large, or not stored, is not acknowledged and changes nothing.

use crate::bed::{Bench, HANAKO, Mode, TEAM, asking, config, parts, person, quick, serve};
use kiku_chat::contract::Recorder;
use kiku_chat::{DeliveryId, Platform, View, What};
use kiku_slack::Slack;
use kiku_slack_model::wire::{Delivered, FORM, JSON, form};
use kiku_slack_model::{Fault, Outcome, wall_clock};
use serde_json::{Value, json};
use std::sync::Arc;

/// A bench whose requests a test sends itself.
struct Door {
    bench: Bench,
    base: String,
    secret: String,
}

impl Door {
    async fn open() -> Door {
        let bench = Bench::open(Mode::Http).await;
        let base = serve(bench.slack.router()).await;
        let secret = bench.model.app().signing_secret;
        Door {
            bench,
            base,
            secret,
        }
    }

    fn signed(&self, path: &str, kind: &str, body: Vec<u8>) -> Delivered {
        let url = format!("{}/slack/{path}", self.base);
        Delivered::signed(&self.secret, now(), &url, kind, body)
    }

    fn event(&self, event: Value) -> Delivered {
        let body =
            json!({ "type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event });
        self.signed("events", JSON, body.to_string().into_bytes())
    }

    fn said(&self) -> Delivered {
        self.event(json!({ "type": "message", "channel_type": "im", "user": HANAKO, "text": "話すことがない", "ts": "1.2" }))
    }

    /// Nothing reached the inbox.
    fn untouched(&self) -> bool {
        let recorder = &self.bench.recorder;
        recorder.taken().is_empty() && recorder.undecoded().is_empty() && recorder.met().is_empty()
    }
}

fn now() -> u64 {
    wall_clock()().as_secs()
}

async fn status(request: &Delivered) -> u16 {
    request.send().await.expect("an answer").0
}

#[tokio::test]
async fn forged_stale_missing_and_doubled_signatures_get_401_and_change_nothing() {
    let door = Door::open().await;
    let good = door.said();
    let change = |change: &dyn Fn(&mut Delivered)| {
        let mut request = good.clone();
        change(&mut request);
        request
    };
    let again = |name: &str, request: &mut Delivered| {
        let header = request.headers.iter().find(|(own, _)| own == name).cloned();
        request.headers.push(header.expect("it is there"));
    };
    let at = |seconds: u64| {
        let (url, body) = (good.url.clone(), good.body.clone());
        Delivered::signed(&door.secret, seconds, &url, JSON, body)
    };
    let (time, mark) = ("x-slack-request-timestamp", "x-slack-signature");
    let bad = [
        change(&|request| request.headers.retain(|(name, _)| name != mark)),
        change(&|request| request.headers.retain(|(name, _)| name != time)),
        change(&|request| again(mark, request)),
        change(&|request| again(time, request)),
        change(&|request| request.body.push(b' ')),
        change(&|request| request.headers[2].1 = "v0=00".into()),
        change(&|request| request.headers[1].1 = "soon".into()),
        Delivered::signed("another secret", now(), &good.url, JSON, good.body.clone()),
        at(now() - 301),
        at(now() + 301),
    ];
    for (number, request) in bad.iter().enumerate() {
        assert_eq!(status(request).await, 401, "number {number}");
    }
    assert!(door.untouched());
    assert_eq!(status(&good).await, 200);
    assert_eq!(
        door.bench.recorder.one().what,
        What::Said("話すことがない".into())
    );
}

#[tokio::test]
async fn a_large_body_is_refused_before_its_signature_is_looked_at() {
    let door = Door::open().await;
    let large = vec![b'x'; (1 << 20) + 1];
    let mut unsigned = door.signed("interactions", FORM, large.clone());
    assert_eq!(status(&unsigned).await, 413);
    unsigned.headers.truncate(1);
    assert_eq!(status(&unsigned).await, 413, "signed or not");
    let fits = door.signed("interactions", FORM, vec![b'x'; 1 << 20]);
    assert_eq!(status(&fits).await, 200, "kept, for nobody can read it");
    assert_eq!(door.bench.recorder.undecoded().len(), 1);
    assert!(door.untouched());
}

#[tokio::test]
async fn a_request_sent_again_is_the_same_input() {
    let door = Door::open().await;
    let (said, view) = (door.said(), View::line("ヘルプ"));
    let reply = || kiku_chat::Reply::whisper(view.clone());
    door.bench.recorder.answer(reply());
    assert_eq!(status(&said).await, 200);
    let first = door.bench.recorder.one();
    door.bench.recorder.answer(reply());
    assert_eq!(status(&said).await, 200);
    assert_eq!(door.bench.recorder.one().id, first.id);
    door.bench.slack.finish().await;
    let answers = door.bench.client(HANAKO).direct();
    assert_eq!(answers.len(), 1, "and it is answered once: {answers:#?}");
}

#[tokio::test]
async fn what_is_not_stored_is_not_acknowledged() {
    let door = Door::open().await;
    door.bench.recorder.refuse();
    assert_eq!(status(&door.said()).await, 503);
    assert!(door.untouched());
    // Before anybody takes events, too.
    let memory = door.bench.memory.clone();
    let config = config(&door.bench.model, &["xoxb-ACME-model"]);
    let early = Slack::connect_in(config, memory, quick())
        .await
        .expect("it connects");
    let base = serve(early.router()).await;
    let mut request = door.said();
    request.url = format!("{base}/slack/events");
    assert_eq!(status(&request).await, 503);
}

#[tokio::test]
async fn slack_verifies_the_address() {
    let door = Door::open().await;
    let body = json!({ "type": "url_verification", "challenge": "3eZbrw1a", "token": "x" });
    let request = door.signed("events", JSON, body.to_string().into_bytes());
    let (status, answer) = request.send().await.expect("an answer");
    assert_eq!((status, &answer[..]), (200, &b"3eZbrw1a"[..]));
    let forged = Delivered::signed("x", now(), &request.url, JSON, request.body);
    assert_eq!(forged.send().await.expect("an answer").0, 401);
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_what_is_not_ours_is_left() {
    let door = Door::open().await;
    for (path, kind, body) in [
        ("events", JSON, b"{\"type\":\"event_callback\"}".to_vec()),
        ("events", JSON, b"not json".to_vec()),
        (
            "interactions",
            FORM,
            form(&[("payload", "{\"type\":\"view_submission\"}")]),
        ),
        ("commands", FORM, form(&[("command", "/1on1")])),
    ] {
        let request = door.signed(path, kind, body.clone());
        assert_eq!(status(&request).await, 200, "{path}");
        assert_eq!(door.bench.recorder.undecoded().len(), 1, "{path}");
    }
    let foreign = json!({ "type": "event_callback", "team_id": "T0OTHER", "event_id": "Ev2",
        "event": { "type": "message", "channel_type": "im", "user": "U1", "text": "x", "ts": "1.2" } });
    let request = door.signed("events", JSON, foreign.to_string().into_bytes());
    assert_eq!(status(&request).await, 200);
    let kept = door.bench.recorder.undecoded();
    assert_eq!(
        kept,
        [foreign.to_string().into_bytes()],
        "no token, so it waits"
    );
    for other in ["reaction_added", "channel_created", "app_uninstalled"] {
        assert_eq!(status(&door.event(json!({ "type": other }))).await, 200);
    }
    assert!(door.untouched());
}

#[tokio::test]
async fn without_a_signing_secret_nothing_is_believed() {
    let door = Door::open().await;
    let mut config = config(&door.bench.model, &["xoxb-ACME-model"]);
    config.signing_secrets.clear();
    let slack = Slack::connect_in(config, door.bench.memory.clone(), quick()).await;
    let slack = slack.expect("it connects");
    let recorder = Arc::new(Recorder::default());
    slack.attach(recorder.clone());
    let mut request = door.said();
    request.url = format!("{}/slack/events", serve(slack.router()).await);
    assert_eq!(status(&request).await, 401);
    assert!(recorder.taken().is_empty());
}

#[tokio::test]
async fn a_press_is_acknowledged_before_its_message_is_refreshed() {
    let bench = Bench::open(Mode::Http).await;
    let view = asking("前", "go");
    let (to, delivery) = (person(HANAKO), DeliveryId("d1".into()));
    let sent = bench.slack.send(&to, &delivery, &view).await;
    let handle = sent.expect("it is sent");
    bench.model.fail("response_url", Fault::HangBefore);
    bench
        .recorder
        .answer(kiku_chat::Reply::refresh(asking("後", "go")));
    let (room, ts) = parts(&handle);
    let outcome = bench.client(HANAKO).press(&room, &ts, "go").await;
    assert_eq!(outcome, Outcome::Taken);
    assert!(
        bench.recorder.missed().is_empty(),
        "the refresh is still under way"
    );
    bench.slack.finish().await;
    assert_eq!(bench.recorder.missed(), [handle]);
}

#[tokio::test]
async fn the_workspaces_are_known_after_connecting() {
    let bench = Bench::open(Mode::Http).await;
    let known = bench.slack.workspaces();
    assert_eq!(known.len(), 1);
    assert_eq!(
        (known[0].id.as_str(), known[0].name.as_str()),
        (TEAM, "ACME")
    );
    assert_eq!(known[0].bot_user, "U0BOTACME");
}
