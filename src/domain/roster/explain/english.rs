//! The sentences in English.

use super::circle;
use crate::domain::roster::{LooksLike, NoticeKind, ProblemKind};

/// What happened and what to do.
pub(super) fn problem(kind: &ProblemKind) -> String {
    use ProblemKind::*;
    match kind {
        NotText { looks_like } => not_text(*looks_like).to_owned(),
        Empty => "the file has no people. Give a file with a header and one row for each person.".to_owned(),
        TooManyRows { limit } => {
            format!("there are more than {limit} rows. Take out those who have left long ago.")
        }
        MissingColumn { accepted } => {
            format!("this column is missing. Name its header one of: {}.", accepted.join(", "))
        }
        DuplicateColumn { first } => format!("this says the same as the column '{first}'. Keep only one of them."),
        Undecodable { byte } => {
            format!("byte 0x{byte:02X} is no character. Correct the source, or save the file as 'CSV UTF-8'.")
        }
        LostCharacter => {
            "a character was lost (�) in an earlier conversion. Export the file from its source again.".to_owned()
        }
        UnclosedQuote => "a quotation mark (\") is never closed. Check the quotation marks of this row.".to_owned(),
        UnevenRow { expected, found } => {
            format!("the header has {expected} columns, but this row has {found}. Check its delimiters and quotation marks (\").")
        }
        MissingValue => "the cell is empty. Fill it in.".to_owned(),
        TooLong { limit } => {
            format!("the cell has more than {limit} characters. Is a quotation mark (\") left open?")
        }
        BadNumber { value } => {
            format!("'{value}' is a number that a spreadsheet has rewritten. Format the column as text and enter the number again.")
        }
        DuplicateNumber { number, first_line } => {
            format!("employee number '{number}' is also on line {first_line}. Keep one row and one number for each person.")
        }
        DuplicateMail { mail, first_line } => {
            format!("'{mail}' is also on line {first_line}. Give each person their own address, or leave it empty.")
        }
        DuplicateAccount { id, first_line } => {
            format!("'{id}' is also on line {first_line}. An account belongs to one person only.")
        }
        UnknownManager { number, similar } => unknown_manager(number, similar.as_deref()),
        OwnManager => {
            "this person is their own manager. Enter the manager's number, or leave it empty if there is none.".to_owned()
        }
        ManagerCycle { numbers } => {
            format!("these people are each other's managers in a circle ({}). Correct or empty the manager of one of them.", circle(numbers))
        }
        BadDate { value } => format!("'{value}' is not a date. Write it as 2024-04-01."),
        LeftBeforeJoined { joined, left } => {
            format!("the last day ({left}) is before the first ({joined}). Correct one of them.")
        }
        LeaveBackwards { from, until } => {
            format!("the leave ends ({until}) before it starts ({from}). Correct one of them.")
        }
        BadMail { value } => {
            format!("'{value}' is not a mail address. Write it as name@example.com, or leave it empty.")
        }
        BadZone { value } => {
            format!("there is no time zone '{value}'. Write it as Asia/Tokyo, or leave it empty.")
        }
        BadLanguage { value } => format!("'{value}' is not a language that Kiku speaks. Write ja or en, or leave it empty."),
        BadHours { value } => {
            format!("'{value}' cannot be read as working hours. Write them as 'Mon-Fri 09:00-18:00', or leave it empty.")
        }
        BadMark { value } => format!("'{value}' is neither yes nor no. Write 1 for those it applies to, and leave the others empty."),
        More { count } => format!("{count} more problems are not listed. Correct those above and try again."),
    }
}

/// What is worth knowing.
pub(super) fn notice(kind: &NoticeKind) -> String {
    match kind {
        NoticeKind::IgnoredColumn => "this column is not used.".to_owned(),
        NoticeKind::SkippedTitle { rows } => {
            format!("{rows} row(s) above the header were passed over.")
        }
        NoticeKind::IdentityNumbers => {
            "this looks like national identity numbers. Kiku does not read them; take the column out of the file.".to_owned()
        }
        NoticeKind::ManagerLeaves { number, left, members } => {
            format!("the last day of '{number}' is {left}, but {members} of the people who report to them stay longer. Enter their next manager.")
        }
        NoticeKind::SeveralHeads { department, heads } => {
            format!("'{department}' has {heads} heads. A head reads the department's figures; check that this is meant.")
        }
        NoticeKind::NoManagerColumn => {
            "no column names managers, so there are no pairs for 1on1s. Add a column manager_id."
                .to_owned()
        }
        NoticeKind::PrivateCharacters { rows } => {
            format!(
                "names in {rows} row(s) hold characters of your company's own font, which others cannot see. Replace them by ordinary characters."
            )
        }
    }
}

fn unknown_manager(number: &str, similar: Option<&str>) -> String {
    match similar {
        Some(similar) => format!(
            "nobody in this file has the number '{number}'. If '{similar}' is meant, write it exactly so."
        ),
        None if super::is_name(number) => format!(
            "'{number}' does not look like an employee number. Enter the manager's number, not the name."
        ),
        None => format!(
            "nobody in this file has the number '{number}'. Correct it, add the manager's row, or leave it empty."
        ),
    }
}

fn not_text(looks_like: LooksLike) -> &'static str {
    match looks_like {
        LooksLike::Workbook => {
            "this looks like an Excel workbook. Open it in Excel, save it as 'CSV UTF-8', and give that file."
        }
        LooksLike::OldWorkbook => {
            "this looks like an old or password-protected Excel workbook. Open it in Excel, save it as 'CSV UTF-8', and give that file."
        }
        LooksLike::Document => {
            "this looks like an office document. Give the CSV file that your HR system exports."
        }
        LooksLike::Zip | LooksLike::Gzip => {
            "this looks like an archive. Unpack it and give the CSV file inside."
        }
        LooksLike::Pdf => "this looks like a PDF. Export the people as CSV from your HR system.",
        LooksLike::Png => {
            "this looks like a PNG picture. Give the CSV file that your HR system exports."
        }
        LooksLike::Jpeg => {
            "this looks like a JPEG picture. Give the CSV file that your HR system exports."
        }
        LooksLike::Picture => {
            "this looks like a picture. Give the CSV file that your HR system exports."
        }
        LooksLike::WebPage => {
            "this looks like a web page, perhaps a login page. Give the CSV file that your HR system exports."
        }
        LooksLike::BareUtf16 => {
            "this looks like UTF-16 without a byte order mark. Save it as 'CSV UTF-8'."
        }
        LooksLike::Binary => {
            "this does not look like text. Give the CSV file that your HR system exports."
        }
    }
}
