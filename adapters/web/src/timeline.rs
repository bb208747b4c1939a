//! What stands in every conversation, who has read how far, and what only one person sees.

use chrono::{DateTime, Utc};
use kiku_chat::{DeliveryId, Handle, View};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The most whispers and own lines that are kept for one person in one conversation.
const PRIVATE: usize = 50;

/// A place where messages stand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Conversation {
    /// Between Kiku and one user.
    Direct(String),
    /// In a room.
    Room(String),
}

/// Who wrote an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Author {
    Kiku,
    /// The person whose window it is; only they see it.
    Myself,
}

/// A message, a whisper, or a line somebody typed.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// Place in the order of everything that was ever shown.
    pub seq: u64,
    pub conversation: Conversation,
    pub author: Author,
    /// The only user who sees it, if it is not for everybody there.
    pub only_for: Option<String>,
    pub delivery: Option<DeliveryId>,
    pub sent: DateTime<Utc>,
    pub updated: Option<DateTime<Utc>>,
    /// Counts replacements.
    pub version: u32,
    pub view: Arc<View>,
    /// False until it is stored; nobody sees it before.
    pub shown: bool,
}

impl Item {
    pub fn handle(&self) -> Handle {
        let kind = if self.only_for.is_some() { 'w' } else { 'm' };
        Handle(format!("{kind}{}", self.seq))
    }

    fn seen_by(&self, user: &str) -> bool {
        self.shown && self.only_for.as_deref().is_none_or(|only| only == user)
    }
}

/// What a new item is made of.
pub(crate) struct Draft {
    pub conversation: Conversation,
    pub author: Author,
    pub only_for: Option<String>,
    pub delivery: Option<DeliveryId>,
    pub sent: DateTime<Utc>,
    pub view: Arc<View>,
}

/// All conversations.
#[derive(Default)]
pub(crate) struct Timeline {
    items: BTreeMap<u64, Item>,
    order: HashMap<Conversation, Vec<u64>>,
    deliveries: HashMap<(Conversation, String), u64>,
    read: HashMap<(String, Conversation), u64>,
    last: u64,
    changes: u64,
}

impl Timeline {
    /// Adds an item that nobody sees until [`Timeline::show`].
    pub fn add(&mut self, draft: Draft) -> u64 {
        let seq = self.last + 1;
        self.insert(Item {
            seq,
            conversation: draft.conversation,
            author: draft.author,
            only_for: draft.only_for,
            delivery: draft.delivery,
            sent: draft.sent,
            updated: None,
            version: 1,
            view: draft.view,
            shown: false,
        });
        seq
    }

    /// Puts an item where it was.
    pub fn insert(&mut self, item: Item) {
        self.last = self.last.max(item.seq);
        if let Some(delivery) = &item.delivery {
            let key = (item.conversation.clone(), delivery.0.clone());
            self.deliveries.insert(key, item.seq);
        }
        let order = self.order.entry(item.conversation.clone()).or_default();
        order.push(item.seq);
        self.items.insert(item.seq, item);
    }

    /// Lets people see an item, and drops the oldest private items beyond what is kept.
    pub fn show(&mut self, seq: u64) {
        self.changes += 1;
        let Some(item) = self.items.get_mut(&seq) else {
            return;
        };
        item.shown = true;
        let (conversation, only_for) = (item.conversation.clone(), item.only_for.clone());
        if only_for.is_none() {
            return;
        }
        let order = self.order.get(&conversation).into_iter().flatten();
        let private: Vec<u64> = (order.copied())
            .filter(|seq| self.items[seq].only_for == only_for)
            .collect();
        for old in &private[..private.len().saturating_sub(PRIVATE)] {
            self.remove(*old);
        }
    }

    pub fn remove(&mut self, seq: u64) {
        let Some(item) = self.items.remove(&seq) else {
            return;
        };
        self.changes += 1;
        if let Some(delivery) = item.delivery {
            let key = (item.conversation.clone(), delivery.0);
            self.deliveries.remove(&key);
        }
        if let Some(order) = self.order.get_mut(&item.conversation) {
            order.retain(|other| *other != seq);
        }
    }

    /// Replaces what an item shows; false if it shows that already.
    pub fn replace(&mut self, seq: u64, view: &View, now: DateTime<Utc>) -> bool {
        match self.items.get_mut(&seq) {
            Some(item) if *item.view != *view => {
                item.view = Arc::new(view.clone());
                item.updated = Some(now);
                item.version += 1;
                self.changes += 1;
                true
            }
            _ => false,
        }
    }

    pub fn item(&self, seq: u64) -> Option<&Item> {
        self.items.get(&seq)
    }

    /// The item a handle names, if it stands in that conversation.
    pub fn find(&self, conversation: &Conversation, handle: &str) -> Option<&Item> {
        let seq = handle.get(1..)?.parse().ok()?;
        let item = self.items.get(&seq)?;
        (item.conversation == *conversation && item.handle().0 == handle).then_some(item)
    }

    pub fn delivered(&self, conversation: &Conversation, delivery: &DeliveryId) -> Option<&Item> {
        let key = (conversation.clone(), delivery.0.clone());
        self.items.get(self.deliveries.get(&key)?)
    }

