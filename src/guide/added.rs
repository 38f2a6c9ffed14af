//! The files that a person added to the packages, in the guide: what they are, where they go, what is known to go
//! wrong.

use super::uploads;
use crate::design::Unit;
use crate::plan::Plan;

/// A file that a person added to the packages.
pub struct Added {
    /// Its path in a package.
    pub path: String,
    /// Whose package it is for; none means both.
    pub unit: Option<Unit>,
    /// Its size in bytes.
    pub size: usize,
    /// SHA-256 in hexadecimal.
    pub digest: String,
}

/// The heading of the section, between ends of lines.
const HEADING: &str = "\n## Files in the packages\n";

/// The section, empty where nothing was added.
pub(super) fn section(plan: &Plan, added: &[Added]) -> String {
    if added.is_empty() {
        return String::new();
    }
    let rows = added.iter().map(|Added { path, unit, size, digest }| {
        let unit = unit.map_or("both units", |unit| plan.units.of(unit).name.value.as_str());
        format!("| `{path}` | {unit} | {size} | `{digest}` |\n")
    });
    let way = if uploads(plan) {
        "`deploy.sh` and `deploy.ps1` upload them with the packages; the share gets room for them."
    } else {
        "Nothing brings them to the units in this mode: a template holds 4 MB and the script of one click 64 kB, and custom data carries no package. The mode account uploads them; or put them into the units' folders of the share before the units boot."
    };
    format!(
        "{}\n| file | for | bytes | SHA-256 |\n| --- | --- | --- | --- |\n{}\n{way} They are in `bootstrap/`, in the zips beside it and in `SHA256SUMS`, and in no design, link or template.\n\n- Beside bootstrap.xml a content file was seen to be installed alone, without the configuration (PaloAltoNetworks/terraform-azurerm-vmseries-modules, issue 190, 2022; closed without an answer that is known). Try it with one unit, or install content once both are up.\n- Software takes every release between the image's and the wanted one, plugins one VM-Series plugin. Licence keys and auth codes are each unit's own.\n",
        HEADING.trim_start(),
        rows.collect::<String>(),
    )
}

/// A guide without the section.
pub(super) fn without(guide: &str) -> String {
    let Some((before, rest)) = guide.split_once(HEADING) else { return guide.to_owned() };
    let after = rest.find("\n## ").and_then(|at| rest.get(at..)).unwrap_or_default();
    before.to_owned() + after
}
