//! The deployment guide in Markdown: addresses, steps, checks, failover, cleaning up.

use super::uploads;
use crate::design::BootstrapMode;
use crate::facts;
use crate::plan::Egress;
use crate::plan::Image;
use crate::plan::Plan;
use crate::plan::Sources;

pub(super) fn readme(plan: &Plan) -> String {
    let sections = [
        addresses(plan),
        before(plan),
        deployment(plan),
        existing(plan),
        checks(plan),
        failover(plan),
        after(plan),
        unverified(),
    ];
    let title = format!("# {} and {}\n", plan.units.a.name, plan.units.b.name);
    let intro = format!(
        "A VM-Series active/passive pair with fast failover in the VNet {}. Everything here comes from `design.json`; change the design and make the bundle again instead of editing files.\n",
        plan.network.name
    );
    let sections = sections.into_iter().filter(|section| !section.is_empty());
    [title, intro].into_iter().chain(sections).collect::<Vec<_>>().join("\n")
}

fn addresses(plan: &Plan) -> String {
    let mut lines = vec![
        "## Addresses".to_owned(),
        String::new(),
        "| what | address | subnet | range |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    lines.extend(plan.addresses().iter().map(|planned| {
        format!(
            "| {} | {} | {} | {} |",
            planned.owner, planned.address, planned.subnet.name, planned.subnet.range
        )
    }));
    text(&lines)
}

fn text(lines: &[String]) -> String {
    lines.join("\n") + "\n"
}

fn before(plan: &Plan) -> String {
    let mut lines = vec!["## Before the deployment".to_owned(), String::new()];
    if let Image::Marketplace { .. } = plan.machine.image {
        lines.push(format!(
            "- Accept the terms once per subscription: `az vm image terms accept --publisher {} --offer {} --plan {}`",
            facts::azure::IMAGE_PUBLISHER,
            facts::azure::IMAGE_OFFER,
            plan.machine.plan
        ));
    }
    if uploads(plan) {
        lines.push(format!(
            "- Put both packages into the file share `{}` of the storage account: the folders `{}` and `{}` with `config`, `content`, `license` and `software` in each, the empty ones too. `deploy.sh` and `deploy.ps1` do this. Nothing else may be in them.",
            plan.bootstrap.share, plan.units.a.directory, plan.units.b.directory
        ));
        lines.push("- The packages are read at the first boot only. A unit that booted without its package has to be created again.".to_owned());
    }
    lines.push("- Have the administrator's password at hand. Use the one that the packages were made with: PAN-OS takes the packages' one, Azure the typed one.".to_owned());
    if plan.access.sources == Sources::Asked {
        lines.push(
            "- Know the ranges that may reach management; the template asks for them.".to_owned(),
        );
    }
    text(&lines)
}

fn deployment(plan: &Plan) -> String {
    let key = if plan.bootstrap.mode == BootstrapMode::Key {
        "The storage key is asked for and ends in the firewalls' custom data; rotate it afterwards.\n"
    } else {
        ""
    };
    format!(
        "## Deployment\n\nWith the Azure CLI: `./deploy.sh RESOURCE-GROUP LOCATION` (`--dry-run` shows the commands). With PowerShell: `./deploy.ps1 -ResourceGroup NAME -Location REGION`.\n\nIn the portal: Create a resource, Template deployment, Build your own template in the editor, load `azuredeploy.json`, save, fill in what is asked.\n{key}"
    )
}

fn existing(plan: &Plan) -> String {
    let Some(vnet) = &plan.network.existing else { return String::new() };
    let group = vnet.resource_group.as_deref().unwrap_or("RESOURCE-GROUP");
    let mut lines = vec![
        "## In the existing VNet".to_owned(),
        String::new(),
        "The template never changes existing subnets. Associate by hand:".to_owned(),
        String::new(),
    ];
    let update = |subnet: &str| {
        format!(
            "az network vnet subnet update --resource-group {group} --vnet-name {} --name {subnet}",
            plan.network.name
        )
    };
    for table in &plan.route_tables {
        lines.extend(table.subnets.iter().map(|subnet| {
            format!("- `{} --route-table ID` with the id of {}", update(subnet), table.name)
        }));
    }
    if let Some(gateway) = &plan.balance.nat_gateway {
        let served = plan.network.subnets().filter(|subnet| subnet.nat_gateway);
        lines.extend(served.map(|subnet| {
            let command = update(&subnet.name.value);
            format!("- `{command} --nat-gateway ID` with the id of {}", gateway.name)
        }));
    }
    text(&lines)
}

fn checks(plan: &Plan) -> String {
    let services = plan.balance.services.iter().map(|service| format!("  - `{service}`\n"));
    format!(
        "## Checks\n\n- `show system bootstrap status` on both units\n- `show high-availability all`: one unit active, one passive, HA2 up\n- Health probe status of both load balancers: exactly one unit healthy\n- Published services:\n{}",
        services.collect::<String>()
    )
}

fn failover(plan: &Plan) -> String {
    let detection_s = plan.balance.probe.interval_s.saturating_mul(plan.balance.probe.threshold);
    let egress = match plan.balance.egress {
        Egress::PublicIps => {
            "The source address of outbound traffic changes, because each unit has its own."
        }
        Egress::OutboundRule { .. } | Egress::NatGateway => {
            "The source address of outbound traffic stays the same."
        }
        Egress::None => "There is no outbound traffic to the Internet.",
    };
    format!(
        "## Failover\n\nOn purpose: `request high-availability state suspend` on the active unit, and `request high-availability state functional` to bring it back as passive.\n\nThe balancers notice a dead unit after about {detection_s} s and send new flows to the other one. Established TCP sessions stay pinned to the dead unit and have to be opened again: Azure balances flows, not packets. {egress}\n"
    )
}

fn after(plan: &Plan) -> String {
    if !uploads(plan) {
        return String::new();
    }
    "## Afterwards\n\nRotate the storage key and delete the share once both units are up. Custom data cannot be changed on a VM that stands, so a later deployment of this template with another key is refused for the VMs.\n\nHA1 encryption cannot be bootstrapped: export each unit's HA key, import it on the other one, then enable encryption.\n".to_owned()
}

fn unverified() -> String {
    let facts = facts::panos::UNVERIFIED.iter().chain(facts::azure::UNVERIFIED.iter());
    let lines = facts.map(|(fact, check)| format!("- {fact}: `{check}`\n"));
    format!("## What was not verified on a live firewall\n\n{}", lines.collect::<String>())
}
