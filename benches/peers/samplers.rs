//! One sampler of this workspace on one target, for `samplers.py`: writes its draws as little-endian `f64` and prints a line
//! of JSON.
//!
//! `samplers SAMPLER TARGET SEED FILE`

#![expect(clippy::print_stdout, reason = "the result goes to the script")]

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use lastscatter::inference::{
    Chains, DensityError, EnsembleOptions, EnsembleSampler, Execution, LogDensity,
    LogDensityGradient, MetropolisOptions, MetropolisSampler, Move, NestedOptions, NestedSampler,
    NutsOptions, NutsSampler, Parameter, ParameterInfo, Posterior, Prior, Proposal, quiet, scatter,
};

/// The likelihoods of `samplers.py`, with a count of evaluations.
struct Target {
    name: String,
    dimension: usize,
    evaluations: AtomicU64,
}

impl Target {
    fn value(&self, t: &[f64], g: Option<&mut [f64]>) -> f64 {
        self.evaluations.fetch_add(1, Ordering::Relaxed);
        let n = t.len();
        let mut unused = vec![0.0; n];
        let g = g.unwrap_or(&mut unused);
        match self.name.as_str() {
            // x₀ ~ N(0, 1), xᵢ ~ N(0.6 xᵢ₋₁, 0.8).
            "gaussian6" | "gaussian50" => {
                g[0] = -t[0];
                let mut value = -0.5 * t[0] * t[0];
                for i in 1..n {
                    let r = (t[i] - 0.6 * t[i - 1]) / 0.64;
                    value -= 0.32 * r * r;
                    g[i] = -r;
                    g[i - 1] += 0.6 * r;
                }
                value - 0.5 * n as f64 * std::f64::consts::TAU.ln() - (n - 1) as f64 * 0.8f64.ln()
            }
            "rosenbrock" => {
                let across = t[1] - t[0] * t[0];
                g[0] = 1.0 - t[0] + 50.0 * across * t[0];
                g[1] = -25.0 * across;
                -0.5 * (1.0 - t[0]).powi(2) - 12.5 * across * across
            }
            // v ~ N(0, 1), xᵢ ~ N(0, e^(v/2)).
            "funnel" => {
                let mut value = -0.5 * (t[0] * t[0] + n as f64 * std::f64::consts::TAU.ln());
                g[0] = -t[0];
                for i in 1..n {
                    let z = t[i] * (-0.5 * t[0]).exp();
                    value -= 0.5 * (z * z + t[0]);
                    g[0] += 0.5 * (z * z - 1.0);
                    g[i] = -z * (-0.5 * t[0]).exp();
                }
                value
            }
            "bimodal" => {
                let squares = |c: f64| 0.5 * t.iter().map(|x| (x - c).powi(2)).sum::<f64>();
                let (a, b) = (-squares(-4.0), -squares(4.0));
                let m = a.max(b);
                let sum = (a - m).exp() + (b - m).exp();
                m + (0.5 * sum).ln() - 0.5 * n as f64 * std::f64::consts::TAU.ln()
            }
            "eggbox" => (2.0 + (0.5 * t[0]).cos() * (0.5 * t[1]).cos()).powi(5),
            other => panic!("no target {other}"),
        }
    }
}

impl LogDensity for Target {
    fn dimension(&self) -> usize {
        self.dimension
    }
    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        Ok(self.value(theta, None))
    }
}

