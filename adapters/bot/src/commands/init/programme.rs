//! The commented `programme.toml`.

use super::answers::Answers;

const TEMPLATE: &str = include_str!("programme.toml");

/// The document with the answers filled in.
pub fn commented_file(answers: &Answers) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    TEMPLATE
        .replace("{company}", &quoted(&answers.company))
        .replace("{language}", &quoted(answers.lang.code()))
        .replace("{time_zone}", &quoted(answers.time_zone.name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiku::domain::lang::Lang;
    use kiku::domain::programme::Programme;

    fn answers() -> Answers {
        Answers {
            company: "きくの木 \"1\" 株式会社".into(),
            lang: Lang::En,
            time_zone: chrono_tz::Asia::Singapore,
            database: "sqlite:kiku.db".into(),
            slack: None,
        }
    }

    #[test]
    fn it_says_the_answers_and_otherwise_the_defaults() {
        let programme = Programme::from_toml(&commented_file(&answers())).expect("reads");
        let expected = Programme {
            company: answers().company,
            language: Lang::En,
            time_zone: chrono_tz::Asia::Singapore,
            ..Programme::default()
        };
        assert_eq!(programme, expected);
    }

    #[test]
    fn every_commented_example_is_a_good_one() {
        let open = |line: &str| line.strip_prefix("#: ").unwrap_or(line).to_owned();
        let text: Vec<String> = commented_file(&answers()).lines().map(open).collect();
        let programme = Programme::from_toml(&text.join("\n")).expect("reads");
        assert!(
            !programme.channels.is_empty()
                && !programme.grants.is_empty()
                && !programme.months.is_empty()
        );
        assert!(!programme.holidays.company_days().is_empty());
    }

    #[test]
    fn it_shows_every_key() {
        let text = commented_file(&answers());
        let full: toml::Table = Programme::default()
            .to_toml()
            .expect("writes")
            .parse()
            .expect("reads");
        for (key, value) in &full {
            assert!(text.contains(key.as_str()), "{key}");
            for inner in value.as_table().into_iter().flat_map(|table| table.keys()) {
                assert!(text.contains(inner.as_str()), "{key}.{inner}");
            }
        }
    }
}
