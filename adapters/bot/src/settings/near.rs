//! Names that somebody may have meant.

/// How alike two names must be, from 0 to 1 (Jaro–Winkler).
const ALIKE: f64 = 0.8;

/// ` (did you mean 'listen'?)`, or nothing when no name is near.
pub fn did_you_mean(written: &str, names: impl Iterator<Item = String>) -> String {
    let score = |name: &String| strsim::jaro_winkler(&written.to_lowercase(), &name.to_lowercase());
    let near = names
        .map(|name| (score(&name), name))
        .filter(|(score, _)| *score >= ALIKE);
    let nearest = near.max_by(|(a, _), (b, _)| a.total_cmp(b));
    nearest.map_or_else(String::new, |(_, name)| {
        format!(" (did you mean '{name}'?)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_names_are_proposed() {
        let names = || ["listen", "level", "url"].into_iter().map(str::to_owned);
        assert_eq!(did_you_mean("lisen", names()), " (did you mean 'listen'?)");
        assert_eq!(did_you_mean("LEVEL", names()), " (did you mean 'level'?)");
        assert_eq!(did_you_mean("password", names()), "");
    }
}
