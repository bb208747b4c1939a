//! Settings that are read, and settings that are refused with a message that says what to do.

use super::*;

fn load(file: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let file = Some((Path::new("etc/kiku.toml"), file));
    Settings::from_sources(file, variables).map_err(|failure| failure.message)
}

fn refused(file: &str, variables: &[(&str, &str)]) -> String {
    load(file, variables).err().unwrap_or_default()
}

#[test]
fn nothing_said_means_defaults() {
    let settings = Settings::from_sources(None, std::iter::empty()).expect("loads");
    assert_eq!(settings.database_url.expose_secret(), "sqlite:kiku.db");
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert!(settings.content_key.is_none());
}

#[test]
fn the_environment_wins_over_the_file() {
    let file = "[server]\nlisten = \"127.0.0.1:1\"\n[log]\nlevel = \"warn\"\n";
    let settings = load(
        file,
        &[("KIKU_SERVER_LISTEN", "127.0.0.1:2"), ("HOME", "/")],
    )
    .expect("loads");
    assert_eq!(settings.listen.port(), 2);
    assert_eq!(settings.log.level, "warn");
}

#[test]
fn a_path_starts_where_it_is_written() {
    let settings = load("[database]\nurl = \"sqlite:data/kiku.db\"\n", &[]).expect("loads");
    assert_eq!(
        settings.database_url.expose_secret(),
        "sqlite:etc/data/kiku.db"
    );
    let settings = load("", &[("KIKU_DATABASE_URL", "sqlite:data/kiku.db")]).expect("loads");
    assert_eq!(settings.database_url.expose_secret(), "sqlite:data/kiku.db");
}

#[test]
fn unknown_names_are_named_with_file_line_and_neighbour() {
    assert_eq!(
        refused("[server]\n\nlisten_on = \"x\"\n", &[]),
        "etc/kiku.toml:3: unknown key 'server.listen_on' (did you mean 'listen'?); [server] knows listen"
    );
    assert_eq!(
        refused("[databse]\nurl = \"x\"\n", &[]),
        "etc/kiku.toml:1: unknown section [databse] (did you mean 'database'?)"
    );
    assert_eq!(
        refused("url = \"x\"\n", &[]),
        "etc/kiku.toml:1: 'url' stands outside a section; put it below a line [database]"
    );
    assert_eq!(
        refused("", &[("KIKU_DATABASE_ULR", "x")]),
        "environment variable KIKU_DATABASE_ULR: there is no such setting (did you mean 'KIKU_DATABASE_URL'?)"
    );
}

#[test]
fn all_problems_are_said_at_once() {
    let message = refused(
        "[server]\nlisten = \"8080\"\n[log]\nformat = \"xml\"\nlevel = 3\n",
        &[("KIKU_X_Y", "1")],
    );
    assert_eq!(message.lines().count(), 4, "{message}");
    assert!(
        message.contains("etc/kiku.toml:2: server.listen: '8080' is not an address with a port"),
        "{message}"
    );
    assert!(
        message.contains("etc/kiku.toml:4: log.format: 'xml'"),
        "{message}"
    );
    assert!(
        message.contains("etc/kiku.toml:5: write 'log.level' in quotes"),
        "{message}"
    );
}

#[test]
fn secrets_in_the_file_are_refused_and_not_repeated() {
    let message = refused("[secrets]\ncontent_key = \"c2VjcmV0\"\n", &[]);
    assert!(
        message.contains("KIKU_SECRETS_CONTENT_KEY in the environment"),
        "{message}"
    );
    assert!(!message.contains("c2VjcmV0"));
    for url in [
        "postgres://kiku:hunter2@db/kiku",
        "postgres://db/kiku?user=kiku&password=hunter2",
    ] {
        let message = refused(&format!("[database]\nurl = \"{url}\"\n"), &[]);
        assert!(message.contains("PGPASSWORD"), "{message}");
        assert!(!message.contains("hunter2"));
        assert!(load("", &[("KIKU_DATABASE_URL", url)]).is_ok());
    }
    assert!(load("[database]\nurl = \"postgres://kiku@db/kiku\"\n", &[]).is_ok());
}

#[test]
fn bad_values_say_what_to_write() {
    assert!(
        refused("[database]\nurl = \"mysql://db\"\n", &[])
            .contains("write sqlite:PATH or postgres://")
    );
    assert!(refused("[database]\nurl = \"sqlite:\"\n", &[]).contains("write sqlite:PATH"));
    assert!(refused("[log]\nlevel = \"loud\"\n", &[]).contains("write error, warn, info"));
    assert!(refused("[server\n", &[]).starts_with("etc/kiku.toml:1: this is not TOML"));
    assert!(load("[log]\nlevel = \"info,kiku_engine=debug\"\n", &[]).is_ok());
}

