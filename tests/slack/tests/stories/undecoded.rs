//! Input that no code can read is kept, sealed and counted, over both connections.

use crate::cast;
use crate::company::{MODES, TEAM, user};
use crate::dump::dump;
use anyhow::Result;
use serde_json::json;

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_counted() -> Result<()> {
    for mode in MODES {
        let company = cast::company(mode, cast::PAIR).await;
        company.until("2026-11-02 18:00").await?;
        let before = dump(&company.database()).await?;
        let words = "これは失われてはいけない言葉です";
        let event = json!({"type": "message", "channel_type": "im", "user": {"id": user("sato")}, "text": words});
        company.slack.send_event(TEAM, event).await;
        company.settle().await?;
        assert_eq!(
            company.engine.store().undecoded_count().await?,
            1,
            "{mode:?}"
        );
        let after = dump(&company.database()).await?;
        for (table, rows) in &after {
            assert!(
                !rows.iter().any(|row| row.contains(words)),
                "{table} holds what was typed unsealed"
            );
        }
        let changed: Vec<&String> = after
            .keys()
            .filter(|table| before[*table] != after[*table])
            .collect();
        assert_eq!(
            changed,
            ["undecoded", "undecoded_counts"],
            "nothing else changed"
        );
    }
    Ok(())
}
