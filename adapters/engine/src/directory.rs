//! Accounts are linked to people as a platform's directory tells of them: page by page, or one that has changed.

use crate::{Engine, EngineError};
use chrono::Duration;
use kiku::decision::{Change, Decision};
use kiku::domain::directory::{Look, LookStage};
use kiku::usecases::change_settings;
use kiku::usecases::meet_accounts::{Met, meet_accounts};
use kiku::usecases::open_cycle::company_calendar;
use kiku_chat::{Account, DirectoryPerson, PeoplePage, Platform, SendError};
use kiku_store::CommitError;

/// A look that was broken off goes on where it was within this time; a platform's cursors do not live longer.
const RESUMED_WITHIN: Duration = Duration::hours(1);
/// How often a page is asked for again when the platform asks to wait or does not answer.
const PATIENCE: usize = 20;
/// The longest that one page is waited for at a time.
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_secs(120);
/// The pause before a platform that did not answer is asked again.
const BREATH: std::time::Duration = std::time::Duration::from_secs(2);
/// How often a decision is made anew when somebody else was faster.
const ATTEMPTS: usize = 5;
/// Accounts that are looked at again together.
const WAITING: usize = 200;

/// What a look into a directory found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Linked {
    /// Accounts that belong to a person.
    pub linked: usize,
    /// Accounts that belonged to a person and do no longer.
    pub unlinked: usize,
    /// Reachable accounts whose mail address is on no roster line.
    pub unmatched: usize,
    /// Second accounts of somebody in the same workspace.
    pub duplicates: usize,
    /// How much of it is new since the last look.
    pub changed: usize,
}

impl Linked {
    fn add(&mut self, met: Met) {
        self.linked += met.linked;
        self.unlinked += met.unlinked;
        self.unmatched += met.unmatched;
        self.duplicates += met.duplicates;
        self.changed += met.changed;
    }
}

impl Engine {
    /// Reads the directory of one workspace page by page, links accounts by mail address, and keeps what does not fit
    /// for those who run the programme. Each page is one commit; a look that was broken off goes on where it was.
    /// Reading the same directory again changes nothing.
    ///
    /// # Errors
    /// The platform or the database fails; what was linked before stays.
    pub async fn link_accounts(
        &self,
        platform: &dyn Platform,
        workspace: &str,
    ) -> Result<Linked, EngineError> {
        let now = self.clock.now();
        let name = platform.name();
        let under_way = self.store.look_under_way(name, workspace).await?;
        let mut look = under_way
            .filter(|look| now - look.begun_at < RESUMED_WITHIN)
            .unwrap_or_else(|| fresh_look(name, workspace, now));
        let mut linked = Linked::default();
        loop {
            let page = match directory_page(platform, workspace, &look.stage).await {
                // A cursor from before a restart may be worth nothing by now.
                Err(SendError::Rejected(_)) if look.begun_at < now => {
                    look = fresh_look(name, workspace, now);
                    continue;
                }
                page => page.map_err(directory_error)?,
            };
            let stage = page.next.map_or(LookStage::Ended(now), LookStage::Under);
            look.stage = stage;
            linked.add(self.meet(&page.people, Some(&look)).await?);
            if matches!(look.stage, LookStage::Ended(_)) {
                break;
            }
        }
        self.match_waiting().await?;
        tracing::info!(
            directory.platform = name,
            directory.workspace = workspace,
            directory.linked = linked.linked,
            directory.unlinked = linked.unlinked,
            directory.unmatched = linked.unmatched,
            directory.duplicates = linked.duplicates,
            "a directory was read"
        );
        Ok(linked)
    }

    /// Takes over one account of which a platform tells.
    pub(crate) async fn link_one(&self, person: DirectoryPerson) -> Result<(), EngineError> {
        let account = person.account.clone();
        let met = self.meet(&[person], None).await?;
        if met.changed > 0 {
            self.show_anew(&account).await?;
        }
        if met.unlinked > 0 {
            self.match_waiting().await?;
        }
        Ok(())
    }

    /// What stands in the conversation of an account's person follows their language and clock.
    async fn show_anew(&self, account: &Account) -> Result<(), EngineError> {
        let Some(actor) = self.store.actor(account).await? else {
            return Ok(());
        };
        let desk = self.store.desk(&actor, self.clock.now()).await?;
        let decision = change_settings::show_anew(Decision::default(), &actor, &desk);
        Ok(self.keep_met(&decision).await?)
    }

    /// Links accounts that belonged to nobody when they were seen, and whose address stands on the roster by now.
    pub(crate) async fn match_waiting(&self) -> Result<(), EngineError> {
        loop {
            let page = self.store.waiting_accounts(WAITING).await?;
            let Some(first) = page.first() else {
                return Ok(());
            };
            let (platform, workspace) = (
                first.account.platform.clone(),
                first.account.workspace.clone(),
            );
            let there: Vec<DirectoryPerson> = page
                .into_iter()
                .filter(|entry| {
                    entry.account.platform == platform && entry.account.workspace == workspace
                })
                .collect();
            if self.meet(&there, None).await?.changed == 0 {
                return Ok(());
            }
        }
    }

    /// Decides about accounts of one workspace and stores it, together with how far the look got.
    async fn meet(
        &self,
        page: &[DirectoryPerson],
        look: Option<&Look>,
    ) -> Result<Met, EngineError> {
        for _ in 0..ATTEMPTS {
            let now = self.clock.now();
            let programme = self.store.programme().await?;
            let today = company_calendar(&programme).local_date(now);
            let known = self.store.known_accounts(page).await?;
            let company = (today, &programme.holidays);
            let (mut decision, met) = meet_accounts(page, known, company, now);
            let looked = look.map(|look| Change::Looked(look.clone()));
            decision.changes.extend(looked);
            match self.keep_met(&decision).await {
                Err(CommitError::Conflict) => {}
                kept => {
                    kept?;
                    return Ok(met);
                }
            }
        }
        Err(CommitError::Conflict.into())
    }

    async fn keep_met(&self, decision: &Decision) -> Result<(), CommitError> {
        if !decision.changes.is_empty() {
            self.store.commit(decision, None, self.clock.now()).await?;
            self.woken.notify_one();
        }
        Ok(())
    }
}

fn fresh_look(platform: &str, workspace: &str, now: chrono::DateTime<chrono::Utc>) -> Look {
    Look {
        platform: platform.to_owned(),
        workspace: workspace.to_owned(),
        begun_at: now,
        stage: LookStage::Begun,
    }
}

/// The next page of a look; waits when the platform asks to.
async fn directory_page(
    platform: &dyn Platform,
    workspace: &str,
    stage: &LookStage,
) -> Result<PeoplePage, SendError> {
    let cursor = match stage {
        LookStage::Under(cursor) => Some(cursor.as_str()),
        LookStage::Begun | LookStage::Ended(_) => None,
    };
    let mut asked = 0;
    loop {
        asked += 1;
        let wait = match platform.people(workspace, cursor).await {
            Err(SendError::RetryAfter(wait)) if asked < PATIENCE => wait.min(LONGEST_WAIT),
            Err(SendError::NotSent(_) | SendError::Unknown(_)) if asked < PATIENCE / 4 => BREATH,
            answer => return answer,
        };
        tokio::time::sleep(wait).await;
    }
}

fn directory_error(error: SendError) -> EngineError {
    EngineError::Directory(error.to_string())
}
