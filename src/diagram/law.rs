//! What holds for every picture: over all golden designs, all presets and crowded designs of our own.
//!
//! Labels stay in their part and never meet; lines are orthogonal, pass no label and no part, and never
//! meet another line; everything planned is there.

#![expect(clippy::disallowed_methods, reason = "the laws read the golden designs")]

use std::fs;

use super::film;
use super::mark;
use super::mark::{Kind, Mark};
use super::scene::{Part, Rect, Scene, Shape};
use super::{FOLD, Layout, MARKS, STYLE, Sight, draw, sight, svg};
use crate::choice::Choice as _;
use crate::design::Service;
use crate::draft::{Draft, Secrets};
use crate::failover::{Fault, State, timeline};
use crate::field::Field;
use crate::finding::Severity;
use crate::flow::{Flow, Purpose};
use crate::net::Range;
use crate::plan::{NextHop, Plan, PublicAddress, Role};
use crate::preset::Preset;
use crate::xml::{Node, Xml};
use crate::{facts, flow, review, save};

/// Whether the two share more than an edge.
fn meets(a: Rect, b: Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

fn with(preset: Preset, fields: &[(Field, &str)]) -> Draft {
    let mut draft = Draft::of(preset);
    for (field, text) in fields {
        draft.set(*field, (*text).to_owned());
    }
    draft
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (1..=n).map(line).collect::<Vec<_>>().join("\n")
}

/// Designs in which everything is long, and everything that draws a line comes together.
fn crowded() -> Vec<(String, Draft)> {
    let mut all = Vec::new();
    let services =
        lines(9, |n| format!("service-with-a-long-name-{n} tcp {n} -> 10.0.20.{n}:65000"));
    let peered = "172.16.0.0/12, 192.168.0.0/16, 10.200.0.0/16, 10.201.0.0/16, 10.202.0.0/16";
    for n in 0..8 {
        for egress in ["outbound_rule", "nat_gateway", "public_ips", "none"] {
            for management in ["public_ip", "nat_gateway"] {
                let workloads = lines(n, |n| format!("workload-{n}=10.0.{}.0/24", n + 19));
                let public = if management == "public_ip" { "on" } else { "off" };
                let draft = with(
                    if n % 2 == 0 { Preset::Production } else { Preset::Reference },
                    &[
                        (Field::PairAName, "a-very-long-firewall-name-here"),
                        (Field::NetworkManagementName, &"m".repeat(80)),
                        (Field::NetworkName, &"W".repeat(64)),
                        (Field::AccessManagementPublic, public),
                        (Field::AccessManagementEgress, management),
                        (Field::BalanceEgress, egress),
                        (Field::ServerEnabled, "on"),
                        (Field::NetworkWorkloads, &workloads),
                        (Field::NetworkPeered, peered),
                        (Field::BalanceServices, if n % 3 == 0 { "none" } else { &services }),
                        (Field::BalancePublicFrontEnds, "shop\nvpn\nguest\nlab\ntest"),
                        (Field::BalancePublicDnsLabel, &"d".repeat(63)),
                    ],
                );
                all.push((format!("{n} workloads, {egress}, {management}"), draft));
            }
        }
    }
    // What stands beside the VNet comes lower with each line of the balancer above it.
    for n in 1..12 {
        let services = lines(n, |n| format!("s{n} tcp {n} -> 10.0.20.{n}:{n}"));
        let ends = lines(n / 2, |n| format!("front{n}"));
        let fields = [
            (Field::BalanceServices, services.as_str()),
            (Field::BalancePublicFrontEnds, &ends),
            (Field::BalanceEgress, if n % 2 == 0 { "nat_gateway" } else { "outbound_rule" }),
            (Field::AccessManagementEgress, "nat_gateway"),
            (Field::PanoramaServer, "cloud"),
        ];
        all.push((format!("{n} services"), with(Preset::Reference, &fields)));
    }
    for egress in ["nat_gateway", "public_ips"] {
        let workloads = lines(50, |n| format!("workload-{n}=10.0.{}.0/24", n + 19));
        let fields = [
            (Field::NetworkWorkloads, workloads.as_str()),
            (Field::BalanceEgress, egress),
            (Field::PanoramaServer, "10.255.0.10"),
            (Field::NetworkOnPremises, "192.168.0.0/16"),
        ];
        all.push((format!("50 workloads, {egress}"), with(Preset::Production, &fields)));
    }
    all
}

fn scenes() -> Vec<(String, Plan, Scene)> {
    let mut drafts = crowded();
    drafts.extend(Preset::ALL.map(|preset| (preset.name().to_owned(), Draft::of(preset))));
    for entry in fs::read_dir("tests/designs").unwrap() {
        let path = entry.unwrap().path().join("design.json");
        let draft = save::read(&fs::read_to_string(&path).unwrap()).unwrap().value;
        drafts.push((path.display().to_string(), draft));
    }
    assert!(drafts.len() > 80);
    let both = |(name, draft): (String, Draft)| {
        let plan = review::review(&draft, &Secrets::default()).plan.unwrap();
        [false, true].map(|wide| {
            let scene = Layout { wide, open: true }.scene(&plan, &[], &[]);
            let sheet = if wide { ", wide" } else { "" };
            (format!("{name}{sheet}"), plan.clone(), scene)
        })
    };
    let films = [Preset::Reference, Preset::Production].into_iter().flat_map(|preset| {
        let plan = review::review(&Draft::of(preset), &Secrets::default()).plan.unwrap();
        Fault::ALL.iter().flat_map(move |&fault| {
            let plan = plan.clone();
            [false, true].map(|wide| {
                let drawn = (&plan, &[][..], Layout { wide, open: false });
                let (scene, _) = film::scene(drawn, &timeline(&plan, fault), 0);
                (format!("{}, {fault} fails", preset.name()), plan.clone(), scene)
            })
        })
    });
    drafts.into_iter().flat_map(both).chain(films).collect()
}

/// What stories mark in the same pictures: each step of a failover, and each flow.
fn stories() -> Vec<(String, Plan, Layout, Vec<Mark>)> {
    let mut all = Vec::new();
    for (name, plan, _) in scenes() {
        let wide = name.ends_with(", wide");
        if !name.contains("tests/designs") && !wide {
            continue;
        }
        let mut add = |story: String, marks: Vec<Mark>| {
            let layout = Layout { wide, open: true };
            all.push((format!("{name}, {story}"), plan.clone(), layout, marks));
        };
        for &fault in Fault::ALL {
            let line = timeline(&plan, fault);
            for made in 0..=line.steps.len() {
                add(format!("{fault}, step {made}"), mark::of_step(&plan, &line, made));
            }
        }
        if let Some(flow) = flow::flows(&plan, plan.preferred()).first() {
            add(flow.name.clone(), lit(&plan, flow));
        }
    }
    all
}

#[test]
fn a_board_is_drawn_for_a_failover_and_for_nothing_that_is_called_so() {
    let named =
        [(Field::PairAName, "board-fw-a"), (Field::NetworkWorkloads, "boarding=10.0.9.0/24")];
    let draft = with(Preset::Reference, &named);
    let plan = review::review(&draft, &Secrets::default()).plan.unwrap();
    let boards = |marks: &[Mark]| {
        let scene = Layout::default().scene(&plan, &[], marks);
        scene.parts.iter().filter(|part| part.class.contains("board")).count()
    };
    for flow in flow::flows(&plan, plan.preferred()) {
        assert_eq!(boards(&lit(&plan, &flow)), 0, "{}", flow.name);
    }
    assert_eq!(boards(&mark::of_step(&plan, &timeline(&plan, Fault::UnitA), 1)), 1);
}

/// The pictures of all stories.
fn told() -> Vec<(String, Plan, Scene)> {
    let drawn = |(name, plan, layout, marks): (String, Plan, Layout, Vec<Mark>)| {
        let scene = layout.scene(&plan, &[], &marks);
        (name, plan, scene)
    };
    stories().into_iter().map(drawn).collect()
}

/// A window of 1280 by 720 px with a story below the picture, at letters of 11 px, and a phone's with 8 px: what
/// is new is in sight at each step of each design, at a desk in nearly all of them both units as well and in nine of
/// ten the board. The view comes there step by step from the upper left corner, as it does in the page, and hardly
/// ever moves.
#[test]
fn what_a_step_is_about_is_in_sight() {
    let desk = [1250, 566].map(|length| length * 12 / 11);
    let phone = [378, 428].map(|length| length * 12 / 8);
    let (mut seen, mut n_far, mut n_cut, mut n_moves) = ([0, 0], 0, 0, 0);
    for (nth, [w, h]) in [desk, phone].into_iter().enumerate() {
        let mut corner = (0, 0);
        let wide = stories().into_iter().filter(|(name, ..)| name.contains(", wide, "));
        for (name, plan, layout, marks) in wide.filter(|(name, ..)| name.starts_with("tests/")) {
            let scene = layout.scene(&plan, &[], &marks);
            let sight = Sight::of(&scene, &marks);
            let (x, y) = sight.led([corner.0, corner.1, w, h]);
            let view = Rect::new(x, y, w, h);
            // A browser scrolls no further than the picture goes.
            let end = [scene.width - w, scene.height - h].map(|end| end.max(0));
            let before = corner;
            corner = (x.clamp(0, end[0]), y.clamp(0, end[1]));
            let first = *sight.0.first().expect("each step is about something");
            assert!(view.holds(first), "{name}: {first:?} in {view:?}");
            if nth == 0 && name.contains(", step ") {
                let holds = |wanted: &str| {
                    let is = |part: &&Part| part.class.split(' ').any(|class| class == wanted);
                    let mut places = scene.parts.iter().filter(is).map(sight::place);
                    places.all(|place| view.holds(place))
                };
                // What is new may lie too far from them, and comes first.
                n_far += usize::from(!holds("unit"));
                n_cut += usize::from(!holds("board"));
                n_moves += usize::from(corner != before);
            }
            seen[nth] += 1;
        }
    }
    assert!(seen.iter().all(|seen| *seen > 1000), "{seen:?} steps");
    assert!(n_far * 50 < seen[0], "{n_far} of {} steps hide a unit", seen[0]);
    assert!(n_cut * 10 < seen[0], "{n_cut} of {} steps cut the board", seen[0]);
    assert!(n_moves * 8 < seen[0], "{n_moves} of {} steps move the view", seen[0]);
}

fn labels(scene: &Scene) -> Vec<(Rect, &str, &Part)> {
    let of = |part| move |shape| label(part, shape);
    scene.parts.iter().flat_map(|part| part.shapes.iter().filter_map(of(part))).collect()
}

#[test]
fn a_manager_is_drawn_with_what_the_units_are_told_of_it() {
    for (server, name, line) in [
        ("10.255.0.10", "Panorama", "10.255.0.10"),
        ("cloud", "Strata Cloud Manager", "device group azure-ha"),
    ] {
        let draft = with(Preset::Panorama, &[(Field::PanoramaServer, server)]);
        let plan = review::review(&draft, &Secrets::default()).plan.unwrap();
        let scene = Layout::default().scene(&plan, &[], &[]);
        let of_manager = |part: &&Part| part.field == Some(Field::PanoramaServer);
        let part = scene.parts.iter().find(of_manager).expect("it is drawn");
        assert!(part.title.starts_with(name), "{}", part.title);
        assert!(labels(&scene).iter().any(|(_, text, _)| *text == line));
    }
}

fn label<'a>(part: &'a Part, shape: &'a Shape) -> Option<(Rect, &'a str, &'a Part)> {
    match shape {
        Shape::Label { rect, text, .. } => Some((*rect, text, part)),
        Shape::Area { .. } | Shape::Line { .. } | Shape::Sign { .. } => None,
    }
}

