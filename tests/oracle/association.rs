//! What belongs to what in the template: subnets, filters, pools, probes, sets, plans, and the switches of
//! NICs, routes and rules. Addresses, names and ports are compared elsewhere.

use fast_ha::design::{Protocol, Transit, Unit};
use fast_ha::facts;
use fast_ha::plan::{Availability, Balance, Egress, Firewall, Image, Plan, PublicAddress, Role};
use serde_json::Value;

use super::{resource, text};

/// Everything that belongs elsewhere than planned.
pub(super) fn check(plan: &Plan, template: &Value) -> Vec<String> {
    let mut check = Check { template, wrong: Vec::new() };
    for firewall in plan.units.each() {
        check.nics(plan, firewall);
        check.machine(plan, firewall);
    }
    if let Some(server) = &plan.server {
        let nsg = plan.nsg(Role::Workload).map(|nsg| nsg.name.as_str());
        let subnet =
            format!("{}/{}", plan.network.name, plan.network.of_host(server.address.value).name);
        check.nic(&server.nic_name, &subnet, nsg, NOTHING, NOTHING);
        let nics = "/properties/networkProfile/networkInterfaces";
        check.of("virtualMachines", &server.name.value, &[(nics, &server.nic_name)]);
    }
    check.subnets(plan);
    for table in &plan.route_tables {
        let found = check.part("routeTables", &table.name, "routes", None);
        let of_pair = matches!(table.subnet.role, Role::Untrust | Role::Management);
        let planned = if of_pair { "Internet" } else { "VirtualAppliance" };
        for route in found.and_then(Value::as_array).into_iter().flatten() {
            let name = text(route, "/name").unwrap_or_default();
            let what = format!("nextHopType of the route {name} in {}", table.name);
            check.compare(&what, route.pointer("/properties/nextHopType"), planned);
        }
    }
    check.network(plan);
    for peering in &plan.network.peerings {
        let on = |wanted: Transit| if plan.network.transit == wanted { "true" } else { NOTHING };
        check.of(
            "virtualNetworkPeerings",
            &format!("{}/{}", plan.network.name, peering.name),
            &[
                ("/properties/allowGatewayTransit", on(Transit::Offer)),
                ("/properties/useRemoteGateways", on(Transit::Use)),
            ],
        );
    }
    check.public_balancer(&plan.balance);
    check.internal_balancer(plan);
    check.wrong
}

/// What is planned where nothing is, and found where nothing is.
const NOTHING: &str = "nothing";

struct Check<'a> {
    template: &'a Value,
    wrong: Vec<String>,
}

impl<'a> Check<'a> {
    fn compare(&mut self, what: &str, found: Option<&Value>, planned: &str) {
        let found = found.map_or_else(|| NOTHING.to_owned(), said);
        if found != planned {
            self.wrong
                .push(format!("azuredeploy.json has {found} for {what}, planned is {planned}"));
        }
    }

    /// Compares what stands at paths of a resource.
    fn of(&mut self, kind: &str, name: &str, planned: &[(&str, &str)]) {
        let found = resource(self.template, kind, name);
        self.all(name, found, planned);
    }

    fn all(&mut self, name: &str, found: Option<&Value>, planned: &[(&str, &str)]) {
        for (path, planned) in planned {
            let key = path.rsplit('/').next().unwrap_or_default();
            let found = found.and_then(|found| found.pointer(path));
            self.compare(&format!("{key} of {name}"), found, planned);
        }
    }

