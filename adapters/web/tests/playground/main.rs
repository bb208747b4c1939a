//! The playground as its users meet it: over its real HTTP router.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod bed;
mod contract;
mod keeping;
mod windows;
