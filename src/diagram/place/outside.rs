//! What is around the VNet: above it the legend, the Internet, the public balancer and the NAT gateway;
//! below it the administrators and the ranges behind the firewalls.

use super::{
    Above, COLUMN, Canvas, EDGE, GAP, LABELLED, LINE, MARGIN, MIDDLE, PAD, Side, UNIT_A, UNIT_B,
    count, plug_class, row, titled,
};
use crate::diagram::scene::{Anchor, Face, Heads, Part, Rect, Shape};
use crate::field::Field;
use crate::plan::{Egress, GatewayKind, NatGateway, PublicAddress, Role, Sources};
use crate::{facts, flow};

/// Front ends, services and ranges that are listed one by one.
const LISTED: usize = 5;
/// Between the Internet and what has a public address.
const DOWN: i32 = 48;
const HEAD: i32 = 34;
const SERVICE_W: i32 = 320;

impl Canvas<'_> {
    /// The colours and the lines.
    pub(super) fn legend(&mut self) {
        let rect = Rect::new(UNIT_A.0, MARGIN, UNIT_A.1 - UNIT_A.0, 88);
        let mut part = Part::new(None, "legend", rect, "").filled(8);
        let zones = [
            (Role::Untrust, "untrust"),
            (Role::Trust, "trust"),
            (Role::Management, "management"),
            (Role::Ha2, "HA2"),
        ];
        for (n, (role, name)) in zones.into_iter().enumerate() {
            let (x, y) = (rect.x + PAD, rect.y + 9 + count(n) * LINE);
            let swatch = Rect::new(x, y + 3, 10, 10);
            part.shapes.push(Shape::Area { rect: swatch, class: plug_class(role), radius: 2 });
            part = part.label(Face::Remark, Anchor::Start, (x + 18, rect.x + 128, y), name);
        }
        let lines = [
            ("flow", Heads::END, "new flows"),
            ("route", Heads::END, "route"),
            ("wire-ha2", Heads::default(), "HA2 link"),
        ];
        for (n, (class, heads, name)) in lines.into_iter().enumerate() {
            let (x, y) = (rect.x + 136, rect.y + 9 + count(n) * LINE);
            let points = vec![(x, y + 8), (x + 28, y + 8)];
            part.shapes.push(Shape::Line { points, class, heads });
            let ends = (x + 36, rect.right() - 8, y);
            part = part.label(Face::Remark, Anchor::Start, ends, name);
        }
        self.parts.push(part);
    }

    /// The Internet, the public balancer and the NAT gateway.
    pub(super) fn outside(&mut self) -> Above {
        let internet = Rect::new(MIDDLE - 88, self.y, 176, 40);
        let ends = (internet.x + PAD, internet.right() - PAD, internet.y + 11);
        let cloud = Part::new(None, "part cloud", internet, "Internet").filled(20);
        let cloud = cloud.stands_for([flow::INTERNET]);
        self.parts.push(cloud.label(Face::Name, Anchor::Middle, ends, "Internet"));
        self.y = internet.bottom() + DOWN;
        let balancer = self.public_balancer();
        if self.plan.balance.public.made {
            let heads = self.public_heads();
            self.line("flow", heads, vec![(MIDDLE, internet.bottom()), (MIDDLE, balancer.y)]);
            let y = internet.bottom() + 15;
            if heads.end {
                self.note(Side::Right, y, Field::BalanceServices, &[], "published services");
            }
            if let Egress::OutboundRule { ports_per_unit, .. } = &self.plan.balance.egress {
                let text = format!("outbound rule, {ports_per_unit} ports a unit");
                self.note(Side::Left, y, Field::BalanceEgress, &[], &text);
            }
        }
        let gateway = self.nat_gateway(internet, balancer.y);
        if self.plan.balance.egress == Egress::PublicIps {
            self.egress_note(internet, 32, "egress by the units' public IPs");
        }
        let bottom = gateway.map_or(0, Rect::bottom).max(balancer.bottom());
        self.y = bottom + GAP;
        Above { internet, balancer, gateway }
    }

    /// A remark beside the Internet, at a level line that leads to it.
    fn egress_note(&mut self, internet: Rect, below: i32, text: &str) {
        let x = internet.right() + 24;
        let rect = Rect::new(x - 4, internet.y + below - 2, Face::Remark.width(text) + 8, 20);
        let ends = (x, rect.right() - 4, rect.y + 2);
        let part = Part::new(Field::BalanceEgress, "part note", rect, text).filled(4).label(
            Face::Remark,
            Anchor::Start,
            ends,
            text,
        );
        self.parts.push(part);
    }

    fn nat_gateway(&mut self, internet: Rect, y: i32) -> Option<Rect> {
        let gateway = self.plan.balance.nat_gateway.as_ref()?;
        let network = &self.plan.network;
        let rect = Rect::new(UNIT_B.0, y, UNIT_B.1 - UNIT_B.0, 72);
        let (said, named) = match &gateway.kind {
            GatewayKind::New { public_ip, .. } => (public_ip.as_str(), "public IP "),
            GatewayKind::Existing { .. } => ("stands already", ""),
        };
        let title = format!("NAT gateway {}, {named}{said}", gateway.name);
        let field = gateway.name.from.field();
        let part = titled(field, "part balancer", rect, &title, &gateway.name.value)
            .also(&[Field::AccessManagementEgress])
            .stands_for([&gateway.name.value])
            .label(Face::Remark, Anchor::Start, row(rect, 1), said)
            .label(Face::Remark, Anchor::Start, row(rect, 2), "NAT gateway");
        self.parts.push(part);
        let (x, level) = (rect.middle_x(), internet.y + 12);
        self.line("flow", Heads::END, vec![(x, y), (x, level), (internet.right(), level)]);
        let text = match [&network.untrust, &network.management]
            .map(|one| self.plan.nat_gateway_of(one))
        {
            [Some(_), Some(_)] => "egress of untrust and management",
            [Some(_), None] => "egress of untrust",
            [None, _] => "egress of management",
        };
        self.egress_note(internet, -8, text);
        Some(rect)
    }

    fn public_balancer(&mut self) -> Rect {
        let balance = &self.plan.balance;
        let (left, right) = COLUMN;
        let services: Vec<String> = balance.services.iter().map(ToString::to_string).collect();
        let services = listed(services, "no services");
        let cut = services.iter().any(|line| Face::Mono.width(line) > SERVICE_W - 16);
        let services_title = if cut {
            format!("Published services: {}", services.join(", "))
        } else {
            "Published services".to_owned()
        };
        let front_ends = listed(self.front_ends(), "no public address");
        let front_title = format!("Front ends: {}", front_ends.join(", "));
        let h = 8 + LINE * count(services.len().max(front_ends.len()));
        let rect = Rect::new(left, self.y, right - left, HEAD + h + 8);
        let public = &balance.public;
        let (class, title, name) = if public.made {
            let title = format!("Public load balancer {}", public.name);
            ("part balancer", title, public.name.value.as_str())
        } else {
            ("part balancer absent", "No public load balancer".to_owned(), "no public balancer")
        };
        let kind = match (public.made, &balance.egress) {
            (true, _) => "public load balancer",
            (false, Egress::None) => "nothing published, no egress",
            (false, _) => "nothing needs one",
        };
        let edge = rect.right() - PAD;
        let before = edge - Face::Remark.width(kind);
        let part = Part::new(Field::BalancePublicName, class, rect, title)
            .stands_for([&public.name.value])
            .filled(8)
            .label(Face::Name, Anchor::Start, (rect.x + PAD, before - 12, rect.y + 8), name)
            .label(Face::Remark, Anchor::End, (before, edge, rect.y + 9), kind);
        self.parts.push(part);
        let inner = Rect::new(left + 8, rect.y + HEAD, 264, h);
        let part = Part::new(Field::BalancePublicAddressId, "part list", inner, front_title)
            .stands_for([&public.name.value])
            .also(&[Field::BalancePublicAddress, Field::BalancePublicDnsLabel])
            .also(&[Field::BalancePublicFrontEnds, Field::BalancePublicPrefixId]);
        self.parts.push(rows(part, Face::Remark, &front_ends));
        let inner = Rect::new(rect.right() - 8 - SERVICE_W, inner.y, SERVICE_W, h);
        let part = Part::new(Field::BalanceServices, "part list", inner, services_title)
            .stands_for([&public.name.value])
            .also(&[Field::BalanceIdleTimeoutMin, Field::BalanceTcpReset]);
        let face = if balance.services.is_empty() { Face::Remark } else { Face::Mono };
        self.parts.push(rows(part, face, &services));
        rect
    }

    /// The public balancer's front ends with their addresses.
    fn front_ends(&self) -> Vec<String> {
        let public = &self.plan.balance.public;
        let mut all: Vec<String> = public
            .front_ends()
            .enumerate()
            .map(|(n, (name, address))| {
                let address = match address {
                    PublicAddress::New { name, .. } => name.clone(),
                    PublicAddress::Existing { address: Some(address), id } => {
                        format!("{} {address}", last_of(id))
                    }
                    PublicAddress::Existing { id, .. } => last_of(id).to_owned(),
                };
                if n == 0 { format!("public IP {address}") } else { format!("{name}: {address}") }
            })
            .collect();
        if let PublicAddress::New { dns_label: Some(label), .. } = &public.address {
            all.push(format!("DNS label {label}"));
        }
        let prefix = public.prefix_id.as_deref().filter(|_| public.made);
        all.extend(prefix.map(|id| format!("from the prefix {}", last_of(id))));
        all
    }

    /// What reaches the pair from below: administrators, and the ranges behind it.
    pub(super) fn below(&mut self, management_bottom: i32) {
        let edge = self.y;
        self.y += LABELLED;
        let sources = match &self.plan.access.sources {
            Sources::Asked => "sources asked at deployment".to_owned(),
            Sources::Typed(sources) => {
                sources.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            }
        };
        let rect = Rect::new(MIDDLE - 160, self.y, 320, 54);
        let title = format!("Administrators, {sources}");
        let field = Field::AccessManagementSources;
        let part = titled(field, "part cloud", rect, &title, "Administrators")
            .also(&[Field::AccessUser, Field::AccessPassword, Field::AccessSshKey])
            .also(&[Field::AccessLogin])
            .stands_for([flow::ADMINISTRATORS])
            .label(Face::Remark, Anchor::Start, row(rect, 1), &sources);
        self.parts.push(part);
        let points = vec![(MIDDLE, rect.y), (MIDDLE, management_bottom)];
        self.line("wire-management", Heads::END, points);
        let ports = Self::management_ports();
        self.note(Side::Right, edge + 12, Field::AccessManagementSources, &[], &ports);
        let way = if self.plan.access.management_public {
            "to the public IPs"
        } else {
            "to the private addresses"
        };
        self.note(Side::Left, edge + 12, Field::AccessManagementPublic, &[], way);
        let behind = self.behind(edge);
        self.management_gateway(management_bottom);
        let manager = self.manager(management_bottom);
        self.y = rect.bottom().max(behind).max(manager);
    }

    /// Panorama or Strata Cloud Manager, to which the management NICs connect; says where it ends.
    fn manager(&mut self, management_bottom: i32) -> i32 {
        let Some(panorama) = &self.plan.panorama else { return self.y };
        let (name, servers) = if panorama.server == facts::panos::CLOUD_MANAGER {
            ("Strata Cloud Manager", String::new())
        } else {
            let servers = [Some(&panorama.server), panorama.server2.as_ref()];
            ("Panorama", servers.into_iter().flatten().cloned().collect::<Vec<_>>().join(", "))
        };
        let said =
            |what: &str, named: &Option<String>| named.as_ref().map(|one| format!("{what} {one}"));
        let lines = [
            Some(servers)
                .filter(|servers| !servers.is_empty())
                .map(|servers| (Face::Mono, servers)),
            said("template stack", &panorama.template_stack).map(|line| (Face::Remark, line)),
            said("device group", &panorama.device_group).map(|line| (Face::Remark, line)),
        ];
        let lines: Vec<(Face, String)> = lines.into_iter().flatten().collect();
        let rect = Rect::new(UNIT_B.0, self.y, UNIT_B.1 - UNIT_B.0, 36 + LINE * count(lines.len()));
        let told: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
        let title = [vec![name], told].concat().join(", ");
        let part = titled(Field::PanoramaServer, "part cloud", rect, &title, name)
            .also(&[Field::PanoramaServer2, Field::PanoramaTemplateStack])
            .also(&[Field::PanoramaDeviceGroup, Field::PanoramaCollectorGroup]);
        let part = lines.iter().enumerate().fold(part, |part, (n, (face, line))| {
            part.label(*face, Anchor::Start, row(rect, count(n) + 1), line)
        });
        self.parts.push(part);
        // Left of the way to the NAT gateway, which leaves the subnet further right.
        let (x, y) = (COLUMN.1 - 80, rect.y + 18);
        self.line("wire-management", Heads::END, vec![(x, management_bottom), (x, y), (rect.x, y)]);
        rect.bottom()
    }

    /// The ports that the management NICs are reached on.
    fn management_ports() -> String {
        format!("TCP {}", facts::panos::MANAGEMENT_PORTS.map(|port| port.to_string()).join(", "))
    }

    /// The way from management to the NAT gateway, around unit B.
    fn management_gateway(&mut self, bottom: i32) {
        let served = self.plan.nat_gateway_of(&self.plan.network.management);
        let of_gateway = |gateway: &NatGateway| {
            let field = gateway.name.from.field();
            self.parts.iter().find(|part| part.field == Some(field))
        };
        let Some(gateway) = served.and_then(of_gateway) else { return };
        let (x, y, level) = (COLUMN.1 - 48, gateway.rect.y + gateway.rect.h / 2, bottom + GAP / 2);
        let right = gateway.rect.right();
        let points = vec![(x, bottom), (x, level), (EDGE, level), (EDGE, y), (right, y)];
        self.line("flow", Heads::END, points);
    }

    /// Ranges behind the firewalls that are no subnets of this VNet; says where they end.
    fn behind(&mut self, edge: i32) -> i32 {
        let network = &self.plan.network;
        let Some(first) = network.remotes.first() else { return self.y };
        let ranges = network.remotes.iter().map(|remote| {
            let range = remote.range.to_string();
            if remote.name == range { range } else { format!("{range} {}", remote.name) }
        });
        let peers = network.peerings.iter().map(|peering| format!("peered {}", peering.vnet));
        let all = listed(ranges.chain(peers).collect(), "");
        let h = 36 + LINE * count(all.len());
        let rect = Rect::new(UNIT_A.0, self.y, UNIT_A.1 - UNIT_A.0, h);
        let title = format!("Behind the firewalls: {}", all.join(", "));
        let mut part = titled(first.field, "part cloud", rect, &title, "Behind the firewalls")
            .stands_for(network.remotes.iter().map(|remote| remote.name.as_str()))
            .also(&[Field::NetworkPeered, Field::NetworkPeeringId]);
        for (n, line) in all.iter().enumerate() {
            part = part.label(Face::Mono, Anchor::Start, row(rect, count(n) + 1), line);
        }
        self.parts.push(part);
        let x = rect.middle_x();
        self.line("route", Heads::END, vec![(x, rect.y), (x, edge)]);
        let text = format!("routes to {}", self.plan.balance.internal.address);
        let note = Rect::new(x + 8, edge + 10, Face::Remark.width(&text) + 8, 20);
        let ends = (note.x + 4, note.right() - 4, edge + 12);
        let part =
            Part::new(None, "note", note, "").label(Face::Remark, Anchor::Start, ends, &text);
        self.parts.push(part);
        rect.bottom()
    }
}

/// The lines of a list that are shown, and how many more there are.
fn listed(mut all: Vec<String>, none: &str) -> Vec<String> {
    if all.is_empty() {
        return vec![none.to_owned()];
    }
    if all.len() > LISTED {
        let more = all.len() - (LISTED - 1);
        all.truncate(LISTED - 1);
        all.push(format!("and {more} more"));
    }
    all
}

/// A part that lists lines. Where a service is too long, its name is shortened and not its target.
fn rows(part: Part, face: Face, lines: &[String]) -> Part {
    let (left, right) = (part.rect.x + 8, part.rect.right() - 8);
    let top = part.rect.y + 5;
    lines.iter().enumerate().fold(part.filled(6), |part, (n, line)| {
        let text = match line.split_once(' ') {
            Some((name, rest)) if line.contains("->") && face.width(line) > right - left => {
                let rest = format!(" {rest}");
                face.fit(name, right - left - face.width(&rest)) + &rest
            }
            _ => line.clone(),
        };
        let y = top + count(n) * LINE;
        part.label(face, Anchor::Start, (left, right, y), &text)
    })
}

/// The name at the end of a resource id.
fn last_of(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, name)| name)
}
