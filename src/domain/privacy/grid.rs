//! Satisfaction by topic and response, where rows cross departments and totals.
//!
//! Cells of one kind form a tree over departments, like any figure. But total satisfaction is told as well, and
//! total − cells is the rest. So some kinds of cells, the rare ones and "none chosen", are told **nowhere**, and a
//! department has a grid only if they hold at least k people in its region. Then no sum that uses a total can shed
//! those k people, and a sum that uses no total stays within single kinds of cells, each protected by its own tree.
//! Row and column totals are not told: every one of them would need such a reserve of its own.

use super::figure::Figure;
use super::line::Line;
use super::measures::{Additive, Pool};
use super::regions::Groups;
use super::release::Grid;
use super::rules::mean_is_safe;
use super::tally::{Dimensions, Tally};

/// The share of ratings that may be given up for the reserve, so that departments, not only the company, have one.
const RESERVE: u32 = 10;

/// The grid of each department. `satisfaction` says which departments have their total told.
pub(super) fn grids(
    tally: &Tally,
    departments: &Groups,
    satisfaction: &[bool],
    k: u32,
) -> Vec<Grid> {
    let reserve = reserve(tally, k);
    let slots = tally.shape.slots();
    let reserved = |cells: &[Pool]| {
        let kept = cells
            .iter()
            .zip(&reserve)
            .filter(|(_, reserved)| **reserved);
        let people = kept.map(|(cell, _)| cell.people).sum();
        Pool {
            people,
            n: cells.iter().map(|cell| cell.n).sum(),
            ..Pool::default()
        }
    };
    let reserves = departments.sum_up(tally.grid.chunks(slots).map(reserved).collect());
    let with_grid = departments.publishable(
        &reserves,
        |d| satisfaction[d],
        |pool: &Pool| pool.people >= k,
    );
    let lines: Vec<Line<Pool>> = (0..slots)
        .filter(|slot| tally.shape.is_choice(*slot))
        .map(|slot| {
            let values = departments.sum_up(
                tally
                    .grid
                    .iter()
                    .skip(slot)
                    .step_by(slots)
                    .copied()
                    .collect(),
            );
            let candidate = |d: usize| with_grid[d] && !reserve[slot];
            let published =
                departments.publishable(&values, candidate, |pool| mean_is_safe(pool, k));
            Line { values, published }
        })
        .collect();
    let cells = |d| {
        lines
            .iter()
            .map(|line| line.figure(d, k, Pool::mean))
            .collect::<Vec<Figure<f64>>>()
    };
    let Dimensions { topics, responses } = &tally.dimensions;
    let grid = |d| Grid {
        topics: topics.clone(),
        responses: responses.clone(),
        cells: cells(d),
    };
    (0..departments.len()).map(grid).collect()
}

/// The kinds of cells that are told nowhere: "none chosen" and then the rarest of the company, until they hold k people
/// and a tenth of all.
fn reserve(tally: &Tally, k: u32) -> Vec<bool> {
    let slots = tally.shape.slots();
    let mut company = vec![Pool::default(); slots];
    for cells in tally.grid.chunks(slots) {
        company
            .iter_mut()
            .zip(cells)
            .for_each(|(sum, cell)| Additive::add(sum, cell));
    }
    let everybody: u32 = company.iter().map(|cell| cell.people).sum();
    let wanted = k.max(everybody.div_ceil(RESERVE));
    let mut order: Vec<usize> = (0..slots).collect();
    order.sort_by_key(|slot| (tally.shape.is_choice(*slot), company[*slot].people, *slot));
    let mut held = 0;
    let mut reserve = vec![false; slots];
    for slot in order {
        if held >= wanted && tally.shape.is_choice(slot) {
            break;
        }
        held += company[slot].people;
        reserve[slot] = true;
    }
    reserve
}
