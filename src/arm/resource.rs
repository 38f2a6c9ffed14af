//! Mirrors of Azure's resource types: field for field what this template writes, nothing computed.
//!
//! `None` and empty lists are left out. Field names are Azure's in camelCase, with its own spelling
//! where that differs.

use serde::Serialize;

use super::expr::{Expr, Kind, References, Text, Typed};
use crate::facts::azure::api;
use crate::json::Object;
use crate::plan::PublicAddress;

/// What Azure requires of every resource of a type beside its properties.
pub(super) trait Mirror: Typed + Into<Properties> {
    const REQUIRES: Requirements;
}

/// The parts of a resource that its type decides.
#[derive(Clone, Copy)]
pub(super) struct Requirements {
    pub(super) sku: Option<Sku>,
    /// A word that tells variants of a type apart.
    pub(super) kind: Option<&'static str>,
    /// Whether it is part of another resource, and has neither location nor tags of its own.
    pub(super) is_part: bool,
}

impl Requirements {
    const NONE: Self = Self { sku: None, kind: None, is_part: false };
    const STANDARD: Self = Self::sku("Standard", None);
    const REGIONAL: Self = Self::sku("Standard", Some("Regional"));

    const fn sku(name: &'static str, tier: Option<&'static str>) -> Self {
        Self { sku: Some(Sku { name, tier }), ..Self::NONE }
    }

    const fn kind(self, kind: &'static str) -> Self {
        Self { kind: Some(kind), ..self }
    }

    const fn part(self) -> Self {
        Self { is_part: true, ..self }
    }
}

macro_rules! mirrors {
    ($($name:ident $kind:literal $api:ident $requires:expr;)*) => {
        /// The properties of a resource, by its type.
        #[derive(Serialize)]
        #[serde(untagged)]
        pub(super) enum Properties { $($name(Box<$name>),)* }

        $(
            impl Typed for $name {
                const KIND: Kind = Kind { name: $kind, api: api::$api };
            }

            impl Mirror for $name {
                const REQUIRES: Requirements = $requires;
            }

            impl From<$name> for Properties {
                fn from(properties: $name) -> Self {
                    Self::$name(Box::new(properties))
                }
            }
        )*
    };
}

mirrors! {
    Vnet "Microsoft.Network/virtualNetworks" NETWORK Requirements::NONE;
    Subnet "Microsoft.Network/virtualNetworks/subnets" NETWORK Requirements::NONE.part();
    Peering "Microsoft.Network/virtualNetworks/virtualNetworkPeerings" NETWORK Requirements::NONE.part();
    Nsg "Microsoft.Network/networkSecurityGroups" NETWORK Requirements::NONE;
    RouteTable "Microsoft.Network/routeTables" NETWORK Requirements::NONE;
    PublicIp "Microsoft.Network/publicIPAddresses" NETWORK Requirements::REGIONAL;
    NatGateway "Microsoft.Network/natGateways" NETWORK Requirements::STANDARD;
    Balancer "Microsoft.Network/loadBalancers" NETWORK Requirements::REGIONAL;
    Nic "Microsoft.Network/networkInterfaces" NETWORK Requirements::NONE;
    AvailabilitySet "Microsoft.Compute/availabilitySets" COMPUTE Requirements::sku("Aligned", None);
    Vm "Microsoft.Compute/virtualMachines" COMPUTE Requirements::NONE;
    StorageAccount "Microsoft.Storage/storageAccounts" STORAGE Requirements::sku("Standard_LRS", None).kind("StorageV2");
    Share "Microsoft.Storage/storageAccounts/fileServices/shares" STORAGE Requirements::NONE.part();
    Script "Microsoft.Resources/deploymentScripts" SCRIPTS Requirements::NONE.kind("AzureCLI");
    Workspace "Microsoft.OperationalInsights/workspaces" WORKSPACE Requirements::NONE;
    Component "Microsoft.Insights/components" COMPONENT Requirements::NONE.kind("web");
}

