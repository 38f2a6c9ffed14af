//! The rules of PAN-OS from the list of services: probe first, services, what ends on the pair, path
//! monitoring, outbound, east-west, denial.
//!
//! The probe's rules stand above all others, so that a service on the probe's port does not catch
//! the probe. Inbound traffic keeps its client address: destination translation only.

use std::collections::BTreeSet;

use super::{Loopback, Plan, Router};
use crate::design::{Dataplane, Profile, Protocol, Service, Unit};
use crate::facts;
use crate::walk::firewall as walked;

/// A rule of PAN-OS with what only its reader cares for.
#[derive(Clone, Debug)]
pub struct PolicyRule {
    /// What it does with packets.
    pub rule: walked::Rule,
    /// Whether the end of a session is logged.
    pub log: bool,
    /// What it is for; empty where its name says it.
    pub description: &'static str,
}

impl Plan {
    /// Service objects: one for the probe and one for each published port.
    pub fn service_objects(&self) -> Vec<walked::Service> {
        let probe = (Protocol::Tcp, self.balance.probe.port);
        let published = self.ruled().map(|service| (service.protocol, service.backend_port));
        let objects: BTreeSet<_> = std::iter::once(probe).chain(published).collect();
        let object = |(protocol, port): (Protocol, u16)| walked::Service {
            name: object_name(protocol, port),
            protocol: protocol.to_string(),
            port: port.to_string(),
        };
        objects.into_iter().map(object).collect()
    }

    /// The NAT rulebase of one unit; only the outbound rule's own address differs from the other's.
    pub fn nat_rules(&self, unit: Unit) -> Vec<PolicyRule> {
        let [untrust, trust] = &self.routers;
        let probe = |router: &Router| PolicyRule {
            rule: walked::Rule {
                services: any(),
                ..between(
                    probe_name(router.zone),
                    (router.zone, router.zone),
                    probe_source(),
                    any(),
                )
            },
            log: false,
            description: "Health probes are not translated; keep this rule first",
        };
        let mut rules: Vec<PolicyRule> = self.routers.iter().map(probe).collect();
        let plain = |rule| PolicyRule { rule, log: false, description: "" };
        rules.extend(self.ruled().map(|service| {
            let translated = service.backend_port != service.target_port;
            let arrivals = self.arrivals(service);
            let zones = (untrust.zone, untrust.zone);
            plain(walked::Rule {
                services: vec![object_name(service.protocol, service.backend_port)],
                translated: service.target.to_string(),
                translated_port: if translated {
                    service.target_port.to_string()
                } else {
                    String::new()
                },
                ..between(inbound_name(service), zones, any(), arrivals)
            })
        }));
        let own = &self.units.of(unit).untrust.address;
        let len = self.network.untrust.range.value.prefix_len();
        let hidden = |name: &str, from: &str, source: Vec<String>| {
            plain(walked::Rule {
                services: any(),
                hides_behind: untrust.interface.to_owned(),
                hides_address: match self.machine.dataplane {
                    Dataplane::Static => format!("{own}/{len}"),
                    Dataplane::Dhcp => String::new(),
                },
                ..between(name.to_owned(), (from, untrust.zone), source, any())
            })
        };
        rules.extend(
            self.opening()
                .into_iter()
                .map(|vpn| hidden(VPN, vpn.zone, vec![vpn.range().to_string()])),
        );
        if self.system.local_policy {
            rules.push(hidden("outbound", trust.zone, self.inside()));
        }
        rules
    }

    /// The services that the packages have rules for: what ends on the pair is nobody else's.
    fn ruled(&self) -> impl Iterator<Item = &Service> {
        let local = self.system.local_policy;
        self.balance.services.iter().filter(move |service| local || service.on_pair)
    }

    /// The loopback, where the units open tunnels from it.
    fn opening(&self) -> Option<&Loopback> {
        let ipsec = |service: &Service| {
            service.on_pair
                && service.protocol == Protocol::Udp
                && facts::panos::IPSEC_PORTS.contains(&service.target_port)
        };
        self.balance.loopback.as_ref().filter(|_| self.balance.services.iter().any(ipsec))
    }

    /// The security rulebase, the same on both units.
    pub fn security_rules(&self) -> Vec<PolicyRule> {
        // A rule a side: no probe may cross from one to the other.
        let probe = |router: &Router| PolicyRule {
            rule: walked::Rule {
                services: vec![object_name(Protocol::Tcp, self.balance.probe.port)],
                ..allowed(
                    probe_name(router.zone),
                    (router.zone, router.zone),
                    probe_source(),
                    any(),
                )
            },
            log: false,
            description: "Health probes of the load balancer; not logged, every few seconds",
        };
        let mut rules: Vec<PolicyRule> = self.routers.iter().map(probe).collect();
        rules.extend(self.ruled().map(|service| self.published(service)));
        rules.extend(self.opening().map(|vpn| self.opened(vpn)));
        rules.extend(self.routers.iter().filter_map(|router| self.path_monitoring(router)));
        if self.system.local_policy {
            rules.extend(self.passing());
        }
        rules
    }

    /// Whether PAN-OS's own rule inside a zone denies. The two default rules stand behind Panorama's post
    /// rules, so with Panorama the denial is theirs, inside a zone too.
    pub fn denies_inside_zones(&self) -> bool {
        self.panorama.is_some()
    }

