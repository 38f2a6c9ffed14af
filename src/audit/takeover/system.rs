//! What the configurations say of PAN-OS itself: system, logs, high availability, what manages the units.

use super::seen::{Init, Said, Seen, spot};
use crate::audit::fault::Spot;
use crate::choice::{Choice, Local, Profile, Routing, TimerSet, Transport};
use crate::design::is_said_elsewhere;
use crate::facts;
use crate::field::Field;
use crate::list::SyslogServer;
use crate::walk::firewall::Rule;

pub(super) const SYSTEM: &str = "devices/entry/deviceconfig/system";
pub(super) const SETTING: &str = "devices/entry/deviceconfig/setting";
pub(super) const HA: &str = "devices/entry/deviceconfig/high-availability/group";

/// A value of the system; init-cfg.txt counts where both say it.
pub(super) fn system(seen: &Seen<'_>, key: &str, path: &str) -> Option<Said> {
    seen.first(key).or_else(|| seen.leaf(&format!("{SYSTEM}/{path}")))
}

/// The login banner, in which the own host name stands for each unit's.
pub(super) fn banner(seen: &Seen<'_>) -> Option<Said> {
    let said = seen.leaf(&format!("{SYSTEM}/login-banner"))?;
    let host = &seen.any()?.firewall.host_name;
    let other =
        seen.configuration(1).map(|one| one.tree.text_at(&format!("{SYSTEM}/login-banner")));
    // A text that both units have alike names neither.
    let own = !host.is_empty() && other != Some(said.text.as_str());
    let text =
        if own { said.text.replace(host, facts::panos::BANNER_HOST) } else { said.text.clone() };
    Some(Said { text, ..said })
}

/// The access list of management without the units' own addresses, which are added.
pub(super) fn permitted(seen: &Seen<'_>) -> Option<Said> {
    let (configuration, list) = seen.element(&format!("{SYSTEM}/permitted-ip"))?;
    let own: Vec<String> = (0..2)
        .filter_map(|unit| super::machine::management(seen, unit))
        .flat_map(|said| [format!("{}/32", said.text), said.text])
        .collect();
    let entries = list.children.iter().map(|entry| entry.name.as_str());
    let entries: Vec<&str> = entries.filter(|entry| !own.iter().any(|one| one == entry)).collect();
    Some(Said::list(&entries)?.at(spot(configuration, list)))
}

fn is_any(list: &[String]) -> bool {
    list.iter().any(|one| one == "any")
}

/// Whether a rule lets everything pass.
fn is_open(rule: &Rule) -> bool {
    rule.action == "allow"
        && !rule.narrowed
        && [&rule.from, &rule.to, &rule.source, &rule.destination].into_iter().all(|l| is_any(l))
}

pub(super) fn profile(seen: &Seen<'_>) -> Option<Said> {
    let configuration = seen.any()?;
    let complex = configuration.tree.at("mgt-config/password-complexity").line > 0;
    let guarded =
        configuration.tree.text_at(&format!("{SETTING}/session/packet-buffer-protection-enable"));
    let open = configuration.firewall.security.iter().any(is_open);
    let profile = if open {
        Profile::Lab
    } else if guarded == "yes" {
        Profile::Hardened
    } else if complex && admin_limits(seen).is_some_and(|said| said.text == "off") {
        Profile::Lab
    } else {
        Profile::Minimal
    };
    Some(Said::new(profile.text()))
}

pub(super) fn admin_limits(seen: &Seen<'_>) -> Option<Said> {
    seen.written("mgt-config/password-complexity/password-history-count")
}

pub(super) fn threat_profiles(seen: &Seen<'_>) -> Option<Said> {
    let configuration = seen.any()?;
    let rules = configuration.tree.at("devices/entry/vsys/entry/rulebase/security/rules");
    let guarded = rules.children.iter().find(|rule| rule.at("profile-setting").line > 0);
    Some(Said::there(guarded.map(|rule| spot(configuration, rule))))
}

pub(super) fn routing(seen: &Seen<'_>) -> Option<Said> {
    let configuration = seen.any()?;
    let logical = configuration.tree.at("devices/entry/network/logical-router");
    let routing = if logical.line > 0 { Routing::LogicalRouter } else { Routing::VirtualRouter };
    Some(Said::new(routing.text()))
}

pub(super) fn syslog(seen: &Seen<'_>) -> Option<Said> {
    let (configuration, list) = seen.element("shared/log-settings/syslog/entry/server")?;
    let server = |entry: &crate::audit::tree::Tree| {
        let transport = match entry.text_at("transport") {
            "UDP" => Transport::Udp,
            "TCP" => Transport::Tcp,
            "SSL" => Transport::Tls,
            _ => return None,
        };
        let server = entry.text_at("server").to_owned();
        Some(SyslogServer { transport, server, port: entry.text_at("port").parse().ok()? })
    };
    let servers: Vec<SyslogServer> = list.children.iter().filter_map(server).collect();
    Some(Said::list(&servers)?.at(spot(configuration, list)))
}

