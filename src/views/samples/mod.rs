//! Every message, answer and form in its interesting states: for snapshots, and for each platform's limits.

pub(super) mod company;
pub(super) mod digests;
mod lists;
mod messages;
mod notices;

use super::{form, problem};
use crate::domain::lang::Lang;
use kiku_chat::{Form, View};

/// A view that people may see.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// `family/state`, its name in snapshots.
    pub name: &'static str,
    /// What is shown.
    pub view: View,
}

/// Every message and every direct answer in one language.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let mut all = messages::all(lang);
    all.extend(notices::all(lang));
    all.extend(digests::all(lang));
    all
}

/// Every form in one language.
pub fn forms(lang: Lang) -> Vec<Form> {
    notices::form_kinds()
        .iter()
        .map(|kind| form(kind, lang))
        .collect()
}

/// Everything that can be said of a field in one language.
pub fn problems(lang: Lang) -> Vec<String> {
    notices::problems()
        .iter()
        .map(|wrong| problem(wrong, lang))
        .collect()
}

#[cfg(test)]
mod tests;
