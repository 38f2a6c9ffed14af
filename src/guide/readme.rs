//! The deployment guide in Markdown: addresses, steps, checks, failover, cleaning up.

use super::{Added, added, addresses, existing_gateway, unverified, uploads};
use crate::design::{BootstrapMode, Profile, Transit, Transport};
use crate::facts;
use crate::field::Field;
use crate::plan::{Availability, Plan, Sources};

pub(super) fn readme(plan: &Plan, added: &[Added]) -> String {
    let sections = [
        format!("## Addresses\n\n{}", addresses::markdown(&addresses::rows(plan))),
        before(plan),
        added::section(plan, added),
        policies(plan),
        deployment(plan),
        existing(plan),
        by_hand(plan),
        ways_back(plan),
        policy(plan),
        vpn(plan),
        manager(plan),
        logs(plan),
        shares(plan),
        checks(plan),
        super::flows::flows(plan),
        failover(plan),
        after(plan),
        again(plan),
        not_verified(plan),
    ];
    let title = format!("# {} and {}\n", plan.units.a.name, plan.units.b.name);
    let intro = format!(
        "A VM-Series active/passive pair with fast failover in the VNet {}. Everything here comes from `design.json`; change the design and make the bundle again instead of editing files.\n",
        plan.network.name
    );
    let sections = sections.into_iter().filter(|section| !section.is_empty());
    [title, intro].into_iter().chain(sections).collect::<Vec<_>>().join("\n")
}

