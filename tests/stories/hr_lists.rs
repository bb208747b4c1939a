//! Those who run the programme: where roster and accounts differ, whom messages do not reach, and that an opening
//! takes long.

use crate::cast;
use anyhow::Result;
use kiku_chat::{Address, DirectoryPerson, Inbox, Rates, Reply, limits};
use kiku_testkit::chat;

fn told(reply: &Reply) -> String {
    let view = reply.whisper.as_ref().or_else(|| reply.refreshed());
    let Some(view) = view else {
        panic!("nothing was told: {reply:?}");
    };
    assert_eq!(limits::check_view(view), Ok(()));
    view.to_plain_text()
}

fn listed(user: &str, mail: Option<&str>) -> DirectoryPerson {
    DirectoryPerson {
        account: chat::account(user),
        name: format!("{user}（チャットの名前）"),
        email: mail.map(str::to_owned),
        time_zone: None,
        locale: None,
        reachable: true,
    }
}

#[tokio::test]
async fn hr_sees_where_roster_and_accounts_differ_and_what_to_do() -> Result<()> {
    let roster = cast::PAIR.to_owned()
        + "5,西村 学,,本社/営業部,2\n6,東 光,higashi@example.jp,本社/開発部,2\n";
    let company = cast::company(&roster).await;
    let mut gone = listed("higashi", Some("higashi@example.jp"));
    gone.reachable = false;
    company.engine.met(gone).await?;
    company
        .engine
        .met(listed("guest", Some("guest@example.com")))
        .await?;
    company.engine.met(listed("hidden", None)).await?;
    company
        .engine
        .met(listed("sato-old", Some("sato@example.jp")))
        .await?;
    let suzuki = company.seat("suzuki");
    let list = told(&suzuki.commands("people", "").await);
    for words in [
        "アカウントが見つからない方: 2名",
        "名簿にないアカウント: 2件",
        "同じ方の二つ目のアカウント: 1件",
        "西村 学さん: 本社/営業部、名簿にメールアドレスがありません",
        "東 光さん: 本社/開発部",
        "guest（チャットの名前）: guest@example.com",
        "佐藤 花子さん: 本社/営業部、もう一つのアカウント：sato-old（チャットの名前）",
        "同じメールアドレスで名簿に加えてください",
    ] {
        assert!(list.contains(words), "expected '{words}' in:\n{list}");
    }
    for user in ["sato", "tanaka", "yamamoto"] {
        let refused = told(&company.seat(user).commands("名簿の差分", "").await);
        assert!(
            refused.contains("ご利用いただけません"),
            "{user}: {refused}"
        );
    }
    let audit = company.engine.store().audits(100).await?;
    let of = |what: &str| audit.iter().filter(|entry| entry.what == what).count();
    assert_eq!((of("people"), of("refused")), (1, 3));
    Ok(())
}

#[tokio::test]
async fn a_long_list_is_turned_page_by_page() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    for number in 0..45 {
        company
            .engine
            .met(listed(&format!("x{number:02}"), None))
            .await?;
    }
    let suzuki = company.seat("suzuki");
    let first = suzuki.commands("people", "").await;
    assert!(told(&first).contains("1/3ページ"), "{}", told(&first));
    let second = suzuki.presses_whispered(&first, "次のページ").await;
    assert!(told(&second).contains("2/3ページ") && told(&second).contains("x20"));
    let last = suzuki.commands("people", "99").await;
    assert!(told(&last).contains("3/3ページ") && told(&last).contains("x44"));
    Ok(())
}

#[tokio::test]
async fn hr_sees_whom_messages_do_not_reach_in_plain_words() -> Result<()> {
    let roster = cast::PAIR.to_owned() + "5,西村 学,,本社/営業部,2\n";
    let company = cast::company(&roster).await;
    let suzuki = company.seat("suzuki");
    company.chat.block(Address::Person(chat::account("tanaka")));
    company.until("2026-11-02 16:00").await?;
    let list = told(&suzuki.commands("未達一覧", "").await);
    for words in [
        "2名の方にお知らせが届いていません",
        "田中 健さん: 本社/営業部、チャットで受け取れない状態です、11月2日から1件",
        "西村 学さん: 本社/営業部、アカウントが見つかりません、11月2日から2件",
        "ご本人かチャットの管理者にご確認ください",
    ] {
        assert!(list.contains(words), "expected '{words}' in:\n{list}");
    }
    for raw in ["unreachable", "blocked", "no account", "prep"] {
        assert!(!list.contains(raw), "'{raw}' in:\n{list}");
    }
    let refused = told(&company.seat("sato").commands("unreachable", "").await);
    assert!(refused.contains("ご利用いただけません"), "{refused}");
    let audit = company.engine.store().audits(100).await?;
    assert!(audit.iter().any(|entry| entry.what == "unreachable"));
    Ok(())
}

#[tokio::test]
async fn an_opening_that_takes_more_than_a_day_is_spread_and_hr_is_told() -> Result<()> {
    let mut roster = cast::PAIR.to_owned();
    for index in 100..420 {
        roster.push_str(&format!(
            "{index},高橋 {index}号,t{index}@example.jp,本社/営業部,2\n"
        ));
    }
    let company = cast::company(&roster).await;
    company.chat.set_rates(Rates {
        send: 1,
        ..Rates::UNLIMITED
    });
    company.until("2026-11-02 09:30").await?;
    // 324 are welcomed and 321 are asked: 645 minutes, of which Monday has 540; Tuesday is a holiday.
    company.channel("hr").reads(&[
        "11月の1on1のご案内を、数日に分けて",
        "11月4日(水) 10:45ごろ",
        "645件",
        "1分に1件まで",
    ]);
    company.channel("exec").reads_nothing();
    company.until("2026-11-02 18:00").await?;
    let asked = |company: &kiku_testkit::Company| {
        let users = (100..420).map(|index| format!("t{index}"));
        users
            .filter(|user| !company.seat(user).showing("11月の1on1").is_empty())
            .count()
    };
    let monday = asked(&company);
    assert!((260..=275).contains(&monday), "{monday} of 320 on Monday");
    // Sending stays a hundredth below the limit.
    company.until("2026-11-04 11:00").await?;
    assert_eq!(asked(&company), 320);
    Ok(())
}
