//! What every resource carries: suffix, tags, cloud.

use super::reader::Reader;
use crate::choice::Cloud;
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

/// What every resource carries.
#[derive(Clone, Debug)]
pub struct Site {
    /// Appended to every resource name.
    pub suffix: Option<String>,
    /// Tags in the order typed.
    pub tags: Vec<Tag>,
    /// Application Insights.
    pub app_insights: Option<bool>,
    /// Which Azure.
    pub cloud: Option<Cloud>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Site {
    Site {
        suffix: reader.text_if(Field::SiteSuffix, is_suffix, |found| {
            Case::SuffixShape.at([Field::SiteSuffix], found)
        }),
        tags: read_tags(reader),
        app_insights: reader.switch(Field::SiteAppInsights),
        cloud: reader.choice(Field::SiteCloud),
    }
}

/// A suffix ends VM names too, so it takes only what a host name takes.
fn is_suffix(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') && !text.ends_with('-')
}

fn read_tags(reader: &mut Reader<'_>) -> Vec<Tag> {
    let field = Field::SiteTags;
    let text = reader.text(field).unwrap_or_default();
    let mut tags: Vec<Tag> = Vec::new();
    for line in list::TAGS.entries(&text) {
        let tag = list::pair(line)
            .map(|(name, value)| Tag { name: name.to_owned(), value: value.to_owned() });
        let fits = |tag: &Tag| {
            facts::azure::TAG_NAME.fits(&tag.name)
                && tag.value.chars().count() <= facts::azure::TAG_VALUE_MAX
        };
        match tag.filter(fits) {
            Some(tag) if tags.iter().any(|other| other.name.eq_ignore_ascii_case(&tag.name)) => {
                reader.find(Case::TagTwice.at([field], &tag.name));
            }
            Some(tag) => tags.push(tag),
            None => reader.find(Case::TagSyntax.at([field], line)),
        }
    }
    if tags.len() > facts::azure::TAGS_MAX {
        reader.find(Case::TagsMany.at([field], (tags.len(), facts::azure::TAGS_MAX)));
    }
    tags
}
