//! The direct answer in the person's language, rendered from the state after the commit.

use crate::input::Input;
use crate::material::Showing;
use crate::{Engine, EngineError};
use chrono::{DateTime, Utc};
use kiku::actions::{Action, SessionAction};
use kiku::decision::Answer;
use kiku::domain::ids::PersonId;
use kiku::domain::person::{Actor, Role};
use kiku::material::{Gaps, PairStatus, Scene, Unreachable};
use kiku::messages::{Recipient, Subject};
use kiku::notice::Notice;
use kiku::usecases::open_cycle::company_calendar;
use kiku::views::{self, Extra, Material, NoticeMaterial};
use kiku_chat::{Event, FieldError, Later, On, Reply, View, What};
use kiku_store::{Press, Pressed};

/// Pairs that `status` counts and pages through.
const MOST_PAIRS: usize = 200_000;
/// Lines on one page of a list.
const PER_PAGE: usize = 20;

/// What those who run the programme see.
enum List {
    None,
    Pairs(Vec<PairStatus>),
    Gaps(Gaps),
    Unreachable(Unreachable),
}

impl List {
    fn extra(&self) -> Extra<'_> {
        match self {
            List::None => Extra::None,
            List::Pairs(pairs) => Extra::Pairs(pairs),
            List::Gaps(gaps) => Extra::Gaps(gaps),
            List::Unreachable(list) => Extra::Unreachable(list),
        }
    }
}

impl Engine {
    pub(crate) async fn reply(
        &self,
        event: &Event,
        press: Press,
        input: &Input,
        answer: &Answer,
    ) -> Result<Reply, EngineError> {
        let actor = &press.actor;
        let lang = actor.person.lang;
        let at_home = event.place.on == On::Home || *input == Input::Home;
        if at_home && let Some(page) = self.home(actor, input, answer).await? {
            return Ok(page);
        }
        Ok(match answer {
            Answer::Nothing => Reply::nothing(),
            Answer::Refresh => self.refreshed(press, input).await?,
            Answer::RefreshAnd(notice) => Reply {
                whisper: Some(self.notice(actor, notice).await?),
                ..self.refreshed(press, input).await?
            },
            Answer::Tell(notice) => Reply::whisper(self.notice(actor, notice).await?),
            Answer::Open(form) => Reply::open(views::form(form, lang)),
            Answer::Mend(problems) => Reply {
                errors: problems
                    .iter()
                    .map(|problem| FieldError {
                        field: problem.field.to_owned(),
                        message: views::problem(&problem.problem, lang),
                    })
                    .collect(),
                ..Reply::nothing()
            },
        })
    }

    /// The person's own page after something was done on it; nothing for a form, which opens above the page.
    /// What they are told stands on the page, for there is no conversation around it in which to whisper.
    async fn home(
        &self,
        actor: &Actor,
        input: &Input,
        answer: &Answer,
    ) -> Result<Option<Reply>, EngineError> {
        let told = match answer {
            Answer::Open(_) | Answer::Mend(_) => return Ok(None),
            Answer::Nothing | Answer::Refresh => None,
            Answer::RefreshAnd(notice) | Answer::Tell(notice) => Some(Box::new(notice.clone())),
        };
        let used = used_on_home(input).map(Box::new);
        let page = self.notice(actor, &Notice::Home { told, used }).await?;
        Ok(Some(Reply::refresh(page)))
    }

    /// The message that was pressed, as it is now. Pressed in a whisper, the whisper is replaced by what it showed.
    async fn refreshed(&self, press: Press, input: &Input) -> Result<Reply, EngineError> {
        let Press {
            actor, scene, on, ..
        } = press;
        let Some(sent) = on else {
            return Ok(match shown_by(input) {
                Some(notice) => Reply::refresh(self.notice(&actor, &notice).await?),
                None => Reply::nothing(),
            });
        };
        let reader = actor.person.id;
        let same = |scene: &Scene| {
            sent.message.subject() == Subject::Session(scene.session.id)
                && sent.to == Recipient::Person(reader)
        };
        let later = match scene.filter(same) {
            Some(scene) => later(sent, reader, scene, self.clock.now()),
            None => {
                let shown = self.shown(&sent.message, &sent.to, Showing::Again).await?;
                Later::made_by(|| shown.view())
            }
        };
        Ok(Reply::refresh(later))
    }

    /// An answer to somebody whom no account links to a person, in the company's language.
    pub(crate) async fn reply_to_stranger(&self, event: &Event) -> Reply {
        let lang = match self.store.programme().await {
            Ok(programme) => programme.language,
            Err(_) => kiku::domain::lang::Lang::default(),
        };
        match event.place.on == On::Home || event.what == What::Home {
            true => Reply::refresh(views::unknown_home(lang)),
            false => Reply::whisper(views::unknown(lang)),
        }
    }

