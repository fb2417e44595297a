//! Inflation by Starobinsky's potential on one core: the history, two hundred wavenumbers with scalars and tensors, all of it, and an
//! interpolated spectrum.
//!
//! The errors that belong to these times are those of `inflation_exact::powers_converge`: below the tolerance. `RAYON_NUM_THREADS=1` measures one core.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use lastscatter_primordial::{Inflation, Model, Spectrum, potential::Starobinsky};

/// 1e-5 to 1 Mpc⁻¹.
fn wavenumbers() -> Vec<f64> {
    (0..200)
        .map(|i| 1e-5 * 1e5_f64.powf(f64::from(i) / 199.0))
        .collect()
}

fn inflation(c: &mut Criterion) {
    let mut group = c.benchmark_group("inflation");
    let k_inv_mpc = wavenumbers();
    for tolerance in [1e-5, 1e-6, 1e-8] {
        let settings = Inflation {
            tolerance,
            ..Inflation::new(Starobinsky { scale: 1.0 })
        };
        let solution = settings.solve().expect("Starobinsky's potential inflates");
        let modes = |solution: &dyn Model| {
            k_inv_mpc
                .iter()
                .map(|&k| solution.powers(k).expect("within the range").scalar)
                .sum::<f64>()
        };
        group.bench_function(BenchmarkId::new("history", tolerance), |b| {
            b.iter(|| black_box(&settings).solve());
        });
        group.bench_function(BenchmarkId::new("200_wavenumbers", tolerance), |b| {
            b.iter(|| modes(black_box(&solution)));
        });
        group.bench_function(BenchmarkId::new("both", tolerance), |b| {
            b.iter(|| {
                black_box(&settings)
                    .solve()
                    .map(|solution| modes(&solution))
            });
        });
        group.bench_function(BenchmarkId::new("spectrum", tolerance), |b| {
            b.iter(|| Spectrum::new(black_box(&solution), [1e-5, 1.0], 3.0 * tolerance));
        });
    }
    group.finish();
}

criterion_group!(benches, inflation);
criterion_main!(benches);
