//! The contract of chat platforms, passed over both connections.

use crate::bed::{Bench, Mode};
use kiku_chat::contract;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contract_holds_over_http() {
    contract::suite(&Bench::open(Mode::Http).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contract_holds_over_socket_mode() {
    let bench = Bench::open(Mode::Socket).await;
    contract::suite(&bench).await;
    bench.stop().await;
}
