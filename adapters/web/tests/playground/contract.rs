//! The playground keeps the contract of every chat platform, over its real HTTP router.

use crate::bed::Browser;
use kiku_chat::contract;

#[tokio::test]
async fn the_playground_keeps_the_contract() {
    contract::suite(&Browser::open().await).await;
}
