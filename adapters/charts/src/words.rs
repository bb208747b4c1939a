//! Words that fit: cleaned for the font, wrapped at places where Japanese and English may break.

use unicode_normalization::char::compose;

use crate::font::Face;

/// What a printer sets where it has no type for a character.
const GETA: char = '〓';
const ELLIPSIS: char = '…';
/// Characters that never begin a line.
const NOT_FIRST: &str = "、。，．,.・:;：；！？!?)）」』】〕〉》］}｝ーぁぃぅぇぉっゃゅょァィゥェォッャュョヶ々〜～%％…";
/// Characters that never end a line.
const NOT_LAST: &str = "(（「『【〔〈《［{｛";

/// The text as the font can show it: composed, without invisible characters, runs of blanks made
/// one, line breaks kept, and 〓 for what the font lacks.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for character in text
        .trim()
        .chars()
        .filter(|character| !is_invisible(*character))
    {
        let last = cleaned.chars().next_back();
        if let Some(composed) = last.and_then(|base| compose(base, character)) {
            cleaned.pop();
            cleaned.push(composed);
        } else if character == '\n' {
            cleaned.push('\n');
        } else if !character.is_control() && character != ' ' {
            cleaned.push(character);
        } else if last.is_some_and(|last| last != ' ' && last != '\n') {
            cleaned.push(' ');
        }
    }
    // At the end, because the font may have a letter and its mark, but not the two composed.
    let shown = |character| match character == '\n' || shows(character) {
        true => character,
        false => GETA,
    };
    cleaned.chars().map(shown).collect()
}

/// The text on one line, shortened with … to the width in pixels.
pub(crate) fn shorten(text: &str, face: Face, size: f64, width: f64) -> String {
    let text = clean(text).replace('\n', " ");
    if face.width(&text, size) <= width {
        return text;
    }
    let mut kept = text;
    while kept.pop().is_some() {
        let shortened = format!("{}{ELLIPSIS}", kept.trim_end());
        if face.width(&shortened, size) <= width {
            return shortened;
        }
    }
    ELLIPSIS.to_string()
}

/// The text on at most `lines` lines of the width in pixels; the last is shortened if need be.
pub(crate) fn wrap(text: &str, face: Face, size: f64, width: f64, lines: usize) -> Vec<String> {
    let mut wrapped: Vec<String> = clean(text)
        .split_inclusive('\n')
        .flat_map(|paragraph| wrap_paragraph(paragraph, face, size, width))
        .collect();
    if wrapped.len() > lines {
        let rest = wrapped.split_off(lines.saturating_sub(1)).concat();
        wrapped.push(shorten(&rest, face, size, width));
    }
    wrapped
        .iter()
        .map(|line| line.trim_end().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

fn wrap_paragraph(text: &str, face: Face, size: f64, width: f64) -> Vec<String> {
    let whole = pieces(text);
    fill(
        whole
            .iter()
            .flat_map(|piece| fill(piece.chars().map(String::from), face, size, width)),
        face,
        size,
        width,
    )
}

/// Parts joined to lines as long as the width allows; blanks at the end of a line do not count.
fn fill(parts: impl Iterator<Item = String>, face: Face, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if face.width(format!("{line}{part}").trim_end(), size) <= width => {
                line.push_str(&part)
            }
            _ => lines.push(part),
        }
    }
    lines
}

/// The text in pieces that must not be broken.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for character in text.chars() {
        match pieces.last_mut() {
            Some(piece)
                if !piece
                    .chars()
                    .next_back()
                    .is_some_and(|last| may_break(last, character)) =>
            {
                piece.push(character);
            }
            _ => pieces.push(character.to_string()),
        }
    }
    pieces
}

/// Whether a line may end between two characters.
pub(crate) fn may_break(before: char, after: char) -> bool {
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) || after.is_whitespace() {
        return false;
    }
    " /／・-–—".contains(before) || is_wide(before) || is_wide(after)
}

fn is_wide(character: char) -> bool {
    ('\u{2E80}'..='\u{9FFF}').contains(&character)
        || ('\u{F900}'..='\u{FAFF}').contains(&character)
        || ('\u{FF00}'..='\u{FFEF}').contains(&character)
        || character >= '\u{20000}'
}

/// Joiners, direction marks, variation selectors: they steer text and print nothing.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E01EF}')
}

fn shows(character: char) -> bool {
    Face::Regular.has(character) && Face::Bold.has(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_the_font_lacks_becomes_a_geta() {
        assert_eq!(clean("営業部🎉第一課"), "営業部〓第一課");
        assert_eq!(clean("𠮷野・髙橋・﨑山"), "𠮷野・髙橋・﨑山");
        assert_eq!(clean("가"), "〓");
        assert_eq!(clean("S\u{326}"), "〓", "composed to a letter it lacks");
    }

    #[test]
    fn decomposed_kana_and_invisible_marks_are_mended() {
        assert_eq!(clean("カ\u{3099}ハ\u{309A}"), "ガパ");
        assert_eq!(clean("a\u{202E}b\u{FE0F} \t c\r\n d "), "ab c \nd");
    }

    #[test]
    fn a_line_never_begins_with_a_closing_mark() {
        let lines = wrap(
            "会社や部署（全社）の方針、など",
            Face::Regular,
            20.0,
            100.0,
            9,
        );
        assert_eq!(lines, ["会社や部署", "（全社）の", "方針、など"]);
        let lines = wrap("サーバー「運用」担当", Face::Regular, 20.0, 80.0, 9);
        assert_eq!(lines, ["サーバー", "「運用」", "担当"]);
    }

    #[test]
    fn english_breaks_between_words_and_paths_after_a_slash() {
        let lines = wrap("Head Office/Sales/Section 1", Face::Regular, 20.0, 130.0, 9);
        assert_eq!(lines, ["Head Office/", "Sales/Section", "1"]);
    }

    #[test]
    fn the_last_line_is_shortened() {
        let lines = wrap("具体的なアドバイスがほしい", Face::Regular, 20.0, 100.0, 2);
        assert_eq!(lines, ["具体的なア", "ドバイス…"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked(text in "\\PC{0,60}", width in 40.0..400.0_f64, lines in 1_usize..4) {
            let wrapped = wrap(&text, Face::Bold, 22.0, width, lines);
            prop_assert!(wrapped.len() <= lines);
            for line in wrapped {
                prop_assert!(Face::Bold.width(&line, 22.0) <= width + 1e-6, "{line}");
            }
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC{0,60}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
