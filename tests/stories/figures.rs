//! The month's figures: protected, released once, the same for good.

use crate::a_month::slots;
use crate::cast;
use anyhow::Result;
use kiku::domain::lang::Lang;
use kiku::domain::month::Month;
use kiku_testkit::Company;

async fn talk_and_rate(company: &Company, user: &str, rating: &str) -> Result<()> {
    let member = company.seat(user);
    member.presses("業務の進捗や進め方").await;
    member.presses("意見を聞きたい").await;
    let times = slots(&member.showing("準備ができました")[0].view);
    member.presses(&times[0]).await;
    let _ = rating;
    Ok(())
}

#[tokio::test]
async fn a_digest_counts_what_happened_and_hides_what_is_too_few() -> Result<()> {
    let company = cast::company(&cast::seven()).await;
    company.until("2026-11-02 18:00").await?;
    let members = ["sato", "t10", "t11", "t12", "t13", "t14", "t15"];
    for user in members {
        talk_and_rate(&company, user, "4 良かった").await?;
    }
    company.until("2026-11-27 18:00").await?;
    for user in &members[..4] {
        company.seat(user).presses("4 良かった").await;
    }
    company.until("2026-12-04 10:01").await?;
    let posted = company.channel("hr").showing("11月");
    let text = posted[0].view.to_plain_text();
    assert!(
        !text.contains("4.0"),
        "four raters are too few for a mean: {text}"
    );
    let november: Month = "2026-11".parse()?;
    let release = company.engine.store().release(november).await?;
    let release = release.unwrap_or_else(|| panic!("released"));
    assert_eq!(release.k, 5);
    assert_eq!(release.units[0].counts.eligible, 7);
    assert_eq!(release.units[0].counts.held, 4);
    assert!(release.units[0].satisfaction.mean.shown().is_none());
    Ok(())
}

#[tokio::test]
async fn five_raters_are_enough_and_later_edits_change_nothing_released() -> Result<()> {
    let company = cast::company(&cast::seven()).await;
    company.until("2026-11-02 18:00").await?;
    let members = ["sato", "t10", "t11", "t12", "t13", "t14", "t15"];
    for user in members {
        talk_and_rate(&company, user, "").await?;
    }
    company.until("2026-11-30 17:00").await?;
    for user in &members[..6] {
        company.seat(user).presses("4 良かった").await;
    }
    company.seat("sato").presses("5 とても良かった").await;
    company.until("2026-12-04 10:01").await?;
    let november: Month = "2026-11".parse()?;
    let before = company.engine.store().release(november).await?;
    let reply = company.seat("t10").presses("行えなかった").await;
    let told = reply
        .whisper
        .map(|view| view.to_plain_text())
        .unwrap_or_default();
    assert!(told.contains("集計は終わっています"), "{told}");
    assert_eq!(company.engine.store().release(november).await?, before);
    Ok(())
}

/// Everybody talks; ratings and what was received differ, so that figures may be told.
async fn a_full_month(company: &Company, members: &[&str]) -> Result<()> {
    company.until("2026-11-02 18:00").await?;
    for user in members {
        talk_and_rate(company, user, "").await?;
    }
    company.until("2026-11-30 17:00").await?;
    for (place, user) in members.iter().enumerate() {
        let labels = ["4 良かった", "3 ふつう", "5 とても良かった", "2 あまり"];
        company.seat(user).presses(labels[place % 4]).await;
    }
    company.until("2026-12-04 10:01").await
}

fn picture(view: &kiku_chat::View) -> Option<&kiku_chat::Image> {
    view.blocks.iter().find_map(|block| match block {
        kiku_chat::Block::Image(image) => Some(image),
        _ => None,
    })
}

async fn audited(company: &Company) -> Result<Vec<(i64, String, String)>> {
    let mut rows = company.engine.store().audits(100).await?;
    rows.retain(|row| ["digest", "refused"].contains(&row.what.as_str()));
    let read = rows.into_iter().map(|row| (row.who.0, row.what, row.scope));
    Ok(read.collect())
}

