//! What is kept, what is refused, and what is taken once.

use crate::bed::{Browser, Notebook, channel, direct, residents, room, segment, selector};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kiku_chat::contract::{Act, Bed, Outcome};
use kiku_chat::{Block, DeliveryId, Handle, Image, Platform, Reply, SendError, View};
use kiku_web::account;
use scraper::Html;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tower::ServiceExt;

fn delivery(name: &str) -> DeliveryId {
    DeliveryId(name.into())
}

async fn texts(browser: &Browser, user: &str) -> Vec<String> {
    let items = browser.items(user, &direct(user)).await;
    items.into_iter().map(|item| item.text).collect()
}

#[tokio::test]
async fn a_restart_shows_everything_again_but_whispers() {
    let memory = Arc::new(Notebook::default());
    let (to, view) = (direct("hanako"), View::line("一"));
    let first = Browser::with(residents(), memory.clone()).await;
    let kept = first
        .playground
        .send(&to, &delivery("1"), &view)
        .await
        .unwrap();
    let picture = View {
        blocks: vec![Block::Image(Image {
            name: "図.png".into(),
            alt: "推移".into(),
            png: Arc::new(vec![1, 2, 3]),
        })],
        fallback: "推移".into(),
    };
    first
        .playground
        .send(&channel(), &delivery("2"), &picture)
        .await
        .unwrap();
    first
        .playground
        .edit(&to, &kept, &View::line("二"))
        .await
        .unwrap();
    first.post("/as/hanako/read", &json!({ "seq": 1 })).await;
    first
        .recorder
        .answer(Reply::whisper(View::line("ささやき")));
    first
        .act(&account("hanako"), &to, Act::Say("こんにちは".into()))
        .await;
    assert_eq!(texts(&first, "hanako").await, ["二", "ささやき"]);

    let again = Browser::with(residents(), memory).await;
    let seen = again.items("hanako", &to).await;
    assert_eq!(
        (seen.len(), seen[0].text.as_str(), seen[0].updated),
        (1, "二", true)
    );
    assert_eq!(again.items("emma", &channel()).await[0].pictures, 1);
    assert_eq!(
        again.playground.find_sent(&to, &delivery("1")).await,
        Ok(Some(kept.clone()))
    );
    assert_eq!(
        again.playground.send(&to, &delivery("1"), &view).await,
        Ok(kept)
    );
    let (_, page) = again.get("/as/hanako").await;
    let page = Html::parse_document(&page);
    let unread: Vec<_> = (page.select(&selector("#conversations a")))
        .map(|link| link.value().attr("data-unread").unwrap())
        .collect();
    assert_eq!(
        unread,
        ["0", "1"],
        "the direct message was read, the channel was not"
    );
    let next = again
        .playground
        .send(&to, &delivery("3"), &view)
        .await
        .unwrap();
    assert_eq!(
        next,
        Handle("m3".into()),
        "numbers go on, so that no message is overwritten"
    );
}

#[tokio::test]
async fn the_same_delivery_shows_one_message() {
    let browser = Browser::open().await;
    let to = direct("hanako");
    let first = browser
        .playground
        .send(&to, &delivery("x"), &View::line("一度"))
        .await;
    let again = browser
        .playground
        .send(&to, &delivery("x"), &View::line("一度"))
        .await;
    assert_eq!(first, again);
    assert_eq!(texts(&browser, "hanako").await, ["一度"]);
    let other = browser
        .playground
        .send(&direct("emma"), &delivery("x"), &View::line("一度"))
        .await;
    assert_ne!(first, other, "a delivery belongs to its address");
}

#[tokio::test]
async fn what_cannot_be_stored_is_asked_for_again() {
    let browser = Browser::open().await;
    let (to, view) = (direct("hanako"), View::line("一"));
    let broken = |broken| browser.memory.broken.store(broken, Ordering::Relaxed);
    broken(true);
    let sent = browser.playground.send(&to, &delivery("1"), &view).await;
    assert!(matches!(sent, Err(SendError::RetryAfter(_))), "{sent:?}");
    assert_eq!(
        browser.playground.find_sent(&to, &delivery("1")).await,
        Ok(None)
    );
    assert!(texts(&browser, "hanako").await.is_empty());
    broken(false);
    let handle = browser
        .playground
        .send(&to, &delivery("1"), &view)
        .await
        .unwrap();
    broken(true);
    let edited = View::line("二");
    let edit = browser.playground.edit(&to, &handle, &edited).await;
    assert!(matches!(edit, Err(SendError::RetryAfter(_))), "{edit:?}");
    broken(false);
    browser
        .playground
        .edit(&to, &handle, &edited)
        .await
        .unwrap();
    let again = Browser::with(residents(), browser.memory.clone()).await;
    assert_eq!(
        texts(&again, "hanako").await,
        ["二"],
        "the edit that was tried again is stored"
    );
}

#[tokio::test]
async fn foreign_hosts_and_pages_are_refused() {
    let browser = Browser::open().await;
    let get = async |host: &str| {
        let request = Request::get("/")
            .header(header::HOST, host)
            .body(Body::empty());
        browser.request(request.unwrap()).await.0
    };
    assert_eq!(get("127.0.0.1:8080").await, StatusCode::OK);
    assert_eq!(get("localhost:8080").await, StatusCode::OK);
    assert_eq!(
        get("rebound.example").await,
        StatusCode::MISDIRECTED_REQUEST
    );
    let post = async |origin: &str, kind: &str| {
        let request = Request::post("/as/hanako/event")
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::ORIGIN, origin)
            .header(header::CONTENT_TYPE, kind);
        let body = json!({ "did": "type", "text": "x", "nonce": "12345678" }).to_string();
        browser
            .request(request.body(Body::from(body)).unwrap())
            .await
            .0
    };
    let (own, json) = ("http://127.0.0.1:8080", "application/json");
    assert_eq!(
        post("https://evil.example", json).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        post("http://127.0.0.1:9999", json).await,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        post(own, "text/plain").await,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    assert!(browser.recorder.taken().is_empty());
    assert_eq!(post(own, json).await, StatusCode::OK);
}

