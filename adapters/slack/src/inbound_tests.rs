//! Recorded webhooks and their kin are read; what is not for us is left, what is broken is kept.

use super::*;
use kiku_chat::{Handle, What};
use serde_json::json;

const DM: &str = include_str!("../tests/data/recorded/dm.json");
const MENTION: &str = include_str!("../tests/data/recorded/mention.json");
const ACTIONS: &str = include_str!("../tests/data/recorded/actions-reactions.json");
const TEAM: &str = "T00FAKE00AA";
const USER: &str = "U00FAKEUSER1";

fn bots() -> Bots {
    Bots::from([(TEAM.to_owned(), "U00FAKEBOT01".to_owned())])
}

fn recorded(file: &str, name: &str) -> Vec<u8> {
    let file: Value = serde_json::from_str(file).expect("JSON");
    file[name].to_string().into_bytes()
}

fn did(reading: Reading) -> Did {
    match reading {
        Ok(Arrived::Did(did)) => *did,
        other => panic!("something was done, not {other:?}"),
    }
}

fn ignored(reading: Reading) -> bool {
    matches!(reading, Ok(Arrived::Ignored))
}

fn event_of(raw: &[u8]) -> Did {
    did(event(raw, &bots()))
}

#[test]
fn words_in_the_direct_message_are_heard() {
    let heard = event_of(&recorded(DM, "dmMessage")).event;
    assert_eq!(heard.what, What::Said("Hey!".into()));
    assert_eq!(heard.who, account(TEAM, USER));
    assert_eq!(heard.place, kiku_chat::Place::direct());
    // The recording is old and lacks the event's id.
    assert_eq!(heard.id, event_of(&recorded(DM, "dmMessage")).event.id);
}

#[test]
fn channels_mentions_reactions_bots_and_edits_are_not_heard() {
    for (file, name) in [
        (DM, "mention"),
        (DM, "dmRequest"),
        (MENTION, "mention"),
        (MENTION, "followUp"),
        (ACTIONS, "reaction"),
    ] {
        assert!(ignored(event(&recorded(file, name), &bots())), "{name}");
    }
    let message: Value = serde_json::from_slice(&recorded(DM, "dmMessage")).expect("JSON");
    for (key, value) in [
        ("subtype", json!("message_changed")),
        ("bot_id", json!("B1")),
        ("user", json!("U00FAKEBOT01")),
        ("text", json!(" \n")),
    ] {
        let mut other = message.clone();
        other["event"][key] = value;
        assert!(
            ignored(event(other.to_string().as_bytes(), &bots())),
            "{key}"
        );
    }
}

