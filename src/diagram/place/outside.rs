//! What is around the VNet: the Internet, the public balancer and the NAT gateway; storage, what manages the pair,
//! administrators, and what is behind the firewalls.

use super::{
    Above, CHIP_H, Canvas, LABELLED, LANE, LINE, PAD, Side, VNET_FOOT, count, row, titled,
};
use crate::design::{BootstrapMode, Service};
use crate::diagram::mark;
use crate::diagram::scene::{Anchor, Face, Part, Rect};
use crate::field::Field;
use crate::net::Range;
use crate::plan::{Egress, GatewayKind, PublicAddress, Remote, Sources};
use crate::{facts, flow};

/// Front ends, services and ranges that are listed one by one.
const LISTED: usize = 5;
/// Lines of a balancer's lists up to which each may take two.
const ROOMY: usize = 8;
/// Between the Internet and what has a public address.
const DOWN: i32 = 48;
const HEAD: i32 = 34;
const SERVICE_W: i32 = 320;
/// An address beyond the pair, which has its place beside the Internet.
const ADDRESS_W: i32 = 186;
const ADDRESS_H: i32 = 52;

impl Canvas<'_> {
    /// The Internet, the public balancer and the NAT gateway.
    pub(super) fn outside(&mut self) -> Above {
        let made = self.plan.balance.public.made;
        let above = match self.at.beside {
            None => {
                let middle = self.at.middle();
                let internet = self.internet(Rect::new(middle - 105, self.y, 210, 40));
                let balancer = self.public_balancer(self.at.column, internet.bottom() + DOWN);
                if made {
                    let [out, comes] = [middle - LANE, middle]
                        .map(|x| vec![(x, internet.bottom()), (x, balancer.y)]);
                    self.public_ways(out, comes);
                    self.published(Some(Side::Right), middle, internet.bottom() + 15);
                }
                let (left, right) = self.at.unit_b;
                let gateway = self.nat_gateway(Rect::new(left, balancer.y, right - left, 72));
                if let Some(gateway) = gateway {
                    let (x, level) = (gateway.middle_x(), internet.y + 12);
                    let way = vec![(x, gateway.y), (x, level), (internet.right(), level)];
                    self.arrow("flow", way);
                    self.egress_note((internet.right() + 24, internet.y - 8));
                }
                let (left, _) = self.at.column;
                let y = internet.y + 20;
                let way = vec![(internet.x, y), (left + ADDRESS_W, y)];
                self.address(Rect::new(left, internet.y, ADDRESS_W, ADDRESS_H), way);
                let bottom = gateway.map_or(0, Rect::bottom).max(balancer.bottom());
                Above { internet, balancer, gateway, bottom }
            }
            Some((left, right)) => {
                let balancer = self.public_balancer((left, right), self.y);
                let y = balancer.bottom() + DOWN;
                let internet = self.internet(Rect::new(left, y, right - left, 40));
                let x = left + 20;
                if made {
                    let [out, comes] = [x, x + LANE].map(|x| vec![(x, y), (x, balancer.bottom())]);
                    self.public_ways(out, comes);
                    self.published(None, x + LANE, balancer.bottom() + 6);
                }
                let y = internet.bottom() + LABELLED;
                let gateway = self.nat_gateway(Rect::new(left, y, right - left, 72));
                if let Some(gateway) = gateway {
                    self.arrow("flow", vec![(x, gateway.y), (x, internet.bottom())]);
                    self.egress_note((x + 12, internet.bottom() + 12));
                }
                let bottom = gateway.unwrap_or(internet).bottom();
                let gap = gateway.map_or(24, |_| 12);
                let place = Rect::new(left, bottom + gap, right - left, ADDRESS_H);
                // At the edge of the sheet, around a gateway.
                let [from, to] = [internet, place].map(|rect| (rect.right(), rect.y + 20));
                let lane = right + self.at.margin / 2;
                let way = match gateway {
                    Some(_) => vec![from, (lane, from.1), (lane, to.1), to],
                    None => vec![(place.middle_x(), bottom), (place.middle_x(), place.y)],
                };
                let bottom = self.address(place, way).unwrap_or(bottom);
                Above { internet, balancer, gateway, bottom }
            }
        };
        if self.plan.balance.egress == Egress::PublicIps && self.at.beside.is_none() {
            self.egress_note((above.internet.right() + 24, above.internet.y + 32));
        }
        if self.at.beside.is_none() {
            self.y = above.bottom + self.at.gap;
        }
        above
    }

    fn internet(&mut self, rect: Rect) -> Rect {
        let clients = self.plan.balance.services.iter().any(|service| service.on_pair);
        let name = if clients { "Internet, VPN clients" } else { "Internet" };
        let ends = (rect.x + PAD, rect.right() - PAD, rect.y + 11);
        let cloud = Part::new(None, "part cloud", rect, name).filled(20);
        let cloud = cloud.stands_for([flow::INTERNET]);
        self.parts.push(cloud.label(Face::Name, Anchor::Middle, ends, name));
        rect
    }

    /// The address beyond the pair, where a failover is about it, with its way from the Internet unless it lies
    /// elsewhere; says where it ends.
    fn address(&mut self, rect: Rect, way: Vec<(i32, i32)>) -> Option<i32> {
        if self.marks.iter().all(|mark| mark.name != mark::ADDRESS) {
            return None;
        }
        let watched = &self.plan.ha.monitoring.paths;
        if !watched.first().is_some_and(|one| facts::azure::is_private(Range::host(*one))) {
            self.arrow("flow", way);
        }
        let all: Vec<String> = watched.iter().map(ToString::to_string).collect();
        let (name, title) = match all.as_slice() {
            [] => {
                let title = "An address beyond the pair, which no unit watches";
                ("An address beyond".to_owned(), title.to_owned())
            }
            [one, others @ ..] => {
                let more = match others.len() {
                    0 => String::new(),
                    n => format!(" +{n}"),
                };
                (format!("{one}{more}"), format!("Watched by the units: {}", all.join(", ")))
            }
        };
        let part = titled(Field::HaMonitoring, "part cloud", rect, &title, &name);
        let part = part.stands_for([mark::ADDRESS]);
        self.parts.push(part.label(Face::Remark, Anchor::Start, row(rect, 1), ""));
        Some(rect.bottom())
    }

    /// What comes and goes by the public balancer: on both sides of its line, or below each other beside it.
    fn published(&mut self, side: Option<Side>, x: i32, y: i32) {
        let balance = &self.plan.balance;
        let mut y = y;
        if !balance.services.is_empty() {
            let (at, text) = (Field::BalanceServices, "published services");
            match side {
                Some(side) => self.note(side, y, at, &[], text),
                None => self.aside(at, (x + 12, y), text),
            }
            y += if side.is_none() { LINE + 2 } else { 0 };
        }
        if let Egress::OutboundRule { ports_per_unit, .. } = &balance.egress {
            let text = format!("outbound, {ports_per_unit} ports a unit");
            match side {
                Some(_) => self.note(Side::Left, y, Field::BalanceEgress, &[], &text),
                None => self.aside(Field::BalanceEgress, (x + 12, y), &text),
            }
        }
    }

    /// A remark that leads to a field, from a point on.
    fn aside(&mut self, field: Field, (x, y): (i32, i32), text: &str) {
        // On a tall sheet what leaves untrust beside the balancer runs up the gutter.
        let right = match (self.at.beside, &self.plan.balance.nat_gateway) {
            (Some((_, right)), _) => right,
            (None, Some(_)) => self.at.unit_b.1,
            (None, None) => self.at.gutter() - 8,
        };
        let rect = Rect::new(x - 4, y - 2, Face::Remark.width(text).min(right - x - 4) + 8, 20);
        let ends = (x, rect.right() - 4, y);
        let part = Part::new(field, "part note", rect, text).filled(4).label(
            Face::Remark,
            Anchor::Start,
            ends,
            text,
        );
        self.parts.push(part);
    }

    /// Whose way to the Internet a line is that leads there beside the public balancer.
    fn egress_note(&mut self, at: (i32, i32)) {
        let network = &self.plan.network;
        let served = [&network.untrust, &network.management];
        let text = match served.map(|one| self.plan.nat_gateway_of(one)) {
            [Some(_), Some(_)] => "egress: untrust, management",
            [Some(_), None] => "egress of untrust",
            [None, Some(_)] => "egress of management",
            [None, None] => "egress by public IPs",
        };
        self.aside(Field::BalanceEgress, at, text);
    }

    fn nat_gateway(&mut self, rect: Rect) -> Option<Rect> {
        let gateway = self.plan.balance.nat_gateway.as_ref()?;
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
        Some(rect)
    }

    /// The public balancer: each front end with its services, beside it or below it.
    fn public_balancer(&mut self, (left, right): (i32, i32), top: i32) -> Rect {
        let balance = &self.plan.balance;
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
        let narrow = self.at.beside.is_some();
        let frame = self.parts.len();
        let mut y = top + if narrow { HEAD + LINE } else { HEAD };
        let ends = self.front_ends();
        let n_lines: usize =
            ends.iter().map(|(front, services)| front.len() + services.len()).sum();
        for end in ends {
            y = self.front_end((left, right), y, end, n_lines <= ROOMY);
        }
        let rect = Rect::new(left, top, right - left, y + 4 - top);
        let edge = rect.right() - PAD;
        let before = edge - Face::Remark.width(kind);
        let part = Part::new(Field::BalancePublicName, class, rect, title)
            .stands_for([&public.name.value]);
        let ends = |right: i32| (rect.x + PAD, right, rect.y + 8);
        let part = if narrow {
            part.filled(8).label(Face::Name, Anchor::Start, ends(edge), name).label(
                Face::Remark,
                Anchor::Start,
                row(rect, 1),
                kind,
            )
        } else {
            part.filled(8).label(Face::Name, Anchor::Start, ends(before - 12), name).label(
                Face::Remark,
                Anchor::End,
                (before, edge, rect.y + 9),
                kind,
            )
        };
        self.parts.insert(frame, part);
        rect
    }

    /// A front end of the public balancer with its services, beside it or below it, in two lines each where there is
    /// room; says where they end.
    fn front_end(
        &mut self,
        (left, right): (i32, i32),
        y: i32,
        (front, services): (Vec<String>, Vec<String>),
        roomy: bool,
    ) -> i32 {
        let (narrow, public) = (self.at.beside.is_some(), &self.plan.balance.public);
        let w = if narrow { right - left - 16 } else { 264 };
        let list_w = if narrow { w - PAD } else { SERVICE_W };
        let title = format!("Front end {}", front.join(", "));
        let said = format!("Published services: {}", services.join(", "));
        // Few of them have room for two lines each.
        let lines = |all: Vec<String>, at: &str, width: i32| {
            let two = |line| if roomy { in_two(line, at, width) } else { vec![line] };
            all.into_iter().flat_map(two).collect::<Vec<_>>()
        };
        let front = lines(front, ": ", w - 16);
        // In a face of its own where all of them fit in it.
        let fits = |line: &String| line.contains("->") && Face::Mono.width(line) <= list_w - 16;
        let (face, services) = if services.iter().all(fits) {
            (Face::Mono, services)
        } else {
            (Face::Remark, lines(services, " -> ", list_w - 16))
        };
        let rows = if narrow { services.len() } else { services.len().max(front.len()) };
        let h = 8 + LINE * count(rows);
        let own = if narrow { 8 + LINE * count(front.len()) } else { h };
        let list = Rect::new(left + 8, y, w, own);
        let part = Part::new(Field::BalancePublicAddressId, "part list", list, title)
            .stands_for([&public.name.value])
            .also(&[Field::BalancePublicAddress, Field::BalancePublicDnsLabel])
            .also(&[Field::BalancePublicFrontEnds, Field::BalancePublicPrefixId]);
        self.parts.push(rows_of(part, Face::Remark, &front));
        let (x, y_list) =
            if narrow { (list.x + PAD, list.bottom() + 4) } else { (right - 8 - SERVICE_W, y) };
        if services.is_empty() {
            return list.bottom() + 4;
        }
        let list = Rect::new(x, y_list, list_w, h);
        let part = Part::new(Field::BalanceServices, "part list", list, said)
            .stands_for([&public.name.value])
            .also(&[Field::BalanceIdleTimeoutMin, Field::BalanceTcpReset]);
        self.parts.push(rows_of(part, face, &services));
        list.bottom() + 4
    }

    /// The public balancer's front ends, each with what is said of its address and with its services.
    fn front_ends(&self) -> Vec<(Vec<String>, Vec<String>)> {
        let balance = &self.plan.balance;
        let public = &balance.public;
        let ends: Vec<_> = public.front_ends().collect();
        let shown = if ends.len() > LISTED { LISTED - 1 } else { ends.len() };
        let served = |end: &str| {
            let on = |one: &&Service| public.front_end_of(one).is_some_and(|(name, _)| name == end);
            balance.services.iter().filter(on).map(ToString::to_string).collect::<Vec<_>>()
        };
        let mut all: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        for (n, (name, address)) in ends.iter().take(shown).enumerate() {
            let said = match address {
                PublicAddress::New { name, .. } => name.clone(),
                PublicAddress::Existing { address: Some(address), id } => {
                    format!("{} {address}", last_of(id))
                }
                PublicAddress::Existing { id, .. } => last_of(id).to_owned(),
            };
            let mut front = vec![match n {
                0 if self.at.beside.is_some() => said,
                0 => format!("public IP {said}"),
                _ => format!("{name}: {said}"),
            }];
            if n == 0 {
                if let PublicAddress::New { dns_label: Some(label), .. } = &public.address {
                    front.push(format!("DNS label {label}"));
                }
                let prefix = public.prefix_id.as_deref();
                front.extend(prefix.map(|id| format!("from the prefix {}", last_of(id))));
            }
            let services = served(name);
            let none = if balance.services.is_empty() { "no services" } else { "no service here" };
            all.push((front, listed(services, none)));
        }
        if shown < ends.len() {
            let rest = ends.iter().skip(shown);
            let services: usize = rest.map(|(name, _)| served(name).len()).sum();
            let front = format!("and {} more", ends.len() - shown);
            all.push((vec![front], vec![format!("with {services} services")]));
        }
        if all.is_empty() {
            all.push((vec!["no public address".to_owned()], vec!["no services".to_owned()]));
        }
        all
    }

    /// What is below management and at its end: storage, what manages the pair, administrators, what is behind.
    pub(super) fn below(&mut self, last: i32, above: Above) {
        let edge = self.y;
        match self.at.beside {
            None => {
                let y = edge + LABELLED;
                let middle = self.at.middle();
                self.management_gateway(last, above);
                let storage = self.storage((middle + 176, self.at.column.1 + 32), y);
                if let Some(rect) = storage {
                    let x = middle + 192;
                    self.arrow("wire-management", vec![(x, last), (x, rect.y)]);
                }
                let manager = self.manager(self.at.unit_b, y);
                if let Some(rect) = manager {
                    let (x, level, to) = (middle + 224, edge + 22, rect.middle_x());
                    let way = vec![(x, last), (x, level), (to, level), (to, rect.y)];
                    self.arrow("wire-management", way);
                }
                let rect = self.administrators((middle - 160, middle + 160), y);
                self.arrow("wire-management", vec![(middle, rect.y), (middle, last)]);
                let ports = Self::management_ports();
                let field = Field::AccessManagementSources;
                self.note(Side::Right, edge + 12, field, &[], &ports);
                let way = self.management_way();
                self.note(Side::Left, edge + 12, Field::AccessManagementPublic, &[], way);
                let rects = [storage, manager, Some(rect)].into_iter().flatten();
                let lowest = rects.map(Rect::bottom).fold(edge, i32::max);
                self.y = lowest.max(self.behind(edge));
            }
            Some(place) => self.beside(last, above, place),
        }
    }

    /// The same in a column beside the VNet; each has a channel of its own.
    fn beside(&mut self, last: i32, above: Above, place: (i32, i32)) {
        let edge = self.y;
        let mut y = above.bottom + 12;
        let board = self.board(place, y);
        if board > y {
            y = board + 12;
        }
        // Below the way that comes from untrust.
        let gateway = above.gateway.filter(|_| self.serves_management());
        let gateway =
            gateway.map(|rect| Rect::new(rect.x, rect.y + CHIP_H, rect.w, rect.h - CHIP_H));
        let storage = self.storage(place, y);
        y = storage.map_or(y, |rect| rect.bottom() + 12);
        let manager = self.manager(place, y);
        y = manager.map_or(y, |rect| rect.bottom() + 12);
        let administrators = self.administrators(place, y);
        self.channels(last, [gateway, storage, manager, Some(administrators)]);
        self.y = administrators.bottom().max(self.behind(edge));
    }

    /// The ways between management and what has its place beside the VNet, from top to bottom: the NAT gateway, storage,
    /// what manages the pair, and administrators, who alone come in. Who lies lower leaves lower; its way up runs
    /// further outside, and its way down further inside.
    fn channels(&mut self, last: i32, places: [Option<Rect>; 4]) {
        // Above the lowest subnet, or below all these ways.
        let end = |rect: Rect| match rect.y + 18 {
            y if y <= last => y,
            y if rect.bottom() >= last + VNET_FOOT => y.max(last + VNET_FOOT - 2),
            _ => last,
        };
        let [gateway, .., administrators] = places;
        let all: Vec<Rect> = places.into_iter().flatten().collect();
        let n_up = all.iter().take_while(|rect| end(**rect) <= last).count();
        for (n, rect) in all.iter().enumerate() {
            let lane = count(if n < n_up { n } else { n_up + all.len() - 1 - n });
            let (n, y) = (count(n), end(*rect));
            let (x, level) = (self.at.column.1 - 24 - 24 * n, last + 6 + 8 * n);
            let lane = self.at.edge() + 6 + 8 * lane;
            let mut way = vec![(x, last), (x, level), (lane, level), (lane, y), (rect.x, y)];
            if administrators == Some(*rect) {
                way.reverse();
            }
            self.arrow(if gateway == Some(*rect) { "flow" } else { "wire-management" }, way);
        }
    }

    /// Whether a NAT gateway serves management.
    fn serves_management(&self) -> bool {
        self.plan.nat_gateway_of(&self.plan.network.management).is_some()
    }

    /// The way from management to the NAT gateway, around unit B.
    fn management_gateway(&mut self, last: i32, above: Above) {
        let Some(gateway) = above.gateway.filter(|_| self.serves_management()) else { return };
        let (x, level) = (self.at.column.1 - 24, last + 6);
        let (lane, y) = (self.at.unit_b.1 + PAD, gateway.y + gateway.h / 2);
        self.arrow(
            "flow",
            vec![(x, last), (x, level), (lane, level), (lane, y), (gateway.right(), y)],
        );
    }

    /// Where the packages lie.
    fn storage(&mut self, (left, right): (i32, i32), y: i32) -> Option<Rect> {
        let bootstrap = &self.plan.bootstrap;
        if !bootstrap.mode.has_package() {
            return None;
        }
        let account = match (&bootstrap.account, bootstrap.mode) {
            (Some(account), _) => account.value.clone(),
            (None, BootstrapMode::OneClick) => "made at deployment".to_owned(),
            (None, _) => "asked at deployment".to_owned(),
        };
        let share = format!("share {}", bootstrap.share);
        let rect = Rect::new(left, y, right - left, 36 + 2 * LINE);
        let title = format!("Storage of the bootstrap packages, {account}, {share}");
        let part = titled(Field::BootstrapMode, "part cloud", rect, &title, "Storage")
            .also(&[Field::BootstrapAccount, Field::BootstrapShare, Field::BootstrapAccountGroup])
            .also(&[Field::BootstrapClosed])
            .stands_for([flow::STORAGE])
            .label(Face::Remark, Anchor::Start, row(rect, 1), &account)
            .label(Face::Remark, Anchor::Start, row(rect, 2), &share);
        self.parts.push(part);
        Some(rect)
    }

    fn administrators(&mut self, (left, right): (i32, i32), y: i32) -> Rect {
        let sources = match &self.plan.access.sources {
            Sources::Asked => "sources asked at deployment".to_owned(),
            Sources::Typed(sources) => {
                sources.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            }
        };
        let narrow = self.at.beside.is_some();
        let rect = Rect::new(left, y, right - left, 54 + if narrow { 2 * LINE } else { 0 });
        let title = format!("Administrators, {sources}");
        let field = Field::AccessManagementSources;
        let part = titled(field, "part cloud", rect, &title, "Administrators")
            .also(&[Field::AccessUser, Field::AccessPassword, Field::AccessSshKey])
            .also(&[Field::AccessLogin])
            .stands_for([flow::ADMINISTRATORS])
            .label(Face::Remark, Anchor::Start, row(rect, 1), &sources);
        // Beside the VNet there is no room at the line itself.
        let part = if narrow {
            part.also(&[Field::AccessManagementPublic])
                .label(Face::Remark, Anchor::Start, row(rect, 2), self.management_way())
                .label(Face::Remark, Anchor::Start, row(rect, 3), &Self::management_ports())
        } else {
            part
        };
        self.parts.push(part);
        rect
    }

    /// To which addresses administrators come.
    fn management_way(&self) -> &'static str {
        if self.plan.access.management_public {
            "to the public IPs"
        } else {
            "to the private addresses"
        }
    }

    /// The ports that the management NICs are reached on.
    fn management_ports() -> String {
        format!("TCP {}", facts::panos::MANAGEMENT_PORTS.map(|port| port.to_string()).join(", "))
    }

    /// Panorama or Strata Cloud Manager, to which the management NICs connect.
    fn manager(&mut self, (left, right): (i32, i32), y: i32) -> Option<Rect> {
        let panorama = self.plan.panorama.as_ref()?;
        let name = panorama.title();
        let servers = if panorama.is_cloud() {
            [None, None]
        } else {
            [Some(&panorama.server), panorama.server2.as_ref()]
        };
        let said =
            |what: &str, named: &Option<String>| named.as_ref().map(|one| format!("{what} {one}"));
        let [first, second] = servers.map(|one| one.map(|one| (Face::Mono, one.clone())));
        let lines = [
            first,
            second,
            said("template stack", &panorama.template_stack).map(|line| (Face::Remark, line)),
            said("device group", &panorama.device_group).map(|line| (Face::Remark, line)),
        ];
        let lines: Vec<(Face, String)> = lines.into_iter().flatten().collect();
        let rect = Rect::new(left, y, right - left, 36 + LINE * count(lines.len()));
        let told: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
        let title = [vec![name], told].concat().join(", ");
        let part = titled(Field::PanoramaServer, "part cloud", rect, &title, name)
            .also(&[Field::PanoramaServer2, Field::PanoramaTemplateStack])
            .also(&[Field::PanoramaDeviceGroup, Field::PanoramaCollectorGroup]);
        let part = lines.iter().enumerate().fold(part, |part, (n, (face, line))| {
            part.label(*face, Anchor::Start, row(rect, count(n) + 1), line)
        });
        self.parts.push(part);
        Some(rect)
    }

    /// Ranges behind the firewalls that are no subnets of this VNet, those of spokes and those on premises; says
    /// where they end.
    fn behind(&mut self, edge: i32) -> i32 {
        let network = &self.plan.network;
        let is_far = |remote: &&Remote| remote.field == Field::NetworkOnPremises;
        let (far, near): (Vec<&Remote>, Vec<&Remote>) = network.remotes.iter().partition(is_far);
        let peers = network.peerings.iter().map(|peering| format!("peering {}", peering.vnet));
        let peers: Vec<String> = peers.collect();
        let way = format!("routes to {}", self.plan.balance.internal.address);
        let gateway = network.gateway().map_or("by peering", |_| "by the gateway");
        let (left, right) = self.at.unit_a;
        let spokes = self.around(("Spokes", near, peers), (left, right), edge, &way);
        let beside = (right + 16, right + 176);
        let on_premises = self.around(("On premises", far, Vec::new()), beside, edge, gateway);
        spokes.max(on_premises)
    }

    /// A box of ranges below the VNet with its way into it; says where it ends.
    fn around(
        &mut self,
        (name, remotes, peers): (&str, Vec<&Remote>, Vec<String>),
        (left, right): (i32, i32),
        edge: i32,
        way: &str,
    ) -> i32 {
        let field = remotes.first().map(|remote| remote.field);
        if field.is_none() && peers.is_empty() {
            return edge;
        }
        let ranges = remotes.iter().map(|remote| {
            let range = remote.range.to_string();
            if remote.name == range { range } else { format!("{range} {}", remote.name) }
        });
        let all = ranges.chain(peers).collect::<Vec<_>>();
        let title = format!("{name}: {}", all.join(", "));
        let all = listed(all, "");
        let rect = Rect::new(left, edge + LABELLED, right - left, 36 + LINE * count(all.len()));
        let field = field.unwrap_or(Field::NetworkPeeringId);
        let mut part = titled(field, "part cloud", rect, &title, name)
            .stands_for(remotes.iter().map(|remote| remote.name.as_str()))
            .also(&[Field::NetworkPeered, Field::NetworkPeeringId]);
        for (n, line) in all.iter().enumerate() {
            part = part.label(Face::Mono, Anchor::Start, row(rect, count(n) + 1), line);
        }
        self.parts.push(part);
        let x = left + 24;
        self.arrow("route", vec![(x, rect.y), (x, edge)]);
        let note = Rect::new(x + 8, edge + 10, Face::Remark.width(way) + 8, 20);
        let ends = (note.x + 4, note.right() - 4, edge + 12);
        let part = Part::new(None, "note", note, "").label(Face::Remark, Anchor::Start, ends, way);
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

/// A text that is too long for a line of this width in two, parted before the space of a mark.
fn in_two(text: String, at: &str, width: i32) -> Vec<String> {
    let Some(place) = text.find(at).filter(|_| Face::Remark.width(&text) > width) else {
        return vec![text];
    };
    let (first, rest) = text.split_at(place + at.find(' ').unwrap_or_default());
    vec![first.to_owned(), rest.trim_start().to_owned()]
}

/// A part that lists lines.
fn rows_of(part: Part, face: Face, lines: &[String]) -> Part {
    let (left, right) = (part.rect.x + 8, part.rect.right() - 8);
    let top = part.rect.y + 5;
    lines.iter().enumerate().fold(part.filled(6), |part, (n, line)| {
        part.label(face, Anchor::Start, (left, right, top + count(n) * LINE), line)
    })
}

/// The name at the end of a resource id.
fn last_of(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, name)| name)
}
