//! arm-ttk's rules for `createUiDefinition.json`, in the order of its files.

use serde_json::{Value, json};

use super::documents::named;
use super::template::blanks;
use super::{Documents, Rule, rule};

const PASSWORD_BOX: &str = "Microsoft.Common.PasswordBox";
const TEXT_BOX: &str = "Microsoft.Common.TextBox";
const SIZES: &str = "Microsoft.Compute.SizeSelector";

fn is(control: &Value, kind: &str) -> bool {
    control["type"].as_str().is_some_and(|known| known.eq_ignore_ascii_case(kind))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// How an output names a control.
fn path_of(step: Option<&str>, control: &Value) -> String {
    let name = text(control, "name");
    match step {
        Some(step) => format!("steps('{step}').{name}"),
        None => format!("basics('{name}')"),
    }
}

/// The template's parameter that a control gives its value.
fn parameter_of<'a>(
    documents: &'a Documents,
    step: Option<&str>,
    control: &Value,
) -> Option<&'a Value> {
    let path = path_of(step, control);
    let outputs = documents.outputs();
    let (name, _) = outputs.iter().find(|(_, value)| value.contains(&path))?;
    documents.template["parameters"].get(name.as_str())
}

/// The names of the controls for which `wrong` holds.
fn controls(documents: &Documents, wrong: impl Fn(Option<&str>, &Value) -> bool) -> Vec<String> {
    let all = documents.controls().into_iter().filter(|(step, control)| wrong(*step, control));
    all.map(|(_, control)| text(control, "name").to_owned()).collect()
}

/// The first control of a type, to plant something.
fn control_mut<'a>(documents: &'a mut Documents, kind: &str) -> &'a mut Value {
    documents.form["parameters"]["steps"]
        .as_array_mut()
        .expect("steps are a list")
        .iter_mut()
        .flat_map(|step| step["elements"].as_array_mut().expect("a step has elements"))
        .find(|control| is(control, kind))
        .expect("there is one of this type")
}

fn allowed_values(documents: &Documents) -> Vec<String> {
    controls(documents, |step, control| {
        let offered = named(&control["constraints"], "allowedValues");
        let offered = offered.first().and_then(|list| list.as_array());
        let Some(offered) = offered else { return false };
        let values: Vec<&Value> =
            offered.iter().map(|one| one.get("value").unwrap_or(one)).collect();
        let Some(parameter) = parameter_of(documents, step, control) else { return true };
        let allowed = parameter["allowedValues"].as_array();
        let all_allowed = allowed.is_none_or(|all| values.iter().all(|value| all.contains(value)));
        let default = &parameter["defaultValue"];
        !all_allowed || !(default.is_null() || values.contains(&default))
    })
}

/// Outputs that name a control which is not there.
fn lost_controls(documents: &Documents) -> Vec<String> {
    let known: Vec<String> =
        documents.controls().iter().map(|(step, control)| path_of(*step, control)).collect();
    let mut wrong = Vec::new();
    for (name, value) in documents.outputs() {
        let pieces = value.match_indices("steps(").chain(value.match_indices("basics("));
        for (start, _) in pieces {
            let rest = &value[start..];
            let end = |c: char| !(c.is_ascii_alphanumeric() || "('.)_".contains(c));
            let path = rest.split(end).next().unwrap_or_default().trim_end_matches(')');
            if !known.iter().any(|known| known.trim_end_matches(')') == path) {
                wrong.push(format!("{name} names {path}"));
            }
        }
    }
    wrong
}

fn schema(documents: &Documents) -> Vec<String> {
    let wanted = "https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#";
    let (schema, version) = (text(&documents.form, "$schema"), text(&documents.form, "version"));
    if schema == wanted && version == "0.1.2-preview" { vec![] } else { vec![schema.to_owned()] }
}

fn least_length(regex: &str) -> u32 {
    let numbers = regex.split('{').skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok()
    });
    numbers.sum()
}

