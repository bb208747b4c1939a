//! Short labels broken into even lines, where a reader would pause.

use std::collections::BTreeMap;

use crate::font::Face;
use crate::words::{clean, may_break, wrap};

/// Longer texts are paragraphs: filled line by line instead.
const LONGEST: usize = 120;
/// What one more line costs, on the scale of a line left empty (1).
const LINE: f64 = 0.35;
const PARTICLES: &str = "がをにはでとのもてや";

/// The text on at most `lines` lines of the width in pixels, as even as good breaks allow; shortened
/// if it does not fit.
pub(crate) fn balance(text: &str, face: Face, size: f64, width: f64, lines: usize) -> Vec<String> {
    let one_line = clean(text).replace('\n', " ");
    let characters: Vec<char> = one_line.chars().collect();
    if characters.len() > LONGEST {
        return wrap(text, face, size, width, lines);
    }
    let share = |line: &[char]| face.width(printed(line).as_str(), size) / width;
    match best_breaks(&characters, share, lines) {
        Some(ends) => cut(&characters, &ends),
        None => wrap(text, face, size, width, lines),
    }
}

/// Where the lines end at the least cost; `share` is the part of the width that a line takes.
fn best_breaks(
    characters: &[char],
    share: impl Fn(&[char]) -> f64,
    lines: usize,
) -> Option<Vec<usize>> {
    let mut reached: BTreeMap<usize, Path> = BTreeMap::from([(0, Path::default())]);
    let mut best: Option<Path> = None;
    for _ in 0..lines {
        reached = one_more_line(characters, &share, &reached);
        let whole = reached.get(&characters.len());
        if let Some(path) =
            whole.filter(|path| best.as_ref().is_none_or(|best| path.cost < best.cost))
        {
            best = Some(path.clone());
        }
    }
    best.map(|path| path.ends)
}

#[derive(Debug, Clone, Default)]
struct Path {
    cost: f64,
    ends: Vec<usize>,
}

/// The cheapest way to each place that one more line can reach.
fn one_more_line(
    characters: &[char],
    share: impl Fn(&[char]) -> f64,
    reached: &BTreeMap<usize, Path>,
) -> BTreeMap<usize, Path> {
    let mut next: BTreeMap<usize, Path> = BTreeMap::new();
    for (start, path) in reached {
        for end in start + 1..=characters.len() {
            let share = share(&characters[*start..end]);
            if share > 1.0 {
                break;
            }
            let Some(penalty) = penalty(characters, end) else {
                continue;
            };
            let cost = path.cost + LINE + (1.0 - share).powi(2) + penalty;
            if next.get(&end).is_none_or(|other| cost < other.cost) {
                let ends = path.ends.iter().copied().chain([end]).collect();
                next.insert(end, Path { cost, ends });
            }
        }
    }
    next
}

/// How much a break before a place disturbs; `None` where none may be.
fn penalty(characters: &[char], place: usize) -> Option<f64> {
    let (Some(before), Some(after)) =
        (characters.get(place.checked_sub(1)?), characters.get(place))
    else {
        return Some(0.0);
    };
    may_break(*before, *after).then(|| disturbance(*before, *after))
}

/// Japanese pauses where hiragana ends, and after a particle; least inside a katakana word.
fn disturbance(before: char, after: char) -> f64 {
    use Script::{Hiragana, Kanji, Katakana, Other};
    match (Script::of(before), Script::of(after)) {
        (Other, _) | (_, Other) => 0.0,
        (Hiragana, Kanji | Katakana) => 0.05,
        (Hiragana, Hiragana) if PARTICLES.contains(before) => 0.08,
        (Kanji, Katakana) | (Katakana, Kanji) => 0.15,
        (Kanji, Kanji) => 0.4,
        (Hiragana | Kanji | Katakana, Hiragana) => 0.8,
        (Katakana, Katakana) => 1.5,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Hiragana,
    Katakana,
    Kanji,
    Other,
}

impl Script {
    fn of(character: char) -> Self {
        match character {
            '\u{3041}'..='\u{309F}' => Script::Hiragana,
            '\u{30A1}'..='\u{30FA}' | 'ー' => Script::Katakana,
            '\u{3400}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
            | '々' => Script::Kanji,
            _ => Script::Other,
        }
    }
}

fn cut(characters: &[char], ends: &[usize]) -> Vec<String> {
    let starts = [0].into_iter().chain(ends.iter().copied());
    starts
        .zip(ends)
        .map(|(start, end)| printed(&characters[start..*end]))
        .filter(|line| !line.is_empty())
        .collect()
}

/// A line without the blanks at its end.
fn printed(line: &[char]) -> String {
    line.iter().collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn balanced(text: &str, width: f64) -> Vec<String> {
        balance(text, Face::Regular, 20.0, width, 3)
    }

    #[test]
    fn japanese_breaks_between_phrases() {
        assert_eq!(
            balanced("話を聞いてほしい", 140.0),
            ["話を聞いて", "ほしい"]
        );
        assert_eq!(
            balanced("一緒に考えてほしい", 140.0),
            ["一緒に", "考えてほしい"]
        );
        assert_eq!(balanced("意見を聞きたい", 130.0), ["意見を", "聞きたい"]);
        assert_eq!(
            balanced("具体的なアドバイスがほしい", 140.0),
            ["具体的な", "アドバイスが", "ほしい"]
        );
    }

    #[test]
    fn english_lines_are_even() {
        assert_eq!(
            balanced("Give me concrete advice", 170.0),
            ["Give me", "concrete advice"]
        );
    }

    #[test]
    fn what_fits_stays_whole_and_what_cannot_fit_is_shortened() {
        assert_eq!(balanced("人間関係", 80.0), ["人間関係"]);
        assert!(balanced("", 80.0).is_empty());
        let cramped = balanced("あいうえおかきくけこさしすせそ", 80.0);
        assert_eq!(cramped.last().map(String::as_str), Some("けこさ…"));
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_nothing_is_lost(text in "[ぁ-んァ-ヶ一-三a-z （）、/]{1,40}", width in 60.0..400.0_f64) {
            let lines = balance(&text, Face::Regular, 20.0, width, 9);
            for line in &lines {
                prop_assert!(Face::Regular.width(line, 20.0) <= width + 1e-6, "{line}");
            }
            if !lines.concat().contains('…') {
                let bare = |text: &str| text.split_whitespace().collect::<String>();
                prop_assert_eq!(bare(&lines.concat()), bare(&clean(&text)));
            }
        }
    }
}