#[tokio::test]
async fn every_answer_forbids_what_is_foreign() {
    let browser = Browser::open().await;
    for path in ["/", "/as/hanako", "/assets/playground.js", "/nowhere"] {
        let request = Request::get(path)
            .header(header::HOST, "localhost")
            .body(Body::empty());
        let response = browser
            .playground
            .router()
            .oneshot(request.unwrap())
            .await
            .unwrap();
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            policy.starts_with("default-src 'self';"),
            "{path}: {policy}"
        );
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
    }
    for name in ["playground.css", "playground.js"] {
        let (_, text) = browser.get(&format!("/assets/{name}")).await;
        assert!(!text.contains("://"), "{name} names a foreign address");
    }
}

#[tokio::test]
async fn conversations_and_pictures_belong_to_their_readers() {
    let browser = Browser::open().await;
    let png = Arc::new(vec![0x89, b'P']);
    let image = Image {
        name: "a.png".into(),
        alt: "a".into(),
        png,
    };
    let view = View {
        blocks: vec![Block::Image(image)],
        fallback: "a".into(),
    };
    let handle = browser
        .playground
        .send(&direct("hanako"), &delivery("1"), &view)
        .await
        .unwrap();
    let path = |user: &str| format!("/as/{user}/image/{}/0/a.png", handle.0);
    assert_eq!(browser.get(&path("hanako")).await.0, StatusCode::OK);
    assert_eq!(browser.get(&path("emma")).await.0, StatusCode::NOT_FOUND);
    let outsider = segment("ono/太郎 #1");
    assert_eq!(
        browser.get(&format!("/as/{outsider}")).await.0,
        StatusCode::OK
    );
    let room = segment(&room().id);
    let paths = [
        format!("/as/{outsider}/channel/{room}"),
        format!("/as/{outsider}/messages?channel={room}"),
        format!("/as/{outsider}/stream?channel={room}"),
        "/as/nobody".to_owned(),
    ];
    for path in paths {
        assert_eq!(browser.get(&path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let body = json!({ "did": "press", "action": "x", "nonce": "12345678", "channel": "hr room" });
    let (status, _) = browser.post(&format!("/as/{outsider}/event"), &body).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(browser.recorder.taken().is_empty());
}

#[tokio::test]
async fn the_same_input_again_has_the_same_id_and_the_window_chooses_it() {
    let browser = Browser::open().await;
    let body = json!({ "did": "type", "text": "準備", "nonce": "abcdefgh12345678" });
    for _ in 0..2 {
        assert_eq!(
            browser.post("/as/hanako/event", &body).await.0,
            StatusCode::OK
        );
    }
    let ids: Vec<String> = browser
        .recorder
        .taken()
        .into_iter()
        .map(|event| event.id)
        .collect();
    assert_eq!(ids[0], ids[1]);
    let (status, _) = browser.post("/as/emma/event", &body).await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(
        browser.recorder.one().id,
        ids[0],
        "nonces of two people never meet"
    );
    let body = json!({ "did": "type", "text": "準備", "nonce": "a b" });
    assert_eq!(
        browser.post("/as/hanako/event", &body).await.0,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn what_grew_old_is_said_and_not_sent() {
    let browser = Browser::open().await;
    let body = json!({ "did": "press", "action": "x", "nonce": "12345678", "message": "m99" });
    let (status, answer) = browser.post("/as/hanako/event", &body).await;
    assert_eq!(status, StatusCode::GONE);
    assert!(
        answer["notice"].as_str().unwrap().contains("古く"),
        "{answer}"
    );
    assert!(browser.recorder.taken().is_empty());
}

#[tokio::test]
async fn whispers_can_be_dismissed_by_their_reader_and_messages_cannot() {
    let browser = Browser::open().await;
    let to = direct("hanako");
    let message = browser
        .playground
        .send(&to, &delivery("1"), &View::line("一"))
        .await
        .unwrap();
    browser
        .recorder
        .answer(Reply::whisper(View::line("ささやき")));
    browser
        .act(&account("hanako"), &to, Act::Say("x".into()))
        .await;
    let whisper = browser.items("hanako", &to).await[1].handle.clone();
    browser
        .post("/as/emma/dismiss", &json!({ "id": whisper.0 }))
        .await;
    browser
        .post("/as/hanako/dismiss", &json!({ "id": message.0 }))
        .await;
    assert_eq!(texts(&browser, "hanako").await, ["一", "ささやき"]);
    browser
        .post("/as/hanako/dismiss", &json!({ "id": whisper.0 }))
        .await;
    assert_eq!(texts(&browser, "hanako").await, ["一"]);
}

#[tokio::test]
async fn in_channels_only_commands_are_taken() {
    let browser = Browser::open().await;
    let who = account("hanako");
    browser
        .act(&who, &channel(), Act::Say("こんにちは".into()))
        .await;
    assert!(browser.recorder.taken().is_empty());
    let told = browser.items("hanako", &channel()).await;
    assert!(
        told[0].private && told[0].text.contains("/1on1"),
        "{told:?}"
    );
    let command = Act::Command("digest".into(), "2026-10".into());
    assert_eq!(browser.act(&who, &channel(), command).await, Outcome::Taken);
    assert_eq!(browser.recorder.one().place.channel, Some(room().id));
}
