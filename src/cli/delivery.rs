//! Puts a bundle in its place as a whole: it is staged beside its target and then renamed to it.
//!
//! What stands there is replaced only when it is empty or an earlier bundle that nobody changed. A
//! process that ends at any moment leaves the former bundle or the new one; [`recover`] puts back or
//! clears away what it left in its staging folder.

use std::collections::BTreeMap;
use std::fs;
use std::fs::{DirBuilder, File, Metadata, TryLockError};
use std::io::{Error, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use super::{Refusal, random};
use crate::artifact::{Artifact, SUMS};
use crate::bundle::{each_file, sha256_of};

/// Stands between the name of a target and the random end of the folder beside it.
const STAGING: &str = ".fast-ha-";

/// Longer lists of checksums are of no bundle; they are not read to find that out.
const SUMS_MAX: u64 = 1024 * 1024;

/// Only the owner reads a file with secrets.
const SECRET: u32 = 0o600;

/// A folder or zip that stands complete beside its target.
pub(super) struct Staged {
    target: Target,
    /// Holds `new`, perhaps `old`, and the lock.
    folder: PathBuf,
    /// Tells [`recover`] that this process still works on it.
    lock: Option<File>,
}

/// Writes a bundle's files beside the target of its folder.
pub(super) fn folder(
    path: &Path,
    folders: &[String],
    artifacts: &[Artifact],
) -> Result<Staged, Refusal> {
    let target = Target::of(path)?;
    let former = target.former()?;
    if let Some(former) = &former {
        target.check_folder(former)?;
    }
    at(&target.parent, fs::create_dir_all(&target.parent))?;
    let staged = Staged::new(target)?;
    let new = staged.folder.join("new");
    for artifact in artifacts {
        let path = new.join(&artifact.path);
        at(&path, path.parent().map_or(Ok(()), fs::create_dir_all))?;
        let script = artifact.bytes.starts_with(b"#!");
        let plain = if script { 0o755 } else { 0o644 };
        write(&path, &artifact.bytes, if artifact.secret { SECRET } else { plain })?;
    }
    for folder in folders {
        let folder = new.join(folder);
        at(&folder, fs::create_dir_all(&folder))?;
    }
    if let Some(former) = former {
        at(&new, fs::set_permissions(&new, former.permissions()))?;
    }
    Ok(staged)
}

/// Writes a bundle's zip beside its target.
pub(super) fn zip(path: &Path, bytes: &[u8]) -> Result<Staged, Refusal> {
    let target = Target::of(path)?;
    if let Some(former) = target.former()? {
        target.check_zip(&former)?;
    }
    let staged = Staged::new(target)?;
    write(&staged.folder.join("new"), bytes, SECRET)?;
    Ok(staged)
}

/// A zip inside the folder that is replaced at the same time would go with the former folder.
pub(super) fn check_apart(folder: &Path, zip: &Path) -> Result<(), Refusal> {
    let (folder, parent) = (Target::of(folder)?.path(), Target::of(zip)?.parent);
    match (fs::canonicalize(&folder), fs::canonicalize(parent)) {
        (Ok(folder), Ok(parent)) if parent.starts_with(&folder) => {
            Err(Refusal(format!("{} lies inside the folder of --out", zip.display())))
        }
        _ => Ok(()),
    }
}

/// Ends what an interrupted build left beside a target: the former bundle returns where the new one had
/// not yet taken its place, the rest is removed.
pub(super) fn recover(path: &Path) -> Result<(), Refusal> {
    let target = Target::of(path)?;
    let Ok(entries) = fs::read_dir(&target.parent) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_staging = name.starts_with(&target.staging());
        if !is_staging || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        let lock = File::options().write(true).open(entry.path().join("lock"));
        let is_live =
            lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(TryLockError::WouldBlock)));
        if !is_live {
            at(&entry.path(), clear(&entry.path(), &target.path()))?;
        }
    }
    Ok(())
}

/// Puts the former bundle back where its target is free, then removes the folder beside it.
fn clear(folder: &Path, target: &Path) -> Result<(), Error> {
    let old = folder.join("old");
    if old.symlink_metadata().is_ok() && target.symlink_metadata().is_err() {
        fs::rename(&old, target)?;
    }
    fs::remove_dir_all(folder)
}

