//! What those who run the programme are shown of roster and accounts, within their units only.

use super::on_both;
use super::world::*;
use crate::{End, Lane, Mark, OpeningLoad, Store, Task};
use chrono::NaiveDate;
use kiku::decision::Change;
use kiku::domain::directory::{Finding, FindingKind, Link, Look, LookStage};
use kiku::domain::ids::PersonId;
use kiku::domain::person::{Actor, Grant, Role};
use kiku::domain::programme::Audience;
use kiku::material::{Gap, Undelivered};
use kiku::messages::{Message, Outgoing, Recipient};
use kiku_chat::Account;
use std::collections::BTreeSet;

const NOBODYS: PersonId = PersonId(4);
const LEAVER: PersonId = PersonId(5);

fn actor(role: Role, unit: &str) -> Actor {
    Actor {
        person: person(OTHER, Some(MANAGER)),
        grants: vec![Grant {
            person: OTHER,
            role,
            unit: unit.into(),
        }],
        manages: false,
    }
}

fn found(user: &str, kind: FindingKind) -> Change {
    Change::Found(Finding {
        account: account_at("T1", user),
        name: user.to_uppercase(),
        mail: None,
        kind,
        at: at(3, 0),
    })
}

fn account_at(workspace: &str, user: &str) -> Account {
    Account {
        platform: "slack".into(),
        workspace: workspace.into(),
        user: user.into(),
    }
}

fn today() -> NaiveDate {
    day(3)
}

/// Two people without an account, one of whom has left; two accounts of nobody; a second account.
async fn differ(store: &Store) {
    settle_in(store).await;
    let mut newcomer = person(NOBODYS, Some(MANAGER));
    newcomer.department = "本社/開発部".into();
    newcomer.email = None;
    let mut leaver = person(LEAVER, Some(MANAGER));
    leaver.left = Some(day(1));
    let look = Look {
        platform: "slack".into(),
        workspace: "T1".into(),
        begun_at: at(3, 0),
        stage: LookStage::Ended(at(3, 0)),
    };
    let decision = changes(vec![
        Change::Person(Box::new(newcomer)),
        Change::Person(Box::new(leaver)),
        found("x1", FindingKind::Unmatched),
        found("x2", FindingKind::Unmatched),
        found("second", FindingKind::Duplicate(MEMBER)),
        Change::Looked(look),
    ]);
    store
        .commit(&decision, None, at(3, 0))
        .await
        .expect("commits");
}

#[tokio::test]
async fn differences_are_listed_page_by_page() {
    on_both(|store| async move {
        differ(&store).await;
        let hr = actor(Role::Hr, "");
        let all = store.gaps(&hr, today(), 0, 10).await.expect("reads");
        let all = all.expect("is HR");
        assert_eq!((all.no_account, all.no_line, all.twice), (1, 2, 1));
        assert_eq!((all.pages, all.looked_at), (1, Some(at(3, 0))));
        assert!(!all.several);
        assert!(
            matches!(&all.shown[0], Gap::NoAccount { department, has_mail: false, .. }
            if department == "本社/開発部")
        );
        assert!(matches!(&all.shown[1], Gap::NoLine { name, .. } if name == "X1"));
        assert!(matches!(&all.shown[3], Gap::Twice { account, .. } if account == "SECOND"));
        let mut paged = Vec::new();
        for page in 0..2 {
            let page = store.gaps(&hr, today(), page, 3).await.expect("reads");
            paged.extend(page.expect("is HR").shown);
        }
        assert_eq!(paged, all.shown);
        let behind = store.gaps(&hr, today(), 99, 3).await.expect("reads");
        assert_eq!(behind.expect("is HR").page, 1);
    })
    .await;
}

