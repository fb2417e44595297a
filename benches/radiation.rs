//! Bulk Planck kernels against the bare exponential over the same slice.
//!
//! `exp_into` is the workspace's vectorised exponential and the yardstick: the Planck law must stay within
//! twice its time. `std_exp` is a loop over `f64::exp`. Arguments are 0.01 < x < 30, shuffled.

use std::hint::black_box;

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};
use lastscatter::{
    constants::astronomical::CMB_TEMPERATURE,
    numerics::elementary::{exp_into, exp_m1_into},
    radiation::{Blackbody, Distortion, planck},
};

/// Quasi-random arguments: consecutive ones have nothing in common.
fn arguments(n: usize) -> Vec<f64> {
    let mut phase = 0.0_f64;
    (0..n)
        .map(|_| {
            phase = (phase + 0.618_033_988_749_894_9).fract();
            0.01 + 29.99 * phase
        })
        .collect()
}

fn bulk(c: &mut Criterion) {
    let cmb = Blackbody::new(CMB_TEMPERATURE.value()).expect("the temperature is positive");
    let mut group = c.benchmark_group("radiation");
    for n in [1_000, 65_536, 1 << 20] {
        group.throughput(Throughput::Elements(n as u64));
        let x = arguments(n);
        let nu_hz: Vec<f64> = x.iter().map(|x| x * 56.79e9).collect();
        let mut case = |name: &str, input: &[f64], kernel: &dyn Fn(&[f64], &mut [f64])| {
            over_slice(&mut group, name, input, kernel);
        };
        case("std_exp", &x, &|x, out| {
            for (out, x) in out.iter_mut().zip(x) {
                *out = x.exp();
            }
        });
        case("exp_into", &x, &|x, out| {
            exp_into(x, out).expect("same length")
        });
        case("exp_m1_into", &x, &|x, out| {
            exp_m1_into(x, out).expect("same length")
        });
        case("occupation", &x, &|x, out| {
            planck::occupation_into(x, out).expect("same length");
        });
        case("energy_spectrum", &x, &|x, out| {
            planck::energy_spectrum_into(x, out).expect("same length");
        });
        case("occupation_slope", &x, &|x, out| {
            planck::occupation_slope_into(x, out).expect("same length");
        });
        case("spectral_radiance", &nu_hz, &|nu_hz, out| {
            cmb.spectral_radiance_into(nu_hz, out).expect("same length");
        });
        case("temperature_derivative", &nu_hz, &|nu_hz, out| {
            cmb.temperature_derivative_into(nu_hz, out)
                .expect("same length");
        });
        case("compton_y", &nu_hz, &|nu_hz, out| {
            Distortion::ComptonY
                .spectral_radiance_into(cmb, nu_hz, out)
                .expect("same length");
        });
    }
    group.finish();
}

fn over_slice(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    input: &[f64],
    kernel: &dyn Fn(&[f64], &mut [f64]),
) {
    let mut out = vec![0.0; input.len()];
    group.bench_function(BenchmarkId::new(name, input.len()), |b| {
        b.iter(|| kernel(black_box(input), black_box(&mut out)));
    });
}

criterion_group!(benches, bulk);
criterion_main!(benches);
