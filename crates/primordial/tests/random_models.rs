//! Random descriptions of every model: an answer or a typed error, whatever is asked.
//!
//! `LASTSCATTER_SLOW=1 cargo nextest run -p lastscatter-primordial --test random_models` tries 10 000 of them.

use std::{sync::mpsc, thread, time::Duration};

use lastscatter_primordial::{Error, PrimordialSpectra, description::Description};
use proptest::prelude::*;

/// Numbers from 0 to 1, one after the other.
struct Draw<'a> {
    units: std::iter::Cycle<std::slice::Iter<'a, f64>>,
    /// How often a number is replaced by one that nobody would write.
    wild: f64,
}

impl Draw<'_> {
    fn unit(&mut self) -> f64 {
        *self.units.next().expect("numbers without end")
    }

    /// One of `count`.
    fn pick(&mut self, count: usize) -> usize {
        (self.unit() * count as f64) as usize
    }

    fn word<'b>(&mut self, words: &[&'b str]) -> &'b str {
        words[self.pick(words.len())]
    }

    /// From `low` to `high`; now and then something else.
    fn number(&mut self, low: f64, high: f64) -> String {
        let value = low + (high - low) * self.unit();
        if self.unit() > self.wild {
            return format!("{value:e}");
        }
        let word = ["nan", "inf", "-inf", "0.0", "-0.0", "1e-300", "1e300", "-1"][self.pick(8)];
        if word == "-1" {
            format!("{:e}", -value)
        } else {
            word.into()
        }
    }

    /// From 10^`low` to 10^`high`.
    fn size(&mut self, low: f64, high: f64) -> String {
        let value = self.number(low, high);
        value.parse().map_or(value, |x: f64| {
            format!("{:e}", 10_f64.powf(x)).replace("NaN", "nan")
        })
    }
}

/// A TOML table in braces, of keys and values.
fn table(entries: &[(&str, String)]) -> String {
    let mut text = String::from("{ ");
    for (i, (key, value)) in entries.iter().enumerate() {
        let comma = if i == 0 { "" } else { ", " };
        text += &format!("{comma}{key} = {value}");
    }
    text + " }"
}

fn quoted(word: &str) -> String {
    format!("'{word}'")
}

fn potential(draw: &mut Draw<'_>, depth: u32) -> String {
    let kinds = [
        "alpha_attractor_e",
        "alpha_attractor_t",
        "asymptotically_safe",
        "axion_monodromy",
        "d_brane",
        "double_well",
        "exponential",
        "higgs",
        "hilltop",
        "inflection",
        "kink",
        "monomial",
        "natural",
        "starobinsky",
        "tabulated",
        "tanh_step",
    ];
    let name = kinds[draw.pick(if depth > 0 { 15 } else { 16 })];
    let mut entries = vec![("name", quoted(name))];
    if !["asymptotically_safe", "higgs", "tabulated", "tanh_step"].contains(&name) {
        entries.push(("scale", draw.size(-20.0, 0.0)));
    }
    entries.extend(match name {
        "alpha_attractor_e" | "alpha_attractor_t" => vec![
            ("alpha", draw.size(-3.0, 3.0)),
            ("power", draw.size(-0.5, 0.5)),
        ],
        "asymptotically_safe" => vec![
            ("a", draw.size(1.0, 12.0)),
            ("b", draw.number(-0.1, 0.3)),
            ("a_mu_squared", draw.size(-1.0, 3.0)),
            ("running", quoted(draw.word(&["resummed", "one_loop"]))),
        ],
        "axion_monodromy" => vec![
            ("power", draw.number(0.3, 2.0)),
            ("modulation", draw.number(0.0, 0.3)),
            ("decay_constant", draw.size(-1.5, 1.0)),
            ("phase", draw.number(-4.0, 4.0)),
        ],
        "d_brane" => vec![
            ("mu", draw.size(-3.0, 3.0)),
            ("power", draw.number(1.0, 6.0)),
            ("form", quoted(draw.word(&["kklti", "coulomb"]))),
        ],
        "double_well" => vec![("minimum", draw.size(0.0, 3.0))],
        "exponential" => vec![("steepness", draw.number(0.01, 1.4))],
        "higgs" => vec![
            ("lambda", draw.size(-12.0, 0.0)),
            ("xi", draw.size(-3.0, 5.0)),
        ],
        "hilltop" => vec![
            ("mu", draw.size(-1.0, 2.0)),
            ("power", draw.number(2.0, 6.0)),
        ],
        "inflection" => vec![
            ("v", draw.size(-1.0, 0.5)),
            ("a", draw.number(0.6, 2.0)),
            ("beta", draw.number(-0.01, 0.01)),
        ],
        "kink" => vec![
            ("field", draw.number(-5.0, 10.0)),
            ("slope_above", draw.size(-3.0, 0.0)),
            ("slope_below", draw.size(-3.0, 0.0)),
            ("width", draw.size(-4.0, 0.0)),
        ],
        "monomial" => vec![("power", draw.number(0.3, 6.0))],
        "natural" => vec![("decay_constant", draw.size(-0.5, 2.0))],
        "tabulated" => {
            let rows = |f: &dyn Fn(f64) -> f64| {
                let values: Vec<String> = (0..60)
                    .map(|i| format!("{:e}", f(0.5 * f64::from(i))))
                    .collect();
                format!("[{}]", values.join(", "))
            };
            let [shift, power] = [0.1, 3.0].map(|most| most * draw.unit());
            vec![
                ("fields", rows(&|x| x - shift)),
                ("values", rows(&|x| 1e-10 * x.powf(power))),
                ("on_the_slope", draw.number(1.0, 29.0)),
            ]
        }
        "tanh_step" => vec![
            ("base", potential(draw, depth + 1)),
            ("height", draw.number(-0.1, 0.1)),
            ("field", draw.number(-1.0, 16.0)),
            ("width", draw.size(-2.5, 0.5)),
        ],
        _ => vec![],
    });
    table(&entries)
}

