use lastscatter_inference::*;
fn run<L: LogDensity>(name: &str, truth: f64, posterior: &Posterior<L>, o: NestedOptions) {
    let t = std::time::Instant::now();
    let mut s = NestedSampler::new(posterior, o).unwrap();
    let _ = s.run(quiet).unwrap();
    let r = s.result().unwrap();
    println!(
        "{name}: lnZ {:.3} ± {:.3} (H {:.3}) truth {:.3} pull {:+.2}, H {:.2}, p {:.3} {:.3}, ESS {:.0}, evals {}, ESS/eval {:.5}, {:.2}s gens {}",
        r.ln_evidence,
        r.ln_evidence_error,
        r.ln_evidence_error_by_information,
        truth,
        (r.ln_evidence - truth) / r.ln_evidence_error,
        r.information,
        r.insertion_ranks.p_value,
        r.insertion_ranks.p_value_of_blocks,
        r.effective_samples,
        r.evaluations,
        r.effective_samples / r.evaluations as f64,
        t.elapsed().as_secs_f64(),
        s.state().generations()
    );
}
fn cube(n: usize, a: f64, b: f64) -> Vec<Parameter> {
    (0..n)
        .map(|i| Parameter::new(format!("x{i}"), "x", Prior::uniform(a, b).unwrap()).unwrap())
        .collect()
}
fn main() {
    let which: Vec<String> = std::env::args().skip(1).collect();
    let sweeps: Option<usize> = std::env::var("SWEEPS").ok().and_then(|s| s.parse().ok());
    for seed in 0..std::env::var("SEEDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(3u64)
    {
        let mut o = NestedOptions {
            seed,
            ..Default::default()
        };
        if let Some(sweeps) = sweeps {
            o.exploration = Exploration::Slices { sweeps };
        }
        if which.iter().any(|w| w == "ell") {
            o.exploration = Exploration::Ellipsoids;
        }
        for w in &which {
            if let Some(d) = w.strip_prefix("gauss") {
                let d: usize = d.parse().unwrap();
                let p = Posterior::new(
                    cube(d, -5.0, 5.0),
                    Density::new(d, |t: &[f64]| {
                        -0.5 * t.iter().map(|x| x * x).sum::<f64>()
                            - 0.5 * t.len() as f64 * std::f64::consts::TAU.ln()
                    }),
                )
                .unwrap();
                run(w, -(d as f64) * 10f64.ln(), &p, o.clone());
            }
            if w == "rosen" {
                let p = Posterior::new(
                    cube(2, -5.0, 20.0),
                    Density::new(2, |t: &[f64]| {
                        -0.5 * (1.0 - t[0]).powi(2) - 12.5 * (t[1] - t[0] * t[0]).powi(2)
                    }),
                )
                .unwrap();
                run(w, (std::f64::consts::TAU * 0.2 / 625.0).ln(), &p, o.clone());
            }
            if w == "egg" {
                let p = Posterior::new(
                    cube(2, 0.0, 10.0 * std::f64::consts::PI),
                    Density::new(2, |t: &[f64]| {
                        (2.0 + (t[0] / 2.0).cos() * (t[1] / 2.0).cos()).powi(5)
                    }),
                )
                .unwrap();
                run(w, 235.856, &p, o.clone());
            }
            if let Some(d) = w.strip_prefix("bi") {
                let d: usize = d.parse().unwrap();
                let p = Posterior::new(
                    cube(d, -10.0, 10.0),
                    Density::new(d, |t: &[f64]| {
                        let n = 0.5 * t.len() as f64 * std::f64::consts::TAU.ln();
                        let a = -0.5 * t.iter().map(|x| (x - 4.0).powi(2)).sum::<f64>();
                        let s: f64 = 0.5;
                        let b = -0.5 * t.iter().map(|x| ((x + 4.0) / s).powi(2)).sum::<f64>()
                            - t.len() as f64 * s.ln();
                        let m = a.max(b);
                        m + ((a - m).exp() * 0.5 + (b - m).exp() * 0.5).ln() - n
                    }),
                )
                .unwrap();
                run(w, -(d as f64) * 20f64.ln(), &p, o.clone());
            }
            if let Some(d) = w.strip_prefix("funnel") {
                let d: usize = d.parse().unwrap();
                let mut ps = cube(d, -30.0, 30.0);
                ps[0] = Parameter::new("v", "v", Prior::normal(0.0, 1.0).unwrap()).unwrap();
                let p = Posterior::new(
                    ps,
                    Density::new(d, |t: &[f64]| {
                        let v = t[0];
                        t[1..]
                            .iter()
                            .map(|x| {
                                -0.5 * x * x * (-v).exp()
                                    - 0.5 * v
                                    - 0.5 * std::f64::consts::TAU.ln()
                            })
                            .sum::<f64>()
                    }),
                )
                .unwrap();
                run(w, -((d - 1) as f64) * 60f64.ln(), &p, o.clone());
            }
        }
    }
}
