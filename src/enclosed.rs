//! Files that a person adds to the packages: content, software, plugins, licences.
//!
//! They are judged by their names and their beginnings, which is all that a published page says of them. Their
//! bytes go into the packages as they are and are kept nowhere else: in no design, no link, no template.

use std::fmt;

use crate::bundle::sha256;
use crate::choice::{BootstrapMode, Choice, LicensePlan};
use crate::design::Unit;
use crate::draft::Secrets;
use crate::facts::panos;
use crate::field::Field;
use crate::finding::{Case, Fact, Finding};
use crate::guide::Added;
use crate::plan::Plan;

/// A folder of a package that takes such files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    /// Applications and threats, antivirus, WildFire.
    Content,
    /// Images of PAN-OS.
    Software,
    /// The VM-Series plugin.
    Plugins,
    /// Licence keys and auth codes.
    License,
}

impl Folder {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Content, Self::Software, Self::Plugins, Self::License];

    /// Its name in the package.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Software => "software",
            Self::Plugins => "plugins",
            Self::License => "license",
        }
    }

    /// The folder that takes files of this name; none for a name that nothing is known of.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|folder| match folder {
            Self::Content => name.starts_with(panos::CONTENT_NAME),
            Self::Software => name.starts_with(panos::SOFTWARE_NAME),
            Self::Plugins => name.starts_with(panos::PLUGIN_NAME),
            Self::License => panos::is_license_file(name),
        })
    }
}

/// A file for one package or for both. `Debug` shows no bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Enclosed {
    /// The folder that it goes into.
    pub folder: Folder,
    /// Whose package it is for; none means both.
    pub unit: Option<Unit>,
    /// Its own name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Enclosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Enclosed").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Enclosed {
    /// Its path in a package.
    pub fn path(&self) -> String {
        format!("{}/{}", self.folder.name(), self.name)
    }

    /// Whether it goes into the package of this unit.
    pub fn is_for(&self, unit: Unit) -> bool {
        self.unit.is_none_or(|own| own == unit)
    }

    /// Whether both are in one folder of one package.
    fn meets(&self, other: &Self) -> bool {
        let shared = Unit::BOTH.into_iter().any(|unit| self.is_for(unit) && other.is_for(unit));
        self.folder == other.folder && shared
    }

    /// What is wrong with the name and the bytes: what is found and what is expected. Nothing published says how a
    /// good file begins, but what a browser saves instead of one begins as a page or an archive.
    fn shape(&self) -> Option<(&'static str, &'static str)> {
        let is_text = std::str::from_utf8(&self.bytes).is_ok();
        let license = self.folder == Folder::License;
        let start = self.bytes.trim_ascii_start();
        if !panos::is_file_name(&self.name) {
            Some(("no plain name", "letters, digits, dots, hyphens and underscores"))
        } else if self.bytes.is_empty() {
            Some(("empty", "the vendor's file"))
        } else if start.starts_with(b"<") {
            Some(("a web page", "the vendor's file"))
        } else if start.starts_with(b"PK\x03\x04") {
            Some(("a zip", "the file in it"))
        } else if license && (!is_text || self.bytes.len() > panos::LICENSE_BYTES_MAX) {
            Some(("no text", "auth codes, one a line, or a licence key"))
        } else if !license && is_text {
            Some(("a text", "the vendor's file"))
        } else {
            None
        }
    }
}

/// The files as the guide lists them.
pub fn added(enclosed: &[Enclosed]) -> Vec<Added> {
    let row = |file: &Enclosed| Added {
        path: file.path(),
        unit: file.unit,
        size: file.bytes.len(),
        digest: sha256(&file.bytes),
    };
    enclosed.iter().map(row).collect()
}

/// What is to be said of the files for the packages of a plan.
pub fn judge(plan: &Plan, secrets: &Secrets, enclosed: &[Enclosed]) -> Vec<Finding> {
    let codes =
        plan.machine.plan == LicensePlan::Byol && secrets.get(Field::LicenseAuthCode).is_some();
    let mut findings = Vec::new();
    for (n, file) in enclosed.iter().enumerate() {
        let name = &file.name;
        let folder = Fact::Word(file.folder.name());
        let mut before = enclosed.iter().take(n).filter(|other| other.meets(file));
        // Azure Files takes names that differ in case alone for one.
        let twice = before.clone().any(|other| other.name.eq_ignore_ascii_case(name))
            || codes && file.folder == Folder::License && name == panos::LICENSE_LIST;
        if let Some((found, expected)) = file.shape() {
            findings.push(Case::FileShape.at([], (name, Fact::Word(found), Fact::Word(expected))));
        }
        if twice {
            findings.push(Case::FileTwice.at([], (folder.clone(), name)));
        } else if file.folder == Folder::Plugins && before.next().is_some() {
            findings.push(Case::FilePlugins.at([], name));
        }
        match Folder::of(name) {
            Some(own) if own == file.folder => {}
            Some(own) => {
                findings.push(Case::FilePlace.at([], (name, Fact::Word(own.name()), folder)));
            }
            None if file.folder == Folder::License => {
                findings.push(Case::FileLicense.at([], name));
            }
            None => findings.push(Case::FileUnknown.at([], (name, folder))),
        }
        if file.folder == Folder::Content && plan.bootstrap.mode.has_package() {
            findings.push(Case::FileBeside.at([], name));
        }
        if plan.bootstrap.mode.asks() || !plan.bootstrap.mode.has_package() {
            let mode = Field::BootstrapMode;
            let finding = Case::FileStays.at([mode], (plan.bootstrap.mode, name));
            let account = [(mode, BootstrapMode::Account.text())];
            findings.push(finding.offer("Upload the packages with deploy.sh", account));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::Folder;

    #[test]
    fn a_name_tells_its_folder() {
        for (name, folder) in [
            ("panupv2-all-contents-8616-7550", Some(Folder::Content)),
            ("panup-all-antivirus-1494-1969", Some(Folder::Content)),
            ("PanOS_vm-11.1.6-h12", Some(Folder::Software)),
            ("vm_series-5.1.2", Some(Folder::Plugins)),
            ("authcodes", Some(Folder::License)),
            ("0001A100110-threats.key", Some(Folder::License)),
            ("Panorama_pc-11.1.6", None),
            ("authcodes.txt", None),
        ] {
            assert_eq!(Folder::of(name), folder, "{name}");
        }
    }
}
