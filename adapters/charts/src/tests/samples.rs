//! Pictures of every kind: two languages, few and many months, hidden figures, long names.

use super::{Bar, BarChart, Bars, Cell, DigestChart, HeatMap, Panel, Point, Series, Trend, Unit};

pub const TOPICS_JA: [&str; 7] = [
    "業務の進捗や進め方",
    "人間関係",
    "心身の状態",
    "今後のキャリア",
    "スキルや力の向上",
    "プライベート",
    "会社や部署の方針",
];
pub const RESPONSES_JA: [&str; 5] = [
    "話を聞いてほしい",
    "意見を聞きたい",
    "一緒に考えてほしい",
    "具体的なアドバイスがほしい",
    "その他",
];
const TOPICS_EN: [&str; 7] = [
    "Progress and ways of working",
    "Relationships",
    "Mental and physical health",
    "Future career",
    "Skills and growth",
    "Private life",
    "Company and department direction",
];
const RESPONSES_EN: [&str; 5] = [
    "Just listen",
    "Share your opinion",
    "Think it through with me",
    "Give me concrete advice",
    "Other",
];

/// Every digest that the tests look at, by name.
pub fn digests() -> Vec<(&'static str, DigestChart)> {
    vec![
        ("ja-2-months", digest_ja(2)),
        ("ja-12-months", digest_ja(12)),
        ("en-2-months", digest_en(2)),
        ("en-6-months", digest_en(6)),
        ("en-13-months", digest_en(13)),
        ("ja-1-month", digest_ja(1)),
        ("hidden-months", hidden_months()),
        ("all-hidden", all_hidden()),
        ("one-department", one_department()),
        ("many-series", many_series()),
        ("same-ends", same_ends()),
        ("long-names", long_names()),
        ("nothing", nothing()),
    ]
}

pub fn digest_ja(months: usize) -> DigestChart {
    DigestChart {
        title: "1on1 月次レポート　2026年10月".into(),
        subtitle: "株式会社みどり製作所・全社　｜　5名未満の数値は表示していません".into(),
        trend: Trend {
            panels: vec![
                panel(
                    "実施率（%）",
                    Unit::Percent,
                    "5名未満",
                    months_ja(months),
                    vec![series("", months, 71.0, 1.6, 6.0, 212)],
                ),
                panel(
                    "満足度（平均、1〜5）",
                    Unit::Scale1to5,
                    "5名未満",
                    months_ja(months),
                    vec![series("", months, 3.9, 0.04, 0.15, 148)],
                ),
            ],
        },
        heat: Some(heat(
            &TOPICS_JA,
            &RESPONSES_JA,
            ["低い", "高い"],
            "トピック × 求める対応　満足度の平均",
            "5名未満",
        )),
        footer:
            "帯は95%信頼区間。実施率＝実施した月次1on1÷対象者。満足度は1on1ごとの最後の回答の平均。"
                .into(),
    }
}

pub fn digest_en(months: usize) -> DigestChart {
    DigestChart {
        title: "1on1 monthly report, October 2026".into(),
        subtitle: "Midori Works, whole company. Answers from fewer than 5 people are not shown.".into(),
        trend: Trend {
            panels: vec![
                panel("Execution rate (%)", Unit::Percent, "n<5", months_en(months), vec![series("", months, 71.0, 1.6, 6.0, 1212)]),
                panel("Satisfaction (mean, 1–5)", Unit::Scale1to5, "n<5", months_en(months), vec![series("", months, 3.9, 0.04, 0.15, 948)]),
            ],
        },
        heat: Some(heat(&TOPICS_EN, &RESPONSES_EN, ["low", "high"], "Topic × response: mean satisfaction", "n<5")),
        footer: "Bands are 95% confidence intervals. Execution rate = monthly sessions held / eligible members.".into(),
    }
}

pub fn hidden_months() -> DigestChart {
    let mut chart = digest_ja(12);
    for panel in &mut chart.trend.panels {
        panel.series[0].points[2] = Point {
            value: None,
            n: None,
            ..Point::default()
        };
        panel.series[0].points[3] = Point {
            value: None,
            n: Some(0),
            ..Point::default()
        };
        panel.series[0].points[5] = Point {
            value: None,
            n: Some(3),
            ..Point::default()
        };
        panel.series[0].points[11] = Point::default();
    }
    chart
}

pub fn all_hidden() -> DigestChart {
    let mut chart = digest_ja(3);
    for panel in &mut chart.trend.panels {
        panel.series[0].points.fill(Point::default());
    }
    if let Some(map) = &mut chart.heat {
        map.cells = vec![vec![Cell::Hidden; 5]; 7];
    }
    chart
}

pub fn one_department() -> DigestChart {
    let mut chart = digest_ja(6);
    chart.subtitle = "本社/営業部/第一課".into();
    chart.trend.panels.truncate(1);
    chart.heat = None;
    chart
}

pub fn many_series() -> DigestChart {
    let mut chart = digest_ja(12);
    let names = [
        "営業部",
        "開発部",
        "製造部",
        "管理部",
        "カスタマーサクセス部",
        "研究所",
    ];
    for panel in &mut chart.trend.panels {
        let percent = panel.unit == Unit::Percent;
        let line = |(place, name): (usize, &&str)| match percent {
            true => series(
                name,
                12,
                62.0 + 4.0 * place as f64,
                0.6,
                5.0,
                40 + place as u32,
            ),
            false => series(name, 12, 3.6 + 0.1 * place as f64, 0.02, 0.2, 30),
        };
        panel.series = names.iter().enumerate().map(line).collect();
    }
    chart
}