/// The straight pieces of a part's lines, as boxes without width.
fn pieces(part: &Part) -> Vec<Rect> {
    let mut all = Vec::new();
    for shape in &part.shapes {
        if let Shape::Line { points, .. } = shape {
            all.extend(points.windows(2).map(|ends| {
                let [(ax, ay), (bx, by)] = *ends else { unreachable!("windows of two") };
                Rect::new(ax.min(bx), ay.min(by), (ax - bx).abs(), (ay - by).abs())
            }));
        }
    }
    all
}

/// Whether the two share a point, edges included.
fn touches(a: Rect, b: Rect) -> bool {
    a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom()
}

/// Whether a piece of a line runs inside a box.
fn enters(piece: Rect, rect: Rect) -> bool {
    piece.x < rect.right()
        && rect.x < piece.right().max(piece.x + 1)
        && piece.y < rect.bottom()
        && rect.y < piece.bottom().max(piece.y + 1)
        && piece.right() > rect.x
        && piece.bottom() > rect.y
}

fn is_wire(part: &Part) -> bool {
    part.class == "wire"
}

/// What no line may run through; subnets and the VNet only hold others.
fn is_solid(part: &Part) -> bool {
    ["chip", "balancer", "unit", "cloud", "zone-workload", "list", "legend"]
        .iter()
        .any(|class| part.class.split(' ').any(|one| one == *class))
        && !part.class.contains("band")
}

