//! Diagnostics against ArviZ 0.23.4 and emcee 3.1.6; `tests/scripts/diagnostics.py` makes the numbers.

use lastscatter_inference::Error;
use lastscatter_inference::diagnostics::{
    autocorrelation_time, ess_bulk, ess_mean, ess_quantile, ess_tail, mcse_mean, mcse_quantile,
    mcse_sd, r_hat, r_hat_classic,
};

/// Rounding alone: the same sums in another order (theirs by FFT), of some thousand terms.
const TOLERANCE: f64 = 1e-9;

struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn chains(count: u64, length: usize, rho: f64, shift: f64, kind: &str) -> Vec<Vec<f64>> {
    let chain = |c: u64| {
        let mut uniform = Uniform(1000 + c);
        let mut x = 0.0;
        let draw = |_| {
            let noise = uniform.next() + uniform.next() + uniform.next() + uniform.next() - 2.0;
            x = rho * x + noise;
            let value = x + c as f64 * shift;
            match kind {
                "heavy" => {
                    let u = uniform.next();
                    (u - 0.5) / (u * (1.0 - u)) + x
                }
                "tied" => (2.0 * value).floor() / 2.0,
                _ => value,
            }
        };
        (0..length).map(draw).collect()
    };
    (0..count).map(chain).collect()
}

fn case(name: &str) -> Vec<Vec<f64>> {
    match name {
        "independent" => chains(4, 1000, 0.0, 0.0, "plain"),
        "correlated" => chains(4, 1000, 0.9, 0.0, "plain"),
        "shifted" => chains(4, 500, 0.5, 0.3, "plain"),
        "antithetic" => chains(3, 401, -0.6, 0.0, "plain"),
        "heavy" => chains(2, 800, 0.3, 0.0, "heavy"),
        "tied" => chains(4, 600, 0.7, 0.0, "tied"),
        _ => chains(1, 2000, 0.95, 0.0, "plain"),
    }
}

/// R-hat, classic R-hat, ESS bulk, tail, mean, of the 30% quantile, MCSE of mean, sd, 30% quantile,
/// autocorrelation time; NaN where the other code has no number.
const GOLDEN: [(&str, [f64; 10]); 7] = [
    (
        "independent",
        [
            0.999852435477394,
            0.9999036953317715,
            3851.179695816297,
            3888.160793119166,
            3845.218437821237,
            3682.012706118333,
            0.009227867051714706,
            0.005952047379883471,
            0.01446423605734748,
            0.9966251082607556,
        ],
    ),
    (
        "correlated",
        [
            1.0089565297030205,
            1.0076029904685118,
            253.75399304056276,
            604.9726067221159,
            254.4985327555166,
            332.17544265266883,
            0.08096481402146326,
            0.040634975364845984,
            0.08860135982772638,
            14.239253475552047,
        ],
    ),
    (
        "shifted",
        [
            1.1606560808518447,
            1.1827330829886693,
            17.970060949216084,
            138.93135449604966,
            17.79077507781438,
            37.72240010642754,
            0.1827684196347901,
            0.019030670076596826,
            0.19046716719749673,
            2.65054646171433,
        ],
    ),
    (
        "antithetic",
        [
            0.9982585105013987,
            0.9987565934159277,
            3695.0174952571497,
            1025.93314582333,
            3695.0174952571497,
            2032.388959356625,
            0.011491207062373186,
            0.019250297435184298,
            0.013299570655012583,
            f64::NAN,
        ],
    ),
    (
        "heavy",
        [
            0.9993072208338827,
            1.0000814754137433,
            1414.6942064156171,
            1308.6085316958054,
            1607.606540845673,
            1413.8686316825635,
            7.384793129924297,
            144.57504080934834,
            0.07878802519662365,
            0.9437424357639983,
        ],
    ),
    (
        "tied",
        [
            1.012611176679938,
            1.0034020983028318,
            466.66118180397905,
            590.8509013835543,
            464.40854861092646,
            654.3256103797785,
            0.038850012162921894,
            0.02231907742198225,
            0.0,
            4.483270799324786,
        ],
    ),
    (
        "single",
        [
            f64::NAN,
            f64::NAN,
            61.59843208871876,
            70.25579563022382,
            60.33728132496529,
            96.39225405019619,
            0.23007404381906305,
            0.12826831689647392,
            0.26365821821618185,
            34.96601319225636,
        ],
    ),
];

