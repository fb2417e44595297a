//! Priors against 50-digit evaluations (mpmath 1.4.1, `tests/scripts/priors.py`).

use lastscatter_inference::Prior;

/// Rounding of the standard normal functions, amplified by 1 + z² ≤ 10³ in the far tails.
const TOLERANCE: f64 = 2e-13;

fn prior(family: &str, p: &[f64]) -> Prior {
    match family {
        "log_uniform" => Prior::log_uniform(p[0], p[1]),
        "half_normal" => Prior::half_normal(p[0]),
        "log_normal" => Prior::log_normal(p[0], p[1]),
        "cauchy" => Prior::cauchy(p[0], p[1]),
        _ => Prior::truncated_normal(p[0], p[1], p[2], p[3]),
    }
    .expect("the table holds valid parameters")
}

#[test]
fn densities_probabilities_quantiles_and_moments() {
    for line in include_str!("data/priors.txt").lines() {
        let mut cells = line.split_whitespace();
        let family = cells.next().expect("a family");
        let v: Vec<f64> = cells.map(|c| c.parse().expect("a number")).collect();
        let (parameters, v) = v.split_at(4);
        let prior = prior(family, parameters);
        let close = |what: &str, value: f64, exact: f64| {
            let error = (value / exact - 1.0).abs();
            assert!(
                error < TOLERANCE,
                "{what} of {line}: {value} off by {error:e}"
            );
        };
        close("ln pdf", prior.ln_pdf(v[0]), v[1]);
        close("cdf", prior.cdf(v[0]), v[2]);
        close("quantile", prior.quantile(v[3]).expect("0 < u < 1"), v[4]);
        if v[6].is_nan() {
            assert!(prior.mean().is_none() && prior.standard_deviation().is_none());
        } else {
            let sd = prior.standard_deviation().expect("a deviation");
            close("deviation", sd, v[6]);
            let offset = (prior.mean().expect("a mean") - v[5]).abs();
            assert!(
                offset < TOLERANCE * (v[5].abs() + sd),
                "mean of {line} off by {offset:e}"
            );
        }
    }
}
