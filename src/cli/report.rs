//! Findings for people and for pipelines: text, JSON, and SARIF 2.1.0.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answer::Answer;
use crate::finding::{Code, Finding, Names, Safety, Severity};
use crate::review::Review;

/// A design that was checked.
pub(super) struct Checked {
    /// Its path as given.
    pub(super) path: String,
    /// Its text.
    pub(super) text: String,
    /// What was found.
    pub(super) review: Review,
}

/// A line a finding and a summary; with several designs each under its path.
pub(super) fn text(checked: &[Checked]) -> Answer {
    let mut answer = Answer::default();
    for design in checked {
        if checked.len() > 1 {
            answer.line(&design.path);
        }
        findings(&mut answer, &design.review);
    }
    answer
}

/// The findings of one design and their count.
pub(super) fn findings(answer: &mut Answer, review: &Review) {
    review.findings.iter().for_each(|finding| answer.finding(finding));
    answer.line(&summary(review));
}

/// How many there are of each severity.
pub(super) fn summary(review: &Review) -> String {
    let count = |severity| review.count(severity);
    format!(
        "{} errors, {} warnings, {} notes",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    )
}

#[derive(Serialize)]
struct Report<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    design: Option<&'a str>,
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: Vec<Reported<'a>>,
}

#[derive(Serialize)]
struct Reported<'a> {
    code: &'static str,
    slug: &'static str,
    severity: String,
    fields: Vec<&'static str>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    fixes: Vec<ReportedFix<'a>>,
}

#[derive(Serialize)]
struct ReportedFix<'a> {
    title: &'a str,
    safe: bool,
    edits: BTreeMap<&'static str, &'a str>,
}

/// One object for one design, a list of them for several.
pub(super) fn json(checked: &[Checked]) -> String {
    let written = match checked {
        [one] => serde_json::to_string_pretty(&report(&one.review, None)),
        many => {
            let reports = many.iter().map(|one| report(&one.review, Some(&one.path)));
            serde_json::to_string_pretty(&reports.collect::<Vec<_>>())
        }
    };
    written.expect("a report is always JSON")
}

fn report<'a>(review: &'a Review, design: Option<&'a str>) -> Report<'a> {
    Report {
        design,
        errors: review.count(Severity::Error),
        warnings: review.count(Severity::Warning),
        notes: review.count(Severity::Note),
        findings: review.findings.iter().map(reported).collect(),
    }
}

fn reported(finding: &Finding) -> Reported<'_> {
    let rule = finding.code.rule();
    Reported {
        code: rule.code,
        slug: rule.slug,
        severity: rule.severity.to_string(),
        fields: finding.at.iter().map(|field| field.key()).collect(),
        message: finding.message(Names::Keys),
        hint: finding.hint(Names::Keys),
        fixes: finding
            .fixes
            .iter()
            .map(|fix| ReportedFix {
                title: &fix.title,
                safe: fix.safety == Safety::Safe,
                edits: fix.edits.iter().map(|(field, text)| (field.key(), text.as_str())).collect(),
            })
            .collect(),
    }
}

/// Source: SARIF 2.1.0, OASIS.
#[derive(Serialize)]
struct Sarif<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
struct Run<'a> {
    tool: Tool,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
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
    short_description: Text<&'static str>,
    full_description: Text<&'static str>,
    help: Text<&'static str>,
    default_configuration: Level,
}

#[derive(Serialize)]
struct Text<T> {
    text: T,
}

#[derive(Serialize)]
struct Level {
    level: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: String,
    message: Text<String>,
    locations: [Location<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Place<'a>,
    region: Region,
}

#[derive(Serialize)]
struct Place<'a> {
    uri: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: &'static str,
    kind: &'static str,
}

/// A SARIF log of all designs, with the rules that were broken.
pub(super) fn sarif(checked: &[Checked]) -> String {
    let broken: Vec<Code> = Code::ALL
        .iter()
        .copied()
        .filter(|code| {
            checked.iter().any(|one| one.review.findings.iter().any(|found| found.code == *code))
        })
        .collect();
    let mut results = Vec::new();
    for design in checked {
        results.extend(design.review.findings.iter().map(|found| outcome(design, found, &broken)));
    }
    let log = Sarif {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "fast-ha",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: broken.iter().map(|code| descriptor(*code)).collect(),
                },
            },
            results,
        }],
    };
    serde_json::to_string_pretty(&log).expect("a log is always JSON")
}

fn descriptor(code: Code) -> Descriptor {
    let rule = code.rule();
    Descriptor {
        id: rule.code,
        name: rule.slug,
        short_description: Text { text: rule.what },
        full_description: Text { text: rule.why },
        help: Text { text: rule.instead },
        default_configuration: Level { level: rule.severity.to_string() },
    }
}

fn outcome<'a>(design: &'a Checked, found: &'a Finding, broken: &[Code]) -> Outcome<'a> {
    let rule = found.code.rule();
    let fields = found.at.iter();
    Outcome {
        rule_id: rule.code,
        rule_index: broken
            .iter()
            .position(|code| *code == found.code)
            .expect("the rules that were broken are those of the findings"),
        level: rule.severity.to_string(),
        message: Text { text: found.message(Names::Keys) },
        locations: [Location {
            physical_location: Physical {
                artifact_location: Place {
                    uri: if design.path == "-" { "design.json" } else { &design.path },
                },
                region: Region { start_line: line_of(&design.text, found) },
            },
            logical_locations: fields
                .map(|field| Logical { fully_qualified_name: field.key(), kind: "member" })
                .collect(),
        }],
    }
}

/// The line on which the first of its fields that is typed stands; the first line for the others.
fn line_of(text: &str, found: &Finding) -> usize {
    let mut keys = found.at.iter().map(|field| format!("\"{}\"", field.key()));
    let line = |key: String| text.lines().position(|line| line.contains(&key));
    keys.find_map(line).map_or(1, |line| line + 1)
}
