//! The browser playground of `kiku demo`: a chat platform like any other, with a page to look at it.
//!
//! [`Playground`] is the platform and the chat server in one. It is given a directory of
//! [`Resident`]s, [`Room`]s, a [`Stage`] (the company's clock) and a [`kiku_chat::Memory`];
//! after [`Playground::connect`] its [`Playground::router`] serves the pages.

mod assets;
mod entrance;
mod guard;
mod inbound;
mod keep;
mod message;
mod page;
mod people;
mod platform;
mod playground;
mod render;
mod router;
mod side;
mod stage;
mod stream;
mod texts;
mod timeline;

pub use people::{
    Bilingual, CommandHelp, Kind, Language, PLATFORM, Resident, Room, WORKSPACE, account,
};
pub use playground::{Playground, Setup};
pub use stage::{Stage, To, Upcoming};
