//! NICs and VMs of both firewalls and of the test server.

use super::{Builder, Extras, no_zones, pick};
use crate::arm::expr::{Expr, Id, References};
use crate::arm::resource::{
    AvailabilitySet, Balancer, Nsg, Part, PublicIp, Ref, SetRef, Vm, Zones,
};
use crate::arm::{parameter, resource};
use crate::design::{BootstrapMode, Unit};
use crate::facts;
use crate::json::Object;
use crate::plan::{Availability, Firewall, Image, Machine, Nic, Role, Server, Subnet};

/// What the test server runs: a page that needs nothing from the network, because its only way out is
/// through firewalls that are still booting.
const CLOUD_INIT: &str = "#cloud-config
write_files:
  - path: /srv/www/index.html
    content: |
      <!doctype html><title>Test server</title><p>This page came through the firewall pair.</p>
  - path: /etc/systemd/system/test-web.service
    content: |
      [Unit]
      Description=Test page on port 80
      After=network.target
      [Service]
      ExecStart=/usr/bin/python3 -m http.server 80 --directory /srv/www
      Restart=always
      [Install]
      WantedBy=multi-user.target
runcmd:
  - [systemctl, enable, --now, test-web.service]
";

impl Builder<'_> {
    pub(super) fn machines(&mut self) {
        let plan = self.plan;
        if let Availability::NewSet(name) | Availability::ZonesAuto(name) = &plan.availability {
            let (updates, faults) = facts::azure::SET_DOMAINS;
            let properties = AvailabilitySet {
                platform_update_domain_count: updates,
                platform_fault_domain_count: faults,
            };
            let picked = matches!(plan.availability, Availability::ZonesAuto(_));
            let comments = if picked {
                "Keeps the two units on different hosts where the region has no zones"
            } else {
                "Keeps the two units on different hosts"
            };
            let extras = Extras { condition: picked.then(no_zones), ..Extras::default() };
            let names = vec![Expr::text(name)];
            self.add_with(names, comments, References::default(), properties, extras);
        }
        for firewall in plan.units.each() {
            self.firewall_nics(firewall);
            self.firewall(firewall);
        }
        if let Some(server) = &plan.server {
            self.server_nic(server);
            self.server(server);
        }
    }

    fn firewall_nics(&mut self, firewall: &Firewall) {
        let plan = self.plan;
        for nic in firewall.nics() {
            let subnet = plan.network.of(nic.role).expect("each NIC's role has a subnet");
            let pool = plan.balance.of(nic.role).map(|(balancer, pool)| {
                Id::of::<Balancer>(balancer).inner("/backendAddressPools", pool)
            });
            let interface = nic.interface;
            let comments = format!("{}: {interface}, {}", firewall.name, nic.role);
            self.nic(nic, &comments, subnet, nic.role, pool);
        }
    }

    fn nic(
        &mut self,
        nic: &Nic,
        comments: &str,
        subnet: &Subnet,
        filtered_as: Role,
        pool: Option<Id>,
    ) {
        let mut references = References::default();
        let nsg = self.plan.nsg(filtered_as);
        let configuration = resource::IpConfiguration {
            primary: true,
            allocation_method: "Static",
            address: (&nic.address).into(),
            address_version: "IPv4",
            subnet: Ref { id: self.subnet_id(subnet, &mut references) },
            public_ip: nic
                .public_ip
                .as_ref()
                .map(|public| Ref { id: PublicIp::of(public, &mut references) }),
            load_balancer_backend_address_pools: pool
                .map(|pool| Ref { id: references.id(&pool) })
                .into_iter()
                .collect(),
        };
        let properties = resource::Nic {
            enable_ip_forwarding: nic.ip_forwarding,
            enable_accelerated_networking: nic.accelerated,
            network_security_group: nsg.map(|nsg| Ref { id: references.named::<Nsg>(&nsg.name) }),
            ip_configurations: vec![Part::new("ipconfig", configuration)],
        };
        self.add(&nic.name, comments, references, properties);
    }

    fn firewall(&mut self, firewall: &Firewall) {
        let plan = self.plan;
        let machine = &plan.machine;
        let mut references = References::default();
        let sku = machine.sku.as_str();
        let image = match &machine.image {
            Image::Marketplace { version } => resource::ImageReference::Marketplace {
                publisher: facts::azure::IMAGE_PUBLISHER,
                offer: facts::azure::IMAGE_OFFER,
                sku: sku.into(),
                version: version.into(),
            },
            Image::Private { id, .. } => {
                resource::ImageReference::Private(Ref { id: Expr::typed_id(id) })
            }
        };
        let set = match &plan.availability {
            Availability::NewSet(name) | Availability::ExistingSet(name) => {
                Some(SetRef::Fixed(Ref { id: references.named::<AvailabilitySet>(name) }))
            }
            Availability::ZonesAuto(name) => {
                let id = references.named::<AvailabilitySet>(name);
                let set = Expr::call("createObject", vec![Expr::text("id"), id]);
                let none = Expr::call("null", Vec::new());
                Some(SetRef::Picked(Expr::call("if", vec![no_zones(), set, none])))
            }
            Availability::Zones(..) | Availability::None => None,
        };
        let profile = resource::OsProfile {
            computer_name: (&firewall.name).into(),
            admin_username: Expr::Parameter(parameter::USER),
            admin_password: (!plan.access.key_only).then_some(Expr::Parameter(parameter::PASSWORD)),
            custom_data: self.custom_data(firewall, &mut references),
            linux_configuration: linux(plan.access.ssh_key.as_ref(), plan.access.key_only),
        };
        let reserved = machine.capacity_reservation.as_deref();
        let vm = Vm {
            availability_set: set,
            capacity_reservation: reserved.map(|id| resource::CapacityReservation {
                capacity_reservation_group: Ref { id: Expr::typed_id(id) },
            }),
            hardware_profile: resource::HardwareProfile {
                vm_size: Expr::Parameter(parameter::SIZE),
            },
            security_profile: machine
                .encryption_at_host
                .then_some(resource::SecurityProfile { encryption_at_host: true }),
            storage_profile: resource::StorageProfile {
                image_reference: image,
                os_disk: os_disk(
                    &firewall.disk_name,
                    Some(facts::azure::OS_DISK_GIB),
                    Expr::Parameter(parameter::DISK),
                    machine.disk_encryption_set.as_deref(),
                ),
            },
            os_profile: profile,
            network_profile: nics(&firewall.nics().map(|nic| &nic.name), &mut references),
            diagnostics_profile: diagnostics(machine.boot_diagnostics),
        };
        let extras = Extras {
            zones: self.zone_of(firewall.unit),
            identity: identity(machine),
            plan: machine.image.has_plan().then_some(resource::MarketplacePlan {
                name: sku.into(),
                publisher: facts::azure::IMAGE_PUBLISHER,
                product: facts::azure::IMAGE_OFFER,
            }),
            ..Extras::default()
        };
        let names = vec![Expr::text(&firewall.name)];
        let comments = format!("Unit {}", firewall.unit.letter());
        self.add_with(names, comments, references, vm, extras);
    }

    /// Where the unit finds its package. The key stays a reference to a parameter or to the account.
    fn custom_data(&self, firewall: &Firewall, references: &mut References) -> Option<Expr> {
        let bootstrap = &self.plan.bootstrap;
        let account = self.account_name();
        let key = match bootstrap.mode {
            BootstrapMode::None => return None,
            BootstrapMode::CustomData => return Some(self.first_settings(firewall.unit)),
            BootstrapMode::OneClick => {
                // The package must be there before the unit looks for it.
                references.wait_for(&self.script());
                Self::key_of(references.id(&self.own_account()))
            }
            BootstrapMode::Key => Expr::Parameter(parameter::ACCESS_KEY),
            BootstrapMode::Account => {
                let id = self.own_account().in_group(bootstrap.account_group.as_ref());
                Self::key_of(references.id(&id))
            }
        };
        let separator = facts::panos::CUSTOM_DATA_SEPARATOR;
        let share = &bootstrap.share;
        let text = Expr::call(
            "concat",
            vec![
                Expr::text("storage-account="),
                account,
                Expr::text(format!("{separator}access-key=")),
                key,
                Expr::text(format!(
                    "{separator}file-share={share}{separator}share-directory={}",
                    firewall.directory
                )),
            ],
        );
        Some(Expr::call("base64", vec![text]))
    }

    fn zone_of(&self, unit: Unit) -> Option<Zones> {
        match (&self.plan.availability, unit) {
            (Availability::Zones(zone, _), Unit::A) | (Availability::Zones(_, zone), Unit::B) => {
                Some(Zones::Fixed(vec![zone.into()]))
            }
            // One zone each: the first that the region has, and the one after it.
            (Availability::ZonesAuto(_), unit) => {
                let offset = match unit {
                    Unit::A => 0,
                    Unit::B => 1,
                };
                Some(Zones::Picked(pick("Microsoft.Compute", "virtualMachines", &[1, offset])))
            }
            (Availability::NewSet(_) | Availability::ExistingSet(_) | Availability::None, _) => {
                None
            }
        }
    }

    fn server_nic(&mut self, server: &Server) {
        let subnet = self.plan.network.of_host(server.address.value);
        let nic = Nic {
            role: Role::Workload,
            name: server.nic_name.clone(),
            address: server.address.clone(),
            public_ip: None,
            ip_forwarding: false,
            accelerated: false,
            interface: "eth0",
        };
        self.nic(&nic, "NIC of the test server", subnet, Role::Workload, None);
    }

    fn server(&mut self, server: &Server) {
        let mut references = References::default();
        let (publisher, offer, sku) = facts::azure::SERVER_IMAGE;
        // A key of its own replaces the shared password; the administrator's key stands beside it.
        let own_key = server.ssh_key.is_some() || self.plan.access.key_only;
        let key = server.ssh_key.as_ref().or(self.plan.access.ssh_key.as_ref());
        let cloud_init = Expr::call("base64", vec![Expr::text(CLOUD_INIT)]);
        let vm = Vm {
            availability_set: None,
            capacity_reservation: None,
            security_profile: None,
            hardware_profile: resource::HardwareProfile {
                vm_size: Expr::Parameter(parameter::SERVER_SIZE),
            },
            storage_profile: resource::StorageProfile {
                image_reference: resource::ImageReference::Marketplace {
                    publisher,
                    offer,
                    sku: sku.into(),
                    version: "latest".into(),
                },
                os_disk: os_disk(&server.disk_name, None, Expr::text("StandardSSD_LRS"), None),
            },
            os_profile: resource::OsProfile {
                computer_name: (&server.name).into(),
                admin_username: Expr::Parameter(parameter::USER),
                admin_password: (!own_key).then_some(Expr::Parameter(parameter::PASSWORD)),
                custom_data: Some(cloud_init),
                linux_configuration: linux(key, own_key),
            },
            network_profile: nics(&[&server.nic_name], &mut references),
            diagnostics_profile: diagnostics(true),
        };
        let comments = "Test server: a web page behind the firewalls";
        self.add(&server.name, comments, references, vm);
    }
}

