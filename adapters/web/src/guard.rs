//! Which requests are answered: only those that name this server and come from its own pages.

use crate::Playground;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Nothing but what this server itself serves; pages cannot be framed.
const POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'; object-src 'none'";

/// The host names under which the playground answers.
pub(crate) struct Hosts {
    listen: IpAddr,
}

impl Hosts {
    pub fn new(listen: SocketAddr) -> Self {
        Hosts {
            listen: listen.ip(),
        }
    }

    /// Whether a `Host` header names this server. A foreign page that points its own name at this
    /// machine (DNS rebinding) names itself there. When listening on all addresses any bare
    /// address is accepted, since rebinding needs a name.
    fn accepts(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        match name.parse::<IpAddr>() {
            Ok(ip) => ip.is_loopback() || ip == self.listen || self.listen.is_unspecified(),
            Err(_) => name.eq_ignore_ascii_case("localhost"),
        }
    }
}

/// Refuses foreign hosts and foreign origins, and sets the headers of every answer.
pub(crate) async fn guard(
    State(playground): State<Arc<Playground>>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let host = host(&request);
    let mut response = if !host.is_some_and(|host| playground.hosts.accepts(host)) {
        (
            StatusCode::MISDIRECTED_REQUEST,
            "This host is not served here.\n",
        )
            .into_response()
    } else if request.method() != Method::GET && !same_origin(headers, host.unwrap_or_default()) {
        (StatusCode::FORBIDDEN, "This comes from another site.\n").into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    set(headers, header::CONTENT_SECURITY_POLICY, POLICY);
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "same-origin");
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn host(request: &Request) -> Option<&str> {
    let header = request.headers().get(header::HOST);
    let header = header.and_then(|value| value.to_str().ok());
    header.or_else(|| {
        request
            .uri()
            .authority()
            .map(|authority| authority.as_str())
    })
}

/// Browsers say where a request comes from; programs without a browser say nothing and are no risk,
/// since a page cannot send this server JSON without the browser saying so.
fn same_origin(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN);
    let own = |origin: &str| {
        let rest = origin
            .strip_prefix("http://")
            .or(origin.strip_prefix("https://"));
        rest == Some(host)
    };
    site.is_none_or(|site| site == "same-origin") && origin.is_none_or(own)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(listen: &str, host: &str) -> bool {
        Hosts::new(listen.parse().expect("address")).accepts(host)
    }

    #[test]
    fn only_this_server_is_served() {
        for host in [
            "127.0.0.1:8080",
            "localhost:8080",
            "LOCALHOST",
            "[::1]:8080",
            "127.0.0.2",
        ] {
            assert!(accepts("127.0.0.1:8080", host), "{host}");
        }
        for host in [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "10.0.0.7",
            "",
        ] {
            assert!(!accepts("127.0.0.1:8080", host), "{host}");
        }
        assert!(accepts("10.0.0.7:80", "10.0.0.7"));
        assert!(!accepts("10.0.0.7:80", "10.0.0.8"));
        assert!(accepts("0.0.0.0:80", "10.0.0.8:80"));
        assert!(!accepts("0.0.0.0:80", "rebound.example"));
    }

    #[test]
    fn only_its_own_pages_may_send() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            let pair = |(name, value): &(&'static str, &'static str)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            };
            pairs.iter().map(pair).collect()
        };
        let host = "127.0.0.1:8080";
        assert!(same_origin(&headers(&[]), host));
        assert!(same_origin(
            &headers(&[("origin", "http://127.0.0.1:8080")]),
            host
        ));
        assert!(same_origin(
            &headers(&[("sec-fetch-site", "same-origin")]),
            host
        ));
        assert!(!same_origin(
            &headers(&[("origin", "http://127.0.0.1:9999")]),
            host
        ));
        assert!(!same_origin(&headers(&[("origin", "null")]), host));
        assert!(!same_origin(
            &headers(&[("sec-fetch-site", "cross-site")]),
            host
        ));
    }
}
