//! From the plan to resources: what each planned thing is in Azure's types.

use super::expr::{Expr, Id, References, Text};
use super::parameter::Parameter;
use super::resource::{
    Component, Mirror, NatGateway, Nsg, Part, Peering, PublicIp, Ref, Requirements, Resource,
    RouteTable, Sku, Subnet, Vnet, Workspace, Zones,
};
use super::{Embedded, output, parameter, resource};
use crate::design::{Choice as _, GatewaySku, Transit};
use crate::json::Object;
use crate::plan::{
    Availability, Direction, GatewayKind, NextHop, Plan, Prefixes, PublicAddress, Role,
    SecurityRule, Transport,
};
use crate::{facts, plan};

mod balance;
mod bootstrap;
mod machine;

/// The whole template; the parameters are declared here and nowhere else.
pub(super) fn template(
    plan: &Plan,
    embedded: Option<&Embedded>,
) -> resource::Template<Object<&'static str, Parameter>> {
    let parameters = parameter::declared(plan).into_iter();
    let mut builder = Builder { plan, embedded, resources: Vec::new() };
    builder.network();
    builder.metrics();
    builder.public_ips();
    builder.balancers();
    builder.bootstrap();
    builder.machines();
    resource::Template {
        schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        content_version: "1.0.0.0",
        metadata: resource::TemplateMetadata {
            description: format!(
                "VM-Series active/passive pair {} and {} in {}",
                plan.units.a.name, plan.units.b.name, plan.network.name
            )
            .into(),
            generator: super::GENERATOR,
        },
        parameters: Object(parameters.map(|parameter| (parameter.name, parameter)).collect()),
        resources: builder.finish(),
        outputs: output::outputs(plan),
    }
}

/// What one resource has and others of its type have not.
#[derive(Default)]
struct Extras {
    condition: Option<Expr>,
    sku: Option<Sku>,
    zones: Option<Zones>,
    identity: Option<resource::Identity>,
    plan: Option<resource::MarketplacePlan>,
}

/// Collects resources, each with the references that it makes.
struct Builder<'a> {
    plan: &'a Plan,
    embedded: Option<&'a Embedded>,
    resources: Vec<(Id, References, Resource)>,
}

