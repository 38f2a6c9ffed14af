//! What Azure does when a template is deployed again with a changed property.
//!
//! Deployments are incremental: what a template no longer names stays. Sources were read on 2026-11-26; a row
//! that names none was not settled by any page, and says so.

use crate::choice::{Choice, choice};

choice! {
    /// What happens to a resource, the mildest first: its word, and what that stands for.
    Impact {
        Nothing "nothing" "It stays as it is",
        Made "made" "It is new",
        Left "left behind" "Nothing names it any more, and nobody deletes it",
        InPlace "in place" "It changes while it works",
        Restart "restart" "The machine restarts",
        Stopped "refused while running" "Azure refuses until the machine is deallocated, or nothing uses it",
        Refused "refused, recreate" "Azure refuses, and the deployment ends there; the resource has to be deleted and made again",
    }
}

/// A property and what its change does.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The type of the resource; blank for every type.
    pub kind: &'static str,
    /// How the path of the property begins.
    pub property: &'static str,
    /// What its change does.
    pub effect: Impact,
    /// Where that stands.
    pub source: &'static str,
}

const VM: &str = "Microsoft.Compute/virtualMachines";
const NIC: &str = "Microsoft.Network/networkInterfaces";
const SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets";
const SCRIPT: &str = "Microsoft.Resources/deploymentScripts";
/// Zones of a resource, or of a part of one, such as a balancer's front end.
const ZONES: &str = "/zones";
/// Where no page settles it.
pub const UNSETTLED: &str =
    "not verified; az deployment group what-if and a try in a group of your own settle it";

const fn rule(
    kind: &'static str,
    property: &'static str,
    effect: Impact,
    source: &'static str,
) -> Rule {
    Rule { kind, property, effect, source }
}

/// The rules, the first that fits counts.
pub const RULES: [Rule; 26] = [
    rule("", "/comments", Impact::Nothing, "Azure Resource Manager: a comment is no property"),
    rule("", "/dependsOn", Impact::Nothing, "Azure Resource Manager: an order is no property"),
    rule("", "/apiVersion", Impact::Nothing, UNSETTLED),
    rule("", "/tags", Impact::InPlace, "Azure Resource Manager: tags are replaced as a whole"),
    rule("", "/location", Impact::Refused, UNSETTLED),
    rule(
        VM,
        "/properties/osProfile/customData",
        Impact::Refused,
        "Azure/azure-sdk-for-java issue 1976, Azure/acs-engine issue 132: PropertyChangeNotAllowed",
    ),
    rule(
        VM,
        "/properties/osProfile",
        Impact::Refused,
        "MicrosoftDocs/azure-docs issue 12602: changing osProfile is not allowed",
    ),
    rule(
        VM,
        "/properties/hardwareProfile/vmSize",
        Impact::Restart,
        "Azure documentation, Resize a virtual machine: a running one restarts; a size that its cluster lacks wants it deallocated first",
    ),
    rule(VM, "/properties/storageProfile/imageReference", Impact::Refused, UNSETTLED),
    rule(
        VM,
        "/properties/storageProfile/osDisk/createOption",
        Impact::Refused,
        "Azure/azure-powershell issue 7621: changing osDisk.createOption is not allowed",
    ),
    rule(VM, "/properties/storageProfile", Impact::Stopped, UNSETTLED),
    rule(VM, "/properties/networkProfile", Impact::Stopped, UNSETTLED),
    rule(VM, "/properties/securityProfile", Impact::Stopped, UNSETTLED),
    rule(VM, "/properties/availabilitySet", Impact::Refused, UNSETTLED),
    rule(VM, "/properties/capacityReservation", Impact::Stopped, UNSETTLED),
    rule(VM, "/plan", Impact::Refused, UNSETTLED),
    rule(VM, ZONES, Impact::Refused, UNSETTLED),
    rule(
        "",
        ZONES,
        Impact::Refused,
        "Azure/azure-powershell issue 14326, ResourceAvailabilityZonesCannotBeModified: zones cannot be added, updated or removed once the resource is created",
    ),
    rule("", "/sku", Impact::Refused, UNSETTLED),
    rule(
        NIC,
        "/properties/ipConfigurations",
        Impact::InPlace,
        "Az.Network, Set-AzNetworkInterface, example 1; PAN-OS keeps its own address until it is configured too",
    ),
    rule(
        NIC,
        "/properties/enableIPForwarding",
        Impact::InPlace,
        "Az.Network, Set-AzNetworkInterface, example 3",
    ),
    rule(NIC, "/properties/enableAcceleratedNetworking", Impact::Stopped, UNSETTLED),
    rule(SUBNET, "/properties/addressPrefix", Impact::Stopped, UNSETTLED),
    rule("Microsoft.Compute/availabilitySets", "/properties", Impact::Refused, UNSETTLED),
    rule(
        SCRIPT,
        "/properties",
        Impact::InPlace,
        "Azure documentation, Deployment scripts: a changed one runs again; the units read what it writes at their first boot only",
    ),
    rule("", "", Impact::InPlace, UNSETTLED),
];

/// The rule for a property of a resource.
pub fn rule_for(kind: &str, property: &str) -> &'static Rule {
    let fits = |rule: &&Rule| {
        let of_part = rule.property == ZONES && property.ends_with(ZONES);
        (rule.kind.is_empty() || rule.kind == kind)
            && (of_part || property.starts_with(rule.property))
    };
    RULES.iter().find(fits).expect("the last rule fits everything")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrower_rule_stands_before_the_wider_one() {
        for (n, rule) in RULES.iter().enumerate() {
            assert_eq!(
                rule_for(rule.kind, rule.property).property,
                rule.property,
                "row {n} is hidden by another one"
            );
        }
        assert_eq!(rule_for(VM, "/properties/osProfile/customData").effect, Impact::Refused);
        assert_eq!(rule_for(VM, "/properties/hardwareProfile/vmSize").effect, Impact::Restart);
        let front_end = "/properties/frontendIPConfigurations/[internal-frontend]/zones";
        let of_front_end = rule_for("Microsoft.Network/loadBalancers", front_end);
        assert_eq!((of_front_end.effect, of_front_end.property), (Impact::Refused, ZONES));
        assert_eq!(
            rule_for("Microsoft.Network/routeTables", "/properties").effect,
            Impact::InPlace
        );
    }
}
