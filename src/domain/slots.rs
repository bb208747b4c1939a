//! Times that suit both sides of a pair.