#[test]
fn labels_stay_in_their_part_and_never_meet() {
    for (name, _, scene) in scenes().into_iter().chain(told()) {
        let labels = labels(&scene);
        assert!(labels.len() > 30, "{name}");
        for (n, (rect, text, part)) in labels.iter().enumerate() {
            assert!(part.rect.holds(*rect), "{name}: {text} leaves {:?}", part.title);
            for (other, beside, _) in labels.iter().skip(n + 1) {
                assert!(!meets(*rect, *other), "{name}: {text} meets {beside}");
            }
        }
    }
}

#[test]
fn all_that_a_story_says_can_be_read_where_it_is_said() {
    let mut sizes: std::collections::BTreeMap<String, (i32, i32)> =
        std::collections::BTreeMap::new();
    for (name, plan, layout, marks) in stories() {
        let scene = layout.scene(&plan, &[], &marks);
        let labels = labels(&scene);
        let stands = |part: &Part, mark: &Mark| {
            part.stations.contains(&mark.name)
                || mark::is_board(&mark.name) && part.class.contains("board")
        };
        for (n, mark) in marks.iter().enumerate().filter(|(_, mark)| !mark.said.is_empty()) {
            // Who says something else later has the last word; the board says all of it.
            let mut later = marks.iter().skip(n + 1).filter(|_| !mark::is_board(&mark.name));
            if later.any(|other| other.name == mark.name && !other.said.is_empty()) {
                continue;
            }
            let drawn = scene.parts.iter().any(|part| stands(part, mark));
            let said =
                labels.iter().any(|(_, text, part)| stands(part, mark) && *text == mark.said);
            assert!(said || !drawn, "{name}: {} says {}", mark.name, mark.said);
        }
        for part in &scene.parts {
            for shape in &part.shapes {
                let Shape::Sign { at: (x, y), .. } = shape else { continue };
                let sign = Rect::new(x - 8, y - 8, 16, 16);
                let covered = labels.iter().find(|(rect, ..)| meets(sign, *rect));
                assert!(covered.is_none(), "{name}: a sign covers {:?}", covered.map(|one| one.1));
            }
        }
        // From step to step the picture keeps its size, and nothing jumps.
        let story = name.split(", step ").next().unwrap().to_owned();
        let size = (scene.width, scene.height);
        assert_eq!(*sizes.entry(story).or_insert(size), size, "{name}");
    }
}

#[test]
fn everything_is_inside_and_no_part_meets_another() {
    for (name, _, scene) in scenes().into_iter().chain(told()) {
        let all = Rect::new(0, 0, scene.width, scene.height);
        for part in &scene.parts {
            assert!(all.holds(part.rect), "{name}: {:?}", part.title);
            assert!(pieces(part).iter().all(|piece| all.holds(*piece)), "{name}: a line leaves");
        }
        let solid: Vec<&Part> = scene.parts.iter().filter(|part| part.rect.w > 0).collect();
        for (n, part) in solid.iter().enumerate() {
            for other in solid.iter().skip(n + 1) {
                let nested = part.rect.holds(other.rect) || other.rect.holds(part.rect);
                let apart = !meets(part.rect, other.rect);
                assert!(nested || apart, "{name}: {:?} meets {:?}", part.title, other.title);
            }
        }
    }
}

#[test]
fn lines_are_orthogonal_and_pass_no_label_and_no_part() {
    for (name, _, scene) in scenes().into_iter().chain(told()) {
        let labels = labels(&scene);
        for wire in scene.parts.iter().filter(|part| is_wire(part)) {
            for piece in pieces(wire) {
                assert!(piece.w == 0 || piece.h == 0, "{name}: {piece:?} is slanted");
                assert!(piece.w + piece.h > 0, "{name}: a line without length");
                for (rect, text, _) in &labels {
                    assert!(!touches(piece, *rect), "{name}: {piece:?} passes {text}");
                }
                for part in scene.parts.iter().filter(|part| is_solid(part)) {
                    assert!(!enters(piece, part.rect), "{name}: {piece:?} in {:?}", part.title);
                }
            }
        }
    }
}

#[test]
fn lines_never_meet() {
    // Nearer than this two lines look like one.
    const APART: i32 = 6;
    for (name, _, scene) in scenes().into_iter().chain(told()) {
        let wires: Vec<Vec<Rect>> =
            scene.parts.iter().filter(|part| is_wire(part)).map(pieces).collect();
        assert!(wires.len() >= 10, "{name}: {} lines", wires.len());
        for (n, wire) in wires.iter().enumerate() {
            for other in wires.iter().skip(n + 1) {
                for (a, b) in wire.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
                    let around =
                        Rect::new(a.x - APART, a.y - APART, a.w + APART * 2, a.h + APART * 2);
                    assert!(!touches(around, *b), "{name}: {a:?} meets {b:?}");
                }
            }
        }
    }
}

#[test]
fn no_line_ends_in_nothing() {
    for (name, _, scene) in scenes().into_iter().chain(told()) {
        let parts = || scene.parts.iter().filter(|part| part.rect.w > 0);
        let at_a_part = |point: Rect| {
            parts().any(|part| touches(point, part.rect) && !enters(point, part.rect))
        };
        for wire in scene.parts.iter().filter(|part| is_wire(part)) {
            for shape in &wire.shapes {
                let Shape::Line { points, .. } = shape else { unreachable!("wires are lines") };
                for (x, y) in [points.first(), points.last()].into_iter().flatten() {
                    let point = Rect::new(*x, *y, 0, 0);
                    // A way that several share has its own branches.
                    let branches = pieces(wire).iter().filter(|one| touches(point, **one)).count();
                    assert!(at_a_part(point) || branches > 1, "{name}: {point:?} is loose");
                }
            }
        }
    }
}

/// 12 px of a label on a sheet that a full screen of 1280 px shows at its whole width.
#[test]
fn no_letter_is_smaller_than_11_px_over_a_whole_window() {
    const LETTER: i32 = 12;
    // What is left of the window's width beside its edges and a scroll bar; the style sheet promises it.
    const ROOM: i32 = 1236;
    for (name, _, scene) in scenes() {
        assert!(LETTER * ROOM >= 11 * scene.width, "{name}: {} wide", scene.width);
    }
}

/// Over a window of 1920 px a story stands beside a tall picture, which is whole then; in smaller windows that would cut
/// off its sides, and below a flat one there is more room.
#[test]
fn a_story_stands_beside_a_tall_picture_where_that_leaves_it_more_room() {
    let stages = [(1272.0, 674.0), (1432.0, 854.0), (1912.0, 1034.0)];
    for (name, beside) in
        [("hub", [false, false, true]), ("spokes", [false, false, true]), ("reference", [false; 3])]
    {
        let path = format!("tests/designs/{name}/design.json");
        let draft = save::read(&fs::read_to_string(path).unwrap()).unwrap().value;
        let plan = review::review(&draft, &Secrets::default()).plan.unwrap();
        for ((width, height), beside) in stages.into_iter().zip(beside) {
            let rooms = [(width - 328.0, height), (width, height - 104.0)];
            let (layout, nth) = Layout::default().in_rooms(&plan, &rooms);
            assert_eq!((layout.wide, nth == 0), (true, beside), "{name} at {width}");
        }
    }
}

