//! What a keystroke and a bundle cost, for the preset `reference`, on one core.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::panos::Salt;
use fast_ha::review::review;
use fast_ha::secret::Secret;
use fast_ha::{artifact, diagram};

fn keystroke(criterion: &mut Criterion) {
    let mut draft = Draft::default();
    draft.set(Field::NetworkRange, "172.20.0.0/16");
    let secrets = Secrets::default();
    criterion.bench_function("keystroke: read, derive, audit, diagram", |bencher| {
        bencher.iter(|| {
            let review = review(black_box(&draft), black_box(&secrets));
            review.plan.map(|plan| diagram::nodes(&plan, &review.findings))
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
            let artifacts = artifact::artifacts(approved, &draft, black_box(&secrets), &salt);
            artifact::bundle(approved, &artifacts)
        });
    });
}

criterion_group!(benches, keystroke, bundle);
criterion_main!(benches);
