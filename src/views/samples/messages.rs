//! Every message in its interesting states.

use super::Sample;
use super::company::*;
use crate::domain::ids::PersonId;
use crate::domain::lang::Lang;
use crate::domain::note::ContentKind;
use crate::domain::programme::Item;
use crate::domain::rating::Score;
use crate::domain::session::Outcome;
use crate::domain::slots::Busy;
use crate::material::Scene;
use crate::messages::Message;
use crate::views::{Material, Shown, message};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

/// All of them in one language.
pub(super) fn all(lang: Lang) -> Vec<Sample> {
    let mut all = vec![welcome(lang)];
    all.extend(prep(lang));
    all.extend(times(lang));
    all.extend(cards(lang));
    all.extend(news(lang));
    all.extend(day_before(lang));
    all.extend(after_talk(lang));
    all.extend(after_talk_manager(lang));
    all
}

fn day() -> NaiveDate {
    talk().date_naive()
}

fn welcome(lang: Lang) -> Sample {
    let person = member(lang, 0);
    let material = Material::Person {
        programme: Arc::new(programme(lang)),
        person,
    };
    sample(
        "welcome/first",
        message(&Message::Welcome(MEMBER), MEMBER, &material, opening()),
    )
}

fn prep(lang: Lang) -> Vec<Sample> {
    let fresh = scene(lang);
    let ask = Message::PrepAsk(fresh.session.id);
    let to = |name, scene: Scene| to_member(name, &ask, scene, opening());
    let mut openers = scene(lang);
    openers.session.prep.openers = 1;
    let mut topic = scene(lang);
    topic.session.prep.topic = Some("wellbeing".to_owned());
    topic.session.prep.openers = 2;
    let mut theirs = with_items(lang, booked(lang, 0));
    theirs.session.booking = theirs
        .session
        .booking
        .map(|b| crate::domain::session::Booking { by: MANAGER, ..b });
    let mut abroad = booked(lang, 0);
    abroad.member.tz = Tz::Europe__Berlin;
    let mut skipped = scene(lang);
    skipped.session.outcome = Outcome::Skipped;
    vec![
        to("prep_ask/fresh", fresh.clone()),
        to(
            "prep_ask/items_and_last_talk",
            after_a_talk(with_items(lang, scene(lang)), true),
        ),
        to(
            "prep_ask/last_talk_not_held",
            after_a_talk(scene(lang), false),
        ),
        to("prep_ask/openers", openers),
        to("prep_ask/topic_chosen", topic.clone()),
        to("prep_ask/prepared", with_items(lang, prepared(lang, 0))),
        to("prep_ask/booked", booked(lang, 0)),
        to("prep_ask/booked_by_manager", theirs),
        to("prep_ask/another_clock", abroad),
        to("prep_ask/skipped", skipped),
        to_member("prep_ask/over", &ask, booked(lang, 0), afterwards()),
        to_member(
            "prep_reminder/open",
            &Message::PrepReminder(fresh.session.id),
            fresh,
            opening(),
        ),
        to_member(
            "prep_reminder/answered",
            &Message::PrepReminder(topic.session.id),
            prepared(lang, 0),
            opening(),
        ),
    ]
}

fn times(lang: Lang) -> Vec<Sample> {
    let ask = Message::TimesAsk(scene(lang).session.id);
    let to = |name, scene: Scene| to_member(name, &ask, scene, opening());
    let mut unprepared = prepared(lang, 0);
    unprepared.session.prep = Default::default();
    unprepared.contents.clear();
    let mut full = prepared(lang, 0);
    full.busy = vec![Busy {
        start: opening(),
        end: full.cycle.closes_at,
    }];
    vec![
        to("times_ask/unprepared", unprepared),
        to("times_ask/prepared", prepared(lang, 0)),
        to("times_ask/none_free", full),
        to("times_ask/booked", booked(lang, 0)),
    ]
}

