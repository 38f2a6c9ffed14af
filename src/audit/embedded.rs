//! What the deployment script of one click will write: the packages inside the template, read back.
//!
//! They must be the package files of the bundle, line by line, but for the places that the deployment
//! fills in. No secret may be in them.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use super::budget::Budget;
use super::fault::{Contradiction, Fault};
use super::template::{Template, each, text};
use super::written;
use crate::{bundle, deflate, facts, panos};

/// Everything in which the packages inside a template and the files beside it disagree; the files come
/// with their paths from the template's folder.
pub(super) fn check(
    template: Template<'_>,
    beside: &[(&str, &[u8])],
    budget: &Budget,
) -> Vec<Contradiction> {
    let mut scripts = template.of_kind("deploymentScripts");
    let found = scripts.find_map(|script| Some((script, packages_of(script)?)));
    let Some((script, encoded)) = found else { return Vec::new() };
    let folder = folder(template.path);
    let (files, mut wrong) = match packages(template, script, encoded, budget) {
        Ok(read) => read,
        Err(reason) => {
            return vec![template.beside(Fault::PackagesUnreadable.of([&reason]), script)];
        }
    };
    let lack = |what: &str| template.beside(Fault::PackagesLack.of([&what]), script);
    let directories = files.keys().filter_map(|path| path.split('/').next());
    for directory in directories.collect::<BTreeSet<_>>() {
        for folder in panos::FOLDERS {
            if files.get(&format!("{directory}/{folder}")) != Some(&None) {
                wrong.push(lack(&format!("{directory}/{folder}")));
            }
        }
    }
    for (path, bytes) in beside {
        let Some(inside) = path.strip_prefix("bootstrap/") else { continue };
        match files.get(inside) {
            Some(Some(open)) => {
                // Codes are the deployment's alone: how many lines they take is not known here.
                let codes = inside.ends_with("/authcodes");
                if !codes && !agree(open, &String::from_utf8_lossy(bytes)) {
                    let what = template.beside(Fault::PackagesDiffer.of([path]), script);
                    wrong.push(what.at(&format!("{folder}{path}"), 0));
                }
            }
            Some(None) | None if is_carried(inside) => wrong.push(lack(inside)),
            Some(None) | None => {}
        }
    }
    wrong
}

/// The files of the packages that a template brings along, by their paths in the share, without what only the
/// deployment fills in; nothing where there are none that can be read.
pub(super) fn files(template: Template<'_>, budget: &Budget) -> Vec<(String, String)> {
    let mut scripts = template.of_kind("deploymentScripts");
    let found = scripts.find_map(|script| Some((script, packages_of(script)?)));
    let read = found.and_then(|(script, encoded)| packages(template, script, encoded, budget).ok());
    let files = read.into_iter().flat_map(|(files, _)| files);
    let texts = files.filter_map(|(path, text)| text.map(|text| (path, text)));
    texts.map(|(path, text)| (path.clone(), filled(&path, &text))).collect()
}

/// A file without its open places: in XML a star stands there, as for a hash that is not told; lines of settings are
/// left out.
fn filled(path: &str, open: &str) -> String {
    let place = |line: &str| {
        let (before, rest) = line.split_once("<?")?;
        let (_, after) = rest.split_once("?>")?;
        Some(format!("{before}*{after}"))
    };
    let xml = path.ends_with("/bootstrap.xml");
    let line = |line: &str| match place(line) {
        Some(filled) if xml && !line.starts_with("<?xml") => Some(filled),
        Some(_) if !xml => None,
        _ => Some(line.to_owned()),
    };
    open.split('\n').filter_map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a template brings a file of a package along: the vendor's files would not fit, and are uploaded.
fn is_carried(inside: &str) -> bool {
    inside.split('/').nth(1) == Some("config") || inside.ends_with("/authcodes")
}

/// The folder of a path, with its slash.
pub(super) fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| path.split_at(at + 1).0)
}

/// What a script of ours carries; another script carries no packages.
fn packages_of(script: &Value) -> Option<&str> {
    let mut variables = each(script, "/properties/environmentVariables");
    let packages = variables.find(|variable| text(variable, "/name") == Some("PACKAGES"))?;
    text(packages, "/value")
}

type Files = BTreeMap<String, Option<String>>;

/// The packages that a script carries, and what is wrong with their outside.
fn packages(
    template: Template<'_>,
    script: &Value,
    encoded: &str,
    budget: &Budget,
) -> Result<(Files, Vec<Contradiction>), &'static str> {
    let mut wrong = Vec::new();
    let room = facts::azure::SCRIPT_ENVIRONMENT_MAX - facts::azure::SCRIPT_ENVIRONMENT_REST;
    if encoded.len() > room {
        let what = Fault::PackagesLong.of([&encoded.len(), &room]);
        wrong.push(template.beside(what, script));
    }
    let digest = bundle::sha256(encoded.as_bytes());
    if text(script, "/properties/forceUpdateTag") != Some(&digest) {
        wrong.push(template.beside(Fault::PackagesTag.of([]), script));
    }
    let bytes = BASE64.decode(encoded).map_err(|_| "are not base64")?;
    let room = u64::try_from(budget.room()).expect("a length fits into 64 bits");
    let plain = deflate::unzlib(&bytes, room).ok_or("are not compressed as said")?;
    budget.file(plain.len()).map_err(|_| "are too long")?;
    let plain = String::from_utf8(plain).map_err(|_| "are not JSON of texts")?;
    let files = written::read("", &plain, budget).map_err(|_| "are not JSON of texts")?;
    let Value::Object(files) = *files.json else { return Err("are not JSON of texts") };
    let text = |(path, file): (String, Value)| match file {
        Value::Null => Some((path, None)),
        Value::String(text) => Some((path, Some(text))),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let files = files.into_iter().map(text).collect::<Option<Files>>();
    Ok((files.ok_or("are not JSON of texts")?, wrong))
}

/// Whether a text is the open one with its places filled in, or their lines left out.
fn agree(open: &str, text: &str) -> bool {
    let mut lines = text.split('\n').peekable();
    for open in open.split('\n') {
        let matches = match open
            .split_once("<?")
            .and_then(|(before, rest)| rest.split_once("?>").map(|(_, after)| (before, after)))
        {
            None => lines.next() == Some(open),
            Some((before, after)) => {
                let fits = |line: &&str| line.starts_with(before) && line.ends_with(after);
                let _ = lines.next_if(fits);
                true
            }
        };
        if !matches {
            return false;
        }
    }
    lines.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::agree;

    #[test]
    fn only_open_places_may_differ() {
        let open = "a\nkey=<?authKey?>\n<phash><?phash?></phash>\nb\n";
        assert!(agree(open, "a\nkey=1\n<phash>*</phash>\nb\n"));
        assert!(agree(open, "a\n<phash>*</phash>\nb\n"));
        assert!(agree("p=<?k:x,?>y\n", "p=x,y\n") && agree("p=<?k:x,?>y\n", "p=y\n"));
        assert!(!agree("p=<?k:x,?>y\n", "p=x,z\n"));
        assert!(!agree(open, "a\nkey=1\n<phash>*</phash>\nc\n"));
        assert!(!agree(open, "a\nkey=1\n<phash>*</phash>\nb\nc\n"));
        assert!(!agree(open, "x\nkey=1\n<phash>*</phash>\nb\n"));
    }
}