#[test]
fn numbers_agree_with_arviz_and_emcee() -> Result<(), Error> {
    for (name, golden) in GOLDEN {
        let x = case(name);
        let found = [
            r_hat(&x)?,
            if x.len() > 1 {
                r_hat_classic(&x)?
            } else {
                f64::NAN
            },
            ess_bulk(&x)?,
            ess_tail(&x)?,
            ess_mean(&x)?,
            ess_quantile(&x, 0.3)?,
            mcse_mean(&x)?,
            mcse_sd(&x)?,
            mcse_quantile(&x, 0.3)?,
            autocorrelation_time(&x)?.tau,
        ];
        for (i, (found, golden)) in found.into_iter().zip(golden).enumerate() {
            assert!(
                golden.is_nan() || (found - golden).abs() <= TOLERANCE * golden.abs(),
                "{name}, number {i}: {found} against {golden}"
            );
        }
    }
    Ok(())
}

#[test]
fn autoregressive_chains_have_their_known_autocorrelation_time() -> Result<(), Error> {
    // tau = (1 + rho)/(1 - rho); its standard error is tau sqrt(2 (2 M + 1)/N), `sokal1997`, section 3.
    for rho in [-0.6, 0.0, 0.5, 0.9] {
        let x = chains(8, 20_000, rho, 0.0, "plain");
        let time = autocorrelation_time(&x)?;
        let exact = (1.0 + rho) / (1.0 - rho);
        let sigma = exact * (2.0 * (2 * time.window + 1) as f64 / 160_000.0).sqrt();
        // The window leaves out at most this much.
        let cut = 2.0 * rho.abs().powi(time.window as i32 + 1) / (1.0 - rho.abs());
        let tau = time.reliable()?;
        assert!(
            (tau - exact).abs() < 5.0 * sigma + cut,
            "{rho}: {tau} against {exact}"
        );
    }
    Ok(())
}

#[test]
fn chains_without_diagnostics_are_typed_errors() {
    // One tenth: its sums round.
    let constant = vec![vec![0.1; 100]; 2];
    let short = vec![vec![1.0, 2.0, 3.0]; 2];
    let mut broken = case("independent");
    broken[1][7] = f64::NAN;
    let unequal = vec![vec![1.0, 2.0, 3.0, 4.0, 5.0], vec![1.0, 2.0, 3.0, 4.0]];
    type Diagnostic = fn(&[Vec<f64>]) -> Result<f64, Error>;
    let functions: [Diagnostic; 8] = [
        r_hat,
        r_hat_classic,
        ess_bulk,
        ess_tail,
        ess_mean,
        mcse_mean,
        mcse_sd,
        |x| mcse_quantile(x, 0.5),
    ];
    for f in functions {
        assert!(matches!(f(&constant), Err(Error::ConstantDraws { .. })));
        assert!(matches!(
            f(&short),
            Err(Error::ChainTooShort {
                draws: 3,
                required: 4,
                ..
            })
        ));
        assert!(matches!(
            f(&broken),
            Err(Error::NonFiniteDraw {
                chain: 1,
                index: 7,
                ..
            })
        ));
        assert!(matches!(f(&unequal), Err(Error::Dimension { .. })));
        assert!(matches!(f(&[]), Err(Error::ChainTooShort { draws: 0, .. })));
    }
    assert!(matches!(
        autocorrelation_time(&constant),
        Err(Error::ConstantDraws { .. })
    ));
    assert!(matches!(
        autocorrelation_time(&broken),
        Err(Error::NonFiniteDraw { .. })
    ));
    // A straight walk never decorrelates: the window cannot close.
    let walk = vec![(0..100).map(f64::from).collect::<Vec<_>>()];
    assert!(
        autocorrelation_time(&walk)
            .and_then(|t| t.reliable())
            .is_err()
    );
    // Two chains stuck at different places.
    let stuck = vec![vec![0.1; 100], vec![0.7; 100]];
    assert!(matches!(r_hat(&stuck), Err(Error::ConstantDraws { .. })));
    assert!(matches!(
        r_hat_classic(&stuck),
        Err(Error::ConstantDraws { .. })
    ));
}

#[test]
fn single_noisy_run_is_called_too_short() -> Result<(), Error> {
    let x = chains(4, 500, 0.95, 0.0, "plain");
    let time = autocorrelation_time(&x)?;
    assert!(matches!(
        time.reliable(),
        Err(Error::ChainTooShort { draws: 500, required, .. }) if required > 500
    ));
    Ok(())
}
