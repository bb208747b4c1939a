//! The left column: who am I, whom else can I be, and my conversations.

use crate::message;
use crate::page::{Reading, segment};
use crate::people::{Directory, Kind, Resident};
use crate::texts::{self, Texts};
use crate::timeline::Conversation;
use crate::{Language, Playground};
use maud::{Markup, html};
use serde::Deserialize;

/// People that a list shows at once; more are found by searching.
pub(crate) const LISTED: usize = 40;

/// The whole column.
pub(crate) fn column(reading: &Reading) -> Markup {
    let (texts, me) = (reading.texts(), reading.me);
    html! {
        nav.side #side {
            section.me aria-label=(texts.you_are) {
                (message::avatar(&me.name, &me.user))
                p { small { (texts.you_are) } b { (me.name) } span { (me.role_line.get(me.language)) } }
            }
            h2 { (texts.conversations) }
            div #conversations { (conversations(reading)) }
            section.switcher {
                h2 { (texts.switch_person) }
                (search_box(texts, &format!("{}/people", reading.base())))
                div #people {}
                p.hint { (texts.two_windows) }
            }
        }
        button #drawer-close type="button" aria-label=(texts.close) {}
    }
}

/// The search for people; the script fetches `from` with what is typed.
pub(crate) fn search_box(texts: &Texts, from: &str) -> Markup {
    html! {
        form.search role="search" data-search=(from) {
            input type="search" name="q" placeholder=(texts.search_hint) aria-label=(texts.search) autocomplete="off";
            div.kinds role="radiogroup" aria-label=(texts.search) {
                (kind_filter("", texts.everyone, true))
                @for kind in Kind::ALL { (kind_filter(kind.key(), texts.kind(kind), false)) }
            }
        }
    }
}

fn kind_filter(value: &str, label: &str, checked: bool) -> Markup {
    html! { label { input type="radio" name="kind" value=(value) checked[checked]; span { (label) } } }
}

/// What somebody searches for.
#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
    /// A [`Kind::key`].
    kind: Option<String>,
}

/// The people found, except who is searching; whoever has something unread comes first.
pub(crate) fn people(
    playground: &Playground,
    directory: &Directory,
    language: Language,
    search: &Search,
    me: Option<&str>,
) -> Markup {
    let kind = search.kind.as_deref().and_then(Kind::from_key);
    let mut found = directory.search(&search.q, kind);
    found.retain(|resident| me != Some(resident.user.as_str()));
    let unread = |resident: &&Resident| {
        let direct = Conversation::Direct(resident.user.clone());
        playground.timeline().unread(&resident.user, &direct)
    };
    found.sort_by_cached_key(|resident| unread(resident) == 0);
    let more = found.len().saturating_sub(LISTED);
    html! {
        @if found.is_empty() { p.hint { (texts::texts(language).nobody_found) } }
        ul.people {
            @for resident in found.iter().take(LISTED) {
                (person(resident, language, unread(resident)))
            }
        }
        @if more > 0 { p.hint { (texts::more_people(language, more)) } }
    }
}

/// Somebody one can step into.
pub(crate) fn person(resident: &Resident, language: Language, unread: usize) -> Markup {
    let texts = texts::texts(language);
    html! {
        li {
            a href={ "/as/" (segment(&resident.user)) } {
                (message::avatar(&resident.name, &resident.user))
                span.who {
                    b { (resident.name) }
                    small { (resident.role_line.get(language)) }
                    @if !resident.reachable { small.warn { (texts.deactivated) } }
                }
                (badge(texts, unread))
            }
        }
    }
}

/// My conversations with what is unread.
pub(crate) fn conversations(reading: &Reading) -> Markup {
    let me = &reading.me.user;
    let rooms = reading.directory.rooms_of(me);
    let rooms = rooms.map(|room| Conversation::Room(room.id.clone()));
    html! {
        ul.conversations {
            (entry(reading, &Conversation::Direct(me.clone())))
            @for room in rooms { (entry(reading, &room)) }
        }
    }
}

fn entry(reading: &Reading, conversation: &Conversation) -> Markup {
    let unread = reading
        .playground
        .timeline()
        .unread(&reading.me.user, conversation);
    let current = (*conversation == reading.conversation).then_some("page");
    let address = match conversation {
        Conversation::Direct(_) => reading.base(),
        Conversation::Room(room) => format!("{}/channel/{}", reading.base(), segment(room)),
    };
    html! {
        li {
            a href=(address) aria-current=[current] data-unread=(unread) {
                @match conversation {
                    Conversation::Direct(_) => (message::kiku()),
                    Conversation::Room(_) => span.hash aria-hidden="true" { "#" },
                }
                span.who { (reading.title(conversation)) }
                (badge(reading.texts(), unread))
            }
        }
    }
}

fn badge(texts: &Texts, unread: usize) -> Markup {
    html! {
        @if unread > 0 {
            span.badge { (unread) " " span.hidden { (texts.unread) } }
        }
    }
}
