//! A digest as a file for the operator, under the same protections as in a channel.

use super::channel_sight;
use super::load::Wanted;
use super::pictures::PictureError;
use crate::{Engine, EngineError};
use kiku::domain::digest::Teams;
use kiku::domain::lang::Lang;
use kiku::domain::month::Month;
use kiku::domain::privacy::{Release, Scope};
use kiku::domain::programme::Audience;
use kiku::usecases::read_digest::Sight;
use kiku::views::digest as views;
use kiku_chat::Block;

/// For whom a digest is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportAudience {
    /// The whole company, for those who run the programme.
    Hr,
    /// The whole company, for those at the top.
    Executive,
    /// A department by its path, for its head.
    Department(String),
}

/// As what a digest is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// The message as plain text.
    Text,
    /// For scripts; see [`kiku::views::digest::json`].
    Json,
    /// For spreadsheets; see [`kiku::views::digest::csv`].
    Csv,
    /// The picture.
    Png,
}

/// Why there is nothing to export; said to the operator.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The month is not released.
    #[error("{0} has no released figures yet{hint}", hint = newest_hint(.1))]
    NoRelease(Month, Option<Month>),
    /// The release does not have this department.
    #[error("no department '{path}' in {month}; it has: {known}", known = .known.join(", "))]
    NoSuchUnit {
        /// The month.
        month: Month,
        /// What was asked for.
        path: String,
        /// The departments that there are.
        known: Vec<String>,
    },
    /// Nothing was due in this month, so that there is nothing to draw.
    #[error("{0} has nothing to draw")]
    NothingToDraw(Month),
    /// The picture could not be drawn.
    #[error("the picture could not be drawn: {0}")]
    Picture(#[from] PictureError),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<kiku_store::StoreError> for ExportError {
    fn from(error: kiku_store::StoreError) -> Self {
        ExportError::Engine(error.into())
    }
}

fn newest_hint(newest: &Option<Month>) -> String {
    newest.map_or_else(
        || "; figures are released when a month closes".to_owned(),
        |newest| format!("; the newest month is {newest}"),
    )
}

impl Engine {
    /// A released digest as a file. The same release and programme give the same bytes.
    ///
    /// # Errors
    /// See [`ExportError`].
    pub async fn export_digest(
        &self,
        month: Month,
        audience: &ExportAudience,
        format: ExportFormat,
        lang: Lang,
    ) -> Result<Vec<u8>, ExportError> {
        let Some(release) = self.store.release(month).await? else {
            return Err(ExportError::NoRelease(
                month,
                self.store.newest_release().await?,
            ));
        };
        let known = known(&release);
        let wanted = wanted(audience, lang);
        let Some(material) = self.digest_material(release, &wanted).await? else {
            let path = match wanted.scope {
                Scope::Department(path) => path,
                Scope::Company | Scope::Manager(..) => String::new(),
            };
            return Err(ExportError::NoSuchUnit { month, path, known });
        };
        let view = material.view(None, None);
        Ok(match format {
            ExportFormat::Text => plain(views::unit(&view, lang)),
            ExportFormat::Json => views::json(&view),
            ExportFormat::Csv => views::csv(&view),
            ExportFormat::Png => {
                let png = self.drawn(&material).await?;
                png.ok_or(ExportError::NothingToDraw(month))?.to_vec()
            }
        })
    }
}

fn wanted(audience: &ExportAudience, lang: Lang) -> Wanted {
    let (scope, sight) = match audience {
        ExportAudience::Hr => (Scope::Company, channel_sight(Audience::Hr)),
        ExportAudience::Executive => (Scope::Company, channel_sight(Audience::Executive)),
        ExportAudience::Department(path) => {
            let sight = Sight {
                audience: Audience::Executive,
                teams: Teams::All,
            };
            (Scope::Department(path.clone()), sight)
        }
    };
    Wanted { scope, sight, lang }
}

fn known(release: &Release) -> Vec<String> {
    let paths = release.units.iter().filter_map(|unit| match &unit.scope {
        Scope::Department(path) => Some(path.clone()),
        Scope::Company | Scope::Manager(..) => None,
    });
    paths.collect()
}

/// What can be pressed or looked at has no place in a text file.
fn plain(mut view: kiku_chat::View) -> Vec<u8> {
    view.blocks
        .retain(|block| !matches!(block, Block::Buttons(_) | Block::Image(_)));
    let mut text = view.to_plain_text();
    text.push('\n');
    text.into_bytes()
}
