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
use crate::plan::{Approved, Both};

mod config;
mod element;
mod hash;
mod init;
mod log;
mod policy;
mod secret;

pub use hash::{Phash, Salt, phash};
use secret::SecretSource;

/// The folders that PAN-OS wants in every package, empty or not. Source: bootstrap package page of
/// the VM-Series deployment guide.
pub const FOLDERS: [&str; 4] = ["config", "content", "license", "software"];

/// A file of a package. Its text may hold secrets, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct PackageFile {
    /// Path inside the package, `config/bootstrap.xml`.
    pub path: &'static str,
    /// Its text, with line feeds alone.
    pub text: String,
}

impl fmt::Debug for PackageFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PackageFile").field("path", &self.path).finish_non_exhaustive()
    }
}

/// One unit's package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Whose it is.
    pub unit: Unit,
    /// Its files; the folders of [`FOLDERS`] are there besides.
    pub files: Vec<PackageFile>,
}

/// A unit's package, with the hash of the secrets' password, which is one for both units.
pub fn package(
    approved: Approved<'_>,
    secrets: &Secrets,
    hash: Option<&Phash>,
    unit: Unit,
) -> Package {
    packed(approved, SecretSource::Typed(secrets, hash), unit)
}

/// Both packages without any secret: the deployment fills in the placeholders. It leaves out a line whose
/// placeholder it is given nothing for, and one that then ends with its `=`.
pub fn open_packages(approved: Approved<'_>) -> Both<Package> {
    let package = |unit: Unit| packed(approved, SecretSource::Placeholders, unit);
    Both { a: package(Unit::A), b: package(Unit::B) }
}

fn packed(approved: Approved<'_>, secrets: SecretSource<'_>, unit: Unit) -> Package {
    let plan = approved.plan();
    let file = |path: &'static str, text: String| PackageFile { path, text };
    let mut files = vec![
        file("config/bootstrap.xml", config::bootstrap(plan, secrets, unit)),
        file("config/init-cfg.txt", init::init_cfg(plan, secrets, unit)),
    ];
    if plan.machine.plan == LicensePlan::Byol {
        let codes = secrets.text(plan, Field::LicenseAuthCode);
        files.extend(codes.map(|codes| {
            let codes = facts::panos::auth_codes(&codes);
            file("license/authcodes", codes.fold(String::new(), |text, code| text + code + "\n"))
        }));
    }
    Package { unit, files }
}
