//! What a use case decides: what changed, what to send, what to answer. All of it is committed together.

use crate::domain::cycle::Cycle;
use crate::domain::directory::{Finding, Link, Look};
use crate::domain::ids::PersonId;
use crate::domain::note::{ActionItem, Content};
use crate::domain::person::{Grant, Person};
use crate::domain::programme::Programme;
use crate::domain::session::Session;
use crate::messages::{Message, Outgoing, Recipient, Subject};
use crate::notice::{FieldProblem, FormKind, Notice};
use chrono::{DateTime, NaiveDate, Utc};

/// What a use case decided.
#[derive(Debug, Clone, Default)]
pub struct Decision {
    /// What happened, to be stored.
    pub changes: Vec<Change>,
    /// What is to be sent, queued in the same transaction.
    pub messages: Vec<Outgoing>,
    /// What the person gets at once.
    pub answer: Answer,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Change {
    /// A person joined the roster, or something about them changed. Compares the version.
    Person(Box<Person>),
    /// A cycle was planned, went on, or closed. Compares the version.
    Cycle(Cycle),
    /// A session was made, or a step of it happened. Compares the version.
    Session(SessionEvent, Box<Session>),
    /// Something was written; the same id again replaces it.
    Written(Content),
    /// An action item was agreed or its state changed. Compares the version.
    Item(ActionItem),
    /// Time was taken or given back on somebody's day. Compares the day's version.
    Day(PersonId, NaiveDate, i64),
    /// The programme was replaced by a newer document; carries the version that was read.
    Programme(Box<Programme>, i64),
    /// All grants of the programme file were replaced.
    Grants(Vec<Grant>),
    /// The roster named a person's account.
    Account(kiku_chat::Account, PersonId),
    /// A directory's account was found to be a person's. What waited in vain for an account is sent from then on.
    Linked(Link, DateTime<Utc>),
    /// An account is no longer the person's: it was deactivated, or is somebody else's.
    Unlinked(kiku_chat::Account, PersonId),
    /// A directory's account belongs to nobody.
    Found(Finding),
    /// What was found about an account holds no longer.
    Settled(kiku_chat::Account),
    /// A look into a directory went on, or ended.
    Looked(Look),
    /// Somebody with a role looked at something, or changed what others see.
    Audited(Audit),
    /// Messages about this show an older state now, though nothing of their own changed.
    Touched(Subject),
    /// A month's figures were released.
    Released(Box<crate::domain::privacy::Release>),
}

/// What happened to a session, past tense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionEvent {
    /// It was made.
    Opened,
    /// Topic, response, openers or line changed.
    Prepared,
    /// The member passed this month, or takes part after all.
    SkipChanged,
    /// Times were proposed.
    TimesProposed,
    /// A time was agreed, moved, accepted or called off.
    Booked,
    /// The timetable moved on.
    StepDone,
    /// Somebody said whether it was held.
    HeldSaid,
    /// The member rated or changed an answer afterwards.
    Rated,
    /// The manager answered afterwards.
    FeedbackGiven,
    /// A note or action item was added.
    NoteAdded,
    /// The month closed.
    Closed,
}

/// A view or a change by somebody with a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Who.
    pub who: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// What, a stable word such as `digest` or `status`.
    pub what: String,
    /// Of which part: a unit, a month.
    pub scope: String,
}

/// What the person gets at once; the shell turns it into a reply in their language.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Answer {
    /// The acknowledgement is enough.
    #[default]
    Nothing,
    /// The message they pressed shows the new state.
    Refresh,
    /// The message they pressed shows the new state, and they are told something.
    RefreshAnd(Notice),
    /// They are told something.
    Tell(Notice),
    /// A form opens.
    Open(FormKind),
    /// The form stays open.
    Mend(Vec<FieldProblem>),
}

impl Decision {
    /// Nothing changes; the person is told something.
    pub fn tell(notice: Notice) -> Self {
        Decision {
            answer: Answer::Tell(notice),
            ..Decision::default()
        }
    }

    /// Nothing changes; a form opens.
    pub fn open(form: FormKind) -> Self {
        Decision {
            answer: Answer::Open(form),
            ..Decision::default()
        }
    }

    /// Nothing changes; the form stays open with one problem.
    pub fn mend(field: &'static str, problem: crate::notice::Problem) -> Self {
        Decision {
            answer: Answer::Mend(vec![FieldProblem { field, problem }]),
            ..Decision::default()
        }
    }

    /// One session changed; the message that was pressed shows it.
    pub fn session(event: SessionEvent, session: Session) -> Self {
        Decision {
            changes: vec![Change::Session(event, Box::new(session))],
            messages: Vec::new(),
            answer: Answer::Refresh,
        }
    }

    /// Adds a change.
    pub fn and(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Adds a message.
    pub fn send(
        mut self,
        message: Message,
        to: PersonId,
        send_at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Self {
        self.messages.push(Outgoing {
            message,
            to: Recipient::Person(to),
            send_at,
            expires_at,
        });
        self
    }

    /// Replaces the answer.
    pub fn answer(mut self, answer: Answer) -> Self {
        self.answer = answer;
        self
    }

    /// The subjects whose messages this decision makes stale, each once.
    pub fn subjects(&self) -> Vec<Subject> {
        let mut subjects: Vec<Subject> = self.changes.iter().flat_map(Change::subjects).collect();
        subjects.sort_unstable();
        subjects.dedup();
        subjects
    }
}

impl Change {
    fn subjects(&self) -> Vec<Subject> {
        match self {
            // What was never stored stands in no message yet.
            Change::Person(person) if person.version == 0 => Vec::new(),
            Change::Person(person) => vec![Subject::Person(person.id)],
            Change::Session(_, session) if session.version == 0 => Vec::new(),
            Change::Session(_, session) => session_subjects(session),
            Change::Item(item) => vec![Subject::Session(item.session)],
            Change::Written(content) => vec![Subject::Session(content.session)],
            Change::Touched(subject) => vec![*subject],
            Change::Released(release) => vec![Subject::Release(release.month)],
            _ => Vec::new(),
        }
    }
}

/// The session itself, and the manager's cards on which it has a line.
fn session_subjects(session: &Session) -> Vec<Subject> {
    let manager = session.manager;
    let mut subjects = vec![Subject::Session(session.id)];
    subjects.extend(session.told_on.map(|day| Subject::ManagerDay(manager, day)));
    subjects.extend(
        session
            .talk_day
            .map(|day| Subject::ManagerDay(manager, day)),
    );
    subjects
}
