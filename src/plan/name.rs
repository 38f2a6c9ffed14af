//! Every name that the template will carry: what it names, Azure's rule for it, and its field.

use super::{Availability, GatewayKind, Name, Plan, PublicAddress};
use crate::facts::azure;
use crate::facts::azure::NameRule;
use crate::field::Field;

/// A planned name.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// What it names; resources of one kind have different names.
    pub kind: &'static str,
    /// The name, suffix included.
    pub name: &'a str,
    /// The field into which it is typed, or from which it follows.
    pub field: Field,
    /// What it may look like.
    pub rule: NameRule,
}

impl Plan {
    /// Every name that the template will carry.
    pub fn names(&self) -> Vec<Named<'_>> {
        let mut names: Vec<Named<'_>> = Vec::new();
        let mut add = |kind, name, field, rule| names.push(Named { kind, name, field, rule });
        let own = |name: &Name| name.from.field();
        add("VNet", &*self.network.name.value, own(&self.network.name), azure::VNET);
        for subnet in self.network.subnets() {
            add("subnet", &subnet.name.value, own(&subnet.name), azure::RESOURCE);
        }
        for unit in self.units.each() {
            let field = own(&unit.name);
            add("VM", &unit.name.value, field, azure::VM);
            add("disk", &unit.disk_name, field, azure::RESOURCE);
            for nic in unit.nics() {
                add("NIC", &nic.name, field, azure::RESOURCE);
                if let Some(name) = nic.public_ip.as_ref().and_then(PublicAddress::new_name) {
                    add("public IP", name, field, azure::RESOURCE);
                }
            }
        }
        if let Some(server) = &self.server {
            let field = own(&server.name);
            add("VM", &server.name.value, field, azure::VM);
            add("NIC", &server.nic_name, field, azure::RESOURCE);
            add("disk", &server.disk_name, field, azure::RESOURCE);
        }
        let (public, internal) = (&self.balance.public, &self.balance.internal.name);
        if public.made {
            add("load balancer", &public.name.value, own(&public.name), azure::RESOURCE);
        }
        for (_, address) in public.front_ends() {
            if let Some(name) = address.new_name() {
                add("public IP", name, own(&public.name), azure::RESOURCE);
            }
        }
        add("load balancer", &internal.value, own(internal), azure::RESOURCE);
        if let Some(gateway) = &self.balance.nat_gateway
            && let GatewayKind::New { public_ip, .. } = &gateway.kind
        {
            let field = own(&gateway.name);
            add("NAT gateway", &gateway.name.value, field, azure::RESOURCE);
            add("public IP", public_ip, field, azure::RESOURCE);
        }
        if let Availability::NewSet(name)
        | Availability::ExistingSet(name)
        | Availability::ZonesAuto(name) = &self.availability
        {
            add("availability set", &name.value, own(name), azure::RESOURCE);
        }
        for peering in &self.network.peerings {
            add("peering", &peering.name, Field::NetworkPeeringId, azure::RESOURCE);
        }
        if let Some(metrics) = &self.site.metrics {
            // The narrowest of the two: a workspace has 4 to 63 letters, digits and hyphens.
            add("workspace", &metrics.workspace, Field::SiteSuffix, azure::WORKSPACE);
            add("Application Insights", &metrics.component, Field::SiteSuffix, azure::RESOURCE);
        }
        for nsg in &self.nsgs {
            add("NSG", &nsg.name, Field::AccessNsgName, azure::RESOURCE);
        }
        for table in &self.route_tables {
            add("route table", &table.name, Field::NetworkTrustName, azure::RESOURCE);
        }
        names
    }
}
