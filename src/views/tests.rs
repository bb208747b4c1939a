//! Who may read what, at every send and edit; and whatever state a talk is in, its messages hold.

use super::samples::company::*;
use super::*;
use crate::domain::calendar::DateRange;
use crate::domain::cycle::CycleStage;
use crate::domain::ids::PersonId;
use crate::domain::lang::Lang;
use crate::domain::note::{Content, ContentKind};
use crate::domain::person::Pause;
use crate::domain::rating::Score;
use crate::domain::session::{Booking, Outcome};
use crate::notice::Notice;
use chrono::{Duration, NaiveDate};
use kiku_chat::limits;
use proptest::prelude::*;

const LINE: &str = "line-of-the-member";
const COMMENT: &str = "comment-of-the-member";
const PRIVATE: &str = "private-note-of-the-member";

fn day() -> NaiveDate {
    talk().date_naive()
}

fn to_member(scene: &Scene) -> Vec<Message> {
    let (id, version) = (scene.session.id, scene.session.booking_version);
    vec![
        Message::PrepAsk(id),
        Message::PrepReminder(id),
        Message::TimesAsk(id),
        Message::BookingNews(id, version),
        Message::DayBefore(id, version),
        Message::AfterTalk(id),
        Message::AfterTalkReminder(id),
        Message::AskAgain(id),
    ]
}

fn to_manager() -> Vec<Message> {
    vec![
        Message::ManagerCard(MANAGER, day()),
        Message::DayBeforeManager(MANAGER, day()),
        Message::AfterTalkManager(MANAGER, day()),
        Message::AfterTalkManagerReminder(MANAGER, day()),
    ]
}

fn about(scene: &Scene) -> Material {
    Material::Session(Box::new(scene.clone()))
}

fn of_day(scenes: Vec<Scene>) -> Material {
    Material::ManagerDay {
        manager: manager(Lang::Ja),
        scenes,
    }
}

/// The scene as the store loads it for a reader: private notes and unshared comments stay behind.
fn secrets(mut scene: Scene) -> Scene {
    scene.contents.clear();
    let author = scene.session.member;
    let kinds = [
        (ContentKind::Line, LINE),
        (ContentKind::Comment, COMMENT),
        (ContentKind::PrivateNote, PRIVATE),
    ];
    for (kind, text) in kinds {
        scene.contents.push(Content {
            id: crate::domain::ids::ContentId(700 + scene.contents.len() as i64),
            kind,
            session: scene.session.id,
            author,
            at: opening(),
            text: text.to_owned(),
        });
    }
    scene
}

#[test]
fn a_stranger_reads_nothing() {
    let scene = secrets(booked(Lang::Ja, 0));
    for sent in to_member(&scene) {
        match message(&sent, PersonId(99), &about(&scene), opening()) {
            Shown::Close(view) => assert!(!view.to_plain_text().contains(LINE)),
            other => panic!("{sent:?} shows {other:?}"),
        }
    }
}

#[test]
fn a_members_messages_are_not_the_managers() {
    let scene = booked(Lang::Ja, 0);
    for sent in to_member(&scene) {
        let either = matches!(sent, Message::BookingNews(..) | Message::AskAgain(_));
        let shown = message(&sent, MANAGER, &about(&scene), opening());
        assert!(either || shown == Shown::Drop, "{sent:?} shows {shown:?}");
    }
}

#[test]
fn a_former_managers_card_closes_without_content() {
    let mut scene = secrets(booked(Lang::Ja, 0));
    scene.session.manager = PersonId(77);
    for material in [of_day(vec![scene]), of_day(Vec::new())] {
        for sent in to_manager() {
            match message(&sent, MANAGER, &material, opening()) {
                Shown::Close(view) => {
                    assert_eq!(view.blocks.len(), 1);
                    assert!(view.actions().next().is_none());
                    assert!(!view.to_plain_text().contains(LINE));
                }
                other => panic!("{sent:?} shows {other:?}"),
            }
        }
    }
}

