//! Goodness of fit, predictive checks and evidence of a universe of which all is known: one parameter, Gaussian data of a simulated survey.

use std::sync::OnceLock;

use lastscatter_analysis::validation::{
    Chance, Deviance, Evidence, Goodness, GoodnessOptions, NormalPosterior, ParameterShift,
    PosteriorPredictive, goodness,
};
use lastscatter_analysis::{BestFit, Expansion, Model, RunFile};
use lastscatter_inference::{Chain, Chains, LogDensity, stream};
use lastscatter_likelihood::spectra::SpectraLikelihood;
use lastscatter_likelihood::survey::{Fields, Survey};
use lastscatter_numerics::special::chi_squared_survival;
use lastscatter_stokes::spectra::Pair;
use rand::RngExt;
use rand_distr::StandardNormal;

const RUN: &str = r#"
likelihoods = []

[theory]
omega_b_h2 = 0.02237
omega_c_h2 = 0.1200
theta_mc_100 = 1.04092
tau = 0.0544

[primordial]
name = "power_law"
a_s = 2.1e-9
n_s = 0.9649

[[parameters]]
name = "ln_1e10_a_s"
prior = { uniform = [2.5, 3.5] }
scale = 0.01
"#;

const FIRST: usize = 30;
const LAST: usize = 129;
const WIDTH: usize = 5;
const SEED: u64 = 5;

/// What the tests share.
struct Known {
    model: Model,
    best: BestFit,
    /// Draws of the normal posterior at the best fit, weighed so that they sample the posterior.
    chains: Chains,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let run = RunFile::parse("run.toml", RUN).expect("a run file");
        // Without its foregrounds.
        let bands = Survey::planck_like().bands().to_vec();
        let survey = Survey::new("bands", bands, 0.6, FIRST..=LAST, Fields::TE);
        let nothing = Model::simulated(&run, LAST).expect("a model");
        let sky = nothing.sky(&nothing.start()).expect("a sky");
        let data = (survey.expect("a survey")).observation(&sky.theory(), WIDTH, SEED);
        let data: Vec<Box<dyn SpectraLikelihood>> = vec![Box::new(data.expect("bandpowers"))];
        let model = Model::with_data(&run, data).expect("a model");
        let best = BestFit::new(&model, &model.start(), 0, 1).expect("a best fit");
        let chains = chains(&model, &best);
        Known {
            model,
            best,
            chains,
        }
    })
}

fn expansion() -> Expansion<'static> {
    let Known { model, best, .. } = known();
    Expansion::new(model, &best.theta, &best.covariance).expect("an expansion")
}

fn chains(model: &Model, best: &BestFit) -> Chains {
    let expansion = Expansion::new(model, &best.theta, &best.covariance).expect("an expansion");
    let posterior = model.posterior_of(expansion).expect("a posterior");
    let (centre, sigma) = (best.theta[0], best.covariance.standard_deviations()[0]);
    let chain = |index| {
        let mut rng = stream(SEED, index);
        let z: Vec<f64> = (0..500).map(|_| rng.sample(StandardNormal)).collect();
        let theta: Vec<f64> = z.iter().map(|z| centre + sigma * z).collect();
        let densities = theta.iter().map(|&t| posterior.ln_density(&[t]));
        let densities: Result<Vec<f64>, _> = densities.collect();
        let densities = densities.expect("ln p");
        let weights = densities.iter().zip(&z);
        let weights = weights.map(|(d, z)| (d - best.ln_posterior + 0.5 * z * z).exp());
        Chain::new(1, theta, weights.collect(), densities).expect("a chain")
    };
    Chains::new(posterior.info(), (0..4).map(chain).collect()).expect("chains")
}

#[test]
fn goodness_by_range_and_as_a_whole() {
    let Known { model, best, .. } = known();
    let all = goodness(model, &best.sky, &best.theta, &GoodnessOptions::default());
    let all = all.expect("goodness");
    for pair in [Pair::TT, Pair::EE] {
        let part = all.iter().find(|g| g.name.ends_with(&format!(": {pair}")));
        let part = part.expect("a part");
        let ranges = all.iter().filter(|g| range_of(g, pair));
        let (sum, count) = ranges.fold((0.0, 0), |(sum, count), range| {
            (sum + range.chi_squared, count + range.count)
        });
        assert_eq!(count, part.count);
        assert!((sum - part.chi_squared).abs() < 1e-9 * sum, "{pair}: {sum}");
    }
    // 30 to 99 and 100 to 129: bands of five multipoles.
    let ranges = all.iter().filter(|g| range_of(g, Pair::TT));
    let counts: Vec<usize> = ranges.map(|g| g.count).collect();
    assert_eq!(counts, [14, 6]);
    one_parameter_is_taken(known());
}

fn range_of(goodness: &Goodness, pair: Pair) -> bool {
    matches!(goodness.multipoles, Some((of, _)) if of == pair)
}

