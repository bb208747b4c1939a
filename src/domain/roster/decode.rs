//! Bytes of a people file to text: UTF-8, CP932 or UTF-16.

use super::looks::looks_like;
use super::{LooksLike, ProblemKind};
use encoding_rs::{DecoderResult, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use serde::Serialize;
use std::borrow::Cow;

/// Stands in the text for what could not be decoded.
pub(super) const LOST: char = '\u{FFFD}';

/// Files with more broken bytes than this are not text.
const MANY_LOST: usize = 10_000;

/// How a people file was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// Windows-31J, the Shift_JIS of Windows and of Excel in Japan.
    Cp932,
    /// UTF-16 with a byte order mark.
    Utf16,
}

/// A decoded file.
#[derive(Debug)]
pub(super) struct Decoded<'b> {
    pub(super) text: Cow<'b, str>,
    pub(super) encoding: Encoding,
    /// For each [`LOST`] in the text, in order, the byte it stands for;
    /// `None` if the file itself holds that character.
    pub(super) lost: Vec<Option<u8>>,
}

/// Decodes a whole file. Broken bytes become [`LOST`]; a file that is no text is refused.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ProblemKind> {
    if let Some(looks_like) = looks_like(bytes) {
        return Err(ProblemKind::NotText { looks_like });
    }
    let (encoding, rest) = detect(bytes);
    let (text, broken) = match encoding {
        Detected::Utf8 => match str::from_utf8(rest) {
            Ok(text) => (Cow::Borrowed(text), Vec::new()),
            Err(_) => lossy(rest, UTF_8)?,
        },
        Detected::Cp932 => lossy(rest, SHIFT_JIS)?,
        Detected::Utf16(order) => lossy(rest, order)?,
    };
    if text.contains('\0') {
        return Err(ProblemKind::NotText {
            looks_like: LooksLike::Binary,
        });
    }
    let lost = lost(&text, &broken);
    Ok(Decoded {
        text,
        encoding: encoding.public(),
        lost,
    })
}

#[derive(Clone, Copy)]
enum Detected {
    Utf8,
    Cp932,
    Utf16(&'static encoding_rs::Encoding),
}

impl Detected {
    fn public(self) -> Encoding {
        match self {
            Detected::Utf8 => Encoding::Utf8,
            Detected::Cp932 => Encoding::Cp932,
            Detected::Utf16(_) => Encoding::Utf16,
        }
    }
}

/// The encoding and the bytes after a byte order mark.
fn detect(bytes: &[u8]) -> (Detected, &[u8]) {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        (Detected::Utf8, rest)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        (Detected::Utf16(UTF_16LE), rest)
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        (Detected::Utf16(UTF_16BE), rest)
    } else if is_mostly_utf8(bytes) {
        (Detected::Utf8, bytes)
    } else {
        (Detected::Cp932, bytes)
    }
}

/// Whether broken sequences are rare exceptions among good ones of several bytes.
/// In CP932 text it is the other way round: its bytes seldom happen to form UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    broken == 0 || good > 4 * broken
}

/// A decoded text, and where in it what bytes were lost.
type Lossy<'b> = (Cow<'b, str>, Vec<(usize, u8)>);

/// Decodes with [`LOST`] for each broken sequence, remembering where and its first byte.
fn lossy<'b>(
    bytes: &[u8],
    encoding: &'static encoding_rs::Encoding,
) -> Result<Lossy<'b>, ProblemKind> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let mut broken = Vec::new();
    let mut at = 0;
    loop {
        let (result, read) =
            decoder.decode_to_string_without_replacement(&bytes[at..], &mut text, true);
        at += read;
        match result {
            DecoderResult::InputEmpty => return Ok((Cow::Owned(text), broken)),
            DecoderResult::OutputFull => text.reserve(bytes.len() - at + 64),
            DecoderResult::Malformed(length, after) => {
                let first = at.saturating_sub(usize::from(length) + usize::from(after));
                broken.push((text.len(), bytes.get(first).copied().unwrap_or_default()));
                text.push(LOST);
            }
        }
        if broken.len() > MANY_LOST {
            return Err(ProblemKind::NotText {
                looks_like: LooksLike::Binary,
            });
        }
    }
}

fn lost(text: &str, broken: &[(usize, u8)]) -> Vec<Option<u8>> {
    let mut broken = broken.iter().peekable();
    text.match_indices(LOST)
        .map(|(at, _)| {
            broken
                .next_if(|(place, _)| *place == at)
                .map(|(_, byte)| *byte)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, Encoding, Vec<Option<u8>>) {
        let it = decode(bytes).expect("text");
        (it.text.into_owned(), it.encoding, it.lost)
    }

    #[test]
    fn each_encoding_gives_the_same_text() {
        let text = "社員番号,氏名\r\n1,髙橋 﨑～①㈱\r\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases = [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), Encoding::Utf8),
            (SHIFT_JIS.encode(text).0.into_owned(), Encoding::Cp932),
            ([b"\xfe\xff".to_vec(), utf16].concat(), Encoding::Utf16),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(decoded(&bytes), (text.to_owned(), encoding, vec![]));
        }
    }

    #[test]
    fn a_broken_byte_among_cp932_is_kept_apart() {
        let mut bytes = SHIFT_JIS.encode("社員番号,氏名\n1,山田").0.into_owned();
        bytes.extend(b"\xfd,\n");
        let (text, encoding, lost) = decoded(&bytes);
        assert_eq!((encoding, lost), (Encoding::Cp932, vec![Some(0xfd)]));
        assert_eq!(text, "社員番号,氏名\n1,山田\u{FFFD},\n");
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_cp932() {
        let bytes = [
            &b"1,"[..],
            "山田太郎,営業部\u{FFFD}".as_bytes(),
            b"\xe5\xb1,\n",
        ]
        .concat();
        let (text, encoding, lost) = decoded(&bytes);
        assert_eq!((encoding, lost), (Encoding::Utf8, vec![None, Some(0xe5)]));
        assert_eq!(text, "1,山田太郎,営業部\u{FFFD}\u{FFFD},\n");
    }

    #[test]
    fn a_cut_pair_of_utf16_is_lost_not_fatal() {
        let (text, _, lost) = decoded(b"\xff\xfea\x00\x3d\xd8");
        assert_eq!((text.as_str(), lost), ("a\u{FFFD}", vec![Some(0x3d)]));
    }

    #[test]
    fn a_text_of_broken_bytes_is_no_text() {
        let kind = decode(&[0xfe; 20_000]).expect_err("not text");
        assert_eq!(
            kind,
            ProblemKind::NotText {
                looks_like: LooksLike::Binary
            }
        );
    }
}
