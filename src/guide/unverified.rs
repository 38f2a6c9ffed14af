//! What was not verified on a live firewall or subscription, as far as a design touches it.
//!
//! A row is the fact, what settles it, and whether a design has to do with it. What a published page settles
//! is not here.

use crate::choice::{
    BootstrapMode, Choice as _, Cloud, Dataplane, GatewaySku, LicensePlan, Line, ProbeProtocol,
    Profile, Routing, TimerSet, Transit,
};
use crate::facts;
use crate::plan::{Availability, Image, NatGateway, Plan};

type Row = (&'static str, &'static str, fn(&Plan) -> bool);

const ALWAYS: fn(&Plan) -> bool = |_| true;

/// Whether bootstrap.xml reaches the units.
const PACKAGED: fn(&Plan) -> bool = |plan| plan.bootstrap.mode.has_package();

const ROWS: [Row; 37] = [
    (
        "Session synchronisation over UDP on Azure",
        "show high-availability state-synchronization",
        ALWAYS,
    ),
    (
        "Commit of this configuration on PAN-OS 12.1",
        "boot one unit and look at show jobs all",
        |plan| plan.machine.line == Line::V12_1,
    ),
    (
        "A configuration without the virtual router `default`",
        "show system bootstrap status; show jobs all",
        PACKAGED,
    ),
    ("Login with the generated $5$ password hash", "log in by SSH after the first boot", |plan| {
        PACKAGED(plan) && !plan.access.key_only
    }),
    (
        "Login with an SSH key, which PAN-OS keeps as base64 of its line",
        "log in by SSH with the key after the first boot",
        |plan| PACKAGED(plan) && plan.access.ssh_key.is_some(),
    ),
    (
        "The probe is answered by the active unit only",
        "health probe status of both balancers in the portal",
        ALWAYS,
    ),
    (
        "The page /unauth/php/health.php answers HTTPS on Azure",
        "health probe status of both balancers in the portal; else type /php/login.php",
        |plan| {
            let probe = &plan.balance.probe;
            probe.protocol == ProbeProtocol::Https
                && probe.path.as_deref().is_some_and(|path| path.contains("health.php"))
        },
    ),
    (
        "Interface address with prefix length in the outbound NAT rule",
        "show running nat-policy",
        |plan| PACKAGED(plan) && plan.machine.dataplane == Dataplane::Static,
    ),
    ("Aggressive timers without flapping on small sizes", "show high-availability all", |plan| {
        plan.ha.timers != TimerSet::Recommended
    }),
    (
        "A unit takes over after three lost heartbeats",
        "stop the active unit; show log system on the other one",
        ALWAYS,
    ),
    (
        "Logical routers from bootstrap.xml with advance-routing:enable in init-cfg",
        "show advanced-routing route; show system info",
        |plan| plan.system.routing == Routing::LogicalRouter,
    ),
    (
        "DHCP on the dataplane with configuration synchronisation",
        "show high-availability all; show interface all on both units",
        |plan| plan.machine.dataplane == Dataplane::Dhcp,
    ),
    (
        "Path monitoring and its rule above the denial",
        "show high-availability path-monitoring; show log traffic rule equal path-monitoring-untrust",
        |plan| !plan.ha.monitoring.paths.is_empty(),
    ),
    (
        "Administrator and WildFire limits, strict inspection, zone protection, update schedule",
        "show jobs all after the first boot",
        |plan| {
            let system = &plan.system;
            [
                system.admin_limits,
                system.wildfire_limits,
                system.strict_inspection,
                system.zone_protection,
                system.update_schedule,
            ]
            .contains(&true)
        },
    ),
    (
        "An image newer than bootstrap.xml converts it",
        "show system bootstrap status; show jobs all",
        |plan| PACKAGED(plan) && newer_image(plan),
    ),
    (
        "Local values count over Panorama's templates unless it forces its own",
        "show config effective-running-config after the first push",
        |plan| plan.panorama.is_some(),
    ),
    (
        "A VPN that ends on the loopback behind the balancer, and its takeover",
        "show vpn ike-sa; show global-protect-gateway current-user, before and after a failover",
        |plan| plan.balance.loopback.is_some(),
    ),
    (
        "Telemetry from bootstrap.xml, and how its region is written",
        "show device-telemetry settings",
        |plan| plan.system.telemetry_region.is_some(),
    ),
    (
        "Log forwarding from bootstrap.xml: syslog, Panorama, Strata Logging Service",
        "show jobs all after the first boot; show logging-status",
        |plan| {
            let logs = &plan.system.logs;
            !logs.syslog.is_empty() || logs.panorama || logs.strata_region.is_some()
        },
    ),
    (
        "Registration with the licence plugin's key or Strata Cloud Manager",
        "show panorama-status; request license info",
        |plan| plan.panorama.is_some(),
    ),
    (
        "Custom data separated by semicolons on PAN-OS 10.1 and 10.2",
        "show system bootstrap status",
        |plan| {
            plan.bootstrap.mode != BootstrapMode::None
                && matches!(plan.machine.line, Line::V10_1 | Line::V10_2)
        },
    ),
    (
        "DHCP renewals of the dataplane interfaces pass the denial at the end of the policy",
        "show dhcp client state all after half a lease; show log traffic rule equal deny-all",
        |plan| plan.machine.dataplane == Dataplane::Dhcp && plan.system.profile != Profile::Lab,
    ),
    (
        "The administrator of bootstrap.xml counts over Azure's name and password",
        "log in with the design's name after the first boot",
        PACKAGED,
    ),
    ("Azure's second NIC is ethernet1/1, and so on", "show interface all", ALWAYS),
    (
        "Bounds of timers, keep-alive, priorities and names",
        "show jobs all after the first boot",
        PACKAGED,
    ),
    (
        "Packages and licences are fetched over TCP 443 and 445 from management",
        "show system bootstrap status; request license info",
        PACKAGED,
    ),
    (
        "A storage account that is closed from the start: how long its rules take to count, and the units' first boot by the subnet's rule",
        "run deploy.sh; then show system bootstrap status",
        |plan| plan.bootstrap.closed,
    ),
    (
        "That the pinned Azure CLI image of the deployment script is offered",
        "curl -s https://mcr.microsoft.com/v2/azure-cli/tags/list",
        |plan| plan.bootstrap.mode == BootstrapMode::OneClick,
    ),
    (
        "That deployment scripts run in Azure US Government and Azure China",
        "az provider show --namespace Microsoft.ContainerInstance --query resourceTypes[].locations",
        |plan| plan.bootstrap.mode == BootstrapMode::OneClick && plan.site.cloud != Cloud::Public,
    ),
    (
        "A NAT gateway of the kind StandardV2 and its address, which ten regions do not offer",
        "az network nat gateway show --resource-group RESOURCE-GROUP --name NAME --query \"[sku.name, zones, provisioningState]\"",
        |plan| {
            let gateway = plan.balance.nat_gateway.as_ref();
            gateway.and_then(NatGateway::sku) == Some(GatewaySku::StandardV2)
        },
    ),
    (
        "A region without zones, where the units stand in an availability set beside an empty list of zones",
        "az vm show --resource-group RESOURCE-GROUP --name UNIT --query \"[zones, availabilitySet.id]\"",
        |plan| matches!(plan.availability, Availability::ZonesAuto(_)),
    ),
    (
        "Use of the peered VNet's gateway in this half of a peering before the other half stands",
        "az network vnet peering list --resource-group RESOURCE-GROUP --vnet-name VNET --query \"[].[name, peeringState, useRemoteGateways]\"",
        |plan| plan.network.transit == Transit::Use && !plan.network.peerings.is_empty(),
    ),
    (
        "Which sizes Palo Alto Networks supports for your PAN-OS release",
        "read the VM-Series deployment guide's table of Azure sizes",
        ALWAYS,
    ),
    (
        "That the plan and the pinned image version are offered in your region",
        "az vm image list -o table --publisher paloaltonetworks --offer vmseries-flex --all",
        |plan| {
            plan.machine.plan == LicensePlan::Bundle3
                || matches!(&plan.machine.image, Image::Marketplace { version } if version != "latest")
        },
    ),
    (
        "The number of NICs and the retirement of each size",
        "az vm list-skus -l LOCATION --size Standard_D --query \"[].{name:name,nics:capabilities[?name=='MaxNetworkInterfaces'].value|[0]}\" -o table",
        ALWAYS,
    ),
    (
        "That US Government and China accept these API versions",
        "az provider show -n Microsoft.Network",
        |plan| plan.site.cloud != Cloud::Public,
    ),
    (
        "The portal address and image offers of Azure China",
        "open the portal and search the marketplace for VM-Series",
        |plan| plan.site.cloud == Cloud::China,
    ),
];

