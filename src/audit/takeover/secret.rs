//! The secrets of a package: where they stand, so that somebody gives them anew. Their texts are read by nobody.

use serde_json::Value;

use super::reader::SECRET;
use super::seen::{Seen, spot};
use super::{Left, bootstrap};
use crate::audit::fault::Spot;
use crate::audit::init::SECRETS;
use crate::audit::package::Package;

/// Everything secret that was met, by its place.
pub(super) fn secrets(seen: &Seen<'_>, package: &Package<'_>) -> Vec<Left> {
    let mut all: Vec<(String, Option<Spot>)> = Vec::new();
    for unit in &seen.units {
        let configuration = &unit.configuration;
        let users = configuration.tree.at("mgt-config/users");
        for user in &users.children {
            let hash = user.at("phash");
            if !hash.text.is_empty() && hash.text != "*" {
                let what = format!("the password hash of {}", user.name);
                all.push((what, Some(spot(configuration, hash))));
            }
        }
    }
    for init in &seen.init {
        for key in SECRETS.into_iter().chain(["access-key", "authcodes"]) {
            if let Some((_, at)) = init.get(key) {
                all.push((format!("the {key}"), Some(at.clone())));
            }
        }
    }
    let codes = package.documents.iter().filter(|one| one.file.path.ends_with("license/authcodes"));
    let codes = codes.filter(|one| one.file.text().is_some_and(|text| !text.trim().is_empty()));
    all.extend(codes.map(|one| {
        ("the auth codes".to_owned(), Some(Spot { path: one.file.path.clone(), line: 0 }))
    }));
    all.extend(written_out(seen));
    all.into_iter().map(|(what, at)| Left { what, why: SECRET.to_owned(), at }).collect()
}

/// Passwords that a template or its parameters write out, and variables of its scripts.
fn written_out(seen: &Seen<'_>) -> Vec<(String, Option<Spot>)> {
    let Some(template) = seen.template else { return Vec::new() };
    let password = seen.of_machine("/properties/osProfile/adminPassword");
    let plain = |one: &&Value| one.as_str().is_some_and(|text| !text.starts_with('['));
    let password = password.filter(plain);
    let mut all: Vec<_> = password
        .map(|one| ("the administrator's password".to_owned(), Some(template.spot(one))))
        .into_iter()
        .collect();
    if bootstrap::secret_variables(template) > 0 {
        all.push(("the secret variables of a deployment script".to_owned(), None));
    }
    all
}
