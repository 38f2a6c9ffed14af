//! `createUiDefinition.json`: the portal's form for the parameters that the design leaves open.
//!
//! Only what the deployment may change is in it, grouped by what it is about. Whatever appears in
//! bootstrap.xml is fixed in the template, so nobody can edit one side alone.

use std::fmt;

use serde::{Serialize, Serializer};

use super::expr::{Expr, Text};
use super::parameter;
use super::parameter::{Parameter, Type};
use crate::design::{Choice, Disk, Tag};
use crate::facts;
use crate::json::Object;
use crate::plan::{Image, Plan};

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
    outputs: Object<&'static str, Expr>,
}

#[derive(Serialize)]
struct Step {
    name: &'static str,
    label: &'static str,
    elements: Vec<Element>,
}

/// A text of the form. The portal too takes `[…]` for an expression and documents no escape, so that a text
/// which begins with a bracket is quoted inside one.
struct FormText(String);

impl Serialize for FormText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.starts_with('[') {
            Expr::quoted(&self.0).serialize(serializer)
        } else {
            serializer.serialize_str(&self.0)
        }
    }
}

impl<T: fmt::Display> From<T> for FormText {
    fn from(text: T) -> Self {
        Self(text.to_string())
    }
}

/// A control of the portal; which keys it has depends on its type.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Element {
    name: FormText,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<FormText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_tip: Option<FormText>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recommended_sizes: Vec<FormText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    constraints: Option<Constraints>,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Options>,
    #[serde(skip_serializing_if = "Option::is_none")]
    os_platform: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_reference: Option<ImageReference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    visible: bool,
}