fn text(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

fn before(plan: &Plan) -> String {
    let mut lines = vec!["## Before the deployment".to_owned(), String::new()];
    if plan.machine.image.has_plan() {
        lines.push(format!(
            "- Accept the terms once per subscription: `az vm image terms accept --publisher {} --offer {} --plan {}`",
            facts::azure::IMAGE_PUBLISHER,
            facts::azure::IMAGE_OFFER,
            plan.machine.sku
        ));
    }
    lines.push(format!(
        "- The subscription needs the resource providers {}, and vCPUs for two machines of the size {}.",
        super::providers(plan).join(", "),
        plan.machine.size
    ));
    if let Availability::ZonesAuto(set) = &plan.availability {
        lines.push(format!(
            "- Azure picks the zones at deployment. In a region that has none the units stand in the availability set {set} instead."
        ));
    }
    if uploads(plan) {
        lines.push(format!(
            "- Put both packages into the file share `{}` of the storage account: the folders `{}` and `{}` with `config`, `content`, `license` and `software` in each, the empty ones too. `deploy.sh` and `deploy.ps1` do this. Only files of their own kind may be in them besides, and beside bootstrap.xml a content file was seen to be installed alone, without the configuration (PaloAltoNetworks/terraform-azurerm-vmseries-modules, issue 190): install content, software and plugins on the units once they are up, or try it with one unit.",
            plan.bootstrap.share, plan.units.a.directory, plan.units.b.directory
        ));
    }
    lines.push(
        match plan.bootstrap.mode {
            _ if plan.access.key_only => {
                "- Have the private half of the SSH key at hand; nothing asks for a password. The web page of PAN-OS lets nobody in until one is set over SSH."
            }
            BootstrapMode::OneClick => {
                "- Choose the administrator's password: 12 to 72 characters of four kinds. The deployment asks for it, and Azure and both firewalls get the same one."
            }
            BootstrapMode::Key | BootstrapMode::Account => {
                "- Have the administrator's password at hand. Use the one that the packages were made with: PAN-OS takes the packages' one, Azure the typed one."
            }
            BootstrapMode::CustomData => {
                "- Choose the administrator's password: 12 to 72 characters of four kinds. The deployment asks for it. Have interfaces, routes and high availability of both units ready on Panorama: `bootstrap/` says what is planned."
            }
            BootstrapMode::None => {
                "- Have the administrator's password at hand; the units boot empty and are configured by hand from `bootstrap/`."
            }
        }
        .to_owned(),
    );
    let asked = plan.bootstrap.asked.iter().map(|field| format!("`{}`", field.parameter().0));
    let asked: Vec<String> = asked.collect();
    if !asked.is_empty() {
        let keyless = if plan.bootstrap.asked.contains(&Field::PanoramaVmAuthKey) {
            " Without `vmAuthKey` and `authKey` Panorama does not admit the units by itself: add their serial numbers there by hand."
        } else {
            ""
        };
        lines.push(format!(
            "- The deployment also asks for {}; each may stay blank.{keyless}",
            asked.join(", ")
        ));
    }
    if plan.access.sources == Sources::Asked {
        lines.push(
            "- Know the ranges that may reach management; the template asks for them.".to_owned(),
        );
    }
    text(&lines)
}

/// What may stand in the way before anything is deployed.
fn policies(plan: &Plan) -> String {
    let lines = super::policies(plan).into_iter();
    let lines = lines.map(|(what, then)| format!("- {what}: {then}\n"));
    format!("## What a policy may refuse\n\n{}", lines.collect::<String>())
}

fn deployment(plan: &Plan) -> String {
    let mode = match plan.bootstrap.mode {
        BootstrapMode::OneClick => {
            "The template makes a storage account, and a deployment script writes both packages into its file share before either firewall is created: it hashes the password, fills in the secrets and removes itself after an hour. The template holds no secret, so it may be published.\n"
        }
        BootstrapMode::Key => {
            "The storage key is asked for and ends in the firewalls' custom data; rotate it afterwards.\n"
        }
        BootstrapMode::Account => {
            "The template reads the storage key itself, which needs the right to list the account's keys; the key ends in the firewalls' custom data.\n"
        }
        BootstrapMode::CustomData => {
            "The first settings are in the machines' custom data, with no storage account. The units boot without high availability, interfaces and routes, and look dead to the balancers, until Panorama pushes these.\n"
        }
        BootstrapMode::None => "",
    };
    format!(
        "## Deployment\n\n- With the Azure CLI: `./deploy.sh RESOURCE-GROUP LOCATION` (`--dry-run` shows the commands).\n- With PowerShell 7: `./deploy.ps1 -ResourceGroup NAME -Location REGION` (`-DryRun` shows the commands).\n  Both make the resource group only where it does not exist, with the design's tags; an existing group keeps its tags and its region, and the resources go to the region that you name.\n- In the portal: choose an existing group, or let the portal make one (it gets no tags from the template). Create a resource, Template deployment, Build your own template in the editor, load `azuredeploy.json`, save, fill in what is asked.\n\n{mode}{}",
        closed(plan)
    )
}

/// What an account that is closed from the start asks for.
fn closed(plan: &Plan) -> String {
    if !plan.bootstrap.closed {
        return String::new();
    }
    let portal = match &plan.network.existing {
        None => "In the portal the VNet and the units come at once, so that the account cannot name the subnet before the units boot: leave it open there until both are up, or use the scripts.".to_owned(),
        Some(vnet) => {
            let group = vnet.resource_group.as_deref().unwrap_or("RESOURCE-GROUP");
            let (vnet, subnet) = (&plan.network.name, &plan.network.management.name);
            let (owner, account) = account(plan);
            format!("Before a deployment in the portal do by hand what the scripts do: `az network vnet subnet update --resource-group {group} --vnet-name {vnet} --name {subnet} --service-endpoints Microsoft.Storage` (name the endpoints that it has too: the list is replaced), `az storage account network-rule add --resource-group {owner} --account-name {account} --subnet /subscriptions/SUBSCRIPTION/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/{vnet}/subnets/{subnet}`, and the packages.")
        }
    };
    format!(
        "\nThe storage account is closed from the start. Both scripts make it so and ask for your public address (or take it from `FAST_HA_ADDRESS`), let it in for the upload and take it out again, deploy the network before the units, and let the account answer the management subnet. An account that stands already has to be closed; its other rules stay. This takes {}. {portal}\n",
        super::CLOSED_ASKS
    )
}

/// The resource group of the storage account and its name, as far as they are known.
fn account(plan: &Plan) -> (&str, &str) {
    let bootstrap = &plan.bootstrap;
    let name = bootstrap.account.as_ref().map(|account| account.value.as_str());
    (
        bootstrap.account_group.as_deref().unwrap_or("RESOURCE-GROUP"),
        name.unwrap_or("STORAGE-ACCOUNT"),
    )
}

fn existing(plan: &Plan) -> String {
    let Some(vnet) = &plan.network.existing else { return String::new() };
    let vnet_group = vnet.resource_group.as_deref().unwrap_or("RESOURCE-GROUP");
    let commands = plan.network.subnets().filter_map(|subnet| {
        let id = |kind: &str, name: &str| {
            format!("/subscriptions/SUBSCRIPTION/resourceGroups/RESOURCE-GROUP/providers/Microsoft.Network/{kind}/{name}")
        };
        let table = plan.route_table_of(subnet);
        let table = table.map(|table| format!(" --route-table {}", id("routeTables", &table.name)));
        let gateway = plan.nat_gateway_of(subnet);
        let gateway = gateway.map(|gateway| {
            let made = || id("natGateways", &gateway.name.value);
            format!(" --nat-gateway {}", gateway.id().map_or_else(made, str::to_owned))
        });
        let what = [table, gateway].into_iter().flatten().collect::<String>();
        (!what.is_empty()).then(|| {
            format!(
                "- `az network vnet subnet update --resource-group {vnet_group} --vnet-name {} --name {}{what}`",
                plan.network.name, subnet.name
            )
        })
    });
    let commands: Vec<String> = commands.collect();
    let mut lines = vec!["## In the existing VNet".to_owned(), String::new()];
    if plan.bootstrap.closed {
        lines.push(format!(
            "The scripts add the service endpoint Microsoft.Storage to {}, beside those that it has.",
            plan.network.management.name
        ));
    }
    if commands.is_empty() {
        lines.push(
            "The template never changes existing subnets, and nothing has to be put on them."
                .to_owned(),
        );
        return text(&lines);
    }
    lines.push("The template never changes existing subnets. The scripts go by two stages: they read the subnets and stop where another route table or NAT gateway is set, deploy route tables and NAT gateway, put them on the subnets, and then deploy the units, which read packages and licence at their first boot only.".to_owned());
    if plan.nat_gateway_of(&plan.network.management).is_some() {
        let first = match existing_gateway(plan) {
            Some(_) => "put the NAT gateway on the management subnet beforehand",
            None => "make the NAT gateway beforehand, put it on the management subnet",
        };
        lines.push(format!("In the portal the units would boot without their way out: {first}, and choose an existing way out in the design."));
    }
    lines.extend(["After a deployment in the portal, by hand:".to_owned(), String::new()]);
    lines.extend(commands);
    text(&lines)
}

/// What the template cannot do, because it happens elsewhere or later.
fn by_hand(plan: &Plan) -> String {
    let mut lines = vec!["## By hand".to_owned(), String::new()];
    let vnet = &plan.network.name;
    let transit = match plan.network.transit {
        Transit::None => "",
        Transit::Offer => " --use-remote-gateways",
        Transit::Use => " --allow-gateway-transit",
    };
    lines.extend(plan.network.peerings.iter().map(|peering| {
        format!(
            "- The other half of the peering {}: `az network vnet peering create --subscription {} --resource-group {} --vnet-name {} --name to-{vnet} --remote-vnet ID --allow-vnet-access --allow-forwarded-traffic{transit}` with the id of {vnet}.",
            peering.name,
            peering.subscription,
            peering.resource_group,
            peering.vnet,
        )
    }));
    if let Some(metrics) = &plan.site.metrics {
        lines.push(format!(
            "- Metrics: copy the instrumentation key of {} into both firewalls under Device, VM-Series, Azure, and commit (not verified).",
            metrics.component
        ));
    }
    if lines.len() > 2 { text(&lines) } else { String::new() }
}

/// How others' answers find back to the pair, outside the template's reach.
fn ways_back(plan: &Plan) -> String {
    let commands = super::ways_back(plan);
    if commands.is_empty() {
        return String::new();
    }
    let head = [
        "## Ways back".to_owned(),
        String::new(),
        "What the ranges elsewhere send comes past the pair, and is dropped there as half of a flow, until their subnets have a route table. Over there, once for each group of subnets, with your names for those in capitals:".to_owned(),
        String::new(),
    ];
    let commands = commands.iter().map(|command| format!("- `{command}`"));
    text(&head.into_iter().chain(commands).collect::<Vec<_>>())
}

/// What the units' own policy lets pass, or where it comes from.
fn policy(plan: &Plan) -> String {
    if !plan.system.local_policy {
        let vpn = if plan.balance.loopback.is_some() { ", of what ends on the pair" } else { "" };
        return format!(
            "## Policy\n\nThe packages hold the rules of the probes{vpn} and of path monitoring alone. Until Panorama pushes the device group, nothing else passes: `intrazone-default` and `interzone-default` deny it, with a log entry. Interfaces, zones and routes are there already. Name the zones `untrust` and `trust` in its rules.\n"
        );
    }
    let lab = plan.system.profile == Profile::Lab;
    let rest = match (lab, plan.panorama.is_some()) {
        (true, true) => " Panorama's post rules are not asked, because they stand behind it.",
        (true, false) => "",
        (false, true) => {
            "\n- No local rule denies the rest, so Panorama's post rules are asked too. What they leave, `intrazone-default` and `interzone-default` deny, with a log entry."
        }
        (false, false) => "\n- `deny-all` logs what nothing else judged.",
    };
    let outbound = if lab {
        "- `lab-allow-all` lets everything pass, for a laboratory only."
    } else {
        "- `outbound` and `east-west`: ranges behind the firewalls reach the Internet and each other. Outbound is `application-default`: an application on a port that is not its own is stopped; add a rule for such a one."
    };
    let named = plan.balance.services.iter().any(|service| !service.is_open());
    let sources = match (named, lab) {
        (false, _) => "",
        (true, false) => {
            " Who is not among the sources that a service names is denied by the security group and by the rules."
        }
        (true, true) => {
            " Who is not among the sources that a service names is denied by the security group alone."
        }
    };
    format!(
        "## Policy\n\nThe same on both units, in this order:\n\n- `probe-untrust`, `probe-trust`: the balancers' probes, neither translated nor logged. Keep them first.\n- `in-NAME`, one for each published service, with a NAT rule of the same name. The client's address is kept. Any application passes, unless the service names some.{sources}\n{outbound}{rest}\n"
    )
}

/// What ends on the pair, and what the person does for it.
fn vpn(plan: &Plan) -> String {
    let Some(loopback) = &plan.balance.loopback else { return String::new() };
    let on_pair = plan.balance.services.iter().filter(|service| service.on_pair);
    let services: Vec<String> = on_pair.map(|service| format!("`{service}`")).collect();
    format!(
        "## VPN\n\n{} end on {} ({}, the same on both units, in the zone `{}`), with their rules of translation and policy in every mode. Yours is the rest:\n\n- IPsec: an IKE gateway with {} as local interface, NAT traversal on, and names in place of addresses as identities, because both ends may be translated. Azure's balancers carry no ESP, so all goes by UDP 500 and 4500. The tunnel interface, in a zone of its own, with its routes and rules.\n- GlobalProtect: portal and gateway on {} by TCP 443 and UDP 4501, with their certificate and licence.\n- After a failover the other unit takes over by the same public address; peers that do not notice open the tunnel again (not verified).\n",
        services.join(", "),
        loopback.interface,
        loopback.address,
        loopback.zone,
        loopback.interface,
        loopback.interface
    )
}

/// Who manages the units, what stays local, and what is expected from over there.
fn manager(plan: &Plan) -> String {
    let Some(panorama) = &plan.panorama else { return String::new() };
    if panorama.server == facts::panos::CLOUD_MANAGER {
        return "## Strata Cloud Manager\n\n- The units register by their PIN and join the folder that init-cfg.txt names.\n- Interfaces, logical routers and high availability differ between the units and are local; keep them out of the folder, or make them variables.\n- Compare `show config effective-running-config` with bootstrap.xml after the first push (not verified).\n".to_owned();
    }
    let policy = if plan.system.local_policy {
        "- The packages carry a policy, so the pair works before Panorama is reached. Rules of the device group are judged before it (pre rules) or after it (post rules); remove the local ones once the device group has them."
    } else {
        "- The policy comes from the device group; push it before you expect traffic."
    };
    format!(
        "## Panorama\n\n- Local, because they differ between the units: interfaces with their addresses, routers, high availability, host name. Leave these out of the templates of the stack, or set them by template variables.\n- Expected from the stack: authentication, content schedules, whatever else is common to your firewalls.\n- Where both have a value, the local one counts until somebody pushes with Force Template Values, which would take addresses and high availability away (not verified).\n{policy}\n- `show panorama-status` on both units, and both under Managed Devices as one pair.\n"
    )
}

/// Where logs go, and what that wants.
fn logs(plan: &Plan) -> String {
    let logs = &plan.system.logs;
    if !logs.leave() {
        return "## Logs\n\nThe units keep their logs: no rule has a log forwarding profile. `log.syslog`, `log.panorama` and `log.strata_region` of the design send them on.\n".to_owned();
    }
    let mut lines = vec![
        "## Logs".to_owned(),
        String::new(),
        "Every rule and both default rules have the profile `log-forwarding`; the logs of system and configuration go the same way. Rules that you add need the profile too. The units send from management.".to_owned(),
        String::new(),
    ];
    lines.extend(logs.syslog.iter().map(|server| {
        let trust = if server.transport == Transport::Tls {
            " The units have to know the authority of its certificate: import it under Device, Certificates, and mark it as trusted root."
        } else {
            ""
        };
        format!("- Syslog: `{server}`, in PAN-OS's own format (BSD).{trust}")
    }));
    if logs.panorama {
        lines.push("- Panorama, or the log collectors of the group that the units belong to there: `show logging-status`.".to_owned());
    }
    if let Some(region) = &logs.strata_region {
        lines.push(format!(
            "- Strata Logging Service, region {region}: it wants its licence and the device certificate. `request logging-service-forwarding status` (not verified)."
        ));
    }
    text(&lines)
}

/// Who sets what: these files, Panorama, or the person.
fn shares(plan: &Plan) -> String {
    let managed = plan.panorama.is_some();
    let (panorama, policy) = match (managed, plan.system.local_policy) {
        (false, _) => ("-", "here"),
        (true, true) => ("further rules", "here"),
        (true, false) => ("Panorama", "probes, path monitoring, VPN"),
    };
    let both = if managed { "Panorama" } else { "yours" };
    let rows = [
        ("host name, DNS, time, banner, domain, telemetry", "here", "-"),
        ("interfaces, zones, routers, high availability", "here", "-"),
        ("administrator with password or key, password rules, lockout", "here", "-"),
        ("NAT and security rules", policy, panorama),
        (
            "log forwarding, threat profiles, zone protection, content schedule",
            "here, where chosen",
            both,
        ),
        ("further administrators: LDAP, RADIUS, SAML", "-", both),
        ("SNMPv3, service routes, certificate of the management page", "-", both),
        ("decryption, URL categories, User-ID", "-", both),
        ("licences", "auth code", "-"),
        ("IKE and GlobalProtect, HA1 encryption, backups of the configuration", "-", "yours"),
    ];
    let rows = rows.map(|(what, here, other)| format!("| {what} | {here} | {other} |\n")).concat();
    format!("## Who sets what\n\n| what | set here | else |\n| --- | --- | --- |\n{rows}")
}

fn checks(plan: &Plan) -> String {
    let services = plan.balance.services.iter().map(|service| format!("  - `{service}`\n"));
    let services = match services.collect::<String>() {
        lines if lines.is_empty() => String::new(),
        lines => format!("- Published services:\n{lines}"),
    };
    // The public balancer of outbound traffic alone asks the units nothing.
    let balancers = if plan.balance.services.is_empty() {
        "the internal load balancer"
    } else {
        "both load balancers"
    };
    format!(
        "## Checks\n\n- `./verify.sh RESOURCE-GROUP --key FILE` (`./verify.ps1 -ResourceGroup NAME -Key FILE`) holds effective routes, probe states, addresses, HA state and bootstrap status against `expected.json` and prints what differs; without a key a password is taken from `FAST_HA_PASSWORD`, and without either the firewalls are not asked.\n- `show system bootstrap status` on both units\n- `show high-availability all`: one unit active, one passive, HA2 up\n- Health probe status of {balancers}: exactly one unit healthy\n{services}"
    )
}

fn failover(plan: &Plan) -> String {
    format!(
        "## Failover\n\nOn purpose: `request high-availability state suspend` on the active unit, and `request high-availability state functional` to bring it back as passive.\n\n{}\n\n{}\n",
        crate::failover::summary(plan),
        super::HA2
    )
}

/// What is left to do, and what can no longer be changed.
fn after(plan: &Plan) -> String {
    let mut lines = vec!["## Afterwards".to_owned(), String::new()];
    let (group, account) = account(plan);
    let closing = "lets the storage account answer the management subnet only";
    match plan.bootstrap.mode {
        BootstrapMode::OneClick => lines.push(format!(
            "- Close the storage account once both units are up: `./deploy.sh close RESOURCE-GROUP` (`./deploy.ps1 -Close`) {closing}. While the template is deployed it stays open, because the script runs outside the VNet; a later deployment opens it again."
        )),
        BootstrapMode::Key | BootstrapMode::Account if plan.bootstrap.closed => lines.push(
            "- The storage account answers the management subnet alone. Whoever changes the packages lets in an address first, as the scripts do.".to_owned(),
        ),
        BootstrapMode::Key | BootstrapMode::Account => lines.push(format!(
            "- Close the storage account once both units are up: `az storage account network-rule add --resource-group {group} --account-name {account} --subnet ID` with the id of {subnet}, then `az storage account update --resource-group {group} --name {account} --default-action Deny` {closing}. The subnet needs the service endpoint Microsoft.Storage first.",
            subnet = plan.network.management.name
        )),
        BootstrapMode::CustomData | BootstrapMode::None => {}
    }
    if plan.bootstrap.mode.has_package() {
        lines.extend([
            "- The packages are read at the first boot only. A unit that booted without its package has to be deleted and created again. Where init-cfg.txt and bootstrap.xml both have a value, init-cfg.txt counts; these packages say the same in both, so change both.".to_owned(),
            format!(
                "- Clean up: rotate the key (`az storage account keys renew --resource-group {group} --account-name {account} --key primary`) and delete the share `{}`. They are needed again only for a unit that is created anew.",
                plan.bootstrap.share
            ),
            "- Custom data cannot be changed on a VM that stands, and the storage key is in it: after rotating the key, a deployment of this template is refused for the VMs. Network, balancers and filters can still be changed in the portal or by deploying the other resources; the firewalls' own settings on the firewalls or from Panorama.".to_owned(),
        ]);
    }
    if plan.access.management_public {
        lines.push(
            "- Log in once, change what the password guards, and narrow the management sources as far as they go.".to_owned(),
        );
    }
    lines.push(
        "- HA1 encryption cannot be bootstrapped: export each unit's HA key, import it on the other one, then enable encryption.".to_owned(),
    );
    text(&lines)
}

/// What a second deployment keeps, and what it sets as the template says.
fn again(plan: &Plan) -> String {
    let own = plan.network.subnets().map(|subnet| subnet.name.value.as_str());
    let own = own.collect::<Vec<_>>().join(", ");
    let vnet = &plan.network.name;
    let servers = match plan.network.dns_servers.as_slice() {
        [] => "Azure's own".to_owned(),
        servers => servers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    };
    let protection = plan.network.ddos_plan.as_ref().map(|_| "its DDoS protection plan, ");
    let protection = protection.unwrap_or_default();
    let network = if plan.network.existing.is_some() {
        format!("- {vnet} and its subnets are never written.")
    } else {
        format!(
            "- Subnets that others added to {vnet} stay, as a gateway's or Bastion's.\n- Set again as the template says: the address space of {vnet}, its DNS servers (back to {servers}), {protection}and all that the subnets {own} have: ranges, route tables, network security groups, NAT gateway, service endpoints, delegations. Peerings that others added may be lost (not verified): compare `az network vnet peering list --resource-group RESOURCE-GROUP --vnet-name {vnet}` before and after."
        )
    };
    format!(
        "## Deploying again\n\n{network}\n- Rules and routes that somebody added by hand to network security groups, route tables and balancers of this design are taken away. Look at what `what-if` shows before you answer yes.\n"
    )
}

fn not_verified(plan: &Plan) -> String {
    let lines = unverified(plan).map(|(fact, check)| format!("- {fact}: `{check}`\n"));
    format!("## What was not verified on a live firewall\n\n{}", lines.collect::<String>())
}
