//! A platform's directory tells of accounts: whose they are, and what it knows of language and time zone.

use crate::decision::{Change, Decision};
use crate::domain::directory::{Finding, FindingKind, Link, Source, language};
use crate::domain::holidays::Holidays;
use crate::domain::ids::PersonId;
use crate::domain::person::Person;
use crate::domain::roster;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use kiku_chat::{Account, DirectoryPerson};

/// What is known beforehand of the accounts of one page.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The people whose mail addresses stand on the page, and those to whom its accounts belong.
    pub people: Vec<Person>,
    /// All accounts of those people, on every platform, the one that is written to first.
    pub links: Vec<Link>,
    /// The accounts of the page that belonged to nobody so far.
    pub findings: Vec<Account>,
}

/// What meeting the accounts of a page came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Met {
    /// Accounts that belong to a person now.
    pub linked: usize,
    /// Accounts that belonged to a person and are deactivated, or have become somebody else's.
    pub unlinked: usize,
    /// Reachable accounts whose mail address is on no roster line.
    pub unmatched: usize,
    /// Reachable accounts of somebody who has another account there.
    pub duplicates: usize,
    /// How many of them changed something: none when the same directory is read again.
    pub changed: usize,
}

/// Decides about one page of a directory. `today` is the company's date; messages that waited for an account
/// go out from the person's next working moment.
pub fn meet_accounts(
    page: &[DirectoryPerson],
    known: Known,
    (today, holidays): (NaiveDate, &Holidays),
    now: DateTime<Utc>,
) -> (Decision, Met) {
    let mut desk = Desk {
        known,
        today,
        holidays,
        now,
        met: Met::default(),
        decision: Decision::default(),
    };
    // Who is gone makes room for a new account of the same person on the same page.
    let (reachable, gone): (Vec<_>, Vec<_>) = page.iter().partition(|entry| entry.reachable);
    for entry in gone {
        desk.gone(&entry.account);
    }
    for entry in reachable {
        desk.present(entry);
    }
    (desk.decision, desk.met)
}

struct Desk<'a> {
    known: Known,
    today: NaiveDate,
    holidays: &'a Holidays,
    now: DateTime<Utc>,
    met: Met,
    decision: Decision,
}

