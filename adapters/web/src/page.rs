//! The chat page of one person: frame, clock, messages, command line.

use crate::message;
use crate::people::{Directory, Resident};
use crate::side;
use crate::stage::{To, Upcoming};
use crate::texts::{self, Texts, texts};
use crate::timeline::{Conversation, Item};
use crate::{CommandHelp, Language, Playground};
use chrono_tz::Tz;
use maud::{DOCTYPE, Markup, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// Messages of a conversation that are shown at once.
pub(crate) const SHOWN: usize = 200;
/// Characters of an address that need no escape.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// One part of an address.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Who is reading which conversation.
pub(crate) struct Reading<'a> {
    pub playground: &'a Playground,
    pub directory: &'a Directory,
    pub me: &'a Resident,
    pub conversation: Conversation,
    pub zone: Tz,
}

impl Reading<'_> {
    pub fn language(&self) -> Language {
        self.me.language
    }

    pub fn texts(&self) -> &'static Texts {
        texts(self.me.language)
    }

    /// The page's address, without the conversation.
    pub fn base(&self) -> String {
        format!("/as/{}", segment(&self.me.user))
    }

    pub fn title(&self, conversation: &Conversation) -> &str {
        match conversation {
            Conversation::Direct(_) => self.texts().with_kiku,
            Conversation::Room(room) => {
                (self.directory.room(room)).map_or("", |room| room.name.get(self.language()))
            }
        }
    }

    /// The language of the messages in the conversation.
    pub fn written_in(&self) -> Language {
        match &self.conversation {
            Conversation::Direct(_) => self.me.language,
            Conversation::Room(room) => {
                (self.directory.room(room)).map_or(self.me.language, |room| room.language)
            }
        }
    }

    fn channel(&self) -> Option<&str> {
        match &self.conversation {
            Conversation::Direct(_) => None,
            Conversation::Room(room) => Some(room),
        }
    }
}

/// What the top of the page shows of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Clock {
    pub day: String,
    pub time: String,
    /// The time zone, or that time is moving.
    pub zone: String,
    /// When and what comes next, or that nothing does.
    pub next: String,
    pub moving: bool,
}

impl Clock {
    pub fn new(playground: &Playground, language: Language, next: Option<Upcoming>) -> Self {
        let (now, zone) = (playground.stage.now(), playground.stage.time_zone());
        let upcoming = |next: Upcoming| {
            let day = texts::day(language, next.at, zone);
            let time = texts::time(next.at, zone);
            // Today goes without saying; on a phone there is little room.
            match day == texts::day(language, now, zone) {
                true => format!("{time} · {}", next.label),
                false => format!("{day} {time} · {}", next.label),
            }
        };
        let moving = playground.is_moving();
        let zone_line = if moving {
            texts(language).moving
        } else {
            zone.name()
        };
        Clock {
            day: texts::full_day(language, now, zone),
            time: texts::time(now, zone),
            zone: zone_line.to_owned(),
            next: next.map_or(texts(language).nothing_next.to_owned(), upcoming),
            moving,
        }
    }
}

/// What a conversation holds for its reader.
pub(crate) struct Contents {
    pub items: Vec<Item>,
    pub earlier: bool,
    pub read_mark: u64,
    /// The state of the timeline, by which a stream that opens later knows whether it missed something.
    pub changes: u64,
}

/// The frame of every page.
pub(crate) fn shell(language: Language, title: &str, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/playground.css";
                script src="/assets/playground.js" defer {}
            }
            (body)
        }
    }
}

/// The whole chat page.
pub(crate) fn page(reading: &Reading, clock: &Clock, contents: &Contents) -> Markup {
    let texts = reading.texts();
    let title = format!("{} — {}", reading.me.name, texts.title);
    shell(
        reading.language(),
        &title,
        html! {
            body.chat data-base=(reading.base()) data-channel=[reading.channel()]
                data-boot=(reading.playground.boot) data-changes=(contents.changes)
                data-busy=(texts.busy) data-broken=(texts.broken) data-offline=(texts.offline) {
                a.skip href="#composer-text" { (texts.skip) }
                (top(reading, clock))
                div.columns {
                    (side::column(reading))
                    (conversation(reading, contents))
                }
                dialog #dialog aria-labelledby="form-title" {}
                div #toast role="status" aria-live="polite" hidden {}
                noscript { p { (texts.no_script) } }
            }
        },
    )
}