    /// An answer to somebody who was overtaken again and again.
    pub(crate) async fn reply_to_loser(&self, event: &Event) -> Reply {
        let answer = match self.store.actor(&event.who).await {
            Ok(Some(actor)) => self
                .notice(&actor, &Notice::TryAgain)
                .await
                .map(Reply::whisper),
            _ => return self.reply_to_stranger(event).await,
        };
        answer.unwrap_or_default()
    }

    pub(crate) async fn notice(&self, actor: &Actor, notice: &Notice) -> Result<View, EngineError> {
        let now = self.clock.now();
        match notice {
            Notice::Digest { month, unit } => self.digest_notice(actor, *month, unit).await,
            Notice::NoRelease(month) => self.no_release(actor, *month).await,
            Notice::NoSuchUnit(typed) => self.no_such_unit(actor, typed).await,
            _ => {
                let desk = &self.store.desk(actor, now).await?;
                let list = self.list_for(actor, notice).await?;
                let material = NoticeMaterial {
                    actor,
                    desk,
                    extra: list.extra(),
                };
                Ok(views::notice(notice, &material, now))
            }
        }
    }

    /// What a notice shows to those who run the programme only.
    async fn list_for(&self, actor: &Actor, notice: &Notice) -> Result<List, EngineError> {
        let now = self.clock.now();
        let company = self.store.programme().await?;
        let today = company_calendar(&company).local_date(now);
        let page_of = |page: &u32| usize::try_from(*page).unwrap_or(usize::MAX);
        Ok(match notice {
            Notice::Status { .. } => List::Pairs(self.pairs_for(actor).await?),
            Notice::People { page } => {
                let page = page_of(page);
                let gaps = self.store.gaps(actor, today, page, PER_PAGE).await?;
                gaps.map_or(List::None, List::Gaps)
            }
            Notice::Unreachable { page } => {
                let (day, page) = ((today, now), page_of(page));
                let list = self.store.unreached(actor, day, page, PER_PAGE).await?;
                list.map_or(List::None, List::Unreachable)
            }
            _ => List::None,
        })
    }

    /// Steps and times of all pairs of the newest cycle, for those who run the programme.
    async fn pairs_for(&self, actor: &Actor) -> Result<Vec<PairStatus>, EngineError> {
        let cycle = self.store.opened_cycle(self.clock.now()).await?;
        match cycle.filter(|_| actor.is(Role::Hr)) {
            Some(cycle) => {
                let page = self.store.pairs(actor, cycle.month, 0, MOST_PAIRS).await?;
                Ok(page.map(|page| page.pairs).unwrap_or_default())
            }
            None => Ok(Vec::new()),
        }
    }
}

/// The message from the scene as it stands after the decision, which is about that and to the one who pressed.
fn later(sent: Pressed, reader: PersonId, scene: Scene, now: DateTime<Utc>) -> Later {
    let material = Material::Session(Box::new(scene));
    Later::made_by(move || views::message(&sent.message, reader, &material, now).view())
}

/// The part of the own page that carried this control. Once a time is agreed its pair shows it.
fn used_on_home(input: &Input) -> Option<Notice> {
    use SessionAction as A;
    match input {
        Input::Session(id, A::TakeSlot(..) | A::TimeTyped | A::AcceptTime | A::CancelTime, _) => {
            Some(Notice::Pair(*id))
        }
        other => shown_by(other),
    }
}

/// What a whisper with this control showed.
fn shown_by(input: &Input) -> Option<Notice> {
    use SessionAction as A;
    match input {
        Input::Session(id, action, _) => Some(match action {
            A::Topic(_) | A::Response(_) | A::Openers | A::TakeOpener(..) | A::LineWritten => {
                Notice::Prep(*id)
            }
            A::NotThisMonth | A::ThisMonthAfterAll => Notice::Prep(*id),
            A::TakeSlot(..) | A::OtherSlots | A::TimeTyped | A::AcceptTime | A::CancelTime => {
                Notice::Times(*id)
            }
            A::NoteWritten | A::PrivateNoteWritten | A::ItemWritten => Notice::Notes(*id),
            A::Held(_) | A::Rate(_) | A::Received(_) | A::Growth(_) | A::CommentWritten => {
                Notice::Questions(*id)
            }
            A::ShareRating(_) | A::ShareComment(_) => Notice::Questions(*id),
            A::Gave(_) | A::Estimate(_) | A::TalkRatio(_) => Notice::Questions(*id),
            _ => return None,
        }),
        Input::Item(..) => Some(Notice::Items),
        Input::Own(
            Action::SetLanguage(_) | Action::HoursWritten | Action::Pause | Action::Resume,
            _,
        ) => Some(Notice::Settings),
        Input::Own(Action::ShowHome, _) => Some(Notice::home()),
        _ => None,
    }
}
