//! Days between talks: medians do not add up a tree, so each group's days are looked at themselves.

use super::release::Days;
use super::tally::Tally;
use crate::domain::statistics::quantile;

/// The quartiles of every department, then of every team.
pub(super) fn intervals(tally: &Tally) -> Vec<Option<Days>> {
    let mut all = tally.intervals.clone();
    all.sort_unstable();
    let departments = tally.tree.units().map(|unit| {
        let range = tally.tree.subtree(unit);
        let start = all.partition_point(|(unit, ..)| unit.index() < range.start);
        let end = all.partition_point(|(unit, ..)| unit.index() < range.end);
        quartiles(&all[start..end])
    });
    let teams = tally.places.keys().map(|team| {
        let start = all.partition_point(|(unit, manager, _)| (*unit, *manager) < *team);
        let end = all.partition_point(|(unit, manager, _)| (*unit, *manager) <= *team);
        quartiles(&all[start..end])
    });
    departments.chain(teams).collect()
}

fn quartiles<A, B>(rows: &[(A, B, u32)]) -> Option<Days> {
    let mut days: Vec<u32> = rows.iter().map(|(.., days)| *days).collect();
    days.sort_unstable();
    let n = days.len() as u32;
    Some(Days {
        n,
        lower: quantile(&days, 0.25)?,
        median: quantile(&days, 0.5)?,
        upper: quantile(&days, 0.75)?,
    })
}
