//! A sample of the seeded simulation; `cargo run -p kiku-testkit --release --example seeds -- 5000` plays thousands.

use kiku_testkit::seeds::play_alone;

#[test]
fn a_sample_of_months_keeps_every_promise() {
    for seed in 0..24 {
        let verdict = play_alone(seed).unwrap_or_else(|error| panic!("{error:#}"));
        assert!(verdict.delivered > 0, "seed {seed} delivered nothing");
    }
}

#[test]
fn a_seed_plays_the_same_month_again() {
    for seed in [3, 7, 11, 100, 101] {
        let play = || play_alone(seed).unwrap_or_else(|error| panic!("{error:#}"));
        assert_eq!(play(), play(), "seed {seed}");
    }
}