#[test]
fn many_workloads_fold_into_one_part_that_opens() {
    let workloads = lines(50, |n| format!("workload-{n}=10.0.{}.0/24", n + 19));
    let draft = with(Preset::Reference, &[(Field::NetworkWorkloads, &workloads)]);
    let plan = review::review(&draft, &Secrets::default()).plan.unwrap();
    for wide in [false, true] {
        let boxes = |open: bool| {
            let scene = Layout { wide, open }.scene(&plan, &[], &[]);
            let is_fold = |part: &&Part| part.class.ends_with(FOLD);
            let fold = scene.parts.iter().find(is_fold).expect("it folds").clone();
            let workloads = scene.parts.iter().filter(|part| part.class.contains("zone-workload"));
            (workloads.count(), fold.title, fold.stations.len())
        };
        let (n_closed, title, n_behind) = boxes(false);
        assert_eq!((n_closed, n_behind), (9, 42));
        assert!(title.contains("workload-50"), "{title}");
        assert_eq!(boxes(true), (51, "Show fewer workload subnets".to_owned(), 0));
    }
}

/// The laws can fail: each sees what it forbids.
#[test]
fn crossings_are_seen() {
    let level = Rect::new(0, 10, 100, 0);
    assert!(touches(level, Rect::new(50, 0, 0, 20)));
    assert!(touches(level, Rect::new(100, 10, 0, 20)));
    assert!(!touches(level, Rect::new(50, 11, 0, 20)));
    assert!(enters(level, Rect::new(40, 0, 20, 20)));
    assert!(!enters(level, Rect::new(40, 10, 20, 20)));
    assert!(!enters(level, Rect::new(100, 0, 20, 20)));
}

/// Every name that a person may look for.
fn planned(plan: &Plan) -> Vec<String> {
    let mut all: Vec<String> = vec![plan.network.name.to_string()];
    for subnet in plan.network.subnets() {
        all.extend([subnet.name.to_string(), subnet.range.to_string()]);
    }
    for unit in plan.units.each() {
        all.push(unit.name.to_string());
        for nic in unit.nics() {
            all.push(nic.name.clone());
            all.extend(nic.public_name().map(str::to_owned));
            all.push(nic.interface.to_owned());
        }
    }
    let balance = &plan.balance;
    all.extend([balance.internal.name.to_string(), format!(" {}", balance.probe.port)]);
    for (_, address) in balance.public.front_ends() {
        if let PublicAddress::New { name, .. } = address {
            all.push(name.clone());
        }
    }
    all.extend(balance.public.made.then(|| balance.public.name.to_string()));
    if let Some(gateway) = &balance.nat_gateway {
        all.extend([gateway.name.to_string(), gateway.address().to_owned()]);
    }
    let target = |service: &Service| {
        if service.on_pair { "-> pair".to_owned() } else { format!("-> {}", service.target) }
    };
    all.extend(balance.services.iter().map(target));
    all.extend(plan.server.as_ref().map(|server| server.name.to_string()));
    all.extend(plan.route_tables.iter().map(|table| table.name.clone()));
    all.extend(plan.network.remotes.iter().map(|remote| remote.range.to_string()));
    all.extend(plan.network.peerings.iter().map(|peering| peering.vnet.clone()));
    all.extend(["UDP 29281", "TCP 28769, 28260", "TCP 22, 443", "HA1", "HA2"].map(str::to_owned));
    all
}

#[test]
fn everything_planned_is_in_the_picture() {
    for (name, plan, scene) in scenes() {
        let labels = labels(&scene);
        for planned in plan.addresses() {
            let address = planned.address.to_string();
            assert!(labels.iter().any(|(_, text, _)| *text == address), "{name}: {address}");
        }
        if !name.starts_with("tests/designs") {
            continue;
        }
        // A name too long for its place is shortened there and stands in full in the part's title.
        let shown = |wanted: &str| {
            labels.iter().any(|(_, text, part)| {
                text.contains(wanted) || (text.contains('…') && part.title.contains(wanted))
            }) || scene.parts.iter().any(|part| {
                // One that takes two lines.
                let lines = part.shapes.iter().filter_map(|shape| label(part, shape));
                lines.map(|(_, text, _)| text).collect::<String>().contains(wanted)
            })
        };
        for wanted in planned(&plan) {
            assert!(shown(&wanted), "{name}: {wanted}");
        }
    }
}

/// The designs of the goldens with their flows.
fn walked() -> impl Iterator<Item = (String, Plan, Scene)> {
    scenes().into_iter().filter(|(name, ..)| name.starts_with("tests/designs"))
}

/// The marks of all that a flow passes.
fn lit(plan: &Plan, flow: &Flow) -> Vec<Mark> {
    let journey = flow.journey(plan, &plan.model(), plan.preferred());
    mark::of_flow(plan, flow, &journey)
}

