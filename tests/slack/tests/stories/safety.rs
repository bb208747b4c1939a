//! What comes twice, forged, late or broken changes nothing, and nothing that was answered is lost.

use crate::cast;
use crate::company::{Company, Mode};
use crate::dump::{dump, same};
use anyhow::{Context, Result};
use kiku_slack_model::sign::signature;
use kiku_slack_model::wire::{Delivered, FORM, JSON, form};
use serde_json::json;
use std::time::Duration;

/// The headers of a request.
type Headers = Vec<(String, String)>;

/// Begins a month and lets 佐藤 do something of every kind.
async fn busy(mode: Mode) -> Result<Company> {
    let company = cast::company(mode, cast::PAIR).await;
    company.until("2026-11-02 16:00").await?;
    let sato = company.seat("sato");
    sato.presses("今後のキャリア").await;
    sato.presses("話を聞いてほしい").await;
    sato.presses("一言添える").await;
    sato.fills(&[("text", "異動の話を聞いてみたいです")]).await;
    sato.commands("話したいこと 来週の研修").await;
    sato.says("予定").await;
    sato.home(&["1on1"]).await;
    company.pass(5).await?;
    Ok(company)
}

#[tokio::test]
async fn a_valid_request_that_is_replayed_changes_nothing() -> Result<()> {
    let company = busy(Mode::Http).await?;
    let before = dump(&company.database()).await?;
    let delivered = company.slack.delivered();
    assert!(
        delivered
            .iter()
            .filter(|request| request.url.ends_with("interactions"))
            .count()
            >= 4
    );
    for request in &delivered {
        let fresh = resigned(&company, request);
        let (status, _) = fresh.send().await?;
        assert_eq!(status, 200, "a repeat is acknowledged: {}", request.url);
        company.settle().await?;
    }
    company.pass(5).await?;
    same(&before, &dump(&company.database()).await?);
    Ok(())
}

/// The same body with a signature of this moment, as Slack repeats an event and as somebody within the five minutes.
fn resigned(company: &Company, request: &Delivered) -> Delivered {
    let secret = company.slack.app().signing_secret;
    let (name, value) = &request.headers[0];
    assert_eq!(name, "content-type");
    Delivered::signed(
        &secret,
        moment(company),
        &request.url,
        value,
        request.body.clone(),
    )
}

fn moment(company: &Company) -> u64 {
    company.now().timestamp().unsigned_abs()
}

#[tokio::test]
async fn an_envelope_that_comes_again_changes_nothing() -> Result<()> {
    let company = busy(Mode::Socket).await?;
    let before = dump(&company.database()).await?;
    let envelopes = company.slack.envelopes();
    assert!(envelopes.len() >= 7, "{}", envelopes.len());
    for envelope in envelopes {
        assert!(
            company.slack.send_envelope(envelope).await,
            "a repeat is acknowledged"
        );
        company.settle().await?;
    }
    company.pass(5).await?;
    same(&before, &dump(&company.database()).await?);
    Ok(())
}

/// A press that was not delivered yet, as a signed request.
fn press(company: &Company, label: &str) -> Result<Vec<u8>> {
    let sato = company.seat("sato");
    let shown = sato
        .all()
        .into_iter()
        .rev()
        .find(|shown| shown.control(label).is_some());
    let shown = shown.with_context(|| format!("no control {label}"))?;
    let value = &shown.control(label).context("a control")?.value;
    let payload = sato
        .client
        .payload_of_press(&shown.channel, &shown.ts, value);
    Ok(form(&[(
        "payload",
        &payload.context("a payload")?.to_string(),
    )]))
}

