//! `kiku demo`: open at once, movable in time, gone without a trace.

use crate::support::{Demo, Folder, ROSTER, only};
use std::net::TcpListener;

#[test]
fn a_company_is_open_in_both_languages() {
    let folder = Folder::empty();
    for (lang, company) in [("ja", "みなと計器株式会社"), ("en", "Minato Instruments")] {
        let demo = Demo::open(&folder, &["--lang", lang]);
        assert!(demo.welcome.starts_with(company), "{}", demo.welcome);
        let page = demo.get("/");
        assert!(page.starts_with("HTTP/1.1 200") && page.contains(company));
        assert!(demo.get("/healthz").contains("ok") && demo.get("/readyz").contains("ready"));
        assert_eq!(demo.interrupt(), 0);
    }
    only(&folder, &[]);
}

#[test]
fn time_moves_on_request_and_goes_on_after_a_restart() {
    let folder = Folder::empty();
    let month = ["--keep", "kept.db", "--month", "2026-11"];
    let demo = Demo::open(&folder, &month);
    assert!(
        demo.welcome.contains("2026-11-02 09:45 JST"),
        "{}",
        demo.welcome
    );
    for to in ["next-event", "day", "month-end"] {
        let moved = demo.post("/as/0111/advance", &format!("{{\"to\":\"{to}\"}}"));
        assert!(moved.starts_with("HTTP/1.1 204"), "{to}: {moved}");
    }
    assert_eq!(demo.interrupt(), 0);
    let again = Demo::open(&folder, &month);
    assert!(
        again.welcome.contains("2026-11-30 18:0"),
        "{}",
        again.welcome
    );
    assert!(
        again.get("/as/0111").contains("11月の1on1"),
        "messages are still there"
    );
}

#[test]
fn the_same_seed_makes_the_same_company() {
    let folder = Folder::empty();
    let page = |seed: &str| {
        let demo = Demo::open(&folder, &["--month", "2026-11", "--seed", seed]);
        let page = demo.get("/as/0501/channel/hr-1on1");
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        let text = page.split("<main").nth(1).unwrap_or_default();
        text.split("data-boot").next().unwrap_or_default().len()
    };
    assert_eq!(page("4"), page("4"));
}

#[test]
fn an_own_roster_gets_the_roles_it_lacks() {
    let folder = Folder::empty();
    folder.write("roster.csv", ROSTER);
    let demo = Demo::open(&folder, &["--people", "roster.csv"]);
    assert!(
        demo.welcome.contains("DEMO-HR") && demo.welcome.contains("Executives:  001"),
        "{}",
        demo.welcome
    );
    assert!(demo.get("/").contains("高橋 葵"));
}

#[test]
fn other_machines_are_let_in_only_when_told() {
    let run = Folder::empty().kiku(&["demo", "--listen", "0.0.0.0:0"]);
    run.must(2).says("--allow-remote");
}

#[test]
fn a_busy_port_is_named_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("has an address").to_string();
    let folder = Folder::empty();
    let run = folder.kiku(&["demo", "--listen", &address, "--keep", "kept.db"]);
    run.must(5)
        .says(&format!(
            "port {} is in use",
            taken.local_addr().expect("has one").port()
        ))
        .says("--listen");
    only(&folder, &[]);
    let ready = Folder::ready();
    ready
        .kiku_with(&[("KIKU_SERVER_LISTEN", &address)], &["serve"])
        .must(5)
        .says("KIKU_SERVER_LISTEN");
}

#[test]
fn a_bad_month_is_refused() {
    Folder::empty()
        .kiku(&["demo", "--month", "2026-13"])
        .must(2)
        .says("write it as 2026-11");
}

#[tokio::test]
async fn whom_nobody_opens_answers_and_whom_somebody_opened_is_left_alone() {
    let folder = Folder::empty();
    let demo = Demo::open(&folder, &["--month", "2026-11", "--keep", "kept.db"]);
    assert!(demo.get("/as/0111").starts_with("HTTP/1.1 200"));
    for _ in 0..5 {
        let moved = demo.post("/as/0111/advance", "{\"to\":\"day\"}");
        assert!(moved.starts_with("HTTP/1.1 204"), "{moved}");
    }
    assert_eq!(demo.interrupt(), 0);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path("kept.db"));
    let pool = sqlx::SqlitePool::connect_with(options)
        .await
        .expect("opens");
    let prepared = "SELECT number FROM sessions JOIN people ON people.id = member
                    WHERE month = 2026 * 12 + 10 AND topic IS NOT NULL";
    let prepared: Vec<String> = sqlx::query_scalar(prepared)
        .fetch_all(&pool)
        .await
        .expect("reads");
    pool.close().await;
    assert!(prepared.len() > 15, "{prepared:?}");
    assert!(!prepared.contains(&"0111".to_owned()), "{prepared:?}");
}
