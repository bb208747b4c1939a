//! `kiku programme`: a document comes into force whole or not at all.

use crate::support::Folder;

#[test]
fn what_is_shown_can_be_applied_again() {
    let folder = Folder::staffed();
    let text = folder.kiku(&["programme", "show"]).must(0).out.clone();
    folder.write("again.toml", &text);
    folder.kiku(&["programme", "apply", "again.toml"]).must(0);
    assert_eq!(folder.kiku(&["programme", "show"]).must(0).out, text);
}

#[test]
fn a_mistake_is_named_and_changes_nothing() {
    let folder = Folder::staffed();
    let before = folder.kiku(&["programme", "show"]).must(0).out.clone();
    let mistakes = [
        ("colour = \"red\"\n", "colour"),
        ("[privacy]\nk = 2\n", "privacy.k"),
        ("[cycle]\nopens = \"whenever\"\n", "whenever"),
        ("time_zone = \"Asia/Atlantis\"\n", "Atlantis"),
        (
            "[[grant]]\nperson = \"999\"\nrole = \"hr\"\n",
            "employee number '999' is not on the roster",
        ),
        ("[[grant]]\nperson = \"001\"\nrole = \"king\"\n", "king"),
    ];
    for (text, named) in mistakes {
        folder.write("bad.toml", text);
        let run = folder.kiku(&["programme", "apply", "bad.toml"]);
        run.must(3)
            .says(named)
            .says("bad.toml")
            .says("Nothing was changed.");
    }
    assert_eq!(folder.kiku(&["programme", "show"]).must(0).out, before);
}

#[test]
fn a_file_that_is_no_text_is_refused() {
    let folder = Folder::ready();
    for (name, content) in crate::support::images() {
        folder.write(name, content);
        folder
            .kiku(&["programme", "apply", name])
            .must(3)
            .says("not text in UTF-8");
    }
    folder
        .kiku(&["programme", "apply", "none.toml"])
        .must(3)
        .says("none.toml: there is no such file");
}
