//! A text that must not be printed, saved or sent.
//!
//! There is no `Display` and no `Serialize`; `Debug` shows three stars; the memory is wiped on drop, and in the page whatever is freed.
//! What the browser's own input element holds cannot be wiped, and the documentation says so.

use std::fmt;

use zeroize::Zeroizing;

/// A secret text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text. Every caller of this is a place that could leak.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing is typed.
    pub fn is_blank(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_shows_stars_whatever_the_length() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "***");
        assert_eq!(format!("{:?}", Secret::default()), "***");
    }
}
