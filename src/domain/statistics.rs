//! Means, intervals, medians, shares and differences: the few formulas that figures use.
//!
//! Intervals are two-sided at 95 %. A function answers `None` where the number has no meaning (no data, one value
//! where a spread is asked), never `NaN`.

use serde::{Deserialize, Serialize};
use statrs::distribution::{
    Binomial, ContinuousCDF, DiscreteCDF, FisherSnedecor, Normal, StudentsT,
};
use std::sync::LazyLock;

/// The 97.5 % point of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Degrees of freedom up to which the t quantiles are kept.
const KEPT: usize = 256;

static T_POINTS: LazyLock<Vec<f64>> =
    LazyLock::new(|| (1..=KEPT).map(|df| t_quantile(df as f64)).collect());

/// A range, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Range {
    /// The range cut to a scale.
    pub fn within(self, low: f64, high: f64) -> Self {
        Range {
            low: self.low.clamp(low, high),
            high: self.high.clamp(low, high),
        }
    }

    /// Whether a value lies inside.
    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    fn around(middle: f64, half: f64) -> Self {
        Range {
            low: middle - half,
            high: middle + half,
        }
    }
}

/// What a sample is reduced to: enough for its mean, spread and comparison with another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// How many values.
    pub n: u32,
    /// Their mean.
    pub mean: f64,
    /// Their sample standard deviation (divisor n − 1).
    pub sd: f64,
}

impl Sample {
    /// From count, sum and sum of squares of whole numbers. `None` below two values.
    ///
    /// `s² = (Σx² − (Σx)²/n) / (n − 1)`, exact in integers up to the last division.
    pub fn from_sums(n: u32, sum: i64, squares: i64) -> Option<Self> {
        (n >= 2).then(|| {
            let count = i128::from(n);
            let spread = count * i128::from(squares) - i128::from(sum) * i128::from(sum);
            let variance = spread.max(0) as f64 / (f64::from(n) * f64::from(n - 1));
            Sample {
                n,
                mean: sum as f64 / f64::from(n),
                sd: variance.sqrt(),
            }
        })
    }

    /// The standard error of the mean.
    pub fn standard_error(&self) -> f64 {
        self.sd / f64::from(self.n).sqrt()
    }

    /// The 95 % confidence interval of the mean: `mean ± t(0.975, n − 1) · s / √n`
    /// (Student 1908; NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.2).
    pub fn interval(&self) -> Range {
        Range::around(
            self.mean,
            t_point(f64::from(self.n) - 1.0) * self.standard_error(),
        )
    }
}

/// The mean of a sample; `None` when it is empty.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The quantile `p` (0–1) of values in rising order; `None` when there are none.
///
/// Type 7 of Hyndman & Fan (1996), "Sample Quantiles in Statistical Packages", The American Statistician 50(4):
/// linear between order statistics at `(n − 1)p`, the default of R, NumPy and Excel's `PERCENTILE.INC`.
pub fn quantile(sorted: &[u32], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let (low, high) = (
        f64::from(sorted[below]),
        f64::from(sorted[(below + 1).min(last)]),
    );
    Some(low + (place - below as f64) * (high - low))
}

/// The 95 % Wilson score interval of a proportion (Wilson 1927, JASA 22). `None` when `n` is 0.
pub fn wilson(yes: u32, n: u32) -> Option<Range> {
    (n > 0).then(|| {
        let (n, p) = (f64::from(n), f64::from(yes) / f64::from(n));
        let z2 = Z * Z;
        let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Z / (1.0 + z2 / n) * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        Range::around(middle, half).within(0.0, 1.0)
    })
}

/// A difference `later − earlier`, with what is needed to tell it from noise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The difference itself, in the unit of the figure.
    pub by: f64,
    /// Its 95 % confidence interval.
    pub interval: Range,
    /// The two-sided p-value of "no difference".
    pub p: f64,
    /// The difference in standard errors.
    pub score: f64,
}

impl Difference {
    /// Whether the interval leaves zero out.
    pub fn exceeds_noise(&self) -> bool {
        !self.interval.holds(0.0)
    }
}

/// The difference of two means by Welch's t test (Welch 1947, Biometrika 34; degrees of freedom after Satterthwaite 1946).
/// `None` when neither sample varies, for then there is no measure of noise.
pub fn difference_of_means(earlier: &Sample, later: &Sample) -> Option<Difference> {
    let parts = [earlier, later].map(|s| s.standard_error().powi(2));
    let variance: f64 = parts.iter().sum();
    if variance <= 0.0 {
        return None;
    }
    let error = variance.sqrt();
    let weighted = parts[0].powi(2) / (f64::from(earlier.n) - 1.0)
        + parts[1].powi(2) / (f64::from(later.n) - 1.0);
    let freedom = variance.powi(2) / weighted;
    let by = later.mean - earlier.mean;
    let score = by / error;
    let p = 2.0 * student(freedom)?.sf(score.abs());
    Some(Difference {
        by,
        interval: Range::around(by, t_point(freedom) * error),
        p,
        score,
    })
}

