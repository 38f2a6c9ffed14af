//! Everything that is handed over, as values: path, kind and bytes.
//!
//! Made from an approved plan only. The faces write them to disk, show them or pack them.

use std::fmt;

use crate::arm::Embedded;
use crate::bundle::{Entry, sha256};
use crate::design::Unit;
use crate::draft::{Draft, Secrets};
use crate::enclosed::{Enclosed, Folder};
use crate::finding::Finding;
use crate::guide::Added;
use crate::json::Object;
use crate::panos::{Package, Phash, Salt};
use crate::plan::{Approved, Both};
use crate::preset::Preset;
use crate::review::Review;
use crate::{arm, bundle, deflate, diagram, enclosed, guide, panos, review, save};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

/// A file of the bundle. It may hold secrets, so `Debug` shows no bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Path in the bundle.
    pub path: String,
    /// Media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it may hold a secret or its hash.
    pub secret: bool,
}

impl fmt::Debug for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Artifact").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Artifact {
    fn text(path: impl Into<String>, media: &'static str, text: String) -> Self {
        Self { path: path.into(), media, bytes: text.into_bytes(), secret: false }
    }

    /// The text of a file that is one.
    pub fn as_text(&self) -> Option<&str> {
        if [ZIP, BINARY].contains(&self.media) {
            None
        } else {
            std::str::from_utf8(&self.bytes).ok()
        }
    }

    /// The file's own name.
    pub fn file_name(&self) -> &str {
        self.path.rsplit_once('/').map_or(&self.path, |(_, name)| name)
    }
}

const ZIP: &str = "application/zip";
const JSON: &str = "application/json";
const XML: &str = "application/xml";
const TEXT: &str = "text/plain";
const BINARY: &str = "application/octet-stream";

/// The checksums of all other files.
pub const SUMS: &str = "SHA256SUMS";

