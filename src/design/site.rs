//! What every resource carries: suffix and tags.

use super::reader::{Ear, Reader};
use crate::facts;
use crate::field::Field;
use crate::finding::Case;
use crate::list;

/// A tag on every resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Up to 512 characters.
    pub name: String,
    /// Up to 256 characters.
    pub value: String,
}

pub(super) fn suffix(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    reader.text_if(field, is_suffix, |found| Case::SuffixShape.at([field], found))
}

/// A suffix ends VM names too, so it takes only what a host name takes.
fn is_suffix(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') && !text.ends_with('-')
}

pub(super) fn tags(reader: &mut Reader<'_, impl Ear>, field: Field) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    for line in reader.entries(field) {
        let tag = list::pair(&line)
            .map(|(name, value)| Tag { name: name.to_owned(), value: value.to_owned() });
        let fits = |tag: &Tag| {
            facts::azure::TAG_NAME.fits(&tag.name)
                && tag.value.chars().count() <= facts::azure::TAG_VALUE_MAX
        };
        match tag.filter(fits) {
            Some(tag) if tags.iter().any(|other| other.name.eq_ignore_ascii_case(&tag.name)) => {
                reader.find(|| Case::TagTwice.at([field], &tag.name));
            }
            Some(tag) => tags.push(tag),
            None => reader.find(|| Case::TagSyntax.at([field], line)),
        }
    }
    tags
}
