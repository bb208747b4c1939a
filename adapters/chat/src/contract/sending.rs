//! What must be true of sending, editing, finding and listing.

use super::{Bed, direct, look, samples};
use crate::{Block, DeliveryId, Handle, Once, SendError, Span, View};
use std::collections::BTreeSet;
use std::mem::discriminant;
use std::time::Duration;

fn delivery(name: &str) -> DeliveryId {
    DeliveryId(format!("contract-{name}"))
}

/// Sends to the first person and says where it stands.
async fn send(bed: &dyn Bed, name: &str, view: &View) -> Handle {
    let to = direct(&bed.cast().first);
    let sent = bed.platform().send(&to, &delivery(name), view).await;
    sent.unwrap_or_else(|error| panic!("sending {name}: {error}"))
}

async fn count(bed: &dyn Bed) -> usize {
    let first = bed.cast().first;
    bed.seen(&first, &direct(&first)).await.len()
}

/// A message shows every kind of block, in a direct message and in a channel.
pub async fn every_block_shows(bed: &dyn Bed) {
    let cast = bed.cast();
    for (name, to) in [
        ("blocks-direct", direct(&cast.first)),
        ("blocks-channel", cast.channel),
    ] {
        let view = samples::everything("①");
        let sent = bed.platform().send(&to, &delivery(name), &view).await;
        let seen = look(bed, &cast.first, &to, &sent.expect("a send succeeds")).await;
        for word in samples::words("①") {
            assert!(
                seen.text.contains(&word),
                "{word} is missing in {}",
                seen.text
            );
        }
        let actions: Vec<&str> = view.actions().collect();
        assert_eq!(seen.actions, actions, "all controls, in order");
        assert_eq!(
            seen.live,
            ["https://kiku.example/guide"],
            "the one link, nothing else"
        );
        assert_eq!(seen.pictures, 1, "the picture");
        assert!(
            !seen.updated && !seen.private,
            "a new message for all its readers"
        );
    }
}

/// An edit changes the message where it stands and adds none.
pub async fn edits_replace(bed: &dyn Bed) {
    let first = bed.cast().first;
    let at = direct(&first);
    let handle = send(bed, "edit", &samples::everything("前")).await;
    send(bed, "edit-after", &View::line("あとのメッセージ")).await;
    let before = bed.seen(&first, &at).await;
    let edited = bed
        .platform()
        .edit(&at, &handle, &samples::asking("後", "edited"))
        .await;
    edited.expect("an edit succeeds");
    let after = bed.seen(&first, &at).await;
    let order = |seen: &[super::Seen]| seen.iter().map(|s| s.handle.clone()).collect::<Vec<_>>();
    assert_eq!(
        order(&before),
        order(&after),
        "no message more, less or elsewhere"
    );
    let seen = look(bed, &first, &at, &handle).await;
    assert!(
        seen.text.contains('後') && !seen.text.contains("見出し前"),
        "{seen:?}"
    );
    assert_eq!(
        (seen.actions.as_slice(), seen.pictures),
        (&["edited".to_owned()][..], 0)
    );
}

/// The same delivery again is settled as the capabilities say.
pub async fn deliveries_settle(bed: &dyn Bed) {
    let (platform, at) = (bed.platform(), direct(&bed.cast().first));
    let handle = send(bed, "settle", &View::line("一度だけ")).await;
    let found = platform.find_sent(&at, &delivery("settle")).await;
    let unknown = platform.find_sent(&at, &delivery("never-sent")).await;
    match platform.capabilities().once {
        Once::Findable => {
            assert_eq!(found, Ok(Some(handle)), "what was sent is found");
            assert_eq!(unknown, Ok(None), "what was not sent is not");
        }
        Once::Deduplicates(_) => {
            let before = count(bed).await;
            let again = send(bed, "settle", &View::line("一度だけ")).await;
            assert_eq!(again, handle, "the earlier message is returned");
            assert_eq!(count(bed).await, before, "and none is added");
            assert!(
                matches!(unknown, Err(SendError::Unknown(_))),
                "it cannot tell"
            );
        }
        Once::Neither => {
            assert!(
                matches!(found, Err(SendError::Unknown(_))),
                "it cannot tell"
            );
            assert!(
                matches!(unknown, Err(SendError::Unknown(_))),
                "it cannot tell"
            );
        }
    }
}

