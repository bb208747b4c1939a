//! A sample of the thousands: every mishap on every kind of platform, and judges that are not to be trusted.

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiku-faults"));
    command.arg("run").args(arguments);
    command.output().expect("it starts")
}

fn told(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr];
    both.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

#[test]
fn nothing_is_lost_and_nothing_is_doubled() {
    let output = run(&["117", "--seed", "11"]);
    let told = told(&output);
    assert!(output.status.success(), "{told}");
    for kind in ["findable", "deduplicates"] {
        let line = told
            .lines()
            .find(|line| line.starts_with(&format!("a platform that is {kind}:")));
        let line = line.unwrap_or_default();
        assert!(
            line.contains(" 0 of ") && !line.contains(" of 0 "),
            "{line}"
        );
    }
    assert!(told.contains("acknowledged clicks lost: 0 of "), "{told}");
}

#[test]
fn a_platform_that_denies_what_it_has_gets_it_twice_and_this_is_noticed() {
    let output = run(&[
        "6",
        "--seed",
        "2",
        "--only",
        "answer.before",
        "--control",
        "forgetful",
    ]);
    let told = told(&output);
    assert!(
        !output.status.success() && told.contains("BROKEN"),
        "{told}"
    );
}

#[test]
fn a_platform_that_loses_what_it_accepted_is_noticed() {
    let output = run(&[
        "3",
        "--seed",
        "2",
        "--only",
        "claim.after",
        "--control",
        "careless",
    ]);
    let told = told(&output);
    assert!(
        !output.status.success() && told.contains("BROKEN"),
        "{told}"
    );
}