impl LogDensityGradient for Target {
    fn ln_density_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
    ) -> Result<f64, DensityError> {
        Ok(self.value(theta, Some(gradient)))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [sampler, name, seed, file] = arguments.as_slice() else {
        return Err("usage: samplers SAMPLER TARGET SEED FILE".into());
    };
    let seed: u64 = seed.parse()?;
    let (dimension, lower, upper) = match name.as_str() {
        "gaussian6" => (6, -10.0, 10.0),
        "gaussian50" => (50, -10.0, 10.0),
        "rosenbrock" => (2, -6.0, 30.0),
        "funnel" => (4, -40.0, 40.0),
        "bimodal" => (3, -10.0, 10.0),
        _ => (2, 0.0, 10.0 * std::f64::consts::PI),
    };
    let parameters = (0..dimension)
        .map(|i| Parameter::new(format!("x{i}"), "", Prior::uniform(lower, upper)?))
        .collect::<Result<Vec<_>, _>>()?;
    let target = Target {
        name: name.clone(),
        dimension,
        evaluations: AtomicU64::new(0),
    };
    let posterior = Posterior::new(parameters, target)?;
    let infos: Vec<ParameterInfo> = posterior.info();
    let centre = vec![0.5; dimension];
    let scales = vec![0.5; dimension];
    let guess = Proposal::Scales(scales.clone());
    let evaluations = || posterior.likelihood().evaluations.load(Ordering::Relaxed);
    let begin = Instant::now();
    let mut before = 0;
    let mut evidence = None;
    let chains: Chains = match sampler.as_str() {
        "ensemble" | "ensemble-stretch" => {
            let moves = if sampler == "ensemble" {
                EnsembleOptions::default().moves
            } else {
                vec![(Move::stretch(), 1.0)]
            };
            let options = EnsembleOptions {
                seed,
                moves,
                execution: Execution::Serial,
                ..EnsembleOptions::default()
            };
            let walkers = (4 * dimension).max(32);
            let start = scatter(&centre, &scales, walkers, seed)?;
            let mut run = EnsembleSampler::new(&posterior, &start, options)?;
            let steps = 640_000 / walkers;
            let _ = run.run(steps / 5, quiet)?;
            run.discard();
            before = evaluations();
            let _ = run.run(steps, quiet)?;
            run.chains(infos)?
        }
        "metropolis" => {
            let start = scatter(&centre, &scales, 4, seed)?;
            let options = MetropolisOptions {
                seed,
                ..MetropolisOptions::default()
            };
            let mut run = MetropolisSampler::new(&posterior, &start, &guess, options)?;
            let _ = run.run(1, quiet)?;
            run.discard();
            before = evaluations();
            let _ = run.run(100_000, quiet)?;
            run.chains(infos)?
        }
        "nuts" => {
            let start = scatter(&centre, &scales, 4, seed)?;
            let options = NutsOptions {
                seed,
                target_acceptance: if dimension == 50 { 0.8 } else { 0.9 },
                ..NutsOptions::default()
            };
            let free = posterior.likelihood();
            let mut run = NutsSampler::new(free, &start, &guess, options)?;
            let _ = run.run(0, quiet)?;
            before = evaluations();
            let _ = run.run(5_000, quiet)?;
            run.chains(infos)?
        }
        "nested" => {
            let options = NestedOptions {
                seed,
                ..NestedOptions::default()
            };
            let mut run = NestedSampler::new(&posterior, options)?;
            let _ = run.run(quiet)?;
            let result = run.result()?;
            evidence = Some((
                result.ln_evidence,
                result.ln_evidence_error,
                result.insertion_ranks.p_value,
            ));
            result.chains
        }
        other => return Err(format!("no sampler {other}").into()),
    };
    let seconds = begin.elapsed().as_secs_f64();
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    let mut lengths = Vec::new();
    for chain in chains.chains() {
        lengths.push(chain.len().to_string());
        for (row, weight) in chain.rows().zip(chain.weights()) {
            out.write_all(&weight.to_le_bytes())?;
            for x in row {
                out.write_all(&x.to_le_bytes())?;
            }
        }
    }
    out.flush()?;
    let (ln_evidence, error, p_value) = evidence.unwrap_or((f64::MAX, f64::MAX, f64::MAX));
    println!(
        r#"{{"dimension":{dimension},"lengths":[{}],"evaluations":{},"warm_up":{before},"seconds":{seconds},"ln_evidence":{ln_evidence},"error":{error},"p_value":{p_value}}}"#,
        lengths.join(","),
        evaluations() - before,
    );
    Ok(())
}
