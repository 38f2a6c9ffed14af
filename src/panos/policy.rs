//! Objects and rules from the list of services: probe first, services, path monitoring, outbound,
//! east-west, denial.
//!
//! The probe's rules stand above all others, so that a service on the probe's port does not catch
//! the probe. Inbound traffic keeps its client address: destination translation only.

use std::collections::BTreeSet;

use super::element::{Element, entry, flag, leaf, members, node};
use crate::design::{Dataplane, Profile, Protocol, Service, Unit};
use crate::facts;
use crate::plan::{Plan, Router};

/// Service objects: one for the probe and one for each published port.
pub(super) fn services(plan: &Plan) -> Element {
    let probe = (Protocol::Tcp, plan.balance.probe.port);
    let services = plan.balance.services.iter().filter(|_| plan.system.local_policy);
    let published = services.map(|service| (service.protocol, service.backend_port));
    let mut objects = BTreeSet::new();
    objects.insert(probe);
    objects.extend(published);
    let object = |(protocol, port): (Protocol, u16)| {
        let transport = match protocol {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
        };
        let body = node("protocol", vec![node(transport, vec![leaf("port", port)])]);
        entry(object_name(protocol, port), vec![body])
    };
    node("service", objects.into_iter().map(object).collect())
}

fn object_name(protocol: Protocol, port: u16) -> String {
    format!("{protocol}-{port}")
}

/// Destinations of inbound traffic before translation: both units' untrust addresses, or with
/// floating IP the public one of the front end.
fn published_addresses(plan: &Plan, service: &Service) -> Vec<String> {
    match plan.balance.floating_address(service) {
        Some(address) => vec![address.to_string()],
        None => plan.units.each().map(|unit| unit.untrust.address.to_string()).to_vec(),
    }
}

fn inside(plan: &Plan) -> Vec<String> {
    plan.network.inside().map(|range| range.to_string()).collect()
}

/// The NAT rulebase of one unit; only the outbound rule's own address differs from the other's.
pub(super) fn nat(plan: &Plan, unit: Unit) -> Element {
    let mut rules = Vec::new();
    let probe = facts::azure::PROBE_SOURCE.to_string();
    for zone in plan.routers.each_ref().map(|router| router.zone) {
        rules.push(entry(
            probe_name(zone),
            vec![
                members("to", [zone]),
                members("from", [zone]),
                members("source", [&probe]),
                members("destination", ["any"]),
                leaf("service", "any"),
                leaf("description", "Health probes are not translated; keep this rule first"),
            ],
        ));
    }
    if !plan.system.local_policy {
        return node("nat", vec![node("rules", rules)]);
    }
    let [untrust, trust] = &plan.routers;
    for service in &plan.balance.services {
        let mut translation = vec![leaf("translated-address", service.target)];
        if service.backend_port != service.target_port {
            translation.push(leaf("translated-port", service.target_port));
        }
        rules.push(entry(
            inbound_name(service),
            vec![
                node("destination-translation", translation),
                members("to", [untrust.zone]),
                members("from", [untrust.zone]),
                members("source", ["any"]),
                members("destination", published_addresses(plan, service)),
                leaf("service", object_name(service.protocol, service.backend_port)),
            ],
        ));
    }
    let own = &plan.units.of(unit).untrust.address;
    let mut interface = vec![leaf("interface", untrust.interface)];
    if plan.machine.dataplane == Dataplane::Static {
        let len = plan.network.untrust.range.value.prefix_len();
        interface.insert(0, leaf("ip", format!("{own}/{len}")));
    }
    rules.push(entry(
        "outbound",
        vec![
            node(
                "source-translation",
                vec![node("dynamic-ip-and-port", vec![node("interface-address", interface)])],
            ),
            members("to", [untrust.zone]),
            members("from", [trust.zone]),
            members("source", inside(plan)),
            members("destination", ["any"]),
            leaf("service", "any"),
        ],
    ));
    node("nat", vec![node("rules", rules)])
}

fn probe_name(zone: &str) -> String {
    format!("probe-{zone}")
}

fn inbound_name(service: &Service) -> String {
    format!("in-{}", service.name)
}

/// A security rule before it is written.
struct Rule<'a> {
    name: String,
    from: Vec<&'a str>,
    to: Vec<&'a str>,
    source: Vec<String>,
    destination: Vec<String>,
    application: &'a str,
    service: String,
    allow: bool,
    log: bool,
    description: &'a str,
}

impl Rule<'_> {
    /// The rule, with PAN-OS's own threat profiles where it allows logged traffic and they are wanted.
    fn element(self, threat_profiles: bool) -> Element {
        let mut element = vec![
            members("to", self.to),
            members("from", self.from),
            members("source", self.source),
            members("destination", self.destination),
            members("source-user", ["any"]),
            members("category", ["any"]),
            members("application", [self.application]),
            members("service", [self.service]),
            leaf("action", if self.allow { "allow" } else { "deny" }),
            flag("log-start", false),
            flag("log-end", self.log),
            leaf("description", self.description),
        ];
        if threat_profiles && self.allow && self.log {
            element.push(threat_setting());
        }
        entry(self.name, element)
    }
}

