//! The sentences in Japanese.

use super::circle;
use crate::domain::roster::{LooksLike, NoticeKind, ProblemKind};

/// What happened and what to do.
pub(super) fn problem(kind: &ProblemKind) -> String {
    use ProblemKind::*;
    match kind {
        NotText { looks_like } => not_text(*looks_like).to_owned(),
        Empty => "社員の行がありません。見出しの下に1人1行で書き出したファイルを指定してください。".to_owned(),
        TooManyRows { limit } => format!("{limit}行を超えています。退職者などを除いて、行を減らしてください。"),
        MissingColumn { accepted } => {
            format!("この列が見つかりません。見出しを次のどれかにしてください: {}", accepted.join("、"))
        }
        DuplicateColumn { first } => {
            format!("「{first}」と同じ意味の列が2つあります。どちらか1つにしてください。")
        }
        Undecodable { byte } => {
            format!("文字として読めないバイト 0x{byte:02X} があります。元のデータを直すか、「CSV UTF-8」で保存し直してください。")
        }
        LostCharacter => "文字化け（�）があります。前の変換で文字が失われています。元のシステムから書き出し直してください。".to_owned(),
        UnclosedQuote => "引用符（\"）が閉じられていません。この行の引用符を確かめてください。".to_owned(),
        UnevenRow { expected, found } => {
            format!("見出しは{expected}列ですが、この行は{found}列です。区切り文字や引用符（\"）の過不足を確かめてください。")
        }
        MissingValue => "空欄です。値を入れてください。".to_owned(),
        TooLong { limit } => format!("{limit}文字を超えています。引用符（\"）の閉じ忘れがないか確かめてください。"),
        BadNumber { value } => {
            format!("「{value}」は表計算ソフトで崩れた番号のようです。列を「文字列」にして、元の番号を入れ直してください。")
        }
        DuplicateNumber { number, first_line } => {
            format!("社員番号「{number}」は{first_line}行目にもあります。1人1行、1人1番号にしてください。")
        }
        DuplicateMail { mail, first_line } => {
            format!("メールアドレス「{mail}」は{first_line}行目にもあります。1人に1つのアドレスにするか、空欄にしてください。")
        }
        DuplicateAccount { id, first_line } => {
            format!("「{id}」は{first_line}行目にもあります。1つのアカウントは1人だけのものにしてください。")
        }
        UnknownManager { number, similar } => unknown_manager(number, similar.as_deref()),
        OwnManager => "上司が本人になっています。上司の社員番号に直すか、上司がいなければ空欄にしてください。".to_owned(),
        ManagerCycle { numbers } => {
            format!("上司の関係が一周しています（{}）。どこか1人の上司を直すか、空欄にしてください。", circle(numbers))
        }
        BadDate { value } => {
            format!("「{value}」は日付として読めません。2024-04-01 や 2024/4/1、令和6年4月1日 のように書いてください。")
        }
        LeftBeforeJoined { joined, left } => {
            format!("退職日（{left}）が入社日（{joined}）より前です。どちらかを直してください。")
        }
        LeaveBackwards { from, until } => {
            format!("休職の終了日（{until}）が開始日（{from}）より前です。どちらかを直してください。")
        }
        BadMail { value } => {
            format!("「{value}」はメールアドレスとして読めません。name@example.co.jp のような形にするか、空欄にしてください。")
        }
        BadZone { value } => {
            format!("「{value}」というタイムゾーンはありません。Asia/Tokyo のように書くか、空欄にしてください。")
        }
        BadLanguage { value } => format!("「{value}」は使えない言語です。ja か en と書くか、空欄にしてください。"),
        BadHours { value } => {
            format!("「{value}」は勤務時間として読めません。「月-金 9:00-18:00」や「9:00-17:30」のように書くか、空欄にしてください。")
        }
        BadMark { value } => format!("「{value}」は印として読めません。該当する人は 1 か ○、ほかは空欄にしてください。"),
        More { count } => format!("このほかに{count}件の問題があります。上のものを直してから、もう一度お試しください。"),
    }
}

/// What is worth knowing.
pub(super) fn notice(kind: &NoticeKind) -> String {
    match kind {
        NoticeKind::IgnoredColumn => "この列は使いません。".to_owned(),
        NoticeKind::SkippedTitle { rows } => format!("見出しより上の{rows}行は読み飛ばしました。"),
        NoticeKind::IdentityNumbers => {
            "マイナンバーの列のようです。Kikuは読みません。この列を除いたファイルをお使いください。".to_owned()
        }
        NoticeKind::ManagerLeaves { number, left, members } => {
            format!("社員番号「{number}」の退職日は{left}ですが、その後も在籍する{members}人の上司になっています。次の上司の社員番号に直してください。")
        }
        NoticeKind::SeveralHeads { department, heads } => {
            format!("「{department}」の部署長が{heads}人います。部署長は部署の集計を見られますので、間違いがないか確かめてください。")
        }
        NoticeKind::NoManagerColumn => {
            "上司の社員番号の列がないため、1on1のペアは作られません。「上司の社員番号」の列を加えてください。".to_owned()
        }
        NoticeKind::PrivateCharacters { rows } => {
            format!("氏名に外字（社内だけで使える文字）が{rows}行あります。ほかの画面では表示されないため、一般の文字に置き換えることをおすすめします。")
        }
    }
}

fn unknown_manager(number: &str, similar: Option<&str>) -> String {
    match similar {
        Some(similar) => format!(
            "社員番号「{number}」の人はこのファイルにいません。「{similar}」のことでしたら、そのとおりに書いてください。"
        ),
        None if super::is_name(number) => format!(
            "「{number}」は社員番号ではないようです。上司の氏名ではなく、社員番号を入れてください。"
        ),
        None => format!(
            "社員番号「{number}」の人はこのファイルにいません。番号を直すか、上司の行を加えるか、空欄にしてください。"
        ),
    }
}

fn not_text(looks_like: LooksLike) -> &'static str {
    match looks_like {
        LooksLike::Workbook => {
            "これはExcelブックのようです。Excelで開き、「CSV UTF-8（コンマ区切り）」で保存したファイルを指定してください。"
        }
        LooksLike::OldWorkbook => {
            "これは古い形式のExcelブックか、パスワード付きのExcelブックのようです。Excelで開き、「CSV UTF-8（コンマ区切り）」で保存したファイルを指定してください。"
        }
        LooksLike::Document => {
            "これはWordなどの文書ファイルのようです。人事システムから書き出したCSVファイルを指定してください。"
        }
        LooksLike::Zip | LooksLike::Gzip => {
            "これは圧縮ファイルのようです。展開して、中のCSVファイルを指定してください。"
        }
        LooksLike::Pdf => "これはPDFのようです。人事システムからCSV形式で書き出してください。",
        LooksLike::Png => {
            "これはPNG画像のようです。人事システムから書き出したCSVファイルを指定してください。"
        }
        LooksLike::Jpeg => {
            "これはJPEG画像のようです。人事システムから書き出したCSVファイルを指定してください。"
        }
        LooksLike::Picture => {
            "これは画像のようです。人事システムから書き出したCSVファイルを指定してください。"
        }
        LooksLike::WebPage => {
            "これはWebページのようです。ログイン画面などを保存していないか確かめて、CSVファイルを指定してください。"
        }
        LooksLike::BareUtf16 => {
            "これはBOMのないUTF-16のようです。「CSV UTF-8（コンマ区切り）」で保存し直してください。"
        }
        LooksLike::Binary => {
            "これはテキストのファイルではないようです。人事システムから書き出したCSVファイルを指定してください。"
        }
    }
}
