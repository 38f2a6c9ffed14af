//! Management: who gets in, how it gets out, and where the packages come from.

use super::super::Plan;
use super::super::Sources;
use crate::design::BootstrapMode;
use crate::design::Design;
use crate::design::ManagementEgress;
use crate::field::Field;
use crate::finding::Code;
use crate::finding::Finding;

pub(super) fn audit(_design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    if plan.access.sources == Sources::Asked {
        let message =
            "access.management_sources is blank, so the template asks who may reach management";
        findings.push(Finding::new(Code::SourcesAsked, [Field::AccessManagementSources], message));
    }
    egress(plan, findings);
    let bootstrap = &plan.bootstrap;
    if plan.units.a.directory.eq_ignore_ascii_case(&plan.units.b.directory)
        && bootstrap.mode != BootstrapMode::None
    {
        let message = format!(
            "both units read the directory {}, expected one for each",
            plan.units.a.directory
        );
        findings.push(
            Finding::new(
                Code::DirectoriesEqual,
                [Field::BootstrapDirectoryB, Field::BootstrapDirectoryA],
                message,
            )
            .offer(
                "Use VM1 and VM2",
                vec![
                    (Field::BootstrapDirectoryA, String::new()),
                    (Field::BootstrapDirectoryB, String::new()),
                ],
            ),
        );
    }
    if bootstrap.mode != BootstrapMode::None && bootstrap.account.is_none() {
        let message = "bootstrap.account is blank, so the template asks for the storage account";
        findings.push(Finding::new(Code::AccountAsked, [Field::BootstrapAccount], message));
    }
}

fn egress(plan: &Plan, findings: &mut Vec<Finding>) {
    let access = &plan.access;
    match access.management_egress {
        ManagementEgress::PublicIp if !access.management_public => {
            let message =
                "access.management_egress is public_ip, and access.management_public is off";
            findings.push(
                Finding::new(
                    Code::EgressMismatch,
                    [Field::AccessManagementEgress, Field::AccessManagementPublic],
                    message,
                )
                .offer(
                    "Use a NAT gateway",
                    vec![(Field::AccessManagementEgress, "nat_gateway".into())],
                )
                .offer(
                    "Switch public addresses on",
                    vec![(Field::AccessManagementPublic, "on".into())],
                ),
            );
        }
        ManagementEgress::None if !access.management_public => {
            let message = "management has no way out: licences, content, Panorama and bootstrap from another region stop working";
            findings.push(
                Finding::new(Code::ManagementNoEgress, [Field::AccessManagementEgress], message)
                    .offer(
                        "Use a NAT gateway",
                        vec![(Field::AccessManagementEgress, "nat_gateway".into())],
                    ),
            );
        }
        ManagementEgress::PublicIp
        | ManagementEgress::NatGateway
        | ManagementEgress::Existing
        | ManagementEgress::None => {}
    }
}
