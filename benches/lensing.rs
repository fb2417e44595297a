//! Lensing of the spectra to ℓ = 2500 from spectra to 3500, at each setting.
//!
//! The errors that belong to these times stand in the documentation of `lensing::Accuracy`. `RAYON_NUM_THREADS=1` measures one core.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use lastscatter_boltzmann::lensing::{Accuracy, Unlensed, lensed};

/// Spectra of about the right shape: the work does not depend on the values.
fn spectrum(f: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..=3500)
        .map(|l| if l < 2 { 0.0 } else { f(f64::from(l)) })
        .collect()
}

fn settings(c: &mut Criterion) {
    let damped = |l: f64| 6e3 * (-(l / 1300.0).powf(1.3)).exp() / (l * l);
    let tt = spectrum(|l| damped(l) * (1.5 + (l / 48.0).cos()));
    let ee = spectrum(|l| 0.02 * damped(l) * (1.5 - (l / 48.0).cos()));
    let te = spectrum(|l| 0.05 * damped(l) * (l / 48.0).sin());
    let phiphi = spectrum(|l| 1e-7 / (l * (l + 1.0)).powi(2) / (1.0 + (l / 60.0).powi(2)));
    let unlensed = Unlensed {
        tt: &tt,
        ee: &ee,
        bb: &[],
        te: &te,
        tb: &[],
        eb: &[],
    };
    let mut group = c.benchmark_group("lensing");
    group.sample_size(20);
    for (name, accuracy) in [
        ("fast", Accuracy::fast()),
        ("standard", Accuracy::standard()),
        ("reference", Accuracy::reference()),
    ] {
        group.bench_function(BenchmarkId::new(name, 2500), |b| {
            b.iter(|| lensed(black_box(&unlensed), black_box(&phiphi), 2500, &accuracy));
        });
    }
    group.finish();
}

criterion_group!(benches, settings);
criterion_main!(benches);
