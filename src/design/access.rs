//! Administrator and management: user, password, keys, sources.

use std::fmt;

use super::reader::{Ear, Reader, Unique};
use super::{Design, password};
use crate::choice::{BootstrapMode, Login};
use crate::draft::Secrets;
use crate::facts;
use crate::field::Field;
use crate::finding::Case;
use crate::net::Range;

/// Who may reach management.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A range.
    Range(Range),
    /// A service tag.
    Tag(String),
}

impl Source {
    /// Whether it lets the whole Internet in.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Range(range) => range.prefix_len() == 0,
            Self::Tag(tag) => tag == "Internet",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(range) => range.fmt(f),
            Self::Tag(tag) => f.write_str(tag),
        }
    }
}

/// A key that is the only login has to be there.
pub(super) fn check(reader: &mut Reader<'_>, design: &Design) {
    let at = [Field::AccessLogin, Field::AccessSshKey];
    if design.choice::<Login>(Field::AccessLogin) != Login::Key {
        return;
    }
    reader.find(|| {
        if design.is_typed(Field::AccessSshKey) {
            return Case::LoginKeyOnly.at(at, ());
        }
        Case::LoginNeedsKey.at(at, ()).offer("Use a password", [(Field::AccessLogin, "")])
    });
}

pub(super) fn user(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let user = reader.text_if(field, facts::azure::is_user_name, |found| {
        let lower = found.to_ascii_lowercase();
        let finding = Case::UserShape.at([field], found);
        if lower != found && facts::azure::is_user_name(&lower) {
            finding.offer_value(field, lower)
        } else {
            finding
        }
    })?;
    if facts::azure::USERS_REFUSED.contains(&user.as_str()) {
        reader.find(|| Case::UserReserved.at([field], user).choose(field));
        return None;
    }
    Some(user)
}

pub(super) fn sources(reader: &mut Reader<'_, impl Ear>, field: Field) -> Vec<Source> {
    let mut sources = Unique::default();
    for entry in reader.entries(field) {
        let entry = entry.as_str();
        let source = if facts::azure::is_service_tag(entry) {
            Source::Tag(entry.to_owned())
        } else if let Ok(address) = entry.parse() {
            Source::Range(Range::host(address))
        } else if entry == "*" {
            Source::Range(Range::read("0.0.0.0/0").expect("the whole of IPv4 is a range"))
        } else {
            match Range::read(entry) {
                Ok(range) => Source::Range(range),
                Err(crate::net::RangeError::Syntax) => {
                    reader.find(|| Case::SourceShape.at([field], entry));
                    continue;
                }
                Err(_) => match reader.entry(field, entry, entry, |range| range.to_string()) {
                    Some(range) => Source::Range(range),
                    None => continue,
                },
            }
        };
        if source.is_open() {
            reader.find(|| Case::SourceOpen.at([field], entry));
        }
        reader.add(&mut sources, source, field, entry);
    }
    sources.list
}

/// Judges the typed password; its text never enters a message.
pub(super) fn check_secrets(reader: &mut Reader<'_>, secrets: &Secrets, design: &Design) {
    let field = Field::AccessPassword;
    let Some(password) = secrets.get(field) else {
        missing_password(reader, design);
        return;
    };
    if design.choice::<Login>(Field::AccessLogin) == Login::Key {
        let at = [field, Field::AccessLogin];
        reader.find(|| {
            Case::PasswordUnused.at(at, ()).offer("Use the password", [(Field::AccessLogin, "")])
        });
        return;
    }
    let user = design.text(Field::AccessUser).map_or(Field::AccessUser.default().0, String::as_str);
    for fault in password::faults(password.expose(), user) {
        reader.find(|| fault);
    }
    if !design.is_asked() {
        reader.find(|| Case::PasswordPortal.at([field], ()));
    }
}

fn missing_password(reader: &mut Reader<'_>, design: &Design) {
    let mode: BootstrapMode = design.choice(Field::BootstrapMode);
    let packages_written_here = matches!(mode, BootstrapMode::Key | BootstrapMode::Account);
    if !design.is_typed(Field::AccessSshKey) && packages_written_here {
        reader.find(|| {
            Case::PasswordMissing
                .at([Field::AccessPassword, Field::AccessSshKey], ())
                .offer("Let one click write it at deployment", [(Field::BootstrapMode, "")])
        });
    }
}
