//! What the two of a pair do in a month: moves, each with its moment, that become actions when their time comes.

use crate::character::{self, ManagerCharacter, MemberCharacter};
use crate::dice::Dice;
use chrono::{DateTime, Duration, Utc};
use kiku::actions::SessionAction;
use kiku::domain::ids::PersonId;
use kiku::domain::rating::Score;
use kiku::domain::session::Outcome;
use kiku::material::Scene;

/// Something that one of a pair is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Move {
    /// The member answers the prep, or passes this month.
    Prepare,
    /// The member takes one of the proposed times.
    Book,
    /// The member answers after the talk.
    Answer,
    /// The manager answers after the talk.
    Feedback,
}

/// One action of one of the two.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Who.
    pub by: PersonId,
    /// What.
    pub action: SessionAction,
}

/// The plan of one pair for one month.
#[derive(Debug, Clone)]
pub struct Script {
    dice: Dice,
    member: MemberCharacter,
    manager: ManagerCharacter,
}

impl Script {
    /// The plan for the session of this scene, from the seed.
    pub fn new(seed: u64, scene: &Scene) -> Self {
        let offered = |items: &[kiku::domain::programme::Item]| {
            items.iter().filter(|item| !item.retired).count()
        };
        let month = scene.session.month.to_string();
        let (member, manager) = (&scene.member.number, &scene.manager.number);
        let topics = offered(&scene.programme.topics);
        let responses = offered(&scene.programme.responses);
        Script {
            dice: Dice::new(seed, &["month", &month, member]),
            member: character::member(seed, member, topics, responses),
            manager: character::manager(seed, manager),
        }
    }

    /// The first move and its moment, right after the session was made.
    pub fn begin(&mut self, scene: &Scene) -> Option<(DateTime<Utc>, Move)> {
        let wait = self.hours(self.member.hesitates_hours);
        self.dice
            .chance(self.member.prepares)
            .then_some((scene.session.asked_at + wait, Move::Prepare))
            .or_else(|| {
                let late = scene.session.asked_at + Duration::days(7) + wait;
                self.dice.chance(0.55).then_some((late, Move::Book))
            })
            .map(|(at, next)| (in_hours(scene, at), next))
    }

    /// What happens when a move's time has come: actions in order, and the moves after it.
    pub fn play(
        &mut self,
        now: DateTime<Utc>,
        scene: &Scene,
        this: Move,
    ) -> (Vec<Act>, Vec<(DateTime<Utc>, Move)>) {
        match this {
            Move::Prepare => self.prepare(now, scene),
            Move::Book => self.book(now, scene),
            Move::Answer => (self.answer(scene), Vec::new()),
            Move::Feedback => (self.feedback(scene), Vec::new()),
        }
    }

    fn prepare(
        &mut self,
        now: DateTime<Utc>,
        scene: &Scene,
    ) -> (Vec<Act>, Vec<(DateTime<Utc>, Move)>) {
        let by = scene.session.member;
        if self.dice.chance(0.03) {
            return (
                vec![Act {
                    by,
                    action: SessionAction::NotThisMonth,
                }],
                Vec::new(),
            );
        }
        let topic = offered_key(
            &scene.programme.topics,
            self.dice.weighted(&self.member.topics),
        );
        let response = offered_key(
            &scene.programme.responses,
            self.dice.weighted(&self.member.responses),
        );
        let acts = vec![
            Act {
                by,
                action: SessionAction::Topic(topic),
            },
            Act {
                by,
                action: SessionAction::Response(response),
            },
        ];
        let books = self.dice.chance(0.95);
        let soon = now + Duration::minutes(1 + self.dice.below(90) as i64);
        let next = books.then(|| (in_hours(scene, soon), Move::Book));
        (acts, next.into_iter().collect())
    }

    fn book(
        &mut self,
        now: DateTime<Utc>,
        scene: &Scene,
    ) -> (Vec<Act>, Vec<(DateTime<Utc>, Move)>) {
        let session = &scene.session;
        let which = self.dice.weighted(&[0.5, 0.3, 0.2]);
        let wait = (self.hours(8.0), self.hours(20.0));
        let free: Vec<DateTime<Utc>> = session
            .offered
            .iter()
            .copied()
            .filter(|at| fits(scene, *at, now))
            .collect();
        let Some(start) = free.get(which.min(free.len().saturating_sub(1))).copied() else {
            return (Vec::new(), Vec::new());
        };
        let action = SessionAction::TakeSlot(start, session.booking_version);
        let end = start + Duration::minutes(i64::from(scene.programme.cycle.session_minutes) + 10);
        let mut next = Vec::new();
        if self.dice.chance(self.member.rates) {
            next.push((in_hours(scene, end + wait.0), Move::Answer));
        }
        if self.dice.chance(self.manager.answers) {
            next.push((in_hours(scene, end + wait.1), Move::Feedback));
        }
        (
            vec![Act {
                by: session.member,
                action,
            }],
            next,
        )
    }

