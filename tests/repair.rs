//! Repairs: all safe ones at once, and the move of a design into another range.

use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::finding::Code;
use fast_ha::net::Range;
use fast_ha::preset::Preset;
use fast_ha::repair::{all_safe, carried, changes, moves, replan, target};
use fast_ha::review;

fn with(edits: &[(Field, &str)]) -> Draft {
    let mut draft = Draft::default();
    for (field, text) in edits {
        draft.set(*field, *text);
    }
    draft
}

#[test]
fn all_safe_repairs_are_made_and_no_other() {
    let draft = with(&[
        (Field::NetworkRange, "172.20.3.0/16"),
        (Field::BalanceProbePath, "/x"),
        (Field::AccessUser, "admin"),
    ]);
    let repaired = all_safe(&draft, &Secrets::default());
    assert_eq!(repaired.draft.get(Field::NetworkRange), "172.20.0.0/16");
    assert_eq!(repaired.draft.get(Field::BalanceProbePath), "");
    assert_eq!(repaired.draft.get(Field::AccessUser), "admin", "that one changes the design");
    assert_eq!(repaired.applied.len(), 2);
    let changes = changes(&draft, &repaired.draft);
    assert_eq!(
        changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "network.range: `172.20.3.0/16` becomes `172.20.0.0/16`",
            "balance.probe.path: `/x` becomes blank"
        ]
    );
}

/// What a rule says of many lines of a list is repaired at once, and is the same as one at a time.
#[test]
fn repairs_of_a_list_are_those_of_one_at_a_time() {
    let secrets = Secrets::default();
    // Some are alike once they are aligned, and some are right already.
    let lines = (0..30_u32).map(|n| format!("10.{}.{}.{}/24", 70 + n / 12, n % 12 / 2, n % 3));
    let lines: Vec<String> = lines.collect();
    let draft = with(&[
        (Field::NetworkTaken, &lines.join("\n")),
        (Field::NetworkWorkloads, "a=10.0.9.3/24\nb=10.0.10.0/24\nc=10.0.11.7/24"),
    ]);
    let mut alone = draft.clone();
    let n_safe = review::review(&draft, &secrets).n_safe();
    for _ in 0..n_safe {
        let findings = review::review(&alone, &secrets).findings;
        let Some(fix) = findings.iter().find_map(|one| one.safe_fix()) else { break };
        alone = alone.apply(fix);
    }
    let together = all_safe(&draft, &secrets);
    for field in [Field::NetworkTaken, Field::NetworkWorkloads] {
        assert_eq!(together.draft.get(field), alone.get(field));
    }
    assert!(n_safe > 20 && together.applied.len() <= n_safe, "{n_safe}");
}

#[test]
fn every_misaligned_range_is_repaired_and_what_follows_is_said_before() {
    // The block around meets other subnets, or is too long: that is said beside it.
    for (edits, code) in [
        (
            &[
                (Field::NetworkTrustRange, "10.0.0.7/22"),
                (Field::NetworkManagementRange, "10.0.0.0/24"),
            ][..],
            Code::RangesOverlap,
        ),
        (&[(Field::NetworkTrustRange, "10.0.2.9/30")], Code::RangeLength),
    ] {
        let draft = with(edits);
        let found = |draft: &Draft| {
            let findings = review::review(draft, &Secrets::default()).findings;
            findings.iter().any(|finding| finding.code == code)
        };
        let repaired = all_safe(&draft, &Secrets::default());
        assert_eq!(repaired.applied, [Code::RangeNotAligned], "{edits:?}");
        assert!(found(&draft) && found(&repaired.draft), "{edits:?}");
    }
    let lines: Vec<String> = (0..20).map(|n| format!("10.{}.0.9/16", n + 64)).collect();
    let draft = with(&[(Field::NetworkTaken, &lines.join("\n"))]);
    assert_eq!(review::review(&draft, &Secrets::default()).n_safe(), 20);
    let repaired = all_safe(&draft, &Secrets::default());
    assert!(!repaired.draft.get(Field::NetworkTaken).contains(".9/"));
    assert_eq!(repaired.applied.len(), 20);
}

#[test]
fn a_move_takes_subnets_hosts_and_services_along() {
    let draft = with(&[
        (Field::NetworkTrustRange, "10.0.8.0/24"),
        (Field::PairATrust, "10.0.8.20"),
        (Field::NetworkWorkloads, "app=10.0.9.0/24\nremote=192.168.7.0/24"),
        (Field::BalanceServices, "web tcp 443 -> 10.0.9.10:8443\nfar tcp 22 -> 192.168.7.9"),
    ]);
    let into = Range::read("172.16.0.0/20").unwrap();
    let moved = replan(&draft, &Secrets::default(), into);
    for (field, text) in [
        (Field::NetworkRange, "172.16.0.0/20"),
        (Field::NetworkTrustRange, "172.16.8.0/24"),
        (Field::PairATrust, "172.16.8.20"),
        (Field::NetworkWorkloads, "app=172.16.9.0/24\nremote=192.168.7.0/24"),
        (Field::BalanceServices, "web tcp 443 -> 172.16.9.10:8443\nfar tcp 22 -> 192.168.7.9"),
    ] {
        assert_eq!(moved.draft.get(field), text);
    }
    let review = review::review(&moved.draft, &Secrets::default());
    assert!(review.obstacle().is_none(), "{:?}", review.obstacle());
    let trust = moved.planned.iter().find(|one| one.what == "trust-subnet").unwrap();
    assert_eq!((trust.from.as_str(), trust.to.as_str()), ("10.0.8.0/24", "172.16.8.0/24"));
}