#[test]
fn nothing_is_sent_to_whoever_is_paused_or_away() {
    let ready = scene(Lang::Ja);
    let ask = Message::PrepAsk(ready.session.id);
    assert!(matches!(
        first(&ask, MEMBER, &about(&ready), opening()),
        Shown::Show(_)
    ));
    let mut paused = ready.clone();
    paused.member.pause = Pause::Paused;
    assert_eq!(first(&ask, MEMBER, &about(&paused), opening()), Shown::Drop);
    let mut away = ready.clone();
    away.member.leave = Some(DateRange::day(away.member.local_date(opening())));
    assert_eq!(first(&ask, MEMBER, &about(&away), opening()), Shown::Drop);
}

#[test]
fn what_has_had_its_day_is_not_sent_at_all() {
    let answered = prepared(Lang::Ja, 0);
    let reminder = Message::PrepReminder(answered.session.id);
    assert!(matches!(
        message(&reminder, MEMBER, &about(&answered), opening()),
        Shown::Close(_)
    ));
    assert_eq!(
        first(&reminder, MEMBER, &about(&answered), opening()),
        Shown::Drop
    );
}

#[test]
fn who_booked_gets_no_news_of_it() {
    let scene = booked(Lang::Ja, 0);
    let news = Message::BookingNews(scene.session.id, 1);
    assert_eq!(
        message(&news, MEMBER, &about(&scene), opening()),
        Shown::Drop
    );
    assert!(matches!(
        message(&news, MANAGER, &about(&scene), opening()),
        Shown::Show(_)
    ));
}

#[test]
fn each_side_reads_their_own_language_and_clock() {
    let mut scene = booked(Lang::Ja, 0);
    scene.manager.lang = Lang::En;
    scene.manager.tz = chrono_tz::Tz::Europe__Berlin;
    let news = Message::BookingNews(scene.session.id, 1);
    let shown = Shown::view(message(&news, MANAGER, &about(&scene), opening())).expect("a view");
    assert!(
        shown
            .fallback
            .contains("Wed, 25 Nov, 06:00–06:30 (Berlin time)"),
        "{}",
        shown.fallback
    );
}

fn some_score() -> impl Strategy<Value = Option<Score>> {
    (0u8..=5).prop_map(Score::new)
}

fn some_scene(place: usize) -> impl Strategy<Value = Scene> {
    let outcomes = prop::sample::select(vec![
        Outcome::Open,
        Outcome::Held,
        Outcome::NotHeld,
        Outcome::Unconfirmed,
        Outcome::Skipped,
        Outcome::Cancelled,
    ]);
    let prep = (
        prop::option::of("[a-z]{3,8}|career|private"),
        prop::option::of("[a-z]{3,8}|listen|other"),
        0u8..9,
    );
    let member = (
        prop::option::of(any::<bool>()),
        some_score(),
        some_score(),
        any::<bool>(),
        any::<bool>(),
    );
    let manager = (
        prop::option::of(any::<bool>()),
        some_score(),
        prop::option::of(0u8..=10),
    );
    let booking = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    (outcomes, prep, member, manager, booking).prop_map(
        move |(outcome, prep, member, manager, booking)| {
            let (is_booked, by_member, accepted, offered, closed) = booking;
            let mut scene = with_items(Lang::Ja, secrets(prepared(Lang::Ja, place)));
            let session = &mut scene.session;
            (
                session.prep.topic,
                session.prep.response,
                session.prep.openers,
            ) = prep;
            session.outcome = outcome;
            session.booking = is_booked.then(|| Booking {
                start: talk(),
                minutes: 30,
                by: if by_member {
                    session.member
                } else {
                    session.manager
                },
                accepted,
            });
            let after = &mut session.after_member;
            (
                after.held,
                after.rating,
                after.growth,
                after.share_rating,
                after.share_comment,
            ) = member;
            after.rated_at = after.rating.map(|_| afterwards());
            let after = &mut session.after_manager;
            (after.held, after.estimate, after.member_share) = manager;
            if !offered {
                session.offered.clear();
            }
            if closed {
                scene.cycle.stage = CycleStage::Closed;
            }
            scene
        },
    )
}