    fn answer(&mut self, scene: &Scene) -> Vec<Act> {
        let session = &scene.session;
        if !session.is_past(scene.cycle.closes_at) || session.outcome == Outcome::Skipped {
            return Vec::new();
        }
        let by = session.member;
        let act = |action| Act { by, action };
        if !self.took_place(scene) {
            return vec![act(SessionAction::Held(false))];
        }
        let asked = session.prep.response.clone();
        let got = self.received(scene, asked.as_deref());
        let matched = asked.is_none() || asked.as_deref() == Some(got.as_str());
        let rating = self.score(
            if matched { 4.1 } else { 3.2 } + self.member.mood + self.manager.listens - 0.68,
        );
        let growth = self.score(3.4 + self.member.mood + if matched { 0.3 } else { -0.2 });
        let mut acts = vec![
            act(SessionAction::Rate(rating)),
            act(SessionAction::Received(got)),
        ];
        if self.dice.chance(0.8) {
            acts.push(act(SessionAction::Growth(growth)));
        }
        if self.dice.chance(self.member.shares) {
            acts.push(act(SessionAction::ShareRating(true)));
        }
        acts
    }

    fn feedback(&mut self, scene: &Scene) -> Vec<Act> {
        let session = &scene.session;
        if !session.is_past(scene.cycle.closes_at) || session.outcome == Outcome::Skipped {
            return Vec::new();
        }
        let by = session.manager;
        let act = |action| Act { by, action };
        if !self.took_place(scene) {
            return vec![act(SessionAction::Held(false))];
        }
        let gave = session.prep.response.clone();
        let gave =
            gave.unwrap_or_else(|| offered_key(&scene.programme.responses, self.dice.below(3)));
        let estimate = self.score(3.9 + self.manager.flatters);
        let share = 5 + self.dice.below(4) as u8;
        vec![
            act(SessionAction::Gave(gave)),
            act(SessionAction::Estimate(estimate)),
            act(SessionAction::TalkRatio(share)),
        ]
    }

    /// Both sides remember the same: drawn from the pair, not from the one who answers first.
    fn took_place(&self, scene: &Scene) -> bool {
        let about = [scene.session.month.to_string(), scene.member.number.clone()];
        let mut dice = self.dice_for(&about);
        dice.chance(self.manager.keeps_time)
    }

    fn dice_for(&self, about: &[String; 2]) -> Dice {
        let bits = self.manager.keeps_time.to_bits() ^ self.member.mood.to_bits();
        Dice::new(bits, &["held", &about[0], &about[1]])
    }

    fn received(&mut self, scene: &Scene, asked: Option<&str>) -> String {
        match asked {
            Some(asked) if self.dice.chance(self.manager.listens) => asked.to_owned(),
            _ => offered_key(
                &scene.programme.responses,
                self.dice.weighted(&[0.2, 0.3, 0.15, 0.35]),
            ),
        }
    }

    fn score(&mut self, mean: f64) -> Score {
        let value = (mean + 0.75 * self.dice.normal()).round().clamp(1.0, 5.0);
        Score::new(value as u8).unwrap_or(Score::ALL[2])
    }

    /// Around `mean` hours, never less than a minute: most are quick, some are slow.
    fn hours(&mut self, mean: f64) -> Duration {
        let hours = -mean * (1.0 - self.dice.unit()).ln();
        Duration::minutes(((hours * 60.0) as i64).clamp(1, 60 * 24 * 6))
    }
}

fn offered_key(items: &[kiku::domain::programme::Item], index: usize) -> String {
    let offered: Vec<&kiku::domain::programme::Item> =
        items.iter().filter(|item| !item.retired).collect();
    let item = offered.get(index.min(offered.len().saturating_sub(1)));
    item.map(|item| item.key.clone()).unwrap_or_default()
}

fn fits(scene: &Scene, start: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    scene
        .with_slots(now, |query| kiku::domain::slots::fits(query, start))
        .is_ok()
}

/// People answer while they work.
fn in_hours(scene: &Scene, at: DateTime<Utc>) -> DateTime<Utc> {
    let calendar = scene.member.calendar(&scene.programme.holidays);
    let open = calendar.next_open(at).unwrap_or(at);
    DateTime::from_timestamp(open.timestamp() / 60 * 60, 0).unwrap_or(open)
}
