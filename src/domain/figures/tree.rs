//! The department tree, built from paths such as `本社/営業部/第一課`.

use std::collections::BTreeSet;
use std::ops::Range;

/// A department's place in its [`DepartmentTree`]; 0 is the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitIx(u32);

impl UnitIx {
    /// The whole company.
    pub const COMPANY: UnitIx = UnitIx(0);

    /// The place as an array index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The company and its departments, numbered so that a department is followed by everything below it.
/// Departments that are only named as parents are part of it. The order is that of the path segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepartmentTree {
    paths: Vec<String>,
    parents: Vec<u32>,
    ends: Vec<u32>,
}

impl DepartmentTree {
    /// Builds the tree. Spaces around segments and empty segments are dropped; an empty path is the company itself.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all: BTreeSet<Vec<&str>> = BTreeSet::from([vec![]]);
        for path in paths {
            let parts: Vec<&str> = segments(path).collect();
            all.extend((1..=parts.len()).map(|depth| parts[..depth].to_vec()));
        }
        let units: Vec<Vec<&str>> = all.into_iter().collect();
        let mut tree = DepartmentTree {
            paths: Vec::new(),
            parents: Vec::new(),
            ends: vec![0; units.len()],
        };
        let mut above: Vec<u32> = Vec::new();
        for (unit, parts) in units.iter().enumerate() {
            above.truncate(parts.len());
            tree.parents.push(above.last().copied().unwrap_or(0));
            tree.paths.push(parts.join("/"));
            above.push(unit as u32);
        }
        tree.close();
        tree
    }

    /// How many units there are, the company included.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Never: the company is always there.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// All units, parents before children.
    pub fn units(&self) -> impl DoubleEndedIterator<Item = UnitIx> + use<> {
        (0..self.paths.len() as u32).map(UnitIx)
    }

    /// The unit at a path; the empty path is the company.
    pub fn unit(&self, path: &str) -> Option<UnitIx> {
        let wanted: Vec<&str> = segments(path).collect();
        let found = self
            .paths
            .binary_search_by(|have| segments(have).cmp(wanted.iter().copied()));
        found.ok().map(|place| UnitIx(place as u32))
    }

    /// The path, empty for the company.
    pub fn path(&self, unit: UnitIx) -> &str {
        &self.paths[unit.index()]
    }

    /// The last segment of the path, empty for the company.
    pub fn name(&self, unit: UnitIx) -> &str {
        self.path(unit).rsplit('/').next().unwrap_or_default()
    }

    /// The unit above; `None` for the company.
    pub fn parent(&self, unit: UnitIx) -> Option<UnitIx> {
        (unit != UnitIx::COMPANY).then(|| UnitIx(self.parents[unit.index()]))
    }

    /// The units directly below, in order.
    pub fn children(&self, unit: UnitIx) -> impl Iterator<Item = UnitIx> {
        let range = self.subtree(unit);
        let mut next = range.start + 1;
        std::iter::from_fn(move || {
            let child = (next < range.end).then_some(UnitIx(next as u32))?;
            next = self.ends[next] as usize;
            Some(child)
        })
    }

    /// The indexes of a unit and everything below it.
    pub fn subtree(&self, unit: UnitIx) -> Range<usize> {
        unit.index()..self.ends[unit.index()] as usize
    }

    fn close(&mut self) {
        for unit in (0..self.paths.len()).rev() {
            let own = (unit as u32 + 1).max(self.ends[unit]);
            self.ends[unit] = own;
            let parent = self.parents[unit] as usize;
            self.ends[parent] = self.ends[parent].max(own);
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> DepartmentTree {
        DepartmentTree::new([
            "本社/営業部/第一課",
            "本社/営業部/第二課",
            "本社/人事部",
            "工場",
            " 本社 / 人事部 ",
        ])
    }

    #[test]
    fn parents_that_nobody_named_are_there() {
        let tree = tree();
        let paths: Vec<&str> = tree.units().map(|unit| tree.path(unit)).collect();
        let wanted = [
            "",
            "工場",
            "本社",
            "本社/人事部",
            "本社/営業部",
            "本社/営業部/第一課",
            "本社/営業部/第二課",
        ];
        assert_eq!(paths, wanted);
    }

    #[test]
    fn a_subtree_is_the_unit_and_what_is_below() {
        let tree = tree();
        let sales = tree.unit("本社/営業部").expect("known");
        assert_eq!(tree.subtree(sales), 4..7);
        assert_eq!(tree.subtree(UnitIx::COMPANY), 0..7);
        let names = |unit| {
            tree.children(unit)
                .map(|u| tree.name(u))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(sales), ["第一課", "第二課"]);
        assert_eq!(names(UnitIx::COMPANY), ["工場", "本社"]);
        assert_eq!(tree.parent(sales).map(|u| tree.path(u)), Some("本社"));
        assert_eq!(tree.parent(UnitIx::COMPANY), None);
    }

    #[test]
    fn every_path_is_found_again() {
        let tree = DepartmentTree::new(["a/b", "a b/c", "a", "a!", "a-b/x"]);
        for unit in tree.units() {
            assert_eq!(tree.unit(tree.path(unit)), Some(unit));
        }
        assert_eq!(tree.unit("a/x"), None);
        assert_eq!(DepartmentTree::new([]).len(), 1);
    }
}