fn cards(lang: Lang) -> Vec<Sample> {
    let card = Message::ManagerCard(MANAGER, day());
    let to = |name, scenes: Vec<Scene>| to_manager(name, &card, lang, scenes, opening());
    let mut own = prepared(lang, 0);
    let mut programme = programme(lang);
    programme.responses.push(Item {
        key: "our_own".to_owned(),
        ja: "背中を押してほしい".to_owned(),
        en: "Encourage me".to_owned(),
        retired: false,
    });
    own.programme = Arc::new(programme);
    own.session.prep.response = Some("our_own".to_owned());
    let mut gone = prepared(lang, 0);
    gone.session.manager = PersonId(77);
    let mut skipped = scene_of(lang, 2);
    skipped.session.outcome = Outcome::Skipped;
    vec![
        to(
            "manager_card/one",
            vec![with_items(lang, prepared(lang, 0))],
        ),
        to("manager_card/one_booked", vec![booked(lang, 0)]),
        to("manager_card/no_prep", vec![scene(lang)]),
        to("manager_card/own_response", vec![own]),
        to(
            "manager_card/three",
            vec![
                with_items(lang, booked(lang, 0)),
                prepared(lang, 1),
                skipped,
            ],
        ),
        to(
            "manager_card/seven",
            (0..7).map(|place| prepared(lang, place)).collect(),
        ),
        to(
            "manager_card/eight_booked",
            (0..8).map(|place| booked(lang, place)).collect(),
        ),
        to(
            "manager_card/thirty",
            (0..30).map(|place| booked(lang, place)).collect(),
        ),
        to("manager_card/former", vec![gone]),
        to_manager(
            "manager_card/over",
            &card,
            lang,
            vec![booked(lang, 0)],
            afterwards(),
        ),
    ]
}

fn news(lang: Lang) -> Vec<Sample> {
    let id = scene(lang).session.id;
    let mut moved = booked(lang, 0);
    moved.session.booking_version = 2;
    let mut cancelled = prepared(lang, 0);
    cancelled.session.booking_version = 2;
    let mut skipped = cancelled.clone();
    skipped.session.outcome = Outcome::Skipped;
    let tell = |name, version, scene| {
        let material = Material::Session(Box::new(scene));
        sample(
            name,
            message(
                &Message::BookingNews(id, version),
                MANAGER,
                &material,
                opening(),
            ),
        )
    };
    vec![
        tell("booking_news/booked", 1, booked(lang, 0)),
        tell("booking_news/moved", 2, moved),
        tell("booking_news/cancelled", 2, cancelled),
        tell("booking_news/skipped", 2, skipped),
        tell("booking_news/outdated", 1, prepared(lang, 0)),
    ]
}

fn day_before(lang: Lang) -> Vec<Sample> {
    let now = talk() - Duration::hours(29);
    let mut unprepared = booked(lang, 0);
    unprepared.session.prep = Default::default();
    unprepared.contents.clear();
    let id = unprepared.session.id;
    let to_all = Message::DayBeforeManager(MANAGER, day());
    vec![
        to_member(
            "day_before/prepared",
            &Message::DayBefore(id, 1),
            with_items(lang, booked(lang, 0)),
            now,
        ),
        to_member(
            "day_before/unprepared",
            &Message::DayBefore(id, 1),
            unprepared,
            now,
        ),
        to_member(
            "day_before/moved",
            &Message::DayBefore(id, 0),
            booked(lang, 0),
            now,
        ),
        to_manager(
            "day_before_manager/one",
            &to_all,
            lang,
            vec![with_items(lang, booked(lang, 0))],
            now,
        ),
        to_manager(
            "day_before_manager/three",
            &to_all,
            lang,
            (0..3).map(|p| booked(lang, p)).collect(),
            now,
        ),
        to_manager(
            "day_before_manager/fifteen",
            &to_all,
            lang,
            (0..15).map(|p| booked(lang, p)).collect(),
            now,
        ),
        to_manager(
            "day_before_manager/eight",
            &to_all,
            lang,
            (0..8).map(|p| booked(lang, p)).collect(),
            now,
        ),
    ]
}

