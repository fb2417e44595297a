//! Reweighting a Gaussian into another.

use lastscatter_inference::{
    Chain, Chains, Density, DensityError, Error, LogDensity, ParameterInfo, Reweighting, stream,
};
use rand::RngExt;
use rand_distr::StandardNormal;

const CHAINS: u64 = 2;
const DRAWS: usize = 20_000;

/// Independent draws from the unit normal in two dimensions, whose density carries its constant.
fn normal_chains() -> Result<Chains, Error> {
    let constant = -(2.0 * std::f64::consts::PI).ln();
    let chains = (0..CHAINS).map(|index| {
        let mut rng = stream(6, index);
        let samples: Vec<f64> = (0..2 * DRAWS).map(|_| rng.sample(StandardNormal)).collect();
        let ln_density = samples
            .chunks(2)
            .map(|t| constant - 0.5 * (t[0] * t[0] + t[1] * t[1]));
        let ln_density = ln_density.collect();
        Chain::new(2, samples, vec![1.0; DRAWS], ln_density)
    });
    let infos = ["a", "b"].map(|n| ParameterInfo::new(n, n)).to_vec();
    Chains::new(infos, chains.collect::<Result<_, _>>()?)
}

#[test]
fn moments_evidence_and_efficiency_of_a_shifted_gaussian() -> Result<(), Error> {
    // p′ = 3 N((0.5, 0), diag(1, 0.64)).
    let constant = 3f64.ln() - (2.0 * std::f64::consts::PI * 0.8).ln();
    let density = Density::new(2, |t| {
        constant - 0.5 * ((t[0] - 0.5).powi(2) + t[1] * t[1] / 0.64)
    });
    let reweighting = Reweighting::new(&normal_chains()?, &density)?;
    // ⟨r²⟩/⟨r⟩²: exp(0.25) from the shift, 1/(0.8 √(2 − 0.64)) from the width.
    let spread = 0.25_f64.exp() / (0.8 * 1.36_f64.sqrt());
    assert!((reweighting.efficiency * spread - 1.0).abs() < 0.05);
    let size = reweighting.efficiency * (CHAINS as f64) * DRAWS as f64;
    let error = size.sqrt().recip();
    let (mean, sd) = (
        reweighting.chains.mean(),
        reweighting.chains.standard_deviation(),
    );
    assert!((mean[0] - 0.5).abs() < 5.0 * error && mean[1].abs() < 5.0 * error);
    assert!((sd[0] - 1.0).abs() < 5.0 * error && (sd[1] - 0.8).abs() < 5.0 * error);
    assert!((reweighting.ln_evidence_ratio - 3f64.ln()).abs() < 5.0 * error);
    // And back to the first density: the old weights, up to their scale.
    let unit = Density::new(2, |t| {
        -(2.0 * std::f64::consts::PI).ln() - 0.5 * (t[0] * t[0] + t[1] * t[1])
    });
    let back = Reweighting::new(&reweighting.chains, &unit)?;
    let weights = back.chains.merged().weights().to_vec();
    assert!(weights.iter().all(|w| (w / weights[0] - 1.0).abs() < 1e-12));
    Ok(())
}

#[test]
fn rejected_rows_lose_their_weight_and_extra_columns_stay() -> Result<(), Error> {
    struct Half;
    impl LogDensity for Half {
        fn dimension(&self) -> usize {
            1
        }
        fn ln_density(&self, t: &[f64]) -> Result<f64, DensityError> {
            if t[0] < 0.0 {
                return Err(DensityError::Rejected("negative".into()));
            }
            Ok(-0.5 * t[0] * t[0])
        }
    }
    let chains = normal_chains()?;
    let half = Reweighting::new(&chains, &Half)?;
    assert_eq!(half.chains.parameters().len(), 2);
    for (row, weight) in half.chains.chains()[0]
        .rows()
        .zip(half.chains.chains()[0].weights())
    {
        assert!((*weight > 0.0) == (row[0] >= 0.0));
    }
    let never = Density::new(2, |_| f64::NEG_INFINITY);
    assert!(matches!(
        Reweighting::new(&chains, &never),
        Err(Error::OutOfDomain { .. })
    ));
    let broken = Density::new(2, |_| f64::NAN);
    assert!(matches!(
        Reweighting::new(&chains, &broken),
        Err(Error::NonFinite { .. })
    ));
    let larger = Density::new(3, |_| 0.0);
    assert!(matches!(
        Reweighting::new(&chains, &larger),
        Err(Error::Dimension { .. })
    ));
    Ok(())
}