/// The difference of two proportions given as (yes, n). `None` when either has no data.
///
/// Interval: Newcombe's hybrid score (1998, Statistics in Medicine 17, method 10), made of the two Wilson intervals.
/// Test: the pooled two-proportion z test (Fleiss, Levin & Paik 2003, section 3.2).
pub fn difference_of_shares(earlier: (u32, u32), later: (u32, u32)) -> Option<Difference> {
    let (a, b) = (wilson(earlier.0, earlier.1)?, wilson(later.0, later.1)?);
    let (n1, n2) = (f64::from(earlier.1), f64::from(later.1));
    let (p1, p2) = (f64::from(earlier.0) / n1, f64::from(later.0) / n2);
    let by = p2 - p1;
    let low = by - ((p2 - b.low).powi(2) + (a.high - p1).powi(2)).sqrt();
    let high = by + ((b.high - p2).powi(2) + (p1 - a.low).powi(2)).sqrt();
    let pooled = f64::from(earlier.0 + later.0) / (n1 + n2);
    let error = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
    let score = if error > 0.0 { by / error } else { 0.0 };
    let p = 2.0 * Normal::standard().sf(score.abs());
    Some(Difference {
        by,
        interval: Range { low, high },
        p,
        score,
    })
}

/// How much groups differ beyond what their members do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Between {
    /// The standard deviation between groups, in the unit of the figure; 0 when nothing remains beyond noise.
    pub sd: f64,
    /// The p-value of "all groups have the same mean".
    pub p: f64,
}

/// Variance between groups by one-way analysis of variance with unequal sizes
/// (Searle, Casella & McCulloch 1992, "Variance Components", section 3.6). `None` below two groups or without spread.
pub fn between(groups: &[Sample]) -> Option<Between> {
    let total: f64 = groups.iter().map(|g| f64::from(g.n)).sum();
    let count = groups.len() as f64;
    if groups.len() < 2 || total <= count {
        return None;
    }
    let grand = groups.iter().map(|g| f64::from(g.n) * g.mean).sum::<f64>() / total;
    let across = groups
        .iter()
        .map(|g| f64::from(g.n) * (g.mean - grand).powi(2))
        .sum::<f64>()
        / (count - 1.0);
    let inside = groups
        .iter()
        .map(|g| (f64::from(g.n) - 1.0) * g.sd.powi(2))
        .sum::<f64>()
        / (total - count);
    if inside <= 0.0 {
        return None;
    }
    let size = (total - groups.iter().map(|g| f64::from(g.n).powi(2)).sum::<f64>() / total)
        / (count - 1.0);
    let law = FisherSnedecor::new(count - 1.0, total - count).ok()?;
    Some(Between {
        sd: ((across - inside) / size).max(0.0).sqrt(),
        p: law.sf(across / inside),
    })
}

/// The chance of at most `yes` in `n` when each happens with probability `rate`: the one-sided exact binomial test
/// (Clopper & Pearson 1934, Biometrika 26). 1 when `rate` is no probability.
pub fn chance_of_at_most(yes: u32, n: u32, rate: f64) -> f64 {
    Binomial::new(rate, u64::from(n)).map_or(1.0, |law| law.cdf(u64::from(yes)))
}

/// Which of many p-values may be called findings when at most `rate` of the findings are to be false
/// (Benjamini & Hochberg 1995, J. R. Statist. Soc. B 57): the largest p-value accepted, or `None` when none is.
pub fn false_discovery_limit(p_values: &[f64], rate: f64) -> Option<f64> {
    let mut sorted = p_values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let count = sorted.len() as f64;
    let accepted = |(rank, p): &(usize, &f64)| **p <= rate * (*rank as f64 + 1.0) / count;
    sorted.iter().enumerate().rfind(accepted).map(|(_, p)| *p)
}

fn student(freedom: f64) -> Option<StudentsT> {
    StudentsT::new(0.0, 1.0, freedom).ok()
}

/// The 97.5 % point of Student's t; whole degrees of freedom up to [`KEPT`] are looked up.
fn t_point(freedom: f64) -> f64 {
    let whole = freedom.fract() == 0.0 && freedom >= 1.0 && freedom <= KEPT as f64;
    if whole {
        T_POINTS[freedom as usize - 1]
    } else {
        t_quantile(freedom)
    }
}

