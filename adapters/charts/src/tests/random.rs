//! Companies nobody thought of: any months, series, names and gaps, and still nothing overlaps.

use proptest::prelude::*;

use super::*;

fn point() -> impl Strategy<Value = Point> {
    let shown =
        (-5.0..110.0_f64, 0.0..30.0_f64, 0..200_000_u32).prop_map(|(value, spread, n)| Point {
            value: Some(value),
            low: Some(value - spread),
            high: Some(value + spread),
            n: Some(n),
        });
    prop_oneof![
        6 => shown,
        1 => Just(Point::default()),
        1 => Just(Point { n: Some(0), ..Point::default() }),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[一-三ァ-ヶぁ-ん（）・/]{0,30}",
        "[A-Za-z &<>/-]{0,40}",
        "\\PC{0,12}"
    ]
}

fn panel() -> impl Strategy<Value = Panel> {
    let series = (name(), prop::collection::vec(point(), 0..14))
        .prop_map(|(label, points)| Series { label, points });
    let months = prop::collection::vec("([0-9]{1,2}月|2026年[0-9]{1,2}月|[A-Z][a-z]{2,8})", 1..14);
    let unit = prop_oneof![Just(Unit::Percent), Just(Unit::Scale1to5)];
    (
        name(),
        unit,
        prop::collection::vec(series, 0..8),
        months,
        name(),
    )
        .prop_map(|(title, unit, series, months, hidden_label)| Panel {
            title,
            unit,
            series,
            months,
            hidden_label,
        })
}

fn heat() -> impl Strategy<Value = HeatMap> {
    let cell = prop_oneof![
        (0.0..100.0_f64, 0..200_000_u32).prop_map(|(value, n)| Cell::Shown { value, n }),
        Just(Cell::Hidden),
        Just(Cell::Empty),
    ];
    let names = |most| prop::collection::vec(name(), 0..most);
    let cells = prop::collection::vec(prop::collection::vec(cell, 0..9), 0..12);
    (names(12), names(9), cells, [name(), name(), name(), name()]).prop_map(
        |(rows, columns, cells, [title, low_label, high_label, hidden_label])| HeatMap {
            title,
            rows,
            columns,
            cells,
            unit: Unit::Percent,
            low_label,
            high_label,
            hidden_label,
        },
    )
}

fn chart() -> impl Strategy<Value = DigestChart> {
    let panels = prop::collection::vec(panel(), 0..4);
    ([name(), name(), name()], panels, prop::option::of(heat())).prop_map(
        |([title, subtitle, footer], panels, heat)| DigestChart {
            title,
            subtitle,
            trend: Trend { panels },
            heat,
            footer,
        },
    )
}

fn bars() -> impl Strategy<Value = BarChart> {
    let row = (name(), point()).prop_map(|(label, point)| Bar {
        label,
        value: point.value,
        interval: point.low.zip(point.high),
        n: point.n,
    });
    (
        [name(), name(), name(), name(), name()],
        prop::collection::vec(row, 0..12),
    )
        .prop_map(
            |([title, subtitle, footer, heading, hidden_label], rows)| BarChart {
                title,
                subtitle,
                bars: Bars {
                    title: heading,
                    rows,
                    unit: Unit::Percent,
                    hidden_label,
                },
                footer,
            },
        )
}

fn assert_sound(page: &Page) {
    for (place, one) in page.texts.iter().enumerate() {
        let area = one.area;
        assert!(
            area.x >= 10.0 && area.right() <= page.width - 10.0,
            "{one:?}"
        );
        assert!(
            area.y >= 10.0 && area.bottom() <= page.height - 10.0,
            "{one:?}"
        );
        for two in &page.texts[place + 1..] {
            assert!(!one.overlaps(two), "{one:?} and {two:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_digest_is_sound(chart in chart()) {
        assert_sound(&Page::of(&render_svg(&chart)));
    }

    #[test]
    fn any_bars_are_sound(chart in bars()) {
        assert_sound(&Page::of(&render_bars_svg(&chart)));
    }
}
