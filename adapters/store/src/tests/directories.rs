//! What directories told is kept: accounts, what fits nobody, and how far a look got; and inputs nobody could read.

use super::on_both;
use super::world::*;
use crate::{End, Mark, State};
use kiku::decision::Change;
use kiku::domain::directory::{Finding, FindingKind, Link, Look, LookStage};
use kiku::domain::ids::PersonId;
use kiku_chat::{Account, DirectoryPerson};

fn slack(user: &str) -> Account {
    Account {
        platform: "slack".into(),
        workspace: "T1".into(),
        user: user.into(),
    }
}

fn entry(user: &str, mail: &str) -> DirectoryPerson {
    DirectoryPerson {
        account: slack(user),
        name: user.into(),
        email: Some(mail.into()),
        time_zone: None,
        locale: None,
        reachable: true,
    }
}

fn linked(user: &str, person: PersonId) -> Change {
    let link = Link {
        account: slack(user),
        person,
        mail: Some(format!("p{person}@example.jp")),
        at: at(3, 0),
    };
    Change::Linked(link, at(3, 0))
}

fn found(user: &str, mail: &str, kind: FindingKind, hour: u32) -> Change {
    Change::Found(Finding {
        account: slack(user),
        name: user.into(),
        mail: Some(mail.into()),
        kind,
        at: at(3, hour),
    })
}

fn looked(stage: LookStage, hour: u32) -> Change {
    Change::Looked(Look {
        platform: "slack".into(),
        workspace: "T1".into(),
        begun_at: at(3, hour),
        stage,
    })
}

