//! The ARM template, its parameters file and the portal's form.
//!
//! Two floors: `resource` mirrors Azure's types one struct a type, `build` says what the plan means in
//! them. `dependsOn` is computed from the references that a resource makes; API versions and ids
//! have one place each. No secret can enter: only secure parameters without default carry any.

mod build;
mod expr;
mod form;
mod output;
mod parameter;
mod resource;

use crate::json;
use crate::plan::Approved;

/// `azuredeploy.json`, pretty, with a final line feed.
pub fn template(approved: Approved<'_>) -> String {
    json::pretty(&build::template(approved.plan()))
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
