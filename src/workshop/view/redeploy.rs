//! Day two in the page: what a redeployment does, and what is left to do on the units.

use crate::change;
use crate::change::{Deployed, Property};
use crate::draft::Draft;
use crate::facts::redeploy::Impact;
use crate::save;
use crate::workshop::block::{heading, note, table};
use crate::xml::Node;

/// What a redeployment does where another design stands, and what is left to do on the units.
pub(super) fn redeployment(draft: &Draft, former: &str) -> Vec<Node> {
    let former = save::read(former).map_err(|finding| finding.to_string());
    let former = former.and_then(|read| Deployed::designed(&read.value));
    let (former, now) = match (former, Deployed::designed(draft)) {
        (Ok(former), Ok(now)) => (former, now),
        (Err(why), _) | (_, Err(why)) => return vec![note(&format!("Nothing to compare: {why}"))],
    };
    let all = change::changes(&former, &now);
    let touched = all.resources.iter().filter(|one| one.effect != Impact::Nothing);
    let said = |one: &Property| {
        format!(
            "`{}`: {} (**{}**; {})",
            one.path,
            change::arrow(&one.before, &one.after),
            one.effect,
            one.source
        )
    };
    let rows = touched.map(|one| {
        let kind = one.kind.rsplit('/').next().expect("a type has a last part");
        let what: Vec<String> = one.properties.iter().map(said).collect();
        [format!("{kind} `{}`", one.name), one.effect.to_string(), what.join("; ")]
    });
    let settings = all.settings.iter().map(|one| {
        let units: Vec<String> = one.units.iter().map(ToString::to_string).collect();
        let said = change::arrow(&one.before, &one.after);
        [format!("`{}`", one.path), said, units.join(", "), one.place.to_owned()]
    });
    vec![
        note(
            "Where the design of the last bundle is deployed that was downloaded here, or, before any was, the one that the files are compared with: what a deployment of this one does to it. What a template no longer names stays.",
        ),
        table("Resources that change", ["Resource", "Impact", "What changes"], rows),
        heading("To be changed by hand"),
        note("A unit reads its package at the first boot only, so no deployment changes these."),
        table("Settings to be changed by hand", ["Setting", "Change", "Units", "Where"], settings),
    ]
}
