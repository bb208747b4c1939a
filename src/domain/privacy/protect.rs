//! The gate: from what was counted to what may leave.

use super::grid::grids;
use super::intervals::intervals;
use super::line::Line;
use super::measures::{Crowd, Gap, Pool};
use super::regions::Groups;
use super::release::{Chosen, Days, Grid, Rated, Release, Scope, Spoken, Spread, UnitFigures};
use super::rules;
use super::tally::{Counts, Dimensions, Tally, Team};
use crate::domain::figures::UnitIx;
use crate::domain::statistics::{Range, Sample};

/// Thins a month's figures so that no reader of all of them, whatever they add and subtract, learns about fewer than
/// `k` people or about everybody in a group (see `rules` and `regions`). Status counts pass as they are.
pub fn protect(tally: &Tally, k: u32) -> Release {
    let teams: Vec<&Team> = tally
        .places
        .values()
        .map(|place| &tally.teams[*place as usize])
        .collect();
    let parents: Vec<u32> = tally.tree.units().map(|unit| parent(tally, unit)).collect();
    let departments = Groups::new(parents.clone(), std::iter::empty());
    let groups = Groups::new(
        parents,
        tally.places.keys().map(|(unit, _)| unit.index() as u32),
    );
    let lines = Lines::new(tally, &groups, &teams, k);
    let counts = groups.sum_up(own(&groups, &teams, Counts::default(), |team| team.counts));
    let days = intervals(tally);
    let mut grids = grids(tally, &departments, &lines.satisfaction.published, k).into_iter();
    let unit = |(group, scope)| lines.unit(group, scope, counts[group], days[group], grids.next());
    let units = scopes(tally).enumerate().map(unit).collect();
    Release {
        month: tally.month,
        k,
        units,
    }
}

fn parent(tally: &Tally, unit: UnitIx) -> u32 {
    tally.tree.parent(unit).unwrap_or(UnitIx::COMPANY).index() as u32
}

fn scopes(tally: &Tally) -> impl Iterator<Item = Scope> {
    let department = |unit| match unit {
        UnitIx::COMPANY => Scope::Company,
        unit => Scope::Department(tally.tree.path(unit).to_owned()),
    };
    let team = |(unit, manager): &(UnitIx, i64)| {
        Scope::Manager(*manager, tally.tree.path(*unit).to_owned())
    };
    tally
        .tree
        .units()
        .map(department)
        .chain(tally.places.keys().map(team))
}

/// What each group has of its own: departments nothing, teams what was counted.
fn own<M: Clone>(
    groups: &Groups,
    teams: &[&Team],
    nothing: M,
    pick: impl Fn(&Team) -> M,
) -> Vec<M> {
    let mut own = vec![nothing; groups.len() - teams.len()];
    own.extend(teams.iter().map(|team| pick(team)));
    own
}

/// Every kind of figure over all groups.
struct Lines<'a> {
    k: u32,
    dimensions: &'a Dimensions,
    satisfaction: Line<Pool>,
    satisfaction_spread: Line<Pool>,
    growth: Line<Pool>,
    growth_spread: Line<Pool>,
    gap: Line<Gap>,
    gap_spread: Line<Gap>,
    matched: Line<Pool>,
    topics: Line<Crowd>,
    responses: Line<Crowd>,
}

