//! The roster changes in the middle of a month: talks follow their members, words do not.

use crate::a_month::slots;
use crate::cast;
use anyhow::Result;

/// 佐藤 moves from 田中 to a new manager, 伊藤.
const MOVED: &str = "\
社員番号,氏名,メールアドレス,部署,上司の社員番号
1,山本 一郎,yamamoto@example.jp,本社,
2,田中 健,tanaka@example.jp,本社/営業部,
3,佐藤 花子,sato@example.jp,本社/開発部,5
4,鈴木 恵,suzuki@example.jp,本社/人事部,
5,伊藤 真,ito@example.jp,本社/開発部,
";

/// 佐藤 has left the company.
const LEFT: &str = "\
社員番号,氏名,メールアドレス,部署,上司の社員番号
1,山本 一郎,yamamoto@example.jp,本社,
2,田中 健,tanaka@example.jp,本社/営業部,
4,鈴木 恵,suzuki@example.jp,本社/人事部,
";

#[tokio::test]
async fn an_open_talk_follows_its_member_to_the_new_manager() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-02 12:00").await?;
    sato.presses("今後のキャリア").await;
    sato.presses("話を聞いてほしい").await;
    let times = slots(&sato.showing("準備ができました")[0].view);
    sato.presses(&times[2]).await;
    assert_eq!(tanaka.showing("今後のキャリア").len(), 1);

    company.import(MOVED).await?;
    company.until("2026-11-02 15:00").await?;
    let ito = company.seat("ito");
    assert_eq!(
        ito.showing("今後のキャリア").len(),
        1,
        "the new manager is told what she wants to talk about"
    );
    assert!(
        tanaka.showing("今後のキャリア").is_empty(),
        "the former manager's card closed without content"
    );
    assert!(!sato.showing("伊藤").is_empty(), "she is told");
    let times = slots(&sato.showing("準備ができました")[0].view);
    sato.presses(&times[0]).await;
    assert_eq!(
        ito.showing("11月4日(水) 11:00").len(),
        2,
        "on the card, and in a short line"
    );
    Ok(())
}

#[tokio::test]
async fn a_talk_with_somebody_who_left_is_called_off() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-02 12:00").await?;
    sato.presses("今後のキャリア").await;
    sato.presses("話を聞いてほしい").await;
    company.import(LEFT).await?;
    company.until("2026-12-04 10:01").await?;
    assert!(tanaka.showing("1on1、いかがでしたか").is_empty());
    let sent = sato.count();
    company.until("2026-12-20 12:00").await?;
    assert_eq!(
        sato.count(),
        sent,
        "nothing more is sent to somebody who left"
    );
    Ok(())
}

#[tokio::test]
async fn importing_the_same_roster_twice_changes_nothing() -> Result<()> {
    let company = cast::company(cast::PAIR).await;
    let difference = company.import(cast::PAIR).await?;
    assert!(difference.is_empty(), "{difference:?}");
    Ok(())
}
