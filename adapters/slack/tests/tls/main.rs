//! The adapter over TLS: Web API and Socket Mode as they run in production, against the model behind a certificate.
//!
//! The certificates to trust come from the machine, so this program starts itself again with an environment in which
//! the machine trusts the one beside it (`SSL_CERT_FILE`), and once without, in which it does not.

use async_trait::async_trait;
use kiku_chat::contract::Recorder;
use kiku_chat::{Account, Address, DeliveryId, Memory, MemoryError, Platform, View, What};
use kiku_slack::{Config, RATES, SetupError, Slack};
use kiku_slack_model as model;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tls/certificate.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tls/key.pem");
/// Says to the second process what to expect of the machine's certificates.
const TRUSTED: &str = "KIKU_TEST_TRUSTED";

struct Forgetful;

#[async_trait]
impl Memory for Forgetful {
    async fn put(&self, _: &str, _: &str) -> Result<(), MemoryError> {
        Ok(())
    }

    async fn all(&self, _: &str) -> Result<Vec<(String, String)>, MemoryError> {
        Ok(Vec::new())
    }
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match std::env::var(TRUSTED).as_deref() {
        Ok("yes") => runtime.block_on(everything_works_over_tls()),
        Ok(_) => runtime.block_on(an_unknown_certificate_is_refused()),
        Err(_) => {
            let failed = again("yes", true).max(again("no", false));
            return failed.into();
        }
    }
    ExitCode::SUCCESS
}

/// Runs this program again; 0 if it went well.
fn again(expected: &str, trusting: bool) -> u8 {
    let mut program = Command::new(std::env::current_exe().expect("this program"));
    program.env(TRUSTED, expected);
    if trusting {
        program.env("SSL_CERT_FILE", CERTIFICATE);
    }
    let ended = program.status().expect("it starts");
    u8::from(!ended.success())
}

async fn everything_works_over_tls() {
    let (model, config) = behind_tls().await;
    let slack = Slack::connect(config, Arc::new(Forgetful)).await;
    let slack = slack.expect("it connects");
    let recorder = Arc::new(Recorder::default());
    slack.attach(recorder.clone());
    let to = Address::Person(Account {
        platform: "slack".into(),
        workspace: "T0ACME".into(),
        user: "U1".into(),
    });
    let sent = slack
        .send(&to, &DeliveryId("d1".into()), &View::line("鍵つき"))
        .await;
    assert!(sent.is_ok(), "{sent:?}");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let listening = tokio::spawn(slack.clone().listen(async {
        let _ = stopped.await;
    }));
    for _ in 0..1_000 {
        if model.connections() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    model.client("T0ACME", "U1").say("聞こえますか").await;
    assert_eq!(recorder.one().what, What::Said("聞こえますか".into()));
    drop(stop);
    listening.await.expect("it ends");
}

async fn an_unknown_certificate_is_refused() {
    let (_model, config) = behind_tls().await;
    let refused = Slack::connect(config, Arc::new(Forgetful)).await;
    let refused = refused.expect_err("nobody vouches for it");
    let kinds = matches!(
        refused,
        SetupError::Unreachable { .. } | SetupError::Certificates(_)
    );
    assert!(kinds, "{refused:?}");
}

/// A model, and how to reach it over TLS.
async fn behind_tls() -> (model::Slack, Config) {
    let people = vec![model::Person::new("U1", "hanako", "佐藤 花子")];
    let workspace = model::Workspace::new("ACME", people, Vec::new());
    let model = model::Slack::start(model::Setup::new(vec![workspace])).await;
    let model = model.expect("a model starts");
    let plain = model.api_url();
    let address = plain.trim_start_matches("http://").trim_end_matches("/api");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(guard(listener, address.to_owned(), port));
    let config = Config {
        api_url: format!("https://localhost:{port}/api"),
        bot_tokens: vec!["xoxb-ACME-model".into()],
        app_tokens: vec![model.app().app_token.into()],
        signing_secrets: Vec::new(),
        rates: RATES,
    };
    (model, config)
}

/// Speaks TLS to the outside and plain HTTP to the model.
async fn guard(listener: TcpListener, model: String, port: u16) {
    let certificate = CertificateDer::from_pem_file(CERTIFICATE).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(KEY).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a pair");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    while let Ok((stream, _)) = listener.accept().await {
        let (acceptor, model) = (acceptor.clone(), model.clone());
        tokio::spawn(async move {
            // A client that does not trust us goes away.
            let Ok(outside) = acceptor.accept(stream).await else {
                return;
            };
            let inside = TcpStream::connect(&model).await.expect("the model");
            let (from_outside, to_outside) = tokio::io::split(outside);
            let (from_inside, to_inside) = tokio::io::split(inside);
            let rewrite = move |bytes: Vec<u8>| secured(bytes, &model, port);
            tokio::join!(
                pump(from_outside, to_inside, |bytes| bytes),
                pump(from_inside, to_outside, rewrite)
            );
        });
    }
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    change: impl Fn(Vec<u8>) -> Vec<u8>,
) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read) = from.read(&mut buffer).await {
        let bytes = change(buffer[..read].to_vec());
        if read == 0 || to.write_all(&bytes).await.is_err() || to.flush().await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}

/// The model's answer with the address of its sockets as it is on this side.
fn secured(bytes: Vec<u8>, model: &str, port: u16) -> Vec<u8> {
    let before = format!("ws://{model}");
    match String::from_utf8(bytes) {
        Ok(text) if text.contains(&before) => {
            let (head, body) = text.split_once("\r\n\r\n").expect("an answer in one piece");
            let body = body.replace(&before, &format!("wss://localhost:{port}"));
            let head = head.split("\r\n");
            let head = head.filter(|line| !line.to_lowercase().starts_with("content-length"));
            let head = head.collect::<Vec<_>>().join("\r\n");
            format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
        }
        Ok(text) => text.into_bytes(),
        Err(binary) => binary.into_bytes(),
    }
}
