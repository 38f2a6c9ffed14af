//! From the plan to resources: what each planned thing is in Azure's types.

use super::expr::{Expr, Id, Kind, References};
use super::parameter::Parameter;
use super::resource::{Part, Properties, Ref, Resource, Zones};
use super::{Embedded, output, parameter, resource};
use crate::facts;
use crate::json::Object;
use crate::plan::{
    Availability, Direction, Nsg, Plan, Prefixes, PublicAddress, RouteTable, SecurityRule, Subnet,
    Transport,
};

mod balance;
mod bootstrap;
mod machine;

/// The whole template; the parameters are declared here and nowhere else.
pub(super) fn template(
    plan: &Plan,
    embedded: Option<&Embedded>,
) -> resource::Template<Object<&'static str, Parameter>> {
    let parameters = parameter::declared(plan).into_iter();
    let mut builder = Builder { plan, resources: Vec::new() };
    builder.network();
    builder.metrics();
    builder.public_ips();
    builder.balancers();
    builder.bootstrap(embedded);
    builder.machines();
    resource::Template {
        schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        content_version: "1.0.0.0",
        metadata: resource::TemplateMetadata {
            description: format!(
                "VM-Series active/passive pair {} and {} in {}",
                plan.units.a.name, plan.units.b.name, plan.network.name
            ),
            generator: super::GENERATOR,
        },
        parameters: Object(parameters.map(|parameter| (parameter.name, parameter)).collect()),
        resources: builder.finish(),
        outputs: output::outputs(plan),
    }
}

/// Collects resources, each with the references that it makes.
struct Builder<'a> {
    plan: &'a Plan,
    resources: Vec<(Id, References, Resource)>,
}