#[test]
fn the_variable_with_the_key_wins_over_the_file_with_the_key() {
    let file = "[secrets]\ncontent_key_file = \"kiku.key\"\n";
    let settings = load(file, &[]).expect("loads");
    assert!(
        matches!(settings.content_key, Some(SecretSource::File(path)) if path == Path::new("etc/kiku.key"))
    );
    let settings = load(file, &[("KIKU_SECRETS_CONTENT_KEY", "AAAA")]).expect("loads");
    assert!(matches!(
        settings.content_key,
        Some(SecretSource::Variable(..))
    ));
}

/// What a connection to Slack would be made of, or why not.
fn slack(file: &str, variables: &[(&str, &str)]) -> Result<Option<kiku_slack::Config>, String> {
    let settings = load(file, variables)?;
    settings
        .slack
        .connection()
        .map_err(|failure| failure.message)
}

#[test]
fn slack_is_off_until_a_token_is_set() {
    assert!(slack("", &[]).expect("loads").is_none());
    let file = "[slack]\nmode = \"http\"\nsend_per_minute = 60\n";
    assert!(slack(file, &[]).expect("loads").is_none());
    let tokens = [
        ("KIKU_SLACK_BOT_TOKEN", "xoxb-1, xoxb-2,"),
        ("KIKU_SLACK_APP_TOKEN", "xapp-1,xapp-2"),
    ];
    let config = slack("", &tokens).expect("loads").expect("is set");
    assert_eq!((config.bot_tokens.len(), config.app_tokens.len()), (2, 2));
    assert!(config.signing_secrets.is_empty());
    assert_eq!(config.api_url, "https://slack.com/api");
    let rates = config.rates;
    assert_eq!((rates.send, rates.edit, rates.find), (300, 50, 50));
}

#[test]
fn a_missing_secret_of_slack_says_where_to_find_it() {
    let refused = |file, variables: &[_]| slack(file, variables).err().unwrap_or_default();
    let bot = ("KIKU_SLACK_BOT_TOKEN", "xoxb-1");
    let message = refused("", &[bot]);
    assert!(message.starts_with("slack.app_token is not set, and Slack in mode socket needs the app-level token; set KIKU_SLACK_APP_TOKEN or slack.app_token_file"), "{message}");
    let message = refused("[slack]\nmode = \"http\"\n", &[bot]);
    assert!(
        message.starts_with("slack.signing_secret is not set, and Slack in mode http"),
        "{message}"
    );
    let message = refused("", &[("KIKU_SLACK_APP_TOKEN", "xapp-1")]);
    assert!(
        message.starts_with("slack.bot_token is not set"),
        "{message}"
    );
    let message = refused(
        "[slack]\nbot_token_file = \"no/such\"\napp_token_file = \"no\"\n",
        &[],
    );
    assert!(
        message.starts_with("etc/no/such: the bot token cannot be read"),
        "{message}"
    );
}

#[test]
fn a_token_in_the_wrong_place_is_refused_and_not_repeated() {
    let swapped = [
        ("KIKU_SLACK_BOT_TOKEN", "xoxb-1,xapp-hunter2"),
        ("KIKU_SLACK_APP_TOKEN", "xapp-1"),
    ];
    let message = slack("", &swapped).err().unwrap_or_default();
    assert!(message.starts_with("environment variable KIKU_SLACK_BOT_TOKEN: this is not the bot token (value 2), which begins with xoxb-"), "{message}");
    assert!(!message.contains("hunter2"));
    let message = refused("[slack]\nbot_token = \"xoxb-hunter2\"\n", &[]);
    assert!(
        message.contains("KIKU_SLACK_BOT_TOKEN in the environment"),
        "{message}"
    );
    assert!(!message.contains("hunter2"));
}

#[test]
fn bad_values_for_slack_say_what_to_write() {
    let one = |line: &str| refused(&format!("[slack]\n{line}\n"), &[]);
    assert_eq!(
        one("mode = \"push\""),
        "etc/kiku.toml:2: slack.mode: 'push' is no way to reach Kiku; write socket or http"
    );
    assert_eq!(
        one("send_per_minute = 0"),
        "etc/kiku.toml:2: slack.send_per_minute: '0' is no number of calls a minute; write a whole number from 1 to 100000"
    );
    assert_eq!(
        one("edit_per_minute = true"),
        "etc/kiku.toml:2: write 'slack.edit_per_minute' as a number, such as edit_per_minute = 50"
    );
    assert!(one("api_url = \"http://slack.example\"").contains("in clear text; write https://"));
    assert!(one("api_url = \"slack.com\"").contains("write https://slack.com/api"));
    for local in [
        "http://127.0.0.1:80/api",
        "http://[::1]:80/api/",
        "http://localhost/api",
    ] {
        assert_eq!(one(&format!("api_url = \"{local}\"")), "", "{local}");
    }
    assert!(
        refused("", &[("KIKU_SLACK_FIND_PER_MINUTE", "many")]).starts_with(
            "environment variable KIKU_SLACK_FIND_PER_MINUTE: slack.find_per_minute: 'many'"
        )
    );
}
