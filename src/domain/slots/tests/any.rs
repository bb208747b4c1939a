//! Whatever the zones, hours and bookings of a pair: what is offered fits both.

use super::*;
use chrono_tz::TZ_VARIANTS;
use proptest::prelude::*;

fn zone() -> impl Strategy<Value = Tz> {
    let near = [
        Tz::Asia__Tokyo,
        Tz::Asia__Singapore,
        Tz::Australia__Adelaide,
        Tz::Asia__Kathmandu,
    ];
    prop_oneof![3 => proptest::sample::select(near.to_vec()), 1 => (0..TZ_VARIANTS.len()).prop_map(|at| TZ_VARIANTS[at])]
}

fn any_hours() -> impl Strategy<Value = WorkingHours> {
    let text = (6u32..12, 0u32..4, 13u32..22).prop_map(|(start, quarter, end)| {
        hours(&format!("Mon-Sat {start}:{:02}-{end}:00", quarter * 15))
    });
    prop_oneof![1 => Just(WorkingHours::default()), 2 => text]
}

prop_compose! {
    fn any_pair()(
        hours in [any_hours(), any_hours()],
        zones in [zone(), zone()],
        day in 0i64..1826,
        length in 0i64..30,
        minutes in prop_oneof![Just(30u32), 15u32..120],
        count in 0usize..6,
        turn in 0usize..40,
        leave in [(0i64..30, 0i64..8), (0i64..30, 0i64..8)],
        taken in prop::collection::vec((0i64..30 * 48, 1i64..12), 0..40),
    ) -> Pair {
        let from = jst("2024-01-01 00:00") + TimeDelta::days(day);
        let local = |days: i64| (from + TimeDelta::days(days)).date_naive();
        let away = leave.map(|(start, days)| vec![DateRange { from: local(start), to: local(start + days - 1) }]);
        let half = |place: i64| from + TimeDelta::minutes(30 * place);
        let busy = taken.iter().map(|(start, halves)| Busy { start: half(*start), end: half(start + halves) });
        Pair {
            hours, zones, away, minutes, count, turn, from,
            busy: busy.collect(),
            until: from + TimeDelta::days(length),
            ..Pair::new()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_proposal_fits_in_order_and_the_same_again(pair in any_pair()) {
        let proposal = pair.propose();
        prop_assert_eq!(&pair.propose(), &proposal);
        prop_assert!(proposal.slots.len() <= pair.count);
        prop_assert_eq!(proposal.shortage.is_some(), proposal.slots.len() < pair.count);
        prop_assert!(proposal.slots.windows(2).all(|two| two[0] < two[1]));
        for slot in &proposal.slots {
            prop_assert_eq!(pair.ask(|query| fits(query, *slot)), Ok(()));
            let local = slot.with_timezone(&pair.zones[0]);
            prop_assert!(local.minute() % 30 == 0 && local.second() == 0);
        }
    }

    #[test]
    fn different_days_come_before_more_of_the_same(pair in any_pair()) {
        let days = |slots: &[DateTime<Utc>]| {
            let dates = slots.iter().map(|slot| slot.with_timezone(&pair.zones[0]).date_naive());
            dates.collect::<BTreeSet<_>>().len()
        };
        let quiet: Vec<DateTime<Utc>> = pair.ask(|query| {
            let free = candidates(query).filter(|start| is_free(query, *start));
            free.filter(|start| !choose::crosses_lunch(query, *start)).collect()
        });
        let slots = pair.propose().slots;
        if slots.iter().all(|slot| quiet.contains(slot)) {
            prop_assert_eq!(days(&slots), days(&quiet).min(slots.len()));
        } else {
            prop_assert!(quiet.iter().all(|slot| slots.contains(slot)), "lunch was crossed without need");
        }
    }
}