/// The region of Strata Logging Service, whose logs leave by the switch of Panorama.
pub(super) fn strata(seen: &Seen<'_>) -> Option<Said> {
    seen.leaf(&format!("{SETTING}/logging/logging-service-forwarding/logging-service-regions"))
}

pub(super) fn to_panorama(seen: &Seen<'_>) -> Option<Said> {
    let configuration = seen.any()?;
    let logs = configuration.tree.at("shared/log-settings");
    let sends = logs.any(&|one| one.tag == "send-to-panorama" && one.text == "yes");
    Some(match strata(seen) {
        Some(_) => Said::switch(false)
            .guessed("with Strata Logging Service the same switch sends the logs to either"),
        None => Said::switch(sends),
    })
}

pub(super) fn timers(seen: &Seen<'_>) -> Option<Said> {
    let (configuration, timers) = seen.element(&format!("{HA}/election-option/timers"))?;
    let set = timers.children.first()?;
    let known = TimerSet::ALL.iter().find(|known| known.text() == set.tag)?;
    Some(Said::new(known.text()).at(spot(configuration, set)))
}

/// A timer of the advanced set, by its element's name in the field's row.
pub(super) fn timer(seen: &Seen<'_>, field: Field) -> Option<Said> {
    let crate::field::Kind::Number(_, _, _, element) = field.spec().kind else { return None };
    seen.leaf(&format!("{HA}/election-option/timers/advanced/{element}"))
}

pub(super) fn priority(seen: &Seen<'_>, unit: usize) -> Option<Said> {
    let configuration = seen.configuration(unit)?;
    let leaf = configuration.tree.at(&format!("{HA}/election-option/device-priority"));
    Some(Said::filled(&leaf.text)?.at(spot(configuration, leaf)))
}

/// What else makes a unit give up: its links, and addresses that it pings.
pub(super) fn monitoring(seen: &Seen<'_>) -> Option<Said> {
    let (configuration, watch) = seen.element(&format!("{HA}/monitoring"))?;
    let mut entries: Vec<String> = Vec::new();
    if watch.at("link-monitoring/link-group").line > 0 {
        entries.push("link".to_owned());
    }
    watch.at("path-monitoring/path-group").each(&mut |one| {
        if one.tag == "destination-ip" {
            entries.extend(one.children.iter().map(|member| member.text.clone()));
        }
    });
    Some(Said::list(&entries)?.at(spot(configuration, watch)))
}

/// What stays local with a Panorama: rules for what passes, or the network alone.
pub(super) fn local(seen: &Seen<'_>) -> Option<Said> {
    seen.first("panorama-server")?;
    let firewall = &seen.any()?.firewall;
    let [_, untrust, trust, _] = facts::panos::INTERFACES;
    let (outer, inner) = (firewall.zone_of(untrust)?, firewall.zone_of(trust)?);
    let has = |zones: &[String], zone: &str| zones.iter().any(|one| one == zone || one == "any");
    let passes = |rule: &Rule| has(&rule.from, inner) && has(&rule.to, outer);
    let own = firewall.security.iter().any(passes);
    Some(Said::new(if own { Local::All.text() } else { Local::Network.text() }))
}

/// How the keys begin that a design has no field for and that are told as what is not carried over.
const IPV6: &str = "ipv6-";

/// Keys of the first settings that no other field says.
pub(super) fn further_keys(seen: &Seen<'_>) -> Option<Said> {
    let init: &Init = seen.init.iter().find(|init| !init.is_empty())?;
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut first: Option<Spot> = None;
    for (key, (value, at)) in init {
        let value = if key == facts::panos::INIT_COMMANDS {
            let known = [facts::panos::ROUTING_COMMAND, facts::panos::LICENSING_COMMAND];
            let own = value.split(',').filter(|one| !known.contains(one));
            own.collect::<Vec<_>>().join(",")
        } else if is_said_elsewhere(key) && !key.starts_with(IPV6) {
            continue;
        } else {
            value.clone()
        };
        if !value.is_empty() && facts::panos::init_value_fits(key, &value) == Some(true) {
            lines.push((at.line, format!("{key}={value}")));
            first.get_or_insert_with(|| at.clone());
        }
    }
    // What plugins do has a line of its own before, and the rest follows in its order.
    lines.sort();
    let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
    Some(Said::list(&lines)?.at(first?))
}
