//! Chains: moments, quantiles, burn-in and thinning.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use lastscatter_inference::{BurnIn, Chain, Chains, Error, Interval, ParameterInfo, stream};
use proptest::prelude::*;
use rand::RngExt;

fn infos(names: &[&str]) -> Vec<ParameterInfo> {
    names.iter().map(|n| ParameterInfo::new(*n, *n)).collect()
}

/// Rows 0, 1, 2, … with these weights.
fn counting(weights: &[f64]) -> Chain {
    let rows: Vec<f64> = (0..weights.len()).map(|i| i as f64).collect();
    Chain::new(1, rows.clone(), weights.to_vec(), rows).unwrap()
}

/// The same chain with every row written as often as its weight says.
fn expanded(chain: &Chain) -> Chain {
    let draws: Vec<Vec<f64>> = (0..chain.dimension())
        .map(|p| chain.draws(p).unwrap())
        .collect();
    let n = draws[0].len();
    let samples = (0..n)
        .flat_map(|i| draws.iter().map(move |d| d[i]))
        .collect();
    Chain::new(chain.dimension(), samples, vec![1.0; n], vec![0.0; n]).unwrap()
}

#[test]
fn moments_and_quantiles_match_numpy() {
    // numpy 2.4.6: x = [3,1,4,1.5,9,2.6], y = x**2 - 5 x, w = [1,2,3,1,0,4];
    // np.average, np.cov(ddof=0, aweights=w), np.quantile(x, q, weights=w, method="inverted_cdf").
    let x = [3.0, 1.0, 4.0, 1.5, 9.0, 2.6];
    let samples = x.iter().flat_map(|v| [*v, v * v - 5.0 * v]).collect();
    let chain = Chain::new(2, samples, vec![1.0, 2.0, 3.0, 1.0, 0.0, 4.0], vec![0.0; 6]).unwrap();
    let chains = Chains::new(infos(&["x", "y"]), vec![chain]).unwrap();
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-14 * b.abs().max(1.0), "{a} {b}");
    close(chains.mean()[0], 2.627272727272727);
    close(chains.mean()[1], -5.109999999999999);
    close(chains.covariance()[(0, 0)], 1.123801652892562);
    close(chains.covariance()[(0, 1)], 0.08254545454545449);
    close(chains.standard_deviation()[1].powi(2), 1.098163636363636);
    let marginal = chains.marginal("x").unwrap();
    for (p, expected) in [
        (0.0, 1.0),
        (0.1, 1.0),
        (0.25, 1.5),
        (0.5, 2.6),
        (0.7, 3.0),
        (0.8, 4.0),
        (1.0, 4.0),
    ] {
        assert_eq!(
            marginal.quantile(p).unwrap().to_bits(),
            f64::to_bits(expected),
            "{p}"
        );
    }
}

#[test]
fn intervals_and_limits_of_a_uniform_distribution() {
    let mut rng = stream(3, 0);
    let n = 100_000;
    let draws = (0..n).map(|_| 3.0 * rng.random::<f64>() - 1.0).collect();
    let chain = Chain::new(1, draws, vec![1.0; n], vec![0.0; n]).unwrap();
    let chains = Chains::new(infos(&["u"]), vec![chain]).unwrap();
    let u = chains.marginal("u").unwrap();
    let Interval { lower, upper } = u.interval(0.9).unwrap();
    // A quantile's standard error is 3 sqrt(p (1 - p)/n) <= 0.005: five of them.
    let close = |a: f64, b: f64| assert!((a - b).abs() < 0.025, "{a} {b}");
    close(lower, -0.85);
    close(upper, 1.85);
    close(u.median(), 0.5);
    close(u.upper_limit(0.95).unwrap(), 1.85);
    close(u.lower_limit(0.95).unwrap(), -0.85);
    // P(|u| < b) = (b + 1)/3 above 1, 2b/3 below.
    close(u.absolute_limit(0.8).unwrap(), 1.4);
    close(u.absolute_limit(0.4).unwrap(), 0.6);
    assert!(u.quantile(1.1).is_err() && u.quantile(f64::NAN).is_err() && u.interval(2.0).is_err());
    // The ends of a negative mass would be the wrong way round.
    assert!(u.interval(-0.5).is_err() && u.interval(f64::NAN).is_err());
}

