//! Public holidays and company days.
