//! Load and commit: everything Kiku keeps, in SQLite or PostgreSQL, with one SQL text for both.
//!
//! [`Store::open`] opens a database; loaders give the core what a decision needs, always on behalf of one
//! person; [`Store::commit`] stores a decision, with its messages, in one transaction. Statements are data
//! (`sql`), run in one place for either database (`run`); SQLite's writes go through one task that groups
//! them (`writer`), and so does what a click needs to know (`press`), which is kept while it is true (`recent`). Only
//! `contents` names the table of people's words, and only `dialect` asks which database it is.

mod audit;
mod backup;
mod batch;
mod commit;
mod config;
mod contents;
mod crypt;
mod cycles;
mod desk;
mod dialect;
mod directory;
mod due;
mod error;
pub mod fault;
mod figures;
mod gaps;
mod ids;
mod items;
mod memory;
mod migrate;
mod outbox;
mod pages;
mod pairs;
mod people;
mod pool;
mod postgres;
mod press;
mod programme;
mod recent;
mod releases;
mod run;
mod scenes;
mod server_time;
mod sessions;
mod sql;
mod sqlite;
mod store;
mod surroundings;
mod table;
#[cfg(test)]
mod tests;
mod trouble;
mod undecoded;
mod unreached;
mod words;
mod writer;

pub use commit::{Answering, Committed, EventOnce};
pub use config::{Access, StoreConfig};
pub use cycles::OpeningLoad;
pub use dialect::Dialect;
pub use due::DueSession;
pub use error::{CommitError, OpenError, StoreError};
pub use figures::Fact;
pub use memory::PlatformMemory;
pub use outbox::{
    Backlog, Claim, Claiming, Delivery, End, Kind, Lane, LaneBacklog, LaneState, Mark, Pressed,
    State, Task, Work,
};
pub use pages::Scenes;
pub use pairs::PairPage;
pub use press::Press;
pub use run::STATEMENTS;
pub use scenes::DayOf;
pub use store::Store;
pub use undecoded::Undecoded;
