//! The process `kiku`.
fn main() {}
