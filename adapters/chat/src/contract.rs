//! The contract that every platform passes, run by each platform against its own counterpart.
