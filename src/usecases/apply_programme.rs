//! A new programme document replaces the old one.

use super::Moment;
use super::open_cycle;
use crate::decision::{Audit, Change, Decision};
use crate::domain::cycle::{Cycle, CycleStage};
use crate::domain::ids::PersonId;
use crate::domain::month::Month;
use crate::domain::person::Grant;
use crate::domain::programme::{BadProgramme, Programme};
use std::collections::BTreeMap;

/// Who applies a programme from the command line: no person of the company.
pub const OPERATOR: PersonId = PersonId(0);

/// Stores the document, its grants and the moved opening of a cycle that was only planned.
///
/// # Errors
/// A grant names an employee number that is not on the roster, or the cron expression cannot be used.
pub fn apply_programme(
    programme: &Programme,
    version: i64,
    numbers: &BTreeMap<String, PersonId>,
    planned: Option<&Cycle>,
    moment: &Moment<'_>,
) -> Result<Decision, BadProgramme> {
    let grants = programme.grants.iter().map(|grant| {
        let person = numbers
            .get(&grant.person)
            .ok_or_else(|| unknown(&grant.person))?;
        Ok(Grant {
            person: *person,
            role: grant.role,
            unit: grant.unit.clone(),
        })
    });
    let grants = grants.collect::<Result<Vec<Grant>, BadProgramme>>()?;
    let audit = Audit {
        who: OPERATOR,
        at: moment.now,
        what: "programme".to_owned(),
        scope: format!("{} grants", grants.len()),
    };
    let mut decision = Decision::default()
        .and(Change::Programme(Box::new(programme.clone()), version))
        .and(Change::Grants(grants))
        .and(Change::Audited(audit));
    if let Some(cycle) = planned.filter(|cycle| cycle.stage == CycleStage::Planned) {
        decision = decision.and(Change::Cycle(moved(programme, cycle, moment)?));
    }
    Ok(decision)
}

fn moved(programme: &Programme, cycle: &Cycle, moment: &Moment<'_>) -> Result<Cycle, BadProgramme> {
    let before: Option<Month> = Some(cycle.month.previous());
    let again = open_cycle::plan(programme, before, moment.now)
        .map_err(|e| BadProgramme(format!("cycle.opens: {e}")))?;
    Ok(Cycle {
        version: cycle.version,
        ..again
    })
}

fn unknown(number: &str) -> BadProgramme {
    BadProgramme(format!(
        "grant: employee number '{number}' is not on the roster; import the roster first or correct the number"
    ))
}
