//! `kiku simulate`: history for trials.

use crate::support::Folder;

#[test]
fn it_fills_an_empty_database_and_only_that() {
    let folder = Folder::ready();
    let run = folder.kiku(&["simulate", "--members", "30", "--months", "2"]);
    assert!(
        run.must(0).out.contains("30 members, 2 months"),
        "{}",
        run.out
    );
    folder
        .kiku(&["simulate", "--members", "30", "--months", "2"])
        .must(1)
        .says("holds people already");
    assert!(folder.kiku(&["doctor"]).must(0).out.contains("31 people"));
}

#[test]
fn numbers_out_of_range_are_refused() {
    let folder = Folder::ready();
    folder
        .kiku(&["simulate", "--members", "0", "--months", "2"])
        .must(2)
        .says("--members");
    folder
        .kiku(&["simulate", "--members", "5", "--months", "61"])
        .must(2)
        .says("--months");
}
