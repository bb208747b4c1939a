//! Sending by lanes, against models of the three kinds of platform, on the engine's clock.

mod crowd;
mod figures;
mod lanes;
mod replicas;
mod unknown;
