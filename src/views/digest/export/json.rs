//! A digest as JSON.

use super::{DigestMaterial, cell_reading, code, grid_cells, path, reason, within};
use crate::domain::digest::{
    Change, Digest, Headline, Help, Insight, Measure, Point, Reading, Suggestion,
};
use crate::domain::privacy::{Days, Grid, UnitFigures, Why};
use crate::domain::statistics::Difference;
use serde_json::{Map, Value, json};

/// The digest as JSON, pretty, with a newline at the end. Shares are 0–1, means 1–5 (the gap −4–4); what is hidden is
/// `{"hidden": "no_data" | "too_few" | "protected"}`; the company's unit is `null`.
pub fn json(material: &DigestMaterial<'_>) -> Vec<u8> {
    let digest = material.digest;
    let below = within(material).map(unit_json).collect::<Vec<_>>();
    let document = json!({
        "month": digest.month.to_string(),
        "unit": path(&digest.scope),
        "audience": material.audience.code(),
        "k": digest.k,
        "released_on": material.released_on.map(|day| day.to_string()),
        "figures": headlines(&digest.headlines),
        "counts": digest.counts,
        "interval_days": interval(digest.interval.as_ref()),
        "topics": shares(&digest.topics),
        "responses": shares(&digest.responses),
        "changes": digest.three.iter().map(insight).collect::<Vec<_>>(),
        "to_do": suggestion(&digest.one),
        "help": digest.help.iter().map(|help| helped(material, help)).collect::<Vec<_>>(),
        "between_departments": digest.departments.between.map(|b| json!({"sd": b.sd, "p": b.p})),
        "trend": trend(digest),
        "units": below,
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text.into_bytes()
}

fn hidden(why: Why) -> Value {
    json!({ "hidden": reason(why) })
}

fn reading(reading: &Reading) -> Value {
    match reading {
        Reading::Share { yes, n } => json!({
            "value": f64::from(*yes) / f64::from((*n).max(1)), "count": yes, "n": n,
        }),
        Reading::Mean { mean, n, spread } => json!({
            "value": mean,
            "n": n,
            "sd": spread.map(|spread| spread.sd),
            "low": spread.map(|spread| spread.interval.low),
            "high": spread.map(|spread| spread.interval.high),
        }),
        Reading::Hidden(why) => hidden(*why),
    }
}

fn difference(change: &Difference) -> Value {
    json!({
        "by": change.by, "low": change.interval.low, "high": change.interval.high, "p": change.p,
    })
}

fn headlines(all: &[Headline]) -> Value {
    let told = all.iter().map(|headline| {
        let mut value = reading(&headline.now);
        if let (Some(fields), Some(moved)) = (value.as_object_mut(), headline.change.difference()) {
            let mut moved = difference(&moved);
            moved["beyond_noise"] = json!(!matches!(headline.change, Change::Steady(_)));
            fields.insert("change".to_owned(), moved);
        }
        (code(&headline.measure), value)
    });
    Value::Object(told.collect::<Map<_, _>>())
}

fn shares(shares: &Result<Vec<Headline>, Why>) -> Value {
    match shares {
        Ok(shares) => headlines(shares),
        Err(why) => hidden(*why),
    }
}

fn interval(days: Option<&Days>) -> Value {
    days.map_or_else(|| hidden(Why::NoData), |days| json!(days))
}

fn insight(insight: &Insight) -> Value {
    json!({
        "unit": path(&insight.scope),
        "measure": code(&insight.measure),
        "before": reading(&insight.before),
        "now": reading(&insight.now),
        "change": difference(&insight.difference),
        "good": insight.is_good(),
    })
}

fn suggestion(one: &Suggestion) -> Value {
    match one {
        Suggestion::HoldTalks {
            held,
            eligible,
            most_missing,
        } => {
            let missing = most_missing
                .as_ref()
                .map(|(unit, count)| json!({"unit": unit, "count": count}));
            json!({"do": "hold_talks", "held": held, "eligible": eligible, "most_missing": missing})
        }
        Suggestion::ConfirmTalks {
            unconfirmed,
            eligible,
        } => {
            json!({"do": "confirm_talks", "unconfirmed": unconfirmed, "eligible": eligible})
        }
        Suggestion::PrepareTalks { prepared, eligible } => {
            json!({"do": "prepare_talks", "prepared": prepared, "eligible": eligible})
        }
        Suggestion::UnderstandSatisfaction(fall) => {
            json!({"do": "understand_satisfaction", "change": difference(fall)})
        }
        Suggestion::UnderstandGrowth(fall) => {
            json!({"do": "understand_growth", "change": difference(fall)})
        }
        Suggestion::AnswerAsAsked { matched, n } => {
            json!({"do": "answer_as_asked", "matched": matched, "n": n})
        }
        Suggestion::AskRatherThanGuess { gap, n } => {
            json!({"do": "ask_rather_than_guess", "gap": gap, "n": n})
        }
        Suggestion::WidenTopics { topic, count, n } => {
            json!({"do": "widen_topics", "topic": topic, "count": count, "n": n})
        }
        Suggestion::KeepGoing => json!({"do": "keep_going"}),
        Suggestion::NothingYet => json!({"do": "nothing_yet"}),
    }
}

fn helped(material: &DigestMaterial<'_>, help: &Help) -> Value {
    match help {
        Help::Department {
            path,
            measure,
            here,
            whole,
            difference: by,
        } => json!({
            "unit": path,
            "measure": code(measure),
            "here": reading(here),
            "whole": reading(whole),
            "change": difference(by),
        }),
        Help::Team {
            manager,
            path,
            held,
            eligible,
        } => json!({
            "unit": path,
            "manager": material.names.get(manager),
            "measure": code(&Measure::Execution),
            "held": held,
            "eligible": eligible,
        }),
    }
}

fn trend(digest: &Digest) -> Value {
    let point = |point: &Point| {
        json!({
            "month": point.month.to_string(),
            "execution_rate": reading(&point.execution),
            "preparation_rate": reading(&point.preparation),
            "satisfaction": reading(&point.satisfaction),
            "felt_growth": reading(&point.growth),
        })
    };
    digest.trend.iter().map(point).collect()
}

fn unit_json(unit: &UnitFigures) -> Value {
    let figures = Measure::MAIN
        .iter()
        .map(|measure| (code(measure), reading(&measure.read(unit))));
    json!({
        "unit": path(&unit.scope),
        "counts": unit.counts,
        "interval_days": interval(unit.interval.as_ref()),
        "figures": figures.collect::<Map<_, _>>(),
        "grid": unit.grid.as_ref().map(grid),
    })
}

fn grid(grid: &Grid) -> Value {
    let cells = grid_cells(grid).map(|(topic, response, cell)| {
        let mut value = reading(&cell_reading(cell));
        value["topic"] = json!(topic);
        value["response"] = json!(response);
        value
    });
    cells.collect()
}