fn some_time() -> impl Strategy<Value = DateTime<Utc>> {
    (-40i64..60).prop_map(|hours| talk() + Duration::hours(12 * hours))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_state_a_talk_is_in_its_messages_fit(scene in some_scene(0), now in some_time()) {
        for sent in to_member(&scene) {
            for reader in [MEMBER, MANAGER] {
                if let Some(view) = Shown::view(message(&sent, reader, &about(&scene), now)) {
                    prop_assert_eq!(limits::check_view(&view), Ok(()));
                    prop_assert!(view.blocks.len() <= 50);
                    prop_assert!(!view.fallback.is_empty());
                    let text = view.to_plain_text();
                    prop_assert!(!text.contains(PRIVATE));
                    prop_assert!(reader == MEMBER || !text.contains(COMMENT));
                }
            }
        }
    }

    #[test]
    fn a_manager_sees_only_what_was_shared(scenes in prop::collection::vec(some_scene(0), 1..4), now in some_time()) {
        for sent in to_manager() {
            let material = of_day(scenes.clone());
            let Some(view) = Shown::view(message(&sent, MANAGER, &material, now)) else { continue };
            let text = view.to_plain_text();
            let comment = scenes.iter().any(|scene| scene.session.after_member.share_comment);
            let rating = scenes.iter().any(|scene| scene.session.after_member.share_rating);
            prop_assert!(comment || !text.contains(COMMENT), "{text}");
            prop_assert!(rating || !text.contains("見せてくれた満足度"), "{text}");
            prop_assert!(!text.contains(PRIVATE));
        }
    }

    #[test]
    fn whatever_state_talks_are_in_the_own_page_fits(
        own in some_scene(0), count in 0usize..40, seed in some_scene(0), now in some_time(), part in 0usize..8,
    ) {
        let talk_of = |place: usize| {
            let mut scene = seed.clone();
            scene.session.id = crate::domain::ids::SessionId(1000 + place as i64);
            scene.member = member(Lang::Ja, place);
            scene.session.member = scene.member.id;
            scene
        };
        let led: Vec<Scene> = (0..count).map(talk_of).collect();
        let (mine, theirs) = (own.session.id, crate::domain::ids::SessionId(1000));
        let part = [
            Notice::Prep(mine), Notice::Times(mine), Notice::Questions(mine), Notice::Notes(mine),
            Notice::Pair(theirs), Notice::Times(theirs), Notice::Questions(theirs), Notice::Help,
        ][part].clone();
        let desks = [
            (member_actor(Lang::Ja), desk(Lang::Ja, Some(own), Vec::new())),
            (manager_actor(Lang::Ja), desk(Lang::Ja, None, led)),
        ];
        for (actor, desk) in desks {
            let material = NoticeMaterial { actor: &actor, desk: &desk, extra: Extra::None };
            let opened = [(None, None), (Some(part.clone()), None), (None, Some(part.clone()))];
            for (told, used) in opened {
                let home = Notice::Home { told: told.map(Box::new), used: used.map(Box::new) };
                let view = notice(&home, &material, now);
                prop_assert_eq!(limits::check_view(&view), Ok(()));
                prop_assert!(view.blocks.len() <= 100, "{} blocks", view.blocks.len());
            }
        }
    }

    #[test]
    fn however_many_talks_a_card_has_it_fits(count in 1usize..40, seed in some_scene(0), now in some_time()) {
        let talk_of = |place: usize| {
            let mut scene = seed.clone();
            scene.session.id = crate::domain::ids::SessionId(1000 + place as i64);
            scene.member = member(Lang::Ja, place);
            scene.session.member = scene.member.id;
            scene
        };
        let scenes: Vec<Scene> = (0..count).map(talk_of).collect();
        for sent in to_manager() {
            if let Some(view) = Shown::view(message(&sent, MANAGER, &of_day(scenes.clone()), now)) {
                prop_assert_eq!(limits::check_view(&view), Ok(()));
                prop_assert!(view.blocks.len() <= 50, "{} blocks for {count} talks: {sent:?}", view.blocks.len());
            }
        }
    }
}