fn one_parameter_is_taken(known: &Known) {
    let Known {
        model,
        best,
        chains,
    } = known;
    let priors = [*model.posterior().expect("a posterior").parameters()[0].prior()];
    let normal = NormalPosterior::of_chains(chains).expect("a normal posterior");
    let fitted = normal.measured_parameters(&priors).expect("one");
    assert!((0.99..1.0).contains(&fitted), "{fitted}");
    let options = GoodnessOptions {
        fitted,
        ..GoodnessOptions::default()
    };
    let all = goodness(model, &best.sky, &best.theta, &options).expect("goodness");
    let (whole, last) = (&all[0], &all[all.len() - 1]);
    assert!((last.degrees_of_freedom - (whole.count as f64 - fitted)).abs() < 1e-12);
    let expected = chi_squared_survival(whole.chi_squared, last.degrees_of_freedom);
    assert_eq!(last.chance, Chance::Exact(expected.expect("a probability")));
    let probability = last.chance.probability_to_exceed().expect("known");
    assert!((0.01..0.99).contains(&probability), "{probability}");
    // A sky that is a third too bright is seen.
    let wrong = [best.theta[0] + 0.3];
    let sky = model.sky(&wrong).expect("a sky");
    let all = goodness(model, &sky, &wrong, &options).expect("goodness");
    let probability = all[0].chance.probability_to_exceed().expect("known");
    assert!(probability < 1e-4, "{probability}");
}

#[test]
fn what_the_posterior_predicts() {
    let Known {
        model,
        best,
        chains,
    } = known();
    let expansion = expansion();
    let sky = |theta: &[f64]| expansion.sky(theta);
    let found = PosteriorPredictive::new(model, chains, sky, 400, SEED).expect("predictions");
    // C_ℓ ∝ A_s but for lensing: the bands have the width of ln A_s.
    let sigma = chains.standard_deviation()[0];
    let tt = found.bands.iter().find(|b| b.pair == Pair::TT).expect("TT");
    for ell in [30, 80, 120] {
        let half = |i: lastscatter_inference::Interval| 0.5 * (i.upper - i.lower);
        let unit = tt.mean[ell] * sigma;
        let width = half(tt.interval_68[ell]) / unit;
        // The chains have 2000 samples; a tenth is four standard errors of a width.
        assert!((width - 1.0).abs() < 0.1, "{ell}: {width}");
        let wide = half(tt.interval_95[ell]) / unit;
        assert!((wide - 1.96).abs() < 0.2, "{ell}: {wide}");
    }
    // ⟨χ²⟩ has one more for the parameter.
    let check = &found.checks[0];
    let all = goodness(model, &best.sky, &best.theta, &GoodnessOptions::default());
    let all = all.expect("goodness");
    let excess = check.mean_chi_squared - all[0].chi_squared;
    assert!((excess - 1.0).abs() < 0.3, "{excess}");
    let near = all[0].chance.probability_to_exceed().expect("known");
    assert!((check.probability.expect("Gaussian") - near).abs() < 0.06);
    // Replicas surround the data.
    let (_, data) = &found.data[0];
    let outside = data.iter().filter(|d| {
        let (interval, _) = d.replicated.expect("Gaussian");
        !(interval.lower..=interval.upper).contains(&d.residual.observed)
    });
    let share = outside.count() as f64 / data.len() as f64;
    assert!(share < 0.15, "{share}");
    let ranks: f64 = data.iter().filter_map(|d| d.replicated.map(|r| r.1)).sum();
    // Three standard errors of the mean of as many uniform numbers.
    let error = (12.0 * data.len() as f64).sqrt().recip();
    assert!((ranks / data.len() as f64 - 0.5).abs() < 3.0 * error);
}

#[test]
fn evidence_of_one_parameter() {
    let Known {
        model,
        best,
        chains,
    } = known();
    // By the midpoint rule over ten standard deviations.
    let posterior = model.posterior_of(expansion()).expect("a posterior");
    let (centre, sigma) = (best.theta[0], best.covariance.standard_deviations()[0]);
    let step = 0.01 * sigma;
    let terms = (-500..500).map(|i| {
        let theta = centre + step * (f64::from(i) + 0.5);
        let density = posterior.ln_density(&[theta]).expect("ln p");
        (density - best.ln_posterior).exp()
    });
    let expected = best.ln_posterior + (step * terms.sum::<f64>()).ln();
    let found = Evidence::from_chains(chains).expect("an evidence");
    let error = found.error.expect("chains know it");
    let difference = found.ln_evidence - expected;
    assert!(
        error < 0.1 && difference.abs() < 4.0 * error,
        "{found:?}, {expected}"
    );
    // The posterior is nearly normal.
    let laplace = Evidence::laplace(best).ln_evidence;
    assert!((laplace - expected).abs() < 0.01, "{laplace}, {expected}");

    let deviance = Deviance::new(chains, &posterior).expect("a deviance");
    // Of 2000 draws of χ² with one degree of freedom: four standard errors.
    assert!(
        (deviance.effective_parameters() - 1.0).abs() < 0.13,
        "{deviance:?}"
    );
    assert!(
        (deviance.dimensionality() - 1.0).abs() < 0.4,
        "{deviance:?}"
    );
    shifted(chains);
}

/// Chains beside the same elsewhere.
fn shifted(chains: &Chains) {
    const SHIFT: f64 = 0.05;
    let moved = chains.chains().iter().map(|chain| {
        let samples = chain.samples().iter().map(|t| t + SHIFT).collect();
        let weights = chain.weights().to_vec();
        Chain::new(1, samples, weights, chain.ln_density().to_vec()).expect("a chain")
    });
    let moved = Chains::new(chains.parameters().to_vec(), moved.collect()).expect("chains");
    let [one, other] = NormalPosterior::of_both(chains, &moved).expect("one parameter");
    let shift = ParameterShift::independent(&one, &other).expect("a shift");
    let expected = SHIFT / (2f64.sqrt() * chains.standard_deviation()[0]);
    assert!((shift.in_sigmas[0].expect("known") - expected).abs() < 1e-9 * expected);
    assert!((shift.significance.chi_squared.sqrt() - expected).abs() < 1e-9 * expected);
}
