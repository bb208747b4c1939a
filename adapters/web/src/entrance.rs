//! The entrance: what this is, and whom one can be.

use crate::page::shell;
use crate::people::{Directory, Kind};
use crate::texts::{more_people, texts};
use crate::timeline::Conversation;
use crate::{Playground, message, side};
use maud::{Markup, html};

/// People of a kind that the entrance names.
const NAMED: usize = 12;

/// The page at `/`.
pub(crate) fn page(playground: &Playground, directory: &Directory) -> Markup {
    let texts = texts(playground.language);
    let title = format!("{} — {}", playground.company, texts.title);
    shell(
        playground.language,
        &title,
        html! {
            body.entrance data-boot=(playground.boot) {
                main {
                    header {
                        (message::kiku())
                        div { p { (texts.title) } h1 { (playground.company) } }
                    }
                    p.lead { (texts.entrance_lead) }
                    ol.how { @for step in texts.entrance_how { li { (step) } } }
                    h2 { (texts.entrance_people) }
                    (side::search_box(texts, "/people"))
                    div #people {}
                    div #groups {
                        @for kind in Kind::ALL { (group(playground, directory, kind)) }
                    }
                    noscript { p { (texts.no_script) } }
                }
            }
        },
    )
}

fn group(playground: &Playground, directory: &Directory, kind: Kind) -> Markup {
    let language = playground.language;
    let people: Vec<_> = directory.foremost(kind).collect();
    let more = people.len().saturating_sub(NAMED);
    let unread = |user: &str| {
        playground
            .timeline()
            .unread(user, &Conversation::Direct(user.to_owned()))
    };
    html! {
        @if !people.is_empty() {
            section {
                h3 { (texts(language).kind(kind)) }
                ul.people {
                    @for resident in people.iter().take(NAMED) {
                        (side::person(resident, language, unread(&resident.user)))
                    }
                }
                @if more > 0 { p.hint { (more_people(language, more)) } }
            }
        }
    }
}

/// What stands at an address that leads nowhere.
pub(crate) fn not_found(playground: &Playground) -> Markup {
    let texts = texts(playground.language);
    shell(
        playground.language,
        texts.not_found_title,
        html! {
            body.entrance {
                main {
                    h1 { (texts.not_found_title) }
                    p { (texts.not_found) }
                    p { a.button href="/" { (texts.home) } }
                }
            }
        },
    )
}
