//! How Slack's clients read text: what is shown, and what comes to life.
//!
//! Slack's formatting rules, as its documentation of message formatting gives them (*facts*, escaping): `&`, `<`, `>`
//! are written as entities; `<…>` is a link or a mention; in mrkdwn `*`, `_`, `~` and backticks format words that
//! stand free, `>` at the beginning of a line quotes, `:name:` is an emoji; unless a text is `verbatim`, addresses
//! become links and `@channel`, `@here`, `@everyone` mentions. Plain text, and the text of
//! rich text, know entities, which are "decoded for display" wherever text is shown; plain text knows emoji too, unless
//! `emoji` is false.

/// What a reader sees of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The words.
    pub text: String,
    /// Link targets and mentions.
    pub live: Vec<String>,
}

/// Names of emoji as Slack knows them; a few of many.
const EMOJI: [(&str, &str); 10] = [
    ("smile", "😄"),
    ("sushi", "🍣"),
    ("tada", "🎉"),
    ("pray", "🙏"),
    ("+1", "👍"),
    ("thumbsup", "👍"),
    ("wave", "👋"),
    ("heart", "❤️"),
    ("eyes", "👀"),
    ("white_check_mark", "✅"),
];

/// Reads a plain text object.
pub(crate) fn plain(text: &str, emoji: bool) -> Reading {
    let text = match emoji {
        true => with_emoji(text),
        false => text.to_owned(),
    };
    Reading {
        text: decoded(&text),
        live: Vec::new(),
    }
}

/// Reads mrkdwn.
pub(crate) fn mrkdwn(text: &str, verbatim: bool) -> Reading {
    let mut reader = Reader {
        verbatim,
        out: Reading::default(),
    };
    let lines = unquoted(text);
    reader.formatted(&lines, None);
    reader.out
}

/// The marker of a quotation is not shown. An escaped one quotes as well: people type it so.
fn unquoted(text: &str) -> String {
    let lines = text.split('\n').map(|line| {
        let marker = line.strip_prefix("&gt;").or_else(|| line.strip_prefix('>'));
        marker.map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest))
    });
    lines.collect::<Vec<_>>().join("\n")
}

struct Reader {
    verbatim: bool,
    out: Reading,
}

impl Reader {
    /// Reads text with its formatting. `before` is the character that stands before it.
    fn formatted(&mut self, text: &str, before: Option<char>) {
        let (mut rest, mut before, mut literal) = (text, before, String::new());
        while let Some(first) = rest.chars().next() {
            if let Some((inner, after, code)) = span(rest, before) {
                self.literal(&std::mem::take(&mut literal));
                match code {
                    true => self.out.text.push_str(&decoded(inner)),
                    false => self.formatted(inner, None),
                }
                before = Some(first);
                rest = after;
                continue;
            }
            if first == '<'
                && let Some((control, after)) = rest[1..].split_once('>')
            {
                self.literal(&std::mem::take(&mut literal));
                self.control(control);
                before = Some('>');
                rest = after;
                continue;
            }
            literal.push(first);
            before = Some(first);
            rest = &rest[first.len_utf8()..];
        }
        self.literal(&literal);
    }

    /// `<…>`: a mention, a link, or nothing that Slack knows.
    fn control(&mut self, control: &str) {
        let (target, label) = control.split_once('|').unwrap_or((control, ""));
        let shown = decoded(if label.is_empty() { target } else { label });
        if target.starts_with(['@', '!', '#']) {
            self.out.live.push(format!("<{target}>"));
            self.out.text.push_str(&shown);
            return;
        }
        let scheme = target.split_once(':').map(|(scheme, _)| scheme);
        let is_link = scheme.is_some_and(|scheme| {
            !scheme.is_empty()
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        });
        match is_link {
            true => {
                self.out.live.push(decoded(target));
                self.out.text.push_str(&shown);
            }
            false => self.out.text.push_str(&format!("<{}>", decoded(control))),
        }
    }

