//! SARIF 2.1.0: outcomes with their rules and places, as code scanning reads them.

use serde::Serialize;

use crate::json::{self, Object};

/// A rule that was broken.
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) why: &'static str,
    pub(super) instead: &'static str,
    /// `error`, `warning` or `note`.
    pub(super) level: String,
}

/// Where a rule was broken.
pub(super) struct Outcome {
    /// Its place among the rules.
    pub(super) rule: usize,
    pub(super) id: &'static str,
    pub(super) level: String,
    pub(super) says: String,
    /// Paths with their lines, from 1; the first is where it is told.
    pub(super) places: Vec<(String, usize)>,
    /// Fields of a design.
    pub(super) fields: Vec<&'static str>,
}

/// An object with one member, as SARIF wraps its texts and places.
type One<T> = Object<&'static str, T>;

fn one<T>(key: &'static str, value: T) -> One<T> {
    Object(vec![(key, value)])
}

/// Source: SARIF 2.1.0, OASIS.
#[derive(Serialize)]
struct Sarif {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
struct Run {
    tool: One<Driver>,
    results: Vec<Reported>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: &'static str,
    short_description: One<&'static str>,
    full_description: One<&'static str>,
    help: One<&'static str>,
    default_configuration: One<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reported {
    rule_id: &'static str,
    rule_index: usize,
    level: String,
    message: One<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: One<String>,
    region: One<usize>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: &'static str,
    kind: &'static str,
}

/// A log of outcomes.
pub(super) fn log(rules: Vec<Rule>, outcomes: Vec<Outcome>) -> String {
    let driver = Driver {
        name: "fast-ha",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: rules.into_iter().map(descriptor).collect(),
    };
    let log = Sarif {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: one("driver", driver),
            results: outcomes.into_iter().map(reported).collect(),
        }],
    };
    json::pretty(&log)
}

fn descriptor(rule: Rule) -> Descriptor {
    Descriptor {
        id: rule.id,
        name: rule.name,
        short_description: one("text", rule.what),
        full_description: one("text", rule.why),
        help: one("text", rule.instead),
        default_configuration: one("level", rule.level),
    }
}

fn reported(outcome: Outcome) -> Reported {
    let logical = |field: &&'static str| Logical { fully_qualified_name: field, kind: "member" };
    let mut places = outcome.places.into_iter();
    let location = |(uri, start_line): (String, usize), fields: &[&'static str]| Location {
        physical_location: Physical {
            artifact_location: one("uri", uri),
            region: one("startLine", start_line),
        },
        logical_locations: fields.iter().map(logical).collect(),
    };
    Reported {
        rule_id: outcome.id,
        rule_index: outcome.rule,
        level: outcome.level,
        message: one("text", outcome.says),
        locations: places
            .next()
            .map(|place| location(place, &outcome.fields))
            .into_iter()
            .collect(),
        related_locations: places.map(|place| location(place, &[])).collect(),
    }
}
