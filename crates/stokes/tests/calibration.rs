//! Do the estimates do what they promise? Exact Rice moments, calibration over the prior, invariances.

#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use lastscatter_numerics::quadrature::GaussLegendre;
use lastscatter_numerics::special::{bessel_i0e, chi_squared_survival};
use lastscatter_stokes::estimation::{
    AmplitudePrior, IntervalKind, LinearMeasurement, NoiseCovariance, PolarizationPosterior,
    RiceDistribution,
};
use lastscatter_stokes::{Cosmo, Iau};
use proptest::prelude::*;
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::Xoshiro256PlusPlus;
use uom::si::angle::{degree, radian};
use uom::si::f64::Angle;

fn measured(q: f64, u: f64, sigma_u: f64, correlation: f64) -> LinearMeasurement<Iau> {
    let noise = NoiseCovariance::correlated(1.0, sigma_u, correlation).unwrap();
    LinearMeasurement::new(q, u, noise).unwrap()
}

/// Expectation over the noise of an estimator, by quadrature: exact where Monte Carlo would be noisy.
fn expectation(p0: f64, estimator: impl Fn(LinearMeasurement<Iau>) -> f64) -> f64 {
    let rule = GaussLegendre::new(200).unwrap();
    let normal = |x: f64| (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt();
    rule.integral(-9.0, 9.0, |x| {
        normal(x)
            * rule.integral(-9.0, 9.0, |y| {
                normal(y) * estimator(measured(p0 + x, y, 1.0, 0.0))
            })
    })
}

#[test]
fn naive_amplitude_has_the_moments_of_rice() {
    // The kink of √(Q² + U²) at the origin limits the quadrature.
    for p0 in [0.0, 0.5, 2.0, 4.0] {
        let rice = RiceDistribution::new(p0, 1.0).unwrap();
        let mean = expectation(p0, |m| m.naive());
        assert!((mean - rice.mean()).abs() < 1e-4, "{p0}: {mean}");
        let square = expectation(p0, |m| m.naive().powi(2));
        assert!((square - rice.variance() - rice.mean().powi(2)).abs() < 1e-12);
    }
}

#[test]
fn rice_density_integrates_to_its_moments() {
    let rule = GaussLegendre::new(120).unwrap();
    for p0 in [0.0, 1.0, 7.0, 40.0] {
        let rice = RiceDistribution::new(p0, 0.5).unwrap();
        let (low, high) = (f64::max(0.0, p0 - 5.0), p0 + 5.0);
        assert!((rule.integral(low, high, |p| rice.density(p)) - 1.0).abs() < 1e-13);
        assert!((rule.integral(low, high, |p| p * rice.density(p)) - rice.mean()).abs() < 1e-12);
        let spread = |p: f64| (p - rice.mean()).powi(2) * rice.density(p);
        assert!((rule.integral(low, high, spread) - rice.variance()).abs() < 1e-12);
    }
}

/// Both forms of the bias, on either side of the change; and σ²/2p₀ far away, where a difference
/// would have no digits left.
#[test]
fn rice_bias_is_continuous_and_survives_large_signal() {
    let (below, above) = (
        RiceDistribution::new(10.0, 1.0).unwrap(),
        RiceDistribution::new(10.000_000_001, 1.0).unwrap(),
    );
    assert!((below.bias() - above.bias()).abs() < 1e-11);
    let far = RiceDistribution::new(1e8, 1.0).unwrap();
    assert!((far.bias() / 5e-9 - 1.0).abs() < 1e-14);
    assert!((far.variance() - 1.0).abs() < 1e-14);
}

#[test]
fn rice_at_the_ends_of_the_numbers() {
    let noise = RiceDistribution::new(0.0, 1.0).unwrap();
    for naive in [1e160, f64::MAX, f64::INFINITY] {
        assert!(noise.density(naive).abs() < 1e-300);
    }
    let wide = RiceDistribution::new(1.0, 1e200).unwrap();
    assert!(wide.variance() > 1e300);
    assert!(RiceDistribution::new(1e200, 1e-200).is_err());
}

/// The classical trap and its remedy: bias in σ of the naive and of the MAS estimate. The bounds
/// are the exact biases, rounded up in the last digit given.
#[test]
fn modified_asymptotic_estimate_removes_the_bias() {
    for (p0, naive_bias, most) in [
        (2.0, 0.272, 0.051),
        (3.0, 0.173, 0.0023),
        (4.0, 0.127, 0.0019),
    ] {
        let naive = expectation(p0, |m| m.naive()) - p0;
        let mas = expectation(p0, |m| m.modified_asymptotic().value) - p0;
        assert!((naive - naive_bias).abs() < 5e-4, "{p0}: {naive}");
        assert!(mas.abs() < most, "{p0}: {mas}");
    }
    // No estimate that is never negative can be unbiased at zero. Here ⟨p − (1 − e^{−p²})/2p⟩ over
    // Rayleigh's distribution.
    let exact = 0.5 * std::f64::consts::FRAC_PI_2.sqrt() * (1.0 + 3_f64.sqrt().recip());
    let mas = expectation(0.0, |m| m.modified_asymptotic().value);
    assert!((mas - exact).abs() < 1e-4, "{mas}");
}

#[test]
fn asymptotic_estimate_subtracts_the_noise_across() {
    // Measured along Q, so the noise of U counts.
    let value = measured(5.0, 0.0, 3.0, 0.0).asymptotic();
    assert!((value - 4.0).abs() < 1e-14);
    assert!(measured(1.0, 0.0, 3.0, 0.0).asymptotic().abs() < 1e-300);
    assert!((measured(1e200, 0.0, 3.0, 0.0).asymptotic() / 1e200 - 1.0).abs() < 1e-14);
}

/// With round noise the posterior of p is the likelihood of Rice's distribution, in closed form.
#[test]
fn posterior_of_round_noise_is_the_rice_likelihood() {
    for naive in [0.01, 1.0, 3.84, 20.0] {
        let posterior = measured(0.6 * naive, -0.8 * naive, 1.0, 0.0)
            .posterior(AmplitudePrior::flat_in_amplitude())
            .unwrap();
        let likelihood = |p: f64| RiceDistribution::new(p, 1.0).unwrap().density(naive);
        let scale = posterior.amplitude().density(naive) / likelihood(naive);
        for k in 0..40 {
            let p = naive + 0.25 * f64::from(k) - f64::min(naive, 5.0);
            let difference = posterior.amplitude().density(p) - scale * likelihood(p);
            assert!(difference.abs() < 1e-12, "{naive} {p}: {difference:e}");
        }
    }
}

#[test]
fn bayes_factor_of_round_noise_in_closed_form() {
    const NAIVE: f64 = 3.84;
    const UPPER: f64 = 10.0;
    let rule = GaussLegendre::new(120).unwrap();
    let ratio = |p: f64| (NAIVE * p - 0.5 * p * p).exp() * bessel_i0e(NAIVE * p);
    let measurement = measured(0.0, NAIVE, 1.0, 0.0);
    let flat = rule.integral(0.0, UPPER, ratio) / UPPER;
    let weighted = rule.integral(0.0, UPPER, |p| 2.0 * p * ratio(p)) / (UPPER * UPPER);
    for (prior, expected) in [
        (AmplitudePrior::flat_in_amplitude(), flat),
        (AmplitudePrior::flat_in_stokes(), weighted),
    ] {
        let posterior = measurement.posterior(prior.up_to(UPPER).unwrap()).unwrap();
        assert!((posterior.ln_bayes_factor().unwrap() - expected.ln()).abs() < 1e-12);
    }
}

/// The likelihood peaks at zero up to p = √2 σ, and not beyond (`simmons1985`).
/// Under a bound far below the noise the data say nothing: B = 1 + ⟨p²⟩ (d²/4 − ½) for the distance d from zero.
#[test]
fn bound_below_the_noise() {
    let measurement = measured(0.7, 0.4, 1.0, 0.0);
    for (prior, mean_square) in [
        (AmplitudePrior::flat_in_amplitude(), 1.0 / 3.0),
        (AmplitudePrior::flat_in_stokes(), 0.5),
    ] {
        for bound in [1e-3, 1e-6, 1e-9, 1e-15, 1e-100] {
            let posterior = measurement.posterior(prior.up_to(bound).unwrap()).unwrap();
            let expected = mean_square * bound * bound * (0.25 * (0.49 + 0.16) - 0.5);
            let found = posterior.ln_bayes_factor().unwrap();
            assert!((found - expected).abs() < 1e-12, "{bound:e}: {found:e}");
            let density = posterior.angle().density(Angle::new::<degree>(10.0));
            assert!((density * std::f64::consts::PI - 1.0).abs() < bound + 1e-12);
        }
    }
}

#[test]
fn mode_leaves_zero_at_root_two() {
    let mode = |p: f64| {
        measured(p, 0.0, 1.0, 0.0)
            .posterior(AmplitudePrior::flat_in_amplitude())
            .unwrap()
            .amplitude()
            .mode()
    };
    assert!(mode(0.0).abs() < 1e-15 && mode(1.40).abs() < 1e-15);
    assert!(mode(1.43) > 0.1);
}

#[test]
fn large_signal_to_noise_is_gaussian() {
    let measurement = measured(3e5, 4e5, 0.5, 0.2);
    let posterior = measurement
        .posterior(AmplitudePrior::flat_in_amplitude())
        .unwrap();
    let estimate = measurement.modified_asymptotic();
    let p = posterior.amplitude();
    assert!((p.mean() - estimate.value).abs() < 1e-4);
    assert!((p.standard_deviation() / estimate.sigma - 1.0).abs() < 1e-5);
    assert!((p.median() - p.mode()).abs() < 1e-5);
    let angle = posterior.angle();
    let (value, sigma) = (
        measurement.angle().unwrap(),
        measurement.angle_sigma().unwrap(),
    );
    assert!(((angle.median() - value) / sigma).value.abs() < 1e-4);
    assert!(((angle.standard_deviation() / sigma).value - 1.0).abs() < 1e-4);
    let interval = angle
        .interval(IntervalKind::EqualTailed, 0.682_689_492_137_085_9)
        .unwrap();
    assert!(((interval.width() / sigma).value - 2.0).abs() < 1e-4);
}

#[test]
fn nothing_measured_leaves_the_angle_open() {
    let posterior = measured(0.0, 0.0, 1.0, 0.0)
        .posterior(AmplitudePrior::flat_in_amplitude())
        .unwrap();
    let angle = posterior.angle();
    assert!(angle.mean().is_err() && angle.resultant() < 1e-14);
    assert!(angle.resultant() >= 0.0 && angle.standard_deviation().get::<degree>() > 200.0);
    let deg = Angle::new::<degree>;
    assert!((angle.density(deg(12.0)) - std::f64::consts::FRAC_1_PI).abs() < 1e-13);
    for kind in [IntervalKind::EqualTailed, IntervalKind::HighestDensity] {
        let interval = angle.interval(kind, 0.5).unwrap();
        assert!((interval.width().get::<degree>() - 90.0).abs() < 1e-9);
    }
    // Half-normal amplitude.
    assert!((posterior.amplitude().mean() - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-13);
}

#[test]
fn angle_intervals_wrap() {
    let posterior = measured(-4.0, -0.5, 1.0, 0.0)
        .posterior(AmplitudePrior::flat_in_amplitude())
        .unwrap();
    let deg = Angle::new::<degree>;
    for kind in [IntervalKind::EqualTailed, IntervalKind::HighestDensity] {
        let interval = posterior.angle().interval(kind, 0.68).unwrap();
        assert!(interval.lower < deg(90.0) && interval.upper > deg(90.0));
        assert!(interval.contains(deg(90.0)) && interval.contains(deg(-90.0)));
        assert!(!interval.contains(deg(0.0)));
        let p = posterior
            .angle()
            .probability_between(interval.lower, interval.upper);
        assert!((p - 0.68).abs() < 1e-12);
    }
}

/// One draw from the bounded prior, measured with this noise.
fn draw(
    rng: &mut impl Rng,
    prior: Prior,
    noise: &NoiseCovariance,
) -> (f64, Angle, LinearMeasurement<Iau>) {
    let uniform: f64 = rng.random();
    let p = match prior {
        Prior::Amplitude => BOUND * uniform,
        Prior::Stokes => BOUND * uniform.sqrt(),
    };
    let psi = std::f64::consts::PI * rng.random::<f64>();
    let (x, y): (f64, f64) = (rng.sample(StandardNormal), rng.sample(StandardNormal));
    // Cholesky factor of the covariance.
    let (a, b) = (noise.qq().sqrt(), noise.qu() / noise.qq().sqrt());
    let c = (noise.uu() - b * b).sqrt();
    let (q, u) = (
        p * (2.0 * psi).cos() + a * x,
        p * (2.0 * psi).sin() + b * x + c * y,
    );
    (
        p,
        Angle::new::<radian>(psi),
        LinearMeasurement::new(q, u, *noise).unwrap(),
    )
}

#[derive(Debug, Clone, Copy)]
enum Prior {
    Amplitude,
    Stokes,
}

const BOUND: f64 = 4.0;

fn posterior(prior: Prior, measurement: &LinearMeasurement<Iau>) -> PolarizationPosterior {
    let prior = match prior {
        Prior::Amplitude => AmplitudePrior::flat_in_amplitude(),
        Prior::Stokes => AmplitudePrior::flat_in_stokes(),
    };
    measurement.posterior(prior.up_to(BOUND).unwrap()).unwrap()
}

/// Simulation-based calibration: posterior ranks of truths drawn from the prior are uniform, and
/// intervals contain them as often as they say. Seed and draws are fixed; each p-value must exceed
/// 10⁻³.
#[test]
fn posteriors_are_calibrated_over_the_prior() {
    const DRAWS: usize = 1000;
    const BINS: usize = 20;
    const CONTENT: f64 = 0.68;
    for (prior, sigma_u, correlation) in [
        (Prior::Amplitude, 1.0, 0.0),
        (Prior::Amplitude, 0.5, 0.6),
        (Prior::Stokes, 2.0, -0.4),
    ] {
        let noise = NoiseCovariance::correlated(1.0, sigma_u, correlation).unwrap();
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(20_261_123);
        let mut amplitude_ranks = [0_u32; BINS];
        let mut angle_ranks = [0_u32; BINS];
        let mut inside = [0_u32; 4];
        for _ in 0..DRAWS {
            let (p, psi, measurement) = draw(&mut rng, prior, &noise);
            let posterior = posterior(prior, &measurement);
            let (amplitude, angle) = (posterior.amplitude(), posterior.angle());
            amplitude_ranks[(amplitude.cdf(p) * BINS as f64) as usize] += 1;
            let rank = angle.probability_between(Angle::new::<radian>(0.0), psi);
            angle_ranks[((rank * BINS as f64) as usize).min(BINS - 1)] += 1;
            for (k, kind) in [IntervalKind::EqualTailed, IntervalKind::HighestDensity]
                .into_iter()
                .enumerate()
            {
                inside[k] += u32::from(amplitude.interval(kind, CONTENT).unwrap().contains(p));
                inside[2 + k] += u32::from(angle.interval(kind, CONTENT).unwrap().contains(psi));
            }
        }
        for ranks in [amplitude_ranks, angle_ranks] {
            let expected = DRAWS as f64 / BINS as f64;
            let chi2: f64 = ranks
                .iter()
                .map(|&n| (f64::from(n) - expected).powi(2) / expected)
                .sum();
            let p_value = chi_squared_survival(chi2, (BINS - 1) as f64).unwrap();
            assert!(
                p_value > 1e-3,
                "{prior:?} {sigma_u}: χ² = {chi2}, {ranks:?}"
            );
        }
        let n = DRAWS as f64;
        for count in inside {
            let sigmas = (f64::from(count) - n * CONTENT) / (n * CONTENT * (1.0 - CONTENT)).sqrt();
            assert!(sigmas.abs() < 3.3, "{prior:?} {sigma_u}: {inside:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Turning the (Q, U) plane with its noise turns the angle and leaves every estimate of p alone.
    #[test]
    fn amplitudes_do_not_depend_on_the_frame(
        q in -5.0..5.0_f64, u in -5.0..5.0_f64, sigma_u in 0.3..3.0_f64, correlation in -0.9..0.9_f64, turn in -1.5..1.5_f64,
    ) {
        let there = measured(q, u, sigma_u, correlation);
        let (sin, cos) = (2.0 * turn).sin_cos();
        let (qq, uu, qu) = (there.noise().qq(), there.noise().uu(), there.noise().qu());
        let noise = NoiseCovariance::new(
            cos * cos * qq - 2.0 * sin * cos * qu + sin * sin * uu,
            sin * sin * qq + 2.0 * sin * cos * qu + cos * cos * uu,
            sin * cos * (qq - uu) + (cos * cos - sin * sin) * qu,
        ).unwrap();
        let here = LinearMeasurement::<Iau>::new(cos * q - sin * u, sin * q + cos * u, noise).unwrap();
        prop_assert!((here.naive() - there.naive()).abs() < 1e-13);
        prop_assert!((here.signal_to_noise() - there.signal_to_noise()).abs() < 1e-11);
        let (a, b) = (here.modified_asymptotic(), there.modified_asymptotic());
        prop_assert!((a.value - b.value).abs() < 1e-12 && (a.sigma - b.sigma).abs() < 1e-12);
        let prior = AmplitudePrior::flat_in_amplitude();
        let (a, b) = (here.posterior(prior).unwrap(), there.posterior(prior).unwrap());
        prop_assert!((a.amplitude().mean() - b.amplitude().mean()).abs() < 1e-11);
        prop_assert!((a.amplitude().median() - b.amplitude().median()).abs() < 1e-11);
        let moved = (a.angle().mean().unwrap() - b.angle().mean().unwrap()).get::<radian>() - turn;
        prop_assert!(moved.sin().abs() * a.angle().resultant() < 1e-10);
    }

    #[test]
    fn conventions_mirror_the_angle(q in -5.0..5.0_f64, u in -5.0..5.0_f64, correlation in -0.9..0.9_f64) {
        let iau = measured(q, u, 0.7, correlation);
        let cosmo = iau.to_convention::<Cosmo>();
        let prior = AmplitudePrior::flat_in_stokes();
        let (a, b) = (iau.posterior(prior).unwrap(), cosmo.posterior(prior).unwrap());
        prop_assert!((a.amplitude().mean() - b.amplitude().mean()).abs() < 1e-12);
        let sum = (a.angle().mean().unwrap() + b.angle().mean().unwrap()).get::<radian>();
        prop_assert!(sum.sin().abs() * a.angle().resultant() < 1e-11);
        prop_assert_eq!(cosmo.to_convention::<Iau>(), iau);
    }

    /// Units cancel, from nK to huge.
    #[test]
    fn estimates_scale_with_the_unit(q in -5.0..5.0_f64, exponent in -60..60_i32, content in 0.05..0.99_f64) {
        let unit = 10_f64.powi(exponent);
        let small = measured(q, 1.0, 1.3, 0.2);
        let noise = NoiseCovariance::correlated(unit, 1.3 * unit, 0.2).unwrap();
        let scaled = LinearMeasurement::<Iau>::new(q * unit, unit, noise).unwrap();
        let prior = AmplitudePrior::flat_in_amplitude();
        for kind in [IntervalKind::EqualTailed, IntervalKind::HighestDensity] {
            let a = small.posterior(prior).unwrap().amplitude().interval(kind, content).unwrap();
            let b = scaled.posterior(prior).unwrap().amplitude().interval(kind, content).unwrap();
            prop_assert!((a.lower - b.lower / unit).abs() < 1e-10 && (a.upper - b.upper / unit).abs() < 1e-10);
        }
    }

    /// From hopeless to overwhelming data, with and without a bound.
    #[test]
    fn posteriors_are_finite_and_ordered(
        log_snr in -6.0..7.9_f64,
        psi in -3.2..3.2_f64,
        log_ratio in -1.3..1.3_f64,
        correlation in -0.9..0.9_f64,
        log_bound in -2.0..8.0_f64,
    ) {
        let (sin, cos) = (2.0 * psi).sin_cos();
        let snr = 10_f64.powf(log_snr);
        let measurement = measured(snr * cos, snr * sin, 10_f64.powf(log_ratio), correlation);
        for free in [AmplitudePrior::flat_in_amplitude(), AmplitudePrior::flat_in_stokes()] {
            for prior in [free, free.up_to(10_f64.powf(log_bound)).unwrap()] {
                let posterior = match measurement.posterior(prior) {
                    Ok(posterior) => posterior,
                    Err(error) => {
                        prop_assert!(error.is_recoverable(), "{error}");
                        continue;
                    }
                };
                let p = posterior.amplitude();
                let [low, high] = [0.16, 0.84].map(|u| p.quantile(u).unwrap());
                prop_assert!(0.0 <= low && low < p.median() && p.median() < high);
                prop_assert!(p.mode() >= 0.0 && p.mean() > 0.0 && p.standard_deviation() > 0.0);
                let shortest = p.interval(IntervalKind::HighestDensity, 0.68).unwrap();
                prop_assert!(shortest.width() > 0.0);
                prop_assert!(shortest.width() <= (high - low) * (1.0 + 1e-6));
                let angle = posterior.angle();
                let deviation = angle.standard_deviation().get::<degree>();
                prop_assert!(deviation > 0.0 && deviation.is_finite());
                let interval = angle.interval(IntervalKind::HighestDensity, 0.68).unwrap();
                prop_assert!(interval.width().value > 0.0);
                prop_assert!(angle.density(angle.mode()) > 0.0);
                let p = angle.probability_between(interval.lower, interval.upper);
                prop_assert!((p - 0.68).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn intervals_hold_what_they_say(
        q in -5.0..5.0_f64, sigma_u in 0.2..3.0_f64, correlation in -0.9..0.9_f64, content in 0.01..0.995_f64,
    ) {
        let posterior = measured(q, 1.0, sigma_u, correlation).posterior(AmplitudePrior::flat_in_amplitude()).unwrap();
        let p = posterior.amplitude();
        let equal = p.interval(IntervalKind::EqualTailed, content).unwrap();
        let shortest = p.interval(IntervalKind::HighestDensity, content).unwrap();
        for interval in [equal, shortest] {
            prop_assert!((p.cdf(interval.upper) - p.cdf(interval.lower) - content).abs() < 1e-12);
        }
        prop_assert!(shortest.width() <= equal.width() * (1.0 + 1e-12));
        let psi = posterior.angle();
        let equal = psi.interval(IntervalKind::EqualTailed, content).unwrap();
        let shortest = psi.interval(IntervalKind::HighestDensity, content).unwrap();
        for interval in [equal, shortest] {
            prop_assert!((psi.probability_between(interval.lower, interval.upper) - content).abs() < 1e-11);
            prop_assert!(interval.width().get::<degree>() <= 180.0);
        }
        prop_assert!(shortest.width().value <= equal.width().value * (1.0 + 1e-12));
    }
}

#[test]
fn bad_data_gives_typed_errors() {
    use lastscatter_stokes::Error;
    let round = NoiseCovariance::isotropic(1.0).unwrap();
    assert!(matches!(
        LinearMeasurement::<Iau>::new(f64::NAN, 0.0, round),
        Err(Error::OutOfDomain { .. })
    ));
    for (qq, uu, qu) in [
        (0.0, 1.0, 0.0),
        (1.0, -1.0, 0.0),
        (1.0, 1.0, 1.0),
        (f64::NAN, 1.0, 0.0),
        (1.0, f64::INFINITY, 0.0),
    ] {
        assert!(matches!(
            NoiseCovariance::new(qq, uu, qu),
            Err(Error::NotPositiveDefinite { .. })
        ));
    }
    let prior = AmplitudePrior::flat_in_amplitude();
    assert!(prior.up_to(0.0).is_err() && prior.up_to(f64::NAN).is_err());
    let needle = measured(1.0, 1.0, 1e-3, 0.0);
    assert!(matches!(
        needle.posterior(prior),
        Err(Error::OutOfDomain { .. })
    ));
    let far = measured(100.0, 0.0, 1.0, 0.0).posterior(prior.up_to(1.0).unwrap());
    assert!(far.is_err_and(|error| error.is_recoverable()));
    let posterior = measured(1.0, 0.0, 1.0, 0.0).posterior(prior).unwrap();
    assert!(posterior.ln_bayes_factor().is_err());
    assert!(
        posterior
            .amplitude()
            .interval(IntervalKind::EqualTailed, 1.0)
            .is_err()
    );
    assert!(posterior.amplitude().quantile(f64::NAN).is_err());
    assert!(measured(0.0, 0.0, 1.0, 0.0).angle().is_err());
    assert!(measured(1.0, 0.0, 1.0, 0.0).fractional(0.0, 1.0).is_err());
}
