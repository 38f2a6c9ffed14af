//! Management: who gets in, how it gets out, and where the packages come from.

use super::super::{Plan, Sources};
use crate::design::{BootstrapMode, Choice, Cloud, Design, ManagementEgress, NsgPlace};
use crate::facts;
use crate::field::Field;
use crate::finding::{Case, Fact, Finding};
use crate::net::Range;

pub(super) fn audit(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    if plan.access.sources == Sources::Asked {
        findings.push(Case::SourcesAsked.at([Field::AccessManagementSources], ()));
    }
    let place = design.choice::<NsgPlace>(Field::AccessNsgPlace);
    if place != NsgPlace::Nic && plan.network.existing.is_some() {
        let at = [Field::AccessNsgPlace, Field::NetworkMode];
        let finding = Case::NsgExisting.at(at, Fact::Word(place.text()));
        findings.push(finding.offer("Put them on the NICs", [(Field::AccessNsgPlace, "")]));
    }
    sources(plan, findings);
    egress(plan, findings);
    addresses(design, plan, findings);
    let bootstrap = &plan.bootstrap;
    if plan.units.a.directory.eq_ignore_ascii_case(&plan.units.b.directory)
        && bootstrap.mode.has_package()
    {
        findings.push(
            Case::DirectoriesEqual
                .at(
                    [Field::BootstrapDirectoryB, Field::BootstrapDirectoryA],
                    &plan.units.a.directory,
                )
                .offer(
                    "Use VM1 and VM2",
                    [(Field::BootstrapDirectoryA, ""), (Field::BootstrapDirectoryB, "")],
                ),
        );
    }
    let stands_already = matches!(bootstrap.mode, BootstrapMode::Key | BootstrapMode::Account);
    if stands_already && bootstrap.account.is_none() {
        findings.push(Case::AccountAsked.at([Field::BootstrapAccount], ()));
    }
    closed(plan, findings);
    if bootstrap.mode == BootstrapMode::OneClick {
        one_click(plan, findings);
    }
}

/// An account that is closed from the start: what makes none of its own cannot close it, and the portal deploys in one go.
fn closed(plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::BootstrapClosed;
    if !plan.bootstrap.closed {
        return;
    }
    findings.push(match plan.bootstrap.mode {
        BootstrapMode::Key | BootstrapMode::Account => Case::ClosedAsks.at([field], ()),
        mode @ (BootstrapMode::OneClick | BootstrapMode::CustomData | BootstrapMode::None) => {
            Case::ClosedMode
                .at([field, Field::BootstrapMode], mode)
                .offer("Upload the packages with deploy.sh", [(Field::BootstrapMode, "account")])
                .clear(field)
        }
    });
}

fn one_click(plan: &Plan, findings: &mut Vec<Finding>) {
    if plan.site.cloud != Cloud::Public {
        findings.push(
            Case::OneClickCloud
                .at([Field::BootstrapMode, Field::SiteCloud], plan.site.cloud)
                .offer("Upload the packages with deploy.sh", [(Field::BootstrapMode, "account")]),
        );
    }
    if let Some(group) = &plan.bootstrap.account_group {
        let field = Field::BootstrapAccountGroup;
        findings
            .push(Case::AccountGroupUnused.at([field, Field::BootstrapMode], group).clear(field));
    }
}

/// A source from which no packet gets to management: a private one that nothing leads from, or a public one where
/// management has no public address.
fn sources(plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::AccessManagementSources;
    let network = &plan.network;
    let subnets = network.subnets().map(|subnet| subnet.range.value);
    let remotes = network.remotes.iter().map(|remote| remote.range);
    let known: Vec<Range> = network.blocks.iter().copied().chain(subnets).chain(remotes).collect();
    for range in plan.access.ranges() {
        if facts::azure::is_private(range) {
            if !known.iter().any(|one| one.overlaps(range)) {
                findings.push(Case::SourceUndeclared.at([field, Field::NetworkOnPremises], range));
            }
        } else if !plan.access.management_public {
            findings.push(Case::SourceOutside.at([field, Field::AccessManagementPublic], range));
        }
    }
}

/// A public IP stands on one NIC, or on one front end.
fn addresses(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let own = [Field::AccessManagementAddressAId, Field::AccessManagementAddressBId];
    if !plan.access.management_public {
        for field in own.into_iter().filter(|field| design.is_typed(*field)) {
            let at = [field, Field::AccessManagementPublic];
            findings.push(Case::ManagementAddressUnused.at(at, ()).clear(field));
        }
        return;
    }
    let fronts = plan.balance.public.front_ends().enumerate();
    let fronts = fronts.filter_map(|(n, (_, address))| {
        let first = Field::BalancePublicAddressId;
        Some((address.id()?, if n == 0 { first } else { Field::BalancePublicFrontEnds }))
    });
    let units = plan.units.each().into_iter().zip(own);
    let units =
        units.filter_map(|(unit, at)| Some((unit.management.public_ip.as_ref()?.id()?, at)));
    let mut known: Vec<(&str, Field)> = fronts.collect();
    for (id, field) in units {
        if let Some((_, other)) = known.iter().find(|(other, _)| other.eq_ignore_ascii_case(id)) {
            findings.push(Case::ManagementAddressShared.at([field, *other], ()));
        }
        known.push((id, field));
    }
}

fn egress(plan: &Plan, findings: &mut Vec<Finding>) {
    let access = &plan.access;
    match access.management_egress {
        ManagementEgress::PublicIp if !access.management_public => {
            findings.push(
                Case::EgressMismatch
                    .at([Field::AccessManagementEgress, Field::AccessManagementPublic], ())
                    .offer("Use a NAT gateway", [(Field::AccessManagementEgress, "nat_gateway")])
                    .offer("Switch public addresses on", [(Field::AccessManagementPublic, "on")]),
            );
        }
        ManagementEgress::None if !access.management_public => {
            findings.push(
                Case::ManagementNoEgress
                    .at([Field::AccessManagementEgress], ())
                    .offer("Use a NAT gateway", [(Field::AccessManagementEgress, "nat_gateway")]),
            );
        }
        ManagementEgress::Existing if !access.management_public => {
            findings.push(Case::ManagementOwnEgress.at([Field::AccessManagementEgress], ()));
        }
        // The units would be made in one go with their way out, which only the scripts split.
        ManagementEgress::NatGateway
            if plan.network.existing.is_some()
                && plan.publish.template_url.is_some()
                && !access.management_public =>
        {
            let subnet = &plan.network.management.name;
            findings.push(
                Case::FirstBoot
                    .at([Field::AccessManagementEgress, Field::PublishTemplateUrl], subnet)
                    .offer("A way out exists", [(Field::AccessManagementEgress, "existing")]),
            );
        }
        ManagementEgress::PublicIp
        | ManagementEgress::NatGateway
        | ManagementEgress::Existing
        | ManagementEgress::None => {}
    }
}