#[tokio::test]
async fn a_month_reaches_its_channels_with_a_picture() -> Result<()> {
    let company = cast::company(&cast::two_teams()).await;
    a_full_month(&company, &cast::TWO_TEAMS).await?;
    let hr = company
        .channel("hr")
        .reads(&["2026年11月", "全社", "満足度", "12月4日に確定"]);
    let image = picture(&hr.view).unwrap_or_else(|| panic!("a picture"));
    assert!(image.png.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert!(image.alt.contains("実施率"), "{}", image.alt);
    let executive = company.channel("exec").reads(&["2026年11月", "全社"]);
    let same = picture(&executive.view).map(|image| &image.png);
    assert_eq!(same, Some(&image.png));
    let sales = company
        .seat("yamamoto")
        .presses_in(&executive, "本社/営業部")
        .await;
    let text = whisper(&sales);
    assert!(
        text.contains("田中 健さんのチーム") && !text.contains("木村"),
        "{text}"
    );
    assert!(text.contains("5名に満たないチーム"), "{text}");
    let development = company
        .seat("yamamoto")
        .presses_in(&executive, "本社/開発部")
        .await;
    assert!(
        !whisper(&development).contains("木村"),
        "three members are below k"
    );
    let development = company.seat("suzuki").presses_in(&hr, "本社/開発部").await;
    assert!(
        whisper(&development).contains("木村 真さんのチーム"),
        "{}",
        whisper(&development)
    );
    Ok(())
}

#[tokio::test]
async fn a_head_looks_inside_their_department_and_no_further() -> Result<()> {
    let company = cast::with(cast::with_head(), &cast::two_teams()).await;
    a_full_month(&company, &cast::TWO_TEAMS).await?;
    let head = company.seat("tanaka");
    let hr = company.channel("hr").reads(&["2026年11月"]);
    let own = head.commands("digest", "").await;
    assert!(whisper(&own).contains("本社/営業部"), "{}", whisper(&own));
    assert!(!whisper(&own).contains("開発部"), "{}", whisper(&own));
    let none = head.presses_in(&hr, "本社/開発部").await;
    assert!(
        whisper(&none).contains("ご覧いただける範囲"),
        "{}",
        whisper(&none)
    );
    let typed = head.says("レポート 2026-11 本社/開発部").await;
    assert!(
        whisper(&typed).contains("ご覧いただける範囲"),
        "{}",
        whisper(&typed)
    );
    let back = head
        .presses_whispered(&typed, "見られるレポートを開く")
        .await;
    assert!(whisper(&back).contains("本社/営業部"), "{}", whisper(&back));
    let member = company.seat("t10").presses_in(&hr, "本社/営業部").await;
    assert!(
        whisper(&member).contains("ご利用いただけません"),
        "{}",
        whisper(&member)
    );
    let rows = audited(&company).await?;
    let of = |who: i64, what: &str| {
        rows.iter()
            .filter(|row| row.0 == who && row.1 == what)
            .count()
    };
    assert_eq!(
        (
            of(head_id(&company).await?, "digest"),
            of(head_id(&company).await?, "refused")
        ),
        (2, 2)
    );
    assert_eq!(rows.iter().filter(|row| row.1 == "refused").count(), 3);
    Ok(())
}

async fn head_id(company: &Company) -> Result<i64> {
    let head = company.engine.store().person_by_number("2").await?;
    Ok(head.map(|person| person.id.0).unwrap_or_default())
}

fn whisper(reply: &kiku_chat::Reply) -> String {
    let view = reply.whisper.as_ref().map(kiku_chat::View::to_plain_text);
    view.unwrap_or_else(|| panic!("no whisper: {reply:?}"))
}

#[tokio::test]
async fn whoever_looks_is_written_down_and_gets_a_way_on() -> Result<()> {
    let company = cast::company(&cast::two_teams()).await;
    let early = company.seat("suzuki").commands("digest", "").await;
    assert!(
        whisper(&early).contains("まだレポートはありません"),
        "{}",
        whisper(&early)
    );
    a_full_month(&company, &cast::TWO_TEAMS).await?;
    let hr = company.seat("suzuki");
    for words in [
        "",
        "2026-11",
        "11月",
        "本社/営業部",
        "2026年11月 本社 / 営業部",
    ] {
        let reply = hr.commands("レポート", words).await;
        assert!(
            picture(reply.whisper.as_ref().unwrap_or_else(|| panic!("{words}"))).is_some(),
            "{words}"
        );
    }
    company.seat("yamamoto").says("digest").await;
    let none = hr.commands("digest", "2026-10").await;
    assert!(
        whisper(&none).contains("2026年10月のレポートはまだ"),
        "{}",
        whisper(&none)
    );
    let newest = hr.presses_whispered(&none, "2026年11月を見る").await;
    assert!(whisper(&newest).contains("全社"), "{}", whisper(&newest));
    let wrong = hr.commands("digest", "2026-13").await;
    assert!(
        whisper(&wrong).contains("2026-11 のように"),
        "{}",
        whisper(&wrong)
    );
    let wrong = hr.commands("digest", "本社/どこか").await;
    assert!(
        whisper(&wrong).contains("見つからない"),
        "{}",
        whisper(&wrong)
    );
    let rows = audited(&company).await?;
    assert_eq!(rows.len(), 9, "{rows:?}");
    assert!(rows.iter().all(|row| row.1 == "digest"), "{rows:?}");
    Ok(())
}

#[tokio::test]
async fn a_digest_is_a_file_too_and_the_same_each_time() -> Result<()> {
    use kiku_engine::{ExportAudience, ExportError, ExportFormat};
    let company = cast::company(&cast::two_teams()).await;
    a_full_month(&company, &cast::TWO_TEAMS).await?;
    let november: Month = "2026-11".parse()?;
    let engine = &company.engine;
    let sales = ExportAudience::Department("本社/営業部".to_owned());
    for audience in [ExportAudience::Hr, ExportAudience::Executive, sales] {
        for format in [
            ExportFormat::Text,
            ExportFormat::Json,
            ExportFormat::Csv,
            ExportFormat::Png,
        ] {
            let export = || engine.export_digest(november, &audience, format, Lang::Ja);
            let (once, again) = (export().await?, export().await?);
            assert!(once.len() > 100 && once == again, "{audience:?} {format:?}");
        }
    }
    let nowhere = ExportAudience::Department("本社/どこか".to_owned());
    let error = engine
        .export_digest(november, &nowhere, ExportFormat::Text, Lang::Ja)
        .await;
    assert!(matches!(error, Err(ExportError::NoSuchUnit { .. })));
    let october = november.previous();
    let error = engine
        .export_digest(october, &ExportAudience::Hr, ExportFormat::Csv, Lang::En)
        .await;
    let told = error
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert_eq!(
        told,
        "2026-10 has no released figures yet; the newest month is 2026-11"
    );
    Ok(())
}
