//! Who is messaged and who is not, and how Kiku follows the people of a workspace.

use crate::cast;
use crate::company::{Company, MODES, Mode, TEAM, user, workspace};
use crate::dump::dump;
use anyhow::Result;
use kiku_slack_model::{Person, Setup};

/// The pair, the executive and HR, besides people whom the roster does not know or who cannot be messaged:
/// a guest, a bot, somebody deactivated, somebody unknown, and a second account with a mail address in use.
fn setup() -> Setup {
    let known = [
        ("sato", "佐藤 花子"),
        ("tanaka", "田中 健"),
        ("suzuki", "鈴木 恵"),
        ("yamamoto", "山本 一郎"),
    ];
    let mut people: Vec<Person> = known
        .map(|(name, real)| Person::new(&user(name), name, real))
        .into();
    let mut guest = Person::new("U0GUEST", "guest", "客 人");
    guest.is_restricted = true;
    let mut robot = Person::new("U0ROBOT", "robot", "別のボット");
    (robot.is_bot, robot.email) = (true, None);
    let mut gone = Person::new("U0GONE", "gone", "退職 済");
    gone.deleted = true;
    let unknown = Person::new("U0UNKNOWN", "unknown", "名簿に ない");
    let mut twin = Person::new("U0TWIN", "twin", "佐藤 二重");
    twin.email = Some("Sato@example.co.jp".to_owned());
    people.extend([guest, robot, gone, unknown, twin]);
    let mut workspace = workspace(people);
    workspace.people[0].tz = "Europe/Paris".to_owned();
    workspace.people[0].locale = "en-US".to_owned();
    Setup::new(vec![workspace])
}

/// The guest and the deactivated account have mail addresses that stand in the roster.
const ROSTER: &str = "\
社員番号,氏名,メールアドレス,部署,上司の社員番号
1,山本 一郎,yamamoto@example.co.jp,本社,
2,田中 健,tanaka@example.co.jp,本社/営業部,
3,佐藤 花子,sato@example.co.jp,本社/営業部,2
4,鈴木 恵,suzuki@example.co.jp,本社/人事部,
5,客 人,guest@example.co.jp,本社/営業部,2
6,退職 済,gone@example.co.jp,本社/営業部,2
7,新人 さん,new@example.co.jp,本社/営業部,2
";

async fn company(mode: Mode) -> Result<Company> {
    Company::open_in(mode, setup(), cast::programme(), ROSTER, "2026-10-30 12:00").await
}

#[tokio::test]
async fn only_members_of_the_roster_are_messaged() -> Result<()> {
    let company = company(Mode::Socket).await?;
    company.until("2026-11-02 18:00").await?;
    for name in ["guest", "robot", "gone", "unknown", "twin", "bot"] {
        let calls = company.slack.calls_of("chat.postMessage");
        let sent = calls
            .iter()
            .filter(|call| call.args["channel"] == user(name))
            .count();
        assert_eq!(sent, 0, "{name} is not messaged");
    }
    company.seat("tanaka").reads(&["Kiku"]);
    let found = dump(&company.database()).await?;
    let found = found["directory_findings"].join("\n");
    for account in ["U0UNKNOWN", "U0TWIN"] {
        assert!(
            found.contains(account),
            "{account} is kept for HR:\n{found}"
        );
    }
    for account in ["U0GUEST", "U0ROBOT", "U0GONE", "U0BOTACME"] {
        assert!(!found.contains(account), "{account} is nobody's:\n{found}");
    }
    Ok(())
}

#[tokio::test]
async fn time_zone_and_language_are_taken_over_until_somebody_sets_them() -> Result<()> {
    let company = company(Mode::Socket).await?;
    let store = company.engine.store();
    let sato = async || {
        store
            .person_by_number("3")
            .await
            .map(|person| person.expect("佐藤"))
    };
    let now = sato().await?;
    assert_eq!(
        (now.tz.to_string(), format!("{:?}", now.lang)),
        ("Europe/Paris".into(), "En".into())
    );
    company
        .slack
        .change_person(TEAM, |person| person.tz = "Asia/Tokyo".into(), "U0SATO")
        .await;
    company
        .slack
        .change_person(TEAM, |person| person.locale = "ja-JP".into(), "U0SATO")
        .await;
    company.settle().await?;
    let now = sato().await?;
    assert_eq!(
        (now.tz.to_string(), format!("{:?}", now.lang)),
        ("Asia/Tokyo".into(), "Ja".into())
    );
    Ok(())
}

#[tokio::test]
async fn who_joins_or_changes_is_followed() -> Result<()> {
    for mode in MODES {
        let company = company(mode).await?;
        company.until("2026-11-02 12:00").await?;
        company
            .slack
            .join(TEAM, Person::new("U0NEW", "new", "新人 さん"))
            .await;
        company.settle().await?;
        let accounts = |number: &'static str| {
            let store = company.engine.store();
            async move {
                let person = store
                    .person_by_number(number)
                    .await?
                    .expect("somebody of the roster");
                let accounts = store.accounts_of(person.id).await?;
                anyhow::Ok(
                    accounts
                        .into_iter()
                        .map(|account| account.user)
                        .collect::<Vec<_>>(),
                )
            }
        };
        assert_eq!(
            accounts("7").await?,
            ["U0NEW"],
            "{mode:?}: a newcomer is linked"
        );
        assert_eq!(
            accounts("5").await?,
            Vec::<String>::new(),
            "{mode:?}: a guest is not"
        );
        company
            .slack
            .change_person(TEAM, |person| person.is_restricted = false, "U0GUEST")
            .await;
        company.settle().await?;
        assert_eq!(
            accounts("5").await?,
            ["U0GUEST"],
            "{mode:?}: a guest who becomes a member is"
        );
        company
            .slack
            .change_person(TEAM, |person| person.deleted = true, "U0SATO")
            .await;
        company.settle().await?;
        let before = company.slack.calls_of("chat.postMessage").len();
        company.until("2026-11-20 12:00").await?;
        let calls = company.slack.calls_of("chat.postMessage");
        let later = calls[before..]
            .iter()
            .filter(|call| call.args["channel"] == "U0SATO");
        assert_eq!(
            later.count(),
            0,
            "{mode:?}: whoever is deactivated is not messaged"
        );
    }
    Ok(())
}