/// A resource of the template.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource {
    pub(super) comments: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) condition: Option<Expr>,
    pub(super) r#type: &'static str,
    pub(super) api_version: &'static str,
    pub(super) name: Expr,
    /// Parts of another resource have none of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<Expr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tags: Option<Expr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sku: Option<Sku>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) zones: Option<Zones>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) identity: Option<Identity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) plan: Option<MarketplacePlan>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) depends_on: Vec<Expr>,
    pub(super) properties: Properties,
}

#[derive(Clone, Copy, Serialize)]
pub(super) struct Sku {
    pub(super) name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tier: Option<&'static str>,
}

/// Zones as a list, or as an expression that gives one.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(super) enum Zones {
    Fixed(Vec<Text>),
    Picked(Expr),
}

#[derive(Serialize)]
pub(super) struct Identity {
    pub(super) r#type: &'static str,
    #[serde(rename = "userAssignedIdentities", skip_serializing_if = "Option::is_none")]
    pub(super) user_assigned: Option<Object<Expr, Blank>>,
}

/// An object without members.
#[derive(Serialize)]
pub(super) struct Blank {}

#[derive(Serialize)]
pub(super) struct MarketplacePlan {
    pub(super) name: Text,
    pub(super) publisher: &'static str,
    pub(super) product: &'static str,
}

/// A reference by id.
#[derive(Serialize)]
pub(super) struct Ref {
    pub(super) id: Expr,
}

/// A named part of a resource.
#[derive(Serialize)]
pub(super) struct Part<P> {
    pub(super) name: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) zones: Option<Zones>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<P>,
}

