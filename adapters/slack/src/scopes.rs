//! What Kiku may do in a workspace, and what for. A test compares it with the methods that are called.

/// A permission of the bot token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// Slack's name for it.
    pub scope: &'static str,
    /// The methods that need it; none when it is needed by an event, a field or a command.
    pub methods: &'static [&'static str],
    /// 日本語: what it is for.
    pub ja: &'static str,
    /// English: what it is for.
    pub en: &'static str,
}

/// Exactly the scopes that are used.
pub const SCOPES: &[Scope] = &[
    Scope {
        scope: "channels:history",
        methods: &["conversations.history"],
        ja: "公開チャンネルに送ったレポートが届いたかどうかを、応答が途切れたときに確かめます。",
        en: "When an answer from Slack was lost, looks whether a report has arrived in a public channel.",
    },
    Scope {
        scope: "channels:read",
        methods: &["conversations.info", "conversations.list"],
        ja: "レポートを送る公開チャンネルを、名前から探します。",
        en: "Finds the public channel for a report by its name.",
    },
    Scope {
        scope: "chat:write",
        methods: &["chat.postMessage", "chat.update"],
        ja: "メッセージを送り、送ったメッセージを更新します。",
        en: "Sends messages, and changes those it has sent.",
    },
    Scope {
        scope: "commands",
        methods: &[],
        ja: "/1on1 コマンドを受け取ります。",
        en: "Receives the command /1on1.",
    },
    Scope {
        scope: "files:write",
        methods: &["files.completeUploadExternal", "files.getUploadURLExternal"],
        ja: "レポートの図をアップロードします。",
        en: "Uploads the pictures of reports.",
    },
    Scope {
        scope: "groups:history",
        methods: &["conversations.history"],
        ja: "非公開チャンネルに送ったレポートが届いたかどうかを、応答が途切れたときに確かめます。",
        en: "When an answer from Slack was lost, looks whether a report has arrived in a private channel.",
    },
    Scope {
        scope: "groups:read",
        methods: &["conversations.info", "conversations.list"],
        ja: "招待された非公開チャンネルを、名前から探します。",
        en: "Finds the private channel for a report by its name, where Kiku was invited.",
    },
    Scope {
        scope: "im:history",
        methods: &["conversations.history"],
        ja: "Kiku とのDMで話しかけられた言葉に答え、送ったメッセージが届いたかどうかを確かめます。",
        en: "Answers words in the direct message with Kiku, and looks whether a message has arrived there.",
    },
    Scope {
        scope: "im:write",
        methods: &["conversations.open"],
        ja: "相手とのDMを開きます。",
        en: "Opens the direct message with a person.",
    },
    Scope {
        scope: "users:read",
        methods: &["users.list"],
        ja: "メンバーの一覧から、名前・タイムゾーン・言語を読み取ります。",
        en: "Reads names, time zones and languages from the list of members.",
    },
    Scope {
        scope: "users:read.email",
        methods: &[],
        ja: "メールアドレスで、名簿とSlackのアカウントを照らし合わせます。",
        en: "Matches the roster with Slack accounts by mail address.",
    },
];

/// The events Kiku listens to, as the app's settings name them.
pub const EVENTS: &[&str] = &["app_home_opened", "message.im", "team_join", "user_change"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Method;
    use serde_json::Value;
    use std::collections::BTreeSet;

    /// Scopes that no method needs: of the command, and of a field in the answers of users.list.
    const WITHOUT_METHOD: [&str; 2] = ["commands", "users:read.email"];

    /// The scopes a bot token may have for a method, by Slack's documentation of it. One of them is enough, and which
    /// one depends on the kind of conversation.
    fn documented(method: &str) -> BTreeSet<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/methods");
        let text = std::fs::read_to_string(format!("{folder}/{method}.json"));
        let text = text.unwrap_or_else(|error| panic!("{method}: {error}"));
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let scopes = value.pointer("/scopes/bot").and_then(Value::as_array);
        let names = scopes.into_iter().flatten();
        let name = |scope: &Value| scope["name"].as_str().map(str::to_owned);
        names.filter_map(name).collect()
    }

    #[test]
    fn every_method_that_is_called_has_its_scope() {
        for method in Method::ALL.map(Method::name) {
            let documented = documented(method);
            let ours = SCOPES
                .iter()
                .filter(|scope| scope.methods.contains(&method));
            let ours: BTreeSet<String> = ours.map(|scope| scope.scope.to_owned()).collect();
            assert!(
                ours.is_subset(&documented),
                "{method}: {ours:?} of {documented:?}"
            );
            assert_eq!(
                ours.is_empty(),
                documented.is_empty(),
                "{method} needs one of {documented:?}"
            );
        }
    }

    #[test]
    fn every_scope_is_used() {
        let called: BTreeSet<&str> = Method::ALL.map(Method::name).into();
        let mut names = BTreeSet::new();
        for scope in SCOPES {
            assert!(names.insert(scope.scope), "{} twice", scope.scope);
            let without = WITHOUT_METHOD.contains(&scope.scope);
            assert_eq!(scope.methods.is_empty(), without, "{}", scope.scope);
            for method in scope.methods {
                assert!(called.contains(method), "{method} is never called");
            }
            assert!(!scope.ja.is_empty() && !scope.en.is_empty());
        }
        let list: Vec<&str> = SCOPES.iter().map(|scope| scope.scope).collect();
        assert!(list.is_sorted());
    }
}