fn two_field_potential(draw: &mut Draw<'_>) -> String {
    let kinds = [
        "coupled",
        "double_quadratic",
        "exponential_product",
        "hybrid",
        "sum",
        "turning_valley",
    ];
    let name = draw.word(&kinds);
    let mut pair = |low, high| format!("[{}, {}]", draw.size(low, high), draw.size(low, high));
    let masses = pair(-7.0, -4.0);
    let quartic = pair(-16.0, -8.0);
    let mut entries = vec![("name", quoted(name))];
    entries.extend(match name {
        "coupled" => vec![
            ("masses", masses),
            ("coupling", draw.size(-14.0, -6.0)),
            ("quartic", quartic),
        ],
        "double_quadratic" => vec![("masses", masses)],
        "exponential_product" => vec![
            ("mass", draw.size(-7.0, -4.0)),
            ("lambda", draw.number(-0.1, 0.1)),
        ],
        "hybrid" => vec![
            ("mass", draw.size(-8.0, -4.0)),
            ("coupling", draw.size(-14.0, -2.0)),
            ("quartic", draw.size(-14.0, -2.0)),
            ("vacuum", draw.size(-3.0, 1.0)),
        ],
        "sum" => vec![("phi", potential(draw, 0)), ("chi", potential(draw, 0))],
        _ => vec![
            ("mass", draw.size(-7.0, -5.0)),
            ("wall_mass", draw.size(-6.0, -4.0)),
            ("turn", draw.number(0.0, 15.0)),
            ("width", draw.size(-1.5, 1.0)),
            ("shift", draw.number(-3.0, 3.0)),
        ],
    });
    table(&entries)
}

fn amplitude(draw: &mut Draw<'_>) -> String {
    if draw.pick(6) == 0 {
        quoted("potential")
    } else {
        table(&[("scalar", draw.size(-11.0, -7.0))])
    }
}

fn reheating(draw: &mut Draw<'_>) -> String {
    let duration = match draw.pick(3) {
        0 => quoted("instantaneous"),
        1 => table(&[("e_folds", draw.number(0.0, 30.0))]),
        _ => table(&[("temperature_gev", draw.size(0.0, 16.0))]),
    };
    let settings = table(&[
        ("equation_of_state", draw.number(-0.3, 1.0)),
        ("duration", duration),
        ("energy_degrees_of_freedom", draw.size(0.5, 3.0)),
        ("entropy_degrees_of_freedom", draw.size(0.5, 3.0)),
        ("temperature_today_k", draw.number(2.0, 3.0)),
    ]);
    table(&[("reheating", settings)])
}

fn pivot(draw: &mut Draw<'_>) -> String {
    if draw.pick(3) == 0 {
        reheating(draw)
    } else {
        table(&[("e_folds", draw.number(30.0, 70.0))])
    }
}

