//! Where logs go: server profiles, the log forwarding profile that every rule names, and the logs of system
//! and configuration, which no rule makes.
//!
//! Strata Logging Service is reached by the same switch as Panorama. Sources: codegen, log forwarding, syslog
//! and log settings; iron-skillet's baseline (10.1 and 10.2); read 2026-11-26.

use super::element::{Element, entry, flag, leaf, members, node};
use crate::design::{SyslogServer, Transport};
use crate::facts;
use crate::plan::Logs;

/// Name of the log forwarding profile; `default` would clash with one that Panorama pushes.
const PROFILE: &str = "log-forwarding";

/// Name of the syslog server profile.
const SYSLOG: &str = "syslog";

/// The profile that a rule names, where logs leave the units.
pub(super) fn setting(logs: &Logs) -> Option<Element> {
    logs.leave().then(|| leaf("log-setting", PROFILE))
}

/// The shared settings of logs; nothing where they stay.
pub(super) fn shared(logs: &Logs) -> Vec<Element> {
    if !logs.leave() {
        return Vec::new();
    }
    let mut body = Vec::new();
    if !logs.syslog.is_empty() {
        let servers = logs.syslog.iter().zip(1..).map(server).collect();
        body.push(node("syslog", vec![entry(SYSLOG, vec![node("server", servers)])]));
    }
    for kind in ["system", "config"] {
        body.push(node(kind, vec![node("match-list", vec![matched(kind, Vec::new(), logs)])]));
    }
    let lists = facts::panos::LOG_TYPES;
    let lists = lists.map(|kind| matched(kind, vec![leaf("log-type", kind)], logs)).to_vec();
    let mut profile = vec![node("match-list", lists)];
    if logs.strata_region.is_some() {
        profile.push(flag("enhanced-application-logging", true));
    }
    body.push(node("profiles", vec![entry(PROFILE, profile)]));
    vec![node("log-settings", body)]
}

/// What a whole kind of logs does.
fn matched(kind: &str, log_type: Vec<Element>, logs: &Logs) -> Element {
    let mut body = log_type;
    body.push(leaf("filter", "All Logs"));
    body.push(flag("send-to-panorama", logs.panorama || logs.strata_region.is_some()));
    if !logs.syslog.is_empty() {
        body.push(members("send-syslog", [SYSLOG]));
    }
    entry(format!("all-{kind}"), body)
}

fn server((server, n): (&SyslogServer, u32)) -> Element {
    let transport = match server.transport {
        Transport::Udp => "UDP",
        Transport::Tcp => "TCP",
        Transport::Tls => "SSL",
    };
    entry(
        format!("server-{n}"),
        vec![
            leaf("server", &server.server),
            leaf("transport", transport),
            leaf("port", server.port),
            leaf("format", "BSD"),
            leaf("facility", "LOG_USER"),
        ],
    )
}

/// The settings of the device that logs want: the region of Strata Logging Service.
pub(super) fn service(logs: &Logs) -> Option<Element> {
    let region = logs.strata_region.as_ref()?;
    let body = vec![flag("enable", true), leaf("logging-service-regions", region)];
    Some(node("logging-service-forwarding", body))
}