#[tokio::test]
async fn what_slack_did_not_sign_is_refused_and_changes_nothing() -> Result<()> {
    let company = cast::company(Mode::Http, cast::PAIR).await;
    company.until("2026-11-02 16:00").await?;
    let before = dump(&company.database()).await?;
    let (secret, now) = (company.slack.app().signing_secret, moment(&company));
    let url = format!(
        "{}/slack/interactions",
        company.base.as_deref().context("an address")?
    );
    let body = press(&company, "今後のキャリア")?;
    let signed = |secret: &str, at: u64| Delivered::signed(secret, at, &url, FORM, body.clone());
    let good = signed(&secret, now);
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let changed = |change: &dyn Fn(&mut Headers)| {
        let mut request = good.clone();
        change(&mut request.headers);
        request
    };
    let without =
        |name: &'static str| changed(&move |headers| headers.retain(|(own, _)| own != name));
    let set = |name: &'static str, value: String| {
        changed(&move |headers| {
            headers.retain(|(own, _)| own != name);
            headers.push((name.to_owned(), value.clone()));
        })
    };
    let mut other_body = good.clone();
    other_body.body.extend(b"&more=1");
    let right = signature(&secret, now, &body);
    let forged = [
        ("another secret", signed("another", now)),
        ("older than five minutes", signed(&secret, now - 301)),
        ("from the future", signed(&secret, now + 301)),
        ("no signature", without("x-slack-signature")),
        ("no timestamp", without("x-slack-request-timestamp")),
        ("another body", other_body),
        (
            "another timestamp",
            set("x-slack-request-timestamp", (now - 1).to_string()),
        ),
        (
            "a timestamp that is none",
            set("x-slack-request-timestamp", "now".into()),
        ),
        (
            "another version",
            set("x-slack-signature", right.replacen("v0=", "v1=", 1)),
        ),
        ("no hex", set("x-slack-signature", "v0=zz".into())),
        (
            "a part of it",
            set("x-slack-signature", right[..20].to_owned()),
        ),
        ("empty", set("x-slack-signature", String::new())),
        (
            "the signature twice",
            changed(&|headers| headers.push(header("x-slack-signature", &right))),
        ),
        (
            "a forged one before it",
            changed(&|headers| headers.insert(0, header("x-slack-signature", "v0=00"))),
        ),
        (
            "a forged one after it",
            changed(&|headers| headers.push(header("x-slack-signature", "v0=00"))),
        ),
        (
            "the timestamp twice",
            changed(&|headers| headers.push(header("x-slack-request-timestamp", &now.to_string()))),
        ),
    ];
    for path in ["events", "interactions", "commands"] {
        for (name, request) in &forged {
            let url = url.replace("interactions", path);
            let (status, said) = Delivered {
                url,
                ..request.clone()
            }
            .send()
            .await?;
            assert_eq!(
                status,
                401,
                "{name} at {path}: {}",
                String::from_utf8_lossy(&said)
            );
        }
    }
    company.pass(5).await?;
    same(&before, &dump(&company.database()).await?);
    let large = Delivered::signed(&secret, moment(&company), &url, FORM, vec![b'a'; 4 << 20]);
    let refused = large.send().await.map_or(413, |(status, _)| status);
    assert_eq!(refused, 413, "a body beyond any that Slack sends");
    let (status, _) = signed(&secret, moment(&company)).send().await?;
    assert_eq!(status, 200, "the right one is taken");
    company.pass(5).await?;
    let after = dump(&company.database()).await?;
    assert_ne!(before["sessions"], after["sessions"], "and counts");
    Ok(())
}

#[tokio::test]
async fn the_address_is_verified() -> Result<()> {
    let company = cast::company(Mode::Http, cast::PAIR).await;
    let app = company.slack.app();
    // docs.slack.dev, events, url_verification.
    let body = json!({"token": app.verification_token, "challenge": "3eZbrw1aBm2r", "type": "url_verification"});
    let url = format!(
        "{}/slack/events",
        company.base.as_deref().context("an address")?
    );
    let body = body.to_string().into_bytes();
    let request = Delivered::signed(
        &app.signing_secret,
        moment(&company),
        &url,
        JSON,
        body.clone(),
    );
    let (status, said) = request.send().await?;
    assert_eq!(status, 200);
    assert!(
        String::from_utf8_lossy(&said).contains("3eZbrw1aBm2r"),
        "{said:?}"
    );
    let forged = Delivered::signed("another", moment(&company), &url, JSON, body);
    assert_eq!(forged.send().await?.0, 401, "not for everybody");
    Ok(())
}

#[tokio::test]
async fn a_press_during_a_reconnection_is_taken_once() -> Result<()> {
    let company = cast::company(Mode::Socket, cast::PAIR).await;
    company.until("2026-11-02 16:00").await?;
    let sato = company.seat("sato");
    company.slack.drop_connections();
    sato.presses("今後のキャリア").await;
    assert!(
        sato.showing("11月の1on1")[0]
            .control("今後のキャリア")
            .is_some_and(|control| control.current)
    );
    company.slack.disconnect("refresh_requested");
    sato.presses("話を聞いてほしい").await;
    company.pass(5).await?;
    assert_eq!(sato.showing("準備ができました").len(), 1);
    let mut waited = 0;
    while company.slack.connections() == 0 && waited < 100 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        waited += 1;
    }
    assert!(
        (1..=10).contains(&company.slack.connections()),
        "{}",
        company.slack.connections()
    );
    Ok(())
}