impl Builder<'_> {
    /// A resource of a name of its own.
    fn add<M: Mirror>(
        &mut self,
        name: impl Into<Text>,
        comments: impl Into<Text>,
        references: References,
        properties: M,
    ) {
        self.add_with(vec![Expr::text(name)], comments, references, properties, Extras::default());
    }

    /// A resource with one name a level of its type, and with what others of the type have not.
    fn add_with<M: Mirror>(
        &mut self,
        names: Vec<Expr>,
        comments: impl Into<Text>,
        references: References,
        properties: M,
        extras: Extras,
    ) {
        let id = Id::named::<M>(names);
        let Requirements { sku, kind, is_part } = M::REQUIRES;
        let tagged = !is_part && !self.plan.site.tags.is_empty();
        let resource = Resource {
            comments: comments.into(),
            condition: extras.condition,
            r#type: M::KIND.name,
            api_version: M::KIND.api,
            name: id.name(),
            location: (!is_part).then_some(Expr::Parameter(parameter::LOCATION)),
            tags: tagged.then_some(Expr::Parameter(parameter::TAGS)),
            sku: extras.sku.or(sku),
            kind,
            zones: extras.zones,
            identity: extras.identity,
            plan: extras.plan,
            depends_on: Vec::new(),
            properties: properties.into(),
        };
        self.resources.push((id, references, resource));
    }

    /// The resources with what each waits for.
    fn finish(self) -> Vec<Resource> {
        let made: Vec<Id> = self.resources.iter().map(|(id, ..)| id.clone()).collect();
        let all = self.resources.into_iter();
        all.map(|(id, references, resource)| Resource {
            depends_on: references.depends_on(&made, &id),
            ..resource
        })
        .collect()
    }

    fn network(&mut self) {
        let plan = self.plan;
        for nsg in &plan.nsgs {
            let rules = nsg.rules.iter().map(|one| Part::new(&one.name, rule(one)));
            let properties = Nsg { security_rules: rules.collect() };
            let of = if nsg.on_subnet { "subnets" } else { "NICs" };
            let comments = format!("Filter of the {} {of}", nsg.role);
            self.add(&nsg.name, comments, References::default(), properties);
        }
        for table in &plan.route_tables {
            let subnet = &table.subnet;
            let comments = match subnet.role {
                Role::Untrust | Role::Management => {
                    format!("Keeps {}'s own way to the Internet", subnet.name)
                }
                Role::Gateway => "Brings what comes by the gateway to the firewalls".to_owned(),
                Role::Trust | Role::Balancer | Role::Ha2 | Role::Workload | Role::Bastion => {
                    format!("Sends {} through the firewalls", subnet.name)
                }
            };
            self.add(&table.name, comments, References::default(), routes(table));
        }
        if let Some(gateway) = &plan.balance.nat_gateway
            && let GatewayKind::New { public_ip, sku } = &gateway.kind
        {
            let mut references = References::default();
            let public_ip = references.named::<PublicIp>(public_ip);
            let properties = NatGateway {
                idle_timeout_in_minutes: plan.balance.idle_timeout_min,
                public_ip_addresses: vec![Ref { id: public_ip }],
            };
            let comments = "One public address for outbound traffic, whichever unit is active";
            let redundant = *sku == GatewaySku::StandardV2;
            let sku = Sku { name: facts::azure::ZONE_REDUNDANT_SKU, tier: None };
            let extras = Extras {
                sku: redundant.then_some(sku),
                zones: self.regional_zones().filter(|_| redundant),
                ..Extras::default()
            };
            let names = vec![Expr::text(&gateway.name)];
            self.add_with(names, comments, references, properties, extras);
        }
        if plan.network.existing.is_none() {
            self.vnet();
        }
    }

    /// A VNet that says nothing of its subnets keeps those that others added to it, as a gateway's; each of
    /// ours is a resource of its own. Subnets and peerings follow one another, because Azure refuses a second
    /// change to a VNet while one is under way. Source: Azure/azure-quickstart-templates#2786, since API
    /// 2023-09-01, read 2026-11-26.
    fn vnet(&mut self) {
        let network = &self.plan.network;
        let blocks = network.blocks.iter().map(Text::from).collect();
        let servers: Vec<Text> = network.dns_servers.iter().map(Text::from).collect();
        let protection = network.ddos_plan.as_deref().map(|id| Ref { id: Expr::typed_id(id) });
        let properties = Vnet {
            address_space: resource::AddressSpace { address_prefixes: blocks },
            dhcp_options: (!servers.is_empty())
                .then_some(resource::DhcpOptions { dns_servers: servers }),
            enable_ddos_protection: protection.is_some().then_some(true),
            ddos_protection_plan: protection,
        };
        let comments = "VNet of the pair; subnets that others add to it stay";
        self.add(&network.name, comments, References::default(), properties);
        let mut before = Id::of::<Vnet>(&network.name);
        for subnet in network.subnets() {
            let mut references = References::default();
            references.wait_for(&before);
            before = self.own_subnet(subnet);
            let properties = self.subnet(subnet, &mut references);
            let comments = format!("The {} subnet", subnet.role.label());
            let names = before.names.clone();
            self.add_with(names, comments, references, properties, Extras::default());
        }
        for peering in &network.peerings {
            let mut references = References::default();
            references.wait_for(&before);
            before = self.own_peering(peering);
            let properties = Peering {
                remote_virtual_network: Ref { id: Expr::typed_id(&peering.id) },
                allow_virtual_network_access: true,
                // What the pair forwards has sources of other VNets.
                allow_forwarded_traffic: true,
                allow_gateway_transit: (network.transit == Transit::Offer).then_some(true),
                use_remote_gateways: (network.transit == Transit::Use).then_some(true),
            };
            let comments = format!("This VNet's half of the peering with {}", peering.vnet);
            let names = before.names.clone();
            self.add_with(names, comments, references, properties, Extras::default());
        }
    }

    /// Application Insights with the workspace that it writes to.
    fn metrics(&mut self) {
        let Some(metrics) = &self.plan.site.metrics else { return };
        let properties = Workspace {
            sku: Sku { name: "PerGB2018", tier: None },
            retention_in_days: facts::azure::LOG_DAYS,
        };
        let comments = "Keeps what Application Insights is sent";
        self.add(&metrics.workspace, comments, References::default(), properties);
        let mut references = References::default();
        let workspace = references.named::<Workspace>(&metrics.workspace);
        let properties = Component { application_type: "web", workspace_resource_id: workspace };
        let comments = "Takes the metrics of both firewalls once they have its key";
        self.add(&metrics.component, comments, references, properties);
    }

    fn own_subnet(&self, subnet: &plan::Subnet) -> Id {
        Id::named::<Subnet>(vec![Expr::text(&self.plan.network.name), Expr::text(&subnet.name)])
    }

    fn own_peering(&self, peering: &plan::Peering) -> Id {
        Id::named::<Peering>(vec![Expr::text(&self.plan.network.name), Expr::text(&peering.name)])
    }

    fn subnet(&self, subnet: &plan::Subnet, references: &mut References) -> Subnet {
        let table = self.plan.route_table_of(subnet);
        let table = table.map(|table| Ref { id: references.named::<RouteTable>(&table.name) });
        let gateway = self.plan.nat_gateway_of(subnet);
        let gateway = gateway.map(|gateway| Ref {
            id: match gateway.id() {
                Some(id) => Expr::typed_id(id),
                None => references.named::<NatGateway>(&gateway.name),
            },
        });
        let nsg = self.plan.nsg_of(subnet);
        let nsg = nsg.map(|nsg| Ref { id: references.named::<Nsg>(&nsg.name) });
        let endpoint = resource::ServiceEndpoint { service: "Microsoft.Storage" };
        Subnet {
            address_prefix: (&subnet.range).into(),
            // Services of Azure's see to their own way out.
            default_outbound_access: (!subnet.role.is_of_azure()).then_some(false),
            network_security_group: nsg,
            route_table: table,
            nat_gateway: gateway,
            service_endpoints: self
                .plan
                .reaches_storage(subnet)
                .then_some(endpoint)
                .into_iter()
                .collect(),
        }
    }

    /// The id of a subnet, wherever its VNet is. What stands in a subnet of ours waits for the last change to
    /// the VNet, because Azure refuses machines and balancers while one is under way.
    fn subnet_id(&self, subnet: &plan::Subnet, references: &mut References) -> Expr {
        let network = &self.plan.network;
        let Some(existing) = &network.existing else {
            let subnets = network.subnets().last().map(|last| self.own_subnet(last));
            let last = network.peerings.last().map(|last| self.own_peering(last)).or(subnets);
            references.wait_for(&last.expect("a pair has subnets"));
            return references.id(&self.own_subnet(subnet));
        };
        let id = self.own_subnet(subnet).in_group(existing.resource_group.as_ref());
        references.id(&id)
    }

    fn public_ips(&mut self) {
        let plan = self.plan;
        let public = &plan.balance.public;
        for (n, (front_end, address)) in public.front_ends().enumerate() {
            let PublicAddress::New { name, dns_label } = address else { continue };
            let comments = match n {
                0 => "Public address of the published services".to_owned(),
                _ => format!("Public address of the front end {front_end}"),
            };
            let prefix = public.prefix_id.as_deref().map(|id| Ref { id: Expr::typed_id(id) });
            self.public_ip(name, &comments, (dns_label.as_ref(), prefix), None);
        }
        if let Some(gateway) = &plan.balance.nat_gateway
            && let GatewayKind::New { public_ip, sku } = &gateway.kind
        {
            let redundant = Sku { name: facts::azure::ZONE_REDUNDANT_SKU, tier: Some("Regional") };
            let sku = (*sku == GatewaySku::StandardV2).then_some(redundant);
            self.public_ip(public_ip, "Address of the NAT gateway", (None, None), sku);
        }
        for unit in plan.units.each() {
            for nic in unit.nics() {
                if let Some(name) = nic.public_ip.as_ref().and_then(PublicAddress::new_name) {
                    let comments = format!("Public address of {}'s {} NIC", unit.name, nic.role);
                    self.public_ip(name, &comments, (None, None), None);
                }
            }
        }
    }

    fn public_ip(
        &mut self,
        name: &str,
        comments: &str,
        (dns_label, prefix): (Option<&String>, Option<Ref>),
        sku: Option<Sku>,
    ) {
        let properties = PublicIp {
            allocation_method: "Static",
            address_version: "IPv4",
            prefix,
            dns_settings: dns_label
                .map(|label| resource::DnsSettings { domain_name_label: label.into() }),
        };
        let extras = Extras { sku, zones: self.regional_zones(), ..Extras::default() };
        let names = vec![Expr::text(name)];
        self.add_with(names, comments, References::default(), properties, extras);
    }

    /// All zones of the region for what must outlive one of them; nothing where zones are not used.
    fn regional_zones(&self) -> Option<Zones> {
        match &self.plan.availability {
            Availability::Zones(..) => Some(Zones::Fixed(["1", "2", "3"].map(Text::from).to_vec())),
            Availability::ZonesAuto(_) => {
                Some(Zones::Picked(pick("Microsoft.Network", "publicIPAddresses", &[3])))
            }
            Availability::NewSet(_) | Availability::ExistingSet(_) | Availability::None => None,
        }
    }
}

