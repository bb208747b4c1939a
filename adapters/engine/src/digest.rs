//! Released figures on their way to channels and readers.
use crate::{Engine, EngineError};
use kiku::domain::month::Month;
use kiku::domain::person::Actor;
use kiku::domain::programme::Audience;
use kiku::messages::Recipient;
use kiku::views::Shown;
use kiku_chat::View;
#[derive(Default)]
pub struct Pictures;
impl Engine {
    pub(crate) async fn digest_message(
        &self,
        month: Month,
        _a: Audience,
        _to: &Recipient,
    ) -> Result<Shown, EngineError> {
        Ok(Shown::Show(View::line(format!("{month} 11月"))))
    }
    pub(crate) async fn digest_notice(
        &self,
        _actor: &Actor,
        month: Month,
        _unit: &str,
        _a: Audience,
    ) -> Result<View, EngineError> {
        Ok(View::line(format!("{month}")))
    }
    pub(crate) async fn unit_path(
        &self,
        _m: Month,
        _u: u32,
    ) -> Result<Option<String>, EngineError> {
        Ok(None)
    }
}
