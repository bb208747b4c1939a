//! One message, whisper or typed line in the stream, and the separators between them.

use crate::page::{Reading, segment};
use crate::render::{self, Frame};
use crate::texts;
use crate::timeline::{Author, Item};
use maud::{Markup, html};

/// Many items, with a line for each new day and one where the unread begins.
pub(crate) fn stream(reading: &Reading, items: &[Item], read_mark: u64) -> Markup {
    let day = |item: &Item| item.sent.with_timezone(&reading.zone).date_naive();
    let unread = items
        .iter()
        .find(|item| item.seq > read_mark && item.only_for.is_none());
    let unread = unread.filter(|_| read_mark > 0).map(|item| item.seq);
    html! {
        @for (index, item) in items.iter().enumerate() {
            @if index == 0 || day(&items[index - 1]) != day(item) {
                li.day { span { (texts::day(reading.language(), item.sent, reading.zone)) } }
            }
            @if unread == Some(item.seq) {
                li.unread-line { span { (reading.texts().unread_from_here) } }
            }
            (article(reading, item))
        }
    }
}

/// One item. The script orders by `data-seq`, replaces by `id` and never goes back in `data-version`.
pub(crate) fn article(reading: &Reading, item: &Item) -> Markup {
    let handle = item.handle().0;
    let (language, zone) = (reading.language(), reading.zone);
    let mine = item.author == Author::Myself;
    let class = match (&item.author, &item.only_for) {
        (Author::Myself, _) => "message own",
        (Author::Kiku, Some(_)) => "message whisper",
        (Author::Kiku, None) => "message",
    };
    let full = texts::full_day(language, item.sent, zone);
    html! {
        li #(handle) class=(class) data-seq=(item.seq) data-version=(item.version)
            data-day=(texts::day(language, item.sent, zone)) {
            @if mine { (avatar(&reading.me.name, &reading.me.user)) } @else { (kiku()) }
            article aria-labelledby={ (handle) "-by" } {
                header {
                    strong #{ (handle) "-by" } { (if mine { &reading.me.name } else { "Kiku" }) }
                    time datetime=(item.sent.to_rfc3339()) title=(full) { (texts::time(item.sent, zone)) }
                    (marks(reading, item))
                }
                div.card lang=(written_in(reading, item)) { (blocks(reading, item, &handle)) }
            }
        }
    }
}

fn marks(reading: &Reading, item: &Item) -> Markup {
    let texts = reading.texts();
    html! {
        @if let Some(updated) = item.updated {
            span.updated title=(texts::time(updated, reading.zone)) { (texts.updated) }
        }
        @if item.only_for.is_some() && item.author == Author::Kiku {
            span.only-you { (texts.only_you) }
            button.dismiss type="button" data-dismiss aria-label=(texts.dismiss) title=(texts.dismiss) { "×" }
        }
    }
}

fn blocks(reading: &Reading, item: &Item, handle: &str) -> Markup {
    let images = format!("{}/image/{}", reading.base(), segment(handle));
    let frame = Frame {
        id: handle,
        images: &images,
        texts: reading.texts(),
    };
    render::view(&frame, &item.view)
}

fn written_in(reading: &Reading, item: &Item) -> &'static str {
    match item.only_for {
        Some(_) => reading.language().code(),
        None => reading.written_in().code(),
    }
}

/// The sign of somebody: the first character of their name, in one of six quiet colours.
pub(crate) fn avatar(name: &str, user: &str) -> Markup {
    let first: String = name.chars().take(1).collect();
    let hue = user.bytes().map(usize::from).sum::<usize>() % 6;
    html! { span class={ "avatar hue" (hue) } aria-hidden="true" { (first) } }
}

/// Kiku's own sign.
pub(crate) fn kiku() -> Markup {
    html! { span.avatar.kiku aria-hidden="true" lang="ja" { "聴" } }
}
