//! From a figure to a place on an axis and to its printed form.

use crate::figures::Unit;

impl Unit {
    /// The fixed ends of the axis.
    pub(crate) fn domain(self) -> (f64, f64) {
        match self {
            Unit::Percent => (0.0, 100.0),
            Unit::Scale1to5 => (1.0, 5.0),
        }
    }

    /// Where the axis carries a number.
    pub(crate) fn ticks(self) -> &'static [f64] {
        match self {
            Unit::Percent => &[0.0, 25.0, 50.0, 75.0, 100.0],
            Unit::Scale1to5 => &[1.0, 2.0, 3.0, 4.0, 5.0],
        }
    }

    /// Place of a value on the axis, 0 at its start, 1 at its end.
    pub(crate) fn share(self, value: f64) -> f64 {
        let (low, high) = self.domain();
        ((value - low) / (high - low)).clamp(0.0, 1.0)
    }

    /// A value as it is read: `78%`, `4.2`.
    pub(crate) fn print(self, value: f64) -> String {
        match self {
            Unit::Percent => format!("{:.0}%", value.max(0.0)),
            Unit::Scale1to5 => format!("{value:.1}"),
        }
    }

    /// A tick of the axis: `75%`, `4`.
    pub(crate) fn print_tick(self, value: f64) -> String {
        match self {
            Unit::Percent => format!("{value:.0}%"),
            Unit::Scale1to5 => format!("{value:.0}"),
        }
    }

    /// Ends of the colours of a heat map, wide enough that small differences stay pale: shares from
    /// nothing to the next 10 points above the largest, means to the half points around them and
    /// at least one point apart.
    pub(crate) fn heat_domain(self, values: impl Iterator<Item = f64>) -> (f64, f64) {
        let (least, most) = values
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        match self {
            _ if least > most => self.domain(),
            Unit::Percent => (0.0, ((most / 10.0).ceil() * 10.0).clamp(10.0, 100.0)),
            Unit::Scale1to5 => {
                let low = ((least * 2.0).floor() / 2.0).clamp(1.0, 4.0);
                (low, ((most * 2.0).ceil() / 2.0).clamp(low + 1.0, 5.0))
            }
        }
    }
}

/// A count with a comma at each thousand.
pub(crate) fn count(n: u32) -> String {
    let digits = n.to_string();
    let mut printed = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            printed.push(',');
        }
        printed.push(digit);
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_commas() {
        assert_eq!(
            ["0", "999", "1,000", "1,234,567"],
            [0, 999, 1000, 1_234_567]
                .map(count)
                .each_ref()
                .map(String::as_str)
        );
    }

    #[test]
    fn the_colours_of_means_span_at_least_a_point() {
        assert_eq!(
            Unit::Scale1to5.heat_domain([3.9, 4.1].into_iter()),
            (3.5, 4.5)
        );
        assert_eq!(Unit::Scale1to5.heat_domain([5.0].into_iter()), (4.0, 5.0));
        assert_eq!(
            Unit::Scale1to5.heat_domain([1.0, 4.6].into_iter()),
            (1.0, 5.0)
        );
    }

    #[test]
    fn the_colours_of_shares_begin_at_nothing() {
        assert_eq!(
            Unit::Percent.heat_domain([3.0, 17.5].into_iter()),
            (0.0, 20.0)
        );
        assert_eq!(Unit::Percent.heat_domain([0.0].into_iter()), (0.0, 10.0));
        assert_eq!(Unit::Percent.heat_domain(std::iter::empty()), (0.0, 100.0));
    }

    #[test]
    fn a_value_beyond_the_axis_stays_on_it() {
        assert_eq!(Unit::Percent.share(120.0), 1.0);
        assert_eq!(Unit::Scale1to5.share(0.0), 0.0);
    }
}
