//! Keys of resources, which Azure takes in any case: the audit knows them as the schemas write them.

/// The keys that are read of resources, as the schemas write them.
const KEYS: [&str; 75] = [
    "access",
    "addressPrefix",
    "addressPrefixes",
    "addressSpace",
    "adminPassword",
    "adminUsername",
    "backendAddressPools",
    "backendPort",
    "computerName",
    "customData",
    "destinationAddressPrefix",
    "destinationAddressPrefixes",
    "destinationPortRange",
    "destinationPortRanges",
    "direction",
    "disableBgpRoutePropagation",
    "enableFloatingIP",
    "enableIPForwarding",
    "enableTcpReset",
    "environmentVariables",
    "forceUpdateTag",
    "frontendIPConfiguration",
    "frontendIPConfigurations",
    "frontendPort",
    "hardwareProfile",
    "id",
    "idleTimeoutInMinutes",
    "imageReference",
    "inboundNatPools",
    "inboundNatRules",
    "intervalInSeconds",
    "ipConfigurations",
    "loadBalancerBackendAddressPools",
    "loadBalancingRules",
    "name",
    "natGateway",
    "networkInterfaces",
    "networkProfile",
    "networkSecurityGroup",
    "nextHopIpAddress",
    "nextHopType",
    "numberOfProbes",
    "offer",
    "osProfile",
    "outboundRules",
    "port",
    "priority",
    "privateIPAddress",
    "privateIPAllocationMethod",
    "probe",
    "probeThreshold",
    "probes",
    "properties",
    "protocol",
    "publicIPAddress",
    "publicIpAddresses",
    "publisher",
    "routeTable",
    "routes",
    "securityRules",
    "service",
    "serviceEndpoints",
    "sku",
    "sourceAddressPrefix",
    "sourceAddressPrefixes",
    "storageProfile",
    "subnet",
    "subnets",
    "tags",
    "type",
    "userData",
    "version",
    "virtualMachineProfile",
    "vmSize",
    "zones",
];

/// A key as the schemas write it, where it is one that is read; Azure takes it in any case.
pub(super) fn spelt(key: &str) -> &str {
    KEYS.into_iter().find(|known| known.eq_ignore_ascii_case(key)).unwrap_or(key)
}

/// Whether a key is one that is read, as the schemas write it.
pub(super) fn is_read(key: &str) -> bool {
    KEYS.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::spelt;

    #[test]
    fn what_is_read_has_one_spelling() {
        assert_eq!(spelt("enableIpForwarding"), "enableIPForwarding");
        assert_eq!(spelt("publicIPAddresses"), "publicIpAddresses");
        assert_eq!(spelt("OwnThing"), "OwnThing");
    }
}