    /// The last `limit` items that a user sees, oldest first, and whether there are earlier ones.
    pub fn seen(&self, user: &str, conversation: &Conversation, limit: usize) -> (Vec<Item>, bool) {
        let order = self.order.get(conversation).into_iter().flatten();
        let mut visible = order
            .rev()
            .filter_map(|seq| self.items.get(seq))
            .filter(|item| item.seen_by(user));
        let mut items: Vec<Item> = visible.by_ref().take(limit).cloned().collect();
        items.reverse();
        let earlier = visible.next().is_some();
        (items, earlier)
    }

    /// How far a user has read, as a [`Item::seq`].
    pub fn read_mark(&self, user: &str, conversation: &Conversation) -> u64 {
        let key = (user.to_owned(), conversation.clone());
        self.read.get(&key).copied().unwrap_or(0)
    }

    /// Moves a read mark forward; false if it stood there already.
    pub fn mark_read(&mut self, user: &str, conversation: &Conversation, seq: u64) -> bool {
        let key = (user.to_owned(), conversation.clone());
        let mark = self.read.entry(key).or_insert(0);
        let moved = seq > *mark;
        *mark = seq.max(*mark);
        self.changes += u64::from(moved);
        moved
    }

    /// How many messages a user has not read.
    pub fn unread(&self, user: &str, conversation: &Conversation) -> usize {
        let mark = self.read_mark(user, conversation);
        let order = self.order.get(conversation).map_or(&[][..], Vec::as_slice);
        let from = order.partition_point(|seq| *seq <= mark);
        let unread = order[from..].iter().filter_map(|seq| self.items.get(seq));
        unread
            .filter(|item| item.shown && item.only_for.is_none())
            .count()
    }

    /// Rises with every change that somebody can see.
    pub fn changes(&self) -> u64 {
        self.changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str, only_for: Option<&str>) -> Draft {
        Draft {
            conversation: Conversation::Room("hr".into()),
            author: Author::Kiku,
            only_for: only_for.map(Into::into),
            delivery: only_for.is_none().then(|| DeliveryId(text.into())),
            sent: DateTime::UNIX_EPOCH,
            view: Arc::new(View::line(text)),
        }
    }

    fn texts(timeline: &Timeline, user: &str) -> Vec<String> {
        let (items, _) = timeline.seen(user, &Conversation::Room("hr".into()), 100);
        items
            .into_iter()
            .map(|item| item.view.fallback.clone())
            .collect()
    }

    #[test]
    fn nothing_is_seen_before_it_is_shown_and_whispers_by_one_only() {
        let mut timeline = Timeline::default();
        let first = timeline.add(draft("a", None));
        let whisper = timeline.add(draft("w", Some("u1")));
        assert!(texts(&timeline, "u1").is_empty());
        timeline.show(first);
        timeline.show(whisper);
        assert_eq!(texts(&timeline, "u1"), ["a", "w"]);
        assert_eq!(texts(&timeline, "u2"), ["a"]);
    }

    #[test]
    fn unread_counts_messages_after_the_mark_and_no_whispers() {
        let room = Conversation::Room("hr".into());
        let mut timeline = Timeline::default();
        for text in ["a", "b", "c"] {
            let seq = timeline.add(draft(text, None));
            timeline.show(seq);
        }
        let whisper = timeline.add(draft("w", Some("u1")));
        timeline.show(whisper);
        assert_eq!(timeline.unread("u1", &room), 3);
        assert!(timeline.mark_read("u1", &room, 2));
        assert!(
            !timeline.mark_read("u1", &room, 1),
            "a mark never goes back"
        );
        assert_eq!(timeline.unread("u1", &room), 1);
        assert_eq!(timeline.unread("u2", &room), 3);
    }

    #[test]
    fn private_items_are_bounded_and_messages_are_not() {
        let mut timeline = Timeline::default();
        let kept = timeline.add(draft("kept", None));
        timeline.show(kept);
        for number in 0..PRIVATE + 5 {
            let seq = timeline.add(draft(&format!("w{number}"), Some("u1")));
            timeline.show(seq);
        }
        let texts = texts(&timeline, "u1");
        assert_eq!(texts.len(), PRIVATE + 1);
        assert_eq!((texts[0].as_str(), texts[1].as_str()), ("kept", "w5"));
    }

    #[test]
    fn the_same_view_again_is_no_update() {
        let mut timeline = Timeline::default();
        let seq = timeline.add(draft("a", None));
        assert!(!timeline.replace(seq, &View::line("a"), DateTime::UNIX_EPOCH));
        assert!(timeline.replace(seq, &View::line("b"), DateTime::UNIX_EPOCH));
        assert_eq!(timeline.item(seq).map(|item| item.version), Some(2));
    }

    #[test]
    fn the_latest_items_are_seen_first() {
        let room = Conversation::Room("hr".into());
        let mut timeline = Timeline::default();
        for number in 1..=5 {
            let seq = timeline.add(draft(&number.to_string(), None));
            timeline.show(seq);
        }
        let (items, earlier) = timeline.seen("u", &room, 2);
        assert_eq!((items[0].seq, items[1].seq, earlier), (4, 5, true));
        let (items, earlier) = timeline.seen("u", &room, 5);
        assert_eq!((items.len(), earlier), (5, false));
    }
}