pub(crate) const RULES: &[Rule] = &[
    rule("Allowed-Values-Should-Actually-Be-Allowed", allowed_values, |documents| {
        let values = json!([{ "label": "Ultra", "value": "UltraSSD_LRS" }]);
        control_mut(documents, "Microsoft.Common.DropDown")["constraints"]["allowedValues"] =
            values;
    }),
    rule("Controls-In-Outputs-Must-Exist", lost_controls, |documents| {
        documents.form["parameters"]["outputs"]["vmSize"] = json!("[steps('machines').size]");
    }),
    rule(
        "CreateUIDefinition-Must-Not-Have-Blanks",
        |documents| blanks(&documents.form, &["basics", "defaultValue", "steps"]),
        |documents| control_mut(documents, PASSWORD_BOX)["toolTip"] = json!({}),
    ),
    rule("CreateUIDefinition-Should-Have-Schema", schema, |documents| {
        documents.form["$schema"] = json!(
            "https://schema.management.azure.com/schemas/0.1.2-preview/createUIDefinition.MultiVm.json#"
        );
    }),
    rule(
        "CreateUIDefinition-Must-Have-Parameters",
        |documents| {
            let parameters = &documents.form["parameters"];
            let whole = parameters["basics"].is_array()
                && parameters["steps"].is_array()
                && parameters["outputs"].is_object();
            if whole { vec![] } else { vec!["a part is missing".to_owned()] }
        },
        |documents| documents.form["parameters"]["outputs"] = json!([]),
    ),
    rule(
        "Credential-Confirmation-Should-Not-Be-Hidden",
        |documents| {
            controls(documents, |_, control| control["options"]["hideConfirmation"] == true)
        },
        |documents| {
            control_mut(documents, PASSWORD_BOX)["options"]["hideConfirmation"] = json!(true);
        },
    ),
    rule(
        "Handler-Must-Be-Correct",
        |documents| {
            let handler = text(&documents.form, "handler");
            let known = ["Microsoft.Azure.CreateUIDef", "Microsoft.Compute.MultiVm"];
            if known.contains(&handler) { vec![] } else { vec![handler.to_owned()] }
        },
        |documents| documents.form["handler"] = json!("Microsoft.Azure.CreateUiDefinition"),
    ),
    rule(
        "HideExisting-Must-Be-Correctly-Handled",
        |documents| {
            // A control that offers what exists must hand over whether it is new, and in which group.
            controls(documents, |step, control| {
                let path = path_of(step, control);
                let outputs: Vec<&str> =
                    documents.outputs().into_iter().map(|(_, value)| value).collect();
                let handed = |part: &str| {
                    outputs.iter().any(|value| value.contains(&format!("{path}.{part}")))
                };
                control["options"]["hideExisting"] == false
                    && !(handed("resourceGroup") && handed("newOrExisting"))
            })
        },
        |documents| control_mut(documents, TEXT_BOX)["options"] = json!({ "hideExisting": false }),
    ),
    rule(
        "Location-Should-Be-In-Outputs",
        |documents| {
            let location = &documents.form["parameters"]["outputs"]["location"];
            if location == "[location()]" { vec![] } else { vec![location.to_string()] }
        },
        |documents| documents.form["parameters"]["outputs"]["location"] = json!("westeurope"),
    ),
    rule(
        "Outputs-Must-Be-Present-In-Template-Parameters",
        |documents| {
            let declared = documents.template["parameters"].as_object().expect("an object");
            let outputs = documents.outputs().into_iter();
            let lost = outputs.filter(|(name, _)| !declared.contains_key(name.as_str()));
            lost.map(|(name, _)| name.clone()).collect()
        },
        |documents| documents.form["parameters"]["outputs"]["colour"] = json!("[location()]"),
    ),
    rule(
        "Parameters-Without-Default-Must-Exist-In-CreateUIDefinition",
        |documents| {
            let outputs = documents.outputs();
            let lost = documents.declared().into_iter().filter(|(name, declaration)| {
                declaration["defaultValue"].is_null()
                    && !outputs.iter().any(|(output, _)| output == name)
            });
            lost.map(|(name, _)| name.clone()).collect()
        },
        |documents| {
            let outputs = documents.form["parameters"]["outputs"].as_object_mut();
            outputs.expect("an object").remove("adminPassword");
        },
    ),
    rule(
        "Password-Textboxes-Must-Be-Used-For-Password-Parameters",
        |documents| {
            controls(documents, |step, control| {
                let parameter = parameter_of(documents, step, control);
                let secure = parameter.is_some_and(|parameter| {
                    text(parameter, "type").to_ascii_lowercase().starts_with("secure")
                });
                // Both ways: no secret in an open box, no box of secrets for an open parameter.
                is(control, PASSWORD_BOX) != secure
            })
        },
        |documents| documents.template["parameters"]["adminPassword"]["type"] = json!("string"),
    ),
    rule(
        "PasswordBoxes-Must-Have-Min-Length",
        |documents| {
            controls(documents, |_, control| {
                let regex = text(&control["constraints"], "regex");
                // Keys that a maker gave have the length that the maker gave them, and may stay blank.
                let declared = &documents.template["parameters"][text(control, "name")];
                let may_stay_blank = declared["defaultValue"] == "";
                is(control, PASSWORD_BOX) && !may_stay_blank && least_length(regex) < 12
            })
        },
        |documents| {
            control_mut(documents, PASSWORD_BOX)["constraints"]["regex"] = json!("^.{8,72}$");
        },
    ),
    rule(
        "Textboxes-Are-Well-Formed",
        |documents| {
            controls(documents, |_, control| {
                let regex = text(&control["constraints"], "regex");
                is(control, TEXT_BOX) && !(regex.starts_with('^') && regex.ends_with('$'))
            })
        },
        |documents| {
            control_mut(documents, TEXT_BOX)["constraints"] = json!({ "required": true });
        },
    ),
    rule(
        "Tooltips-Should-Be-Present",
        |documents| {
            let without =
                ["InfoBox", "Section", "TextBlock"].map(|kind| format!("Microsoft.Common.{kind}"));
            controls(documents, |_, control| {
                let spared = without.iter().any(|kind| is(control, kind));
                !spared && text(control, "toolTip").is_empty()
            })
        },
        |documents| {
            control_mut(documents, SIZES).as_object_mut().expect("an object").remove("toolTip");
        },
    ),
    rule(
        "Usernames-Should-Not-Have-A-Default",
        |documents| {
            controls(documents, |_, control| {
                let user = is(control, "Microsoft.Compute.UserNameTextBox")
                    || text(control, "name").to_ascii_lowercase().contains("user");
                user && !control["defaultValue"].is_null()
            })
        },
        |documents| {
            let control = control_mut(documents, TEXT_BOX);
            control["name"] = json!("adminUsername");
            control["defaultValue"] = json!("panadmin");
        },
    ),
    rule(
        "Validations-Must-Have-Message",
        |documents| {
            controls(documents, |_, control| {
                let constraints = &control["constraints"];
                let silent = |value: &Value| {
                    !value["regex"].is_null() && text(value, "validationMessage").is_empty()
                        || !value["isValid"].is_null() && text(value, "message").is_empty()
                };
                let more = constraints["validations"].as_array();
                silent(constraints) || more.is_some_and(|list| list.iter().any(silent))
            })
        },
        |documents| {
            let constraints = &mut control_mut(documents, TEXT_BOX)["constraints"];
            constraints.as_object_mut().expect("an object").remove("validationMessage");
        },
    ),
    rule(
        "VMSizes-Must-Match-Template",
        |documents| {
            controls(documents, |step, control| {
                if !is(control, SIZES) {
                    return false;
                }
                let Some(parameter) = parameter_of(documents, step, control) else { return true };
                let Some(sizes) = control["constraints"]["allowedSizes"].as_array() else {
                    return false;
                };
                let allowed = parameter["allowedValues"].as_array();
                !sizes.contains(&parameter["defaultValue"])
                    || allowed.is_some_and(|allowed| allowed != sizes)
            })
        },
        |documents| {
            let sizes = json!(["Standard_D4s_v3"]);
            control_mut(documents, SIZES)["constraints"]["allowedSizes"] = sizes;
        },
    ),
];