    /// Destinations of inbound traffic before translation: both units' untrust addresses, or with
    /// floating IP the public one of the front end.
    fn arrivals(&self, service: &Service) -> Vec<String> {
        match self.balance.floating_address(service) {
            Some(address) => vec![address.to_string()],
            None => self.units.each().map(|unit| unit.untrust.address.to_string()).to_vec(),
        }
    }

    fn inside(&self) -> Vec<String> {
        self.network.inside().map(|range| range.to_string()).collect()
    }

    /// The unit's own pings pass the policy too, and the denial at its end, whoever writes the rest, would
    /// stop them. A ping begins in the zone of the interface by which it leaves.
    fn path_monitoring(&self, router: &Router) -> Option<PolicyRule> {
        let watched = self.watched(router);
        let own = match self.machine.dataplane {
            Dataplane::Static => {
                let units = self.units.each();
                let nics = units.iter().flat_map(|unit| unit.nics());
                let here = nics.filter(|nic| nic.interface == router.interface);
                here.map(|nic| nic.address.to_string()).collect()
            }
            Dataplane::Dhcp => any(),
        };
        let to = watched.iter().map(ToString::to_string).collect();
        let name = format!("path-monitoring-{}", router.zone);
        (!watched.is_empty()).then(|| PolicyRule {
            rule: walked::Rule {
                applications: vec!["ping".to_owned()],
                services: vec!["application-default".to_owned()],
                ..allowed(name, (router.zone, router.zone), own, to)
            },
            log: false,
            description: "Pings of path monitoring, sent by the units themselves",
        })
    }

    fn published(&self, service: &Service) -> PolicyRule {
        let [untrust, trust] = &self.routers;
        let inner = match &self.balance.loopback {
            Some(loopback) if service.on_pair => loopback.zone,
            Some(_) | None => trust.zone,
        };
        let (name, arrivals) = (inbound_name(service), self.arrivals(service));
        let clients = match service.sources.as_slice() {
            [] => any(),
            sources => sources.iter().map(ToString::to_string).collect(),
        };
        PolicyRule {
            rule: walked::Rule {
                services: vec![object_name(service.protocol, service.backend_port)],
                applications: match service.applications.as_slice() {
                    [] => any(),
                    named => named.to_vec(),
                },
                ..allowed(name, (untrust.zone, inner), clients, arrivals)
            },
            log: true,
            description: "Published service; the destination is the address before translation",
        }
    }

    /// The tunnels that the units open themselves.
    fn opened(&self, loopback: &Loopback) -> PolicyRule {
        let [untrust, _] = &self.routers;
        let zones = (loopback.zone, untrust.zone);
        let source = vec![loopback.range().to_string()];
        PolicyRule {
            rule: walked::Rule {
                applications: facts::panos::IPSEC_APPLICATIONS.map(str::to_owned).to_vec(),
                ..allowed(VPN.to_owned(), zones, source, any())
            },
            log: true,
            description: "Tunnels that the units open themselves, from the loopback",
        }
    }

    /// What passes the pair by the profile, and what does not.
    fn passing(&self) -> Vec<PolicyRule> {
        let [untrust, trust] = self.routers.each_ref().map(|router| router.zone);
        let logged = |rule, description| PolicyRule { rule, log: true, description };
        let everywhere = |name: &str| allowed(name.to_owned(), ("any", "any"), any(), any());
        if self.system.profile == Profile::Lab {
            let all = everywhere("lab-allow-all");
            return vec![logged(all, "Laboratory only: everything is allowed")];
        }
        let outbound = walked::Rule {
            services: vec!["application-default".to_owned()],
            ..allowed("outbound".to_owned(), (trust, untrust), self.inside(), any())
        };
        let east_west =
            allowed("east-west".to_owned(), (trust, trust), self.inside(), self.inside());
        let mut rules = vec![
            logged(
                outbound,
                "From behind the firewalls to the Internet, applications on their own ports",
            ),
            logged(east_west, "Between ranges behind the firewalls"),
        ];
        // Panorama's post rules stand behind the local ones, and this one would leave them nothing.
        if self.panorama.is_none() {
            let denied = walked::Rule { action: "deny".to_owned(), ..everywhere("deny-all") };
            rules.push(logged(denied, "Everything else, with a log entry"));
        }
        rules
    }
}

/// Name of the rules for what the units open from the loopback.
const VPN: &str = "vpn-out";

fn object_name(protocol: Protocol, port: u16) -> String {
    format!("{protocol}-{port}")
}

fn probe_name(zone: &str) -> String {
    format!("probe-{zone}")
}

fn inbound_name(service: &Service) -> String {
    format!("in-{}", service.name)
}

fn any() -> Vec<String> {
    vec!["any".to_owned()]
}

fn probe_source() -> Vec<String> {
    vec![facts::azure::PROBE_SOURCE.to_string()]
}

/// A rule between two zones that does nothing yet.
fn between(
    name: String,
    (from, to): (&str, &str),
    source: Vec<String>,
    destination: Vec<String>,
) -> walked::Rule {
    let (from, to) = (vec![from.to_owned()], vec![to.to_owned()]);
    walked::Rule { name, from, to, source, destination, ..walked::Rule::default() }
}

/// A security rule that allows every application and service.
fn allowed(
    name: String,
    zones: (&str, &str),
    source: Vec<String>,
    destination: Vec<String>,
) -> walked::Rule {
    walked::Rule {
        applications: any(),
        services: any(),
        action: "allow".to_owned(),
        ..between(name, zones, source, destination)
    }
}