/// A text that is no part of a package and made of no other file: its path, its media type, its writer.
type Plain = (&'static str, &'static str, fn(Approved<'_>, &Draft, &[Added]) -> String);

/// Those before the packages.
const BEFORE: [Plain; 3] = [
    ("azuredeploy.json", JSON, |approved, _, _| template(approved)),
    ("azuredeploy.parameters.json", JSON, |approved, _, _| arm::parameters(approved)),
    ("createUiDefinition.json", JSON, |approved, _, _| arm::form(approved)),
];
/// Those after them.
const AFTER: [Plain; 8] = [
    ("deploy.sh", "text/x-shellscript", |approved, _, _| guide::deploy_sh(approved)),
    ("deploy.ps1", TEXT, |approved, _, _| guide::deploy_ps1(approved)),
    ("verify.sh", "text/x-shellscript", |_, _, _| guide::verify_sh()),
    ("verify.ps1", TEXT, |_, _, _| guide::verify_ps1()),
    ("expected.json", JSON, |approved, _, _| guide::expected(approved)),
    ("README.md", "text/markdown", |approved, _, added| guide::readme(approved, added)),
    ("diagram.svg", "image/svg+xml", |approved, _, _| {
        diagram::svg(approved.plan(), &[], &[], diagram::Layout::default())
    }),
    ("design.json", JSON, |_, draft, _| save::write(draft)),
];

fn written(
    approved: Approved<'_>,
    draft: &Draft,
    added: &[Added],
    (path, media, write): &Plain,
) -> Artifact {
    Artifact::text(*path, media, write(approved, draft, added))
}

/// The template, with the packages in it for one click.
fn template(approved: Approved<'_>) -> String {
    let carries = approved.plan().bootstrap.mode.asks();
    arm::template(approved, carries.then(|| embedded(approved)).as_ref())
}

/// What Azure's limits say to the template that a review leads to; nothing while it leads to none.
pub fn limits(review: &Review) -> Vec<Finding> {
    review.approved().map_or_else(Vec::new, |approved| arm::limits(&template(approved)))
}

/// The files of a package, one by one.
fn parts(
    approved: Approved<'_>,
    package: Package,
    enclosed: &[Enclosed],
) -> impl Iterator<Item = Artifact> {
    let directory = &approved.plan().units.of(package.unit).directory;
    let path = move |inside: &str| format!("bootstrap/{directory}/{inside}");
    let own = package.files.into_iter().map(move |file| {
        let media = if file.path == "config/bootstrap.xml" { XML } else { TEXT };
        Artifact { secret: true, ..Artifact::text(path(file.path), media, file.text) }
    });
    let added = enclosed.iter().filter(move |file| file.is_for(package.unit));
    own.chain(added.map(move |file| Artifact {
        path: path(&file.path()),
        media: BINARY,
        bytes: file.bytes.clone(),
        secret: true,
    }))
}

/// Template and form of a preset as it is, for a host of the page to publish, and the folder for them: it has
/// the template's digest in its name, so that a page of another build does not meet what it would not make.
pub fn published(preset: Preset) -> Option<(String, [Artifact; 2])> {
    let draft = Draft::of(preset);
    let review = review::review(&draft, &Secrets::default());
    let approved = review.approved()?;
    let file = |path| one(approved, &draft, &Secrets::default(), None, &[], path);
    let files = PUBLISHED.map(file);
    let [template, form] = files;
    let (template, form) = (template?, form?);
    let digest = sha256(&template.bytes);
    let folder = format!("{}-{}", preset.name(), digest.get(..16)?);
    Some((folder, [template, form]))
}

/// What the portal fetches: the template and its form.
pub const PUBLISHED: [&str; 2] = ["azuredeploy.json", "createUiDefinition.json"];

/// All files of the bundle in the order of the contract.
pub fn artifacts(
    approved: Approved<'_>,
    draft: &Draft,
    secrets: &Secrets,
    salt: &Salt,
    enclosed: &[Enclosed],
) -> Vec<Artifact> {
    let added = enclosed::added(enclosed);
    let hash = Phash::of(secrets, salt);
    let packages = Unit::BOTH.map(|unit| panos::package(approved, secrets, hash.as_ref(), unit));
    let zips = packages.each_ref().map(|package| Artifact {
        path: format!("bootstrap-{}.zip", approved.plan().units.of(package.unit).directory),
        media: ZIP,
        bytes: zipped(package, enclosed),
        secret: true,
    });
    let plain = |row: &Plain| written(approved, draft, &added, row);
    let mut all: Vec<Artifact> = BEFORE.iter().map(plain).collect();
    all.extend(zips);
    all.extend(packages.into_iter().flat_map(|package| parts(approved, package, enclosed)));
    all.extend(AFTER.iter().map(plain));
    let sums = sums(&all);
    all.push(Artifact::text(SUMS, TEXT, sums));
    all
}

/// One file as [`artifacts`] makes it, without the others; none where it is made of others.
pub fn one(
    approved: Approved<'_>,
    draft: &Draft,
    secrets: &Secrets,
    hash: Option<&Phash>,
    enclosed: &[Enclosed],
    path: &str,
) -> Option<Artifact> {
    let plain = BEFORE.iter().chain(&AFTER).find(|(known, ..)| *known == path);
    plain.map(|row| written(approved, draft, &enclosed::added(enclosed), row)).or_else(|| {
        Unit::BOTH.into_iter().find_map(|unit| {
            let directory = &approved.plan().units.of(unit).directory;
            path.strip_prefix("bootstrap/")?.strip_prefix(directory)?.strip_prefix('/')?;
            let package = panos::package(approved, secrets, hash, unit);
            parts(approved, package, enclosed).find(|file| file.path == path)
        })
    })
}

/// Both packages, open for the secrets, as the deployment script of one click takes them.
pub fn embedded(approved: Approved<'_>) -> Embedded {
    let opened = panos::open_packages(approved);
    let mut entries: Vec<(String, Option<&str>)> = Vec::new();
    for package in opened.each() {
        let directory = &approved.plan().units.of(package.unit).directory;
        entries.push((directory.clone(), None));
        entries.extend(panos::FOLDERS.map(|folder| (format!("{directory}/{folder}"), None)));
        let files = package.files.iter();
        entries.extend(
            files.map(|file| (format!("{directory}/{}", file.path), Some(file.text.as_str()))),
        );
    }
    let json = serde_json::to_vec(&Object(entries)).expect("a map of texts is always JSON");
    let packages = BASE64.encode(deflate::zlib(&json));
    let first = |package: &Package| {
        let init = package.files.iter().find(|file| file.path == "config/init-cfg.txt");
        init.expect("each package has its first settings").text.clone()
    };
    let init_cfg = Both { a: first(&opened.a), b: first(&opened.b) };
    Embedded { digest: sha256(packages.as_bytes()), packages, init_cfg }
}

/// A package as PAN-OS wants it: its folders, its files, nothing else.
fn zipped(package: &Package, enclosed: &[Enclosed]) -> Vec<u8> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let added = || enclosed.iter().filter(|file| file.is_for(package.unit));
    let plugins = Folder::Plugins.name();
    let plugins = added().any(|file| file.folder == Folder::Plugins).then_some(plugins);
    for folder in panos::FOLDERS.into_iter().chain(plugins) {
        entries.push(Entry::Folder(folder.to_owned()));
        let inside = package.files.iter().filter(|file| file.path.starts_with(folder));
        entries.extend(inside.map(|file| Entry::File(file.path.to_owned(), file.text.as_bytes())));
        let inside = added().filter(|file| file.folder.name() == folder);
        entries.extend(inside.map(|file| Entry::File(file.path(), &file.bytes)));
    }
    bundle::zip(&entries)
}

/// Folders of the bundle that may be empty, each package's four.
pub fn folders(approved: Approved<'_>) -> Vec<String> {
    let units = approved.plan().units.each();
    units
        .iter()
        .flat_map(|unit| {
            panos::FOLDERS.map(|folder| format!("bootstrap/{}/{folder}", unit.directory))
        })
        .collect()
}

/// The bundle as one zip.
pub fn bundle(approved: Approved<'_>, artifacts: &[Artifact]) -> Vec<u8> {
    let folders = folders(approved).into_iter().map(Entry::Folder);
    let files = artifacts.iter().map(|artifact| {
        let entry = if artifact.secret { Entry::Secret } else { Entry::File };
        entry(artifact.path.clone(), &artifact.bytes)
    });
    bundle::zip(&folders.chain(files).collect::<Vec<_>>())
}

/// A line a file, in the form that `sha256sum --check` reads.
fn sums(artifacts: &[Artifact]) -> String {
    artifacts.iter().fold(String::new(), |text, artifact| {
        text + &sha256(&artifact.bytes) + "  " + &artifact.path + "\n"
    })
}
