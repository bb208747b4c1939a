//! Nothing to use: the stories are in `tests`.