impl Element {
    fn new(name: impl Into<FormText>, kind: &'static str) -> Self {
        Self {
            name: name.into(),
            r#type: kind,
            label: None,
            default_value: None,
            tool_tip: None,
            recommended_sizes: Vec::new(),
            constraints: None,
            options: None,
            os_platform: None,
            image_reference: None,
            count: None,
            visible: true,
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Label {
    One(FormText),
    Password {
        password: FormText,
        #[serde(rename = "confirmPassword")]
        confirm: FormText,
    },
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Constraints {
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    regex: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_message: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed_values: Vec<AllowedValue>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed_sizes: Vec<FormText>,
}

impl Constraints {
    /// What has to be typed, or may stay blank, by a pattern; `message` says it in words.
    fn typed(required: bool, regex: &'static str, message: &'static str) -> Self {
        let (regex, validation_message) = (Some(regex), Some(message));
        Self { required: Some(required), regex, validation_message, ..Self::default() }
    }
}

#[derive(Serialize)]
struct AllowedValue {
    label: &'static str,
    value: &'static str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Options {
    Password {
        #[serde(rename = "hideConfirmation")]
        hide_confirmation: bool,
    },
    Notice {
        icon: &'static str,
        text: FormText,
    },
}

#[derive(Serialize)]
struct ImageReference {
    publisher: &'static str,
    offer: &'static str,
    sku: FormText,
}

const PASSWORD_REGEX: &str = "^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[^A-Za-z0-9]).{12,72}$";
const PASSWORD_MESSAGE: &str =
    "12 to 72 characters with lower case, upper case, digit and special character.";
/// Ranges or bare addresses, separated by commas. A length of 0 is no choice: who wants the whole Internet types it into
/// the design, where it is a finding.
const SOURCES_REGEX: &str = "^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(/(3[0-2]|[12][0-9]|[1-9]))?( *, *((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])[.]){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(/(3[0-2]|[12][0-9]|[1-9]))?)*$";
/// What a tag's value may be here: nothing that would end a JSON text.
const TAG_REGEX: &str = "^[^\"\\\\]{0,256}$";
const TAG_MESSAGE: &str = "Up to 256 characters without double quotes and backslashes.";

/// What somebody gave a control of a step.
fn control(step: &'static str, name: &str) -> Expr {
    Expr::call("steps", vec![Expr::text(step)]).property(format!(".{name}"))
}

/// Collects steps, and what each control gives the template.
struct Writer {
    steps: Vec<Step>,
    outputs: Vec<(&'static str, Expr)>,
}

impl Writer {
    /// A step, where it has anything to ask.
    fn step(&mut self, name: &'static str, label: &'static str, elements: Vec<Element>) {
        if !elements.is_empty() {
            self.steps.push(Step { name, label, elements });
        }
    }

    /// The control of this name gives the parameter of the same name its value.
    fn passes(&mut self, step: &'static str, name: &'static str) {
        self.outputs.push((name, control(step, name)));
    }
}

pub(super) fn form(plan: &Plan, declared: &[Parameter]) -> Form {
    let mut writer = Writer {
        steps: Vec::new(),
        outputs: vec![(parameter::LOCATION, Expr::call("location", vec![]))],
    };
    let has = |name: &str| declared.iter().any(|parameter| parameter.name == name);
    access(&mut writer, &has);
    machines(&mut writer, plan, declared);
    bootstrap(&mut writer, declared);
    tags(&mut writer, &plan.site.tags);
    Form {
        schema: "https://schema.management.azure.com/schemas/0.1.2-preview/CreateUIDefinition.MultiVm.json#",
        handler: "Microsoft.Azure.CreateUIDef",
        version: "0.1.2-preview",
        parameters: FormParameters {
            basics: vec![notice(plan)],
            steps: writer.steps,
            outputs: Object(writer.outputs),
        },
    }
}

/// What the form is for, before the first question.
fn notice(plan: &Plan) -> Element {
    let text = format!(
        "Deploys the firewalls {} and {} as designed. Names, addresses and rules are fixed, because the bootstrap packages carry the same ones; the next steps ask what the design leaves open.",
        plan.units.a.name, plan.units.b.name
    );
    Element {
        options: Some(Options::Notice { icon: "Info", text: text.into() }),
        ..Element::new("about", "Microsoft.Common.InfoBox")
    }
}

fn access(writer: &mut Writer, has: &dyn Fn(&str) -> bool) {
    let step = "access";
    let mut elements = Vec::new();
    if has(parameter::PASSWORD) {
        elements.push(secret(
        parameter::PASSWORD,
        ["Password", "Confirm password"],
        "Azure and both firewalls must have the same one; packages made beforehand carry theirs.",
        [PASSWORD_REGEX, PASSWORD_MESSAGE],
        ));
        writer.passes(step, parameter::PASSWORD);
    }
    if has(parameter::SOURCES) {
        elements.push(text(
            parameter::SOURCES,
            "Management sources",
            "CIDR ranges or addresses that may reach management, separated by commas.",
            [
                SOURCES_REGEX,
                "Write ranges such as 203.0.113.0/24, or single addresses, separated by commas.",
            ],
        ));
        writer.outputs.push((parameter::SOURCES, sources(control(step, parameter::SOURCES))));
    }
    writer.step(step, "Access", elements);
}

/// The list in what somebody typed, each address as a range. Source: Microsoft Learn, `CreateUiDefinition`
/// collection functions and logical functions, read 2026-11-26.
fn sources(typed: Expr) -> Expr {
    let dense = Expr::call("replace", vec![typed, Expr::text(" "), Expr::text("")]);
    let split = Expr::call("split", vec![dense, Expr::text(",")]);
    let has_length = Expr::call("contains", vec![Expr::Item, Expr::text("/")]);
    let alone = Expr::call("concat", vec![Expr::Item, Expr::text("/32")]);
    let range = Expr::call("if", vec![has_length, Expr::Item, alone]);
    Expr::call("map", vec![split, Expr::EachItem(Box::new(range))])
}

fn machines(writer: &mut Writer, plan: &Plan, declared: &[Parameter]) {
    let step = "machines";
    let mut elements = Vec::new();
    for parameter in declared {
        let Type::Text { default: Some(Expr::Text(default)), allowed, .. } = &parameter.kind else {
            continue;
        };
        let label = |text: &str| Some(Label::One(text.into()));
        let tool_tip = Some(parameter.description.into());
        let sizes = Element::new(parameter.name, "Microsoft.Compute.SizeSelector");
        let element = match parameter.name {
            parameter::SIZE => Element {
                label: label("Size of both firewalls"),
                tool_tip,
                recommended_sizes: vec![default.as_str().into()],
                constraints: Some(Constraints {
                    allowed_sizes: allowed.iter().map(Text::as_str).map(FormText::from).collect(),
                    ..Constraints::default()
                }),
                os_platform: Some("Linux"),
                image_reference: marketplace(plan),
                count: Some(2),
                ..sizes
            },
            parameter::SERVER_SIZE => Element {
                label: label("Size of the test server"),
                tool_tip,
                recommended_sizes: vec![default.as_str().into()],
                os_platform: Some("Linux"),
                count: Some(1),
                ..sizes
            },
            parameter::DISK => Element {
                label: label("OS disk of both firewalls"),
                tool_tip,
                ..disks(parameter.name, default, allowed)
            },
            _ => continue,
        };
        elements.push(element);
        writer.passes(step, parameter.name);
    }
    writer.step(step, "Machines", elements);
}

fn marketplace(plan: &Plan) -> Option<ImageReference> {
    match &plan.machine.image {
        Image::Marketplace { .. } => Some(ImageReference {
            publisher: facts::azure::IMAGE_PUBLISHER,
            offer: facts::azure::IMAGE_OFFER,
            sku: (&plan.machine.sku).into(),
        }),
        Image::Private { .. } => None,
    }
}

fn disks(name: &str, default: &Text, allowed: &[Text]) -> Element {
    let is = |text: &Text, (value, _): &(&str, &str)| text.as_str() == *value;
    let offered = Disk::LIST.iter().filter(|disk| allowed.iter().any(|text| is(text, disk)));
    let values = offered.map(|(value, label)| AllowedValue { label, value });
    let (_, label) =
        Disk::LIST.iter().find(|disk| is(default, disk)).expect("the planned disk is a known one");
    Element {
        // The portal names the default by its label.
        default_value: Some(label.into()),
        constraints: Some(Constraints {
            required: Some(true),
            allowed_values: values.collect(),
            ..Constraints::default()
        }),
        ..Element::new(name, "Microsoft.Common.DropDown")
    }
}

/// What only the deployment knows of licence, Panorama and storage.
fn bootstrap(writer: &mut Writer, declared: &[Parameter]) {
    let step = "bootstrap";
    let mut elements = Vec::new();
    for parameter in declared {
        let Some(label) = parameter.kind.optional_secret() else { continue };
        elements.push(optional_secret(parameter, label));
        writer.passes(step, parameter.name);
    }
    let asks =
        |name: &str| declared.iter().any(|known| known.name == name && known.kind.must_be_given());
    if asks(parameter::ACCOUNT) {
        elements.push(text(
            parameter::ACCOUNT,
            "Storage account",
            "Account whose file share holds both bootstrap packages.",
            ["^[a-z0-9]{3,24}$", "3 to 24 lower-case letters and digits."],
        ));
        writer.passes(step, parameter::ACCOUNT);
    }
    if asks(parameter::ACCESS_KEY) {
        elements.push(secret(
            parameter::ACCESS_KEY,
            ["Access key", "Confirm access key"],
            "Key of the storage account.",
            ["^[A-Za-z0-9+/=]{40,200}$", "Paste the whole key."],
        ));
        writer.passes(step, parameter::ACCESS_KEY);
    }
    writer.step(step, "Bootstrap", elements);
}

/// A box for each tag of the design. Tags that do not fit into an expression stay as designed: without
/// an output the template's default holds.
fn tags(writer: &mut Writer, tags: &[Tag]) {
    let plain = |text: &str| !text.contains(['"', '\\', '\'']);
    if tags.is_empty() || !tags.iter().all(|tag| plain(&tag.name) && plain(&tag.value)) {
        return;
    }
    let mut elements = Vec::new();
    let mut pieces = Vec::new();
    for (n, tag) in tags.iter().enumerate() {
        let name = format!("tag{}", n + 1);
        let start = if n == 0 { "{" } else { "\", " };
        pieces.push(Expr::text(format!("{start}\"{}\": \"", tag.name)));
        pieces.push(control("tags", &name));
        elements.push(Element {
            label: Some(Label::One(tag.name.as_str().into())),
            default_value: (!tag.value.is_empty()).then(|| tag.value.as_str().into()),
            tool_tip: Some(format!("Value of the tag {} on every resource.", tag.name).into()),
            constraints: Some(Constraints::typed(false, TAG_REGEX, TAG_MESSAGE)),
            ..Element::new(name, "Microsoft.Common.TextBox")
        });
    }
    pieces.push(Expr::text("\"}"));
    let value = Expr::call("parse", vec![Expr::call("concat", pieces)]);
    writer.outputs.push((parameter::TAGS, value));
    writer.step("tags", "Tags", elements);
}

fn secret(
    name: &'static str,
    [password, confirm]: [&'static str; 2],
    tool_tip: &'static str,
    [regex, message]: [&'static str; 2],
) -> Element {
    Element {
        label: Some(Label::Password { password: password.into(), confirm: confirm.into() }),
        tool_tip: Some(tool_tip.into()),
        constraints: Some(Constraints::typed(true, regex, message)),
        options: Some(Options::Password { hide_confirmation: false }),
        ..Element::new(name, "Microsoft.Common.PasswordBox")
    }
}

/// Secrets of licence and Panorama, which one click writes into the packages.
fn optional_secret(parameter: &Parameter, password: &'static str) -> Element {
    // An abbreviation at the start stays one.
    let (first, rest) = password.split_at(1);
    let abbreviation = rest.starts_with(|c: char| c.is_ascii_uppercase());
    let first = if abbreviation { first.to_owned() } else { first.to_ascii_lowercase() };
    Element {
        label: Some(Label::Password {
            password: password.into(),
            confirm: format!("Confirm {first}{rest}").into(),
        }),
        tool_tip: Some(parameter.description.into()),
        constraints: Some(Constraints { required: Some(false), ..Constraints::default() }),
        options: Some(Options::Password { hide_confirmation: false }),
        ..Element::new(parameter.name, "Microsoft.Common.PasswordBox")
    }
}

fn text(
    name: &'static str,
    label: &str,
    tool_tip: &str,
    [regex, message]: [&'static str; 2],
) -> Element {
    Element {
        label: Some(Label::One(label.into())),
        tool_tip: Some(tool_tip.into()),
        constraints: Some(Constraints::typed(true, regex, message)),
        ..Element::new(name, "Microsoft.Common.TextBox")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_address_becomes_a_range() {
        let computed = sources(control("access", "managementSources")).to_string();
        assert_eq!(
            computed,
            "map(split(replace(steps('access').managementSources, ' ', ''), ','), (item) => if(contains(item, '/'), item, concat(item, '/32')))"
        );
        let length = "(/(3[0-2]|[12][0-9]|[1-9]))?";
        assert_eq!(SOURCES_REGEX.matches(length).count(), 2, "the length may be left out");
    }
}
