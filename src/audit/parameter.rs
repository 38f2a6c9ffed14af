//! A parameters file against the template that it is for.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fault::{Contradiction, Fault};
use super::template::{Template, each};
use super::written::Written;

/// Every value that belongs to no declared parameter, or is none that it allows.
pub(super) fn check(template: Template<'_>, path: &str, file: &Written) -> Vec<Contradiction> {
    let mut wrong = Vec::new();
    let Some(given) = file.json.get("parameters").and_then(Value::as_object) else { return wrong };
    let declared: BTreeMap<String, &Value> =
        template.parameters().map(|(name, kind)| (name.to_ascii_lowercase(), kind)).collect();
    for (name, given) in given {
        let line = file.lines.of(given).map_or(0, |(_, line)| line);
        let Some(declaration) = declared.get(&name.to_ascii_lowercase()) else {
            wrong.push(Fault::ParameterUndeclared.of([&path, name]).at(path, line));
            continue;
        };
        let mut allowed = each(declaration, "/allowedValues").peekable();
        if let Some(value) = given.get("value")
            && allowed.peek().is_some()
            && !allowed.any(|one| same(one, value))
        {
            let what = Fault::ParameterRefused.of([&path, name, value]).at(path, line);
            wrong.push(template.beside(what, declaration));
        }
    }
    wrong
}

/// Every parameter whose own default is none of the values that it allows: such a template cannot be deployed.
pub(super) fn defaults(template: Template<'_>) -> Vec<Contradiction> {
    let refused = template.parameters().filter_map(|(name, declaration)| {
        let default = declaration.get("defaultValue")?;
        let computed = default.as_str().is_some_and(|text| text.starts_with('['));
        let mut allowed = each(declaration, "/allowedValues").peekable();
        let refuses =
            allowed.peek().is_some() && !computed && !allowed.any(|one| same(one, default));
        refuses.then(|| {
            let what = Fault::ParameterRefused.of([&template.path, name, default]);
            template.beside(what, declaration)
        })
    });
    refused.collect()
}

/// Azure compares texts in any case.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => one == other,
    }
}
