//! The bootstrap packages: what each unit reads at its first boot.
//!
//! Reads an approved plan and the secrets, computes no name and no address. The policy is the same on
//! both units but for the outbound rule's own interface address, because a rule's destination names
//! both untrust addresses and each unit carries the other's as a /32.

use std::fmt;

use crate::design::LicensePlan;
use crate::design::Unit;
use crate::draft::Secrets;
use crate::facts;
use crate::field::Field;
use crate::plan::Approved;
use crate::plan::Both;

mod config;
mod element;
mod hash;
mod init;
mod policy;

pub use hash::{Salt, phash};

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

/// Both packages. The same salt gives both units the same hash.
pub fn packages(approved: Approved<'_>, secrets: &Secrets, salt: &Salt) -> Both<Package> {
    let hash = secrets.get(Field::AccessPassword).map(|password| phash(password, salt));
    let package =
        |unit: Unit| Package { unit, files: files(approved, secrets, hash.as_deref(), unit) };
    Both { a: package(Unit::A), b: package(Unit::B) }
}

fn files(approved: Approved<'_>, secrets: &Secrets, hash: Option<&str>, unit: Unit) -> Vec<File> {
    let plan = approved.plan();
    let mut files = vec![
        File { path: "config/bootstrap.xml", text: config::bootstrap(plan, unit, hash) },
        File { path: "config/init-cfg.txt", text: init::init_cfg(plan, secrets, unit) },
    ];
    if plan.machine.plan == LicensePlan::Byol {
        let codes = secrets.get(Field::LicenseAuthCode);
        files.extend(codes.map(|codes| {
            File {
                path: "license/authcodes",
                text: facts::panos::auth_codes(codes.expose())
                    .fold(String::new(), |text, code| text + code + "\n"),
            }
        }));
    }
    files
}
