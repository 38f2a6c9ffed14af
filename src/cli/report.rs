//! Findings for people and for pipelines: text, JSON, and SARIF.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answer::Answer;
use super::sarif;
use super::sarif::{Outcome, Rule};
use crate::finding::{Code, Finding, Names, Safety, Severity};
use crate::json;
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    follows: Vec<Reported<'a>>,
}

#[derive(Serialize)]
struct ReportedFix<'a> {
    title: &'a str,
    safe: bool,
    edits: BTreeMap<&'static str, &'a str>,
}

/// One object for one design, a list of them for several.
pub(super) fn json(checked: &[Checked]) -> String {
    match checked {
        [one] => json::pretty(&report(&one.review, None)),
        many => {
            let reports = many.iter().map(|one| report(&one.review, Some(&one.path)));
            json::pretty(&reports.collect::<Vec<_>>())
        }
    }
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
        follows: finding.followers.iter().map(reported).collect(),
    }
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
    let rules = broken.iter().map(|code| descriptor(*code)).collect();
    let outcomes = checked.iter().flat_map(|design| {
        design.review.findings.iter().map(|found| outcome(design, found, &broken))
    });
    sarif::log(rules, outcomes.collect())
}

fn descriptor(code: Code) -> Rule {
    let (rule, told) = (code.rule(), code.explanation());
    Rule {
        id: rule.code,
        name: rule.slug,
        what: told.what,
        why: told.why,
        instead: told.instead,
        level: rule.severity.to_string(),
    }
}

fn outcome(design: &Checked, found: &Finding, broken: &[Code]) -> Outcome {
    let rule = found.code.rule();
    let path = if design.path == "-" { "design.json" } else { &design.path };
    Outcome {
        rule: broken
            .iter()
            .position(|code| *code == found.code)
            .expect("the rules that were broken are those of the findings"),
        id: rule.code,
        level: rule.severity.to_string(),
        says: found.message(Names::Keys),
        places: vec![(path.to_owned(), line_of(&design.text, found))],
        fields: found.at.iter().map(|field| field.key()).collect(),
    }
}

/// The line on which the first of its fields that is typed stands; the first line for the others.
fn line_of(text: &str, found: &Finding) -> usize {
    let mut keys = found.at.iter().map(|field| format!("\"{}\"", field.key()));
    let line = |key: String| text.lines().position(|line| line.contains(&key));
    keys.find_map(line).map_or(1, |line| line + 1)
}
