//! What is said when Kiku itself is broken: where, and how to report it, without what people wrote.

use std::panic::PanicHookInfo;

/// Replaces the standard message, which would print values that may hold somebody's words.
pub fn install() {
    std::panic::set_hook(Box::new(|info| crate::output::note(message(info))));
}

fn message(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map_or_else(
        || "an unknown place".to_owned(),
        |place| format!("{}:{}", place.file(), place.line()),
    );
    format!(
        "kiku: this is a mistake in Kiku ({version}, at {place}). What was stored before is safe.\n\
         Please report this line together with the command you ran; it holds nothing that people wrote.",
        version = env!("CARGO_PKG_VERSION")
    )
}