#[test]
fn a_move_takes_every_block_and_every_name_of_an_address_along() {
    let draft = with(&[
        (Field::NetworkRange, "10.0.0.0/20\n10.8.0.0/20"),
        (Field::NetworkWorkloads, "app=10.8.1.0/24, web=10.0.9.0/24"),
        (Field::BalanceServices, "app tcp 443 -> 10.8.1.20\nweb tcp 80 -> 10.0.9.7"),
        (Field::HaMonitoring, "link, 10.8.1.30, 10.0.2.77, 198.51.100.1"),
        (Field::BalanceEgress, "public_ips"),
        (Field::SystemPermittedIp, "10.0.0.0/24, 10.0.9.64/26, 10.0.9.7/32, 192.0.2.0/24"),
        (Field::AccessManagementSources, "10.8.1.0/24, VirtualNetwork"),
        (Field::SystemDns, "10.0.9.53"),
    ]);
    let before = review::review(&draft, &Secrets::default());
    assert!(before.obstacle().is_none(), "{:?}", before.obstacle());
    let into = Range::read("172.16.0.0/20").unwrap();
    let moved = replan(&draft, &Secrets::default(), into);
    for (field, text) in [
        (Field::NetworkWorkloads, "app=172.16.15.0/24, web=172.16.9.0/24"),
        (Field::BalanceServices, "app tcp 443 -> 172.16.15.20\nweb tcp 80 -> 172.16.9.7"),
        (Field::HaMonitoring, "link, 172.16.15.30, 172.16.2.77, 198.51.100.1"),
        (Field::SystemPermittedIp, "172.16.0.0/24, 172.16.9.64/26, 172.16.9.7/32, 192.0.2.0/24"),
        (Field::AccessManagementSources, "172.16.15.0/24, VirtualNetwork"),
        (Field::SystemDns, "172.16.9.53"),
    ] {
        assert_eq!(moved.draft.get(field), text);
    }
    let review = review::review(&moved.draft, &Secrets::default());
    assert!(review.obstacle().is_none(), "{:?}", review.obstacle());
}

#[test]
fn what_a_move_loses_and_what_stays_behind_is_listed() {
    let draft = with(&[
        (Field::NetworkWorkloads, "app=10.0.8.0/24, db=10.0.9.0/24, web=10.0.10.0/24"),
        (Field::HaMonitoring, "10.0.10.9"),
    ]);
    let into = Range::read("172.16.8.0/26").unwrap();
    let moved = replan(&draft, &Secrets::default(), into);
    let told: Vec<String> = moved
        .planned
        .iter()
        .map(|one| format!("{} {} {}", one.what, one.from, one.to))
        .filter(|line| line.contains("none") || line.contains("stays"))
        .collect();
    assert_eq!(
        told,
        [
            "db 10.0.9.0/24 none",
            "web 10.0.10.0/24 none",
            "ha.monitoring 10.0.10.9 10.0.10.9, which stays behind"
        ]
    );
    assert_eq!(moved.draft.get(Field::NetworkWorkloads), "app=172.16.8.48/28");
    let with_ha2 = with(&[(Field::NetworkHa2Name, "ha2-subnet")]);
    let plan = |draft: &Draft| review::review(draft, &Secrets::default()).plan.unwrap();
    let new = moves(Some(&plan(&Draft::default())), Some(&plan(&with_ha2)), &with_ha2);
    assert!(new.iter().any(|one| one.what == "ha2-subnet" && one.from == "none"), "{new:?}");
    let renamed = with(&[(Field::NetworkTrustName, "inner"), (Field::PairAName, "fw-a")]);
    assert_eq!(moves(Some(&plan(&Draft::default())), Some(&plan(&renamed)), &renamed), []);
}