impl Staged {
    fn new(target: Target) -> Result<Self, Refusal> {
        let end = random()?.map(|byte| format!("{byte:02x}")).concat();
        let folder = target.parent.join(target.staging() + &end);
        private_folder(&folder).map_err(|error| {
            let parent = target.parent.display();
            Refusal(format!("{parent}: {error}; a bundle is written beside its target first"))
        })?;
        let mut staged = Self { target, folder, lock: None };
        let path = staged.folder.join("lock");
        let lock = at(&path, create(&path, SECRET))?;
        // A file system without locks has no second build at the same time either.
        drop(lock.try_lock());
        staged.lock = Some(lock);
        Ok(staged)
    }

    /// Sets the former bundle aside and moves the new one in. Whatever fails, one of them stands there.
    pub(super) fn commit(self) -> Result<(), Refusal> {
        let (new, target) = (self.folder.join("new"), self.target.path());
        let fixed = [ErrorKind::ResourceBusy, ErrorKind::CrossesDevices, ErrorKind::InvalidInput];
        let refused = |error: Error| {
            let mount = "is a mount and cannot be replaced as a whole; name a folder in it";
            let why = error.to_string();
            self.target.refusal(if fixed.contains(&error.kind()) { mount } else { &why })
        };
        if target.symlink_metadata().is_ok_and(|former| former.is_dir()) {
            fs::rename(&target, self.folder.join("old")).map_err(refused)?;
        }
        fs::rename(&new, &target).map_err(refused)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        self.lock = None;
        // What cannot be removed now is removed by the next build.
        drop(clear(&self.folder, &self.target.path()));
    }
}

/// Where a bundle is to stand.
struct Target {
    parent: PathBuf,
    name: String,
}

impl Target {
    fn of(path: &Path) -> Result<Self, Refusal> {
        let shown = path.display();
        let whole =
            || format!("{shown} cannot be replaced as a whole; name a folder or file in it");
        let name = path.file_name().ok_or_else(|| Refusal(whole()))?;
        let name = name.to_str().ok_or_else(|| Refusal(format!("{shown} is no name in UTF-8")))?;
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        Ok(Self { parent: parent.unwrap_or(Path::new(".")).to_owned(), name: name.to_owned() })
    }

    fn path(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// How the names of folders beside it start.
    fn staging(&self) -> String {
        format!(".{}{STAGING}", self.name)
    }

    fn refusal(&self, why: &str) -> Refusal {
        Refusal(format!("{}: {why}", self.path().display()))
    }

    /// What stands there now.
    fn former(&self) -> Result<Option<Metadata>, Refusal> {
        match self.path().symlink_metadata() {
            Ok(former) if former.is_symlink() => {
                Err(self.refusal("is a link; name what it leads to"))
            }
            Ok(former) => Ok(Some(former)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.refusal(&error.to_string())),
        }
    }

    /// Refuses to replace anything but an empty folder and an unchanged bundle.
    fn check_folder(&self, former: &Metadata) -> Result<(), Refusal> {
        let target = self.path();
        if !former.is_dir() {
            return Err(self.refusal("is there and is no folder"));
        }
        let here = std::env::current_dir().and_then(fs::canonicalize);
        if let (Ok(here), Ok(target)) = (here, fs::canonicalize(&target))
            && here.starts_with(target)
        {
            return Err(self.refusal("is where this process stands; start it elsewhere"));
        }
        if at(&target, fs::read_dir(&target))?.next().is_none() {
            return Ok(());
        }
        let sums = regular(&target.join(SUMS)).and_then(|mut file| text(&mut file));
        let sums = sums.ok_or_else(|| self.refusal(FOREIGN))?;
        let mut paths = Vec::new();
        at(&target, files_below(&target, "", &mut paths))?;
        let digest = |path: &str| sha256_of(&mut regular(&target.join(path))?).ok();
        changed(&sums, &paths, digest).map_or(Ok(()), |why| Err(self.refusal(&why)))
    }

    /// Refuses to replace anything but an empty file and an unchanged bundle.
    fn check_zip(&self, former: &Metadata) -> Result<(), Refusal> {
        if !former.is_file() {
            return Err(self.refusal("is there and is no file"));
        }
        if former.len() == 0 {
            return Ok(());
        }
        let mut sums = None;
        let digests = regular(&self.path()).and_then(|file| {
            each_file(file, |path, inside| {
                let known = if path == SUMS {
                    sums = text(inside);
                    String::new()
                } else {
                    sha256_of(inside).ok()?
                };
                Some((path, known))
            })
        });
        let (digests, sums) = digests.zip(sums).ok_or_else(|| self.refusal(FOREIGN))?;
        let digests: BTreeMap<String, String> = digests.into_iter().collect();
        let paths: Vec<String> = digests.keys().cloned().collect();
        let digest = |path: &str| digests.get(path).cloned();
        changed(&sums, &paths, digest).map_or(Ok(()), |why| Err(self.refusal(&why)))
    }
}

const FOREIGN: &str = "is there and is no bundle of this program; nothing was replaced";

/// Files that every bundle has.
const OURS: [&str; 2] = ["azuredeploy.json", "design.json"];

/// In what a bundle differs from its own checksums.
fn changed(
    sums: &str,
    paths: &[String],
    digest: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let listed: BTreeMap<&str, &str> = sums
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, path)| (path, sum))
        .collect();
    if !OURS.iter().all(|path| listed.contains_key(path)) {
        return Some(FOREIGN.to_owned());
    }
    for path in paths.iter().filter(|path| *path != SUMS) {
        match listed.get(path.as_str()) {
            None => return Some(format!("`{path}` in it is of no bundle; nothing was replaced")),
            Some(sum) if digest(path).as_deref() != Some(sum) => {
                return Some(format!("`{path}` in it was changed; nothing was replaced"));
            }
            Some(_) => {}
        }
    }
    let missing = listed.keys().find(|path| !paths.iter().any(|known| known == *path));
    missing.map(|path| format!("`{path}` in it is missing; nothing was replaced"))
}

