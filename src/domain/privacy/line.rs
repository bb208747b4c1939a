//! One kind of figure over all groups: the values, and which of them may be told.

use super::figure::{Figure, Why};
use super::measures::Measure;
use super::regions::Groups;

pub(super) struct Line<M> {
    pub(super) values: Vec<M>,
    pub(super) published: Vec<bool>,
}

impl<M: Measure> Line<M> {
    /// Sums up what each group has of its own and chooses what may be told.
    pub(super) fn new(groups: &Groups, own: Vec<M>, safe: impl Fn(&M) -> bool) -> Self {
        let values = groups.sum_up(own);
        let published = groups.publishable(&values, |_| true, safe);
        Line { values, published }
    }

    /// The same values under a stricter rule, where this line is told.
    pub(super) fn stricter(&self, groups: &Groups, safe: impl Fn(&M) -> bool) -> Self {
        let published = groups.publishable(&self.values, |group| self.published[group], safe);
        Line {
            values: self.values.clone(),
            published,
        }
    }

    /// Other values, told at most where this line is.
    pub(super) fn along<N: Measure>(
        &self,
        groups: &Groups,
        own: Vec<N>,
        safe: impl Fn(&N) -> bool,
    ) -> Line<N> {
        let values = groups.sum_up(own);
        let published = groups.publishable(&values, |group| self.published[group], safe);
        Line { values, published }
    }

    /// The figure of a group that needs `k` people.
    pub(super) fn figure<T>(&self, group: usize, k: u32, tell: impl Fn(&M) -> T) -> Figure<T> {
        let value = &self.values[group];
        if self.published[group] {
            Figure::show(tell(value), value.n())
        } else if value.is_empty() {
            Figure::hide(Why::NoData)
        } else if value.people() < k {
            Figure::hide(Why::TooFew { k })
        } else {
            Figure::hide(Why::Complementary)
        }
    }
}
