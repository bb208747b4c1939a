//! Slack's Web API: the methods Kiku calls, each call bounded in time.
//!
//! slack-morphism carries what goes to addresses that Slack hands out. Methods are called by hand: the library reads a
//! Retry-After of seconds only and hides the header, and it takes any page that is not JSON for an empty success. Its
//! rate control would hold chat.postMessage to one a second; the engine keeps the budgets. Its typed answers are not used
//! either: one odd entry would spoil a whole page.

use crate::SetupError;
use crate::call_error::CallError;
use axum::body::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Request, StatusCode, request, response};
use http_body_util::{BodyExt, Full};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;
use slack_morphism::hyper_tokio::SlackClientHyperConnector;
use slack_morphism::{
    SlackApiToken, SlackApiTokenValue, SlackClient, SlackClientApiCallContext,
    SlackClientHttpConnector,
};
use std::sync::Arc;
use std::time::Duration;

type Https = HttpsConnector<HttpConnector>;

const JSON: &str = "application/json; charset=utf-8";
/// How long a connection may take to come about; it tells "not sent" from "outcome unknown".
const CONNECT: Duration = Duration::from_secs(5);

/// A method that Kiku calls; the scopes are compared with this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    AuthTest,
    ConnectionsOpen,
    PostMessage,
    Update,
    History,
    OpenConversation,
    ListConversations,
    ConversationInfo,
    ListUsers,
    OpenView,
    PublishView,
    UploadUrl,
    CompleteUpload,
}

impl Method {
    #[cfg(test)]
    pub const ALL: [Method; 13] = [
        Method::AuthTest,
        Method::ConnectionsOpen,
        Method::PostMessage,
        Method::Update,
        Method::History,
        Method::OpenConversation,
        Method::ListConversations,
        Method::ConversationInfo,
        Method::ListUsers,
        Method::OpenView,
        Method::PublishView,
        Method::UploadUrl,
        Method::CompleteUpload,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Method::AuthTest => "auth.test",
            Method::ConnectionsOpen => "apps.connections.open",
            Method::PostMessage => "chat.postMessage",
            Method::Update => "chat.update",
            Method::History => "conversations.history",
            Method::OpenConversation => "conversations.open",
            Method::ListConversations => "conversations.list",
            Method::ConversationInfo => "conversations.info",
            Method::ListUsers => "users.list",
            Method::OpenView => "views.open",
            Method::PublishView => "views.publish",
            Method::UploadUrl => "files.getUploadURLExternal",
            Method::CompleteUpload => "files.completeUploadExternal",
        }
    }

    /// Methods that read take their arguments in the address; only those that write take JSON.
    fn reads(self) -> bool {
        matches!(
            self,
            Method::AuthTest
                | Method::History
                | Method::ListConversations
                | Method::ConversationInfo
                | Method::ListUsers
                | Method::UploadUrl
        )
    }
}

/// The Web API at one address.
pub(crate) struct Api {
    url: String,
    client: SlackClient<SlackClientHyperConnector<Https>>,
    plain: Client<Https, Full<Bytes>>,
    tls: Arc<ClientConfig>,
    patience: Duration,
}