pub fn same_ends() -> DigestChart {
    let mut chart = digest_en(6);
    let names = [
        "Felt by members",
        "Estimated by managers",
        "Company average of last year",
    ];
    chart.trend.panels[1].series = names
        .iter()
        .map(|name| series(name, 6, 4.8, 0.05, 0.1, 88))
        .collect();
    chart.trend.panels[0].series[0].points[5].value = Some(100.0);
    chart.trend.panels[0].series = names[..2]
        .iter()
        .map(|name| series(name, 6, 1.0, -0.3, 2.0, 88))
        .collect();
    chart
}

pub fn long_names() -> DigestChart {
    let mut chart = digest_ja(12);
    chart.title = "株式会社日本総合産業技術研究開発ホールディングス東日本統括本部　1on1 月次レポート　2026年10月".into();
    chart.subtitle = "本社/第一事業本部/法人営業統括部/首都圏第二営業部/アカウントマネジメント課/大手町分室（旧：丸の内分室）".into();
    let names = [
        "首都圏第二営業部アカウントマネジメント課（大手町分室）",
        "R&D <Advanced Manufacturing> & \"Quality\"",
        "𠮷野家🎉支店",
    ];
    for panel in &mut chart.trend.panels {
        panel.title = format!(
            "{}　首都圏第二営業部アカウントマネジメント課の対象者のうち月次1on1を実施した人の割合",
            panel.title
        );
        panel.series = names
            .iter()
            .map(|name| series(name, 12, 3.0, 0.1, 0.3, 12_345))
            .collect();
        panel.months = (0..12)
            .map(|month| format!("2025年{}月", month + 1))
            .collect();
    }
    if let Some(map) = &mut chart.heat {
        map.rows[2] = "心身の状態について最近感じていること、困っていること、相談したいこと".into();
        map.columns[4] = "Internationalization-of-responsibilities".into();
    }
    chart
}

pub fn nothing() -> DigestChart {
    DigestChart {
        trend: Trend { panels: vec![] },
        heat: None,
        ..digest_ja(1)
    }
}

pub fn bars() -> BarChart {
    let row = |label: &str, value: Option<f64>, n| Bar {
        label: label.into(),
        value,
        interval: value.map(|value| (value - 9.0, (value + 7.0_f64).min(100.0))),
        n: Some(n),
    };
    BarChart {
        title: "部署別の実施率　2026年10月".into(),
        subtitle: "5名未満の部署は表示していません".into(),
        bars: Bars {
            title: "実施率（%）".into(),
            rows: vec![
                row("本社/営業部", Some(82.4), 48),
                row("本社/開発部", Some(97.0), 1061),
                row("本社/製造部/第一工場/品質保証課/検査係", Some(58.1), 31),
                row("研究所", None, 3),
                row("管理部", Some(0.0), 12),
            ],
            unit: Unit::Percent,
            hidden_label: "5名未満".into(),
        },
        footer: "ひげは95%信頼区間。".into(),
    }
}

fn panel(title: &str, unit: Unit, hidden: &str, months: Vec<String>, series: Vec<Series>) -> Panel {
    Panel {
        title: title.into(),
        unit,
        series,
        months,
        hidden_label: hidden.into(),
    }
}

/// A line that climbs by `slope` a month and wavers a little.
pub fn series(label: &str, months: usize, start: f64, slope: f64, spread: f64, n: u32) -> Series {
    let wave = [0.0, 1.2, -0.8, 0.5, 1.6, -1.1, 0.2];
    let point = |month: usize| {
        let value = start + slope * (month as f64 + wave[month % wave.len()]);
        Point {
            value: Some(value),
            low: Some(value - spread),
            high: Some(value + spread),
            n: Some(n + month as u32 % 5),
        }
    };
    Series {
        label: label.into(),
        points: (0..months).map(point).collect(),
    }
}

fn heat(rows: &[&str], columns: &[&str], ends: [&str; 2], title: &str, hidden: &str) -> HeatMap {
    let topics = [
        (190, 0.2),
        (61, 0.0),
        (74, -0.2),
        (95, 0.1),
        (122, 0.3),
        (17, 0.1),
        (43, -0.4),
    ];
    let responses = [
        (0.34, 0.3),
        (0.22, 0.0),
        (0.25, 0.2),
        (0.14, 0.1),
        (0.05, -0.3),
    ];
    let cell = |row: usize, column: usize| {
        let (people, liked) = topics[row];
        let (share, heard) = responses[column];
        match (f64::from(people) * share).floor() as u32 {
            0 => Cell::Empty,
            1..5 => Cell::Hidden,
            n => Cell::Shown {
                value: 3.8 + liked + heard + 0.1 * f64::from(n % 3),
                n,
            },
        }
    };
    HeatMap {
        title: title.into(),
        rows: rows.iter().map(|row| (*row).into()).collect(),
        columns: columns.iter().map(|column| (*column).into()).collect(),
        cells: (0..rows.len())
            .map(|row| (0..columns.len()).map(|column| cell(row, column)).collect())
            .collect(),
        unit: Unit::Scale1to5,
        low_label: ends[0].into(),
        high_label: ends[1].into(),
        hidden_label: hidden.into(),
    }
}

fn months_ja(count: usize) -> Vec<String> {
    last_months(count)
        .map(|month| format!("{month}月"))
        .collect()
}

fn months_en(count: usize) -> Vec<String> {
    let names = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    last_months(count)
        .map(|month| names[month - 1].into())
        .collect()
}

/// The numbers of the last `count` months up to October.
fn last_months(count: usize) -> impl Iterator<Item = usize> {
    (0..count).rev().map(|back| (9 + 24 - back) % 12 + 1)
}
