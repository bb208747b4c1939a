//! What people see of `kiku demo`, told as stories in Debian's Chromium. A missing browser is a failure, never a skip.

mod bed;
mod english;
mod looks;
mod month;
mod race;
mod window;
