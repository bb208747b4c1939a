//! What must be true of presses, forms, commands, words, and the replies to them.

use super::{Act, Bed, Outcome, Seen, direct, look, samples};
use crate::{Account, Address, DeliveryId, FieldError, Handle, Reply, View, What};

async fn ask(bed: &dyn Bed, name: &str, at: &Address, action: &str) -> Handle {
    let view = samples::asking(&format!("質問 {name}"), action);
    let delivery = DeliveryId(format!("contract-{name}"));
    let sent = bed.platform().send(at, &delivery, &view).await;
    sent.unwrap_or_else(|error| panic!("sending {name}: {error}"))
}

async fn press(bed: &dyn Bed, who: &Account, at: &Address, handle: &Handle, action: &str) {
    let outcome = bed
        .act(who, at, Act::Press(handle.clone(), action.into()))
        .await;
    assert_eq!(outcome, Outcome::Taken, "pressing {action}");
}

async fn private(bed: &dyn Bed, who: &Account, at: &Address) -> Vec<Seen> {
    let seen = bed.seen(who, at).await.into_iter();
    seen.filter(|seen| seen.private).collect()
}

fn channel(at: &Address) -> Option<String> {
    match at {
        Address::Person(_) => None,
        Address::Channel { channel, .. } => Some(channel.clone()),
    }
}

/// A pressed control brings its action to the letter, the presser's account, the place and the message.
pub async fn presses_arrive(bed: &dyn Bed) {
    let cast = bed.cast();
    let longest = format!("a:{}:日本", "x".repeat(95));
    let places = [direct(&cast.first), cast.channel.clone()];
    for (number, at) in places.iter().enumerate() {
        for (step, action) in [longest.as_str(), "p|{\"a\":[1]}&<>'\""].iter().enumerate() {
            let handle = ask(bed, &format!("press-{number}{step}"), at, action).await;
            bed.recorder().taken();
            press(bed, &cast.first, at, &handle, action).await;
            let event = bed.recorder().one();
            assert_eq!(event.what, What::Press((*action).to_owned()));
            assert_eq!(
                event.who, cast.first,
                "the presser, as the platform proves them"
            );
            assert_eq!(event.place.message(), Some(&handle), "the message");
            assert_eq!(
                event.place.channel,
                channel(at),
                "the channel, none in a direct message"
            );
            press(bed, &cast.first, at, &handle, action).await;
            assert_ne!(bed.recorder().one().id, event.id, "two inputs, two ids");
        }
    }
    let handle = ask(bed, "press-other", &cast.channel, "whose").await;
    press(bed, &cast.second, &cast.channel, &handle, "whose").await;
    assert_eq!(
        bed.recorder().one().who,
        cast.second,
        "not whoever got the message first"
    );
}

/// A refresh changes the message whose control was used, and adds none.
pub async fn refresh_replaces(bed: &dyn Bed) {
    let first = bed.cast().first;
    let at = direct(&first);
    let handle = ask(bed, "refresh", &at, "refresh").await;
    let before = bed.seen(&first, &at).await.len();
    bed.recorder()
        .answer(Reply::refresh(samples::asking("答えました", "again")));
    press(bed, &first, &at, &handle, "refresh").await;
    let seen = look(bed, &first, &at, &handle).await;
    assert!(
        seen.text.contains("答えました") && !seen.text.contains("質問 refresh"),
        "{seen:?}"
    );
    assert_eq!(seen.actions, ["again"]);
    assert_eq!(bed.seen(&first, &at).await.len(), before, "no message more");
}

/// A command brings its word and the rest, in Japanese too.
pub async fn commands_arrive(bed: &dyn Bed) {
    let first = bed.cast().first;
    for (word, rest) in [
        ("prep", ""),
        ("話したいこと", "来週の 研修について 🍣"),
        ("digest", "2026-10"),
    ] {
        bed.recorder().taken();
        let act = Act::Command(word.into(), rest.into());
        let outcome = bed.act(&first, &direct(&first), act).await;
        assert_eq!(outcome, Outcome::Taken);
        let event = bed.recorder().one();
        let (word, rest) = (word.to_owned(), rest.to_owned());
        assert_eq!(
            (event.what, event.who),
            (What::Command { word, rest }, first.clone())
        );
    }
}

/// Plain words in the direct message arrive as they were typed.
pub async fn speech_arrives(bed: &dyn Bed) {
    let first = bed.cast().first;
    let texts = [
        "話すことがない",
        samples::TYPED,
        samples::HOSTILE[0],
        samples::HOSTILE[1],
    ];
    for text in texts {
        bed.recorder().taken();
        let outcome = bed
            .act(&first, &direct(&first), Act::Say(text.into()))
            .await;
        assert_eq!(outcome, Outcome::Taken);
        let event = bed.recorder().one();
        assert_eq!(
            (event.what, event.who),
            (What::Said(text.into()), first.clone())
        );
        assert_eq!(event.place.channel, None, "a direct message");
    }
}