#[tokio::test]
async fn a_unit_sees_its_own_and_nobody_else_sees_anything() {
    on_both(|store| async move {
        differ(&store).await;
        let sales = actor(Role::Hr, "本社/営業部");
        let seen = store.gaps(&sales, today(), 0, 10).await.expect("reads");
        let seen = seen.expect("is HR there");
        assert_eq!((seen.no_account, seen.no_line, seen.twice), (0, 0, 1));
        for role in [Role::Executive, Role::DepartmentHead, Role::Adviser] {
            let other = actor(role, "");
            let seen = store.gaps(&other, today(), 0, 10).await.expect("reads");
            assert_eq!(seen, None, "{role:?}");
            let when = (today(), at(3, 0));
            let seen = store.unreached(&other, when, 0, 10).await.expect("reads");
            assert_eq!(seen, None, "{role:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn whom_messages_do_not_reach_is_listed_while_it_matters() {
    on_both(|store| async move {
        differ(&store).await;
        let claimed = claim(&store, at(2, 1)).await;
        let blocked = kiku_chat::SendError::Unreachable("blocked".into()).to_string();
        mark(&store, claimed[0].id, Mark::End(End::Dead, blocked)).await;
        let hr = actor(Role::Hr, "");
        let when = (today(), at(3, 0));
        let list = store.unreached(&hr, when, 0, 10).await.expect("reads");
        let list = list.expect("is HR");
        let told: Vec<_> = list
            .shown
            .iter()
            .map(|one| (one.department.as_str(), one.messages, one.since, one.why))
            .collect();
        assert_eq!(
            told,
            [
                ("本社/営業部", 1, Some(at(2, 0)), Undelivered::NotReached),
                ("本社/開発部", 0, None, Undelivered::NoAccount),
            ]
        );
        assert_eq!((list.total, list.pages), (2, 1));
        // When the month is closed nothing of it is useful any more.
        let later = (day(30), at(30, 2));
        let list = store.unreached(&hr, later, 0, 10).await.expect("reads");
        assert_eq!(list.expect("is HR").total, 1);
        let sales = actor(Role::Hr, "本社/営業部");
        let list = store.unreached(&sales, when, 0, 10).await.expect("reads");
        assert_eq!(list.expect("is HR there").total, 1);
    })
    .await;
}

#[tokio::test]
async fn a_channel_that_is_not_reached_is_told_to_those_of_the_whole_company() {
    on_both(|store| async move {
        settle_in(&store).await;
        let mut decision = changes(Vec::new());
        decision.messages.push(Outgoing {
            message: Message::Digest(month(), Audience::Hr),
            to: Recipient::Channel("slack".into(), "T1".into(), "#hr".into()),
            send_at: at(2, 0),
            expires_at: at(30, 0),
        });
        store
            .commit(&decision, None, at(2, 0))
            .await
            .expect("commits");
        let both = BTreeSet::from(["slack".to_owned(), "web".to_owned()]);
        store.route(at(2, 1), &both, 10).await.expect("routes");
        for lane in [Lane::of(("slack", "T1")), lane()] {
            for claimed in claim_from(&store, &lane, Task::First, at(2, 1), 10).await {
                let dead = Mark::End(End::Dead, "rejected: not_in_channel".into());
                mark(&store, claimed.id, dead).await;
            }
        }
        let when = (today(), at(3, 0));
        let hr = actor(Role::Hr, "");
        let list = store.unreached(&hr, when, 0, 10).await.expect("reads");
        let channels = list.expect("is HR").channels;
        assert_eq!(channels.len(), 1);
        assert_eq!(
            (channels[0].channel.as_str(), channels[0].why),
            ("#hr", Undelivered::Refused)
        );
        let sales = actor(Role::Hr, "本社/営業部");
        let list = store.unreached(&sales, when, 0, 10).await.expect("reads");
        assert!(list.expect("is HR there").channels.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_opening_counts_everybody_where_they_are_written_to() {
    on_both(|store| async move {
        settle_in(&store).await;
        let link = |workspace: &str, person: PersonId| {
            let link = Link {
                account: account_at(workspace, &format!("U{person}")),
                person,
                mail: None,
                at: at(3, 0),
            };
            Change::Linked(link, at(3, 0))
        };
        let newcomer = Change::Person(Box::new(person(NOBODYS, Some(MANAGER))));
        let decision = changes(vec![newcomer, link("T1", MEMBER), link("T1", NOBODYS)]);
        store
            .commit(&decision, None, at(3, 0))
            .await
            .expect("commits");
        let loads = store.opening_loads(today()).await.expect("reads");
        let load = |platform: &str, workspace: &str, messages| OpeningLoad {
            platform: platform.into(),
            workspace: workspace.into(),
            messages,
        };
        // Three are welcomed on the web, two of them are members; the newcomer is both in Slack.
        assert_eq!(loads, [load("slack", "T1", 2), load("web", "demo", 5)]);
    })
    .await;
}