impl Api {
    pub fn new(url: &str, patience: Duration) -> Result<Api, SetupError> {
        let url = url.trim_end_matches('/');
        let tls = tls(url)?;
        let connector = connector(&tls);
        let library = SlackClientHyperConnector::with_connector(connector.clone());
        Ok(Api {
            url: url.to_owned(),
            client: SlackClient::new(library.with_slack_api_url(url)),
            plain: Client::builder(TokioExecutor::new()).build(connector),
            tls: Arc::new(tls),
            patience,
        })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificates to trust, for Socket Mode.
    pub fn tls(&self) -> Arc<ClientConfig> {
        self.tls.clone()
    }

    /// Calls a method; the answer has `"ok": true`.
    pub async fn call(
        &self,
        token: &SlackApiToken,
        method: Method,
        arguments: &Value,
    ) -> Result<Value, CallError> {
        let address = format!("{}/{}", self.url, method.name());
        let request = match method.reads() {
            true => Request::get(format!("{address}?{}", query(arguments))),
            false => Request::post(address).header(CONTENT_TYPE, JSON),
        };
        let body = match method.reads() {
            true => Bytes::new(),
            false => arguments.to_string().into(),
        };
        let request = request.header(AUTHORIZATION, bearer(token)?);
        let (parts, body) = self.in_time(self.exchange(request, body)).await?;
        match parts.status {
            StatusCode::TOO_MANY_REQUESTS => Err(CallError::limited(&parts.headers)),
            status if status.is_success() => said(&body),
            status => Err(CallError::Status(status.as_u16())),
        }
    }

    /// Posts to an address that Slack handed out for one answer. It is a secret, and so it gets no token.
    pub async fn answer(
        &self,
        address: &SecretString,
        body: &(impl Serialize + Send + Sync),
    ) -> Result<(), CallError> {
        let span = tracing::Span::none();
        let url = address.expose_secret().parse();
        let url = url.map_err(|_| CallError::NotConnected)?;
        let connector = &self.client.http_api.connector;
        let posted = async {
            let _: Value = connector
                .http_post_uri(url, body, without_token(&span))
                .await?;
            Ok(())
        };
        self.in_time(posted).await
    }

    /// Uploads a file to the address that Slack handed out for it.
    pub async fn upload(&self, address: &str, png: &[u8]) -> Result<(), CallError> {
        let span = tracing::Span::none();
        let url = address.parse().map_err(|_| CallError::NotConnected)?;
        let connector = &self.client.http_api.connector;
        let posted = async {
            let _: Value = connector
                .http_post_uri_binary(url, "image/png".into(), png, without_token(&span))
                .await?;
            Ok(())
        };
        self.in_time(posted).await
    }

    /// Asks who a token belongs to, and keeps the headers.
    pub async fn identify(&self, token: &SlackApiToken) -> Result<(HeaderMap, Value), CallError> {
        let request = Request::post(format!("{}/{}", self.url, Method::AuthTest.name()))
            .header(AUTHORIZATION, bearer(token)?)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let called = self.exchange(request, Bytes::new());
        let (parts, body) = self.in_time(called).await?;
        let value = serde_json::from_slice(&body);
        let value = value.map_err(|_| CallError::Status(parts.status.as_u16()))?;
        Ok((parts.headers, value))
    }

    async fn exchange(
        &self,
        request: request::Builder,
        body: Bytes,
    ) -> Result<(response::Parts, Bytes), CallError> {
        let request = request.body(Full::new(body));
        let request = request.map_err(|_| CallError::NotConnected)?;
        let answer = self.plain.request(request).await;
        let answer = answer.map_err(|error| match error.is_connect() {
            true => CallError::NotConnected,
            false => CallError::Broken,
        })?;
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(|_| CallError::Broken)?;
        Ok((parts, body.to_bytes()))
    }

    async fn in_time<T>(
        &self,
        call: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        let done = tokio::time::timeout(self.patience, call).await;
        done.unwrap_or(Err(CallError::Slow))
    }
}

/// A token as the library takes it.
pub(crate) fn token(secret: &SecretString) -> SlackApiToken {
    SlackApiToken::new(SlackApiTokenValue(secret.expose_secret().to_owned()))
}

fn without_token(span: &tracing::Span) -> SlackClientApiCallContext<'_> {
    SlackClientApiCallContext {
        rate_control_params: None,
        token: None,
        tracing_span: span,
        is_sensitive_url: true,
    }
}

/// What the method answered, if it says that it succeeded.
fn said(body: &[u8]) -> Result<Value, CallError> {
    let answer: Value = serde_json::from_slice(body).map_err(|_| CallError::Unreadable)?;
    match (&answer["ok"], &answer["error"]) {
        (Value::Bool(true), _) => Ok(answer),
        (Value::Bool(false), Value::String(code)) => Err(CallError::refused(code)),
        _ => Err(CallError::Unreadable),
    }
}

/// The token, marked so that no log shows it.
fn bearer(token: &SlackApiToken) -> Result<HeaderValue, CallError> {
    let value = HeaderValue::try_from(format!("Bearer {}", token.token_value.0));
    let mut value = value.map_err(|_| CallError::NotConnected)?;
    value.set_sensitive(true);
    Ok(value)
}

fn query(arguments: &Value) -> String {
    let fields = arguments.as_object().into_iter().flatten();
    let pair = |(key, value): (&String, &Value)| {
        let text = match value {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let text = utf8_percent_encode(&text, NON_ALPHANUMERIC);
        Some(format!("{key}={text}"))
    };
    fields.filter_map(pair).collect::<Vec<_>>().join("&")
}

fn connector(tls: &ClientConfig) -> Https {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(CONNECT));
    HttpsConnectorBuilder::new()
        .with_tls_config(tls.clone())
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp)
}

/// The machine's certificates; a counterpart on this machine, reached without TLS, needs none.
fn tls(url: &str) -> Result<ClientConfig, SetupError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let failed = |why: String| SetupError::Certificates(why);
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?;
    if url.starts_with("http://") {
        let none = builder.with_root_certificates(RootCertStore::empty());
        return Ok(none.with_no_client_auth());
    }
    let trusting = builder.with_native_roots();
    let trusting = trusting.map_err(|error| failed(error.to_string()))?;
    Ok(trusting.with_no_client_auth())
}