fn after_talk(lang: Lang) -> Vec<Sample> {
    let id = scene(lang).session.id;
    let (ask, remind) = (Message::AfterTalk(id), Message::AfterTalkReminder(id));
    let to = |name, scene: Scene| to_member(name, &ask, scene, afterwards());
    let mut half = held(lang, 0);
    half.session.after_member.rating = Score::new(4);
    half.session.after_member.rated_at = Some(afterwards());
    let mut not_held = booked(lang, 0);
    not_held.session.after_member.held = Some(false);
    not_held.session.outcome = Outcome::NotHeld;
    let mut differ = held(lang, 0);
    differ.session.outcome = Outcome::Unconfirmed;
    let later = afterwards() + Duration::days(4);
    let again = Message::AskAgain(id);
    vec![
        to("after_talk/unanswered", booked(lang, 0)),
        to("after_talk/rated", half),
        to("after_talk/answered_and_shared", answered(lang, 0)),
        to("after_talk/not_held", not_held),
        to_member("after_talk/rating_fixed", &ask, answered(lang, 0), later),
        to_member("after_talk/moved_away", &ask, booked(lang, 0), opening()),
        to_member(
            "after_talk_reminder/open",
            &remind,
            booked(lang, 0),
            afterwards(),
        ),
        to_member(
            "after_talk_reminder/answered",
            &remind,
            answered(lang, 0),
            afterwards(),
        ),
        to_member("ask_again/open", &again, differ, afterwards()),
        to_member("ask_again/settled", &again, held(lang, 0), afterwards()),
    ]
}

fn after_talk_manager(lang: Lang) -> Vec<Sample> {
    let ask = Message::AfterTalkManager(MANAGER, day());
    let remind = Message::AfterTalkManagerReminder(MANAGER, day());
    let late = afterwards() + Duration::days(1);
    let to = |name, scenes: Vec<Scene>| to_manager(name, &ask, lang, scenes, late);
    let mut done = answered(lang, 0);
    done.session.after_manager.held = Some(true);
    done.session.after_manager.gave = Some("listen".to_owned());
    done.session.after_manager.estimate = Score::new(3);
    done.session.after_manager.member_share = Some(8);
    let mut not_held = booked(lang, 1);
    not_held.session.after_manager.held = Some(false);
    vec![
        to("after_talk_manager/one", vec![booked(lang, 0)]),
        to("after_talk_manager/answered_and_shared", vec![done.clone()]),
        to(
            "after_talk_manager/three",
            vec![done.clone(), not_held, held(lang, 2)],
        ),
        to(
            "after_talk_manager/eight",
            (0..8).map(|place| booked(lang, place)).collect(),
        ),
        to_manager(
            "after_talk_manager_reminder/open",
            &remind,
            lang,
            vec![done.clone(), booked(lang, 1)],
            late,
        ),
        to_manager(
            "after_talk_manager_reminder/answered",
            &remind,
            lang,
            vec![done],
            late,
        ),
    ]
}

/// The talk took place, as both say.
fn held(lang: Lang, place: usize) -> Scene {
    let mut scene = booked(lang, place);
    scene.session.outcome = Outcome::Held;
    scene.session.after_member.held = Some(true);
    scene.session.after_manager.held = Some(true);
    scene
}

/// Everything answered by the member, and shared.
fn answered(lang: Lang, place: usize) -> Scene {
    let mut scene = held(lang, place);
    let after = &mut scene.session.after_member;
    after.rating = Score::new(5);
    after.rated_at = Some(afterwards());
    after.received = Some("listen".to_owned());
    after.growth = Score::new(4);
    after.share_rating = true;
    after.share_comment = true;
    let comment = either(
        lang,
        "最後まで聞いてもらえて、考えが整理できました。",
        "Being heard out helped me to sort my thoughts.",
    );
    written(&mut scene, ContentKind::Comment, comment)
}

fn to_member(name: &'static str, sent: &Message, scene: Scene, now: DateTime<Utc>) -> Sample {
    sample(
        name,
        message(sent, MEMBER, &Material::Session(Box::new(scene)), now),
    )
}

fn to_manager(
    name: &'static str,
    sent: &Message,
    lang: Lang,
    scenes: Vec<Scene>,
    now: DateTime<Utc>,
) -> Sample {
    let material = Material::ManagerDay {
        manager: manager(lang),
        scenes,
    };
    sample(name, message(sent, MANAGER, &material, now))
}

fn sample(name: &'static str, shown: Shown) -> Sample {
    let view = shown.view().unwrap_or_default();
    Sample { name, view }
}
