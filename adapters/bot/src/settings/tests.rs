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
        matches!(settings.content_key, Some(ContentKeySource::File(path)) if path == Path::new("etc/kiku.key"))
    );
    let settings = load(file, &[("KIKU_SECRETS_CONTENT_KEY", "AAAA")]).expect("loads");
    assert!(matches!(
        settings.content_key,
        Some(ContentKeySource::Variable(_))
    ));
}
