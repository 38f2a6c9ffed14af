//! Parameters: declared once, used by name. A secret is a secure string and has no default by type.

use serde::Serialize;

use super::expr::{Expr, Text};
use crate::design::{BootstrapMode, Choice, Disk};
use crate::facts;
use crate::facts::vmseries::Accelerated;
use crate::field::Field;
use crate::json::Object;
use crate::plan::{Plan, Sources};

pub(super) const LOCATION: &str = "location";
pub(super) const USER: &str = "adminUsername";
pub(super) const PASSWORD: &str = Field::AccessPassword.parameter().0;
pub(super) const SOURCES: &str = "managementSources";
pub(super) const ACCOUNT: &str = "bootstrapAccount";
pub(super) const ACCESS_KEY: &str = "bootstrapAccessKey";
pub(super) const SIZE: &str = "vmSize";
pub(super) const DISK: &str = "osDiskType";
pub(super) const SERVER_SIZE: &str = "serverSize";
pub(super) const TAGS: &str = "tags";

/// The default and the bounds of a parameter, by type.
#[derive(Clone, Debug)]
pub(super) enum Type {
    /// A text; `allowed` is empty for any.
    Text { default: Option<Expr>, allowed: Vec<Text>, length: Option<(usize, usize)> },
    /// A secret, which has no default.
    Secret { length: (usize, usize) },
    /// A secret that may stay blank, with its label.
    OptionalSecret(&'static str),
    /// A list of texts, which has no default.
    Texts,
    /// Tags.
    Tags(Object<Text, Text>),
}

impl Type {
    /// The label of a secret that may stay blank.
    pub(super) fn optional_secret(&self) -> Option<&'static str> {
        if let Self::OptionalSecret(label) = self { Some(label) } else { None }
    }

    /// Whether a deployment has to give it.
    pub(super) fn must_be_given(&self) -> bool {
        matches!(self, Self::Text { default: None, .. } | Self::Secret { .. } | Self::Texts)
    }
}

/// A declared parameter.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) kind: Type,
    pub(super) description: &'static str,
}

/// The parameters that the design needs, in the order in which they are asked.
pub(super) fn declared(plan: &Plan) -> Vec<Parameter> {
    let user = Text::from(&plan.access.user);
    let one_click = plan.bootstrap.mode == BootstrapMode::OneClick;
    let packaged = plan.bootstrap.mode.has_package();
    let mut all = vec![
        Parameter {
            name: LOCATION,
            kind: text(Some(Expr::call("resourceGroup", vec![]).property(".location")), vec![]),
            description: "Azure region of all resources.",
        },
        Parameter {
            name: USER,
            kind: text(Some(Expr::text(user.clone())), vec![user]),
            description: "Administrator of both firewalls and of the test server. Fixed by the design, because the bootstrap packages carry the same name.",
        },
        Parameter {
            name: PASSWORD,
            kind: Type::Secret { length: facts::azure::PASSWORD_LENGTH },
            description: if one_click {
                "Password of the administrator, 12 to 72 characters. Azure and both firewalls get it."
            } else if !packaged {
                "Password of the administrator, 12 to 72 characters."
            } else {
                "Password of the administrator, 12 to 72 characters. Use the one that the bootstrap packages were made with."
            },
        },
    ];
    all.retain(|parameter| parameter.name != PASSWORD || !plan.access.key_only);
    if plan.access.sources == Sources::Asked {
        all.push(Parameter {
            name: SOURCES,
            kind: Type::Texts,
            description: "CIDR ranges that may reach the management addresses by SSH and HTTPS, such as 203.0.113.0/24.",
        });
    }
    all.extend(bootstrap(plan));
    all.push(Parameter {
        name: SIZE,
        kind: text(Some(Expr::text(&plan.machine.size)), sizes(plan)),
        description: "VM size of both firewalls; all of these take four NICs.",
    });
    all.push(Parameter {
        name: DISK,
        kind: text(Some(Expr::text(plan.machine.disk.text())), disks(plan)),
        description: "Type of the OS disk of both firewalls.",
    });
    if let Some(server) = &plan.server {
        all.push(Parameter {
            name: SERVER_SIZE,
            kind: Type::Text {
                default: Some(Expr::text(&server.size)),
                allowed: vec![],
                length: Some((1, facts::azure::SIZE_NAME_MAX)),
            },
            description: "VM size of the test server.",
        });
    }
    if !plan.site.tags.is_empty() {
        let tags = plan.site.tags.iter().map(|tag| (Text::from(&tag.name), Text::from(&tag.value)));
        all.push(Parameter {
            name: TAGS,
            kind: Type::Tags(Object(tags.collect())),
            description: "Tags on every resource.",
        });
    }
    all
}

fn text(default: Option<Expr>, allowed: Vec<Text>) -> Type {
    Type::Text { default, allowed, length: None }
}

