//! Either side wrote a note, agreed on an action item, or ticked one off.

use super::{Moment, Values, rescheduled};
use crate::decision::{Answer, Change, Decision, SessionEvent};
use crate::domain::ids::{ContentId, ItemId};
use crate::domain::note::{ActionItem, Content, ContentKind};
use crate::domain::person::Actor;
use crate::domain::typed_time;
use crate::material::Scene;
use crate::notice::{Kept, LONGEST_TEXT, Notice, Problem, fields};
use chrono::{DateTime, NaiveDate, Utc};

/// Keeps a shared note.
pub fn note(actor: &Actor, scene: &Scene, values: &Values, moment: &mut Moment<'_>) -> Decision {
    keep(actor, scene, values, moment, ContentKind::Note, Kept::Note)
}

/// Keeps a private note.
pub fn private_note(
    actor: &Actor,
    scene: &Scene,
    values: &Values,
    moment: &mut Moment<'_>,
) -> Decision {
    keep(
        actor,
        scene,
        values,
        moment,
        ContentKind::PrivateNote,
        Kept::PrivateNote,
    )
}

/// Agrees on an action item: what, who, until when.
pub fn item(actor: &Actor, scene: &Scene, values: &Values, moment: &mut Moment<'_>) -> Decision {
    let text = match text_of(values) {
        Ok(text) => text,
        Err(problem) => return Decision::mend(fields::TEXT, problem),
    };
    let due = match due_date(actor, values, moment.now) {
        Ok(due) => due,
        Err(problem) => return Decision::mend(fields::DUE, problem),
    };
    let content = content(actor, scene, moment, ContentKind::Action, text);
    let session = &scene.session;
    let item = ActionItem {
        id: ItemId(moment.fresh.draw()),
        version: 0,
        session: session.id,
        member: session.member,
        manager: session.manager,
        owner: if is_other(values) {
            session.other(actor.person.id)
        } else {
            actor.person.id
        },
        due,
        done_at: None,
        text: content.text.clone(),
        content: content.id,
    };
    noted(scene, content)
        .and(Change::Item(item))
        .answer(Answer::RefreshAnd(Notice::Kept(Kept::Item)))
}

/// Ticks an item off, or takes that back. Only the pair may.
pub fn item_done(actor: &Actor, item: &ActionItem, done: bool, now: DateTime<Utc>) -> Decision {
    if actor.person.id != item.member && actor.person.id != item.manager {
        return Decision::tell(Notice::NotAvailable);
    }
    let item = ActionItem {
        done_at: done.then_some(now),
        ..item.clone()
    };
    Decision::default()
        .and(Change::Item(item))
        .answer(Answer::Refresh)
}

fn keep(
    actor: &Actor,
    scene: &Scene,
    values: &Values,
    moment: &mut Moment<'_>,
    kind: ContentKind,
    kept: Kept,
) -> Decision {
    match text_of(values) {
        Ok(text) => {
            let content = content(actor, scene, moment, kind, text);
            noted(scene, content).answer(Answer::RefreshAnd(Notice::Kept(kept)))
        }
        Err(problem) => Decision::mend(fields::TEXT, problem),
    }
}

fn noted(scene: &Scene, content: Content) -> Decision {
    let session = rescheduled(scene, scene.session.clone());
    Decision::session(SessionEvent::NoteAdded, session).and(Change::Written(content))
}

fn content(
    actor: &Actor,
    scene: &Scene,
    moment: &mut Moment<'_>,
    kind: ContentKind,
    text: String,
) -> Content {
    Content {
        id: ContentId(moment.fresh.draw()),
        kind,
        session: scene.session.id,
        author: actor.person.id,
        at: moment.now,
        text,
    }
}

fn text_of(values: &Values) -> Result<String, Problem> {
    let text = values.get(fields::TEXT).map_or("", |text| text.trim());
    match text.chars().count() {
        0 => Err(Problem::Empty),
        1..=LONGEST_TEXT => Ok(text.to_owned()),
        _ => Err(Problem::TooLong(LONGEST_TEXT)),
    }
}

/// An empty owner is the writer; "me" and "自分" too. Anything else is the other side.
fn is_other(values: &Values) -> bool {
    let owner = values
        .get(fields::OWNER)
        .map_or("", |text| text.trim())
        .to_lowercase();
    !matches!(
        owner.as_str(),
        "" | "me" | "i" | "自分" | "私" | "わたし" | "本人"
    )
}

fn due_date(
    actor: &Actor,
    values: &Values,
    now: DateTime<Utc>,
) -> Result<Option<NaiveDate>, Problem> {
    let typed = values.get(fields::DUE).map_or("", |text| text.trim());
    if typed.is_empty() {
        return Ok(None);
    }
    let day = typed_time::parse_date(typed, now, actor.person.tz).map_err(|_| Problem::NotADate)?;
    if day < actor.person.local_date(now) {
        Err(Problem::Past(day))
    } else {
        Ok(Some(day))
    }
}