#[test]
fn burn_in_and_thinning_count_steps() {
    let chain = counting(&[3.0, 1.0, 4.0, 2.0]);
    let cut = chain.without_burn_in(BurnIn::Steps(4)).unwrap();
    assert_eq!(cut.samples(), [2.0, 3.0]);
    let cut = chain.without_burn_in(BurnIn::Fraction(0.55)).unwrap();
    assert_eq!(
        (cut.samples(), cut.weights()),
        (&[2.0, 3.0][..], &[3.0, 2.0][..])
    );
    assert!(chain.without_burn_in(BurnIn::Steps(10)).is_err());
    assert!(chain.without_burn_in(BurnIn::Fraction(1.0)).is_err());
    assert!(chain.thinned(0).is_err());
}

#[test]
fn broken_chains_are_refused() {
    let new = |s: &[f64], w: &[f64], l: &[f64]| Chain::new(1, s.to_vec(), w.to_vec(), l.to_vec());
    assert!(matches!(new(&[], &[], &[]), Err(Error::TooFew { .. })));
    assert!(matches!(
        new(&[1.0, 2.0], &[1.0], &[0.0]),
        Err(Error::Dimension { .. })
    ));
    assert!(matches!(
        new(&[f64::NAN], &[1.0], &[0.0]),
        Err(Error::NonFiniteEntry { .. })
    ));
    assert!(matches!(
        new(&[1.0], &[-1.0], &[0.0]),
        Err(Error::OutOfDomain { .. })
    ));
    assert!(matches!(
        new(&[1.0], &[0.0], &[0.0]),
        Err(Error::OutOfDomain { .. })
    ));
    assert!(matches!(
        new(&[1.0], &[1.0], &[f64::NAN]),
        Err(Error::OutOfDomain { .. })
    ));
    let one = || vec![counting(&[1.0])];
    for name in ["", "a b", "a*", "a?", "a#"] {
        assert!(matches!(
            Chains::new(infos(&[name]), one()),
            Err(Error::InvalidName { .. })
        ));
    }
    assert!(Chains::new(infos(&["a", "b"]), one()).is_err());
    assert!(Chains::new(infos(&["a"]), vec![]).is_err());
    let two = Chain::new(2, vec![0.0; 2], vec![1.0], vec![0.0]).unwrap();
    assert!(matches!(
        Chains::new(infos(&["a", "a"]), vec![two]),
        Err(Error::InvalidName { .. })
    ));
    assert!(matches!(
        Chains::new(infos(&["a"]), one()).unwrap().marginal("b"),
        Err(Error::UnknownParameter { .. })
    ));
    assert!(counting(&[0.5]).draws(0).is_err() && counting(&[1.0]).draws(1).is_err());
}

proptest! {
    #[test]
    fn multiplicity_is_the_same_as_repetition(
        weights in prop::collection::vec(1_u8..6, 1..30),
        every in 1_usize..9,
        drop in 0_usize..20,
        p in 0.0_f64..1.0,
    ) {
        let weights: Vec<f64> = weights.into_iter().map(f64::from).collect();
        let chain = counting(&weights);
        let long = expanded(&chain);
        prop_assert_eq!(chain.thinned(every).unwrap().draws(0).unwrap(), long.thinned(every).unwrap().draws(0).unwrap());
        let burn_in = BurnIn::Steps(drop);
        match chain.without_burn_in(burn_in) {
            Ok(cut) => prop_assert_eq!(cut.draws(0).unwrap(), long.without_burn_in(burn_in).unwrap().draws(0).unwrap()),
            Err(_) => prop_assert!(drop >= long.len()),
        }
        let set = |c: &Chain| Chains::new(infos(&["x"]), vec![c.clone()]).unwrap();
        let quantile = |c: &Chain| set(c).marginal("x").unwrap().quantile(p).unwrap();
        prop_assert_eq!(quantile(&chain).to_bits(), quantile(&long).to_bits());
        prop_assert!((set(&chain).mean()[0] - set(&long).mean()[0]).abs() < 1e-12);
        prop_assert!((set(&chain).covariance()[0] - set(&long).covariance()[0]).abs() < 1e-12);
    }

    #[test]
    fn merging_does_not_depend_on_how_a_chain_is_cut(
        values in prop::collection::vec(-10.0_f64..10.0, 2..40),
        at in 0.0_f64..1.0,
    ) {
        let chain = |v: &[f64]| Chain::new(1, v.to_vec(), vec![1.0; v.len()], v.to_vec()).unwrap();
        let cut = 1 + (at * (values.len() - 1) as f64) as usize;
        let cut = cut.min(values.len() - 1);
        let parts = vec![chain(&values[..cut]), chain(&values[cut..])];
        let parts = Chains::new(infos(&["x"]), parts).unwrap();
        prop_assert_eq!(parts.merged(), chain(&values));
        let whole = Chains::new(infos(&["x"]), vec![chain(&values)]).unwrap();
        prop_assert_eq!(parts.covariance(), whole.covariance());
    }
}