#[test]
fn a_further_block_stays_behind_wherever_it_is_named() {
    let draft = with(&[
        (Field::NetworkRange, "10.0.0.0/20\n10.1.0.0/24"),
        (Field::NetworkPeered, "10.0.0.0/8"),
        (Field::SystemPermittedIp, "10.0.0.0/20, 10.1.0.0/24"),
        (Field::PanoramaServer, "10.1.0.77"),
        (Field::PanoramaServer2, "10.0.2.77"),
        (Field::SystemNtp, "10.1.0.78"),
        (Field::SystemDns, "10.200.0.1"),
    ]);
    let into = Range::read("172.16.0.0/20").unwrap();
    let moved = replan(&draft, &Secrets::default(), into);
    for (field, text) in [
        (Field::SystemPermittedIp, "172.16.0.0/20, 10.1.0.0/24"),
        (Field::PanoramaServer, "10.1.0.77"),
        (Field::PanoramaServer2, "172.16.2.77"),
    ] {
        assert_eq!(moved.draft.get(field), text);
    }
    let stays = moved.planned.iter().filter(|one| one.to.contains("stays"));
    let mut stays: Vec<&str> = stays.map(|one| one.what.as_str()).collect();
    stays.sort_unstable();
    assert_eq!(stays, ["panorama.server", "system.ntp", "system.permitted_ip"]);
}

#[test]
fn a_workload_without_its_offset_gets_room_at_the_end() {
    let draft = with(&[(Field::NetworkWorkloads, "app=10.0.200.0/24, db=10.0.201.0/24")]);
    let into = Range::read("172.16.8.0/22").unwrap();
    let moved = replan(&draft, &Secrets::default(), into);
    assert_eq!(moved.draft.get(Field::NetworkWorkloads), "app=172.16.11.0/24, db=172.16.10.0/24");
    let review = review::review(&moved.draft, &Secrets::default());
    assert!(review.obstacle().is_none(), "{:?}", review.obstacle());
}

#[test]
fn what_does_not_fit_into_a_smaller_range_is_chosen_anew() {
    let draft =
        with(&[(Field::NetworkTrustRange, "10.0.200.0/24"), (Field::PairBTrust, "10.0.200.77")]);
    let into = Range::read("172.16.8.0/24").unwrap();
    let moved = replan(&draft, &Secrets::default(), into);
    assert_eq!(moved.draft.get(Field::NetworkTrustRange), "");
    assert_eq!(moved.draft.get(Field::PairBTrust), "", "host 77 is beyond a /28");
    let review = review::review(&moved.draft, &Secrets::default());
    assert!(review.obstacle().is_none(), "{:?}", review.obstacle());
}

#[test]
fn a_pair_moves_into_a_range_that_holds_it_or_hears_why_not() {
    let plan = |draft: &Draft| review::review(draft, &Secrets::default()).plan.unwrap();
    let new = plan(&Draft::default());
    let there = Ok(Range::read("10.9.0.0/26").unwrap());
    assert_eq!(target(Some(&new), " 10.9.0.0/26 "), there);
    for (text, reason) in [
        ("10.9.0.0/27", "Too small for a pair, expected /26 or larger"),
        ("10.9.0.1/16", "Not aligned, expected 10.9.0.0/16"),
        ("10.9.0.0", "A prefix length is missing"),
        ("fd00::/48", "The design is IPv4 only"),
        ("", "Type a range such as 172.16.8.0/22"),
    ] {
        assert_eq!(target(None, text), Err(reason.to_owned()));
    }
    let existing = plan(&Draft::of(Preset::ExistingVnet));
    let kept = Err("An existing VNet keeps its ranges".to_owned());
    assert_eq!(target(Some(&existing), "10.9.0.0/16"), kept);
}

#[test]
fn another_preset_keeps_what_was_typed_and_follows_its_range() {
    let draft = with(&[
        (Field::NetworkRange, "10.40.0.0/16"),
        (Field::NetworkName, "edge-vnet"),
        (Field::BalanceServices, "web tcp 443 -> "),
    ]);
    let production = carried(&draft, &Secrets::default(), Preset::Production);
    assert_eq!(production.preset(), Preset::Production);
    assert_eq!(production.get(Field::NetworkName), "edge-vnet");
    assert_eq!(production.get(Field::PairAvailability), "zones");
    let mut compact = Draft::of(Preset::Compact);
    compact.set(Field::SiteSuffix, "-x");
    let reference = carried(&compact, &Secrets::default(), Preset::Reference);
    assert_eq!(reference.changes().collect::<Vec<_>>(), [(Field::SiteSuffix, "-x")]);
    // What an existing VNet holds is a fact and stays where it is.
    let existing = carried(&draft, &Secrets::default(), Preset::ExistingVnet);
    assert_eq!(existing.get(Field::NetworkTrustRange), "10.20.0.64/27");
    assert_eq!(existing.get(Field::NetworkRange), "10.40.0.0/16");
}

#[test]
fn examples_are_counted_until_they_are_replaced() {
    let mut draft = Draft::of(Preset::Panorama);
    assert_eq!(draft.n_examples(), 3);
    draft.set(Field::PanoramaServer, "10.1.1.1");
    assert_eq!((draft.n_examples(), Draft::of(Preset::Production).n_examples()), (2, 0));
}
