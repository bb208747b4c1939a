//! The manifest of the Slack app: what Slack must know of Kiku, from the registry of commands and the scopes in use.

use crate::settings::slack::Mode;
use kiku::commands;
use kiku_slack::{EVENTS, SCOPES, Scope};
use serde::Serialize;
use serde_saphyr::Commented;

/// Where Slack reaches Kiku.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reached {
    /// Over the connection that Kiku opens.
    Socket,
    /// At this address, without a slash at the end.
    Http(String),
}

impl Reached {
    /// How it is called in the settings.
    pub fn mode(&self) -> Mode {
        match self {
            Reached::Socket => Mode::Socket,
            Reached::Http(_) => Mode::Http,
        }
    }

    fn url(&self, path: &str) -> Option<String> {
        match self {
            Reached::Socket => None,
            Reached::Http(base) => Some(format!("{base}{path}")),
        }
    }
}

#[derive(Serialize)]
struct Manifest {
    display_information: Display,
    features: Features,
    oauth_config: OAuth,
    settings: Settings,
}

#[derive(Serialize)]
struct Display {
    name: &'static str,
    description: &'static str,
    background_color: &'static str,
}

#[derive(Serialize)]
struct Features {
    app_home: AppHome,
    bot_user: BotUser,
    slash_commands: [SlashCommand; 1],
}

#[derive(Serialize)]
struct AppHome {
    home_tab_enabled: bool,
    messages_tab_enabled: bool,
    messages_tab_read_only_enabled: bool,
}

#[derive(Serialize)]
struct BotUser {
    display_name: &'static str,
    always_online: bool,
}

#[derive(Serialize)]
struct SlashCommand {
    command: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    description: &'static str,
    usage_hint: String,
    should_escape: bool,
}

#[derive(Serialize)]
struct OAuth {
    scopes: Scopes,
}

#[derive(Serialize)]
struct Scopes {
    bot: Vec<Commented<&'static str>>,
}

#[derive(Serialize)]
struct Settings {
    event_subscriptions: Events,
    interactivity: Interactivity,
    org_deploy_enabled: bool,
    socket_mode_enabled: bool,
    token_rotation_enabled: bool,
}

#[derive(Serialize)]
struct Events {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_url: Option<String>,
    bot_events: &'static [&'static str],
}

#[derive(Serialize)]
struct Interactivity {
    is_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_url: Option<String>,
}

/// The manifest as YAML, with the reason for each scope beside it.
///
/// # Errors
/// The serializer fails.
pub fn slack(reached: &Reached) -> Result<String, serde_saphyr::ser::Error> {
    let how = match reached {
        Reached::Socket => "socket".to_owned(),
        Reached::Http(base) => format!("http --url {base}"),
    };
    let yaml = serde_saphyr::to_string(&manifest(reached))?;
    Ok(format!(
        "# The Slack app of Kiku, written by: kiku manifest slack --mode {how}\n\
         # https://api.slack.com/apps → Create New App → From a manifest; docs/slack.md leads through it.\n\
         {yaml}"
    ))
}

fn manifest(reached: &Reached) -> Manifest {
    Manifest {
        display_information: Display {
            name: "Kiku",
            description: "毎月の1on1を、上司とメンバーの二人のために。Monthly 1on1s, for the two who talk.",
            background_color: "#24514a",
        },
        features: Features {
            app_home: AppHome {
                home_tab_enabled: true,
                messages_tab_enabled: true,
                messages_tab_read_only_enabled: false,
            },
            bot_user: BotUser {
                display_name: "Kiku",
                always_online: true,
            },
            slash_commands: [SlashCommand {
                command: "/1on1",
                url: reached.url("/slack/commands"),
                description: "1on1の予定、準備、日程、メモなど。Your 1on1s: next, prep, book, note and more.",
                usage_hint: usage(),
                should_escape: false,
            }],
        },
        oauth_config: OAuth {
            scopes: Scopes {
                bot: SCOPES.iter().map(scope).collect(),
            },
        },
        settings: Settings {
            event_subscriptions: Events {
                request_url: reached.url("/slack/events"),
                bot_events: EVENTS,
            },
            interactivity: Interactivity {
                is_enabled: true,
                request_url: reached.url("/slack/interactions"),
            },
            org_deploy_enabled: false,
            socket_mode_enabled: reached.mode() == Mode::Socket,
            token_rotation_enabled: false,
        },
    }
}

fn scope(scope: &Scope) -> Commented<&'static str> {
    Commented(scope.scope, scope.en.to_owned())
}

