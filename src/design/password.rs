//! What Azure and PAN-OS want of the administrator's password, how strong it is, and a strong one.
//!
//! The text never enters a message. Random bytes come in as values; the core draws none.

use crate::facts;
use crate::field::Field;
use crate::finding::{Case, Finding};
use crate::secret::Secret;

/// Whose rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Azure's, for the password of a virtual machine.
    Azure,
    /// PAN-OS's, as the packages set its password complexity.
    PanOs,
}

impl Whose {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Azure, Self::PanOs];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Azure => "Azure",
            Self::PanOs => "PAN-OS",
        }
    }
}

/// A demand on a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Who demands it.
    pub whose: Whose,
    /// What is demanded.
    pub what: String,
    /// Whether the password has it.
    pub met: bool,
}

/// How hard a password is to guess, judged by length, kinds and repeats alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// A demand is not met.
    Refused,
    /// Everything is met, and no more.
    Fair,
    /// Long and varied.
    Strong,
}

impl Strength {
    /// Said in the page.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Refused => "not accepted yet",
            Self::Fair => "accepted; longer is stronger",
            Self::Strong => "strong",
        }
    }
}

/// From this length on a varied password is strong.
const STRONG_LENGTH: usize = 16;
/// Different characters of a varied password.
const STRONG_VARIETY: usize = 10;

/// Every demand on a password, Azure's first. Azure's own rule is three of four kinds; PAN-OS's
/// complexity, as the packages set it, is all four, so four is what this product asks for.
pub fn demands(password: &str, user: &str) -> Vec<Demand> {
    let (low, high) = facts::azure::PASSWORD_LENGTH;
    let length = password.chars().count();
    let n_kinds = 4 - missing_kinds(password).len();
    let demand = |whose, what: String, met| Demand { whose, what, met };
    let typed = length > 0;
    let mut all = vec![
        demand(Whose::Azure, format!("{low} to {high} characters"), (low..=high).contains(&length)),
        demand(Whose::Azure, "three of four kinds of characters".to_owned(), n_kinds >= 3),
        demand(
            Whose::Azure,
            "none of the well-known ones".to_owned(),
            typed && !is_known(password),
        ),
        demand(Whose::PanOs, format!("{low} or more characters"), length >= low),
    ];
    all.extend(KINDS.map(|(name, belongs)| {
        demand(Whose::PanOs, format!("one {name}"), password.chars().any(belongs))
    }));
    let free = typed && !holds_user(password, user);
    all.push(demand(Whose::PanOs, format!("without the user name {user}"), free));
    let clean = typed && !has_odd_character(password);
    all.push(demand(
        Whose::PanOs,
        "no blank at either end, no control character".to_owned(),
        clean,
    ));
    all
}

/// How strong a password is.
pub fn strength(password: &str, user: &str) -> Strength {
    if demands(password, user).iter().any(|demand| !demand.met) {
        return Strength::Refused;
    }
    let letters: Vec<char> = password.chars().collect();
    let is_first = |(n, letter): &(usize, &char)| !letters.iter().take(*n).any(|l| l == *letter);
    let n_different = letters.iter().enumerate().filter(is_first).count();
    let strong = letters.len() >= STRONG_LENGTH && n_different >= STRONG_VARIETY;
    if strong { Strength::Strong } else { Strength::Fair }
}

/// The letters of a generated password: none that look alike, none that a shell or XML would read as
/// its own. There are 64, so a byte chooses one without bias.
const LETTERS: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789-_.+=@%:";

/// Characters of a generated password: 120 bits.
pub const GENERATED_LENGTH: usize = 20;

/// A password from random bytes; `None` when it misses a demand, and other bytes are to be drawn.
pub fn generate(bytes: [u8; GENERATED_LENGTH], user: &str) -> Option<Secret> {
    let letter = |byte: u8| {
        let letter = LETTERS.get(usize::from(byte & 63)).copied();
        char::from(letter.expect("six bits choose one of 64 letters"))
    };
    let secret = Secret::new(bytes.into_iter().map(letter).collect::<String>());
    (strength(secret.expose(), user) == Strength::Strong).then_some(secret)
}

/// What is wrong with a password; its text is no fact.
pub(super) fn faults(password: &str, user: &str) -> Vec<Finding> {
    let at = [Field::AccessPassword];
    let length = password.chars().count();
    let (low, high) = facts::azure::PASSWORD_LENGTH;
    let missing = missing_kinds(password);
    [
        (!(low..=high).contains(&length)).then(|| Case::PasswordLength.at(at, (length, low, high))),
        (!missing.is_empty()).then(|| Case::PasswordClasses.at(at, missing.join(" and no "))),
        holds_user(password, user).then(|| Case::PasswordUser.at(at, ())),
        is_known(password).then(|| Case::PasswordCommon.at(at, ())),
        has_odd_character(password).then(|| Case::PasswordCharacter.at(at, ())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

type Belongs = fn(char) -> bool;

const KINDS: [(&str, Belongs); 4] = [
    ("lower-case letter", |c| c.is_ascii_lowercase()),
    ("upper-case letter", |c| c.is_ascii_uppercase()),
    ("digit", |c| c.is_ascii_digit()),
    ("special character", |c| !c.is_ascii_alphanumeric()),
];

fn missing_kinds(password: &str) -> Vec<&'static str> {
    let missing = KINDS.iter().filter(|(_, belongs)| !password.chars().any(belongs));
    missing.map(|(name, _)| *name).collect()
}

fn holds_user(password: &str, user: &str) -> bool {
    password.to_ascii_lowercase().contains(&user.to_ascii_lowercase())
}

fn is_known(password: &str) -> bool {
    facts::azure::PASSWORDS_REFUSED.iter().any(|known| known.eq_ignore_ascii_case(password))
}

fn has_odd_character(password: &str) -> bool {
    password.chars().any(char::is_control) || password.trim() != password
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unmet(password: &str) -> Vec<String> {
        let demands = demands(password, "panadmin");
        demands.into_iter().filter(|one| !one.met).map(|one| one.what).collect()
    }

    #[test]
    fn demands_and_findings_agree() {
        for password in [
            "Audit-pass-0001!",
            "short-A1",
            "alllowercase-123",
            "x-Panadmin-0001",
            " Leading-0001-x",
            "P@$$w0rd",
            "",
        ] {
            let faults = faults(password, "panadmin");
            assert_eq!(faults.is_empty(), unmet(password).is_empty(), "{password}: {faults:?}");
        }
        assert_eq!(unmet("NOLOWERCASE-0001"), ["one lower-case letter"]);
    }

    #[test]
    fn strength_follows_length_and_variety() {
        let strength = |password| strength(password, "panadmin");
        assert_eq!(strength("Aa1-"), Strength::Refused);
        assert_eq!(strength("Aa1-Aa1-Aa1-"), Strength::Fair);
        assert_eq!(strength("Aa1-Aa1-Aa1-Aa1-Aa1-"), Strength::Fair);
        assert_eq!(strength("kT7-Wq2_mZ9.pR4+"), Strength::Strong);
    }

    #[test]
    fn a_generated_password_meets_every_demand_or_is_not_given() {
        let ascending: [u8; GENERATED_LENGTH] =
            std::array::from_fn(|n| u8::try_from((n * 17 + 3) % 256).unwrap());
        let made = generate(ascending, "panadmin").unwrap();
        assert_eq!(made.expose().len(), GENERATED_LENGTH);
        assert!(unmet(made.expose()).is_empty());
        assert_eq!(generate([0; GENERATED_LENGTH], "panadmin"), None);
        let mut letters = LETTERS.to_vec();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), 64);
    }
}
