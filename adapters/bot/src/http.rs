//! The HTTP server: an address to listen on and a clean end.

use crate::exit::{Failure, Outcome};
use axum::Router;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long open requests may take to finish at the end.
const GRACE: Duration = Duration::from_secs(2);

/// Takes the address, before any work is done that would be lost.
///
/// # Errors
/// When it cannot be had; names the address and how to choose another (`how`).
pub async fn listen(address: SocketAddr, how: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let port = address.port();
        let what = match error.kind() {
            ErrorKind::AddrInUse => format!("port {port} is in use by another program; stop it, or choose another port with {how}"),
            ErrorKind::PermissionDenied => format!("port {port} needs special rights; choose one above 1023 with {how}"),
            ErrorKind::AddrNotAvailable => format!("this machine does not have that address; choose another with {how}"),
            _ => format!("it cannot be listened on ({error}); choose another address with {how}"),
        };
        Failure::address(format!("{address}: {what}"))
    })
}

/// Serves until `stop` completes, then lets open requests finish for a moment.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Outcome {
    let (told, mut stopping) = tokio::sync::watch::channel(());
    let stop = async move {
        stop.await;
        drop(told);
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(stop);
    let late = async move {
        // The sender is only ever dropped.
        let _ = stopping.changed().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        served = server.into_future() => served.map_err(|error| Failure::failed(format!("the HTTP server failed: {error}"))),
        () = late => Ok(()),
    }
}

/// Completes at Ctrl-C or when the system asks the process to end.
pub async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let ended = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let ended = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = ended => {}
    }
}
