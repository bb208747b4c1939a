//! The playground's own words in both languages, dates included.

use crate::{Kind, Language, To};
use chrono::{DateTime, Datelike, Utc, Weekday};
use chrono_tz::Tz;

/// Every sentence of the pages that does not come from Kiku itself.
pub(crate) struct Texts {
    pub title: &'static str,
    pub entrance_lead: &'static str,
    pub entrance_how: [&'static str; 3],
    pub entrance_people: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub everyone: &'static str,
    pub nobody_found: &'static str,
    pub members: &'static str,
    pub managers: &'static str,
    pub hr: &'static str,
    pub executives: &'static str,
    pub skip: &'static str,
    pub menu: &'static str,
    pub close: &'static str,
    pub home: &'static str,
    pub you_are: &'static str,
    pub switch_person: &'static str,
    pub two_windows: &'static str,
    pub deactivated: &'static str,
    pub conversations: &'static str,
    pub with_kiku: &'static str,
    pub only_pair: &'static str,
    pub unread: &'static str,
    pub unread_from_here: &'static str,
    pub earlier: &'static str,
    pub empty: &'static str,
    pub updated: &'static str,
    pub only_you: &'static str,
    pub dismiss: &'static str,
    pub composer: &'static str,
    pub composer_hint: &'static str,
    pub composer_hint_channel: &'static str,
    pub commands: &'static str,
    pub send: &'static str,
    pub required: &'static str,
    pub optional: &'static str,
    pub fill_in: &'static str,
    pub clock: &'static str,
    pub next_event: &'static str,
    pub nothing_next: &'static str,
    pub plus_day: &'static str,
    pub plus_day_hint: &'static str,
    pub month_end: &'static str,
    pub month_end_hint: &'static str,
    pub moving: &'static str,
    pub already_moving: &'static str,
    pub busy: &'static str,
    pub gone: &'static str,
    pub broken: &'static str,
    pub offline: &'static str,
    pub only_commands_here: &'static str,
    pub not_found_title: &'static str,
    pub not_found: &'static str,
    pub no_script: &'static str,
    pub image_larger: &'static str,
}

/// The words of one language.
pub(crate) fn texts(language: Language) -> &'static Texts {
    match language {
        Language::Ja => &JA,
        Language::En => &EN,
    }
}

const JA: Texts = Texts {
    title: "Kiku 体験版",
    entrance_lead: "毎月の1on1が、チャットの中でどう進むのかを体験できます。",
    entrance_how: [
        "社員をひとり選ぶと、その人のチャット画面が開きます。",
        "画面の上にある時計を進めると、準備のお願いから月次レポートまでが順に届きます。",
        "ウィンドウを2つ開けば、メンバーと上司の両方を同時に試せます。",
    ],
    entrance_people: "だれとして入りますか",
    search: "社員を探す",
    search_hint: "名前・部署・社員番号",
    everyone: "全員",
    nobody_found: "該当する人がいません。",
    members: "メンバー",
    managers: "上司",
    hr: "人事",
    executives: "役員",
    skip: "メッセージ入力へ移動",
    menu: "メニュー",
    close: "閉じる",
    home: "入口へ戻る",
    you_are: "いまのあなた",
    switch_person: "別の人になる",
    two_windows: "別のウィンドウで開くと、同時に2人になれます。",
    deactivated: "停止中のアカウント",
    conversations: "会話",
    with_kiku: "Kiku",
    only_pair: "Kikuとあなただけの会話です",
    unread: "未読",
    unread_from_here: "ここから未読",
    earlier: "以前のメッセージを表示",
    empty: "まだメッセージはありません。上の「次の予定へ」を押すと、時間が進みます。",
    updated: "更新済み",
    only_you: "あなただけに表示",
    dismiss: "この表示を消す",
    composer: "メッセージ",
    composer_hint: "メッセージ、または /",
    composer_hint_channel: "/ でコマンド",
    commands: "コマンド一覧",
    send: "送信",
    required: "必須",
    optional: "任意",
    fill_in: "入力してください。",
    clock: "会社の時計",
    next_event: "次の予定へ",
    nothing_next: "予定はありません",
    plus_day: "+1日",
    plus_day_hint: "時計を1日進める",
    month_end: "月末へ",
    month_end_hint: "時計を月末まで進める",
    moving: "時間を進めています…",
    already_moving: "いま時間を進めています。終わるまで少しお待ちください。",
    busy: "ただいま混み合っています。入力はそのまま残っていますので、もう一度お試しください。",
    gone: "この表示は古くなりました。最新のメッセージからお願いします。",
    broken: "うまくいきませんでした。もう一度お試しください。",
    offline: "接続が切れました。つなぎ直しています…",
    only_commands_here: "チャンネルでは、Kikuは /1on1 で始まるコマンドだけにお答えします。そのほかのことは、Kikuとの会話でお話しください。",
    not_found_title: "見つかりません",
    not_found: "このページはありません。名簿が変わったのかもしれません。",
    no_script: "この画面を使うには、ブラウザのJavaScriptを有効にしてください。",
    image_larger: "大きく表示",
};