/// Whether the region has no zone to pick.
fn no_zones() -> Expr {
    Expr::call("empty", vec![pick("Microsoft.Compute", "virtualMachines", &[1])])
}

/// `pickZones`, which gives an empty list in a region without zones.
/// Source: docs, ARM template functions, pickZones, read 2026-11-26.
fn pick(namespace: &str, kind: &str, numbers: &[u32]) -> Expr {
    let texts = [Expr::text(namespace), Expr::text(kind), Expr::Parameter(parameter::LOCATION)];
    let numbers = numbers.iter().map(|number| Expr::Number(*number));
    Expr::call("pickZones", texts.into_iter().chain(numbers).collect())
}

fn rule(rule: &SecurityRule) -> resource::SecurityRule {
    let source = prefixes(&rule.source);
    let destination = prefixes(&rule.destination);
    let ports: Vec<Text> = rule.ports.iter().map(Text::from).collect();
    let (one, many) = match ports.as_slice() {
        [] => (Some("*".into()), vec![]),
        [port] => (Some(port.clone()), vec![]),
        _ => (None, ports),
    };
    resource::SecurityRule {
        description: rule.purpose.as_str().into(),
        priority: rule.priority,
        direction: match rule.direction {
            Direction::Inbound => "Inbound",
            Direction::Outbound => "Outbound",
        },
        access: if rule.allow { "Allow" } else { "Deny" },
        protocol: match rule.transport {
            Transport::Any => "*",
            Transport::Tcp => "Tcp",
            Transport::Udp => "Udp",
            Transport::Icmp => "Icmp",
        },
        source_address_prefix: source.one,
        source_address_prefixes: source.many,
        source_port_range: "*",
        destination_address_prefix: destination.one,
        destination_address_prefixes: destination.many,
        destination_port_range: one,
        destination_port_ranges: many,
    }
}

