//! A picture's own name: the same bytes are the same picture, wherever they are shown.

use kiku_chat::{Block, Image, View};
use sha2::{Digest, Sha256};

/// What a picture is called in the memory of uploaded files.
pub(crate) fn key(image: &Image) -> String {
    hex::encode(Sha256::digest(image.png.as_slice()))
}

/// The pictures of a view.
pub(crate) fn all(view: &View) -> impl Iterator<Item = &Image> {
    view.blocks.iter().filter_map(|block| match block {
        Block::Image(image) => Some(image),
        _ => None,
    })
}
