//! How a person tends to behave: drawn once from the seed and the employee number.

use crate::dice::Dice;

/// A member's tendencies.
#[derive(Debug, Clone)]
pub struct MemberCharacter {
    /// How likely they answer the prep.
    pub prepares: f64,
    /// Hours until they answer, on average.
    pub hesitates_hours: f64,
    /// How likely each topic is, relative to the others.
    pub topics: Vec<f64>,
    /// How likely each response is, relative to the others.
    pub responses: Vec<f64>,
    /// Added to every rating.
    pub mood: f64,
    /// How likely they rate a talk.
    pub rates: f64,
    /// How likely they let the manager see a rating.
    pub shares: f64,
}

/// A manager's tendencies.
#[derive(Debug, Clone)]
pub struct ManagerCharacter {
    /// How likely the member gets the response they asked for.
    pub listens: f64,
    /// How likely a booked talk takes place.
    pub keeps_time: f64,
    /// How likely the questions afterwards are answered.
    pub answers: f64,
    /// How far guesses of ratings lie above the truth, on average.
    pub flatters: f64,
}

/// Few topics make up most talks; this is how quickly they become rare.
const TOPIC_SKEW: f64 = 0.72;

/// A member's character.
pub fn member(seed: u64, number: &str, topics: usize, responses: usize) -> MemberCharacter {
    let mut dice = Dice::new(seed, &["member", number]);
    MemberCharacter {
        prepares: (0.86 + 0.1 * dice.normal()).clamp(0.3, 0.99),
        hesitates_hours: (9.0 + 8.0 * dice.normal()).clamp(0.2, 60.0),
        topics: skewed(&mut dice, topics),
        responses: skewed(&mut dice, responses),
        mood: 0.35 * dice.normal(),
        rates: (0.88 + 0.1 * dice.normal()).clamp(0.3, 0.99),
        shares: (0.08 + 0.06 * dice.normal()).clamp(0.0, 0.4),
    }
}

/// A manager's character.
pub fn manager(seed: u64, number: &str) -> ManagerCharacter {
    let mut dice = Dice::new(seed, &["manager", number]);
    ManagerCharacter {
        listens: (0.68 + 0.16 * dice.normal()).clamp(0.2, 0.97),
        keeps_time: (0.92 + 0.07 * dice.normal()).clamp(0.5, 0.99),
        answers: (0.8 + 0.15 * dice.normal()).clamp(0.2, 0.99),
        flatters: 0.35 + 0.3 * dice.normal(),
    }
}

fn skewed(dice: &mut Dice, count: usize) -> Vec<f64> {
    let mut weight = 1.0;
    let mut next = || {
        let this = weight;
        weight *= TOPIC_SKEW;
        this
    };
    let base: Vec<f64> = (0..count).map(|_| next()).collect();
    base.iter()
        .map(|weight| weight * (0.25 + 1.5 * dice.unit()))
        .collect()
}
