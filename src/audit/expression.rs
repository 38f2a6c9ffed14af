//! Which texts of the finished documents Azure computes: only those that a writer meant so.
//!
//! A text that a person typed may look like an expression; computed, it could spell out a secret.

use serde_json::Value;

use super::fault::{Contradiction, Fault};

/// Functions that the template calls.
const TEMPLATE: [&str; 14] = [
    "base64",
    "concat",
    "createObject",
    "empty",
    "if",
    "listKeys",
    "null",
    "parameters",
    "pickZones",
    "reference",
    "resourceGroup",
    "resourceId",
    "string",
    "uniqueString",
];
/// Functions that the portal's form calls.
const FORM: [&str; 9] =
    ["concat", "contains", "if", "location", "map", "parse", "replace", "split", "steps"];
/// The head of what the portal's form computes of each item of a list.
const EACH_ITEM: &str = "(item) => ";
/// Parameters whose default is computed.
const COMPUTED: [&str; 2] = ["/parameters/location/", "/parameters/bootstrapAccount/"];
/// Keys below which nothing is computed.
const PROSE: [&str; 3] = ["comments", "metadata", "description"];
/// Keys whose values Azure keeps to itself.
const KEPT: [&str; 3] = ["adminPassword", "customData", "secureValue"];

/// Every text of the template that Azure would compute and no writer meant so.
pub(super) fn template(template: &Value) -> Vec<Contradiction> {
    let declared = template.get("parameters").and_then(Value::as_object).into_iter().flatten();
    let secure = declared.filter(|(_, kind)| kind["type"] == "securestring");
    let secrets: Vec<String> = secure.map(|(name, _)| format!("parameters('{name}')")).collect();
    let mut wrong = Vec::new();
    walk("", template, &mut |path, key, text| {
        let prose = path.split('/').any(|part| PROSE.contains(&part));
        let declared = path.starts_with("/parameters/");
        let kept = path.rsplit('/').next().is_some_and(|last| KEPT.contains(&last));
        // A managed identity is a key: the id that Azure computes.
        let meant = (!key || path.ends_with("/identity/userAssignedIdentities"))
            && !prose
            && (!declared || COMPUTED.iter().any(|known| path.starts_with(known)))
            && (kept || !secrets.iter().any(|secret| text.contains(secret)))
            && calls_only(&TEMPLATE, text);
        if !meant && !is_quoted(text) {
            wrong.push(computed("azuredeploy.json", text, path));
        }
    });
    wrong
}

/// The same for the portal's form, whose outputs alone are computed.
pub(super) fn form(form: &Value) -> Vec<Contradiction> {
    let mut wrong = Vec::new();
    walk("", form, &mut |path, key, text| {
        let output = path.starts_with("/parameters/outputs/");
        let plain = text.replace(EACH_ITEM, "");
        if !(!key && output && calls_only(&FORM, &plain) || is_quoted(text)) {
            wrong.push(computed("createUiDefinition.json", text, path));
        }
    });
    wrong
}

fn computed(file: &str, text: &str, at: &str) -> Contradiction {
    Fault::Computed.of([&file, &text, &at]).at(file, 0)
}

/// Visits every key and text that begins with one bracket.
fn walk(path: &str, value: &Value, visit: &mut dyn FnMut(&str, bool, &str)) {
    let computed = |text: &str| text.starts_with('[') && !text.starts_with("[[");
    match value {
        Value::String(text) if computed(text) => visit(path, false, text),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(n, one)| walk(&format!("{path}/{n}"), one, visit));
        }
        Value::Object(object) => {
            for (key, one) in object {
                if computed(key) {
                    visit(path, true, key);
                }
                walk(&format!("{path}/{key}"), one, visit);
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether a text is an expression of these functions alone.
fn calls_only(known: &[&str], text: &str) -> bool {
    // Every second piece between quotes is code; a doubled quote leaves an empty one.
    let mut code = text.split('\'').step_by(2);
    text.ends_with(']')
        && code.all(|code| {
            let mut calls = code.split('(').rev().skip(1);
            calls.all(|before| {
                let name = before.rsplit(|c: char| !c.is_ascii_alphanumeric()).next();
                name.is_some_and(|name| known.contains(&name))
            })
        })
}

/// Whether it is a quoted text that begins with a bracket, and nothing else.
fn is_quoted(text: &str) -> bool {
    let inner = text.strip_prefix("[concat('").and_then(|rest| rest.strip_suffix("')]"));
    inner.is_some_and(|inner| inner.starts_with('[') && !inner.replace("''", "").contains('\''))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_a_writer_meant_is_computed() {
        let template_of = |tags: Value| {
            json!({ "parameters": {
                "location": { "defaultValue": "[resourceGroup().location]" },
                "adminPassword": { "type": "securestring" },
                "tags": { "defaultValue": tags },
            } })
        };
        for sound in [json!({ "a": "[[x]" }), json!({ "[concat('[it''s')]": "[concat('[x')]" })] {
            assert!(template(&template_of(sound)).is_empty());
        }
        for planted in [
            json!({ "a": "[parameters('adminPassword')]" }),
            json!({ "a": "[concat('x')]" }),
            json!({ "a": "[concat('[x', parameters('adminPassword'), ']')]" }),
            json!({ "[x]": "a" }),
            json!({ "a": "[x" }),
        ] {
            assert_eq!(template(&template_of(planted)).len(), 1);
        }
        let shown =
            |value: &str| json!({ "resources": [{ "name": value }, { "comments": value }] });
        assert_eq!(template(&shown("[parameters('location')]")).len(), 1);
        assert_eq!(template(&shown("[environment()]")).len(), 2);
        let mut open = template_of(json!({}));
        open["outputs"] = json!({ "p": { "value": "[parameters('adminPassword')]" } });
        assert_eq!(template(&open).len(), 1);
    }

    #[test]
    fn only_the_forms_outputs_are_computed() {
        let form_of = |label: &str, tags: &str| json!({ "parameters": { "steps": [{ "label": label }], "outputs": { "tags": tags } } });
        assert!(form(&form_of("[concat('[x]')]", "[steps('a').b]")).is_empty());
        assert_eq!(form(&form_of("[steps('a').b]", "[subscription()]")).len(), 2);
    }
}