/// Each way to fail arrives as itself, and what failed leaves no message unless the outcome is unknown.
pub async fn failures_are_told_apart(bed: &dyn Bed) {
    let at = direct(&bed.cast().first);
    let failures = [
        SendError::RetryAfter(Duration::from_secs(7)),
        SendError::Unreachable(String::new()),
        SendError::Rejected(String::new()),
        SendError::Unknown(String::new()),
    ];
    for (number, failure) in failures.iter().enumerate() {
        if !bed.fail_next(failure).await {
            continue;
        }
        let (name, before) = (format!("fail-{number}"), count(bed).await);
        let view = View::line(format!("失敗{number}"));
        let error = bed.platform().send(&at, &delivery(&name), &view).await;
        let error = error.expect_err("the send was made to fail");
        assert_eq!(
            discriminant(&error),
            discriminant(failure),
            "{error} for {failure}"
        );
        if let (SendError::RetryAfter(_), SendError::RetryAfter(asked)) = (&error, failure) {
            assert_eq!(error, SendError::RetryAfter(*asked), "to the letter");
        }
        if matches!(failure, SendError::Unknown(_)) {
            continue;
        }
        assert_eq!(count(bed).await, before, "{error} left a message");
        send(bed, &name, &view).await;
        assert_eq!(count(bed).await, before + 1, "the next try succeeds");
    }
}

/// Somebody who cannot be messaged is told apart from a passing failure.
pub async fn the_unreachable_are_named(bed: &dyn Bed) {
    let (cast, view) = (bed.cast(), View::line("届かない"));
    let to = direct(&cast.unreachable);
    let sent = bed
        .platform()
        .send(&to, &delivery("unreachable"), &view)
        .await;
    assert!(matches!(sent, Err(SendError::Unreachable(_))), "{sent:?}");
}

/// What a person typed is read as typed, and nothing in it comes to life.
pub async fn hostile_text_is_dead(bed: &dyn Bed) {
    let first = bed.cast().first;
    for (number, text) in samples::HOSTILE.iter().enumerate() {
        // A zero byte cannot be shown anywhere; what stands around it can.
        let text = text.replace('\0', "");
        let spans = vec![Span::plain(text.clone()), Span::Strong(format!("|{text}"))];
        let blocks = vec![
            Block::Heading(text.clone()),
            Block::Text(spans),
            Block::Quote(text.clone()),
            Block::Note(text.clone()),
        ];
        let view = View {
            blocks,
            fallback: text.clone(),
        };
        let handle = send(bed, &format!("hostile-{number}"), &view).await;
        let seen = look(bed, &first, &direct(&first), &handle).await;
        assert_eq!(
            seen.live,
            Vec::<String>::new(),
            "something in {text:?} lives"
        );
        let shown = seen.text.matches(&text).count();
        assert_eq!(shown, 5, "{text:?} is read as typed in {:?}", seen.text);
    }
}

/// The longest texts and choices are shown whole or refused, never cut in silence.
pub async fn limits_hold_or_fail_loudly(bed: &dyn Bed) {
    let first = bed.cast().first;
    let at = direct(&first);
    let long: String = (0..3_000).map(|i| ['あ', '聴', '。', '1'][i % 4]).collect();
    let views = [
        ("limit-text", View::line(long.clone())),
        ("limit-choice", samples::widest()),
    ];
    for (name, view) in views {
        match bed.platform().send(&at, &delivery(name), &view).await {
            Err(error) => assert!(matches!(error, SendError::Rejected(_)), "{name}: {error}"),
            Ok(handle) => {
                let seen = look(bed, &first, &at, &handle).await;
                let wanted = view.to_plain_text().replace(['○', '●'], "");
                let wanted: Vec<&str> = wanted.split_whitespace().collect();
                for word in wanted {
                    assert!(seen.text.contains(word), "{name}: {word} was cut");
                }
                assert_eq!(seen.actions, view.actions().collect::<Vec<_>>(), "{name}");
            }
        }
    }
    let beyond = View::line("長".repeat(200_000));
    let sent = bed
        .platform()
        .send(&at, &delivery("limit-beyond"), &beyond)
        .await;
    assert!(
        matches!(sent, Err(SendError::Rejected(_))),
        "200,000 characters: {sent:?}"
    );
}

/// All people are listed once, page by page, those who cannot be messaged marked.
pub async fn people_come_in_pages(bed: &dyn Bed) {
    let cast = bed.cast();
    let (mut reachable, mut listed, mut cursor) = (BTreeSet::new(), BTreeSet::new(), None);
    loop {
        let page = bed
            .platform()
            .people(&cast.first.workspace, cursor.as_deref())
            .await;
        let page = page.expect("a page of people");
        for person in page.people {
            assert!(
                listed.insert(person.account.clone()),
                "{:?} twice",
                person.account
            );
            if person.reachable {
                reachable.insert(person.account);
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert!(reachable.contains(&cast.first) && reachable.contains(&cast.second));
    assert!(
        !reachable.contains(&cast.unreachable),
        "who cannot be messaged is marked"
    );
}
