//! Management: who gets in, how it gets out, and where the packages come from.

use super::super::{Plan, Sources};
use crate::design::{BootstrapMode, Choice, Cloud, Design, ManagementEgress};
use crate::facts;
use crate::field::Field;
use crate::finding::{Code, Finding};

pub(super) fn audit(_design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    if plan.access.sources == Sources::Asked {
        let message =
            "access.management_sources is blank, so the template asks who may reach management";
        findings.push(Finding::new(Code::SourcesAsked, [Field::AccessManagementSources], message));
    }
    if let Sources::Typed(sources) = &plan.access.sources
        && sources.len() > facts::azure::SOURCES_MAX
    {
        let message = format!(
            "access.management_sources has {} entries, expected at most {}",
            sources.len(),
            facts::azure::SOURCES_MAX
        );
        findings.push(Finding::new(Code::SourcesMany, [Field::AccessManagementSources], message));
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
    let stands_already = matches!(bootstrap.mode, BootstrapMode::Key | BootstrapMode::Account);
    if stands_already && bootstrap.account.is_none() {
        let message = "bootstrap.account is blank, so the template asks for the storage account";
        findings.push(Finding::new(Code::AccountAsked, [Field::BootstrapAccount], message));
    }
    if bootstrap.mode == BootstrapMode::OneClick {
        one_click(plan, findings);
    }
}

fn one_click(plan: &Plan, findings: &mut Vec<Finding>) {
    let account_mode = || vec![(Field::BootstrapMode, "account".to_owned())];
    if plan.site.cloud != Cloud::Public {
        let message = format!(
            "site.cloud is {}, where the deployment script of one click may not run (not verified)",
            plan.site.cloud.text()
        );
        findings.push(
            Finding::new(Code::OneClickCloud, [Field::BootstrapMode, Field::SiteCloud], message)
                .hint("Run `az provider show --namespace Microsoft.ContainerInstance` there")
                .offer("Upload the packages with deploy.sh", account_mode()),
        );
    }
    if let Some(group) = &plan.bootstrap.account_group {
        let field = Field::BootstrapAccountGroup;
        let message = format!(
            "bootstrap.account_group is `{group}`, and one click makes the account in the deployment's own resource group"
        );
        findings.push(
            Finding::new(Code::AccountGroupUnused, [field, Field::BootstrapMode], message)
                .safe("Clear it", vec![(field, String::new())]),
        );
    }
    let estimate = plan.packages_estimate();
    let room = facts::azure::SCRIPT_ENVIRONMENT_MAX - facts::azure::SCRIPT_ENVIRONMENT_REST;
    if estimate > room {
        let message = format!(
            "the packages may take {estimate} bytes in the deployment script, expected at most {room}"
        );
        findings.push(
            Finding::new(
                Code::PackagesTooLarge,
                [Field::BalanceServices, Field::BootstrapMode],
                message,
            )
            .offer("Upload the packages with deploy.sh", account_mode()),
        );
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
