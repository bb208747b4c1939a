//! Released figures on their way to channels and readers.

mod export;
mod load;
mod pictures;

pub use export::{ExportAudience, ExportError, ExportFormat};
pub(crate) use pictures::Pictures;

use crate::{Engine, EngineError};
use kiku::domain::month::Month;
use kiku::domain::person::Actor;
use kiku::domain::privacy::{Release, Scope};
use kiku::domain::programme::{Audience, Channel, Programme};
use kiku::messages::Recipient;
use kiku::notice::Notice;
use kiku::usecases::read_digest::{self, Sight};
use kiku::views::digest::{self as views, DigestMaterial};
use kiku::views::{Extra, NoticeMaterial, Shown, notice};
use kiku_chat::View;
use load::{Material, Wanted};

impl Engine {
    /// The digest of a channel; nothing when the channel is no longer configured for this audience.
    pub(crate) async fn digest_message(
        &self,
        month: Month,
        audience: Audience,
        to: &Recipient,
    ) -> Result<Shown, EngineError> {
        let programme = self.store.programme().await?;
        let Some(channel) = channel_of(&programme, audience, to) else {
            return Ok(Shown::Drop);
        };
        let wanted = Wanted {
            scope: Scope::Company,
            sight: channel_sight(audience),
            lang: channel.language.unwrap_or(programme.language),
        };
        let Some(release) = self.store.release(month).await? else {
            return Ok(Shown::Drop);
        };
        let material = self.digest_material(release, &wanted).await?;
        let Some(material) = material else {
            return Ok(Shown::Drop);
        };
        let png = self.picture(&material).await;
        let view = views::message(&material.view(png.as_ref(), None), wanted.lang);
        Ok(Shown::Show(view))
    }

    /// A unit's figures as a whisper; the right to read them is checked again.
    pub(crate) async fn digest_notice(
        &self,
        actor: &Actor,
        month: Month,
        unit: &str,
    ) -> Result<View, EngineError> {
        let lang = actor.person.lang;
        let Some(sight) = read_digest::sight(actor, unit) else {
            return self.plain_notice(actor, &Notice::NotAvailable).await;
        };
        let Some(release) = self.store.release(month).await? else {
            return self.no_release(actor, month).await;
        };
        let scope = scope_of(unit);
        let up = read_digest::above(actor, &release, unit);
        let up = up.and_then(|above| views::index_of(&release, &above));
        let wanted = Wanted { scope, sight, lang };
        let Some(material) = self.digest_material(release, &wanted).await? else {
            return self.no_such_unit(actor, unit).await;
        };
        let png = self.picture(&material).await;
        Ok(views::unit(&material.view(png.as_ref(), up), lang))
    }

    /// That a month has no figures, with the way to the newest that has.
    pub(crate) async fn no_release(
        &self,
        actor: &Actor,
        month: Month,
    ) -> Result<View, EngineError> {
        let newest = self.store.newest_release().await?;
        let sight = read_digest::sight(actor, read_digest::home_unit(actor));
        let newest = newest.zip(sight.map(|sight| sight.audience));
        Ok(views::no_release(month, newest, actor.person.lang))
    }

    /// That a unit is not there or not theirs to see, with the way to what is.
    pub(crate) async fn no_such_unit(
        &self,
        actor: &Actor,
        typed: &str,
    ) -> Result<View, EngineError> {
        let release = match self.store.newest_release().await? {
            Some(month) => self.store.release(month).await?,
            None => None,
        };
        let home = release.and_then(|release| home(actor, &release));
        Ok(views::no_such_unit(typed, home, actor.person.lang))
    }

    async fn plain_notice(&self, actor: &Actor, told: &Notice) -> Result<View, EngineError> {
        let desk = self.store.desk(actor, self.clock.now()).await?;
        let material = NoticeMaterial {
            actor,
            desk: &desk,
            extra: Extra::None,
        };
        Ok(notice(told, &material, self.clock.now()))
    }
}

/// What every reader of a channel may see.
fn channel_sight(audience: Audience) -> Sight {
    use kiku::domain::digest::Teams;
    let teams = match audience {
        Audience::Hr => Teams::All,
        Audience::Executive => Teams::OfAtLeastK,
    };
    Sight { audience, teams }
}

/// The channel of this audience to which a message goes, if it is still configured.
pub(crate) fn channel_of<'a>(
    programme: &'a Programme,
    audience: Audience,
    to: &Recipient,
) -> Option<&'a Channel> {
    let Recipient::Channel(platform, workspace, id) = to else {
        return None;
    };
    let is = |channel: &&Channel| {
        (&channel.platform, &channel.workspace, &channel.id) == (platform, workspace, id)
            && channel.audience == audience
    };
    programme.channels.iter().find(is)
}

fn scope_of(unit: &str) -> Scope {
    match unit {
        "" => Scope::Company,
        path => Scope::Department(path.to_owned()),
    }
}

/// The top of what somebody may read, if this release has it.
fn home(actor: &Actor, release: &Release) -> Option<(Month, Audience, u32)> {
    let unit = read_digest::home_unit(actor);
    let index = views::index_of(release, &scope_of(unit))?;
    let sight = read_digest::sight(actor, unit)?;
    Some((release.month, sight.audience, index))
}

impl Material {
    fn view<'a>(
        &'a self,
        png: Option<&'a std::sync::Arc<Vec<u8>>>,
        up: Option<u32>,
    ) -> DigestMaterial<'a> {
        DigestMaterial {
            programme: &self.programme,
            release: &self.release,
            digest: &self.digest,
            teams: self.sight.teams,
            names: &self.names,
            audience: self.sight.audience,
            released_on: self.released_on,
            png,
            up,
        }
    }
}