#[test]
fn what_a_flow_passes_is_in_the_picture_and_lights_a_way() {
    let mut seen = 0;
    for (name, plan, scene) in walked() {
        for flow in flow::flows(&plan, plan.preferred()) {
            let marks = lit(&plan, &flow);
            for mark in &marks {
                let stands = |part: &Part| part.stations.contains(&mark.name);
                let shown = scene.parts.iter().any(stands);
                // Azure's storage stands outside; a host is shown as its subnet.
                let host = mark.name.parse::<std::net::Ipv4Addr>().is_ok();
                assert!(
                    shown
                        || host
                        || (mark.name == flow::STORAGE && !plan.bootstrap.mode.has_package()),
                    "{name}: {}: {}",
                    flow.name,
                    mark.name
                );
            }
            let drawn = draw::draw(&scene, &marks, None);
            let is = |node: &&Node, class: &str| {
                node.attributes
                    .first()
                    .is_some_and(|(_, have)| have.split(' ').any(|one| one == class))
            };
            let wires = drawn.children.iter().filter(|node| is(node, "wire") && is(node, "is-lit"));
            let least = match flow.purpose {
                // From the Internet to its balancer, to untrust and to the unit, where it may end.
                Purpose::Inbound => 3,
                Purpose::Outbound | Purpose::EastWest => 2,
                Purpose::Ha1
                | Purpose::Ha2
                | Purpose::Remote
                | Purpose::Management
                | Purpose::Probe => 1,
                Purpose::Bootstrap | Purpose::License => 0,
            };
            assert!(wires.count() >= least, "{name}: {} lights no way", flow.name);
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen} flows");
}

/// The class of a node.
fn class(node: &Node) -> &str {
    node.attributes.iter().find(|(name, _)| *name == "class").map_or("", |(_, class)| class)
}

#[test]
fn a_film_shows_at_each_step_what_the_timeline_says() {
    for (name, plan, _) in walked().filter(|(name, ..)| !name.ends_with(", wide")) {
        for &fault in Fault::ALL {
            let line = timeline(&plan, fault);
            let film = film::film((&plan, &[], Layout::default()), &line, STYLE);
            let units = |frame: usize| {
                let looks = film.children.iter().filter_map(|node| {
                    match class(node).strip_prefix("look at-") {
                        Some(when) => (when.as_bytes()[frame] == b'1').then(|| &node.children[0]),
                        None => Some(node),
                    }
                });
                let units =
                    looks.map(class).filter(|class| class.split(' ').any(|one| one == "unit"));
                units.map(str::to_owned).collect::<Vec<_>>()
            };
            for (n, step) in line.steps.iter().enumerate() {
                let drawn = units(n + 1);
                assert_eq!(drawn.len(), 2, "{name}: each unit has one look at a time");
                for (drawn, state) in drawn.iter().zip(step.states) {
                    let wanted = match state {
                        State::Active => "is-active",
                        State::Unseen => "is-unseen",
                        State::Passive => "is-passive",
                        State::NonFunctional | State::Down => "is-down",
                    };
                    assert!(drawn.contains(wanted), "{name}: {fault}: step {n}: {drawn}");
                }
            }
            let text = Xml::document(|xml| film.write(xml));
            for step in &line.steps {
                assert!(text.contains(&step.when()), "{name}: {fault}: {}", step.what);
            }
            assert!(text.contains("@media (prefers-reduced-motion: no-preference)"));
            for never in ["<script", "href", "onload", "data-field", "url(", "@import"] {
                assert!(!text.contains(never), "{name}: {never}");
            }
        }
    }
}

/// The film shows in each of its frames all that the picture of the page says after the same step.
#[test]
fn a_film_says_what_the_picture_says_after_each_step() {
    let texts = |node: &Node| {
        let mut all = Vec::new();
        let mut rest = vec![node];
        while let Some(node) = rest.pop() {
            all.extend(node.text.clone().filter(|_| node.tag == "text"));
            rest.extend(&node.children);
        }
        all
    };
    for (name, plan, _) in walked().filter(|(name, ..)| !name.ends_with(", wide")) {
        for &fault in Fault::ALL {
            let line = timeline(&plan, fault);
            let film = film::film((&plan, &[], Layout::default()), &line, STYLE);
            for made in 0..=line.steps.len() {
                let shown = film.children.iter().filter(|node| {
                    let when = class(node).strip_prefix("look at-");
                    when.is_none_or(|when| when.as_bytes()[made] == b'1')
                });
                let shown: Vec<String> = shown.flat_map(texts).collect();
                let marks = mark::of_step(&plan, &line, made);
                let scene = Layout::default().scene(&plan, &[], &marks);
                for (_, said, _) in labels(&scene) {
                    let is_shown = said.is_empty() || shown.iter().any(|text| text == said);
                    assert!(is_shown, "{name}: {fault}: step {made}: {said}");
                }
            }
        }
    }
}

/// What the picture itself says when the active unit dies: the time, heartbeats, each unit's answer to the
/// probes, where a new flow is lost, and what becomes of old sessions.
#[test]
fn each_step_of_a_death_can_be_read_in_the_picture() {
    let plan = review::review(&Draft::of(Preset::Reference), &Secrets::default()).plan.unwrap();
    let line = timeline(&plan, Fault::UnitA);
    let steps = [
        "before the fault|5 steps follow: unit A fails|go to unit A at 10.0.1.4, 10.0.2.4|vmseries-inbound-lb-pip|go on|HA1: heartbeats|HA2: sessions|active, sessions go on|passive|A: answers probes|B: no answer to probes",
        "the fault, 0 s|step 1 of 5: unit A fails|Neither unit is active|nothing now|before: vmseries-inbound-lb-pip|to unit A are lost, for 11 to 18 s|in all|are lost|HA1: no answer|HA2: no peer|down, sessions lost|passive|A: inbound lost here|B: no answer to probes",
        "after 4 to 6 s|step 2 of 5: unit A fails|to unit A are lost, for 11 to 18 s|are lost|HA1: no answer|down, sessions lost|passive, takes A for dead|A: inbound lost here|B: no answer to probes",
        "after 6 to 8 s|step 3 of 5: unit A fails|New flows are not yet|sent to B|to unit A are lost, for 11 to 18 s|are lost|HA1: no answer|down, sessions lost|active, no flows yet|A: inbound lost here|B: answers probes",
        "meanwhile, 5 to 10 s|step 4 of 5: unit A fails|New flows are not yet|sent to B|find no unit, for 11 to 18 s in all|are lost|HA1: no answer|down, sessions lost|active, no flows yet|A: no answer to probes|B: answers probes|no unit for inbound|no unit for outbound",
        "after 11 to 18 s|last of 5 steps: unit A fails|go to unit B at 10.0.1.5, 10.0.2.5;|were lost for 11 to 18 s|are lost, though HA2 copied|them: Azure keeps them at A|Left to do|mend unit A, which then waits as|HA1: no answer|HA2: no peer|down, sessions lost|active, takes new flows|A: no answer to probes|B: answers probes",
    ];
    for (made, wanted) in steps.into_iter().enumerate() {
        for wide in [false, true] {
            let marks = mark::of_step(&plan, &line, made);
            let scene = Layout { wide, ..Layout::default() }.scene(&plan, &[], &marks);
            let labels = labels(&scene);
            let said: Vec<&str> = labels.iter().map(|(_, text, _)| *text).collect();
            for text in wanted.split('|').chain(["New flows", "Outbound leaves by", "Old sessions"])
            {
                assert!(said.contains(&text), "step {made}: {text} in {said:?}");
            }
            let crosses = scene.parts.iter().filter(|part| !part.class.contains("legend"));
            let crosses = crosses.flat_map(|part| &part.shapes);
            let crosses = crosses.filter(|one| matches!(one, Shape::Sign { class: "lost", .. }));
            // Heartbeats and HA2; both NICs of the dead unit, or both balancers.
            let n_lost = [0, 4, 4, 4, 4, 2];
            assert_eq!(crosses.count(), n_lost[made], "step {made}");
        }
    }
}

#[test]
fn an_address_that_fails_is_drawn_and_crossed_whether_anybody_watches_it_or_not() {
    let mut seen = [0, 0];
    for (name, plan, layout, marks) in stories() {
        let scene = layout.scene(&plan, &[], &marks);
        let address = scene.parts.iter().find(|part| part.stations == [mark::ADDRESS]);
        let Some((_, step)) = name.split_once(", path, step ") else {
            assert!(address.is_none(), "{name}");
            continue;
        };
        let address = address.expect("it is drawn");
        let wires = || scene.parts.iter().filter(|part| is_wire(part));
        let touches_any = |way: &Part, rects: &[Rect]| {
            pieces(way).iter().any(|piece| rects.iter().any(|rect| touches(*piece, *rect)))
        };
        let own: Vec<&Part> = wires().filter(|way| touches_any(way, &[address.rect])).collect();
        let first = plan.ha.monitoring.paths.first();
        let is_near = first.is_some_and(|one| facts::azure::is_private(Range::host(*one)));
        assert_eq!(own.len(), usize::from(!is_near), "{name}: its way from the Internet");
        for way in own {
            let others: Vec<Rect> = wires().filter(|one| *one != way).flat_map(pieces).collect();
            let texts: Vec<Rect> = labels(&scene).iter().map(|(rect, ..)| *rect).collect();
            assert!(!touches_any(way, &others) && !touches_any(way, &texts), "{name}");
            let solid = scene.parts.iter().filter(|part| is_solid(part));
            let mut at = solid.filter(|part| pieces(way).iter().any(|one| enters(*one, part.rect)));
            assert!(at.next().is_none(), "{name}");
        }
        let crossed = |one: &Shape| matches!(one, Shape::Sign { class: "lost", .. });
        assert_eq!(address.shapes.iter().any(crossed), step != "0", "{name}");
        let watched = &plan.ha.monitoring.paths;
        let said: Vec<&str> =
            address.shapes.iter().filter_map(|one| Some(label(address, one)?.1)).collect();
        assert!(watched.first().is_none_or(|one| said[0].contains(&one.to_string())), "{said:?}");
        seen[usize::from(watched.is_empty())] += 1;
    }
    assert!(seen[0] > 5 && seen[1] > 50, "{seen:?}");
}

/// The worst outcomes have a line of their own, and the outbound address is told before and after.
#[test]
fn the_board_says_the_worst_and_by_which_address_outbound_traffic_leaves() {
    let egress = (Field::BalanceEgress, "public_ips");
    let plan = review::review(&with(Preset::Reference, &[egress]), &Secrets::default());
    let plan = plan.plan.unwrap();
    let [a, b] = [&plan.units.a, &plan.units.b].map(|unit| unit.untrust.public_name().unwrap());
    let board = |fault: Fault, made: usize| {
        let marks = mark::of_step(&plan, &timeline(&plan, fault), made);
        let told = marks.into_iter().filter(|mark| mark.kind == Kind::Told);
        let lines = told.filter(|mark| mark::is_board(&mark.name));
        lines.map(|line| (line.name, line.said)).collect::<Vec<_>>()
    };
    let worst = |lines: &[(String, String)]| {
        let worst = lines.iter().filter(|(name, _)| name == mark::BOARD_WORST);
        worst.map(|(_, said)| said.as_str()).collect::<Vec<_>>().join(" ")
    };
    for (fault, made, wanted) in [
        (Fault::UnitA, 0, ""),
        (Fault::UnitA, 1, "Neither unit is active"),
        (Fault::UnitA, 4, "New flows are not yet sent to B"),
        (Fault::UnitA, 5, ""),
        (Fault::Ha1, 2, ""),
        (Fault::Ha1, 3, "Split brain: both units are active"),
        (Fault::Probe, 2, "All new flows are lost"),
        (Fault::Probe, 1, ""),
        (Fault::Trust, 1, "New flows through the pair are lost"),
        (Fault::Trust, 2, "New flows through the pair are lost"),
        (Fault::Untrust, 1, "New flows over untrust are lost"),
        (Fault::Untrust, 2, "New flows over untrust are lost"),
        (Fault::Ha2, 1, ""),
    ] {
        assert_eq!(worst(&board(fault, made)), wanted, "{fault}, step {made}");
    }
    for (made, wanted) in
        [(0, a.to_owned()), (3, format!("nothing nowbefore:{a}")), (5, format!("{b}before:{a}"))]
    {
        let said: String = board(Fault::UnitA, made).into_iter().map(|(_, said)| said).collect();
        let (_, rest) = said.split_once("Outbound leaves by").unwrap();
        assert!(rest.starts_with(&wanted), "step {made}: {rest}");
    }
}

#[test]
fn who_takes_its_peer_for_dead_has_a_sign_until_it_is_active() {
    let plan = review::review(&Draft::of(Preset::Reference), &Secrets::default()).plan.unwrap();
    for (fault, signed) in [(Fault::UnitA, [2].as_slice()), (Fault::Ha1, &[2])] {
        let line = timeline(&plan, fault);
        for made in 0..=line.steps.len() {
            let marks = mark::of_step(&plan, &line, made);
            let scene = Layout::default().scene(&plan, &[], &marks);
            let has = |part: &&Part| {
                let mut shapes = part.shapes.iter();
                shapes.any(|one| matches!(one, Shape::Sign { class: "hourglass", .. }))
            };
            let units = scene.parts.iter().filter(|part| part.class.contains("unit"));
            let signs: Vec<&Part> = units.filter(has).collect();
            assert_eq!(!signs.is_empty(), signed.contains(&made), "{fault}, step {made}");
            let other = &plan.units.b.name.value;
            assert!(signs.iter().all(|part| part.stations.contains(other)), "{fault}");
        }
    }
}

#[test]
fn a_lost_link_stops_one_balancer_and_the_other_one_sends_into_it() {
    let plan = review::review(&Draft::of(Preset::Reference), &Secrets::default()).plan.unwrap();
    let balance = &plan.balance;
    let (public, internal) = (&*balance.public.name.value, &*balance.internal.name.value);
    for (fault, stops, sends, lost) in [
        (Fault::Trust, (internal, "outbound"), public, (&plan.units.a.trust, "inbound")),
        (Fault::Untrust, (public, "inbound"), internal, (&plan.units.a.untrust, "outbound")),
    ] {
        let marks = mark::of_step(&plan, &timeline(&plan, fault), 2);
        let says = |name: &str, text: &str| {
            marks.iter().any(|mark| mark.name == name && mark.said == text)
        };
        let (stops, stopped) = (stops.0, format!("no unit for {}", stops.1));
        assert!(says(stops, &stopped), "{fault:?}");
        assert!(!marks.iter().any(|mark| mark.name == sends && !mark.said.is_empty()), "{fault:?}");
        let (nic, lost) = (&*lost.0.name, format!("A: {} lost here", lost.1));
        let board = marks.iter().filter(|mark| mark::is_board(&mark.name));
        let board = board.map(|mark| mark.said.as_str()).collect::<Vec<_>>().join(" ");
        let forever = "are lost at the crosses, and do not come back by themselves";
        assert!(says(nic, &lost) && board.contains(forever), "{fault:?}: {board}");
        // What is listed in the balancer is not what is lost.
        let scene = Layout::default().scene(&plan, &[], &marks);
        let drawn = draw::draw(&scene, &marks, None);
        let mut lists = drawn.children.iter().filter(|node| class(node).starts_with("part list"));
        assert!(lists.all(|node| !class(node).contains("is-lost")), "{fault:?}");
        // The way leads through the unit to where it ends.
        for passed in [&*plan.units.a.name.value, nic] {
            assert!(marks.contains(&Mark::new(Kind::Lit, passed)), "{fault:?}: {passed}");
        }
        // The link that failed is drawn so, and no other.
        let cut = ways_as(&scene, &marks, "is-down");
        let [cut] = cut.as_slice() else { panic!("{fault:?}: {} links are cut", cut.len()) };
        let chips = scene.parts.iter().filter(|part| part.class.contains("chip"));
        let mut ends = chips.filter(|part| pieces(cut).iter().any(|way| touches(*way, part.rect)));
        assert!(ends.all(|part| part.stations.iter().any(|name| name == nic)), "{fault:?}");
        let from = if fault == Fault::Trust { public } else { &*plan.network.balancer.name.value };
        let from: Vec<Rect> = scene
            .parts
            .iter()
            .filter(|part| part.stations.iter().any(|name| name == from))
            .map(|part| part.rect)
            .collect();
        let ways = lit_ways(&scene, &marks);
        let into = ways.iter().flat_map(pieces).any(|way| from.iter().any(|at| touches(way, *at)));
        assert!(into, "{fault:?}: from the balancer that goes on sending");
    }
}

/// What is marked is what fails, and who loses flows, and a view goes there first.
#[test]
fn where_a_fault_strikes_is_marked_and_told_alike() {
    let plan = review::review(&Draft::of(Preset::Reference), &Secrets::default()).plan.unwrap();
    let (a, b) = (&plan.units.a, &plan.units.b);
    let marks = |fault: Fault, made: usize| mark::of_step(&plan, &timeline(&plan, fault), made);
    // Of two active units each loses answers.
    let split = marks(Fault::Ha1, 4);
    for (unit, letter) in [(a, "A"), (b, "B")] {
        let lost = format!("{letter}: some replies lost");
        assert!(split.contains(&Mark::new(Kind::Lost, &*unit.trust.name).saying(lost)));
        let active = Mark::new(Kind::Active, &*unit.name.value).saying("active, some flows lost");
        assert!(split.contains(&active));
    }
    // Who does not answer is marked, and not what is asked.
    let silent = marks(Fault::Probe, 1);
    let failed: Vec<&str> = silent
        .iter()
        .filter_map(|mark| (mark.kind == Kind::Unseen).then_some(mark.name.as_str()))
        .filter(|name| *name != mark::LEGEND)
        .collect();
    assert_eq!(failed, [&*a.untrust.name, &*a.trust.name]);
    let near = silent.iter().find(|mark| mark.kind == Kind::Near).unwrap();
    assert_eq!(near.name, a.untrust.name, "a view goes there first");
    let near = marks(Fault::Path, 1);
    let near = near.iter().find(|mark| mark.kind == Kind::Near).unwrap();
    assert_eq!(near.name, mark::ADDRESS, "and to what no unit notices");
    // No link is cut of who answers no probe, or is dead as a whole.
    for (fault, n_cut) in [(Fault::Probe, 0), (Fault::UnitA, 0), (Fault::Ha1, 1), (Fault::Ha2, 1)] {
        let marks = marks(fault, 1);
        let scene = Layout::default().scene(&plan, &[], &marks);
        assert_eq!(ways_as(&scene, &marks, "is-down").len(), n_cut, "{fault}");
    }
    // Who stands there still is no missing peer.
    for (fault, made, said) in [
        (Fault::Ha2, 1, "HA2: no copies"),
        (Fault::Ha2, 2, "HA2: logged"),
        (Fault::UnitA, 1, "HA2: no peer"),
        (Fault::UnitB, 1, "HA2: no peer"),
        (Fault::Ha1, 1, "HA2: sessions"),
    ] {
        let of = |mark: &Mark| mark.name == mark::HA2 && !mark.said.is_empty();
        let found = marks(fault, made).into_iter().find(of).unwrap().said;
        assert_eq!(found, said, "{fault}");
    }
    let board = |fault: Fault, made: usize| {
        let lines = marks(fault, made).into_iter().filter(|mark| mark::is_board(&mark.name));
        lines.map(|line| line.said).filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" ")
    };
    for (fault, made, said) in [
        (Fault::Path, 1, "go to unit A at 10.0.1.4, 10.0.2.4; those to that address are lost"),
        (Fault::Ha2, 1, "go on; unit B learns of no new ones"),
    ] {
        assert!(board(fault, made).contains(said), "{}", board(fault, made));
        assert!(!board(fault, made - 1).contains(said), "{fault}: before it");
    }
}