/// Profiles that every PAN-OS has under these names. Source: PAN-OS, predefined security profiles.
fn threat_setting() -> Element {
    let profiles = [
        ("virus", "default"),
        ("spyware", "strict"),
        ("vulnerability", "strict"),
        ("wildfire-analysis", "default"),
    ];
    let profiles = profiles.map(|(kind, name)| members(kind, [name])).to_vec();
    node("profile-setting", vec![node("profiles", profiles)])
}

fn any() -> Vec<String> {
    vec!["any".to_owned()]
}

/// The security rulebase, the same on both units.
pub(super) fn security(plan: &Plan) -> Element {
    let [untrust, trust] = plan.routers.each_ref().map(|router| router.zone);
    // A rule a side: no probe may cross from one to the other.
    let probe = |zone: &'static str| Rule {
        name: probe_name(zone),
        from: vec![zone],
        to: vec![zone],
        source: vec![facts::azure::PROBE_SOURCE.to_string()],
        destination: any(),
        application: "any",
        service: object_name(Protocol::Tcp, plan.balance.probe.port),
        allow: true,
        log: false,
        description: "Health probes of the load balancer; not logged, every few seconds",
    };
    let mut rules = vec![probe(untrust), probe(trust)];
    if plan.system.local_policy {
        rules.extend(published(plan, untrust, trust));
    }
    rules.extend(plan.routers.iter().filter_map(|router| path_monitoring(plan, router)));
    if plan.system.local_policy {
        rules.extend(passing(plan, untrust, trust));
    }
    let profiles = plan.system.threat_profiles;
    let rules = rules.into_iter().map(|rule| rule.element(profiles)).collect();
    node("security", vec![node("rules", rules)])
}

/// The unit's own pings pass the policy too, and the denial at its end, whoever writes the rest, would stop
/// them. A ping begins
/// in the zone of the interface by which it leaves.
fn path_monitoring<'a>(plan: &Plan, router: &Router) -> Option<Rule<'a>> {
    let watched = plan.watched(router);
    let own = match plan.machine.dataplane {
        Dataplane::Static => {
            let units = plan.units.each();
            let nics = units.iter().flat_map(|unit| unit.nics());
            let here = nics.filter(|nic| nic.interface == router.interface);
            here.map(|nic| nic.address.to_string()).collect()
        }
        Dataplane::Dhcp => any(),
    };
    (!watched.is_empty()).then(|| Rule {
        name: format!("path-monitoring-{}", router.zone),
        from: vec![router.zone],
        to: vec![router.zone],
        source: own,
        destination: watched.iter().map(ToString::to_string).collect(),
        application: "ping",
        service: "application-default".to_owned(),
        allow: true,
        log: false,
        description: "Pings of path monitoring, sent by the units themselves",
    })
}

fn published<'a>(plan: &Plan, untrust: &'a str, trust: &'a str) -> impl Iterator<Item = Rule<'a>> {
    plan.balance.services.iter().map(|service| Rule {
        name: inbound_name(service),
        from: vec![untrust],
        to: vec![trust],
        source: any(),
        destination: published_addresses(plan, service),
        application: "any",
        service: object_name(service.protocol, service.backend_port),
        allow: true,
        log: true,
        description: "Published service; the destination is the address before translation",
    })
}

/// What passes the pair by the profile, and what does not.
fn passing<'a>(plan: &Plan, untrust: &'a str, trust: &'a str) -> Vec<Rule<'a>> {
    let mut rules = Vec::new();
    if plan.system.profile == Profile::Lab {
        rules.push(Rule {
            name: "lab-allow-all".to_owned(),
            from: vec!["any"],
            to: vec!["any"],
            source: any(),
            destination: any(),
            application: "any",
            service: "any".to_owned(),
            allow: true,
            log: true,
            description: "Laboratory only: everything is allowed",
        });
    } else {
        rules.push(Rule {
            name: "outbound".to_owned(),
            from: vec![trust],
            to: vec![untrust],
            source: inside(plan),
            destination: any(),
            application: "any",
            service: "application-default".to_owned(),
            allow: true,
            log: true,
            description: "From behind the firewalls to the Internet, applications on their own ports",
        });
        rules.push(Rule {
            name: "east-west".to_owned(),
            from: vec![trust],
            to: vec![trust],
            source: inside(plan),
            destination: inside(plan),
            application: "any",
            service: "any".to_owned(),
            allow: true,
            log: true,
            description: "Between ranges behind the firewalls",
        });
        // Panorama's post rules stand behind the local ones, and this one would leave them nothing.
        if plan.panorama.is_none() {
            rules.push(Rule {
                name: "deny-all".to_owned(),
                from: vec!["any"],
                to: vec!["any"],
                source: any(),
                destination: any(),
                application: "any",
                service: "any".to_owned(),
                allow: false,
                log: true,
                description: "Everything else, with a log entry",
            });
        }
    }
    rules
}

/// PAN-OS's two default rules, made to log. They stand behind Panorama's post rules, so with Panorama the
/// denial is theirs, inside a zone too.
pub(super) fn defaults(plan: &Plan) -> Element {
    let intrazone = if plan.panorama.is_some() { "deny" } else { "allow" };
    let rule = |name: &str, action: &str| {
        entry(name, vec![leaf("action", action), flag("log-start", false), flag("log-end", true)])
    };
    let rules = vec![rule("intrazone-default", intrazone), rule("interzone-default", "deny")];
    node("default-security-rules", vec![node("rules", rules)])
}