const EN: Texts = Texts {
    title: "Kiku playground",
    entrance_lead: "See how a month of 1on1s runs inside your company's chat.",
    entrance_how: [
        "Choose a person, and their chat opens.",
        "Move the clock at the top: from the first question to the monthly report, everything arrives in its turn.",
        "Open two windows to be a member and a manager at the same time.",
    ],
    entrance_people: "Who would you like to be?",
    search: "Find a person",
    search_hint: "Name or department",
    everyone: "Everyone",
    nobody_found: "Nobody found.",
    members: "Members",
    managers: "Managers",
    hr: "HR",
    executives: "Executives",
    skip: "Skip to the message box",
    menu: "Menu",
    close: "Close",
    home: "Back to the entrance",
    you_are: "You are",
    switch_person: "Be someone else",
    two_windows: "Open a person in another window to be two people at once.",
    deactivated: "Deactivated account",
    conversations: "Conversations",
    with_kiku: "Kiku",
    only_pair: "Only Kiku and you are here",
    unread: "unread",
    unread_from_here: "New from here",
    earlier: "Show earlier messages",
    empty: "No messages yet. Press “Next event” above and time moves on.",
    updated: "updated",
    only_you: "Only visible to you",
    dismiss: "Dismiss",
    composer: "Message",
    composer_hint: "Message, or / for commands",
    composer_hint_channel: "/ for commands",
    commands: "Commands",
    send: "Send",
    required: "required",
    optional: "optional",
    fill_in: "Please fill this in.",
    clock: "Company clock",
    next_event: "Next event",
    nothing_next: "Nothing is due",
    plus_day: "+1 day",
    plus_day_hint: "Move the clock one day forward",
    month_end: "To month end",
    month_end_hint: "Move the clock to the end of the month",
    moving: "Time is moving…",
    already_moving: "Time is moving just now. Please wait until it has arrived.",
    busy: "Kiku is busy just now. What you entered is still here; please try again.",
    gone: "This message is out of date. Please use the latest one.",
    broken: "That did not work. Please try again.",
    offline: "The connection was lost. Reconnecting…",
    only_commands_here: "In channels, Kiku answers only commands that begin with /1on1. For anything else, talk to Kiku in your own conversation.",
    not_found_title: "Not found",
    not_found: "There is no such page. The roster may have changed.",
    no_script: "Please allow JavaScript in your browser to use this page.",
    image_larger: "Enlarge",
};

impl Texts {
    /// The name of a group of people.
    pub fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Member => self.members,
            Kind::Manager => self.managers,
            Kind::Hr => self.hr,
            Kind::Executive => self.executives,
        }
    }

    /// The label and the explanation of a button that moves time.
    pub fn advance(&self, to: To) -> (&'static str, &'static str) {
        match to {
            To::NextEvent => (self.next_event, self.nothing_next),
            To::Day => (self.plus_day, self.plus_day_hint),
            To::MonthEnd => (self.month_end, self.month_end_hint),
        }
    }
}

/// How many more people there are than are shown.
pub(crate) fn more_people(language: Language, count: usize) -> String {
    match language {
        Language::Ja => format!("ほか{}人。名前や部署で探せます。", grouped(count)),
        Language::En => format!("{} more. Search by name or department.", grouped(count)),
    }
}

/// A number with a comma after every third digit.
pub(crate) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && index % 3 == first {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A day: 11月2日(月), Mon 2 Nov.
pub(crate) fn day(language: Language, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let weekday = weekday(language, local.weekday());
    match language {
        Language::Ja => format!("{}月{}日({weekday})", local.month(), local.day()),
        Language::En => format!("{weekday} {}", local.format("%-d %b")),
    }
}

/// A day with its year: 2026年11月2日(月), Mon 2 Nov 2026.
pub(crate) fn full_day(language: Language, at: DateTime<Utc>, zone: Tz) -> String {
    let (day, year) = (day(language, at, zone), at.with_timezone(&zone).year());
    match language {
        Language::Ja => format!("{year}年{day}"),
        Language::En => format!("{day} {year}"),
    }
}

/// A time of day: 9:05, 14:30.
pub(crate) fn time(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%-H:%M").to_string()
}

fn weekday(language: Language, weekday: Weekday) -> &'static str {
    let index = weekday.num_days_from_monday() as usize;
    match language {
        Language::Ja => ["月", "火", "水", "木", "金", "土", "日"][index],
        Language::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][index],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_company() {
        let at = "2026-11-01T15:30:00Z".parse().expect("time");
        let tokyo = chrono_tz::Asia::Tokyo;
        assert_eq!(full_day(Language::Ja, at, tokyo), "2026年11月2日(月)");
        assert_eq!(full_day(Language::En, at, tokyo), "Mon 2 Nov 2026");
        assert_eq!(time(at, tokyo), "0:30");
    }

    #[test]
    fn long_numbers_are_readable() {
        let numbers = [0, 12, 123, 1_234, 12_345, 123_456, 1_234_567].map(grouped);
        let shown = ["0", "12", "123", "1,234", "12,345", "123,456", "1,234,567"];
        assert_eq!(numbers, shown);
    }
}
