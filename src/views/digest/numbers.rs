//! Figures as people read them: `83%（25/30）`, `4.1 (n=12, 95% CI 3.6–4.6)`, `前月差 +0.3`, or why they are hidden.

use crate::domain::digest::{Change, Headline, Measure, Reading};
use crate::domain::privacy::{Days, Why};
use crate::domain::statistics::Range;
use crate::views::words::Words;

/// A figure with its n, and its interval when it has one.
pub(super) fn full(words: Words, measure: &Measure, reading: &Reading) -> String {
    match reading {
        Reading::Share { yes, n } => words.t_with(
            "digest-share",
            &[
                ("percent", percent(*yes, *n).into()),
                ("yes", count(*yes).into()),
                ("n", count(*n).into()),
            ],
        ),
        Reading::Mean { mean, n, spread } => {
            let mean = ("mean", mean_text(measure, *mean).into());
            let n = ("n", count(*n).into());
            match spread {
                Some(spread) => {
                    let Range { low, high } = spread.interval;
                    let low = ("low", mean_text(measure, low).into());
                    let high = ("high", mean_text(measure, high).into());
                    let key = match measure {
                        Measure::Gap => "digest-mean-signed",
                        _ => "digest-mean-interval",
                    };
                    words.t_with(key, &[mean, n, low, high])
                }
                None => words.t_with("digest-mean", &[mean, n]),
            }
        }
        Reading::Hidden(why) => hidden(words, *why),
    }
}

/// The figure alone, for a comparison or a picture's description; `None` when it is hidden.
pub(super) fn bare(measure: &Measure, reading: &Reading) -> Option<String> {
    match reading {
        Reading::Share { yes, n } => Some(format!("{}%", percent(*yes, *n))),
        Reading::Mean { mean, .. } => Some(mean_text(measure, *mean)),
        Reading::Hidden(_) => None,
    }
}

/// The figure and its n, short, for one side of a comparison.
pub(super) fn short(words: Words, measure: &Measure, reading: &Reading) -> String {
    match (bare(measure, reading), reading.n(), reading) {
        (Some(value), Some(n), _) => words.t_with(
            "digest-short",
            &[("value", value.into()), ("n", count(n).into())],
        ),
        (_, _, Reading::Hidden(why)) => hidden(words, *why),
        _ => String::new(),
    }
}

/// The figure, and how it moved since last month where that can be told.
pub(super) fn with_change(words: Words, headline: &Headline) -> String {
    let value = full(words, &headline.measure, &headline.now);
    match change(words, &headline.now, &headline.change) {
        Some(change) => words.t_with(
            "digest-with-change",
            &[("value", value.into()), ("change", change.into())],
        ),
        None => value,
    }
}

fn change(words: Words, now: &Reading, change: &Change) -> Option<String> {
    let by = by_text(words, now, change.difference()?.by);
    let steady = matches!(change, Change::Steady(_));
    Some(match (steady, by.starts_with('±')) {
        (true, true) => words.t("digest-change-none"),
        (true, false) => words.t_with("digest-change-steady", &[("by", by.into())]),
        (false, _) => words.t_with("digest-change", &[("by", by.into())]),
    })
}

/// A difference in the unit of a figure: points of a percentage, or steps of the scale.
fn by_text(words: Words, of: &Reading, by: f64) -> String {
    match of {
        Reading::Share { .. } => {
            words.t_with("digest-points", &[("by", signed(by * 100.0, 0).into())])
        }
        _ => signed(by, 1),
    }
}

/// Why a figure is hidden, in words that blame nobody and tell nothing.
pub(super) fn hidden(words: Words, why: Why) -> String {
    match why {
        Why::NoData => words.t("digest-no-data"),
        Why::TooFew { k } => words.t_with("digest-too-few", &[("k", count(k).into())]),
        Why::Complementary => words.t("digest-hidden"),
    }
}

/// Days between talks: the middle half and how many.
pub(super) fn days(words: Words, days: Option<&Days>) -> String {
    match days {
        None => words.t("digest-no-interval"),
        Some(days) => words.t_with(
            "digest-days",
            &[
                ("median", trimmed(days.median).into()),
                ("lower", trimmed(days.lower).into()),
                ("upper", trimmed(days.upper).into()),
                ("n", count(days.n).into()),
            ],
        ),
    }
}

/// Whole percent, half up; only nothing is 0 % and only all are 100 %.
fn percent(yes: u32, n: u32) -> String {
    let exact = 100.0 * f64::from(yes) / f64::from(n.max(1));
    let whole = exact.round().clamp(
        if yes == 0 { 0.0 } else { 1.0 },
        if yes >= n { 100.0 } else { 99.0 },
    );
    format!("{whole:.0}")
}

/// A count with its thousands parted, as both languages do.
pub(super) fn count(n: u32) -> String {
    let digits = n.to_string();
    let parts: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|part| std::str::from_utf8(part).ok())
        .collect();
    parts.join(",")
}

fn mean_text(measure: &Measure, mean: f64) -> String {
    match measure {
        Measure::Gap => signed(mean, 1),
        _ => format!("{mean:.1}"),
    }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// With a sign that cannot be mistaken for a hyphen; what rounds to nothing is `±0`.
fn signed(value: f64, decimals: usize) -> String {
    let size = format!("{:.decimals$}", value.abs());
    let nothing = size.bytes().all(|b| b == b'0' || b == b'.');
    match (nothing, value > 0.0) {
        (true, _) => format!("±{size}"),
        (false, true) => format!("+{size}"),
        (false, false) => format!("−{size}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use crate::domain::privacy::Spread;

    #[test]
    fn figures_are_written_as_each_language_does() {
        let (ja, en) = (Words::of(Lang::Ja), Words::of(Lang::En));
        let share = Reading::Share { yes: 25, n: 30 };
        assert_eq!(full(ja, &Measure::Execution, &share), "83%（25/30）");
        assert_eq!(full(en, &Measure::Execution, &share), "83% (25 of 30)");
        let interval = Range {
            low: 3.61,
            high: 4.58,
        };
        let mean = Reading::Mean {
            mean: 4.09,
            n: 12,
            spread: Some(Spread { sd: 0.8, interval }),
        };
        let told = full(ja, &Measure::Satisfaction, &mean);
        assert_eq!(told, "4.1（n=12、95%信頼区間 3.6〜4.6）");
        let told = full(en, &Measure::Satisfaction, &mean);
        assert_eq!(told, "4.1 (n=12, 95% CI 3.6–4.6)");
        let told = full(
            ja,
            &Measure::Satisfaction,
            &Reading::Hidden(Why::TooFew { k: 5 }),
        );
        assert!(told.contains("5名に満たない"), "{told}");
    }

    #[test]
    fn only_nothing_is_zero_and_only_all_are_a_hundred_percent() {
        let told: Vec<String> = [(0, 9), (1, 900), (899, 900), (900, 900), (1, 8)]
            .map(|(yes, n)| percent(yes, n))
            .to_vec();
        assert_eq!(told, ["0", "1", "99", "100", "13"]);
    }

    #[test]
    fn signs_and_thousands_are_clear() {
        let told: Vec<String> = [0.26, -0.26, 0.04, -0.04].map(|by| signed(by, 1)).to_vec();
        assert_eq!(told, ["+0.3", "−0.3", "±0.0", "±0.0"]);
        assert_eq!(signed(-4.6, 0), "−5");
        assert_eq!([7, 1000, 1_234_567].map(count), ["7", "1,000", "1,234,567"]);
    }
}
