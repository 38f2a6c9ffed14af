//! Machines: sizes, disks, images, availability, high availability, routing engine.

use super::super::{Availability, Image, Plan, Timers};
use crate::design::{Choice, Dataplane, Design, Disk, Line, Routing, Tristate};
use crate::facts;
use crate::facts::vmseries::{Accelerated, Size};
use crate::field::Field;
use crate::finding::{Code, Finding};

pub(super) fn audit(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    size(design, plan, findings);
    image(design, plan, findings);
    availability(plan, findings);
    if let Some(metrics) = &plan.site.metrics {
        let message = format!(
            "{} is created, and its key has to be typed into both firewalls (not verified)",
            metrics.component
        );
        findings.push(Finding::new(Code::MetricsByHand, [Field::SiteAppInsights], message));
    }
    high_availability(plan, findings);
    cloud_manager(plan, findings);
    if plan.system.routing == Routing::LogicalRouter && plan.machine.line == Line::V10_1 {
        let message = "system.routing is logical_router, which PAN-OS 10.1 has only once, and this design needs two";
        findings.push(
            Finding::new(Code::RoutingLine, [Field::SystemRouting, Field::PairPanos], message)
                .offer("Use virtual routers", vec![(Field::SystemRouting, String::new())]),
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
    let message = format!(
        "panorama.server is cloud with PAN-OS {} and system.routing {}, expected 11.1 or later with logical_router (not verified)",
        plan.machine.line,
        plan.system.routing.text()
    );
    let mut edits = vec![(Field::SystemRouting, Routing::LogicalRouter.text().to_owned())];
    if old {
        edits.push((Field::PairPanos, String::new()));
    }
    findings.push(
        Finding::new(
            Code::CloudLine,
            [Field::SystemRouting, Field::PairPanos, Field::PanoramaServer],
            message,
        )
        .offer("Use logical routers on a newer line", edits),
    );
}

fn size(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::PairSize;
    let name = &plan.machine.size.value;
    let Some(size) = facts::vmseries::size_named(name) else {
        let message = format!("pair.size is {name}, which is not in the table of known sizes");
        findings.push(
            Finding::new(Code::SizeUnknown, [field], message)
                .hint("Make sure that it takes four NICs: `az vm list-skus`"),
        );
        return;
    };
    if size.nics < facts::vmseries::NICS {
        let message = format!(
            "pair.size is {name} with {} NICs, the design needs {}",
            size.nics,
            facts::vmseries::NICS
        );
        let mut finding = Finding::new(Code::SizeNics, [field], message);
        if let Some(larger) = larger(size) {
            finding = finding.offer(format!("Use {larger}"), vec![(field, larger.to_owned())]);
        }
        findings.push(finding.offer("Choose for me", vec![(field, String::new())]));
    }
    if let Some(date) = size.retires {
        let message = format!("{name} retires on {date}, and new subscriptions may be refused it");
        findings.push(Finding::new(Code::SizeRetiring, [field], message));
    }
    if plan.machine.disk == Disk::Premium && !size.premium {
        let message = format!("pair.disk is Premium_LRS, which {name} does not take");
        let at = [Field::PairDisk, field];
        findings.push(
            Finding::new(Code::DiskUnsupported, at, message)
                .offer("Use a standard SSD", vec![(Field::PairDisk, "StandardSSD_LRS".into())]),
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
    let automatic = vec![(Field::PairAcceleratedNetworking, String::new())];
    match (design.pair.accelerated_networking, size.accelerated) {
        (Some(Tristate::On), Accelerated::None) => {
            let message =
                format!("pair.accelerated_networking is on, which {} does not have", size.name);
            findings.push(
                Finding::new(Code::AcceleratedUnsupported, at, message)
                    .safe("Use automatic", automatic),
            );
        }
        (Some(Tristate::Off), Accelerated::Required) => {
            let message =
                format!("pair.accelerated_networking is off, which {} cannot be", size.name);
            findings.push(
                Finding::new(Code::AcceleratedRequired, at, message)
                    .safe("Use automatic", automatic),
            );
        }
        _ => {}
    }
}

fn image(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let line = plan.machine.line;
    if line == Line::V12_1 {
        let message = "pair.panos is 12.1, which is untested with this design (not verified)";
        findings.push(
            Finding::new(Code::PanosUntested, [Field::PairPanos], message)
                .hint("12.1 may want settings for HA on Azure that are not written here"),
        );
    }
    let Image::Marketplace { version } = &plan.machine.image else {
        let message = format!(
            "pair.image_id is a private image, and bootstrap.xml is written for PAN-OS {line}, expected an image of that line or a newer one"
        );
        findings.push(Finding::new(
            Code::ImageLine,
            [Field::PairImageId, Field::PairPanos],
            message,
        ));
        return;
    };
    let at = [Field::PairImageVersion, Field::PairPanos];
    if design.pair.image_version.is_none() && facts::vmseries::pinned_version(line.text()).is_none()
    {
        let message =
            format!("no image version is known for PAN-OS {line}, expected one to be typed");
        findings.push(Finding::new(Code::ImageUnpinned, at, message).hint(
            "az vm image list -o table --publisher paloaltonetworks --offer vmseries-flex --all",
        ));
    }
    let (image, wanted) =
        (facts::vmseries::line_numbers(version), facts::vmseries::line_numbers(line.text()));
    let (Some(image), Some(wanted)) = (image, wanted) else { return };
    if image > wanted {
        let message = format!(
            "pair.image_version is {version}, newer than PAN-OS {line}, so the unit converts bootstrap.xml at its first boot"
        );
        findings.push(Finding::new(Code::ImageLine, at, message));
    }
    if image >= wanted {
        return;
    }
    let message = format!(
        "pair.image_version is {version}, older than PAN-OS {line} that bootstrap.xml is written for"
    );
    let fits =
        Line::ALL.iter().find(|line| facts::vmseries::line_numbers(line.text()) == Some(image));
    let mut finding = Finding::new(Code::ImageOlder, at, message);
    if let Some(line) = fits {
        let edits = vec![(Field::PairPanos, line.text().to_owned())];
        finding = finding.offer(format!("Write for PAN-OS {line}"), edits);
    }
    let edits = vec![(Field::PairImageVersion, String::new())];
    findings.push(finding.offer("Use the line's pinned version", edits));
}

fn availability(plan: &Plan, findings: &mut Vec<Finding>) {
    if plan.availability == Availability::None {
        let message = "pair.availability is none, so one host's failure may take both units";
        findings.push(
            Finding::new(Code::AvailabilityNone, [Field::PairAvailability], message)
                .offer("Use zones", vec![(Field::PairAvailability, "zones".into())]),
        );
    }
}

fn high_availability(plan: &Plan, findings: &mut Vec<Finding>) {
    if plan.units.a.priority == plan.units.b.priority {
        let message = format!(
            "ha.priority_a and ha.priority_b are both {}, expected different ones",
            plan.units.a.priority
        );
        let edits = vec![(Field::HaPriorityA, String::new()), (Field::HaPriorityB, String::new())];
        findings.push(
            Finding::new(Code::HaPriorities, [Field::HaPriorityB, Field::HaPriorityA], message)
                .offer("Use 100 and 200", edits),
        );
    }
    if plan.ha.preempt {
        let message =
            "ha.preempt is on, so traffic moves again whenever the preferred unit returns";
        findings.push(Finding::new(Code::Preemption, [Field::HaPreempt], message));
    }
    if plan.ha.timers == Timers::Aggressive {
        let message = "ha.timers is aggressive, so a busy host may look dead";
        findings.push(Finding::new(Code::Timers, [Field::HaTimers], message));
    }
    if plan.machine.dataplane == Dataplane::Dhcp && !plan.balance.floating_ip {
        let message = "pair.dataplane is dhcp with floating IP off, so no rule can name both units' addresses";
        findings.push(
            Finding::new(
                Code::DhcpDataplane,
                [Field::PairDataplane, Field::BalanceFloatingIp],
                message,
            )
            .offer("Use static addresses", vec![(Field::PairDataplane, String::new())]),
        );
    }
}
