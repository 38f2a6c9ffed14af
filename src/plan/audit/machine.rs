//! Machines: sizes, disks, images, availability, high availability, routing engine.

use super::super::{Availability, Image, Plan};
use crate::design::{Choice, Dataplane, Design, Disk, Line, Routing, TimerSet, Tristate};
use crate::facts;
use crate::facts::vmseries::{Accelerated, Size};
use crate::field::Field;
use crate::finding::{Case, Finding};

pub(super) fn audit(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    size(design, plan, findings);
    image(design, plan, findings);
    availability(plan, findings);
    if let Some(metrics) = &plan.site.metrics {
        findings.push(Case::MetricsByHand.at([Field::SiteAppInsights], &metrics.component));
    }
    high_availability(plan, findings);
    cloud_manager(plan, findings);
    if plan.system.routing == Routing::LogicalRouter && plan.machine.line == Line::V10_1 {
        findings.push(
            Case::RoutingLine
                .at([Field::SystemRouting, Field::PairPanos], ())
                .offer("Use virtual routers", [(Field::SystemRouting, "")]),
        );
    }
}

/// Strata Cloud Manager manages the newer routing engine only.
fn cloud_manager(plan: &Plan, findings: &mut Vec<Finding>) {
    let server = plan.panorama.as_ref().map(|panorama| panorama.server.as_str());
    let old = matches!(plan.machine.line, Line::V10_1 | Line::V10_2);
    let virtual_router = plan.system.routing == Routing::VirtualRouter;
    if server != Some(facts::panos::CLOUD_MANAGER) || !(old || virtual_router) {
        return;
    }
    let newer = [(Field::SystemRouting, Routing::LogicalRouter.text()), (Field::PairPanos, "")];
    let edits = newer.into_iter().filter(|(field, _)| old || *field != Field::PairPanos);
    findings.push(
        Case::CloudLine
            .at(
                [Field::SystemRouting, Field::PairPanos, Field::PanoramaServer],
                (Field::PanoramaServer, plan.machine.line, plan.system.routing),
            )
            .offer("Use logical routers on a newer line", edits),
    );
}

fn size(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::PairSize;
    let name = &plan.machine.size.value;
    let Some(size) = facts::vmseries::size_named(name) else {
        findings.push(Case::SizeUnknown.at([field], name));
        return;
    };
    if size.nics < facts::vmseries::NICS {
        let mut finding = Case::SizeNics.at([field], (name, size.nics, facts::vmseries::NICS));
        if let Some(larger) = larger(size) {
            finding = finding.offer_value(field, larger);
        }
        findings.push(finding.choose(field));
    }
    if let Some(date) = size.retires {
        findings.push(Case::SizeRetiring.at([field], (name, date)));
    }
    if plan.machine.disk == Disk::Premium && !size.premium {
        let at = [Field::PairDisk, field];
        findings.push(
            Case::DiskUnsupported
                .at(at, name)
                .offer("Use a standard SSD", [(Field::PairDisk, "StandardSSD_LRS")]),
        );
    }
    accelerated(design, size, findings);
}

/// The smallest size of the same family with enough NICs.
fn larger(size: &Size) -> Option<&'static str> {
    let family = |name: &str| -> String { name.chars().filter(|c| !c.is_ascii_digit()).collect() };
    let generation = |name: &str| name.rsplit('_').next().map(str::to_owned);
    facts::vmseries::SIZES
        .iter()
        .filter(|other| other.nics >= facts::vmseries::NICS)
        .filter(|other| {
            family(other.name) == family(size.name)
                && generation(other.name) == generation(size.name)
        })
        .min_by_key(|other| other.vcpus)
        .map(|other| other.name)
}

fn accelerated(design: &Design, size: &Size, findings: &mut Vec<Finding>) {
    let at = [Field::PairAcceleratedNetworking, Field::PairSize];
    let automatic = [(Field::PairAcceleratedNetworking, "")];
    match (design.typed_choice(Field::PairAcceleratedNetworking), size.accelerated) {
        (Some(Tristate::On), Accelerated::None) => {
            findings.push(
                Case::AcceleratedUnsupported.at(at, size.name).safe("Use automatic", automatic),
            );
        }
        (Some(Tristate::Off), Accelerated::Required) => {
            findings
                .push(Case::AcceleratedRequired.at(at, size.name).safe("Use automatic", automatic));
        }
        _ => {}
    }
}

