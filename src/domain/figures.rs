//! Figures of a month: counted from sessions, always with n.