fn t_quantile(freedom: f64) -> f64 {
    student(freedom).map_or(Z, |law| law.inverse_cdf(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, wanted: f64) {
        assert!((got - wanted).abs() < 5e-4, "got {got}, wanted {wanted}");
    }

    fn sample(values: &[i64]) -> Sample {
        let squares = values.iter().map(|v| v * v).sum();
        Sample::from_sums(values.len() as u32, values.iter().sum(), squares).expect("two values")
    }

    #[test]
    fn t_points_are_those_of_the_printed_tables() {
        for (df, t) in [
            (1.0, 12.7062),
            (4.0, 2.7764),
            (9.0, 2.2622),
            (30.0, 2.0423),
            (120.0, 1.9799),
            (1000.0, 1.9623),
        ] {
            near(t_point(df), t);
        }
    }

    #[test]
    fn the_interval_of_a_mean_is_the_textbook_one() {
        let s = sample(&[5, 4, 4, 3, 2]); // 3.6 ± 2.7764 · 1.1402 / √5
        near(s.mean, 3.6);
        near(s.sd, 1.1402);
        near(s.interval().low, 2.1843);
        near(s.interval().high, 5.0157);
    }

    #[test]
    fn one_value_has_no_spread() {
        assert_eq!(Sample::from_sums(1, 5, 25), None);
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[1.0, 2.0]), Some(1.5));
    }

    #[test]
    fn quartiles_are_of_type_seven() {
        let days = [1, 2, 3, 4, 10];
        assert_eq!(
            [0.25, 0.5, 0.75].map(|p| quantile(&days, p)),
            [Some(2.0), Some(3.0), Some(4.0)]
        );
        assert_eq!(quantile(&[1, 2, 3, 4], 0.25), Some(1.75));
        assert_eq!((quantile(&[], 0.5), quantile(&[7], 0.9)), (None, Some(7.0)));
    }

    #[test]
    fn wilson_and_newcombe_give_the_published_examples() {
        let w = wilson(81, 263).expect("data"); // Newcombe 1998, table I
        near(w.low, 0.2553);
        near(w.high, 0.3662);
        let d = difference_of_shares((48, 80), (56, 70)).expect("data"); // method 10, example (a)
        near(d.by, 0.2);
        near(d.interval.low, 0.0524);
        near(d.interval.high, 0.3339);
        assert!(d.exceeds_noise() && d.p < 0.01);
        assert_eq!(
            (wilson(0, 0), difference_of_shares((0, 0), (1, 2))),
            (None, None)
        );
    }

    #[test]
    fn equal_shares_are_no_change() {
        let d = difference_of_shares((5, 5), (9, 9)).expect("data");
        assert_eq!((d.by, d.score), (0.0, 0.0));
        assert!(!d.exceeds_noise() && d.p > 0.99);
    }

    #[test]
    fn welch_gives_the_values_of_a_computation_by_hand() {
        // t = 1.5 / √(s₁²/6 + s₂²/6), 8.8527 degrees of freedom; p integrated numerically elsewhere.
        let d = difference_of_means(&sample(&[3, 4, 2, 3, 4, 3]), &sample(&[5, 5, 4, 5, 4, 5]))
            .expect("spread");
        near(d.by, 1.5);
        near(d.score, 4.0249);
        near(d.p, 0.003_099);
        assert!(d.exceeds_noise());
        assert_eq!(
            difference_of_means(&sample(&[4, 4]), &sample(&[5, 5])),
            None
        );
    }

    #[test]
    fn groups_that_differ_are_told_from_groups_that_do_not() {
        let apart =
            between(&[sample(&[1, 2, 1, 2, 1, 2]), sample(&[4, 5, 4, 5, 4, 5])]).expect("groups");
        assert!(apart.sd > 2.0 && apart.p < 1e-4);
        let alike = between(&[sample(&[1, 5, 3]), sample(&[1, 5, 3])]).expect("groups");
        assert_eq!(alike.sd, 0.0);
        assert!(alike.p > 0.9);
        assert_eq!(between(&[sample(&[1, 2])]), None);
    }

    #[test]
    fn few_successes_are_as_rare_as_the_binomial_says() {
        near(chance_of_at_most(2, 5, 0.85), 0.0266);
        near(chance_of_at_most(0, 4, 0.5), 0.0625);
        near(chance_of_at_most(4, 4, 0.5), 1.0);
        near(chance_of_at_most(0, 4, f64::NAN), 1.0);
    }

    #[test]
    fn false_discoveries_are_held_down() {
        // The fifteen p-values of Benjamini & Hochberg 1995, section 3.2: four are accepted at 5 %.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        assert_eq!(false_discovery_limit(&p, 0.05), Some(0.0095));
        assert_eq!(false_discovery_limit(&[0.2, 0.9], 0.05), None);
        assert_eq!(false_discovery_limit(&[], 0.05), None);
    }
}
