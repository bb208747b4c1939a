//! A month in Slack as a dialogue, told twice: over Socket Mode and over signed HTTP.

use crate::cast;
use crate::company::{Company, Mode};
use crate::dump::{Dump, dump, same};
use anyhow::Result;
use kiku_slack_model::Shown;

/// The labels of the buttons that take a time.
pub fn slots(shown: &Shown) -> Vec<String> {
    let slots = shown
        .controls
        .iter()
        .filter(|control| control.value.starts_with("slot:"));
    slots.map(|control| control.label.clone()).collect()
}

#[tokio::test]
async fn both_connections_tell_the_same_month() -> Result<()> {
    let socket = month(Mode::Socket).await?;
    let http = month(Mode::Http).await?;
    assert!(
        socket["sessions"].len() >= cast::MEMBERS.len(),
        "a month was told"
    );
    for (table, least) in [
        ("outbox", 30),
        ("events_seen", 5),
        ("contents", 1),
        ("releases", 1),
    ] {
        assert!(
            socket[table].len() >= least,
            "{table}: {}",
            socket[table].len()
        );
    }
    same(&socket, &http);
    Ok(())
}

async fn month(mode: Mode) -> Result<Dump> {
    let company = cast::company(mode, &cast::two_teams()).await;
    prepare(&company).await?;
    agree(&company).await?;
    others_agree(&company).await?;
    remind(&company).await?;
    meet(&company).await?;
    close(&company).await?;
    let told = dump(&company.database()).await?;
    company.end().await?;
    Ok(told)
}

/// The cycle opens; 佐藤 answers with a menu and buttons and adds a line in a form.
async fn prepare(company: &Company) -> Result<()> {
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-02 16:00").await?;
    sato.reads(&["Kiku"]);
    let ask = sato.reads(&[
        "11月の1on1",
        "何を話したいですか",
        "どんなふうに聞いてほしいですか",
    ]);
    let topic = ask.control("今後のキャリア").expect("the topics");
    let response = ask.control("話を聞いてほしい").expect("the responses");
    assert_eq!(
        (topic.kind.as_str(), response.kind.as_str()),
        ("static_select", "button")
    );
    tanaka.reads(&["Kiku"]);
    sato.presses("今後のキャリア").await;
    let now = &sato.showing("11月の1on1")[0];
    assert_eq!(
        (&now.ts, now.changes),
        (&ask.ts, 1),
        "changed in place, and no message more"
    );
    assert!(
        now.control("今後のキャリア")
            .is_some_and(|control| control.current),
        "{now:?}"
    );
    sato.presses("話を聞いてほしい").await;
    tanaka.reads(&[
        "佐藤 花子さん",
        "今後のキャリア",
        "話を聞いてほしい",
        "助言",
    ]);
    sato.presses("一言添える").await;
    let form = sato.form();
    assert!(
        form.title.chars().count() <= 24 && !form.submit.is_empty(),
        "{form:?}"
    );
    sato.fills(&[("text", "異動の話を聞いてみたいです")]).await;
    assert_eq!(sato.client.modal(), None, "the form closes");
    assert!(
        sato.showing("準備ができました")[0]
            .text
            .contains("異動の話"),
        "the origin of the form shows the line"
    );
    let card = &tanaka.showing("異動の話を聞いてみたいです")[0];
    assert!(card.changes > 0, "the line appears on the same card");
    let t10 = company.seat("t10");
    t10.presses("思いつかない").await;
    let all = t10.all();
    let controls = all.iter().flat_map(|shown| &shown.controls);
    let openers = controls.filter(|control| control.value.starts_with("opener:"));
    assert_eq!(openers.count(), 3, "three ready first sentences");
    Ok(())
}

/// A time is taken, accepted, moved; the other side gets one short line, the messages change in place.
async fn agree(company: &Company) -> Result<()> {
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    let ready = sato.showing("準備ができました")[0].clone();
    let times = slots(&ready);
    assert_eq!(times.len(), 3, "three times free for both: {times:?}");
    sato.presses(&times[0]).await;
    tanaka.reads(&["佐藤 花子さんとの1on1が", "に決まりました"]);
    tanaka.presses("この時間で大丈夫です").await;
    let before = tanaka.all().len();
    sato.presses("時間を変える").await;
    let others = sato
        .all()
        .iter()
        .rev()
        .map(slots)
        .find(|slots| !slots.is_empty());
    let others = others.unwrap_or_else(|| panic!("no times in {:#?}", sato.all().last()));
    assert!(others.contains(&times[1]), "{others:?} has {}", times[1]);
    sato.presses(&times[1]).await;
    tanaka.reads(&["佐藤 花子さんとの1on1が"]);
    assert_eq!(
        tanaka.all().len(),
        before + 1,
        "one short line, the card changes in place"
    );
    assert!(
        !sato.showing(&times[1]).is_empty(),
        "her message shows the time in place"
    );
    sato.presses("共有メモを書く").await;
    sato.fills(&[("text", "評価面談の前に一度話したい")]).await;
    Ok(())
}

/// The business day before, both are reminded.
async fn remind(company: &Company) -> Result<()> {
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-05 12:00").await?;
    sato.reads(&["田中さんとの1on1", "はじめのひとことに"]);
    assert!(
        !tanaka.showing("はじめのひとことに").is_empty(),
        "the manager too"
    );
    Ok(())
}

/// Everybody else answers in two taps and takes the first time.
async fn others_agree(company: &Company) -> Result<()> {
    for name in &cast::MEMBERS[1..] {
        let member = company.seat(name);
        member.presses("業務の進捗や進め方").await;
        member.presses("意見を聞きたい").await;
        let ready = member.showing("準備ができました")[0].clone();
        member.presses(&slots(&ready)[0]).await;
    }
    Ok(())
}

/// After the talks both sides are asked, and answer; 佐藤 shares her rating and writes a comment.
async fn meet(company: &Company) -> Result<()> {
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-06 17:30").await?;
    sato.reads(&["田中さんとの1on1、いかがでしたか"]);
    sato.presses("5 とても良かった").await;
    sato.presses("見せる").await;
    tanaka.presses("話を聞いた").await;
    company.until("2026-11-30 17:00").await?;
    for (place, name) in cast::MEMBERS[1..].iter().enumerate() {
        let labels = ["4 良かった", "3 ふつう", "5 とても良かった", "2 あまり"];
        company.seat(name).presses(labels[place % 4]).await;
    }
    Ok(())
}

/// The month closes: a digest with a picture in the channels, a drill-down that only the presser sees.
async fn close(company: &Company) -> Result<()> {
    company.until("2026-12-04 10:05").await?;
    let hr = company.seat_in("suzuki", "C0HR");
    let digest = hr.reads(&["2026年11月", "全社", "満足度"]);
    assert_eq!(digest.pictures, 1, "with its picture:\n{}", digest.text);
    let exec = company.seat_in("yamamoto", "C0EXEC").reads(&["2026年11月"]);
    assert_eq!(exec.pictures, 1);
    let sales = company.seat_in("yamamoto", "C0EXEC");
    sales.presses_on(&exec, "本社/営業部").await;
    sales.told(&["本社/営業部"]);
    let others = company.seat_in("suzuki", "C0EXEC").all();
    assert!(
        others.iter().all(|shown| !shown.ephemeral),
        "nobody else sees the drill-down"
    );
    assert_eq!(
        exec.text,
        company.seat_in("yamamoto", "C0EXEC").showing("2026年11月")[0].text,
        "the digest stays"
    );
    Ok(())
}