impl Desk<'_> {
    /// A bot, a guest or a deactivated account: nobody's, and never written to.
    fn gone(&mut self, account: &Account) {
        self.unlink(account);
        self.settle(account);
    }

    fn present(&mut self, entry: &DirectoryPerson) {
        let mail = entry.email.as_deref().and_then(roster::mail);
        let owner = self.link_of(&entry.account).cloned();
        let person = mail.as_deref().and_then(|mail| self.person_with(mail));
        match (person, owner) {
            (Some(person), Some(link)) if link.person == person => self.keep(entry, person),
            // The roster named the account, or the directory has another address for it by now.
            (Some(_), Some(link)) if link.mail.is_none() => self.keep(entry, link.person),
            (None, Some(link)) => self.keep(entry, link.person),
            (Some(person), _) => self.match_to(entry, person, mail.as_deref()),
            (None, None) => self.find(entry, mail, FindingKind::Unmatched),
        }
    }

    /// The mail address is the person's: their account, unless they have one there whose address is theirs too.
    fn match_to(&mut self, entry: &DirectoryPerson, person: PersonId, mail: Option<&str>) {
        self.unlink(&entry.account);
        if let Some(other) = self.link_there(person, &entry.account) {
            if other.mail.is_none() || other.mail.as_deref() == mail {
                let mail = mail.map(str::to_owned);
                self.find(entry, mail, FindingKind::Duplicate(person));
                return;
            }
            self.unlink(&other.account);
        }
        let link = Link {
            account: entry.account.clone(),
            person,
            mail: mail.map(str::to_owned),
            at: self.after_others_of(person),
        };
        self.known.links.push(link.clone());
        let send_at = self.next_open(person);
        self.decision.changes.push(Change::Linked(link, send_at));
        self.met.changed += 1;
        self.keep(entry, person);
    }

    fn keep(&mut self, entry: &DirectoryPerson, person: PersonId) {
        self.met.linked += 1;
        self.settle(&entry.account);
        let mut links = self.known.links.iter();
        let first = links.find(|link| link.person == person);
        let is_first = first.is_some_and(|link| link.account == entry.account);
        let found = self
            .known
            .people
            .iter_mut()
            .find(|known| known.id == person);
        if let Some(known) = found
            && take_over(known, entry, is_first)
        {
            let changed = Change::Person(Box::new(known.clone()));
            self.decision.changes.push(changed);
            self.met.changed += 1;
        }
    }

    fn find(&mut self, entry: &DirectoryPerson, mail: Option<String>, kind: FindingKind) {
        match kind {
            FindingKind::Unmatched => self.met.unmatched += 1,
            FindingKind::Duplicate(_) => self.met.duplicates += 1,
        }
        let finding = Finding {
            account: entry.account.clone(),
            name: entry.name.clone(),
            mail,
            kind,
            at: self.now,
        };
        self.met.changed += usize::from(!self.known.findings.contains(&entry.account));
        self.decision.changes.push(Change::Found(finding));
    }

    fn unlink(&mut self, account: &Account) {
        let place = self
            .known
            .links
            .iter()
            .position(|link| link.account == *account);
        let Some(place) = place else { return };
        let link = self.known.links.remove(place);
        let gone = Change::Unlinked(link.account, link.person);
        self.decision.changes.push(gone);
        self.met.unlinked += 1;
        self.met.changed += 1;
    }

    /// The account has found its place, or needs none any more.
    fn settle(&mut self, account: &Account) {
        if self.known.findings.contains(account) {
            self.decision.changes.push(Change::Settled(account.clone()));
            self.met.changed += 1;
        }
    }

    fn link_of(&self, account: &Account) -> Option<&Link> {
        let mut links = self.known.links.iter();
        links.find(|link| link.account == *account)
    }

    /// The person's account in the same workspace.
    fn link_there(&self, person: PersonId, beside: &Account) -> Option<Link> {
        let there = |link: &&Link| {
            link.person == person
                && link.account.platform == beside.platform
                && link.account.workspace == beside.workspace
        };
        self.known.links.iter().find(there).cloned()
    }

    /// Who has this mail address on the roster and has not left.
    fn person_with(&self, mail: &str) -> Option<PersonId> {
        let here = |person: &&Person| {
            person.email.as_deref() == Some(mail)
                && person.left.is_none_or(|left| self.today <= left)
        };
        self.known.people.iter().find(here).map(|person| person.id)
    }

    /// The present moment, or one just after the person's last account was linked: accounts keep their order.
    fn after_others_of(&self, person: PersonId) -> DateTime<Utc> {
        let others = self.known.links.iter().filter(|link| link.person == person);
        let last = others
            .map(|link| link.at + TimeDelta::milliseconds(1))
            .max();
        last.map_or(self.now, |after| after.max(self.now))
    }

    fn next_open(&self, person: PersonId) -> DateTime<Utc> {
        let mut people = self.known.people.iter();
        let person = people.find(|known| known.id == person);
        let open = person.and_then(|person| person.calendar(self.holidays).next_open(self.now));
        open.unwrap_or(self.now)
    }
}

/// Language and time zone, unless the person set their own. Of several accounts the one that is written to
/// decides; another one only fills in what no directory has told yet.
fn take_over(person: &mut Person, entry: &DirectoryPerson, is_first: bool) -> bool {
    if person.own_settings {
        return false;
    }
    let before = person.clone();
    let lang = entry.locale.as_deref().and_then(language);
    if let Some(lang) = lang.filter(|_| is_first || person.lang_from == Source::Roster) {
        (person.lang, person.lang_from) = (lang, Source::Directory);
    }
    let zone = entry.time_zone.as_deref();
    let zone = zone.and_then(|zone| zone.trim().parse::<Tz>().ok());
    if let Some(tz) = zone.filter(|_| is_first || person.tz_from == Source::Roster) {
        (person.tz, person.tz_from) = (tz, Source::Directory);
    }
    *person != before
}

#[cfg(test)]
mod tests;