#[test]
fn slack_asks_whether_the_address_is_ours() {
    let raw = json!({ "type": "url_verification", "token": "x", "challenge": "3eZbrw1a" });
    match event(raw.to_string().as_bytes(), &bots()) {
        Ok(Arrived::Challenge(text)) => assert_eq!(text, "3eZbrw1a"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_button_brings_its_value_message_and_presser() {
    let mut raw: Value = serde_json::from_slice(&recorded(ACTIONS, "action")).expect("JSON");
    // The recorded button carries none, as those that open a link.
    assert!(ignored(interaction(raw.to_string().as_bytes(), &bots())));
    raw["actions"][0]["value"] = json!("topic:42:career");
    let pressed = did(interaction(raw.to_string().as_bytes(), &bots()));
    let event = pressed.event;
    assert_eq!(event.what, What::Press("topic:42:career".into()));
    assert_eq!(event.who, account(TEAM, USER));
    assert_eq!(event.place.channel.as_deref(), Some("C00FAKECHAN1"));
    let handle = Handle(format!("{TEAM}/C00FAKECHAN1/1767326126.896109"));
    assert_eq!(event.place.message(), Some(&handle));
    assert!(pressed.back.url.is_some() && pressed.back.trigger.is_some());
    assert_eq!(pressed.back.delivery, None);
    let payload = json!({ "delivery_id": "d1" });
    raw["message"]["metadata"] = json!({ "event_type": "kiku_delivery", "event_payload": payload });
    let told = did(interaction(raw.to_string().as_bytes(), &bots()))
        .back
        .delivery;
    assert_eq!(told, Some(kiku_chat::DeliveryId("d1".into())));
    let id = event.id;
    raw["actions"][0]["action_ts"] = json!("1767326131.000001");
    let again = did(interaction(raw.to_string().as_bytes(), &bots()))
        .event
        .id;
    assert_ne!(id, again, "two presses, two ids");
}

#[test]
fn a_menu_brings_the_chosen_value() {
    let pressed = did(interaction(
        &recorded(ACTIONS, "staticSelectAction"),
        &bots(),
    ));
    assert_eq!(pressed.event.what, What::Press("greet".into()));
}

#[test]
fn a_whisper_is_no_message() {
    let mut raw: Value =
        serde_json::from_slice(&recorded(ACTIONS, "staticSelectAction")).expect("JSON");
    raw["container"]["is_ephemeral"] = json!(true);
    raw["container"]["channel_id"] = json!("D00FAKE");
    let pressed = did(interaction(raw.to_string().as_bytes(), &bots()));
    assert_eq!(pressed.event.place, kiku_chat::Place::direct());
    assert!(matches!(
        pressed.back.door,
        Door::Press { whisper: true, .. }
    ));
}

fn home_press() -> Value {
    json!({
        "type": "block_actions", "team": { "id": TEAM }, "user": { "id": USER },
        "container": { "type": "view", "view_id": "V1" }, "trigger_id": "1.2.3",
        "view": { "id": "V1", "type": "home", "hash": "h" },
        "actions": [{ "type": "button", "action_id": "0.0", "value": "settings", "action_ts": "1.5" }],
    })
}

#[test]
fn a_press_on_the_home_tab_is_there() {
    let pressed = did(interaction(home_press().to_string().as_bytes(), &bots()));
    assert_eq!(pressed.event.place.on, On::Home);
    assert!(matches!(pressed.back.door, Door::HomePress));
    let opened = json!({ "type": "event_callback", "team_id": TEAM, "event_id": "Ev1",
        "event": { "type": "app_home_opened", "user": USER, "tab": "home", "event_ts": "1.6" } });
    let opened = event_of(opened.to_string().as_bytes()).event;
    assert_eq!((opened.what, opened.id.as_str()), (What::Home, "Ev1"));
}

fn submission(text: &str) -> Value {
    let origin = Origin {
        action: "note:42".into(),
        on: OriginOn::Message {
            channel: "D1".into(),
            ts: "1.2".into(),
        },
        back: Some("press:1".into()),
    };
    json!({
        "type": "view_submission", "team": { "id": TEAM }, "user": { "id": USER },
        "view": {
            "id": "V2", "hash": "156772938.1827394", "callback_id": "form",
            "private_metadata": serde_json::to_string(&origin).expect("JSON"),
            "blocks": [{ "block_id": "text" }, { "block_id": "due" }],
            "state": { "values": {
                "text": { "text": { "type": "plain_text_input", "value": text } },
                "due": { "text": { "type": "plain_text_input", "value": null } },
            } },
        },
    })
}

#[test]
fn a_form_brings_what_was_typed_and_where_it_came_from() {
    let sent = did(interaction(
        submission("来週の件\n<!here>").to_string().as_bytes(),
        &bots(),
    ));
    let What::Submit { action, values } = &sent.event.what else {
        panic!("a form, not {:?}", sent.event.what);
    };
    assert_eq!(action, "note:42");
    assert_eq!(values["text"], "来週の件\n<!here>");
    assert_eq!(values["due"], "");
    let handle = Handle(format!("{TEAM}/D1/1.2"));
    assert_eq!(sent.event.place.message(), Some(&handle));
    assert_eq!(sent.event.place.channel, None);
    let again = did(interaction(
        submission("来週の件\n<!here>").to_string().as_bytes(),
        &bots(),
    ));
    assert_eq!(again.event.id, sent.event.id, "the same once more");
    let mended = did(interaction(
        submission("来週の件").to_string().as_bytes(),
        &bots(),
    ));
    assert_ne!(mended.event.id, sent.event.id, "mended, it is another");
}

#[test]
fn errors_stand_at_their_fields() {
    let error = |field: &str| FieldError {
        field: field.into(),
        message: "日付で".into(),
    };
    let fields = ["text".to_owned(), "due".to_owned()];
    assert_eq!(
        form_errors(&[error("due"), error("unknown")], &fields),
        json!({ "response_action": "errors", "errors": { "due": "日付で", "text": "日付で" } })
    );
}

#[test]
fn a_command_is_a_word_and_the_rest_over_both_ways() {
    let fields = json!({
        "command": "/1on1", "text": "話したいこと　来週の 研修 &amp; 🍣", "team_id": TEAM, "user_id": USER,
        "channel_id": "C1", "trigger_id": "13.37", "response_url": "https://hooks.example/1",
    });
    let fields_form = "command=%2F1on1&text=%E8%A9%B1%E3%81%97%E3%81%9F%E3%81%84%E3%81%93%E3%81%A8%E3%80%80%E6%9D%A5%E9%80%B1%E3%81%AE+%E7%A0%94%E4%BF%AE+%26amp%3B+%F0%9F%8D%A3&team_id=T00FAKE00AA&user_id=U00FAKEUSER1&channel_id=C1&trigger_id=13.37&response_url=https%3A%2F%2Fhooks.example%2F1";
    let socket = did(command(fields.to_string().as_bytes(), &bots())).event;
    let http = did(command_form(fields_form.as_bytes(), &bots())).event;
    assert_eq!(socket, http);
    let (word, rest) = ("話したいこと".to_owned(), "来週の 研修 & 🍣".to_owned());
    assert_eq!(http.what, What::Command { word, rest });
    assert_eq!(http.place.channel.as_deref(), Some("C1"));
    assert!(ignored(command_form(b"ssl_check=1&token=x", &bots())));
}

#[test]
fn people_who_join_or_change_are_met() {
    for kind in ["team_join", "user_change"] {
        let raw = json!({ "type": "event_callback", "team_id": TEAM, "event_id": "Ev2", "event": {
            "type": kind, "user": { "id": "U9", "name": "hana", "deleted": true, "profile": {} } } });
        match event(raw.to_string().as_bytes(), &bots()) {
            Ok(Arrived::Met(person)) => assert!(!person.reachable && person.account.user == "U9"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_cannot_be_read_is_kept_under_its_workspace() {
    let kept = |workspace: &str, why| Unreadable {
        workspace: workspace.into(),
        why,
    };
    let mut broken = home_press();
    broken["actions"] = json!({ "odd": 1 });
    let raw = broken.to_string();
    let reading = interaction(raw.as_bytes(), &bots());
    assert_eq!(reading.err(), Some(kept(TEAM, Why::Shape)));
    assert_eq!(
        event(b"{not json", &bots()).err(),
        Some(kept("", Why::Shape))
    );
    assert_eq!(command(b"{}", &bots()).err(), Some(kept("", Why::Shape)));
    let mut foreign = home_press();
    foreign["team"]["id"] = json!("TOTHER");
    let reading = interaction(foreign.to_string().as_bytes(), &bots());
    assert_eq!(reading.err(), Some(kept("TOTHER", Why::Workspace)));
    let mut lost = submission("x");
    lost["view"]["private_metadata"] = json!("not ours");
    let reading = interaction(lost.to_string().as_bytes(), &bots());
    assert_eq!(
        reading.err(),
        Some(kept(TEAM, Why::Shape)),
        "what was typed is not lost"
    );
}
