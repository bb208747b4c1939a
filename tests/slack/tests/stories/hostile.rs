//! What people type is read as they typed it, wherever it appears, and nothing in it comes to life.

use crate::cast;
use crate::company::{Company, MODES};
use crate::month::slots;
use anyhow::Result;
use kiku_slack_model::Shown;
use std::collections::BTreeSet;

/// Mentions, links, formatting, emoji and entities, as somebody might type them.
const HOSTILE: &str = "<!channel> <!here> <@U0TANAKA> <#C0HR> <https://evil.example/|社内> @here @everyone \
    https://evil.example/x *b* _i_ ~s~ `c` :smile: &lt;b&gt; &amp; > q";

/// Somebody whose name is a trap, so that it stands in everybody's messages.
fn roster() -> String {
    cast::PAIR.replace("佐藤 花子", "佐藤 <!here>*花子*")
}

/// Everything that anybody sees anywhere.
fn everything(company: &Company) -> Vec<(String, Shown)> {
    let mut all = Vec::new();
    for name in ["sato", "tanaka", "suzuki", "yamamoto"] {
        let seat = company.seat(name);
        all.extend(seat.all().into_iter().map(|shown| (name.to_owned(), shown)));
        all.extend(
            seat.client
                .home()
                .map(|shown| (format!("home of {name}"), shown)),
        );
        for channel in ["C0HR", "C0EXEC"] {
            let seen = company.seat_in(name, channel).all().into_iter();
            all.extend(seen.map(|shown| (format!("{name} in {channel}"), shown)));
        }
    }
    all
}

#[tokio::test]
async fn what_people_type_is_dead_wherever_it_appears() -> Result<()> {
    for mode in MODES {
        let company = cast::company(mode, &roster()).await;
        let all = told_by_hostile_people(&company).await?;
        for (whose, shown) in &all {
            let own = |live: &&String| live.starts_with("http") && !live.contains("evil.example");
            let live: Vec<&String> = shown.live.iter().filter(|live| !own(live)).collect();
            assert!(
                live.is_empty(),
                "{mode:?}, {whose}: {live:?} live in\n{}",
                shown.text
            );
        }
        let readers = |words: &str| {
            let found = all.iter().filter(|(_, shown)| shown.text.contains(words));
            found
                .map(|(whose, _)| whose.as_str())
                .collect::<BTreeSet<_>>()
        };
        for reader in ["sato", "tanaka"] {
            let evil = all
                .iter()
                .filter(|(whose, shown)| whose == reader && shown.text.contains("evil"));
            let evil: Vec<&str> = evil.map(|(_, shown)| shown.text.as_str()).collect();
            assert!(
                readers(HOSTILE).contains(reader),
                "{mode:?}: {reader} does not read it as typed in\n{}",
                evil.join("\n---\n")
            );
        }
        assert!(
            readers("佐藤 <!here>*花子*").contains("tanaka"),
            "so is a name"
        );
    }
    Ok(())
}

/// 佐藤 types it wherever she can; everything that Kiku shows anybody at four moments of the month.
async fn told_by_hostile_people(company: &Company) -> Result<Vec<(String, Shown)>> {
    let (sato, tanaka) = (company.seat("sato"), company.seat("tanaka"));
    company.until("2026-11-02 16:00").await?;
    sato.presses("今後のキャリア").await;
    sato.presses("話を聞いてほしい").await;
    sato.presses("一言添える").await;
    sato.fills(&[("text", HOSTILE)]).await;
    sato.commands(&format!("話したいこと {HOSTILE}")).await;
    sato.says(HOSTILE).await;
    sato.commands(&format!("prap {HOSTILE}")).await;
    let mut all = everything(company);
    let times = slots(&sato.showing("準備ができました")[0]);
    sato.presses(&times[0]).await;
    company.until("2026-11-04 17:59").await?;
    sato.presses("共有メモを書く").await;
    sato.fills(&[("text", HOSTILE)]).await;
    for seat in [&sato, &tanaka] {
        seat.home(&["1on1"]).await;
        seat.commands("next").await;
    }
    sato.presses("メモを見る").await;
    all.extend(everything(company));
    company.until("2026-11-06 17:59").await?;
    sato.presses("5 とても良かった").await;
    sato.presses("コメントを書く").await;
    sato.fills(&[("text", HOSTILE)]).await;
    all.extend(everything(company));
    for shown in sato.showing("このコメントを") {
        let shares = shown
            .controls
            .iter()
            .filter(|control| control.label.ends_with("見せる"));
        for control in shares {
            sato.client
                .press(&shown.channel, &shown.ts, &control.value)
                .await;
            company.pass(3).await?;
        }
    }
    company.pass(60).await?;
    company.seat("suzuki").commands("status").await;
    all.extend(everything(company));
    all.retain(|(_, shown)| shown.author.starts_with("U0BOT") || shown.author.is_empty());
    Ok(all)
}
