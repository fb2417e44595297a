//! Inflation against solutions known in closed form, and against itself at higher accuracy.

use std::f64::consts::PI;

use lastscatter_numerics::special::ln_gamma;
use lastscatter_primordial::{
    Inflation, Model,
    inflation::{Amplitude, Ending, InflationSolution, Pivot},
    potential::{Exponential, Monomial, Potential, Starobinsky},
};

fn power_law(steepness: f64, tolerance: f64) -> InflationSolution {
    let settings = Inflation {
        ending: Ending::EFolds(75.0),
        pivot: Pivot::EFolds(55.0),
        amplitude: Amplitude::Potential,
        tolerance,
        ..Inflation::new(Exponential {
            scale: 1e-10,
            steepness,
        })
    };
    settings.solve().expect("an exponential inflates")
}

/// P_ℛ and P_t of power-law inflation where k = aH.
///
/// ```text
/// P_t = 2H²/π² · 2^(2ν−3) [Γ(ν)/Γ(3/2)]² (1 − ε)^(2ν−1),   P_ℛ = P_t/16ε,   ν = 3/2 + ε/(1 − ε)
/// ```
fn hankel(epsilon: f64, hubble: f64) -> [f64; 2] {
    let nu = 1.5 + epsilon / (1.0 - epsilon);
    let gamma = 2.0 * (ln_gamma(nu) - ln_gamma(1.5));
    let shape = (2.0 * nu - 3.0) * 2.0_f64.ln() + gamma + (2.0 * nu - 1.0) * (-epsilon).ln_1p();
    let tensor = 2.0 * hubble * hubble / (PI * PI) * shape.exp();
    [tensor / (16.0 * epsilon), tensor]
}

#[test]
fn power_law_inflation() {
    for steepness in [0.05, 0.3, 0.8] {
        let epsilon = 0.5 * steepness * steepness;
        let solution = power_law(steepness, 1e-10);
        let history = solution.history();
        for k in [1e-3, 0.05, 10.0] {
            let n = solution.crossing(k).expect("k leaves the horizon");
            // H from the field: 3H² (1 − ε/3) = V.
            let field = history.field(n);
            let hubble = (1e-10 * (-steepness * field).exp() / (3.0 - epsilon)).sqrt();
            let [scalar, tensor] = hankel(epsilon, hubble);
            let powers = solution.powers(k).expect("a mode");
            let errors = [powers.scalar / scalar - 1.0, powers.tensor() / tensor - 1.0];
            assert!(
                errors.iter().all(|e| e.abs() < 1e-8),
                "{steepness} {k}: {errors:?}"
            );
        }
    }
}

#[test]
fn de_sitter_space() {
    let solution = power_law(1e-7, 1e-10);
    for k in [1e-3, 0.05, 10.0] {
        let tensor = solution.powers(k).expect("a mode").tensor();
        let hubble_squared = 1e-10 / 3.0;
        assert!((tensor * PI * PI / (2.0 * hubble_squared) - 1.0).abs() < 1e-8);
    }
}

/// Powers at looser tolerances against the tightest: the error keeps below the tolerance.
fn convergence(potential: impl Potential + Copy) {
    let solved = |tolerance| {
        let settings = Inflation {
            tolerance,
            ..Inflation::new(potential)
        };
        settings.solve().expect("it inflates")
    };
    let reference = solved(1e-12);
    for tolerance in [1e-4, 1e-5, 1e-6, 1e-8, 1e-10] {
        let solution = solved(tolerance);
        let mut worst = [0.0_f64; 2];
        for i in 0..30 {
            let k = 1e-5 * 1e5_f64.powf(f64::from(i) / 29.0);
            let [found, exact] = [&solution, &reference].map(|s| s.powers(k).expect("a mode"));
            worst[0] = worst[0].max((found.scalar / exact.scalar - 1.0).abs());
            worst[1] = worst[1].max((found.tensor() / exact.tensor() - 1.0).abs());
        }
        #[expect(clippy::print_stderr, reason = "the table of errors")]
        if std::env::var_os("LASTSCATTER_PRINT").is_some() {
            eprintln!("{potential:?}: {tolerance:e}: {worst:?}");
        }
        assert!(
            worst.iter().all(|&error| error < tolerance),
            "{tolerance:e}: {worst:?}"
        );
    }
}

#[test]
fn powers_converge() {
    convergence(Starobinsky { scale: 1.0 });
    convergence(Monomial {
        scale: 1.0,
        power: 2.0,
    });
}
