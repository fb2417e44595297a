//! Posterior quantities against `scripts/estimation.py`, which integrates by brute force.

use lastscatter_stokes::Iau;
use lastscatter_stokes::estimation::{AmplitudePrior, LinearMeasurement, NoiseCovariance};
use uom::si::angle::radian;
use uom::si::f64::Angle;

/// The script's own error (2e-14) amplified by the slope of quantiles, and that of the table (1e-13).
const TOLERANCE: f64 = 1e-11;

#[test]
fn posterior_against_brute_force() {
    let mut cases = 0;
    for line in include_str!("golden/estimation.txt")
        .lines()
        .filter(|l| !l.starts_with('#'))
    {
        let numbers: Vec<f64> = line
            .split_whitespace()
            .map(|w| w.parse().unwrap())
            .collect();
        let &[q, u, qq, uu, qu, power, upper, ref expected @ ..] = numbers.as_slice() else {
            panic!("short line: {line}")
        };
        let noise = NoiseCovariance::new(qq, uu, qu).unwrap();
        let mut prior = if power > 0.5 {
            AmplitudePrior::flat_in_stokes()
        } else {
            AmplitudePrior::flat_in_amplitude()
        };
        if upper > 0.0 {
            prior = prior.up_to(upper).unwrap();
        }
        let posterior = LinearMeasurement::<Iau>::new(q, u, noise)
            .unwrap()
            .posterior(prior)
            .unwrap();
        let (p, psi) = (posterior.amplitude(), posterior.angle());
        let found = [
            p.mean(),
            p.standard_deviation(),
            p.mode(),
            p.median(),
            p.quantile(0.05).unwrap(),
            psi.resultant(),
            psi.mean().unwrap().get::<radian>(),
            psi.probability_between(Angle::new::<radian>(-0.3), Angle::new::<radian>(0.1)),
        ];
        for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
            let error = (found - expected).abs();
            assert!(
                error < TOLERANCE,
                "column {index} of {line}: {found}, error {error:e}"
            );
        }
        cases += 1;
    }
    assert_eq!(cases, 7);
}