fn image(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let line = plan.machine.line;
    release(plan, findings);
    if plan.machine.encryption_at_host {
        findings.push(Case::HostEncryption.at([Field::PairEncryptionAtHost], ()));
    }
    let gen2 = plan.machine.sku.ends_with(facts::vmseries::GEN2);
    if gen2 {
        findings.push(Case::Gen2Untried.at([Field::PairGen2], &plan.machine.sku));
    } else if facts::vmseries::wants_gen2(&plan.machine.size.value) {
        let finding =
            Case::Gen2Wanted.at([Field::PairSize, Field::PairGen2], &plan.machine.size.value);
        findings.push(finding.offer("Take the second generation", [(Field::PairGen2, "on")]));
    }
    if design.is_typed(Field::PairImagePlan) && !design.is_typed(Field::PairImageId) {
        let at = [Field::PairImagePlan, Field::PairImageId];
        findings.push(Case::ImagePlanUnused.at(at, ()).clear(Field::PairImagePlan));
    }
    let Image::Marketplace { version } = &plan.machine.image else {
        findings.push(Case::ImageLine.at([Field::PairImageId, Field::PairPanos], line));
        return;
    };
    let at = [Field::PairImageVersion, Field::PairPanos];
    if !design.is_typed(Field::PairImageVersion)
        && facts::vmseries::pinned_version(line.text()).is_none()
    {
        findings.push(Case::ImageUnpinned.at(at, line));
    }
    let (image, wanted) =
        (facts::vmseries::line_numbers(version), facts::vmseries::line_numbers(line.text()));
    let (Some(image), Some(wanted)) = (image, wanted) else { return };
    if image > wanted {
        findings.push(Case::ImageNewer.at(at, (version, line)));
    }
    if image >= wanted {
        return;
    }
    let fits =
        Line::ALL.iter().find(|line| facts::vmseries::line_numbers(line.text()) == Some(image));
    let mut finding = Case::ImageOlder.at(at, (version, line));
    if let Some(line) = fits {
        let title = format!("Write for PAN-OS {line}");
        finding = finding.offer(title, [(Field::PairPanos, line.text())]);
    }
    let edits = [(Field::PairImageVersion, "")];
    findings.push(finding.offer("Use the line's pinned version", edits));
}

/// What is known of the release that boots: the image's, or the chosen line's where the image's is not
/// known.
fn release(plan: &Plan, findings: &mut Vec<Finding>) {
    let line = plan.machine.line;
    let version = match &plan.machine.image {
        Image::Marketplace { version } => Some(version.as_str()),
        Image::Private { .. } => None,
    };
    let at = [Field::PairImageVersion, Field::PairPanos];
    let of_line = facts::vmseries::line_numbers(line.text());
    let of_image = version.and_then(facts::vmseries::line_numbers);
    let untested = facts::vmseries::line_numbers(Line::V12_1.text());
    if of_image.or(of_line) >= untested {
        findings.push(match version.filter(|_| of_line < untested) {
            Some(version) => Case::ImageUntested.at(at, version),
            None => Case::PanosUntested.at([Field::PairPanos], ()),
        });
    }
    let newer = [(Field::PairPanos, ""), (Field::PairImageVersion, "")];
    if let Some((major, minor)) = of_image.or(of_line)
        && let Some(day) = facts::vmseries::ended((major, minor))
    {
        let finding = Case::ReleaseEnded.at(at, (format!("{major}.{minor}"), day));
        findings.push(finding.offer("Use the default release", newer));
    }
    let Some(version) = version else { return };
    if let Some(floor) = facts::vmseries::floor(version) {
        let open = plan.access.management_public;
        let case = if open { Case::ImageExploitedOpen } else { Case::ImageExploited };
        let release =
            facts::vmseries::release(version).expect("a version with a floor is a release");
        let finding = case.at(at, (version, release, floor));
        findings.push(finding.offer("Use the default release", newer));
    }
}

fn availability(plan: &Plan, findings: &mut Vec<Finding>) {
    if plan.availability == Availability::None {
        findings.push(
            Case::AvailabilityNone
                .at([Field::PairAvailability], ())
                .offer("Use zones", [(Field::PairAvailability, "zones")]),
        );
    }
}

fn high_availability(plan: &Plan, findings: &mut Vec<Finding>) {
    if plan.units.a.priority == plan.units.b.priority {
        let edits = [(Field::HaPriorityA, ""), (Field::HaPriorityB, "")];
        findings.push(
            Case::HaPriorities
                .at([Field::HaPriorityB, Field::HaPriorityA], plan.units.a.priority)
                .offer("Use 100 and 200", edits),
        );
    }
    if plan.ha.preempt {
        findings.push(Case::Preemption.at([Field::HaPreempt], ()));
    }
    if plan.ha.timers == TimerSet::Aggressive {
        findings.push(Case::Timers.at([Field::HaTimers], ()));
    }
    if plan.machine.dataplane == Dataplane::Dhcp && !plan.balance.floating_ip {
        findings.push(
            Case::DhcpDataplane
                .at([Field::PairDataplane, Field::BalanceFloatingIp], ())
                .offer("Use static addresses", [(Field::PairDataplane, "")]),
        );
    }
}
