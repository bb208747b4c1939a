//! The programme: a company's settings for all of this, as one document.

use super::calendar::{Calendar, WorkingHours};
use super::holidays::Holidays;
use super::lang::{Label, Lang};
use super::month::Month;
use super::person::Role;
use super::schedule;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A company's settings. Written as TOML; [`Programme::default`] is what PRODUCT section 3 says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Programme {
    /// The company's name.
    pub company: String,
    /// The language of channels and of people whose own is unknown.
    pub language: Lang,
    /// The company's time zone (IANA).
    pub time_zone: Tz,
    /// Working hours of people whose own are unknown.
    pub working_hours: WorkingHours,
    /// Public holidays and company days.
    pub holidays: Holidays,
    /// Whom to talk to when something weighs heavily; shown where a message sounds like it.
    pub consultation_desk: String,
    /// When a cycle opens and how its steps are timed.
    pub cycle: CycleRules,
    /// How many people a figure needs.
    pub privacy: PrivacyRules,
    /// What members can want to talk about, in order.
    #[serde(rename = "topic")]
    pub topics: Vec<Item>,
    /// How members can want to be heard, in order.
    #[serde(rename = "response")]
    pub responses: Vec<Item>,
    /// Where digests are posted.
    #[serde(rename = "channel")]
    pub channels: Vec<Channel>,
    /// Who may do what beyond their own pair.
    #[serde(rename = "grant")]
    pub grants: Vec<FileGrant>,
    /// Months that run differently.
    #[serde(rename = "month")]
    pub months: BTreeMap<Month, MonthFlag>,
}

/// When a cycle opens and how its steps are timed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CycleRules {
    /// Cron expression on the company's wall clock; the result is moved to a business day.
    pub opens: String,
    /// Length of a talk in minutes.
    pub session_minutes: u32,
    /// Business days after opening until the first reminder.
    pub reminder_days: u32,
    /// Business days after opening until times are proposed and the manager is told without a prep.
    pub deadline_days: u32,
}

/// How many people a figure needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrivacyRules {
    /// Distinct raters for ratings and topic or response shares.
    pub k: u32,
}

/// One entry of a configurable list: a stable key and its label in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Stable; stored with every answer.
    pub key: String,
    /// Japanese label.
    pub ja: String,
    /// English label.
    pub en: String,
    /// No longer offered; history keeps it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

impl Item {
    fn new(key: &str, ja: &str, en: &str) -> Self {
        Item {
            key: key.to_owned(),
            ja: ja.to_owned(),
            en: en.to_owned(),
            retired: false,
        }
    }

    /// The label in one language.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    /// The labels in both languages.
    pub fn labels(&self) -> Label {
        Label::new(&self.ja, &self.en)
    }
}

/// A channel that receives digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Who reads there; decides what may be shown.
    pub audience: Audience,
    /// The platform's name.
    pub platform: String,
    /// The workspace, tenant or guild.
    pub workspace: String,
    /// The platform's id or name of the channel.
    pub id: String,
    /// The channel's language; the company's when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Lang>,
}

/// For whom a digest is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Those who run the programme.
    Hr,
    /// Those at the top.
    Executive,
}

impl Audience {
    /// The word in files and tables.
    pub fn code(self) -> &'static str {
        match self {
            Audience::Hr => "hr",
            Audience::Executive => "executive",
        }
    }
}

/// A grant as the programme file writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileGrant {
    /// The employee number.
    pub person: String,
    /// What they may.
    pub role: Role,
    /// Where; absent for the whole company.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
}

/// A month that runs differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthFlag {
    /// 面接月: units may skip.
    Appraisal,
    /// 繁忙期: one reminder instead of two.
    Busy,
    /// 強化月間: managers are prompted about members without a time.
    Intensive,
}

impl Default for CycleRules {
    fn default() -> Self {
        CycleRules {
            opens: "0 9 1 * *".to_owned(),
            session_minutes: 30,
            reminder_days: 2,
            deadline_days: 4,
        }
    }
}

impl Default for PrivacyRules {
    fn default() -> Self {
        PrivacyRules { k: 5 }
    }
}