/// The ways that are lit in a picture.
fn lit_ways(scene: &Scene, marks: &[Mark]) -> Vec<Part> {
    ways_as(scene, marks, "is-lit")
}

/// The ways that look like this in a picture.
fn ways_as(scene: &Scene, marks: &[Mark], look: &str) -> Vec<Part> {
    let drawn = draw::draw(scene, marks, None);
    // The title stands before the parts.
    let both = scene.parts.iter().zip(drawn.children.iter().skip(1));
    let ways = both.filter(|(part, node)| is_wire(part) && class(node).contains(look));
    ways.map(|(part, _)| part.clone()).collect()
}

#[test]
fn a_way_out_is_lit_as_long_as_a_unit_sends_by_it() {
    for egress in ["outbound_rule", "nat_gateway", "public_ips"] {
        let draft = with(Preset::Reference, &[(Field::BalanceEgress, egress)]);
        let plan = review::review(&draft, &Secrets::default()).plan.unwrap();
        let gateway = plan.nat_gateway_of(&plan.network.untrust).map(|one| &one.name.value);
        for fault in [Fault::UnitA, Fault::Untrust, Fault::Zone] {
            let line = timeline(&plan, fault);
            for (made, wide) in (0..=line.steps.len()).flat_map(|n| [(n, false), (n, true)]) {
                let marks = mark::of_step(&plan, &line, made);
                let scene = Layout { wide, open: false }.scene(&plan, &[], &marks);
                let gateway = scene
                    .parts
                    .iter()
                    .find(|part| gateway.is_some_and(|gateway| part.stations.contains(gateway)));
                let out = lit_ways(&scene, &marks).into_iter().filter(|way| {
                    let ends = pieces(way);
                    let at = |part: &Part| ends.iter().any(|piece| touches(*piece, part.rect));
                    !way.stations.is_empty() || gateway.is_some_and(at)
                });
                let now = line.moment(&plan, made);
                let sends = now.serving.iter().any(|unit| !now.loses(*unit));
                assert_eq!(out.count() > 0, sends, "{egress}, {fault}, step {made}, {wide}");
            }
        }
    }
}