fn linux(key: Option<&String>, no_password: bool) -> resource::LinuxConfiguration {
    let user = Expr::Parameter(parameter::USER);
    resource::LinuxConfiguration {
        disable_password_authentication: no_password,
        ssh: key.map(|key| resource::Ssh {
            public_keys: vec![resource::PublicKey {
                path: Expr::call(
                    "concat",
                    vec![Expr::text("/home/"), user, Expr::text("/.ssh/authorized_keys")],
                ),
                key_data: key.into(),
            }],
        }),
    }
}

/// The managed identities of a unit, if it has one.
fn identity(machine: &Machine) -> Option<resource::Identity> {
    let r#type = match (machine.identity, &machine.identity_id) {
        (false, None) => return None,
        (true, None) => "SystemAssigned",
        (false, Some(_)) => "UserAssigned",
        (true, Some(_)) => "SystemAssigned, UserAssigned",
    };
    let own = machine.identity_id.as_deref();
    let user_assigned = own.map(|id| Object(vec![(Expr::typed_id(id), resource::Blank {})]));
    Some(resource::Identity { r#type, user_assigned })
}

fn os_disk(
    name: &str,
    size_gib: Option<u32>,
    kind: Expr,
    encryption_set: Option<&str>,
) -> resource::OsDisk {
    resource::OsDisk {
        name: name.into(),
        create_option: "FromImage",
        caching: "ReadWrite",
        size_gib,
        managed_disk: resource::ManagedDisk {
            storage_account_type: kind,
            disk_encryption_set: encryption_set.map(|id| Ref { id: Expr::typed_id(id) }),
        },
        delete_option: "Delete",
    }
}

fn nics(names: &[&String], references: &mut References) -> resource::NetworkProfile {
    let nics = names.iter().enumerate().map(|(n, name)| resource::NicRef {
        id: references.named::<resource::Nic>(name),
        properties: resource::NicRefProperties { primary: n == 0, delete_option: "Delete" },
    });
    resource::NetworkProfile { network_interfaces: nics.collect() }
}

fn diagnostics(enabled: bool) -> resource::DiagnosticsProfile {
    resource::DiagnosticsProfile { boot_diagnostics: resource::BootDiagnostics { enabled } }
}
