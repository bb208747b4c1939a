//! A roster or a programme document comes in from the operator.

use crate::{Engine, EngineError};
use kiku::decision::Decision;
use kiku::domain::ids::{Fresh, PersonId};
use kiku::domain::programme::{BadProgramme, Programme};
use kiku::domain::roster::{Difference, Roster, RowProblem};
use kiku::usecases::{Moment, apply_programme, book_session, import_people, move_session};
use std::collections::BTreeMap;

/// How a roster is imported.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Only says what would change.
    pub dry_run: bool,
    /// Accepts that an unusual share of the company leaves.
    pub allow_many_leavers: bool,
    /// The workspace of each platform whose user ids the roster carries.
    pub workspaces: BTreeMap<String, String>,
}

/// Why a roster was not imported. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Rows to correct.
    #[error("{} rows of the roster must be corrected", .0.len())]
    Rows(Vec<RowProblem>),
    /// An unusual share of the company would leave; probably the wrong file.
    #[error("{left} people would leave; if that is right, import again and allow it")]
    ManyLeave {
        /// How many would leave.
        left: usize,
        /// What would change, for people to read.
        difference: Box<Difference>,
    },
    /// Something else.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<kiku_store::StoreError> for ImportError {
    fn from(error: kiku_store::StoreError) -> Self {
        ImportError::Engine(error.into())
    }
}

impl Engine {
    /// Imports a roster in one transaction, then lets open talks follow their members.
    ///
    /// # Errors
    /// Rows to correct, an unusual number of leavers, or a failing database; nothing is half-imported.
    pub async fn import_people(
        &self,
        roster: Roster,
        options: &ImportOptions,
    ) -> Result<Difference, ImportError> {
        let now = self.clock.now();
        let programme = self.store.programme().await?;
        let known = self.store.known_people().await?;
        let most = i64::try_from(roster.people.len()).unwrap_or(i64::MAX) + 1;
        let mut fresh = match options.dry_run {
            true => Fresh::range(i64::MAX - most, most),
            false => self.store.fresh_range(most).await?,
        };
        let mut moment = Moment {
            now,
            fresh: &mut fresh,
        };
        let plan = import_people::import_people(
            &programme,
            &known,
            roster,
            &options.workspaces,
            &mut moment,
        );
        let plan = plan.map_err(ImportError::Rows)?;
        if options.dry_run {
            return Ok(plan.difference);
        }
        if plan.difference.suspicious && !options.allow_many_leavers {
            let left = plan.difference.left.len();
            return Err(ImportError::ManyLeave {
                left,
                difference: Box::new(plan.difference),
            });
        }
        let open = self.open_talks_of(&plan.moved).await?;
        if !plan.decision.changes.is_empty() {
            self.store
                .commit_large(plan.decision, self.clock.now())
                .await
                .map_err(EngineError::from)?;
        }
        self.follow(&open).await?;
        self.match_waiting().await?;
        self.woken.notify_one();
        Ok(plan.difference)
    }

    async fn open_talks_of(
        &self,
        moved: &[PersonId],
    ) -> Result<Vec<kiku::material::Scene>, EngineError> {
        let mut open = Vec::new();
        for member in moved {
            for session in self.store.open_sessions_of(*member).await? {
                open.extend(self.store.scene(session, *member).await?);
            }
        }
        Ok(open)
    }

    async fn follow(&self, before: &[kiku::material::Scene]) -> Result<(), EngineError> {
        for scene in before {
            let Some(member) = self.store.person(scene.session.member).await? else {
                continue;
            };
            let manager = match member.manager {
                Some(manager) => self.store.person(manager).await?,
                None => None,
            };
            let decision =
                move_session::move_session(scene, &member, manager.as_ref(), self.clock.now());
            self.keep(&decision).await?;
            let again = self.store.scene(scene.session.id, member.id).await?;
            if let Some(again) = again {
                self.keep(&book_session::offer_again(&again, self.clock.now()))
                    .await?;
            }
        }
        Ok(())
    }

    async fn keep(&self, decision: &Decision) -> Result<(), EngineError> {
        if !decision.changes.is_empty() {
            self.store.commit(decision, None, self.clock.now()).await?;
        }
        Ok(())
    }

    /// Stores a programme document with its grants, and moves an opening that was only planned.
    ///
    /// # Errors
    /// A grant for somebody who is not on the roster, a cron expression that cannot be used, a failing database.
    pub async fn apply_programme(&self, programme: &Programme) -> Result<(), EngineError> {
        let now = self.clock.now();
        let (_, version) = self.store.programme_with_version().await?;
        let people = self.store.known_people().await?;
        let numbers = people
            .into_iter()
            .map(|(person, _)| (person.number, person.id))
            .collect();
        let planned = self.store.newest_cycle().await?;
        let mut fresh = self.store.fresh().await?;
        let moment = Moment {
            now,
            fresh: &mut fresh,
        };
        let decision = apply_programme::apply_programme(
            programme,
            version,
            &numbers,
            planned.as_ref(),
            &moment,
        );
        let decision = decision.map_err(|BadProgramme(why)| EngineError::Programme(why))?;
        self.store.commit(&decision, None, now).await?;
        self.woken.notify_one();
        Ok(())
    }
}
