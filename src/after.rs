//! A scene as it stands once a decision about it is stored: what a reload would give, without loading.
//!
//! A message is a function of state. The direct answer to a press is rendered from this state, which is
//! committed already; a test compares it with a reload for every action.

use crate::decision::{Change, Decision};
use crate::domain::ids::PersonId;
use crate::domain::note::{ActionItem, Content};
use crate::domain::session::Session;
use crate::material::Scene;

impl Scene {
    /// The scene after the decision, as `reader` may see it. `None` when the decision changes what is not part
    /// of it alone; it must be loaded then.
    pub fn after(mut self, decision: &Decision, reader: PersonId) -> Option<Scene> {
        for change in &decision.changes {
            match change {
                Change::Session(_, session) => self.take_session(session, reader)?,
                Change::Written(content) => self.take_content(content, reader)?,
                Change::Item(item) => self.take_item(item)?,
                Change::Day(person, day, read) => {
                    self.days.insert((*person, *day), read + 1);
                }
                Change::Touched(_) | Change::Audited(_) => {}
                Change::Person(_)
                | Change::Cycle(_)
                | Change::Programme(..)
                | Change::Grants(_)
                | Change::Account(..)
                | Change::Linked(..)
                | Change::Unlinked(..)
                | Change::Found(_)
                | Change::Settled(_)
                | Change::Looked(_)
                | Change::Released(_) => return None,
            }
        }
        Some(self)
    }

    /// Another pair, or what else the reader may read of the other side's words from now on, needs a reload.
    fn take_session(&mut self, session: &Session, reader: PersonId) -> Option<()> {
        let old = &self.session;
        let same_pair = (old.id, old.member, old.manager, old.month)
            == (session.id, session.member, session.manager, session.month);
        let same_words = reader == session.member
            || old.after_member.share_comment == session.after_member.share_comment;
        if !same_pair || !same_words {
            return None;
        }
        self.session = session.clone();
        self.session.version += 1;
        Some(())
    }

    fn take_content(&mut self, content: &Content, reader: PersonId) -> Option<()> {
        if content.session != self.session.id {
            return None;
        }
        let shared = self.session.after_member.share_comment;
        self.contents.retain(|known| known.id != content.id);
        if content.kind.readable(content.author, reader, shared) {
            self.contents.push(content.clone());
            self.contents.sort_by_key(|known| (known.at, known.id));
        }
        Some(())
    }

    fn take_item(&mut self, item: &ActionItem) -> Option<()> {
        if (item.member, item.manager) != (self.session.member, self.session.manager) {
            return None;
        }
        self.items.retain(|known| known.id != item.id);
        if item.done_at.is_none_or(|at| self.cycle.opens_at <= at) {
            let mut item = item.clone();
            item.version += 1;
            self.items.push(item);
            self.items.sort_by_key(|known| known.id);
        }
        Some(())
    }
}