impl Default for Programme {
    fn default() -> Self {
        Programme {
            company: String::new(),
            language: Lang::Ja,
            time_zone: Tz::Asia__Tokyo,
            working_hours: WorkingHours::default(),
            holidays: Holidays::default(),
            consultation_desk: String::new(),
            cycle: CycleRules::default(),
            privacy: PrivacyRules::default(),
            topics: vec![
                Item::new(
                    "progress",
                    "業務の進捗や進め方",
                    "Progress and ways of working",
                ),
                Item::new("relationships", "人間関係", "Relationships"),
                Item::new("wellbeing", "心身の状態", "Body and mind"),
                Item::new("career", "今後のキャリア", "Career"),
                Item::new("skills", "スキルや力の向上", "Skills and strengths"),
                Item::new("private", "プライベート", "Private life"),
                Item::new(
                    "direction",
                    "会社や部署の方針",
                    "Direction of company or department",
                ),
                Item {
                    retired: true,
                    ..Item::new("values", "仕事の価値観", "Values at work")
                },
            ],
            responses: vec![
                Item::new("listen", "話を聞いてほしい", "Please listen"),
                Item::new("opinion", "意見を聞きたい", "Your opinion, please"),
                Item::new("together", "一緒に考えてほしい", "Think it through with me"),
                Item::new(
                    "advice",
                    "具体的なアドバイスがほしい",
                    "Concrete advice, please",
                ),
                Item::new("other", "その他", "Something else"),
            ],
            channels: Vec::new(),
            grants: Vec::new(),
            months: BTreeMap::new(),
        }
    }
}

/// A programme file that cannot be used; says what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadProgramme(pub String);

impl Programme {
    /// Reads the TOML document.
    ///
    /// # Errors
    /// Names the unknown key, bad value or rule that is broken.
    pub fn from_toml(text: &str) -> Result<Self, BadProgramme> {
        let programme: Programme = toml::from_str(text).map_err(|e| BadProgramme(e.to_string()))?;
        programme.check()?;
        Ok(programme)
    }

    /// Writes the TOML document.
    ///
    /// # Errors
    /// None for a programme that was read or is the default.
    pub fn to_toml(&self) -> Result<String, BadProgramme> {
        toml::to_string_pretty(self).map_err(|e| BadProgramme(e.to_string()))
    }

    /// The topic with this key, retired or not.
    pub fn topic(&self, key: &str) -> Option<&Item> {
        self.topics.iter().find(|item| item.key == key)
    }

    /// The response with this key, retired or not.
    pub fn response(&self, key: &str) -> Option<&Item> {
        self.responses.iter().find(|item| item.key == key)
    }

    /// The flag of a month, if it runs differently.
    pub fn flag(&self, month: Month) -> Option<MonthFlag> {
        self.months.get(&month).copied()
    }

    fn check(&self) -> Result<(), BadProgramme> {
        check_items("topic", &self.topics)?;
        check_items("response", &self.responses)?;
        let rules = &self.cycle;
        if !(5..=240).contains(&rules.session_minutes) {
            return Err(bad("cycle.session_minutes", "a number from 5 to 240"));
        }
        if rules.reminder_days == 0 || rules.deadline_days <= rules.reminder_days {
            return Err(bad(
                "cycle.deadline_days",
                "more days than cycle.reminder_days, both at least 1",
            ));
        }
        if rules.deadline_days > 15 {
            return Err(bad(
                "cycle.deadline_days",
                "at most 15 business days, so that the month is not over",
            ));
        }
        self.check_opening()?;
        if self.privacy.k < 3 {
            return Err(bad(
                "privacy.k",
                "at least 3; fewer would let readers tell who answered what",
            ));
        }
        Ok(())
    }

    /// Every month needs an opening.
    fn check_opening(&self) -> Result<(), BadProgramme> {
        let company = Calendar {
            hours: &self.working_hours,
            tz: self.time_zone,
            holidays: &self.holidays,
            away: &[],
        };
        let year = (1..=12).filter_map(|month| Month::new(2026, month));
        for month in year {
            schedule::cycle_opens(&self.cycle.opens, &company, month)
                .map_err(|why| BadProgramme(format!("cycle.opens: {why}")))?;
        }
        Ok(())
    }
}

fn bad(key: &str, want: &str) -> BadProgramme {
    BadProgramme(format!("{key}: write {want}"))
}

fn check_items(name: &str, items: &[Item]) -> Result<(), BadProgramme> {
    let offered = items.iter().filter(|item| !item.retired).count();
    if !(1..=20).contains(&offered) {
        return Err(bad(name, "between 1 and 20 entries that are not retired"));
    }
    for (index, item) in items.iter().enumerate() {
        let key_ok = !item.key.is_empty()
            && item.key.len() <= 24
            && item
                .key
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !key_ok {
            return Err(bad(
                &format!("{name} '{}'", item.key),
                "a key of 1 to 24 characters a-z, 0-9 or _",
            ));
        }
        if items[..index].iter().any(|other| other.key == item.key) {
            return Err(bad(&format!("{name} '{}'", item.key), "each key once"));
        }
        let too_long = |label: &str| label.is_empty() || label.chars().count() > 40;
        if too_long(&item.ja) || too_long(&item.en) {
            return Err(bad(
                &format!("{name} '{}'", item.key),
                "labels of 1 to 40 characters in ja and en",
            ));
        }
    }
    Ok(())
}