fn inflation(draw: &mut Draw<'_>) -> String {
    let start = match draw.pick(5) {
        0 => {
            let entries = table(&[
                ("field", draw.number(-5.0, 20.0)),
                ("potential_share", draw.size(-8.0, 0.0)),
                ("direction", quoted(draw.word(&["up", "down"]))),
            ]);
            table(&[("kinetic_domination", entries)])
        }
        1 => {
            let entries = table(&[
                ("field", draw.number(-5.0, 20.0)),
                ("velocity", draw.number(-2.5, 2.5)),
            ]);
            table(&[("given", entries)])
        }
        _ => {
            let entries = table(&[("e_folds_before_pivot", draw.number(0.0, 30.0))]);
            table(&[("attractor", entries)])
        }
    };
    let ending = match draw.pick(6) {
        0 => table(&[("field", draw.number(-2.0, 8.0))]),
        1 => table(&[("e_folds", draw.number(40.0, 150.0))]),
        _ => quoted("acceleration"),
    };
    table(&[
        ("potential", potential(draw, 0)),
        ("start", start),
        ("ending", ending),
        ("pivot", pivot(draw)),
        ("k_pivot_inv_mpc", draw.size(-3.0, 0.0)),
        ("amplitude", amplitude(draw)),
        ("tolerance", draw.size(-8.0, -3.0)),
    ])
}

fn squeezed(draw: &mut Draw<'_>) -> String {
    table(&[
        ("squeezing", draw.number(0.0, 4.0)),
        ("phase", draw.number(-6.0, 6.0)),
    ])
}

fn dispersion(draw: &mut Draw<'_>) -> String {
    match draw.pick(4) {
        0 => table(&[
            ("relation", quoted("unruh")),
            ("scale_over_hubble", draw.size(0.0, 4.0)),
            ("exponent", draw.number(0.5, 8.0)),
        ]),
        1 | 2 => {
            let coefficients: Vec<String> =
                (0..draw.pick(6)).map(|_| draw.number(-2.0, 2.0)).collect();
            table(&[
                ("relation", quoted("polynomial")),
                ("scale_over_hubble", draw.size(0.0, 4.0)),
                ("coefficients", format!("[{}]", coefficients.join(", "))),
            ])
        }
        _ => table(&[("relation", quoted("relativistic"))]),
    }
}

fn vacuum(draw: &mut Draw<'_>) -> String {
    let surface = |state: String, draw: &mut Draw<'_>| {
        table(&[
            ("kind", quoted("hypersurface")),
            ("cutoff_over_hubble", draw.size(0.3, 4.0)),
            ("state", state),
        ])
    };
    match draw.pick(6) {
        0 => table(&[
            ("kind", quoted("alpha_vacuum")),
            ("squeezing", draw.number(0.0, 4.0)),
            ("phase", draw.number(-6.0, 6.0)),
        ]),
        1 => {
            let state = quoted(draw.word(&["minimum_uncertainty", "diagonal"]));
            surface(state, draw)
        }
        2 => {
            let order = draw.pick(14).to_string();
            surface(table(&[("adiabatic", table(&[("order", order)]))]), draw)
        }
        3 => {
            let state = table(&[("squeezed", squeezed(draw))]);
            surface(state, draw)
        }
        _ => table(&[("kind", quoted("bunch_davies"))]),
    }
}

fn power_law(draw: &mut Draw<'_>) -> Vec<(&'static str, String)> {
    let n_t = if draw.pick(2) == 0 {
        quoted("consistency")
    } else {
        table(&[("given", draw.number(-2.0, 2.0))])
    };
    vec![
        ("a_s", draw.size(-12.0, -5.0)),
        ("n_s", draw.number(-1.0, 3.0)),
        ("alpha_s", draw.number(-0.1, 0.1)),
        ("beta_s", draw.number(-0.1, 0.1)),
        ("k_pivot_inv_mpc", draw.size(-3.0, 0.0)),
        ("r", draw.number(0.0, 1.0)),
        ("n_t", n_t),
        ("k_pivot_tensor_inv_mpc", draw.size(-3.0, 0.0)),
    ]
}

/// What models of inflation with a given number of e-folds after the pivot share.
fn matched(draw: &mut Draw<'_>) -> Vec<(&'static str, String)> {
    vec![
        ("potential", potential(draw, 0)),
        ("pivot_e_folds", draw.number(30.0, 70.0)),
        ("k_pivot_inv_mpc", draw.size(-2.0, -1.0)),
        ("amplitude", amplitude(draw)),
        ("tolerance", draw.size(-7.0, -3.0)),
    ]
}