fn top(reading: &Reading, clock: &Clock) -> Markup {
    let texts = reading.texts();
    html! {
        header.top {
            button.icon #drawer-open type="button" aria-controls="side" aria-expanded="false"
                aria-label=(texts.menu) { span.bars aria-hidden="true" {} span.dot hidden {} }
            a.brand href="/" title=(texts.home) {
                (message::kiku()) span { b { "Kiku" } " " small { (reading.playground.company) } }
            }
            div.clock role="group" aria-label=(texts.clock) aria-busy=(clock.moving) {
                p.now {
                    span data-clock="day" { (clock.day) } " "
                    b data-clock="time" { (clock.time) } " "
                    small data-clock="zone" role="status" { (clock.zone) }
                }
                (advance(texts, To::NextEvent, Some(&clock.next)))
                (advance(texts, To::Day, None))
                (advance(texts, To::MonthEnd, None))
            }
        }
    }
}

fn advance(texts: &Texts, to: To, next: Option<&str>) -> Markup {
    let (label, explanation) = texts.advance(to);
    let hint = next.is_none().then_some(explanation);
    html! {
        button.advance type="button" data-advance=(to.key()) title=[hint] {
            span { (label) }
            @if let Some(next) = next { small data-clock="next" title=(next) { (next) } }
        }
    }
}

fn conversation(reading: &Reading, contents: &Contents) -> Markup {
    let texts = reading.texts();
    let direct = reading.channel().is_none();
    html! {
        main {
            header.conversation {
                @if direct { (message::kiku()) } @else { span.hash aria-hidden="true" { "#" } }
                h1 { (reading.title(&reading.conversation)) }
                @if direct { p { (texts.only_pair) } }
            }
            div.scroll #scroll tabindex="0" role="log" aria-label=(reading.title(&reading.conversation)) {
                (messages(reading, contents))
            }
            (composer(reading))
        }
    }
}

/// The list of messages; also what a window fetches that has missed something.
pub(crate) fn messages(reading: &Reading, contents: &Contents) -> Markup {
    let texts = reading.texts();
    let first = contents.items.first().map(|item| item.handle().0);
    html! {
        @if let (true, Some(first)) = (contents.earlier, first) {
            a.button.earlier href={ "?shown=" (contents.items.len() + SHOWN) "#" (first) } { (texts.earlier) }
        }
        p.empty hidden[!contents.items.is_empty()] { (texts.empty) }
        ol #messages {
            (message::stream(reading, &contents.items, contents.read_mark))
        }
    }
}

fn composer(reading: &Reading) -> Markup {
    let texts = reading.texts();
    let hint = match reading.channel() {
        None => texts.composer_hint,
        Some(_) => texts.composer_hint_channel,
    };
    let usable = |command: &&CommandHelp| !command.kinds.is_disjoint(&reading.me.kinds);
    html! {
        form.composer #composer {
            ul #commands role="listbox" aria-label=(texts.commands) hidden {
                @for (index, command) in reading.playground.commands.iter().filter(usable).enumerate() {
                    (completion(reading.language(), index, command))
                }
            }
            button.icon #slash type="button" aria-label=(texts.commands) title=(texts.commands) { "/" }
            textarea #composer-text rows="1" maxlength="3000" placeholder=(hint)
                aria-label=(texts.composer) aria-haspopup="listbox"
                aria-controls="commands" aria-autocomplete="list" autocomplete="off" {}
            button.button.primary type="submit" { (texts.send) }
        }
    }
}

/// A command in the list of completions, found by its word in either language.
fn completion(language: Language, index: usize, command: &CommandHelp) -> Markup {
    let (word, other) = match language {
        Language::Ja => (&command.word.ja, &command.word.en),
        Language::En => (&command.word.en, &command.word.ja),
    };
    html! {
        li #{ "command-" (index) } role="option" aria-selected="false"
            data-word=(word) data-words={ (word) "\n" (other) } {
            b { "/1on1 " (word) } " " i { (other) }
            span { (command.explanation.get(language)) }
        }
    }
}