#[test]
fn a_default_route_is_drawn_where_it_leads() {
    let mut seen = 0;
    for (name, plan, scene) in walked() {
        let said: Vec<&str> = labels(&scene).into_iter().map(|(_, text, _)| text).collect();
        for table in plan.route_tables.iter().filter(|table| {
            // Workloads share the dashed route; what those of the pair say stands in their band.
            matches!(table.subnet.role, Role::Untrust | Role::Trust | Role::Management)
        }) {
            let default = table.routes.iter().find(|route| route.destination.prefix_len() == 0);
            let Some(default) = default else { continue };
            let to = match default.next_hop {
                NextHop::Balancer(to) => to.to_string(),
                NextHop::Internet => "the Internet".to_owned(),
            };
            let wanted = format!("route table {}: default route to {to}", table.name);
            assert!(said.iter().any(|text| text.starts_with(&wanted)), "{name}: {wanted}");
            seen += usize::from(default.next_hop == NextHop::Internet);
        }
    }
    assert!(seen > 0, "a table that leads to the Internet");
}

#[test]
fn every_colour_of_the_picture_is_a_token() {
    let tokens = include_str!("../../style/tokens.css");
    for used in [STYLE, MARKS].concat().split("var(--").skip(1) {
        let name = used.split([',', ')']).next().unwrap();
        assert!(tokens.contains(&format!("--{name}:")), "--{name} is no token");
    }
}