impl Builder<'_> {
    /// A resource with the parts that all have in common.
    fn add(
        &mut self,
        kind: Kind,
        name: &str,
        comments: impl Into<String>,
        references: References,
        properties: Properties,
    ) -> &mut Resource {
        self.add_at(Id::of(kind, name), comments, references, properties)
    }

    /// The same at an id whose name may be Azure's to compute.
    fn add_at(
        &mut self,
        id: Id,
        comments: impl Into<String>,
        references: References,
        properties: Properties,
    ) -> &mut Resource {
        let resource = Resource {
            comments: comments.into(),
            r#type: id.kind.name,
            api_version: id.kind.api,
            name: id.name(),
            location: Some(Expr::Parameter(parameter::LOCATION)),
            kind: None,
            tags: (!self.plan.site.tags.is_empty()).then_some(Expr::Parameter(parameter::TAGS)),
            sku: None,
            zones: None,
            identity: None,
            plan: None,
            depends_on: Vec::new(),
            properties,
        };
        self.resources.push((id, references, resource));
        let (_, _, resource) = self.resources.last_mut().expect("one was pushed just now");
        resource
    }

    /// The resources with what each waits for.
    fn finish(self) -> Vec<Resource> {
        let made: Vec<Id> = self.resources.iter().map(|(id, ..)| id.clone()).collect();
        self.resources
            .into_iter()
            .map(|(id, references, mut resource)| {
                resource.depends_on = references.depends_on(&made, &id);
                resource
            })
            .collect()
    }

    fn network(&mut self) {
        let plan = self.plan;
        for nsg in &plan.nsgs {
            let rules = nsg.rules.iter().map(|one| Part::new(&one.name, rule(one)));
            let properties = Properties::Nsg(resource::Nsg { security_rules: rules.collect() });
            let comments = comment_of(nsg);
            self.add(resource::NSG, &nsg.name, comments, References::default(), properties);
        }
        for table in &plan.route_tables {
            let comments = format!("Sends {} through the firewalls", table.subnet.name);
            let properties = Properties::RouteTable(routes(table));
            self.add(
                resource::ROUTE_TABLE,
                &table.name,
                comments,
                References::default(),
                properties,
            );
        }
        if let Some(gateway) = &plan.balance.nat_gateway {
            let mut references = References::default();
            let public_ip = references.id(&Id::of(resource::PUBLIC_IP, &gateway.public_ip));
            let properties = Properties::NatGateway(resource::NatGateway {
                idle_timeout_in_minutes: plan.balance.idle_timeout_min,
                public_ip_addresses: vec![Ref { id: public_ip }],
            });
            let comments = "One public address for outbound traffic, whichever unit is active";
            self.add(
                resource::NAT_GATEWAY,
                &gateway.name.value,
                comments,
                references,
                properties,
            )
            .sku = Some(resource::Sku { name: "Standard", tier: None });
        }
        if plan.network.existing.is_none() {
            self.vnet();
            self.peerings();
        }
    }

    /// One after another, because Azure refuses a second change to a VNet while one is under way.
    fn peerings(&mut self) {
        let network = &self.plan.network;
        let vnet = Expr::text(&network.name.value);
        let mut before = Id::of(resource::VNET, &network.name.value);
        for peering in &network.peerings {
            let id = Id::named(resource::PEERING, vec![vnet.clone(), Expr::text(&peering.name)]);
            let mut references = References::default();
            references.wait_for(&before);
            let properties = Properties::Peering(resource::Peering {
                remote_virtual_network: Ref { id: Expr::typed_id(&peering.id) },
                allow_virtual_network_access: true,
                // What the pair forwards has sources of other VNets.
                allow_forwarded_traffic: true,
            });
            let comments = format!("This VNet's half of the peering with {}", peering.vnet);
            let resource = self.add_at(id.clone(), comments, references, properties);
            resource.location = None;
            resource.tags = None;
            before = id;
        }
    }

    /// Application Insights with the workspace that it writes to.
    fn metrics(&mut self) {
        let Some(metrics) = &self.plan.site.metrics else { return };
        let properties = Properties::Workspace(resource::Workspace {
            sku: resource::Sku { name: "PerGB2018", tier: None },
            retention_in_days: facts::azure::LOG_DAYS,
        });
        let comments = "Keeps what Application Insights is sent";
        self.add(
            resource::WORKSPACE,
            &metrics.workspace,
            comments,
            References::default(),
            properties,
        );
        let mut references = References::default();
        let workspace = references.id(&Id::of(resource::WORKSPACE, &metrics.workspace));
        let properties = Properties::Component(resource::Component {
            application_type: "web",
            workspace_resource_id: workspace,
        });
        let comments = "Takes the metrics of both firewalls once they have its key";
        self.add(resource::COMPONENT, &metrics.component, comments, references, properties).kind =
            Some("web");
    }

    fn vnet(&mut self) {
        let network = &self.plan.network;
        let mut references = References::default();
        let subnets = network
            .subnets()
            .map(|subnet| Part::new(&subnet.name.value, self.subnet(subnet, &mut references)))
            .collect();
        let blocks = network.blocks.iter().map(ToString::to_string).collect();
        let properties = Properties::Vnet(resource::Vnet {
            address_space: resource::AddressSpace { address_prefixes: blocks },
            subnets,
        });
        let comments = "VNet of the pair; its subnets are declared here and nowhere else";
        self.add(resource::VNET, &network.name.value, comments, references, properties);
    }

    fn subnet(&self, subnet: &Subnet, references: &mut References) -> resource::Subnet {
        let mut refer = |kind: Kind, name: &str| Ref { id: references.id(&Id::of(kind, name)) };
        let table = self.plan.route_table_of(subnet);
        let gateway = self.plan.nat_gateway_of(subnet);
        let endpoint = resource::ServiceEndpoint { service: "Microsoft.Storage" };
        resource::Subnet {
            address_prefix: subnet.range.to_string(),
            default_outbound_access: false,
            route_table: table.map(|table| refer(resource::ROUTE_TABLE, &table.name)),
            nat_gateway: gateway.map(|gateway| refer(resource::NAT_GATEWAY, &gateway.name.value)),
            service_endpoints: self
                .plan
                .reaches_storage(subnet)
                .then_some(endpoint)
                .into_iter()
                .collect(),
        }
    }

    /// The id of a subnet, wherever its VNet is.
    fn subnet_id(&self, subnet: &Subnet, references: &mut References) -> Expr {
        let network = &self.plan.network;
        let group = network.existing.as_ref().and_then(|existing| existing.resource_group.as_ref());
        let vnet = Id::of(resource::VNET, &network.name.value).in_group(group);
        references.id(&vnet.inner("/subnets", &subnet.name.value))
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
            self.public_ip(name, &comments, dns_label.clone(), prefix);
        }
        if let Some(gateway) = &plan.balance.nat_gateway {
            self.public_ip(&gateway.public_ip, "Address of the NAT gateway", None, None);
        }
        for unit in plan.units.each() {
            for nic in unit.nics() {
                if let Some(name) = &nic.public_ip {
                    let comments = format!("Public address of {}'s {} NIC", unit.name, nic.role);
                    self.public_ip(name, &comments, None, None);
                }
            }
        }
    }

    fn public_ip(
        &mut self,
        name: &str,
        comments: &str,
        dns_label: Option<String>,
        prefix: Option<Ref>,
    ) {
        let zones = self.regional_zones();
        let properties = Properties::PublicIp(resource::PublicIp {
            allocation_method: "Static",
            address_version: "IPv4",
            prefix,
            dns_settings: dns_label.map(|label| resource::DnsSettings { domain_name_label: label }),
        });
        let resource =
            self.add(resource::PUBLIC_IP, name, comments, References::default(), properties);
        resource.sku = Some(resource::Sku { name: "Standard", tier: Some("Regional") });
        resource.zones = zones;
    }

    /// All zones of the region for what must outlive one of them; nothing where zones are not used.
    fn regional_zones(&self) -> Option<Zones> {
        match &self.plan.availability {
            Availability::Zones(..) => {
                Some(Zones::Fixed(["1", "2", "3"].map(str::to_owned).to_vec()))
            }
            Availability::ZonesAuto => {
                Some(Zones::Picked(pick("Microsoft.Network", "publicIPAddresses", &[3])))
            }
            Availability::NewSet(_) | Availability::ExistingSet(_) | Availability::None => None,
        }
    }
}