fn bootstrap(plan: &Plan) -> Vec<Parameter> {
    let mode = plan.bootstrap.mode;
    let mut all = Vec::new();
    if mode.has_package() && plan.bootstrap.account.is_none() {
        let rule = facts::azure::STORAGE_ACCOUNT;
        let (default, description) = if mode == BootstrapMode::OneClick {
            (
                Some(own_account_name()),
                "Name of the storage account that is made for the bootstrap packages: 3 to 24 lower-case letters and digits, unique in Azure.",
            )
        } else {
            (None, "Name of the storage account whose file share holds both bootstrap packages.")
        };
        all.push(Parameter {
            name: ACCOUNT,
            kind: Type::Text { default, allowed: vec![], length: Some((rule.min, rule.max)) },
            description,
        });
    }
    all.extend(plan.bootstrap.asked.iter().map(|field| {
        let (name, description) = field.parameter();
        Parameter { name, kind: Type::OptionalSecret(field.label()), description }
    }));
    if mode == BootstrapMode::Key {
        all.push(Parameter {
            name: ACCESS_KEY,
            // A key is 88 characters of base64; the bounds only catch an empty or a wrong paste.
            kind: Type::Secret { length: (40, 200) },
            description: "Access key of that storage account. The firewalls keep it in their custom data; rotate it after both have booted.",
        });
    }
    all
}

/// The same in each deployment to one resource group, and different in any two groups.
fn own_account_name() -> Expr {
    let group = Expr::call("resourceGroup", vec![]).property(".id");
    let unique = Expr::call("uniqueString", vec![group]);
    Expr::call("concat", vec![Expr::text(facts::azure::ACCOUNT_PREFIX), unique])
}

/// Whether the planned size takes premium disks; an unknown size is trusted with them.
fn premium(plan: &Plan) -> bool {
    facts::vmseries::size_named(&plan.machine.size.value).is_none_or(|size| size.premium)
}

/// Disks that every allowed size takes.
fn disks(plan: &Plan) -> Vec<Text> {
    let fits = |disk: &&Disk| **disk != Disk::Premium || premium(plan);
    Disk::ALL.iter().filter(fits).map(Text::from).collect()
}

/// Sizes that fit whatever the template fixes: four NICs, the accelerated networking planned, and
/// the disks that can be chosen beside it.
fn sizes(plan: &Plan) -> Vec<Text> {
    let planned = &plan.machine.size.value;
    let accelerated = plan.units.a.untrust.accelerated;
    let premium = premium(plan);
    let fits = |size: &&facts::vmseries::Size| {
        size.nics >= facts::vmseries::NICS
            && (size.premium || !premium)
            && match size.accelerated {
                Accelerated::Supported => true,
                Accelerated::Required => accelerated,
                Accelerated::None => !accelerated,
            }
    };
    let known = facts::vmseries::SIZES.iter().filter(fits).map(|size| size.name);
    let others = known.filter(|size| !size.eq_ignore_ascii_case(planned));
    std::iter::once(planned.as_str()).chain(others).map(Text::from).collect()
}

/// A parameter as the template declares it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Declaration<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<Default<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    allowed_values: &'a [Text],
    #[serde(skip_serializing_if = "Option::is_none")]
    min_length: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<usize>,
    metadata: Metadata,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Default<'a> {
    Text(&'a Expr),
    Tags(&'a Object<Text, Text>),
    Blank(&'static str),
}

#[derive(Serialize)]
struct Metadata {
    description: &'static str,
}

impl Serialize for Parameter {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let metadata = Metadata { description: self.description };
        let blank = Declaration {
            r#type: "string",
            default_value: None,
            allowed_values: &[],
            min_length: None,
            max_length: None,
            metadata,
        };
        match &self.kind {
            Type::Text { default, allowed, length } => Declaration {
                default_value: default.as_ref().map(Default::Text),
                allowed_values: allowed,
                min_length: length.map(|(least, _)| least),
                max_length: length.map(|(_, most)| most),
                ..blank
            },
            Type::Secret { length: (least, most) } => Declaration {
                r#type: "securestring",
                min_length: Some(*least),
                max_length: Some(*most),
                ..blank
            },
            Type::OptionalSecret(_) => Declaration {
                r#type: "securestring",
                default_value: Some(Default::Blank("")),
                ..blank
            },
            // No bound on the length: offline evaluators fill a missing list with an empty one, and
            // Azure itself refuses a rule without sources.
            Type::Texts => Declaration { r#type: "array", ..blank },
            Type::Tags(tags) => {
                Declaration { r#type: "object", default_value: Some(Default::Tags(tags)), ..blank }
            }
        }
        .serialize(serializer)
    }
}

/// The parameters file.
#[derive(Serialize)]
pub(super) struct ParametersFile<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    #[serde(rename = "contentVersion")]
    content_version: &'static str,
    parameters: Object<&'static str, Value<'a>>,
}

#[derive(Serialize)]
struct Value<'a> {
    value: Literal<'a>,
}

/// A value as it is: nothing in this file is an expression.
#[derive(Serialize)]
#[serde(untagged)]
enum Literal<'a> {
    Text(&'a str),
    Tags(Object<&'a str, &'a str>),
}

/// The parameters file: every parameter whose value is a plain one of the design's.
pub(super) fn file(declared: &[Parameter]) -> ParametersFile<'_> {
    let given =
        declared.iter().filter_map(|one| Some((one.name, Value { value: plain(&one.kind)? })));
    ParametersFile {
        schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
        content_version: "1.0.0.0",
        parameters: Object(given.collect()),
    }
}

/// A default that is no expression; secrets and what is asked have none.
fn plain(kind: &Type) -> Option<Literal<'_>> {
    match kind {
        Type::Text { default: Some(Expr::Text(text)), .. } => Some(Literal::Text(text.as_str())),
        Type::Tags(Object(tags)) => {
            let tags = tags.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            Some(Literal::Tags(Object(tags.collect())))
        }
        Type::Text { .. } | Type::Secret { .. } | Type::OptionalSecret(_) | Type::Texts => None,
    }
}