/// A letter takes the room that the scene gave it: the style of the marks makes none of them wider.
#[test]
fn marks_change_no_letter() {
    assert!(!MARKS.contains("font"), "a weight or a size");
}

#[test]
fn what_an_address_says_now_stands_above_its_public_name() {
    let draft = with(Preset::Reference, &[(Field::BalanceEgress, "public_ips")]);
    let plan = review::review(&draft, &Secrets::default()).plan.unwrap();
    let (line, layout) = (timeline(&plan, Fault::UnitA), Layout { wide: true, open: false });
    let nic = &plan.units.a.untrust;
    let said = |marks: &[Mark]| {
        let scene = layout.scene(&plan, &[], marks);
        let all = labels(&scene).into_iter();
        let here = all.filter(|(_, _, part)| part.stations.contains(&nic.name));
        here.map(|(_, text, _)| text.to_owned()).collect::<Vec<_>>()
    };
    let address = nic.address.to_string();
    let name = nic.public_name().expect("it has one");
    let whole = said(&[]);
    assert_eq!((&whole[0], whole[1..].concat().as_str(), whole.len()), (&address, name, 3));
    let now = said(&mark::of_step(&plan, &line, 0));
    assert_eq!(now[..2], [&address, "A: answers probes"]);
    assert_eq!(now[2..].concat(), name, "its public IP is told all the same");
}

/// What the legend explains is in the picture, and what is in the picture is explained.
#[test]
fn a_legend_holds_what_is_drawn() {
    let mut seen: std::collections::BTreeMap<(String, &str), (bool, bool)> =
        std::collections::BTreeMap::new();
    for (name, _, scene) in walked().chain(told()) {
        let of = |part: &Part| part.class == "legend";
        let legend = scene.parts.iter().find(|part| of(part)).expect("there is a legend");
        let words = legend.shapes.iter().filter_map(|shape| label(legend, shape));
        for (_, text, _) in words {
            assert!(!text.contains('…'), "{name}: {text}");
        }
        let has = |shapes: &[Shape], wanted: &str| {
            shapes.iter().any(|shape| match shape {
                Shape::Line { class, .. } | Shape::Sign { class, .. } => *class == wanted,
                Shape::Area { .. } | Shape::Label { .. } => false,
            })
        };
        for class in ["flow", "route", "wire-ha2", "lost", "sender", "hourglass"] {
            let mut others = scene.parts.iter().filter(|part| !of(part));
            let drawn = others.any(|part| has(&part.shapes, class));
            let explained = has(&legend.shapes, class);
            assert!(explained || !drawn, "{name}: {class}");
            // The legend is that of the whole story.
            let story = name.split(", step ").next().unwrap().to_owned();
            let told = seen.entry((story, class)).or_insert((drawn, explained));
            assert_eq!(told.1, explained, "{name}: {class} comes and goes in the legend");
            told.0 |= drawn;
        }
    }
    for ((story, class), (drawn, explained)) in seen {
        assert_eq!(drawn, explained, "{story}: {class}");
    }
}

#[test]
fn an_error_and_a_warning_mark_the_parts_of_their_fields() {
    let draft = with(Preset::Reference, &[(Field::NetworkUntrustName, "bad name?")]);
    let review = review::review(&draft, &Secrets::default());
    let svg = svg(review.plan.as_ref().unwrap(), &review.found(), &[], Layout::default());
    assert!(svg.contains("class=\"part band zone-untrust has-error\""), "{svg}");
    assert!(svg.contains(">finding</text>"), "the legend explains the diamond");
    assert!(!svg.contains("data-field"), "a file leads to no field");
}

#[test]
fn a_story_marks_errors_and_is_about_something_else_than_warnings() {
    let plan = review::review(&Draft::of(Preset::Reference), &Secrets::default()).plan.unwrap();
    let marks = mark::of_step(&plan, &timeline(&plan, Fault::UnitA), 1);
    let badges = |severity: Severity, marks: &[Mark]| {
        let scene = Layout::default().scene(&plan, &[(Field::PairAName, severity)], marks);
        let shapes = scene.parts.iter().flat_map(|part| &part.shapes);
        shapes.filter(|one| matches!(one, Shape::Sign { class: "badge", .. })).count()
    };
    // Each with its entry in the legend.
    let found =
        [Severity::Error, Severity::Warning].map(|one| (badges(one, &[]), badges(one, &marks)));
    assert_eq!(found, [(2, 2), (2, 0)]);
}
