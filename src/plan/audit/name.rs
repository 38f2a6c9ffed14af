//! Names with their suffix: Azure's rules, PAN-OS's host name, and one name for one thing.

use std::collections::BTreeMap;

use super::super::Plan;
use crate::facts;
use crate::field::Field;
use crate::finding::{Case, Fact, Finding, follow};

pub(super) fn audit(plan: &Plan, findings: &mut Vec<Finding>) {
    for planned in plan.names() {
        if planned.rule.fits(planned.name) {
            continue;
        }
        let length = planned.name.chars().count();
        let at = culprit(plan, planned.field, planned.name, |name| planned.rule.fits(name));
        let (kind, rule) = (Fact::Word(planned.kind), planned.rule);
        let finding = if length > rule.max {
            Case::PlannedNameLength.at(at, (kind, planned.name, length, rule.max))
        } else {
            Case::PlannedNameShape.at(at, (kind, planned.name, Fact::Word(rule.expected)))
        };
        follow_name(findings, finding);
    }
    for unit in plan.units.each() {
        if !facts::panos::is_host_name(&unit.name.value) {
            let (field, name) = (unit.name.from.field(), &unit.name.value);
            let at = culprit(plan, field, name, facts::panos::is_host_name);
            let facts = (&unit.name, unit.unit.letter(), facts::panos::HOST_NAME_MAX);
            follow_name(findings, Case::PlannedHostName.at(at, facts));
        }
    }
    duplicates(plan, findings);
}

/// Two resources of one kind with one name: the second would overwrite the first.
fn duplicates(plan: &Plan, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(&str, String), Field> = BTreeMap::new();
    for planned in plan.names() {
        // Azure compares names without regard to case.
        let key = (planned.kind, planned.name.to_ascii_lowercase());
        if let Some(first) = seen.insert(key, planned.field) {
            let at = if first == planned.field {
                vec![planned.field]
            } else {
                vec![planned.field, first]
            };
            follow_name(findings, Case::NamesEqual.at(at, (planned.kind, planned.name)));
        }
    }
}

/// A name's field and the suffix's: the suffix's first where the name fits without it.
fn culprit(plan: &Plan, field: Field, name: &str, fits: impl Fn(&str) -> bool) -> [Field; 2] {
    let suffix = plan.settled.get(&Field::SiteSuffix).map_or("", |suffix| suffix.value.as_str());
    if !suffix.is_empty() && fits(&name.replacen(suffix, "", 1)) {
        [Field::SiteSuffix, field]
    } else {
        [field, Field::SiteSuffix]
    }
}

/// Other names are made of a machine's, so one rule at the same fields says the same once more.
fn follow_name(findings: &mut Vec<Finding>, finding: Finding) {
    let (case, at) = (finding.case, finding.at.clone());
    // The lines of a list are texts of their own.
    let single = at.first().is_some_and(|field| !field.spec().kind.has_lines());
    let suffix = Some(&Field::SiteSuffix);
    let causes = |one: &Finding| {
        let same = single && one.case == case && one.at == at;
        same || at.first() == suffix && one.at.first() == suffix
    };
    follow(findings, causes, finding);
}
