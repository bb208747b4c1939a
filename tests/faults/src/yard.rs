//! Where rounds are played: a founded company to begin with, and what an undisturbed day looks like.

use crate::judge::{Accepted, Control, Judge, Kind};
use crate::mishap::{CALLS, Reach};
use crate::script::{Day, OPENING};
use crate::verdict::{self, Rows};
use crate::victim::{Died, Victim};
use anyhow::{Context, Result, anyhow, ensure};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The yard.
pub struct Yard {
    folder: tempfile::TempDir,
    /// How often an undisturbed victim comes by each point.
    pub reach: Reach,
    /// What an undisturbed day leaves in the outbox.
    pub rows: Rows,
    /// How many messages an undisturbed day sends to whom.
    pub sent: BTreeMap<String, usize>,
    control: Option<Control>,
    keep: Option<PathBuf>,
}

/// The place of one round.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn database(&self) -> String {
        format!("sqlite:{}", self.file("kiku.db").display())
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A victim of this round.
    pub fn victim(
        &self,
        judge: &Judge,
        kind: Kind,
        now: i64,
        point: Option<String>,
    ) -> Result<Victim> {
        let (address, now) = (judge.address.to_string(), now.to_string());
        let database = self.database();
        let arguments = [
            "--database",
            &database,
            "--judge",
            &address,
            "--kind",
            kind.name(),
            "--now",
            &now,
        ];
        Victim::start(&arguments, point, &self.file("errors"))
    }
}

fn died(_: Died) -> anyhow::Error {
    anyhow!("a victim died that nothing befell")
}

impl Yard {
    /// Founds the company and lives through one day of each kind, to know what must come of it.
    pub fn open(control: Option<Control>, keep: Option<PathBuf>) -> Result<Self> {
        let mut yard = Yard {
            folder: tempfile::tempdir()?,
            reach: Reach::new(),
            rows: Rows::new(),
            sent: BTreeMap::new(),
            control,
            keep,
        };
        let migrations = yard.found()?;
        yard.reach.insert("migration".to_owned(), migrations);
        for kind in Kind::ALL {
            yard.rehearse(kind)?;
        }
        Ok(yard)
    }

    fn template(&self) -> PathBuf {
        self.folder.path().join("founded.db")
    }

    fn found(&self) -> Result<u64> {
        let place = self.empty()?;
        let judge = Judge::open(Kind::Findable, None, &place.file("log"))?;
        let founder = place.victim(&judge, Kind::Findable, OPENING - 3600, None)?;
        founder.hears("open").map_err(died)?;
        founder.order("found");
        founder.hears("founded").map_err(died)?;
        founder.dismiss();
        let said = founder.last_words();
        std::fs::copy(place.file("kiku.db"), self.template())?;
        Ok(passages(&said)
            .get("migration")
            .copied()
            .unwrap_or_default())
    }

    fn rehearse(&mut self, kind: Kind) -> Result<()> {
        let place = self.place()?;
        let judge = Judge::open(kind, None, &place.file("log"))?;
        let victim = place.victim(&judge, kind, OPENING, None)?;
        let mut day = Day::new();
        let mut chance = ChaCha8Rng::seed_from_u64(0);
        day.live(&victim, None, &mut chance).map_err(died)?;
        let calls = judge.calls();
        day.recover(&victim).map_err(died)?;
        victim.dismiss();
        let said = victim.last_words();
        day.hear_last_words(&said);
        ensure!(
            day.trouble.is_empty(),
            "an undisturbed day: {:?}",
            day.trouble
        );
        for (point, count) in passages(&said)
            .into_iter()
            .chain([(CALLS.to_owned(), calls)])
        {
            let least = self.reach.entry(point).or_insert(count);
            *least = (*least).min(count);
        }
        let rows = verdict::rows(&place.database()).context("the rows of an undisturbed day")?;
        ensure!(
            self.rows.is_empty() || self.rows == rows,
            "the kinds differ: {rows:?}"
        );
        let sent = by_recipient(&judge.accepted());
        ensure!(!sent.is_empty(), "an undisturbed day sends nothing");
        ensure!(
            self.sent.is_empty() || self.sent == sent,
            "the kinds differ: {sent:?}"
        );
        (self.rows, self.sent) = (rows, sent);
        Ok(())
    }

    /// The judge of one round.
    pub fn judge(&self, kind: Kind, place: &Place) -> Result<Judge> {
        Judge::open(kind, self.control, &place.file("log"))
    }

    /// A place with nothing in it.
    pub fn empty(&self) -> Result<Place> {
        let folder = tempfile::tempdir_in(self.folder.path())?;
        Ok(Place { folder })
    }

    /// A place with the founded company.
    pub fn place(&self) -> Result<Place> {
        let place = self.empty()?;
        std::fs::copy(self.template(), place.file("kiku.db"))?;
        Ok(place)
    }

    /// Keeps what a failed round left behind, if that is wanted.
    pub fn keep(&self, place: &Place, name: &str) -> Result<()> {
        let Some(folder) = &self.keep else {
            return Ok(());
        };
        let kept = folder.join(name);
        std::fs::create_dir_all(&kept)?;
        for file in std::fs::read_dir(place.folder.path())? {
            let file: PathBuf = file?.path();
            let name = file.file_name().map(Path::new).context("a file")?;
            std::fs::copy(&file, kept.join(name))?;
        }
        Ok(())
    }
}

/// How many different deliveries each recipient got.
pub fn by_recipient(accepted: &[Accepted]) -> BTreeMap<String, usize> {
    let different: std::collections::BTreeSet<(&str, &str)> = accepted
        .iter()
        .map(|one| (one.to.as_str(), one.delivery.as_str()))
        .collect();
    let mut counts = BTreeMap::new();
    for (to, _) in different {
        *counts.entry(to.to_owned()).or_default() += 1;
    }
    counts
}

fn passages(said: &[String]) -> BTreeMap<String, u64> {
    let told = said.iter().filter_map(|line| {
        let (point, count) = line.strip_prefix("passages ")?.split_once(' ')?;
        Some((point.to_owned(), count.parse().ok()?))
    });
    told.collect()
}
