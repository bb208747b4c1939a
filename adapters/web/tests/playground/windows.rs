//! Windows that stay open, the clock they show, and pages that stay small.

use crate::bed::{Browser, Notebook, channel, direct, resident, room, selector};
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use futures_util::StreamExt;
use kiku_chat::{DeliveryId, Platform, View};
use kiku_web::{Kind, Language, Resident};
use scraper::Html;
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

fn delivery(name: &str) -> DeliveryId {
    DeliveryId(name.into())
}

/// The events of a window, one after the other.
struct Window(BodyDataStream);

impl Window {
    async fn open(browser: &Browser, path: &str) -> Self {
        let request = Request::get(path)
            .header(header::HOST, "localhost")
            .body(Body::empty());
        let response = browser
            .playground
            .router()
            .oneshot(request.unwrap())
            .await
            .unwrap();
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "text/event-stream"
        );
        let mut window = Window(response.into_body().into_data_stream());
        assert_eq!(window.next().await.unwrap().0, "hello");
        assert_eq!(window.next().await.unwrap().0, "clock");
        window
    }

    async fn next(&mut self) -> Option<(String, Value)> {
        let bytes = self.0.next().await?.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let line = |name: &str| {
            text.lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap_or_default()
                .to_owned()
        };
        Some((
            line("event: "),
            serde_json::from_str(&line("data: ")).unwrap(),
        ))
    }
}

#[tokio::test]
async fn windows_follow_what_their_reader_may_see() {
    let browser = Browser::open().await;
    let mut hanako = Window::open(&browser, "/as/hanako/stream").await;
    let mut emma = Window::open(&browser, "/as/emma/stream").await;
    let platform = &browser.playground;
    platform
        .send(&direct("hanako"), &delivery("1"), &View::line("秘密の話"))
        .await
        .unwrap();
    platform
        .send(&channel(), &delivery("2"), &View::line("月次レポート"))
        .await
        .unwrap();
    let (name, data) = hanako.next().await.unwrap();
    assert_eq!(name, "item");
    assert!(data["html"].as_str().unwrap().contains("秘密の話"));
    let (_, data) = emma.next().await.unwrap();
    assert_eq!(
        data["html"],
        Value::Null,
        "the channel is not open in her window"
    );
    let list = data["conversations"].as_str().unwrap();
    assert!(
        list.contains("data-unread=\"1\"") && !list.contains("秘密"),
        "{list}"
    );
    platform.replace_people(
        vec![resident("emma", "Emma Wilson", Language::Ja)],
        vec![room()],
    );
    assert_eq!(
        emma.next().await.unwrap().0,
        "reload",
        "another language is another page"
    );
    platform.close();
    assert_eq!(
        emma.next().await,
        None,
        "a graceful shutdown ends all streams"
    );
}

#[tokio::test]
async fn time_moves_once_at_a_time_and_all_windows_see_it() {
    let browser = Arc::new(Browser::open().await);
    let mut window = Window::open(&browser, "/as/hanako/stream").await;
    let gate = browser.clock.gate.acquire().await.unwrap();
    let advance = |user: &'static str, to: &'static str| {
        let browser = browser.clone();
        tokio::spawn(async move {
            browser
                .post(&format!("/as/{user}/advance"), &json!({ "to": to }))
                .await
        })
    };
    let first = advance("hanako", "day");
    let (name, clock) = window.next().await.unwrap();
    assert_eq!((name.as_str(), &clock["moving"]), ("clock", &json!(true)));
    let (status, answer) = advance("emma", "day").await.unwrap();
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        answer["notice"].as_str().unwrap().contains("moving"),
        "in her language: {answer}"
    );
    drop(gate);
    assert_eq!(first.await.unwrap().0, StatusCode::NO_CONTENT);
    let (_, clock) = window.next().await.unwrap();
    assert_eq!(
        (&clock["moving"], &clock["day"]),
        (&json!(false), &json!("2026年11月3日(火)"))
    );
    let (status, answer) = advance("hanako", "month-end").await.unwrap();
    assert_eq!(
        (status, &answer["notice"]),
        (StatusCode::CONFLICT, &json!("もう月末です。"))
    );
}

#[tokio::test]
async fn a_crowd_does_not_swell_the_pages() {
    let people = (0..5_000).map(|i| resident(&format!("e{i:05}"), "佐藤 花子", Language::Ja));
    let browser = Browser::with(people.collect(), Arc::new(Notebook::default())).await;
    for number in 0..300 {
        let view = View::line(format!("{number}番目"));
        let name = delivery(&number.to_string());
        browser
            .playground
            .send(&direct("e00000"), &name, &view)
            .await
            .unwrap();
    }
    assert!(browser.get("/").await.1.len() < 50_000);
    let (_, found) = browser.get("/as/e00000/people?q=%E4%BD%90%E8%97%A4").await;
    let links = Html::parse_fragment(&found).select(&selector("a")).count();
    assert_eq!(links, 40, "the rest is found by searching on");
    assert!(found.contains("4,959"), "and counted: {found}");
    let (_, page) = browser.get("/as/e00000").await;
    assert!(!page.contains("e04999") && page.contains("299番目"));
    let page = Html::parse_document(&page);
    assert_eq!(
        page.select(&selector("#messages > [data-seq]")).count(),
        200
    );
    let earlier = page.select(&selector("a.earlier")).next().unwrap();
    let more = earlier.value().attr("href").unwrap();
    let (_, page) = browser
        .get(&format!("/as/e00000{}", more.split('#').next().unwrap()))
        .await;
    let page = Html::parse_document(&page);
    assert_eq!(
        page.select(&selector("#messages > [data-seq]")).count(),
        300
    );
}

#[tokio::test]
async fn the_entrance_lists_everybody_once_by_what_they_are_above_all() {
    let with = |user: &str, name: &str, kinds: &[Kind]| {
        let kinds = kinds.iter().copied().collect();
        Resident {
            kinds,
            ..resident(user, name, Language::Ja)
        }
    };
    let people = vec![
        with("1", "山本 健", &[Kind::Executive, Kind::Manager]),
        with("2", "高橋 真理", &[Kind::Hr, Kind::Member]),
        with("3", "鈴木 一郎", &[Kind::Manager, Kind::Member]),
        with("4", "佐藤 花子", &[Kind::Member]),
    ];
    let browser = Browser::with(people, Arc::new(Notebook::default())).await;
    let (_, page) = browser.get("/").await;
    let page = Html::parse_document(&page);
    let sections = selector("#groups section");
    let groups = page.select(&sections).map(|group| {
        let text = |what: &str| {
            let found = selector(what);
            group
                .select(&found)
                .flat_map(|element| element.text())
                .collect()
        };
        (text("h3"), text("b"))
    });
    let groups: Vec<(String, String)> = groups.collect();
    let wanted = [
        ("メンバー", "佐藤 花子"),
        ("上司", "鈴木 一郎"),
        ("人事", "高橋 真理"),
        ("役員", "山本 健"),
    ];
    let wanted = wanted.map(|(kind, name)| (kind.to_owned(), name.to_owned()));
    assert_eq!(groups, wanted);
}