#[tokio::test]
async fn what_is_known_of_a_page_is_asked_by_mail_and_account() {
    on_both(|store| async move {
        settle_in(&store).await;
        let page = [
            entry("U2", "P2@Example.jp"),
            entry("U9", "nobody@example.jp"),
        ];
        let known = store.known_accounts(&page).await.expect("reads");
        let people: Vec<PersonId> = known.people.iter().map(|person| person.id).collect();
        assert_eq!(people, [MEMBER]);
        assert_eq!(known.links.len(), 1, "the account that the roster named");
        let kind = FindingKind::Unmatched;
        let decision = changes(vec![
            linked("U2", MEMBER),
            found("U9", "nobody@example.jp", kind, 1),
        ]);
        store
            .commit(&decision, None, at(3, 1))
            .await
            .expect("commits");
        let known = store.known_accounts(&page).await.expect("reads");
        let accounts: Vec<&str> = known
            .links
            .iter()
            .map(|l| l.account.user.as_str())
            .collect();
        assert_eq!(accounts, ["u2", "U2"], "the one that is written to first");
        assert_eq!(known.links[1].mail.as_deref(), Some("p2@example.jp"));
        assert_eq!(known.findings, [slack("U9")]);
        // Its owner is known even when its address is nobody's.
        let moved = [entry("U2", "moved@example.jp")];
        let known = store.known_accounts(&moved).await.expect("reads");
        assert_eq!(known.people.len(), 1);
        assert!(
            store
                .known_accounts(&[])
                .await
                .expect("reads")
                .people
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn an_account_keeps_its_place_when_it_is_linked_again() {
    on_both(|store| async move {
        settle_in(&store).await;
        let again = |user: &str, day: u32| {
            let mut change = linked(user, MEMBER);
            if let Change::Linked(link, _) = &mut change {
                link.at = at(day, 0);
            }
            changes(vec![change])
        };
        for (user, day) in [("Z", 3), ("A", 4), ("Z", 5)] {
            let decision = again(user, day);
            store
                .commit(&decision, None, at(day, 0))
                .await
                .expect("commits");
        }
        let accounts = store.accounts_of(MEMBER).await.expect("reads");
        let users: Vec<&str> = accounts
            .iter()
            .map(|account| account.user.as_str())
            .collect();
        assert_eq!(users, ["u2", "Z", "A"]);
    })
    .await;
}

#[tokio::test]
async fn a_look_goes_on_where_it_was_and_forgets_at_its_end_what_is_gone() {
    on_both(|store| async move {
        settle_in(&store).await;
        let kind = FindingKind::Unmatched;
        let first = changes(vec![
            found("U8", "p8@example.jp", kind, 1),
            looked(LookStage::Ended(at(3, 1)), 1),
        ]);
        store.commit(&first, None, at(3, 1)).await.expect("commits");
        assert_eq!(
            store.look_under_way("slack", "T1").await.expect("reads"),
            None
        );
        let page = changes(vec![
            found("U9", "p9@example.jp", FindingKind::Duplicate(MEMBER), 2),
            looked(LookStage::Under("second".into()), 2),
        ]);
        store.commit(&page, None, at(3, 2)).await.expect("commits");
        let look = store.look_under_way("slack", "T1").await.expect("reads");
        let look = look.expect("is under way");
        assert_eq!(look.stage, LookStage::Under("second".into()));
        assert_eq!(look.begun_at, at(3, 2));
        let both = [entry("U8", "x@example.jp"), entry("U9", "x@example.jp")];
        let found_of = |store: crate::Store| async move {
            let both = [entry("U8", "x@example.jp"), entry("U9", "x@example.jp")];
            store
                .known_accounts(&both)
                .await
                .expect("reads")
                .findings
                .len()
        };
        assert_eq!(found_of(store.clone()).await, both.len());
        let end = changes(vec![looked(LookStage::Ended(at(3, 3)), 2)]);
        store.commit(&end, None, at(3, 3)).await.expect("commits");
        assert_eq!(
            found_of(store.clone()).await,
            1,
            "U8 is gone from the directory"
        );
        assert_eq!(
            store.look_under_way("slack", "T1").await.expect("reads"),
            None
        );
        let settled = changes(vec![Change::Settled(slack("U9"))]);
        store
            .commit(&settled, None, at(3, 4))
            .await
            .expect("commits");
        assert_eq!(found_of(store.clone()).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_account_waits_for_a_roster_line_with_its_address() {
    on_both(|store| async move {
        settle_in(&store).await;
        let kind = FindingKind::Unmatched;
        let decision = changes(vec![
            found("U2", "p2@example.jp", kind, 1),
            found("U9", "p9@example.jp", kind, 1),
        ]);
        store
            .commit(&decision, None, at(3, 1))
            .await
            .expect("commits");
        let waiting = store.waiting_accounts(10).await.expect("reads");
        let users: Vec<&str> = waiting
            .iter()
            .map(|entry| entry.account.user.as_str())
            .collect();
        assert_eq!(users, ["U2"]);
        let decision = changes(vec![linked("U2", MEMBER)]);
        store
            .commit(&decision, None, at(3, 2))
            .await
            .expect("commits");
        assert!(store.waiting_accounts(10).await.expect("reads").is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_waited_in_vain_is_sent_once_there_is_an_account() {
    on_both(|store| async move {
        settle_in(&store).await;
        let claimed = claim(&store, at(2, 1)).await;
        let dead = || Mark::End(End::Dead, "no account".into());
        mark(&store, claimed[0].id, dead()).await;
        let decision = changes(vec![linked("U2", MEMBER)]);
        store
            .commit(&decision, None, at(3, 0))
            .await
            .expect("commits");
        let again = claim(&store, at(3, 0)).await;
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].attempts, 0);
        mark(&store, again[0].id, dead()).await;
        // Too late to be useful.
        let mut late = linked("U3", MEMBER);
        if let Change::Linked(_, send_at) = &mut late {
            *send_at = at(30, 2);
        }
        store
            .commit(&changes(vec![late]), None, at(30, 2))
            .await
            .expect("commits");
        let dead = store.deliveries_in(State::Dead, 10).await.expect("reads");
        assert_eq!(dead.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_stands_at_a_lost_account_is_not_edited_any_more() {
    on_both(|store| async move {
        settle_in(&store).await;
        let claimed = claim(&store, at(2, 1)).await;
        let sent = Mark::Sent {
            handle: kiku_chat::Handle("h1".into()),
            shown: claimed[0].wanted,
            at: at(2, 1),
        };
        mark(&store, claimed[0].id, sent).await;
        let lost = changes(vec![Change::Unlinked(account(MEMBER), MEMBER)]);
        store.commit(&lost, None, at(3, 0)).await.expect("commits");
        assert!(store.accounts_of(MEMBER).await.expect("reads").is_empty());
        assert!(
            store
                .actor(&account(MEMBER))
                .await
                .expect("reads")
                .is_none()
        );
        let talk = load(&store, TALK).await;
        store
            .commit(&saved(&talk), None, at(3, 0))
            .await
            .expect("commits");
        assert!(claim(&store, at(3, 1)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_input_nobody_could_read_is_kept_sealed_once() {
    on_both(|store| async move {
        let raw = [b"\xff\xfe not json: ".as_slice(), "秘密".as_bytes()].concat();
        let keep = |store: crate::Store, raw: Vec<u8>| async move {
            store
                .keep_undecoded("slack", "T1", &raw, at(3, 0))
                .await
                .expect("is kept")
        };
        assert!(keep(store.clone(), raw.clone()).await);
        assert!(!keep(store.clone(), raw.clone()).await, "it came again");
        assert!(keep(store.clone(), vec![b'x'; 100_000]).await);
        assert_eq!(store.undecoded_count().await.expect("counts"), 2);
        let kept = store.undecoded("slack", 10).await.expect("opens");
        assert_eq!(kept.len(), 2);
        assert_eq!((kept[0].length, kept[0].raw.len()), (100_000, 64 * 1024));
        assert_eq!(
            (kept[1].raw.as_slice(), kept[1].at),
            (raw.as_slice(), at(3, 0))
        );
        #[derive(sqlx::FromRow)]
        struct Sealed {
            sealed: Vec<u8>,
        }
        let rows: Vec<Sealed> = store
            .pool()
            .all(crate::sql::sql("SELECT sealed FROM undecoded"))
            .await
            .expect("reads");
        let readable = |row: &Sealed| {
            let text = String::from_utf8_lossy(&row.sealed).into_owned();
            text.contains("not json") || text.contains("秘密")
        };
        assert!(!rows.iter().any(readable));
    })
    .await;
}

#[tokio::test]
async fn the_oldest_unread_inputs_give_way_and_stay_counted() {
    on_both(|store| async move {
        let many = crate::undecoded::KEPT + 5;
        for number in 0..many {
            store
                .keep_undecoded("slack", "T1", &number.to_le_bytes(), at(3, 0))
                .await
                .expect("is kept");
        }
        store
            .keep_undecoded("slack", "T2", b"elsewhere", at(3, 0))
            .await
            .expect("is kept");
        let kept = store
            .undecoded("slack", usize::MAX / 4)
            .await
            .expect("opens");
        assert_eq!(kept.len() as i64, crate::undecoded::KEPT + 1);
        assert!(!kept.iter().any(|one| one.raw == 0_i64.to_le_bytes()));
        assert_eq!(store.undecoded_count().await.expect("counts"), many + 1);
    })
    .await;
}
