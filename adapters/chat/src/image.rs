//! A picture in a message; stored as text it carries its PNG in base64.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A PNG picture with the text that stands for it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    /// A file name such as `digest-2026-10.png`.
    pub name: String,
    /// What the picture says, for those who do not see it.
    pub alt: String,
    /// The PNG file.
    #[serde(with = "base64_text")]
    pub png: Arc<Vec<u8>>,
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Image")
            .field("name", &self.name)
            .field("alt", &self.alt)
            .field("png_bytes", &self.png.len())
            .finish()
    }
}

mod base64_text {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use std::sync::Arc;

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Vec<u8>>, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = BASE64_STANDARD.decode(text).map_err(D::Error::custom)?;
        Ok(Arc::new(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_survives_being_stored() {
        let image = Image {
            name: "digest.png".into(),
            alt: "推移".into(),
            png: Arc::new(vec![0x89, b'P', b'N', b'G', 0, 255]),
        };
        let text = serde_json::to_string(&image).expect("writes");
        assert_eq!(serde_json::from_str::<Image>(&text).expect("reads"), image);
    }
}
