//! Damaged payloads: nothing panics, nobody is taken for somebody of another workspace.

use super::*;
use proptest::prelude::*;
use serde_json::json;

const ACTIONS: &str = include_str!("../../tests/data/recorded/actions-reactions.json");
const DM: &str = include_str!("../../tests/data/recorded/dm.json");
const TEAM: &str = "T00FAKE00AA";

fn bots() -> Bots {
    Bots::from([(TEAM.to_owned(), "U00FAKEBOT01".to_owned())])
}

/// Whole payloads of every kind.
fn whole() -> Vec<Value> {
    let file = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let (actions, dm) = (file(ACTIONS), file(DM));
    let origin = r#"{"action":"note:1","on":{"message":{"channel":"D1","ts":"1.2"}}}"#;
    let form = json!({
        "type": "view_submission", "team": { "id": TEAM }, "user": { "id": "U1" },
        "view": { "id": "V1", "hash": "h", "private_metadata": origin, "blocks": [{ "block_id": "text" }],
            "state": { "values": { "text": { "text": { "value": "来週" } } } } } });
    let command = json!({ "team_id": TEAM, "user_id": "U1", "text": "準備", "trigger_id": "1.2" });
    vec![
        actions["action"].clone(),
        actions["staticSelectAction"].clone(),
        actions["reaction"].clone(),
        dm["dmMessage"].clone(),
        form,
        command,
    ]
}

/// Puts something odd in the place of the `at`th value, counted depth first.
fn spoil(value: &mut Value, at: &mut usize, odd: &Value) {
    if *at == 0 {
        *value = odd.clone();
    }
    *at = at.wrapping_sub(1);
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|value| spoil(value, at, odd)),
        Value::Array(values) => values.iter_mut().for_each(|value| spoil(value, at, odd)),
        _ => {}
    }
}

fn sound(reading: Reading) -> bool {
    match reading {
        Ok(Arrived::Did(did)) => did.event.who.workspace == TEAM && !did.event.id.is_empty(),
        Ok(_) | Err(_) => true,
    }
}

fn everything(raw: &[u8]) -> bool {
    let bots = bots();
    let form = [b"payload=", raw].concat();
    sound(event(raw, &bots))
        && sound(interaction(raw, &bots))
        && sound(command(raw, &bots))
        && sound(command_form(raw, &bots))
        && payload(&form).is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn odd_values_are_read_or_kept(which in 0usize..6, at in 0usize..60, odd in 0usize..7) {
        let odds = [json!(null), json!(7), json!(""), json!([]), json!({}), json!("T1"), json!([[1]])];
        let mut payload = whole().swap_remove(which);
        spoil(&mut payload, &mut { at }, &odds[odd]);
        prop_assert!(everything(payload.to_string().as_bytes()));
    }

    #[test]
    fn broken_bytes_are_read_or_kept(which in 0usize..6, cut in 0usize..2_000, byte: u8, at in 0usize..2_000) {
        let mut raw = whole().swap_remove(which).to_string().into_bytes();
        raw.truncate(cut.max(1));
        let length = raw.len();
        raw[at % length] = byte;
        prop_assert!(everything(&raw));
    }
}
