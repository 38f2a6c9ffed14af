//! The ARM template, its parameters file and the portal's form.
//!
//! Two floors: `resource` mirrors Azure's types one struct a type, `build` says what the plan means in
//! them. `dependsOn` is computed from the references that a resource makes; API versions and ids
//! have one place each. No secret can enter: only secure parameters without default carry any.

mod build;
mod expr;
mod form;
mod limit;
mod output;
mod parameter;
mod resource;

pub use limit::limits;

use crate::json;
use crate::plan::{Approved, Both};

/// Who makes the template, with the version; it stands in its metadata.
pub const GENERATOR: &str = concat!("Fast HA Configurator ", env!("CARGO_PKG_VERSION"));

/// Both packages as the deployment script takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// JSON of path to text, null for a folder; compressed with zlib, as base64. No secret is in it.
    pub packages: String,
    /// SHA-256 of the packages: another one makes the script run again.
    pub digest: String,
    /// `init-cfg.txt` of each unit, open for the secrets, for the mode that has nothing else.
    pub init_cfg: Both<String>,
}

/// `azuredeploy.json`, pretty, with a final line feed. The packages are embedded for one click only.
pub fn template(approved: Approved<'_>, embedded: Option<&Embedded>) -> String {
    json::pretty(&build::template(approved.plan(), embedded))
}

/// `azuredeploy.parameters.json`: every parameter that has a value of the design's.
pub fn parameters(approved: Approved<'_>) -> String {
    json::pretty(&parameter::file(&parameter::declared(approved.plan())))
}

/// `createUiDefinition.json`: the portal's form for what the deployment asks.
pub fn form(approved: Approved<'_>) -> String {
    let plan = approved.plan();
    json::pretty(&form::form(plan, &parameter::declared(plan)))
}

#[cfg(test)]
mod tests {
    /// What is written into the documents holds texts by the types that escape them: a plain one would be a
    /// door beside them.
    #[test]
    fn no_plain_text_enters_a_document() {
        for (name, source) in [
            ("resource", include_str!("arm/resource.rs")),
            ("parameter", include_str!("arm/parameter.rs")),
            ("output", include_str!("arm/output.rs")),
            ("form", include_str!("arm/form.rs")),
        ] {
            let fields = source.lines().filter(|line| {
                line.contains(": String") || line.contains("<String") || line.contains("String,")
            });
            assert_eq!(fields.collect::<Vec<_>>(), [""; 0], "{name}");
        }
    }
}