/// `pickZones`, which gives an empty list in a region without zones.
fn pick(namespace: &str, kind: &str, numbers: &[u32]) -> Expr {
    let texts = [Expr::text(namespace), Expr::text(kind), Expr::Parameter(parameter::LOCATION)];
    let numbers = numbers.iter().map(|number| Expr::Number(*number));
    Expr::call("pickZones", texts.into_iter().chain(numbers).collect())
}

fn comment_of(nsg: &Nsg) -> String {
    format!("Filter of the {} NICs", nsg.role)
}

fn rule(rule: &SecurityRule) -> resource::SecurityRule {
    let source = prefixes(&rule.source);
    let destination = prefixes(&rule.destination);
    let ports: Vec<String> = rule.ports.iter().map(ToString::to_string).collect();
    let (one, many) = match ports.as_slice() {
        [] => (Some("*".to_owned()), vec![]),
        [port] => (Some(port.clone()), vec![]),
        _ => (None, ports),
    };
    resource::SecurityRule {
        description: rule.purpose.clone(),
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
    let one = |text: &str| resource::Prefixes { one: Some(text.to_owned()), many: None };
    let many = |list: resource::PrefixList| resource::Prefixes { one: None, many: Some(list) };
    match end {
        Prefixes::Any => one("*"),
        Prefixes::Tag(tag) => one(tag),
        Prefixes::Asked => many(resource::PrefixList::Given(Expr::Parameter(parameter::SOURCES))),
        Prefixes::Ranges(ranges) => match ranges.as_slice() {
            // Azure takes `*` for the whole Internet, not a prefix of length 0.
            [range] if range.prefix_len() == 0 => one("*"),
            [range] => one(&range.to_string()),
            _ => {
                many(resource::PrefixList::Fixed(ranges.iter().map(ToString::to_string).collect()))
            }
        },
    }
}

fn routes(table: &RouteTable) -> resource::RouteTable {
    let routes = table.routes.iter().map(|route| {
        Part::new(
            &route.name,
            resource::Route {
                address_prefix: route.destination.to_string(),
                next_hop_type: "VirtualAppliance",
                next_hop_ip_address: route.next_hop.to_string(),
            },
        )
    });
    resource::RouteTable {
        disable_bgp_route_propagation: !table.propagates,
        routes: routes.collect(),
    }
}