    /// Words without formatting: addresses and mentions in them may come to life.
    fn literal(&mut self, text: &str) {
        let shown = decoded(&with_emoji(text));
        if !self.verbatim {
            for word in ["@channel", "@here", "@everyone"] {
                let found = shown.matches(word).map(str::to_owned);
                self.out.live.extend(found);
            }
            self.out.live.extend(addresses(&shown));
        }
        self.out.text.push_str(&shown);
    }
}

/// A formatted span at the beginning of a text: what is in it, what follows, whether it is code.
fn span(text: &str, before: Option<char>) -> Option<(&str, &str, bool)> {
    if let Some(rest) = text.strip_prefix("```") {
        let (inner, after) = rest.split_once("```")?;
        return Some((inner, after, true)).filter(|(inner, ..)| !inner.is_empty());
    }
    let mark = text.chars().next().filter(|c| "*_~`".contains(*c))?;
    if !before.is_none_or(stands_free) {
        return None;
    }
    let rest = &text[1..];
    let line = rest.split('\n').next().unwrap_or_default();
    if line.starts_with(|c: char| c.is_whitespace() || c == mark) {
        return None;
    }
    let closing = line.char_indices().find(|(index, c)| {
        let last = line[..*index].chars().next_back();
        let next = line[*index + c.len_utf8()..].chars().next();
        *c == mark && last.is_some_and(|last| !last.is_whitespace()) && next.is_none_or(stands_free)
    });
    let (end, _) = closing?;
    Some((&rest[..end], &rest[end + 1..], mark == '`'))
}

/// Formatting begins and ends at the edge of a word.
fn stands_free(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_punctuation() || c == '\u{200b}'
}

/// The http and https addresses in a text.
fn addresses(text: &str) -> Vec<String> {
    let starts = text.match_indices("http").map(|(index, _)| &text[index..]);
    let starts = starts.filter(|rest| rest.starts_with("http://") || rest.starts_with("https://"));
    let whole = starts.map(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || "<>|\"".contains(c));
        rest[..end.unwrap_or(rest.len())].to_owned()
    });
    whole
        .filter(|address| address.len() > "https://".len())
        .collect()
}

fn with_emoji(text: &str) -> String {
    EMOJI.iter().fold(text.to_owned(), |text, (name, emoji)| {
        text.replace(&format!(":{name}:"), emoji)
    })
}

/// Only these three are decoded; `&amp;lt;` becomes `&lt;`.
pub(crate) fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// As Slack writes what people typed.
pub(crate) fn encoded(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<String>) {
        let reading = mrkdwn(text, false);
        (reading.text, reading.live)
    }

    #[test]
    fn what_is_raw_comes_to_life() {
        assert_eq!(
            read("<!channel> a"),
            ("!channel a".into(), vec!["<!channel>".into()])
        );
        assert_eq!(
            read("<https://x.example/|見る>"),
            ("見る".into(), vec!["https://x.example/".into()])
        );
        assert_eq!(read("https://x.example/ です").1, ["https://x.example/"]);
        assert_eq!(read("@here").1, ["@here"]);
        assert_eq!(
            mrkdwn("@here https://x.example/", true).live,
            Vec::<String>::new()
        );
    }

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(
            read("&lt;!channel&gt; &amp;lt;"),
            ("<!channel> &lt;".into(), vec![])
        );
        assert_eq!(plain("&lt;b&gt;", false).text, "<b>");
    }

    #[test]
    fn words_that_stand_free_are_formatted() {
        assert_eq!(read("*太字* _i_ `*c*` a*b*c").0, "太字 i *c* a*b*c");
        assert_eq!(read("日本*語*です").0, "日本*語*です");
        assert_eq!(read("&gt; 引用\n> 二行").0, "引用\n二行");
        assert_eq!(read("<script>").0, "<script>");
    }

    #[test]
    fn emoji_names_are_replaced_unless_plain_text_forbids_it() {
        assert_eq!(read(":sushi:").0, "🍣");
        assert_eq!(plain(":sushi: 10:30:00", true).text, "🍣 10:30:00");
        assert_eq!(plain(":sushi:", false).text, ":sushi:");
    }
}
