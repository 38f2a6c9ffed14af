//! What the deployment script of one click will write: the packages inside the template, read back.
//!
//! They must be the package files of the bundle, line by line, but for the places that the deployment
//! fills in. No secret may be in them.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use super::package::File;
use super::template;
use crate::artifact::Artifact;
use crate::design::BootstrapMode;
use crate::plan::Plan;
use crate::{artifact, deflate, facts};

/// Far more than packages ever take; a longer text is not ours.
const PLAIN_MAX: u64 = 16 * 1024 * 1024;

/// Everything in which the embedded packages and the bundle's files disagree.
pub(super) fn check(plan: &Plan, artifacts: &[Artifact]) -> Vec<String> {
    let script = match template::json(artifacts, "azuredeploy.json") {
        Ok(template) => template::of_kind(&template, "deploymentScripts").cloned(),
        Err(reason) => return vec![reason],
    };
    let script = match (script, plan.bootstrap.mode == BootstrapMode::OneClick) {
        (Some(script), true) => script,
        (None, false) => return Vec::new(),
        (Some(_), false) => {
            return vec!["azuredeploy.json has a script, planned is none".to_owned()];
        }
        (None, true) => return vec!["azuredeploy.json has no script, planned is one".to_owned()],
    };
    match packages(&script) {
        Ok((files, mut wrong)) => {
            wrong.extend(against_bundle(plan, &files, artifacts));
            wrong
        }
        Err(reason) => vec![format!("azuredeploy.json has packages that {reason}")],
    }
}

/// The same for an existing package: what its template carries and what lies beside it.
pub(super) fn against_files(template: &Value, beside: &[File]) -> Vec<String> {
    let Some(script) = template::of_kind(template, "deploymentScripts") else { return Vec::new() };
    let (files, mut wrong) = match packages(script) {
        Ok(read) => read,
        Err(reason) => return vec![format!("the template has packages that {reason}")],
    };
    for (path, open) in &files {
        let Some(open) = open else { continue };
        let at = format!("bootstrap/{path}");
        let copies =
            beside.iter().filter(|file| file.path == at || file.path.ends_with(&format!("/{at}")));
        for copy in copies {
            let text = String::from_utf8_lossy(&copy.bytes);
            if !path.ends_with("/authcodes") && !agree(open, &text) {
                wrong.push(format!("{} is not what the template carries", copy.path));
            }
        }
    }
    wrong
}

type Files = BTreeMap<String, Option<String>>;

/// The packages that a script carries, and what is wrong with their outside.
fn packages(script: &Value) -> Result<(Files, Vec<String>), &'static str> {
    let variables = script.pointer("/properties/environmentVariables").and_then(Value::as_array);
    let encoded = variables
        .and_then(|variables| variables.iter().find(|variable| variable["name"] == "PACKAGES"))
        .and_then(|variable| variable["value"].as_str())
        .ok_or("are not there")?;
    let mut wrong = Vec::new();
    let room = facts::azure::SCRIPT_ENVIRONMENT_MAX - facts::azure::SCRIPT_ENVIRONMENT_REST;
    if encoded.len() > room {
        wrong.push(format!("the packages take {} bytes, expected at most {room}", encoded.len()));
    }
    let digest = artifact::sha256(encoded.as_bytes());
    if script.pointer("/properties/forceUpdateTag").and_then(Value::as_str) != Some(&digest) {
        wrong.push("the script's tag is not the digest of its packages".to_owned());
    }
    let bytes = BASE64.decode(encoded).map_err(|_| "are not base64")?;
    let plain = deflate::unzlib(&bytes, PLAIN_MAX).ok_or("are not compressed as said")?;
    let plain = String::from_utf8(plain).map_err(|_| "are not JSON of texts")?;
    let files: Value = serde_json::from_str(&plain).map_err(|_| "are not JSON of texts")?;
    let Value::Object(files) = files else { return Err("are not JSON of texts") };
    let text = |(path, file): (String, Value)| match file {
        Value::Null => Some((path, None)),
        Value::String(text) => Some((path, Some(text))),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let files = files.into_iter().map(text).collect::<Option<Files>>();
    Ok((files.ok_or("are not JSON of texts")?, wrong))
}

fn against_bundle(plan: &Plan, files: &Files, artifacts: &[Artifact]) -> Vec<String> {
    let mut wrong = Vec::new();
    for unit in plan.units.each() {
        let directory = &unit.directory;
        for folder in crate::panos::FOLDERS {
            if files.get(&format!("{directory}/{folder}")) != Some(&None) {
                wrong.push(format!("the packages in the template lack {directory}/{folder}"));
            }
        }
    }
    for artifact in artifacts {
        let Some(path) = artifact.path.strip_prefix("bootstrap/") else { continue };
        let (Some(Some(open)), Some(text)) = (files.get(path), artifact.as_text()) else {
            wrong.push(format!("the packages in the template lack {path}"));
            continue;
        };
        // Codes are the deployment's alone: how many lines they take is not known here.
        if !path.ends_with("/authcodes") && !agree(open, text) {
            wrong.push(format!("{path} in the template is not the bundle's"));
        }
    }
    wrong
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
