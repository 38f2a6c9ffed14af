//! The sheet to hand over: everything on it but the picture, which the page draws itself.

use super::super::block::{around, heading, note, paragraph};
use super::super::code;
use super::{Made, plain};
use crate::draft::Draft;
use crate::finding::{Finding, Names, Severity};
use crate::guide::addresses;
use crate::plan::Plan;
use crate::xml::Node;
use crate::{failover, share};

/// The sheet; without an address there is no link to scan.
pub(super) fn sheet(&Made { draft, review, .. }: &Made<'_>, address: &str) -> Vec<Node> {
    let mut blocks = Vec::new();
    if let Some(plan) = &review.plan {
        blocks.push(around("h3", "paper-head", Vec::new()).with_text(addresses::heading(plan)));
        let aside = [code(draft, address), services(plan)].concat();
        blocks.push(around("div", "paper-aside", aside));
        blocks.push(addresses(plan));
        let told = vec![heading("Failover"), paragraph(&failover::summary(plan))];
        blocks.push(around("div", "paper-part", told));
    }
    let open = review.findings.iter().filter(|finding| finding.severity() != Severity::Note);
    let open: Vec<Node> = open.map(finding).collect();
    let open = if open.is_empty() { note("No open finding.") } else { around("ul", "", open) };
    let version = concat!("Fast HA Configurator ", env!("CARGO_PKG_VERSION"));
    let end =
        note(&format!("{version}. Nothing here was verified on a live firewall or subscription."));
    blocks.push(around("div", "paper-part", vec![heading("Open findings"), open, end]));
    blocks
}

/// The link to the design as a code, where there is an address and the code holds it.
fn code(draft: &Draft, address: &str) -> Vec<Node> {
    if address.is_empty() {
        return Vec::new();
    }
    let link = format!("{address}#d={}", share::write(draft));
    let Some((size, path)) = code::qr(&link) else {
        return vec![note("The link to this design is too long for a code.")];
    };
    let view = [("viewBox", format!("0 0 {size} {size}")), ("class", "qr".to_owned())];
    let mut picture = Node::new("svg", view.into());
    picture.children.push(Node::new("path", vec![("d", path)]));
    vec![picture, note("Opens this design, without secrets.")]
}

fn services(plan: &Plan) -> Vec<Node> {
    let services: Vec<Node> =
        plan.balance.services.iter().map(|one| plain("li", &one.to_string())).collect();
    if services.is_empty() {
        return vec![heading("Published services"), note("None.")];
    }
    vec![heading("Published services"), around("ul", "mono", services)]
}

/// Every subnet and address.
fn addresses(plan: &Plan) -> Node {
    let row = |class: &str, tag: &'static str, cells: &[String]| {
        around("tr", class, cells.iter().map(|cell| plain(tag, cell)).collect())
    };
    let head = row("", "th", &addresses::COLUMNS.map(str::to_owned));
    let rows = addresses::rows(plan).into_iter();
    let rows = rows.map(|one| row(&format!("zone-{}", one.role), "td", &one.cells));
    let parts = vec![around("thead", "", vec![head]), around("tbody", "", rows.collect())];
    around("table", "plan", parts)
}

fn finding(finding: &Finding) -> Node {
    let said = format!(" {}: {}", finding.severity(), finding.message(Names::Titles));
    around("li", "", vec![plain("b", finding.code.rule().code), plain("span", &said)])
}