const NAMES: [&str; 20] = [
    "power_law",
    "broken_power_law",
    "bump",
    "exponential_cutoff",
    "kinetic_cutoff",
    "oscillations",
    "inflation",
    "two_fields",
    "curved",
    "pre_inflation",
    "no_boundary",
    "trans_planckian",
    "chern_simons",
    "loop_quantum_cosmology",
    "bounce",
    "holographic",
    "string_gas",
    "stringy_inflation",
    "anisotropic",
    "wheeler_dewitt",
];

fn model(draw: &mut Draw<'_>, nested: bool) -> String {
    // Modifications of another model come last and are not piled up.
    let name = NAMES[draw.pick(if nested { NAMES.len() - 2 } else { NAMES.len() })];
    let mut entries = vec![("name", quoted(name))];
    let base = |draw: &mut Draw<'_>| ("base", table(&power_law(draw)));
    entries.extend(match name {
        "power_law" => power_law(draw),
        "broken_power_law" => vec![
            base(draw),
            ("k_break_inv_mpc", draw.size(-5.0, 0.0)),
            ("tilt_change", draw.number(-3.0, 3.0)),
            ("sharpness", draw.size(-1.0, 3.0)),
        ],
        "bump" => vec![
            base(draw),
            ("amplitude", draw.size(-3.0, 7.0)),
            ("k_bump_inv_mpc", draw.size(-5.0, 0.0)),
            ("width", draw.size(-3.0, 1.0)),
        ],
        "exponential_cutoff" => vec![
            base(draw),
            ("k_cut_inv_mpc", draw.size(-6.0, -1.0)),
            ("steepness", draw.number(0.1, 20.0)),
        ],
        "kinetic_cutoff" => vec![base(draw), ("k_cut_inv_mpc", draw.size(-6.0, -1.0))],
        "oscillations" => {
            let envelope = match draw.pick(3) {
                0 => quoted("uniform"),
                1 => table(&[("power", table(&[("index", draw.number(-3.0, 3.0))]))]),
                _ => {
                    let entries = table(&[
                        ("k_centre_inv_mpc", draw.size(-4.0, 0.0)),
                        ("width", draw.size(-2.0, 1.0)),
                    ]);
                    table(&[("gaussian", entries)])
                }
            };
            vec![
                base(draw),
                ("variable", quoted(draw.word(&["logarithmic", "linear"]))),
                ("amplitude", draw.number(0.0, 1.0)),
                ("frequency", draw.size(-1.0, 4.0)),
                ("phase", draw.number(-7.0, 7.0)),
                ("drift", draw.number(-1.0, 1.0)),
                ("envelope", envelope),
            ]
        }
        "inflation" => return inflation(draw).replacen('{', "{ name = 'inflation',", 1),
        "two_fields" => {
            let space = match draw.pick(5) {
                0 => quoted("polar"),
                1 => table(&[("exponential", table(&[("rate", draw.number(-1.0, 1.0))]))]),
                2 => table(&[("hyperbolic", table(&[("radius", draw.size(-1.0, 2.0))]))]),
                _ => quoted("flat"),
            };
            let mut entries = vec![
                ("potential", two_field_potential(draw)),
                ("field_space", space),
                (
                    "fields",
                    format!("[{}, {}]", draw.number(0.0, 18.0), draw.number(0.0, 18.0)),
                ),
                ("pivot", pivot(draw)),
                ("k_pivot_inv_mpc", draw.size(-3.0, 0.0)),
                ("amplitude", amplitude(draw)),
                ("tolerance", draw.size(-6.0, -3.0)),
            ];
            if draw.pick(4) == 0 {
                let velocity = format!("[{}, {}]", draw.number(-1.5, 1.5), draw.number(-1.5, 1.5));
                entries.push(("velocity", velocity));
            }
            entries
        }
        "curved" => {
            let sign = if draw.pick(2) == 0 { 1.0 } else { -1.0 };
            let start = match draw.pick(4) {
                0 => {
                    let entries = table(&[
                        ("field", draw.number(3.0, 20.0)),
                        ("omega_k", draw.number(-5.0, 0.99)),
                    ]);
                    table(&[("onset", entries)])
                }
                1 => {
                    let entries = table(&[
                        ("field", draw.number(3.0, 20.0)),
                        ("omega_k", draw.number(-0.5, 0.5)),
                        ("potential_share", draw.size(-8.0, -1.0)),
                    ]);
                    table(&[("kinetic", entries)])
                }
                _ => {
                    let entries = table(&[
                        ("omega_k", draw.number(0.0, sign * 0.9)),
                        ("omega_k_today", draw.number(0.0, sign * 0.05)),
                        ("h", draw.number(0.5, 0.8)),
                    ]);
                    table(&[("today", entries)])
                }
            };
            let vacuum = quoted(draw.word(&["bunch_davies", "bunch_davies", "stress_energy"]));
            [matched(draw), vec![("start", start), ("vacuum", vacuum)]].concat()
        }
        "pre_inflation" => {
            let phase = quoted(draw.word(&["radiation", "kinetic"]));
            let before = draw.number(0.1, 15.0);
            [
                matched(draw),
                vec![("phase", phase), ("e_folds_before_pivot", before)],
            ]
            .concat()
        }
        "no_boundary" => {
            let size = if draw.pick(3) == 0 {
                table(&[("throat", table(&[("field", draw.number(3.0, 20.0))]))])
            } else {
                let entries = table(&[
                    ("omega_k", draw.number(-0.05, 0.0)),
                    ("h", draw.number(0.5, 0.8)),
                ]);
                table(&[("today", entries)])
            };
            [matched(draw), vec![("size", size)]].concat()
        }
        "trans_planckian" => vec![
            ("standard", inflation(draw)),
            ("scalar", dispersion(draw)),
            ("tensor", dispersion(draw)),
            ("vacuum", vacuum(draw)),
        ],
        "chern_simons" => vec![
            ("standard", inflation(draw)),
            ("scale_over_hubble", draw.size(-1.0, 5.0)),
            ("coupling", quoted(draw.word(&["constant", "linear"]))),
        ],
        "loop_quantum_cosmology" => {
            let vacuum = match draw.pick(4) {
                0 => quoted("contraction"),
                1 => quoted("silent_surface"),
                _ => {
                    let order = (2 * draw.pick(4)).to_string();
                    let entries = table(&[
                        ("order", order),
                        ("planck_times", draw.number(-100.0, 100.0)),
                    ]);
                    table(&[("adiabatic", entries)])
                }
            };
            let expansion = match draw.pick(3) {
                0 => table(&[("pivot", pivot(draw))]),
                1 => table(&[("bounce_to_pivot", draw.number(5.0, 20.0))]),
                _ => table(&[("bounce_to_today", draw.number(120.0, 150.0))]),
            };
            let approaches = ["dressed_metric", "hybrid", "deformed_algebra"];
            vec![
                ("potential", potential(draw, 0)),
                ("barbero_immirzi", draw.number(0.1, 0.4)),
                ("field_at_bounce", draw.number(-7.0, 7.0)),
                ("motion", quoted(draw.word(&["growing", "falling"]))),
                ("approach", quoted(draw.word(&approaches))),
                ("vacuum", vacuum),
                (
                    "oscillations",
                    quoted(draw.word(&["averaged", "averaged", "resolved"])),
                ),
                ("expansion", expansion),
                ("k_pivot_inv_mpc", draw.size(-3.0, 0.0)),
                ("amplitude", amplitude(draw)),
                ("tolerance", draw.size(-6.0, -3.0)),
            ]
        }
        "bounce" => {
            let profile = if draw.pick(2) == 0 {
                table(&[("quantum_fluid", table(&[("w", draw.number(-0.33, 0.99))]))])
            } else {
                let entries = table(&[
                    ("contraction", draw.size(-4.0, 3.0)),
                    ("expansion", draw.number(-0.33, 0.99)),
                ]);
                table(&[("smooth", entries)])
            };
            vec![
                ("profile", profile),
                ("sound_speed_squared", draw.size(-8.0, 0.0)),
                ("k_bounce_inv_mpc", draw.size(3.0, 40.0)),
                ("a_s", draw.size(-11.0, -7.0)),
                ("k_pivot_inv_mpc", draw.size(-3.0, 0.0)),
            ]
        }
        "holographic" => vec![
            ("a_s", draw.size(-11.0, -7.0)),
            ("g", draw.number(-0.1, 0.1)),
            ("ln_beta", draw.number(-5.0, 5.0)),
            ("r", draw.number(0.0, 1.0)),
            ("g_t", draw.number(-0.1, 0.1)),
            ("ln_beta_t", draw.number(-5.0, 5.0)),
            ("k_pivot_inv_mpc", draw.size(-3.0, 0.0)),
        ],
        "string_gas" => vec![
            ("a_s", draw.size(-11.0, -7.0)),
            ("n_s", draw.number(0.0, 2.0)),
            ("alpha_s", draw.number(-0.1, 0.1)),
            ("deficit", draw.size(-6.0, 0.0)),
            ("r", draw.number(0.0, 1.0)),
            ("k_pivot_inv_mpc", draw.size(-3.0, 0.0)),
        ],
        "stringy_inflation" => vec![
            ("standard", inflation(draw)),
            ("hubble_times_length", draw.number(0.0, 0.3)),
        ],
        "anisotropic" => vec![
            ("standard", model(draw, true)),
            ("length_mpc", draw.size(-2.0, 3.0)),
        ],
        _ => {
            let coefficient = match draw.pick(3) {
                0 => quoted("brizuela_kiefer_kraemer"),
                1 => quoted("kiefer_kraemer"),
                _ => table(&[("given", draw.number(-10.0, 10.0))]),
            };
            vec![
                ("standard", model(draw, true)),
                ("k_reference_inv_mpc", draw.size(-4.0, 3.0)),
                ("coefficient", coefficient),
            ]
        }
    });
    table(&entries)
}

