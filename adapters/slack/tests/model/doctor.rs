//! What `kiku doctor` is told of an installation.

use crate::bed::{Bench, CHANNEL, Mode, TEAM};
use kiku_slack::{SCOPES, Verdict};

async fn examined(bench: &Bench, channels: &[&str]) -> Vec<(&'static str, Verdict, String)> {
    let channels: Vec<(String, String)> = channels
        .iter()
        .map(|channel| (TEAM.to_owned(), (*channel).to_owned()))
        .collect();
    let findings = bench.slack.examine(&channels).await.into_iter();
    findings
        .map(|finding| (finding.subject, finding.verdict, finding.says))
        .collect()
}

#[tokio::test]
async fn all_is_well_with_exactly_our_scopes() {
    let bench = Bench::open(Mode::Socket).await;
    let scopes: Vec<&str> = SCOPES.iter().map(|scope| scope.scope).collect();
    bench.model.grant(TEAM, &scopes);
    let found = examined(&bench, &[CHANNEL, "#人事"]).await;
    let bad = found
        .iter()
        .filter(|(_, verdict, _)| *verdict != Verdict::Good);
    let bad: Vec<_> = bad
        .filter(|(subject, ..)| *subject != "slack clock")
        .collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(found.len(), 6, "{found:?}");
    bench.stop().await;
}

#[tokio::test]
async fn each_trouble_is_named_with_what_to_do() {
    let bench = Bench::open(Mode::Socket).await;
    bench
        .model
        .grant(TEAM, &["chat:write", "channels:read", "groups:read"]);
    let found = examined(&bench, &["#無い", "#random", "C0OTHER", "C0NOWHERE"]).await;
    let says = |part: &str| {
        let mut found = found.iter();
        let found =
            found.find(|(_, verdict, says)| *verdict == Verdict::Trouble && says.contains(part));
        assert!(found.is_some(), "{part} is missing");
    };
    says("im:history");
    says("#無い: no such channel");
    says("#random: Kiku is not a member; type /invite");
    says("C0OTHER: Kiku is not a member");
    says("C0NOWHERE: no such channel");
    bench.stop().await;
}

#[tokio::test]
async fn the_scopes_suffice_for_everything_that_is_called() {
    let bench = Bench::open(Mode::Http).await;
    let scopes: Vec<&str> = SCOPES.iter().map(|scope| scope.scope).collect();
    bench.model.grant(TEAM, &scopes);
    kiku_chat::contract::suite(&bench).await;
}