/// Every word in both languages, in the order of help.
fn usage() -> String {
    let words = |entry: &commands::Entry| match entry.ja.first() {
        Some(ja) => format!("{ja} {}", entry.en),
        None => entry.en.to_owned(),
    };
    commands::ALL
        .iter()
        .map(words)
        .collect::<Vec<_>>()
        .join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::path::Path;

    const SCHEMA: &str = include_str!("../../../tests/data/slack/manifest.schema.2.0.0.json");

    fn both() -> [Reached; 2] {
        [
            Reached::Socket,
            Reached::Http("https://kiku.example.co.jp".into()),
        ]
    }

    fn read(yaml: &str) -> Value {
        serde_saphyr::from_str(yaml).expect("is YAML")
    }

    #[test]
    fn the_file_is_in_step() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../manifests/slack/manifest.yaml");
        let made = slack(&Reached::Socket).expect("is written");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &made).expect("the file is written");
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(
            written, made,
            "run BLESS=1 cargo test -p kiku-bot the_file_is_in_step"
        );
    }

    #[test]
    fn slack_accepts_it_by_its_official_schema() {
        let schema: Value = serde_json::from_str(SCHEMA).expect("is JSON");
        let schema = jsonschema::validator_for(&schema).expect("is a schema");
        for reached in both() {
            let mut manifest = read(&slack(&reached).expect("is written"));
            let problems: Vec<String> = schema
                .iter_errors(&manifest)
                .map(|error| format!("{} {error}", error.instance_path()))
                .collect();
            assert!(problems.is_empty(), "{problems:#?}");
            manifest["features"]["slash_commands"][0]["command"] = "1on1".into();
            assert!(!schema.is_valid(&manifest), "the schema checks nothing");
        }
    }

    #[test]
    fn every_command_is_named_in_both_languages() {
        let hint = usage();
        for entry in &commands::ALL {
            assert!(
                hint.contains(entry.en) && hint.contains(entry.ja[0]),
                "{}",
                entry.en
            );
        }
    }

    #[test]
    fn it_asks_for_the_scopes_in_use_and_no_other() {
        for reached in both() {
            let manifest = read(&slack(&reached).expect("is written"));
            let asked = manifest["oauth_config"]["scopes"]["bot"]
                .as_array()
                .expect("a list");
            let used: Vec<&str> = SCOPES.iter().map(|scope| scope.scope).collect();
            let asked: Vec<&str> = asked.iter().filter_map(Value::as_str).collect();
            assert_eq!(asked, used);
            assert!(manifest["oauth_config"]["scopes"].get("user").is_none());
        }
    }

    #[test]
    fn addresses_stand_in_it_only_when_slack_calls_kiku() {
        let socket = slack(&Reached::Socket).expect("is written");
        assert!(
            !socket.contains("url:") && socket.contains("socket_mode_enabled: true"),
            "{socket}"
        );
        let http = read(&slack(&both()[1]).expect("is written"));
        let at = |pointer: &str| {
            http.pointer(pointer)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let base = "https://kiku.example.co.jp/slack";
        assert_eq!(
            at("/features/slash_commands/0/url"),
            format!("{base}/commands")
        );
        assert_eq!(
            at("/settings/event_subscriptions/request_url"),
            format!("{base}/events")
        );
        assert_eq!(
            at("/settings/interactivity/request_url"),
            format!("{base}/interactions")
        );
        assert_eq!(http["settings"]["socket_mode_enabled"], false);
    }

    /// The guide with its table of scopes between the two marks.
    fn with_scopes(guide: &str, head: &str, purpose: fn(&Scope) -> &'static str) -> String {
        const MARKS: (&str, &str) = ("<!-- scopes -->\n", "<!-- /scopes -->");
        let (before, rest) = guide.split_once(MARKS.0).expect("has the first mark");
        let (_, after) = rest.split_once(MARKS.1).expect("has the second mark");
        let rows = SCOPES.iter();
        let rows: String = rows
            .map(|scope| format!("| `{}` | {} |\n", scope.scope, purpose(scope)))
            .collect();
        format!(
            "{before}{}\n{head}\n|---|---|\n{rows}\n{}{after}",
            MARKS.0, MARKS.1
        )
    }

    #[test]
    fn the_guides_explain_every_scope() {
        same_scopes("slack.md", "| scope | what for |", |scope| scope.en);
        same_scopes("slack.ja.md", "| スコープ | 何のためか |", |scope| scope.ja);
    }

    fn same_scopes(name: &str, head: &str, purpose: fn(&Scope) -> &'static str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../docs")
            .join(name);
        let written = std::fs::read_to_string(&path).expect("the guide is there");
        let made = with_scopes(&written, head, purpose);
        if std::env::var_os("BLESS").is_some() {
            return std::fs::write(&path, &made).expect("the guide is written");
        }
        assert_eq!(
            written, made,
            "run BLESS=1 cargo test -p kiku-bot the_guides_explain"
        );
    }
}
