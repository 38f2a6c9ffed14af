//! What a keystroke, each document and a bundle cost on one core: for the preset `reference`, and as services and
//! workloads grow.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::review::review;
use fast_ha::secret::Secret;
use fast_ha::{artifact, audit, diagram};

fn keystroke(criterion: &mut Criterion) {
    let mut draft = Draft::default();
    draft.set(Field::NetworkRange, "172.20.0.0/16");
    let secrets = Secrets::default();
    criterion.bench_function("keystroke: read, derive, audit, diagram", |bencher| {
        bencher.iter(|| {
            let review = review(black_box(&draft), black_box(&secrets));
            review.plan.as_ref().map(|plan| {
                diagram::picture(plan, &review.found(), &[], diagram::Layout::default())
            })
        });
    });
    criterion.bench_function("check alone: read, derive, audit", |bencher| {
        bencher.iter(|| review(black_box(&draft), black_box(&secrets)));
    });
}

fn bundle(criterion: &mut Criterion) {
    let draft = Draft::default();
    let mut secrets = Secrets::default();
    secrets.set(Field::AccessPassword, Secret::new("Bench-pass-0001!"));
    let review = review(&draft, &secrets);
    let approved = review.approved().expect("the reference has no error");
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    criterion.bench_function("bundle: every file, both packages, one zip", |bencher| {
        bencher.iter(|| {
            let artifacts = artifact::artifacts(approved, &draft, black_box(&secrets), &salt, &[]);
            artifact::bundle(approved, &artifacts)
        });
    });
}

/// Each file that is made of no other.
fn documents(criterion: &mut Criterion) {
    let (draft, secrets) = (Draft::default(), Secrets::default());
    let review = review(&draft, &secrets);
    let approved = review.approved().expect("the reference has no error");
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    for file in artifact::artifacts(approved, &draft, &secrets, &salt, &[]) {
        let make = || artifact::one(approved, &draft, &secrets, None, &[], black_box(&file.path));
        if make().is_some() && !file.path.contains("VM2") {
            criterion.bench_function(&format!("document: {}", file.path), |bencher| {
                bencher.iter(make);
            });
        }
    }
    criterion.bench_function("audit: every file made and read back", |bencher| {
        bencher.iter(|| audit::audited(approved, black_box(&draft), &secrets, &salt, &[]));
    });
}

/// What a key and a bundle cost with this many services, and with this many workloads.
fn growth(criterion: &mut Criterion) {
    let services = |n: usize| {
        let line = |n| format!("service-{n} tcp {} -> 10.0.2.6", 2000 + n);
        (Field::BalanceServices, (0..n).map(line).collect::<Vec<_>>().join("\n"))
    };
    let workloads = |n: usize| {
        let line = |n| format!("app-{n}=/28");
        (Field::NetworkWorkloads, (0..n).map(line).collect::<Vec<_>>().join("\n"))
    };
    for many in [1, 50, 200] {
        for (what, (field, text)) in [("services", services(many)), ("workloads", workloads(many))]
        {
            let mut draft = Draft::default();
            draft.set(field, text);
            let secrets = Secrets::default();
            criterion.bench_function(&format!("growth: a key with {many} {what}"), |bencher| {
                bencher.iter(|| {
                    let review = review(black_box(&draft), &secrets);
                    review.plan.as_ref().map(|plan| {
                        diagram::picture(plan, &review.found(), &[], diagram::Layout::default())
                    })
                });
            });
        }
    }
}

fn shortly() -> Criterion {
    let (warm_up, measured) = (Duration::from_millis(300), Duration::from_secs(1));
    Criterion::default().warm_up_time(warm_up).measurement_time(measured).sample_size(20)
}

criterion_group! { name = benches; config = shortly(); targets = keystroke, documents, bundle, growth }
criterion_main!(benches);