fn prefixes(end: &Prefixes) -> resource::Prefixes {
    let one = |text: Text| resource::Prefixes { one: Some(text), many: None };
    let many = |list: resource::PrefixList| resource::Prefixes { one: None, many: Some(list) };
    match end {
        Prefixes::Any => one("*".into()),
        Prefixes::Tag(tag) => one(tag.into()),
        Prefixes::Asked => many(resource::PrefixList::Given(Expr::Parameter(parameter::SOURCES))),
        Prefixes::Ranges(ranges) => match ranges.as_slice() {
            // Azure takes `*` for the whole Internet, not a prefix of length 0.
            [range] if range.prefix_len() == 0 => one("*".into()),
            [range] => one(range.into()),
            _ => many(resource::PrefixList::Fixed(ranges.iter().map(Text::from).collect())),
        },
    }
}

fn routes(table: &plan::RouteTable) -> RouteTable {
    let routes = table.routes.iter().map(|route| {
        let (next_hop_type, next_hop_ip_address) = match route.next_hop {
            NextHop::Balancer(address) => ("VirtualAppliance", Some(address.into())),
            NextHop::Internet => ("Internet", None),
        };
        Part::new(
            &route.name,
            resource::Route {
                address_prefix: route.destination.into(),
                next_hop_type,
                next_hop_ip_address,
            },
        )
    });
    RouteTable { disable_bgp_route_propagation: !table.propagates, routes: routes.collect() }
}