/// What a model answers in a range of wavenumbers makes sense.
fn judged(text: &str, [low, high]: [f64; 2]) -> Result<(), Error> {
    let description = match Description::from_toml(text) {
        // A table may be refused when it is read.
        Err(error) if text.contains("tabulated") => return Err(error),
        Err(error) => panic!("{error}\n{text}"),
        Ok(description) => description,
    };
    let solved = description.solve([low, high], 1e-3)?;
    let possible = solved.range_inv_mpc();
    for i in 0..=7 {
        let k = low * (high / low).powf(f64::from(i) / 7.0);
        if !(k >= possible[0] && k <= possible[1]) {
            continue;
        }
        let [scalar, tensor, chirality] = [solved.scalar(k), solved.tensor(k), solved.chirality(k)];
        assert!(
            scalar >= 0.0 && scalar.is_finite(),
            "{scalar} at {k}\n{text}"
        );
        assert!(
            tensor >= 0.0 && tensor.is_finite(),
            "{tensor} at {k}\n{text}"
        );
        assert!(chirality.abs() <= 1.0, "{chirality} at {k}\n{text}");
    }
    let seen = solved.observables((low * high).sqrt())?;
    let shape = [seen.n_s, seen.running, seen.running_of_running, seen.r];
    assert!(
        seen.scalar == 0.0 || shape.iter().all(|x| x.is_finite()),
        "{seen:?}\n{text}"
    );
    assert!(
        seen.tensor == 0.0 || seen.n_t.is_finite(),
        "{seen:?}\n{text}"
    );
    Ok(())
}

