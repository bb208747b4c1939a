//! Texts as Slack carries them: form fields, and the escapes of what people typed.

/// The first field of this name in a form-encoded body, decoded.
pub(super) fn form_field(body: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut fields = form_fields(body);
    fields.find_map(|(key, value)| (key == name.as_bytes()).then_some(value))
}

/// The fields of a form-encoded body, decoded.
pub(super) fn form_fields(body: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    body.split(|byte| *byte == b'&').map(|field| {
        let mut parts = field.splitn(2, |byte| *byte == b'=');
        let mut part = || decoded(parts.next().unwrap_or_default());
        (part(), part())
    })
}

/// Decodes a part of a form in one pass: every click goes through here.
fn decoded(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => digit(*high).zip(digit(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                plain.push(high << 4 | low);
                rest = &after[2..];
            }
            None => {
                plain.push(if *first == b'+' { b' ' } else { *first });
                rest = after;
            }
        }
    }
    plain
}

fn digit(hex: u8) -> Option<u8> {
    match hex {
        b'0'..=b'9' => Some(hex - b'0'),
        b'a'..=b'f' => Some(hex - b'a' + 10),
        b'A'..=b'F' => Some(hex - b'A' + 10),
        _ => None,
    }
}

/// What a person typed: Slack escapes three characters and puts what it linked in angle brackets
/// (Slack's guide to formatting, "retrieving messages").
pub(super) fn typed(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, after) = rest.split_at(at);
        plain.push_str(before);
        let Some(end) = after.find('>') else {
            rest = after;
            break;
        };
        plain.push_str(&linked(&after[1..end]));
        rest = &after[end + 1..];
    }
    plain.push_str(rest);
    unescaped(&plain)
}

/// What stood there before Slack made a link of it; mentions stay as they are.
fn linked(inside: &str) -> String {
    let link = ["http://", "https://", "mailto:"];
    if !link.iter().any(|scheme| inside.starts_with(scheme)) {
        return format!("<{inside}>");
    }
    let shown = inside.split_once('|').map_or(inside, |(_, label)| label);
    shown.to_owned()
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded() {
        let body = b"token=x&payload=%7B%22a%22%3A%22%E8%81%B4+%2B%22%7D&payload=second&empty";
        let field =
            |name| form_field(body, name).map(|bytes| String::from_utf8(bytes).expect("text"));
        assert_eq!(field("payload").as_deref(), Some("{\"a\":\"聴 +\"}"));
        assert_eq!(field("empty").as_deref(), Some(""));
        assert_eq!(field("missing"), None);
        assert_eq!(decoded(b"100%&%e%zz%41%"), b"100%&%e%zzA%");
    }

    #[test]
    fn typed_words_come_back_as_typed() {
        assert_eq!(typed("&lt;!channel&gt; a &amp; b"), "<!channel> a & b");
        assert_eq!(typed("&amp;lt;"), "&lt;");
        assert_eq!(
            typed("見て <https://a.example/x?a=1&amp;b=2>"),
            "見て https://a.example/x?a=1&b=2"
        );
        assert_eq!(
            typed("<https://a.example|a.example> <@U1>"),
            "a.example <@U1>"
        );
        assert_eq!(typed("1 < 2"), "1 < 2");
    }
}
