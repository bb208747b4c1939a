//! The words every chat platform shares: views, forms, events, replies, addresses, and the trait a platform fulfils.
//!
//! This crate knows nothing of 1on1s. The core speaks in these words, and each platform
//! turns them into its own. Renderers are pure functions from [`View`] to the platform's JSON
//! (or HTML) that fit every limit of the platform by construction.

pub mod address;
pub mod contract;
pub mod event;
pub mod form;
pub mod image;
pub mod later;
pub mod limits;
pub mod platform;
pub mod reply;
pub mod view;

pub use address::{Account, Address, DeliveryId, Handle};
pub use event::{Busy, Event, Inbox, On, Place, What};
pub use form::{Field, FieldError, Form};
pub use image::Image;
pub use later::Later;
pub use platform::{
    Capabilities, DirectoryPerson, Memory, MemoryError, Once, PeoplePage, Platform, Rates,
    SendError,
};
pub use reply::Reply;
pub use view::{Block, Button, Choice, ChoiceOption, ChoiceStyle, Fact, Span, Tone, View};
