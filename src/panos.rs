//! The bootstrap packages: what each unit reads at its first boot.
//!
//! Reads an approved plan and the secrets, computes no name and no address. The policy is the same on
//! both units but for the outbound rule's own interface address, because a rule's destination names
//! both untrust addresses and each unit carries the other's as a /32.

use std::fmt;

use crate::design::{LicensePlan, Unit};
use crate::draft::Secrets;
use crate::facts;
use crate::field::Field;
use crate::plan::{Approved, Both, Plan};

mod config;
mod element;
mod hash;
mod init;
mod policy;

pub use hash::{Phash, Salt, phash};

/// The folders that PAN-OS wants in every package, empty or not. Source: bootstrap package page of
/// the VM-Series deployment guide.
pub const FOLDERS: [&str; 4] = ["config", "content", "license", "software"];

/// A file of a package. Its text may hold secrets, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Path inside the package, `config/bootstrap.xml`.
    pub path: &'static str,
    /// Its text, with line feeds alone.
    pub text: String,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File").field("path", &self.path).finish_non_exhaustive()
    }
}

/// One unit's package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Whose it is.
    pub unit: Unit,
    /// Its files; the folders of [`FOLDERS`] are there besides.
    pub files: Vec<File>,
}

/// Stands for the password hash in an open package.
pub const OPEN_HASH: &str = "phash";

/// Where the secrets of a package come from.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// What was typed, and the hash of the password.
    Typed(&'a Secrets, Option<&'a str>),
    /// Places that the deployment fills in.
    Open,
}

impl Source<'_> {
    /// The text of a secret, or the mark of its place: `<?name?>`, which no typed text can look like,
    /// because its brackets are escaped in XML and refused elsewhere.
    fn text(self, plan: &Plan, field: Field) -> Option<String> {
        match self {
            Self::Typed(secrets, _) => {
                // Exactly as typed: what a line cannot hold was refused.
                secrets.get(field).map(|secret| secret.expose().to_owned())
            }
            Self::Open => {
                let asked = plan.bootstrap.asked.contains(&field);
                asked.then(|| format!("<?{}?>", field.parameter().0))
            }
        }
    }

    /// A text that counts only beside a secret: there or not, or the mark `<?name:text?>`, which is
    /// the text where the deployment is given the secret and nothing where it is not.
    fn beside(self, plan: &Plan, field: Field, text: &str) -> String {
        match (self, self.text(plan, field)) {
            (_, None) => String::new(),
            (Self::Typed(..), Some(_)) => text.to_owned(),
            (Self::Open, Some(mark)) => mark.replace("?>", &format!(":{text}?>")),
        }
    }
}

/// A unit's package, with the hash of the secrets' password, which is one for both units.
pub fn package(
    approved: Approved<'_>,
    secrets: &Secrets,
    hash: Option<&Phash>,
    unit: Unit,
) -> Package {
    let hash = hash.filter(|_| !approved.plan().access.key_only);
    packed(approved, Source::Typed(secrets, hash.map(Phash::expose)), unit)
}

/// Both packages without any secret: the deployment fills in the open places. A line with a place for
/// which it is given nothing is left out, and so is one that then ends with its `=`.
pub fn open_packages(approved: Approved<'_>) -> Both<Package> {
    let package = |unit: Unit| packed(approved, Source::Open, unit);
    Both { a: package(Unit::A), b: package(Unit::B) }
}

fn packed(approved: Approved<'_>, source: Source<'_>, unit: Unit) -> Package {
    Package { unit, files: files(approved, source, unit) }
}

fn files(approved: Approved<'_>, source: Source<'_>, unit: Unit) -> Vec<File> {
    let plan = approved.plan();
    let hash = match source {
        Source::Typed(_, Some(hash)) => config::Hash::Known(hash),
        Source::Typed(_, None) => config::Hash::Locked,
        Source::Open if plan.access.key_only => config::Hash::Locked,
        Source::Open => config::Hash::Open,
    };
    let mut files = vec![
        File { path: "config/bootstrap.xml", text: config::bootstrap(plan, unit, hash) },
        File { path: "config/init-cfg.txt", text: init::init_cfg(plan, source, unit) },
    ];
    if plan.machine.plan == LicensePlan::Byol {
        let codes = source.text(plan, Field::LicenseAuthCode);
        files.extend(codes.map(|codes| {
            File {
                path: "license/authcodes",
                text: facts::panos::auth_codes(&codes)
                    .fold(String::new(), |text, code| text + code + "\n"),
            }
        }));
    }
    files
}
