//! `createUiDefinition.json`: the portal's form for the parameters that the design leaves open.
//!
//! Only what the deployment asks is in it. Whatever appears in bootstrap.xml is fixed in the
//! template, so nobody can edit one side alone.

use serde::Serialize;

use super::parameter;
use super::parameter::Parameter;
use crate::json::Object;

/// The form.
#[derive(Serialize)]
pub(super) struct Form {
    #[serde(rename = "$schema")]
    schema: &'static str,
    handler: &'static str,
    version: &'static str,
    parameters: FormParameters,
}

#[derive(Serialize)]
struct FormParameters {
    basics: Vec<Element>,
    steps: Vec<Step>,
    outputs: Object<&'static str, String>,
}

#[derive(Serialize)]
struct Step {
    name: &'static str,
    label: &'static str,
    elements: Vec<Element>,
}

/// A control of the portal.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Element {
    name: &'static str,
    r#type: &'static str,
    label: Label,
    tool_tip: ToolTip,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Options>,
    visible: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Label {
    One(&'static str),
    Password {
        password: &'static str,
        #[serde(rename = "confirmPassword")]
        confirm: &'static str,
    },
}

#[derive(Serialize)]
#[serde(untagged)]
enum ToolTip {
    One(&'static str),
    Password { password: &'static str },
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Constraints {
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    regex: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_message: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    hide_confirmation: bool,
}

const PASSWORD_REGEX: &str = "^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[^A-Za-z0-9]).{12,72}$";
const PASSWORD_MESSAGE: &str =
    "12 to 72 characters with lower case, upper case, digit and special character.";
const SOURCES_REGEX: &str =
    "^([0-9]{1,3}[.]){3}[0-9]{1,3}/[0-9]{1,2}( *, *([0-9]{1,3}[.]){3}[0-9]{1,3}/[0-9]{1,2})*$";

pub(super) fn form(declared: &[Parameter]) -> Form {
    let has = |name: &str| declared.iter().any(|parameter| parameter.name == name);
    let mut access = vec![password()];
    let mut outputs = vec![
        (parameter::LOCATION, "[location()]".to_owned()),
        (parameter::PASSWORD, "[steps('access').adminPassword]".to_owned()),
    ];
    if has(parameter::SOURCES) {
        access.push(text(
            parameter::SOURCES,
            "Management sources",
            "CIDR ranges that may reach management, separated by commas.",
            SOURCES_REGEX,
            "Write ranges such as 203.0.113.0/24, separated by commas.",
        ));
        let split = "[split(replace(steps('access').managementSources, ' ', ''), ',')]";
        outputs.push((parameter::SOURCES, split.to_owned()));
    }
    let mut steps = vec![Step { name: "access", label: "Access", elements: access }];
    let mut storage = Vec::new();
    if has(parameter::ACCOUNT) {
        storage.push(text(
            parameter::ACCOUNT,
            "Storage account",
            "Account whose file share holds both bootstrap packages.",
            "^[a-z0-9]{3,24}$",
            "3 to 24 lower-case letters and digits.",
        ));
        outputs.push((parameter::ACCOUNT, "[steps('bootstrap').bootstrapAccount]".to_owned()));
    }
    if has(parameter::ACCESS_KEY) {
        storage.push(access_key());
        outputs.push((parameter::ACCESS_KEY, "[steps('bootstrap').bootstrapAccessKey]".to_owned()));
    }
    if !storage.is_empty() {
        steps.push(Step { name: "bootstrap", label: "Bootstrap", elements: storage });
    }
    Form {
        schema: "https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#",
        handler: "Microsoft.Azure.CreateUIDef",
        version: "0.1.2-preview",
        parameters: FormParameters { basics: Vec::new(), steps, outputs: Object(outputs) },
    }
}

fn password() -> Element {
    Element {
        name: parameter::PASSWORD,
        r#type: "Microsoft.Common.PasswordBox",
        label: Label::Password { password: "Password", confirm: "Confirm password" },
        tool_tip: ToolTip::Password {
            password: "The one that the bootstrap packages were made with.",
        },
        constraints: Some(Constraints {
            required: true,
            regex: Some(PASSWORD_REGEX),
            validation_message: Some(PASSWORD_MESSAGE),
        }),
        options: Some(Options { hide_confirmation: false }),
        visible: true,
    }
}

fn access_key() -> Element {
    Element {
        name: parameter::ACCESS_KEY,
        r#type: "Microsoft.Common.PasswordBox",
        label: Label::Password { password: "Access key", confirm: "Confirm access key" },
        tool_tip: ToolTip::Password { password: "Key of the storage account." },
        constraints: Some(Constraints {
            required: true,
            regex: Some("^[A-Za-z0-9+/=]{40,200}$"),
            validation_message: Some("Paste the whole key."),
        }),
        options: Some(Options { hide_confirmation: true }),
        visible: true,
    }
}

fn text(
    name: &'static str,
    label: &'static str,
    tool_tip: &'static str,
    regex: &'static str,
    message: &'static str,
) -> Element {
    Element {
        name,
        r#type: "Microsoft.Common.TextBox",
        label: Label::One(label),
        tool_tip: ToolTip::One(tool_tip),
        constraints: Some(Constraints {
            required: true,
            regex: Some(regex),
            validation_message: Some(message),
        }),
        options: None,
        visible: true,
    }
}