async fn open_form(bed: &dyn Bed, name: &str) {
    let first = bed.cast().first;
    let at = direct(&first);
    let handle = ask(bed, name, &at, "open").await;
    bed.recorder().answer(Reply::open(samples::form()));
    press(bed, &first, &at, &handle, "open").await;
    bed.recorder().taken();
    let form = bed.form(&first).await.expect("a form opens");
    assert_eq!(form.title, samples::form().title);
    let keys: Vec<&str> = form.fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["text", "due"]);
}

fn typed(text: &str) -> Act {
    let value = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    Act::Submit(vec![value("text", text), value("due", "")])
}

/// A form brings what was typed, to the letter, and closes.
pub async fn forms_arrive(bed: &dyn Bed) {
    let first = bed.cast().first;
    for (number, text) in [samples::TYPED, samples::HOSTILE[0]]
        .into_iter()
        .enumerate()
    {
        open_form(bed, &format!("form-{number}")).await;
        let outcome = bed.act(&first, &direct(&first), typed(text)).await;
        assert_eq!(outcome, Outcome::Taken);
        let event = bed.recorder().one();
        let What::Submit { action, values } = event.what else {
            panic!("a form arrives as one, not as {:?}", event.what);
        };
        assert_eq!((action, event.who), (samples::form().action, first.clone()));
        assert_eq!(values.get("text").map(String::as_str), Some(text));
        assert_eq!(
            values.get("due").map_or("", String::as_str),
            "",
            "an empty field is empty"
        );
        assert_eq!(bed.form(&first).await, None, "the form closes");
    }
}

/// A rejected form loses nothing: it stays open with what was typed and what is wrong, or, where the
/// platform cannot keep it, both are said to the person alone.
pub async fn field_errors_keep_the_form(bed: &dyn Bed) {
    let first = bed.cast().first;
    let at = direct(&first);
    open_form(bed, "form-error").await;
    let message = "日付で入力してください。";
    let (field, text) = ("due".to_owned(), samples::TYPED);
    let errors = vec![FieldError {
        field,
        message: message.into(),
    }];
    bed.recorder().answer(Reply {
        errors,
        ..Reply::default()
    });
    bed.act(&first, &at, typed(text)).await;
    match bed.form(&first).await {
        Some(form) => {
            let field = |key: &str| form.fields.iter().find(|field| field.key == key);
            assert_eq!(field("text").map(|field| field.value.as_str()), Some(text));
            let error = field("due").and_then(|field| field.error.as_deref());
            assert_eq!(error, Some(message));
            assert_eq!(bed.act(&first, &at, typed(text)).await, Outcome::Taken);
        }
        None => {
            let told = private(bed, &first, &at).await;
            let told = |part: &str| told.iter().any(|seen| seen.text.contains(part));
            assert!(
                told(message) && told(text),
                "what is wrong and what was typed"
            );
        }
    }
}

/// A whisper is seen by the person who acted and by nobody else.
pub async fn whispers_are_for_one(bed: &dyn Bed) {
    let cast = bed.cast();
    let handle = ask(bed, "whisper", &cast.channel, "whisper").await;
    bed.recorder()
        .answer(Reply::whisper(View::line("あなただけに")));
    press(bed, &cast.first, &cast.channel, &handle, "whisper").await;
    let whispered = |seen: &Seen| seen.text.contains("あなただけに");
    let told = private(bed, &cast.first, &cast.channel).await;
    assert!(told.iter().any(whispered), "the presser sees it");
    let others = bed.seen(&cast.second, &cast.channel).await;
    assert!(!others.iter().any(whispered), "nobody else does");
    let message = look(bed, &cast.second, &cast.channel, &handle).await;
    assert!(
        message.text.contains("質問 whisper"),
        "the message stays as it was"
    );
}

/// What could not be stored is not acknowledged, and can be done again.
pub async fn busy_is_told(bed: &dyn Bed) {
    let first = bed.cast().first;
    let at = direct(&first);
    let handle = ask(bed, "busy", &at, "busy").await;
    bed.recorder().taken();
    bed.recorder().refuse();
    let act = Act::Press(handle, "busy".into());
    assert_eq!(bed.act(&first, &at, act.clone()).await, Outcome::Busy);
    assert!(bed.recorder().taken().is_empty());
    assert_eq!(bed.act(&first, &at, act).await, Outcome::Taken);
    assert_eq!(bed.recorder().one().what, What::Press("busy".into()));
}
