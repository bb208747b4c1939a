//! What was shown in the wrong order is shown again: an answer or an edit that came after a newer one.

use super::on_both;
use super::world::*;
use crate::{Mark, Pressed, Store, Work};
use kiku_chat::Handle;

fn message() -> Handle {
    Handle("h1".into())
}

/// The talk's message stands and shows what is.
async fn stands(store: &Store) {
    settle_in(store).await;
    let first = claim(store, at(2, 0)).await.remove(0);
    let sent = Mark::Sent {
        handle: message(),
        shown: first.wanted,
        at: at(2, 0),
    };
    mark(store, first.id, sent).await;
}

/// The talk changes; the message as it stands then.
async fn changed(store: &Store, hour: u32) -> Pressed {
    let change = saved(&load(store, TALK).await);
    let committed = store.commit(&change, None, at(2, hour)).await;
    committed.expect("commits");
    let found = store.by_handle("web", &message()).await.expect("reads");
    found.expect("known")
}

#[tokio::test]
async fn an_edit_that_an_answer_overtook_is_made_again() {
    on_both(|store| async move {
        stands(&store).await;
        changed(&store, 1).await;
        let edit = claim(&store, at(2, 2)).await.remove(0);
        let newer = changed(&store, 3).await;
        store.raise_shown(&newer).await.expect("is shown");
        let shown = edit.wanted;
        mark(&store, edit.id, Mark::Edited { shown }).await;
        let again = claim(&store, at(2, 4)).await.remove(0);
        assert_eq!(again.work, Work::Edit(message()));
        assert_eq!(again.wanted, newer.wanted);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_a_newer_one_overtook_is_put_right_by_an_edit() {
    on_both(|store| async move {
        stands(&store).await;
        let (older, newer) = (changed(&store, 1).await, changed(&store, 2).await);
        store.raise_shown(&newer).await.expect("is shown");
        let overtaken = async |state| {
            let told = store.overtaken("web", &message(), state).await;
            told.expect("is told")
        };
        assert!(!overtaken(newer.wanted).await, "it shows what is");
        assert!(claim(&store, at(2, 3)).await.is_empty());
        assert!(overtaken(older.wanted).await, "it came last");
        assert!(!overtaken(older.wanted).await, "the sender knows");
        let edit = claim(&store, at(2, 4)).await.remove(0);
        assert_eq!(edit.wanted, newer.wanted);
    })
    .await;
}
