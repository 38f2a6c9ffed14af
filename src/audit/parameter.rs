//! A parameters file against the template that it is for.

use serde_json::Value;

use super::template::{Template, each};

/// Every value that belongs to no declared parameter, or is none that it allows.
pub(super) fn check(template: Template<'_>, path: &str, file: &Value) -> Vec<String> {
    let members = |value: &Value| value.get("parameters").and_then(Value::as_object).cloned();
    let declared = members(template.0).unwrap_or_default();
    let mut wrong = Vec::new();
    for (name, given) in members(file).unwrap_or_default() {
        let known = declared.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
        let Some((_, declaration)) = known else {
            wrong.push(format!("{path} gives `{name}`, which the template does not declare"));
            continue;
        };
        let mut allowed = each(declaration, "/allowedValues").peekable();
        if let Some(value) = given.get("value")
            && allowed.peek().is_some()
            && !allowed.any(|one| one == value)
        {
            wrong.push(format!(
                "{path} gives `{name}` the value {value}, which the template does not allow"
            ));
        }
    }
    wrong
}
