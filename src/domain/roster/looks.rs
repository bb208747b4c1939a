//! A file that is no text, recognised by its first bytes.

use super::LooksLike;

/// Signatures at the very start of a file.
const SIGNATURES: [(&[u8], LooksLike); 15] = [
    (b"\x89PNG\r\n\x1a\n", LooksLike::Png),
    (b"\xff\xd8\xff", LooksLike::Jpeg),
    (b"GIF87a", LooksLike::Picture),
    (b"GIF89a", LooksLike::Picture),
    (b"BM\x00", LooksLike::Picture),
    (b"II*\x00", LooksLike::Picture),
    (b"MM\x00*", LooksLike::Picture),
    (b"%PDF-", LooksLike::Pdf),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", LooksLike::OldWorkbook),
    (b"\x1f\x8b", LooksLike::Gzip),
    (b"7z\xbc\xaf\x27\x1c", LooksLike::Zip),
    (b"Rar!\x1a\x07", LooksLike::Zip),
    (b"\x7fELF", LooksLike::Binary),
    (b"PK\x05\x06", LooksLike::Zip),
    (b"SQLite format 3\x00", LooksLike::Binary),
];

/// What the file is when it is no text; `None` when it may be text.
/// UTF-16 with a byte order mark is text; any other file with a NUL byte is not.
pub(super) fn looks_like(bytes: &[u8]) -> Option<LooksLike> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(archive(bytes));
    }
    let signature = SIGNATURES
        .iter()
        .find(|(start, _)| bytes.starts_with(start));
    if let Some((_, kind)) = signature {
        return Some(*kind);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
        || matches!(
            bytes.get(4..12),
            Some(b"ftypheic" | b"ftypmif1" | b"ftypavif")
        )
    {
        return Some(LooksLike::Picture);
    }
    if is_web_page(bytes) {
        return Some(LooksLike::WebPage);
    }
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    (!marked && bytes.contains(&0)).then(|| bare(bytes))
}

/// Office files are ZIP archives whose entries sit in folders of their own.
fn archive(bytes: &[u8]) -> LooksLike {
    let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    if has(b"xl/") {
        LooksLike::Workbook
    } else if has(b"word/") || has(b"ppt/") || has(b"mimetypeapplication/vnd.oasis") {
        LooksLike::Document
    } else {
        LooksLike::Zip
    }
}

fn is_web_page(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = bytes.trim_ascii_start();
    [&b"<!doctype html"[..], b"<html"].iter().any(|tag| {
        start
            .get(..tag.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(tag))
    })
}

/// ASCII in UTF-16 has a NUL in every second byte.
fn bare(bytes: &[u8]) -> LooksLike {
    let head = &bytes[..bytes.len().min(512) / 2 * 2];
    let zeros = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let (few, many) = (even.min(odd), even.max(odd));
    if few == 0 && many * 8 >= head.len() {
        LooksLike::BareUtf16
    } else {
        LooksLike::Binary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn pictures_workbooks_and_archives_are_recognised() {
        let workbook = b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml ... xl/workbook.xml";
        let cases: [(&[u8], LooksLike); 9] = [
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", LooksLike::Png),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", LooksLike::Jpeg),
            (workbook, LooksLike::Workbook),
            (b"PK\x03\x04....word/document.xml", LooksLike::Document),
            (b"PK\x03\x04....people.csv", LooksLike::Zip),
            (b"%PDF-1.7\n", LooksLike::Pdf),
            (b"\xef\xbb\xbf\n<!DOCTYPE HTML><title>", LooksLike::WebPage),
            (b"RIFF\x10\x00\x00\x00WEBPVP8 ", LooksLike::Picture),
            (b"number,name\n1,\x00\x01\x02", LooksLike::Binary),
        ];
        for (bytes, kind) in cases {
            assert_eq!(looks_like(bytes), Some(kind), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn text_may_be_text() {
        let marked = [b"\xff\xfe".to_vec(), utf16("社員番号,氏名")].concat();
        for bytes in [
            "".as_bytes(),
            "社員番号,氏名\n".as_bytes(),
            b"BM,PK,GIF\n",
            &marked,
        ] {
            assert_eq!(looks_like(bytes), None, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn utf16_without_a_mark_is_told_from_rubbish() {
        assert_eq!(
            looks_like(&utf16("employee_id,name\r\n1,a\r\n")),
            Some(LooksLike::BareUtf16)
        );
        assert_eq!(
            looks_like(&utf16("社員番号,氏名,部署\r\n1,山田,本社\r\n")),
            Some(LooksLike::BareUtf16)
        );
    }
}