/// Paths of everything below a folder that is no folder itself.
fn files_below(folder: &Path, inside: &str, paths: &mut Vec<String>) -> Result<(), Error> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{inside}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            files_below(&entry.path(), &format!("{path}/"), paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

/// A regular file; links are not followed.
fn regular(path: &Path) -> Option<File> {
    path.symlink_metadata().ok()?.is_file().then(|| File::open(path).ok())?
}

/// A list of checksums.
fn text(from: &mut dyn Read) -> Option<String> {
    let mut text = String::new();
    let read = from.take(SUMS_MAX + 1).read_to_string(&mut text).ok()?;
    u64::try_from(read).is_ok_and(|read| read <= SUMS_MAX).then_some(text)
}

fn at<T>(path: &Path, result: Result<T, Error>) -> Result<T, Refusal> {
    result.map_err(|error| Refusal(format!("{}: {error}", path.display())))
}

/// Writes a new file; what stands there already is never opened, so no link is followed.
fn write(path: &Path, bytes: &[u8], mode: u32) -> Result<(), Refusal> {
    let written = create(path, mode).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    at(path, written)
}

#[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix knows these rights"))]
/// Writes a document to a new file, whole or not at all.
pub(super) fn document(path: &Path, text: &str) -> Result<(), Refusal> {
    let mut file = at(path, create(path, 0o644))?;
    let written = file.write_all(text.as_bytes());
    if written.is_err() {
        // What is cut off is no design; that it cannot be taken away either is told with the reason.
        let _ = fs::remove_file(path);
    }
    at(path, written)
}

fn create(path: &Path, mode: u32) -> Result<File, Error> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    options.open(path)
}

#[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix knows these rights"))]
fn private_folder(path: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_that_fails_halfway_puts_the_former_folder_back() {
        let path = std::env::temp_dir().join(format!("fast-ha-swap-{}", std::process::id()));
        fs::create_dir_all(path.join("bundle")).unwrap();
        fs::write(path.join("bundle/former"), "kept").unwrap();
        let staged = Staged::new(Target::of(&path.join("bundle")).ok().unwrap()).ok().unwrap();
        // The new one is not there, so the second rename fails.
        assert!(staged.commit().is_err());
        assert_eq!(fs::read_to_string(path.join("bundle/former")).unwrap(), "kept");
        assert_eq!(fs::read_dir(&path).unwrap().count(), 1, "nothing stays beside");
        fs::remove_dir_all(path).unwrap();
    }
}