impl<'a> Lines<'a> {
    fn new(tally: &'a Tally, groups: &Groups, teams: &[&Team], k: u32) -> Self {
        let pools = |pick: fn(&Team) -> Pool| own(groups, teams, Pool::default(), pick);
        let crowds =
            |options, pick: fn(&Team) -> Crowd| own(groups, teams, Crowd::new(options), pick);
        let satisfaction = Line::new(groups, pools(|team| team.rating), |pool| {
            rules::mean_is_safe(pool, k)
        });
        let growth = Line::new(groups, pools(|team| team.growth), |pool| {
            rules::mean_is_safe(pool, k)
        });
        let gaps = gaps(groups, teams, &satisfaction);
        let gap = satisfaction.along(groups, gaps, |gap| rules::gap_is_safe(gap, k));
        let choices = |crowd: &Crowd| rules::choices_are_safe(crowd, k);
        Lines {
            k,
            dimensions: &tally.dimensions,
            satisfaction_spread: satisfaction
                .stricter(groups, |pool| rules::spread_is_safe(pool, k)),
            growth_spread: growth.stricter(groups, |pool| rules::spread_is_safe(pool, k)),
            gap_spread: gap.stricter(groups, |gap| rules::gap_spread_is_safe(gap, k)),
            matched: Line::new(groups, pools(|team| team.matched), |pool| {
                rules::match_is_safe(pool, k)
            }),
            topics: Line::new(
                groups,
                crowds(tally.dimensions.topics.len(), |team| team.topics.clone()),
                choices,
            ),
            responses: Line::new(
                groups,
                crowds(tally.dimensions.responses.len(), |team| {
                    team.responses.clone()
                }),
                choices,
            ),
            satisfaction,
            growth,
            gap,
        }
    }

    fn unit(
        &self,
        group: usize,
        scope: Scope,
        counts: Counts,
        interval: Option<Days>,
        grid: Option<Grid>,
    ) -> UnitFigures {
        let k = self.k;
        let spread_of_gap = |gap: &Gap| spread(&gap.gap, -4.0, 4.0);
        UnitFigures {
            scope,
            counts,
            interval,
            satisfaction: rated(&self.satisfaction, &self.satisfaction_spread, group, k),
            growth: rated(&self.growth, &self.growth_spread, group, k),
            gap: Spoken {
                mean: self.gap.figure(group, k, |gap| gap.gap.mean()),
                spread: self
                    .gap_spread
                    .figure(group, rules::gap_spread_people(k), spread_of_gap),
            },
            matched: self.matched.figure(group, k, |pool| pool.sum as u32),
            topics: self
                .topics
                .figure(group, k, |crowd| chosen(crowd, &self.dimensions.topics)),
            responses: self
                .responses
                .figure(group, k, |crowd| chosen(crowd, &self.dimensions.responses)),
            grid,
        }
    }
}

/// The gap of each group's own; what can be subtracted from it depends on which satisfaction is told.
fn gaps(groups: &Groups, teams: &[&Team], satisfaction: &Line<Pool>) -> Vec<Gap> {
    let departments = groups.len() - teams.len();
    let owners = groups.owners(&satisfaction.published);
    let mut kinds = vec![(false, false); groups.len()];
    let regions = || teams.iter().zip(&owners[departments..]);
    for (team, owner) in regions() {
        if let Some(owner) = owner {
            kinds[*owner as usize].0 |= team.guessed.n > 0;
            kinds[*owner as usize].1 |= team.unguessed.n > 0;
        }
    }
    let mut gaps = vec![Gap::default(); departments];
    gaps.extend(regions().map(|(team, owner)| {
        let mixed = owner.is_some_and(|owner| kinds[owner as usize] == (true, true));
        let if_mixed = |pool| if mixed { pool } else { Pool::default() };
        Gap {
            gap: team.gap,
            guessed: team.guessed,
            mixed_with: if_mixed(team.guessed),
            mixed_without: if_mixed(team.unguessed),
        }
    }));
    gaps
}

fn rated(means: &Line<Pool>, spreads: &Line<Pool>, group: usize, k: u32) -> Rated {
    Rated {
        mean: means.figure(group, k, Pool::mean),
        spread: spreads.figure(group, k, |pool| spread(pool, 1.0, 5.0)),
        high: spreads.figure(group, k, |pool| pool.high),
    }
}

fn chosen(crowd: &Crowd, keys: &[String]) -> Vec<Chosen> {
    let of = |(key, count): (&String, &u32)| Chosen {
        key: key.clone(),
        count: *count,
    };
    keys.iter().zip(&crowd.chosen).map(of).collect()
}

fn spread(pool: &Pool, low: f64, high: f64) -> Spread {
    let sample = Sample::from_sums(pool.n, pool.sum, pool.squares);
    let (sd, interval) = sample.map_or((0.0, Range { low, high }), |s| (s.sd, s.interval()));
    Spread {
        sd,
        interval: interval.within(low, high),
    }
}
