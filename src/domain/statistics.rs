//! Means, intervals, medians: the few formulas that figures use.
