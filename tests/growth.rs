//! Work grows with its input: twice as many entries cost less than two and a half times as much, in every
//! list field and every grammar, up to the limit of the field and beyond.
//!
//! Bytes allocated are counted and never the clock, so a busy machine changes nothing.

use allocation_counter::measure;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::{Control, Field, Kind};
use fast_ha::finding::Code;
use fast_ha::net::Range;
use fast_ha::review::review;
use fast_ha::{diagram, list, repair, save, share};

/// Bytes that a piece of work takes from the allocator.
fn work<T>(piece: impl FnOnce() -> T) -> u64 {
    measure(|| drop(piece())).bytes_total
}

/// Ways to make the `n`th entry: fit, faulty, or the same again.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other lists are of ranges")]
fn entries(kind: Kind) -> Vec<fn(usize) -> String> {
    match kind {
        Kind::Services => vec![
            |n| format!("s{n} tcp {} -> 10.0.2.9", 1000 + n % 60_000),
            |n| format!("s{n} tcp x{n}:443 -> 10.0.2.9"),
            |n| format!("same tcp 443 -> 10.0.{}.9", n % 250),
            |n| format!("s{n} tcp"),
        ],
        Kind::FrontEnds => vec![|n| format!("f{n}"), |n| format!("f{n}="), |_| "same".to_owned()],
        Kind::Tags => vec![|n| format!("n{n}=v"), |n| format!("n{n}"), |_| "same=v".to_owned()],
        Kind::Workloads => vec![
            |n| format!("w{n}=10.{}.{}.0/24", 64 + n / 250, n % 250),
            |n| format!("w{n}=10.{}.{}.9/24", 64 + n / 250, n % 250),
            |n| format!("w{n}=10.0.8.0/24"),
            |n| format!("w{n}=nothing"),
        ],
        Kind::ResourceIds(_) => vec![
            |n| {
                format!(
                    "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v{n}"
                )
            },
            |n| format!("/subscriptions/{n}"),
        ],
        Kind::Monitoring | Kind::Addresses => vec![
            |n| format!("10.0.{}.{}", 20 + n / 250 % 250, n % 250 + 1),
            |n| format!("host{n}"),
            |_| "10.0.2.9".to_owned(),
        ],
        Kind::FirewallKey | Kind::ServerKey | Kind::Banner => vec![|n| format!("line {n}")],
        _ => vec![
            |n| format!("10.{}.{}.0/24", 64 + n / 250, n % 250),
            |n| format!("10.{}.{}.9/24", 64 + n / 250, n % 250),
            |n| format!("10.0.{}.{}/32", n / 250 % 250, n % 250),
            |n| format!("10.{}.{}.9", 64 + n / 250, n % 250),
            |n| format!("nothing{n}"),
            |_| "10.0.0.0/8".to_owned(),
        ],
    }
}

fn draft(field: Field, n: usize, entry: fn(usize) -> String) -> Draft {
    let mut draft = Draft::default();
    draft.set(field, (0..n).map(entry).collect::<Vec<_>>().join("\n"));
    draft
}

#[track_caller]
fn grows(what: &str, sizes: [usize; 3], work_of: impl Fn(usize) -> u64) {
    let none = work_of(0);
    let costs = sizes.map(|n| work_of(n).saturating_sub(none).max(1));
    for (n, pair) in sizes.iter().zip(costs.windows(2)) {
        let [half, whole] = pair else { unreachable!("windows of two") };
        // What both cost beside the entries is small against them.
        assert!(
            whole * 2 < half * 5 || *whole < 200_000,
            "{what}: {n} cost {half}, twice as many {whole}"
        );
    }
}

#[test]
fn each_list_costs_twice_as_much_with_twice_as_many_entries() {
    for field in Field::open() {
        let kind = field.spec().kind;
        if !matches!(kind.control(), Control::Lines | Control::Ranges) {
            continue;
        }
        let most = kind.entries_max();
        for (n, entry) in entries(kind).into_iter().enumerate() {
            let what = format!("{} {n}", field.key());
            grows(&what, [most / 2, most, 2 * most], |n| {
                let draft = draft(field, n, entry);
                work(|| review(&draft, &Secrets::default()))
            });
        }
    }
}

