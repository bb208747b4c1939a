//! Complementary hiding: which groups of a tree may be published so that no subtraction tells about a small one.
//!
//! Departments and teams form a tree, so published sums form nested sets. For every published group take its *region*:
//! the group minus the largest published groups inside it. Regions are disjoint, and published sums and region sums
//! determine each other; what an attacker can derive by any additions and subtractions are therefore exactly the
//! unions of regions. If every region is empty or safe, and a union of safe regions is safe, nothing unsafe can be
//! derived. This is the whole rule.

use super::measures::{Additive, Measure};

/// The groups that figures are about: the departments in their order, then the teams.
pub(super) struct Groups {
    /// Of each group the department above; the company is its own parent.
    parents: Vec<u32>,
    departments: usize,
}

impl Groups {
    /// `departments`: the parent of each department, before its children. `teams`: the department of each team.
    pub(super) fn new(departments: Vec<u32>, teams: impl Iterator<Item = u32>) -> Self {
        let count = departments.len();
        let mut parents = departments;
        parents.extend(teams);
        Groups {
            parents,
            departments: count,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.parents.len()
    }

    /// Adds what departments and teams have of their own up the tree.
    pub(super) fn sum_up<M: Additive>(&self, mut own: Vec<M>) -> Vec<M> {
        for group in self.children_first() {
            let value = own[group].clone();
            own[self.parents[group] as usize].add(&value);
        }
        own
    }

    /// Every group but the company, children before parents.
    fn children_first(&self) -> impl Iterator<Item = usize> {
        (self.departments..self.len()).chain((1..self.departments).rev())
    }

    /// Of each group the nearest published one that holds it, itself included.
    pub(super) fn owners(&self, published: &[bool]) -> Vec<Option<u32>> {
        let mut owners: Vec<Option<u32>> = Vec::with_capacity(self.len());
        for group in 0..self.len() {
            let above = if group == 0 {
                None
            } else {
                owners[self.parents[group] as usize]
            };
            owners.push(if published[group] {
                Some(group as u32)
            } else {
                above
            });
        }
        owners
    }

    /// Chooses the groups to publish. `values` are the sums of whole groups; `candidate` says which may be considered;
    /// `safe` must hold for a group and for its region, and with two disjoint groups also for their union.
    ///
    /// Where a region is unsafe the published group inside with the fewest people is hidden too (ties: the first),
    /// again and again; the larger group stays.
    pub(super) fn publishable<M: Measure>(
        &self,
        values: &[M],
        candidate: impl Fn(usize) -> bool,
        safe: impl Fn(&M) -> bool,
    ) -> Vec<bool> {
        let mut published = vec![false; self.len()];
        let mut inside: Vec<Vec<u32>> = vec![Vec::new(); self.len()];
        for group in self.children_first().chain([0]) {
            published[group] = candidate(group) && safe(&values[group]);
            if published[group] {
                for hidden in clear(group, values, &mut inside, &safe) {
                    published[hidden] = false;
                }
            }
            if group != 0 {
                let up = if published[group] {
                    vec![group as u32]
                } else {
                    std::mem::take(&mut inside[group])
                };
                inside[self.parents[group] as usize].extend(up);
            }
        }
        published
    }
}

/// Hides groups inside `group` until its region is empty or safe; answers which.
fn clear<M: Measure>(
    group: usize,
    values: &[M],
    inside: &mut [Vec<u32>],
    safe: &impl Fn(&M) -> bool,
) -> Vec<usize> {
    let mut region = values[group].clone();
    inside[group]
        .iter()
        .for_each(|part| region.subtract(&values[*part as usize]));
    let mut hidden = Vec::new();
    while !region.is_empty() && !safe(&region) {
        let smallest = (0..inside[group].len()).min_by_key(|i| {
            let part = inside[group][*i] as usize;
            (values[part].people(), part)
        });
        let Some(smallest) = smallest else { break };
        let part = inside[group].swap_remove(smallest) as usize;
        region.add(&values[part]);
        for deeper in std::mem::take(&mut inside[part]) {
            region.subtract(&values[deeper as usize]);
            inside[group].push(deeper);
        }
        hidden.push(part);
    }
    hidden
}