impl<P> Part<P> {
    pub(super) fn new(name: impl Into<Text>, properties: P) -> Self {
        Self { name: name.into(), zones: None, properties: Some(properties) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Vnet {
    pub(super) address_space: AddressSpace,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dhcp_options: Option<DhcpOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) enable_ddos_protection: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ddos_protection_plan: Option<Ref>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DhcpOptions {
    pub(super) dns_servers: Vec<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Peering {
    pub(super) remote_virtual_network: Ref,
    pub(super) allow_virtual_network_access: bool,
    pub(super) allow_forwarded_traffic: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) allow_gateway_transit: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) use_remote_gateways: Option<bool>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Workspace {
    pub(super) sku: Sku,
    pub(super) retention_in_days: u32,
}

#[derive(Serialize)]
pub(super) struct Component {
    #[serde(rename = "Application_Type")]
    pub(super) application_type: &'static str,
    #[serde(rename = "WorkspaceResourceId")]
    pub(super) workspace_resource_id: Expr,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AddressSpace {
    pub(super) address_prefixes: Vec<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Subnet {
    pub(super) address_prefix: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default_outbound_access: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) network_security_group: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) route_table: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nat_gateway: Option<Ref>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) service_endpoints: Vec<ServiceEndpoint>,
}

#[derive(Serialize)]
pub(super) struct ServiceEndpoint {
    pub(super) service: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Nsg {
    pub(super) security_rules: Vec<Part<SecurityRule>>,
}

/// Prefixes of one end of a rule: Azure has one key for a single prefix and another for several.
#[derive(Default)]
pub(super) struct Prefixes {
    pub(super) one: Option<Text>,
    pub(super) many: Option<PrefixList>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum PrefixList {
    Fixed(Vec<Text>),
    Given(Expr),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecurityRule {
    pub(super) description: Text,
    pub(super) priority: u16,
    pub(super) direction: &'static str,
    pub(super) access: &'static str,
    pub(super) protocol: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source_address_prefix: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source_address_prefixes: Option<PrefixList>,
    pub(super) source_port_range: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination_address_prefix: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination_address_prefixes: Option<PrefixList>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) destination_port_range: Option<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) destination_port_ranges: Vec<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RouteTable {
    pub(super) disable_bgp_route_propagation: bool,
    pub(super) routes: Vec<Part<Route>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Route {
    pub(super) address_prefix: Text,
    pub(super) next_hop_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_hop_ip_address: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublicIp {
    #[serde(rename = "publicIPAllocationMethod")]
    pub(super) allocation_method: &'static str,
    #[serde(rename = "publicIPAddressVersion")]
    pub(super) address_version: &'static str,
    #[serde(rename = "publicIPPrefix", skip_serializing_if = "Option::is_none")]
    pub(super) prefix: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dns_settings: Option<DnsSettings>,
}

impl PublicIp {
    /// Refers to an address, whether it is made or stands already.
    pub(super) fn of(address: &PublicAddress, references: &mut References) -> Expr {
        match address {
            PublicAddress::New { name, .. } => references.named::<Self>(name),
            PublicAddress::Existing { id, .. } => Expr::typed_id(id),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DnsSettings {
    pub(super) domain_name_label: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NatGateway {
    pub(super) idle_timeout_in_minutes: u32,
    pub(super) public_ip_addresses: Vec<Ref>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Balancer {
    #[serde(rename = "frontendIPConfigurations")]
    pub(super) frontends: Vec<Part<Frontend>>,
    pub(super) backend_address_pools: Vec<Part<()>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) probes: Vec<Part<Probe>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) load_balancing_rules: Vec<Part<BalancingRule>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) outbound_rules: Vec<Part<OutboundRule>>,
}

#[derive(Default, Serialize)]
pub(super) struct Frontend {
    #[serde(rename = "privateIPAllocationMethod", skip_serializing_if = "Option::is_none")]
    pub(super) allocation_method: Option<&'static str>,
    #[serde(rename = "privateIPAddress", skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subnet: Option<Ref>,
    #[serde(rename = "publicIPAddress", skip_serializing_if = "Option::is_none")]
    pub(super) public_ip: Option<Ref>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Probe {
    pub(super) protocol: &'static str,
    pub(super) port: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_path: Option<Text>,
    pub(super) interval_in_seconds: u32,
    #[serde(rename = "probeThreshold")]
    pub(super) threshold: u32,
    pub(super) no_healthy_backends_behavior: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BalancingRule {
    #[serde(rename = "frontendIPConfiguration")]
    pub(super) frontend: Ref,
    pub(super) backend_address_pool: Ref,
    pub(super) probe: Ref,
    pub(super) protocol: &'static str,
    pub(super) frontend_port: u16,
    pub(super) backend_port: u16,
    #[serde(rename = "enableFloatingIP")]
    pub(super) enable_floating_ip: bool,
    pub(super) enable_tcp_reset: bool,
    pub(super) idle_timeout_in_minutes: u32,
    pub(super) load_distribution: &'static str,
    pub(super) disable_outbound_snat: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OutboundRule {
    #[serde(rename = "frontendIPConfigurations")]
    pub(super) frontends: Vec<Ref>,
    pub(super) backend_address_pool: Ref,
    pub(super) protocol: &'static str,
    pub(super) allocated_outbound_ports: u32,
    pub(super) idle_timeout_in_minutes: u32,
    pub(super) enable_tcp_reset: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Nic {
    #[serde(rename = "enableIPForwarding")]
    pub(super) enable_ip_forwarding: bool,
    pub(super) enable_accelerated_networking: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) network_security_group: Option<Ref>,
    pub(super) ip_configurations: Vec<Part<IpConfiguration>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct IpConfiguration {
    pub(super) primary: bool,
    #[serde(rename = "privateIPAllocationMethod")]
    pub(super) allocation_method: &'static str,
    #[serde(rename = "privateIPAddress")]
    pub(super) address: Text,
    #[serde(rename = "privateIPAddressVersion")]
    pub(super) address_version: &'static str,
    pub(super) subnet: Ref,
    #[serde(rename = "publicIPAddress", skip_serializing_if = "Option::is_none")]
    pub(super) public_ip: Option<Ref>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) load_balancer_backend_address_pools: Vec<Ref>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AvailabilitySet {
    pub(super) platform_update_domain_count: u32,
    pub(super) platform_fault_domain_count: u32,
}

/// An availability set, or an expression that gives one or none.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum SetRef {
    Fixed(Ref),
    Picked(Expr),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Vm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) availability_set: Option<SetRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) capacity_reservation: Option<CapacityReservation>,
    pub(super) hardware_profile: HardwareProfile,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) security_profile: Option<SecurityProfile>,
    pub(super) storage_profile: StorageProfile,
    pub(super) os_profile: OsProfile,
    pub(super) network_profile: NetworkProfile,
    pub(super) diagnostics_profile: DiagnosticsProfile,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CapacityReservation {
    pub(super) capacity_reservation_group: Ref,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecurityProfile {
    pub(super) encryption_at_host: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HardwareProfile {
    pub(super) vm_size: Expr,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StorageProfile {
    pub(super) image_reference: ImageReference,
    pub(super) os_disk: OsDisk,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum ImageReference {
    Marketplace { publisher: &'static str, offer: &'static str, sku: Text, version: Text },
    Private(Ref),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OsDisk {
    pub(super) name: Text,
    pub(super) create_option: &'static str,
    pub(super) caching: &'static str,
    #[serde(rename = "diskSizeGB", skip_serializing_if = "Option::is_none")]
    pub(super) size_gib: Option<u32>,
    pub(super) managed_disk: ManagedDisk,
    pub(super) delete_option: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ManagedDisk {
    pub(super) storage_account_type: Expr,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) disk_encryption_set: Option<Ref>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OsProfile {
    pub(super) computer_name: Text,
    pub(super) admin_username: Expr,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) admin_password: Option<Expr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) custom_data: Option<Expr>,
    pub(super) linux_configuration: LinuxConfiguration,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinuxConfiguration {
    pub(super) disable_password_authentication: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ssh: Option<Ssh>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ssh {
    pub(super) public_keys: Vec<PublicKey>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublicKey {
    pub(super) path: Expr,
    pub(super) key_data: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NetworkProfile {
    pub(super) network_interfaces: Vec<NicRef>,
}

#[derive(Serialize)]
pub(super) struct NicRef {
    pub(super) id: Expr,
    pub(super) properties: NicRefProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NicRefProperties {
    pub(super) primary: bool,
    pub(super) delete_option: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DiagnosticsProfile {
    pub(super) boot_diagnostics: BootDiagnostics,
}

#[derive(Serialize)]
pub(super) struct BootDiagnostics {
    pub(super) enabled: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StorageAccount {
    pub(super) minimum_tls_version: &'static str,
    pub(super) supports_https_traffic_only: bool,
    pub(super) allow_blob_public_access: bool,
    pub(super) allow_shared_key_access: bool,
    pub(super) public_network_access: &'static str,
    pub(super) network_acls: NetworkAcls,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NetworkAcls {
    pub(super) default_action: &'static str,
    pub(super) bypass: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Share {
    pub(super) share_quota: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Script {
    pub(super) az_cli_version: &'static str,
    pub(super) force_update_tag: Text,
    pub(super) timeout: &'static str,
    pub(super) retention_interval: &'static str,
    pub(super) cleanup_preference: &'static str,
    pub(super) environment_variables: Vec<Variable>,
    #[serde(rename = "scriptContent")]
    pub(super) content: &'static str,
}

/// An environment variable of a deployment script.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Variable {
    pub(super) name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Expr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) secure_value: Option<Expr>,
}

/// The whole template.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Template<P: Serialize> {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) content_version: &'static str,
    pub(super) metadata: TemplateMetadata,
    pub(super) parameters: P,
    pub(super) resources: Vec<Resource>,
    pub(super) outputs: Object<Text, Output>,
}

#[derive(Serialize)]
pub(super) struct TemplateMetadata {
    pub(super) description: Text,
    pub(super) generator: &'static str,
}

/// A value that the deployment gives back.
#[derive(Serialize)]
pub(super) struct Output {
    pub(super) r#type: &'static str,
    pub(super) value: Expr,
    pub(super) metadata: OutputMetadata,
}

#[derive(Serialize)]
pub(super) struct OutputMetadata {
    pub(super) description: Text,
}