    /// A list of a resource, or the part of it that has a name.
    fn part(&self, kind: &str, owner: &str, list: &str, name: Option<&str>) -> Option<&'a Value> {
        let owner = resource(self.template, kind, owner)?;
        let all = owner.pointer(&format!("/properties/{list}"))?;
        let Some(name) = name else { return Some(all) };
        all.as_array()?.iter().find(|part| text(part, "/name") == Some(name))
    }

    fn nic(&mut self, name: &str, subnet: &str, nsg: Option<&str>, pool: &str, public_ip: &str) {
        let inside = "/properties/ipConfigurations/0/properties";
        let nic = resource(self.template, "networkInterfaces", name);
        let found = nic.and_then(|nic| nic.pointer(inside));
        self.all(
            name,
            found,
            &[
                ("/privateIPAllocationMethod", "Static"),
                ("/loadBalancerBackendAddressPools", pool),
                ("/publicIPAddress", public_ip),
                ("/subnet", subnet),
            ],
        );
        let nsg = nsg.unwrap_or(NOTHING);
        self.all(name, nic, &[("/properties/networkSecurityGroup", nsg)]);
    }

    fn nics(&mut self, plan: &Plan, firewall: &Firewall) {
        let (public, internal) = (&plan.balance.public, &plan.balance.internal);
        for nic in firewall.nics() {
            let pool = match nic.role {
                Role::Untrust if public.made => format!("{}/{}", public.name, public.pool),
                Role::Trust => format!("{}/{}", internal.name, internal.pool),
                Role::Untrust
                | Role::Management
                | Role::Ha2
                | Role::Balancer
                | Role::Workload
                | Role::Gateway
                | Role::Bastion => NOTHING.to_owned(),
            };
            let subnet = plan.network.of(nic.role).map_or("", |subnet| &subnet.name.value);
            let subnet = format!("{}/{subnet}", plan.network.name);
            let nsg = plan.nsg(nic.role).map(|nsg| nsg.name.as_str());
            let public_ip = nic.public_name().unwrap_or(NOTHING);
            self.nic(&nic.name, &subnet, nsg, &pool, public_ip);
        }
    }

    fn network(&mut self, plan: &Plan) {
        let network = &plan.network;
        if network.existing.is_some() {
            return;
        }
        let servers: Vec<String> = network.dns_servers.iter().map(ToString::to_string).collect();
        let servers = if servers.is_empty() { NOTHING.to_owned() } else { servers.join(", ") };
        let protected = if network.ddos_plan.is_some() { "true" } else { NOTHING };
        let protection = named(network.ddos_plan.as_ref());
        let planned = [
            ("/properties/dhcpOptions/dnsServers", servers.as_str()),
            ("/properties/enableDdosProtection", protected),
            ("/properties/ddosProtectionPlan", protection.as_str()),
        ];
        self.of("virtualNetworks", &network.name.value, &planned);
    }

    fn machine(&mut self, plan: &Plan, firewall: &Firewall) {
        let of = "'Microsoft.Compute', 'virtualMachines', parameters('location')";
        // As the names that stand in the expression are read; its whole text is in the golden.
        let picked = |set: &str| {
            format!("virtualMachines/location/id/Microsoft.Compute/availabilitySets/{set}")
        };
        let (set, zones) = match (&plan.availability, firewall.unit) {
            (Availability::NewSet(name) | Availability::ExistingSet(name), _) => {
                (name.value.clone(), NOTHING.to_owned())
            }
            (Availability::Zones(zone, _), Unit::A) | (Availability::Zones(_, zone), Unit::B) => {
                (NOTHING.to_owned(), zone.to_string())
            }
            (Availability::ZonesAuto(set), unit) => {
                let offset = i32::from(unit == Unit::B);
                (picked(&set.value), format!("[pickZones({of}, 1, {offset})]"))
            }
            (Availability::None, _) => (NOTHING.to_owned(), NOTHING.to_owned()),
        };
        let machine = &plan.machine;
        let nics = firewall.nics().map(|nic| nic.name.as_str()).join(", ");
        let mut planned = vec![
            ("/properties/availabilitySet", set.as_str()),
            ("/zones", &zones),
            ("/properties/networkProfile/networkInterfaces", &nics),
        ];
        let (publisher, offer) = (facts::azure::IMAGE_PUBLISHER, facts::azure::IMAGE_OFFER);
        if plan.machine.image.has_plan() {
            planned.extend([
                ("/plan/name", plan.machine.sku.as_str()),
                ("/plan/publisher", publisher),
                ("/plan/product", offer),
            ]);
        } else {
            planned.push(("/plan", NOTHING));
        }
        if let Image::Marketplace { .. } = plan.machine.image {
            planned.extend([
                ("/properties/storageProfile/imageReference/sku", plan.machine.sku.as_str()),
                ("/properties/storageProfile/imageReference/publisher", publisher),
                ("/properties/storageProfile/imageReference/offer", offer),
            ]);
        }
        let set = named(machine.disk_encryption_set.as_ref());
        let group = named(machine.capacity_reservation.as_ref());
        planned.extend([
            ("/properties/storageProfile/osDisk/managedDisk/diskEncryptionSet", set.as_str()),
            ("/properties/capacityReservation/capacityReservationGroup", group.as_str()),
        ]);
        self.of("virtualMachines", &firewall.name.value, &planned);
    }

    /// Subnets of a new VNet; filters stand on NICs alone.
    fn subnets(&mut self, plan: &Plan) {
        let network = &plan.network;
        if network.existing.is_some() {
            return;
        }
        for subnet in network.subnets() {
            let name = &subnet.name.value;
            let table = plan.route_table_of(subnet);
            let gateway = plan.nat_gateway_of(subnet);
            let nsg = plan.nsg_of(subnet);
            let service = matches!(subnet.role, Role::Gateway | Role::Bastion);
            let found = resource(self.template, "subnets", &format!("{}/{name}", network.name));
            self.all(
                name,
                found,
                &[
                    ("/properties/routeTable", table.map_or(NOTHING, |table| &table.name)),
                    (
                        "/properties/natGateway",
                        gateway.map_or(NOTHING, |gateway| &gateway.name.value),
                    ),
                    ("/properties/networkSecurityGroup", nsg.map_or(NOTHING, |nsg| &nsg.name)),
                    ("/properties/defaultOutboundAccess", if service { NOTHING } else { "false" }),
                ],
            );
        }
    }

    /// Names of the rules of a balancer, and which front end, pool and probe each has.
    fn rule(&mut self, balancer: &str, rule: &str, ends: [&str; 3], planned: &[(&str, &str)]) {
        let found = self.part("loadBalancers", balancer, "loadBalancingRules", Some(rule));
        let found = found.and_then(|found| found.get("properties"));
        let keys = ["/frontendIPConfiguration", "/backendAddressPool", "/probe"];
        for (key, end) in keys.into_iter().zip(ends) {
            self.all(rule, found, &[(key, &format!("{balancer}/{end}"))]);
        }
        self.all(rule, found, planned);
        self.all(
            rule,
            found,
            &[("/disableOutboundSnat", "true"), ("/loadDistribution", "Default")],
        );
    }

    fn public_balancer(&mut self, balance: &Balance) {
        let public = &balance.public;
        if !public.made {
            return;
        }
        let name = &public.name.value;
        for (front_end, address) in public.front_ends() {
            let list = "frontendIPConfigurations";
            let found = self.part("loadBalancers", name, list, Some(front_end));
            let planned = match address {
                PublicAddress::New { name, .. } => name.as_str(),
                PublicAddress::Existing { id, .. } => id.rsplit('/').next().unwrap_or_default(),
            };
            self.all(front_end, found, &[("/properties/publicIPAddress", planned)]);
        }
        let idle = balance.idle_timeout_min.to_string();
        let floating = balance.floating_ip.to_string();
        for service in &balance.services {
            let reset = balance.tcp_reset && service.protocol == Protocol::Tcp;
            let (front_end, _) = public.front_end_of(service).expect("a service has a front end");
            self.rule(
                name,
                &service.name,
                [front_end, &public.pool, &balance.probe.name],
                &[
                    ("/enableFloatingIP", &floating),
                    ("/enableTcpReset", &reset.to_string()),
                    ("/idleTimeoutInMinutes", &idle),
                ],
            );
        }
        let rules: Vec<&str> =
            balance.services.iter().map(|service| service.name.as_str()).collect();
        let (rule, ports) = match &balance.egress {
            Egress::OutboundRule { name, ports_per_unit } => {
                (name.as_str(), ports_per_unit.to_string())
            }
            Egress::NatGateway | Egress::PublicIps | Egress::None => (NOTHING, String::new()),
        };
        let rules = if rules.is_empty() { NOTHING.to_owned() } else { rules.join(", ") };
        self.of(
            "loadBalancers",
            name,
            &[("/properties/loadBalancingRules", &rules), ("/properties/outboundRules", rule)],
        );
        if rule == NOTHING {
            return;
        }
        let found = self.part("loadBalancers", name, "outboundRules", Some(rule));
        self.all(
            rule,
            found,
            &[
                ("/properties/frontendIPConfigurations", &format!("{name}/{}", public.frontend)),
                ("/properties/backendAddressPool", &format!("{name}/{}", public.pool)),
                ("/properties/allocatedOutboundPorts", &ports),
                ("/properties/protocol", "All"),
            ],
        );
    }

    fn internal_balancer(&mut self, plan: &Plan) {
        let (balance, internal) = (&plan.balance, &plan.balance.internal);
        let name = &internal.name.value;
        let idle = balance.idle_timeout_min.to_string();
        self.rule(
            name,
            &internal.rule,
            [&internal.frontend, &internal.pool, &balance.probe.name],
            &[
                ("/frontendPort", "0"),
                ("/backendPort", "0"),
                ("/enableFloatingIP", "false"),
                ("/idleTimeoutInMinutes", &idle),
            ],
        );
        self.of("loadBalancers", name, &[("/properties/loadBalancingRules", &internal.rule)]);
        let list = "frontendIPConfigurations";
        let found = self.part("loadBalancers", name, list, Some(&internal.frontend));
        let subnet = format!("{}/{}", plan.network.name, plan.network.balancer.name);
        self.all(
            &internal.frontend,
            found,
            &[("/properties/privateIPAllocationMethod", "Static"), ("/properties/subnet", &subnet)],
        );
    }
}

/// A value in a sentence: of an id the names, of an object its id or its name, of a list each of them.
fn said(value: &Value) -> String {
    match value {
        Value::Null => NOTHING.to_owned(),
        Value::String(id) if id.contains("resourceId(") => {
            let quoted = id.split('\'').skip(1).step_by(2);
            let kind = |part: &&str| !part.starts_with("Microsoft.");
            quoted.skip_while(kind).skip(1).collect::<Vec<_>>().join("/")
        }
        Value::String(text) => text.clone(),
        Value::Array(list) if list.is_empty() => NOTHING.to_owned(),
        Value::Array(list) => list.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::Object(object) => match object.get("id").or_else(|| object.get("name")) {
            Some(known) => said(known),
            None => value.to_string(),
        },
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// The name at the end of an id, as which a reference is read; its whole text is in the golden.
fn named(id: Option<&String>) -> String {
    id.and_then(|id| id.rsplit('/').next()).unwrap_or(NOTHING).to_owned()
}