/// Each fact that this design touches, with what settles it.
pub fn unverified(plan: &Plan) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
    ROWS.iter().filter(|(.., touches)| touches(plan)).map(|(fact, settled, _)| (*fact, *settled))
}

/// Whether the image may be of a later release than bootstrap.xml.
fn newer_image(plan: &Plan) -> bool {
    let Image::Marketplace { version } = &plan.machine.image else { return true };
    let wanted = facts::vmseries::line_numbers(plan.machine.line.text());
    facts::vmseries::line_numbers(version).is_none_or(|image| Some(image) > wanted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Draft, Secrets};
    use crate::field::Field;
    use crate::preset::Preset;
    use crate::review::review;

    fn listed(values: &[(Field, &str)]) -> Vec<&'static str> {
        let draft = Draft::of(Preset::Reference).with(values.iter().copied());
        let review = review(&draft, &Secrets::default());
        let plan = review.plan.expect("a plan");
        unverified(&plan).map(|(fact, _)| fact).collect()
    }

    #[test]
    fn a_design_lists_what_it_touches_and_no_more() {
        let plain = listed(&[]);
        for word in ["administrator of bootstrap.xml", "second NIC", "answered by the active unit"]
        {
            assert!(plain.iter().any(|fact| fact.contains(word)), "{word}");
        }
        for (word, field, value) in [
            ("Azure China", Field::SiteCloud, "china"),
            ("PAN-OS 12.1", Field::PairPanos, "12.1"),
            ("semicolons", Field::PairPanos, "10.2"),
            ("DHCP renewals", Field::PairDataplane, "dhcp"),
            ("Path monitoring", Field::HaMonitoring, "10.0.2.6"),
            ("Logical routers", Field::SystemRouting, "logical_router"),
            ("Telemetry", Field::SystemTelemetryRegion, "europe"),
        ] {
            assert!(!plain.iter().any(|fact| fact.contains(word)), "{word} without {value}");
            let told = listed(&[(field, value)]);
            assert!(told.iter().any(|fact| fact.contains(word)), "{word} with {value}");
        }
    }

    #[test]
    fn each_fact_stands_once_and_says_what_settles_it() {
        for (n, (fact, settled, _)) in ROWS.iter().enumerate() {
            assert!(!settled.is_empty() && ROWS.iter().skip(n + 1).all(|(f, ..)| f != fact));
        }
    }
}