/// Each workload's table has a route to each other one, so their work is as many times many, up to the tables
/// that Azure takes.
#[test]
fn workloads_beyond_what_azure_takes_cost_no_routes() {
    let inside: [fn(usize) -> String; 2] =
        [|n| format!("w{n}=10.0.{}.{}/28", 16 + n / 16, n % 16 * 16), |n| format!("w{n}=/28")];
    for entry in inside {
        let cost = |n: usize| {
            let draft = draft(Field::NetworkWorkloads, n, entry);
            work(|| review(&draft, &Secrets::default()))
        };
        let (most, more) = (cost(1_000), cost(2_000));
        assert!(most < 30_000_000 && more < most + most / 4, "{most} {more}");
    }
}

#[test]
fn a_long_text_costs_what_its_length_is_and_no_finding_repeats_it() {
    for field in Field::open().filter(|field| field.spec().kind.format().is_none()) {
        grows(field.key(), [60_000, 120_000, 240_000], |n| {
            let mut draft = Draft::default();
            draft.set(field, "x/".repeat(n / 2));
            work(|| review(&draft, &Secrets::default()))
        });
    }
    let mut draft = Draft::default();
    draft.set(Field::SystemBanner, "x".repeat(300_000));
    let findings = review(&draft, &Secrets::default()).findings;
    let told: Vec<_> = findings.iter().filter(|one| one.at == [Field::SystemBanner]).collect();
    assert!(told.len() == 1 && told[0].code == Code::EntriesMany, "{told:?}");
}

#[test]
fn each_grammar_costs_twice_as_much_for_twice_the_text() {
    let lines = |n: usize| (0..n).map(|n| format!("n{n} = {n}")).collect::<Vec<_>>().join("\n");
    for format in [list::SERVICES, list::WORKLOADS, list::TAGS] {
        grows(format.noun, [2_000, 4_000, 8_000], |n| {
            let text = lines(n);
            work(|| format.join(&format.split(&text)))
        });
    }
    grows("a rewritten list", [2_000, 4_000, 8_000], |n| {
        let text = lines(n);
        work(|| list::rewrite(&text, |entry| Some(format!("{entry}!"))))
    });
    let keys =
        |n: usize| (0..n).map(|n| format!("\"key{n}\":\"{n}\"")).collect::<Vec<_>>().join(",");
    for head in ["\"fields\":{", "\"further\":{"] {
        grows("a design file", [2_000, 4_000, 8_000], |n| {
            let text = format!("{{\"format\":\"fast-ha/1\",{head}{}}}}}", keys(n));
            work(|| save::read(&text).map(|read| save::write(&read.value)))
        });
    }
    for letters in ["x", "x-"] {
        grows("a picture with a long name", [2_000, 4_000, 8_000], |n| {
            let mut draft = Draft::default();
            draft.set(Field::NetworkName, letters.repeat(n));
            draft.set(Field::PairAName, letters.repeat(n));
            let plan = review(&draft, &Secrets::default()).plan.expect("names plan nothing");
            let wide = diagram::Layout { wide: true, open: false };
            work(|| diagram::svg(&plan, &[], &[], wide))
        });
    }
    grows("a link", [2_000, 4_000, 8_000], |n| {
        let link =
            share::write(&draft(Field::NetworkTaken, n, |n| format!("10.{}.0.0/16", n % 250)));
        work(|| share::read(&link))
    });
}

#[test]
fn repairs_are_as_many_as_are_listed_and_a_move_tries_few_plans() {
    let secrets = Secrets::default();
    grows("all safe repairs", [100, 200, 400], |n| {
        let draft = draft(Field::NetworkTaken, n, |n| format!("10.{}.0.9/16", 64 + n % 128));
        work(|| repair::all_safe(&draft, &secrets))
    });
    // What one rule says of many lines is repaired together.
    let many = draft(Field::NetworkTaken, 400, |n| format!("10.{}.{}.9/24", 64 + n / 250, n % 250));
    let (one, all) = (work(|| review(&many, &secrets)), work(|| repair::all_safe(&many, &secrets)));
    assert!(all < 6 * one, "all safe repairs cost {all}, a review {one}");
    let draft = draft(Field::NetworkWorkloads, 60, |n| format!("w{n}=10.0.{}.0/24", 16 + n));
    let one = work(|| review(&draft, &secrets));
    let into = Range::read("172.16.0.0/20").expect("a range");
    let all = work(|| repair::replan(&draft, &secrets, into));
    assert!(all < 12 * one, "a move cost {all}, a review {one}");
}