/// Longer than this, far more than any takes, and it is said to hang.
const PATIENCE: Duration = Duration::from_secs(300);

fn cases() -> u32 {
    if std::env::var_os("LASTSCATTER_SLOW").is_some() {
        10_000
    } else {
        // One in 500 follows the oscillations of the field for 300 000 steps, some 10 s, before it says that it cannot.
        100
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: cases(),
        max_shrink_iters: 0,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn an_answer_or_an_error(
        units in prop::collection::vec(0.0..1.0_f64, 61),
        wild in prop_oneof![3 => Just(0.0), 1 => Just(0.1)],
        ln_k in -9.0..-1.0_f64,
        width in 0.05..1.0_f64,
    ) {
        let mut draw = Draw { units: units.iter().cycle(), wild };
        let table = model(&mut draw, false);
        // The outermost table has no braces.
        let text = format!("model = {table}");
        let text = toml::to_string(&text.parse::<toml::Table>().unwrap()["model"]).unwrap();
        let range = [ln_k, ln_k + width].map(f64::exp);
        let (done, waiting) = mpsc::channel();
        let subject = text.clone();
        let work = thread::spawn(move || {
            let answer = judged(&subject, range);
            let _ = done.send(());
            answer
        });
        let late = waiting.recv_timeout(PATIENCE);
        prop_assert!(late != Err(mpsc::RecvTimeoutError::Timeout), "hangs:\n{text}");
        match work.join() {
            Ok(Ok(())) => {}
            // The wavenumbers were drawn blindly, and a table may be refused when it is read.
            Ok(Err(Error::OutsideSpectrum { .. } | Error::Description { .. })) => {}
            Ok(Err(error)) => prop_assert!(error.is_recoverable() && !error.to_string().is_empty(), "{error}\n{text}"),
            Err(_) => prop_assert!(false, "panic:\n{text}"),
        }
    }
}
