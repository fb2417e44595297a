//! How deflections mix the multipoles of a correlation function.

use std::f64::consts::PI;

use lastscatter_numerics::special::WignerRecurrence;
use pulp::Simd;

use super::{CHUNK, quadrature::Angles, vectors::Block};

/// Deflection statistics at the angles of a chunk.
#[derive(Debug)]
pub(super) struct Deflections {
    /// σ² = C_gl(0) − C_gl(β).
    variance: [f64; CHUNK],
    /// exp(−σ²).
    decay: [f64; CHUNK],
    /// C_gl,2(β).
    anisotropy: [f64; CHUNK],
}

impl Deflections {
    /// From C_gl(0), C_gl(β) and C_gl,2(β).
    pub(super) fn new(total: f64, aligned: &[f64; CHUNK], crossed: &[f64; CHUNK]) -> Self {
        let variance = aligned.map(|aligned| total - aligned);
        Self {
            variance,
            decay: variance.map(|variance| (-variance).exp()),
            anisotropy: *crossed,
        }
    }

    fn lifts(&self, factor: f64) -> [f64; CHUNK] {
        self.variance.map(|variance| (factor * variance).exp())
    }
}

/// One multipole's part in the sum over ℓ: recurrence steps [a, b] and weights.
#[derive(Debug, Clone, Copy)]
struct Step<const F: usize, const G: usize> {
    main: [f64; 2],
    zeroth: f64,
    second: f64,
    first: [[f64; 3]; F],
    extra: [[f64; 3]; G],
}

/// A lensed correlation function less the unlensed one, to second order in C_gl,2.
///
/// ```text
/// ξ̃(β) − ξ(β) = Σ_ℓ (2ℓ+1)/4π C_ℓ { (exp(−[ℓ(ℓ+1) − c] σ²/2) − 1) d
///     + exp(−ℓ(ℓ+1) σ²/2) [C_gl,2 Σ_F A_ℓ d′ + C_gl,2² (B_ℓ d + Σ_G B′_ℓ d″)] }
/// ```
///
/// with d the main function, `F` functions d′ of first order and `G` further ones d″ of second, each with a factor exp(c′ σ²/2) of
/// its own: it differs from 1 by 1e-6 only, but the B-modes of large scales are a difference of much larger numbers.
#[derive(Debug)]
pub(super) struct Mixing<const F: usize, const G: usize> {
    steps: Vec<Step<F, G>>,
    main: WignerRecurrence,
    first: [WignerRecurrence; F],
    extra: [WignerRecurrence; G],
    /// c/2 of the main function, of those of first order, and of the further ones beyond the main.
    lift: f64,
    first_lifts: [f64; F],
    extra_lifts: [f64; G],
}

/// A function's spins, its weight at ℓ and c/2.
struct Term {
    spins: [i32; 2],
    lift: f64,
    weight: fn(f64) -> f64,
}

/// Exponents over σ² of the X beyond −ℓ(ℓ+1)/4: [mn + p(p+1)/3]/4 with p = |m−n|.
const X101: f64 = 1.0 / 6.0;
const X121: f64 = 2.0 / 3.0;
const X132: f64 = 5.0 / 3.0;
const X220: f64 = 0.5;
const X242: f64 = 2.5;

/// √((ℓ+n)(ℓ−n+1)): what lowering spin n to n−1 brings.
fn lower(l: f64, n: f64) -> f64 {
    ((l + n) * (l - n + 1.0)).max(0.0).sqrt()
}

/// 2 X₁₀₁ of the paper at σ = 0; the others alike.
fn x101(l: f64) -> f64 {
    -0.5 * lower(l, 1.0)
}
fn x121(l: f64) -> f64 {
    -0.5 * lower(l, 2.0)
}
fn x132(l: f64) -> f64 {
    -0.5 * lower(l, 3.0)
}
fn x220(l: f64) -> f64 {
    0.25 * lower(l, 1.0) * lower(l, 2.0)
}
fn x242(l: f64) -> f64 {
    0.25 * lower(l, 3.0) * lower(l, 4.0)
}
/// X′ of spin s, the slope over σ².
fn slope(l: f64, spin: f64) -> f64 {
    -0.25 * (l * (l + 1.0) - spin * spin)
}

/// ⟨T T⟩.
pub(super) fn temperature(
    cl: impl Fn(usize) -> f64,
    l_max: usize,
) -> Result<Mixing<1, 1>, crate::Error> {
    Mixing::new(
        cl,
        l_max,
        Term {
            spins: [0, 0],
            lift: 0.0,
            weight: |l| slope(l, 0.0).powi(2),
        },
        [Term {
            spins: [1, -1],
            lift: X101 + X101,
            weight: |l| 2.0 * x101(l).powi(2),
        }],
        [Term {
            spins: [2, -2],
            lift: X220 + X220,
            weight: |l| x220(l).powi(2),
        }],
    )
}

/// ξ₊ = ⟨P* P⟩ of C^EE + C^BB.
pub(super) fn plus(cl: impl Fn(usize) -> f64, l_max: usize) -> Result<Mixing<1, 1>, crate::Error> {
    Mixing::new(
        cl,
        l_max,
        Term {
            spins: [2, 2],
            lift: 2.0,
            weight: |l| slope(l, 2.0).powi(2),
        },
        [Term {
            spins: [3, 1],
            lift: X132 + X121,
            weight: |l| 2.0 * x132(l) * x121(l),
        }],
        [Term {
            spins: [4, 0],
            lift: X242 + X220,
            weight: |l| x242(l) * x220(l),
        }],
    )
}

/// ξ₋ = ⟨P P⟩ of C^EE − C^BB, or of 2 C^EB.
pub(super) fn minus(cl: impl Fn(usize) -> f64, l_max: usize) -> Result<Mixing<2, 2>, crate::Error> {
    Mixing::new(
        cl,
        l_max,
        Term {
            spins: [2, -2],
            lift: 2.0,
            weight: |l| slope(l, 2.0).powi(2),
        },
        [
            Term {
                spins: [1, -1],
                lift: X121 + X121,
                weight: |l| x121(l).powi(2),
            },
            Term {
                spins: [3, -3],
                lift: X132 + X132,
                weight: |l| x132(l).powi(2),
            },
        ],
        [
            Term {
                spins: [0, 0],
                lift: X220 + X220,
                weight: |l| 0.5 * x220(l).powi(2),
            },
            Term {
                spins: [4, -4],
                lift: X242 + X242,
                weight: |l| 0.5 * x242(l).powi(2),
            },
        ],
    )
}

/// ξ_X = ⟨T P⟩ of C^TE or C^TB.
pub(super) fn cross(cl: impl Fn(usize) -> f64, l_max: usize) -> Result<Mixing<2, 1>, crate::Error> {
    Mixing::new(
        cl,
        l_max,
        Term {
            spins: [2, 0],
            lift: 1.0,
            weight: |l| slope(l, 0.0) * slope(l, 2.0) + 0.5 * x220(l).powi(2),
        },
        [
            Term {
                spins: [1, 1],
                lift: X101 + X121,
                weight: |l| x101(l) * x121(l),
            },
            Term {
                spins: [3, -1],
                lift: X101 + X132,
                weight: |l| x101(l) * x132(l),
            },
        ],
        [Term {
            spins: [4, -2],
            lift: X220 + X242,
            weight: |l| 0.5 * x220(l) * x242(l),
        }],
    )
}

impl<const F: usize, const G: usize> Mixing<F, G> {
    fn new(
        cl: impl Fn(usize) -> f64,
        l_max: usize,
        main: Term,
        first: [Term; F],
        extra: [Term; G],
    ) -> Result<Self, crate::Error> {
        let recurrence = |term: &Term| WignerRecurrence::new(term.spins[0], term.spins[1], l_max);
        let main_steps = recurrence(&main)?;
        let first_steps = all(&first, recurrence)?;
        let extra_steps = all(&extra, recurrence)?;
        let steps = (0..=l_max)
            .map(|l| {
                let multipole = l as f64;
                let power = (2.0 * multipole + 1.0) / (4.0 * PI) * cl(l);
                let term = |steps: &WignerRecurrence, term: &Term| {
                    [
                        steps.cosine()[l],
                        steps.constant()[l],
                        power * steps.norm()[l] * (term.weight)(multipole),
                    ]
                };
                let [a, b, second] = term(&main_steps, &main);
                Step {
                    main: [a, b],
                    zeroth: power * main_steps.norm()[l],
                    second,
                    first: std::array::from_fn(|i| term(&first_steps[i], &first[i])),
                    extra: std::array::from_fn(|i| term(&extra_steps[i], &extra[i])),
                }
            })
            .collect();
        Ok(Self {
            steps,
            main: main_steps,
            first: first_steps,
            extra: extra_steps,
            lift: main.lift,
            first_lifts: first.map(|term| term.lift),
            extra_lifts: extra.map(|term| term.lift - main.lift),
        })
    }

    /// The main function.
    pub(super) fn main(&self) -> &WignerRecurrence {
        &self.main
    }

    /// ξ̃ − ξ at the angles of a chunk, `P` registers at a time.
    #[inline(always)]
    pub(super) fn difference<S: Simd, const P: usize>(
        &self,
        simd: S,
        angles: &Angles,
        deflections: &Deflections,
    ) -> [f64; CHUNK] {
        let mut out = [0.0; CHUNK];
        let lift = deflections
            .variance
            .map(|variance| (self.lift * variance).exp());
        let main_seeds = angles.seeds(&self.main);
        let first_lifts = self.first_lifts.map(|lift| deflections.lifts(lift));
        let extra_lifts = self.extra_lifts.map(|lift| deflections.lifts(lift));
        let first_seeds = std::array::from_fn::<_, F, _>(|i| {
            angles.scaled_seeds(&self.first[i], &first_lifts[i])
        });
        let extra_seeds = std::array::from_fn::<_, G, _>(|i| {
            angles.scaled_seeds(&self.extra[i], &extra_lifts[i])
        });
        for at in (0..CHUNK).step_by(Block::<S, P>::LEN) {
            let x = Block::<S, P>::load(simd, &angles.cos, at);
            let decay = Block::load(simd, &deflections.decay, at);
            let lift = Block::load(simd, &lift, at);
            let zero = Block::splat(simd, 0.0);
            let minus_one = Block::splat(simd, -1.0);
            let mut ratio = decay;
            let mut damping = Block::splat(simd, 1.0);
            let mut main = Block::load_pair(simd, &main_seeds, at);
            let mut first = std::array::from_fn::<_, F, _>(
                #[inline(always)]
                |i| Block::load_pair(simd, &first_seeds[i], at),
            );
            let mut extra = std::array::from_fn::<_, G, _>(
                #[inline(always)]
                |i| Block::load_pair(simd, &extra_seeds[i], at),
            );
            let mut sums = [zero; 3];
            for step in &self.steps {
                let isotropic = main[1].scaled(simd, step.zeroth);
                sums[0] = damping
                    .times_plus(simd, lift, minus_one)
                    .times_plus(simd, isotropic, sums[0]);
                let mut linear = first[0][1].scaled(simd, step.first[0][2]);
                for i in 1..F {
                    linear = linear.plus_scaled(simd, first[i][1], step.first[i][2]);
                }
                sums[1] = linear.times_plus(simd, damping, sums[1]);
                let mut square = main[1].scaled(simd, step.second);
                for i in 0..G {
                    square = square.plus_scaled(simd, extra[i][1], step.extra[i][2]);
                }
                sums[2] = square.times_plus(simd, damping, sums[2]);
                damping = damping.times(simd, ratio);
                ratio = ratio.times(simd, decay);
                main = climbed(simd, x, step.main, main);
                for i in 0..F {
                    first[i] = climbed(simd, x, [step.first[i][0], step.first[i][1]], first[i]);
                }
                for i in 0..G {
                    extra[i] = climbed(simd, x, [step.extra[i][0], step.extra[i][1]], extra[i]);
                }
            }
            let anisotropy = Block::load(simd, &deflections.anisotropy, at);
            sums[2]
                .times(simd, lift)
                .times_plus(simd, anisotropy, sums[1])
                .times_plus(simd, anisotropy, sums[0])
                .store(simd, &mut out, at);
        }
        out
    }
}

/// One step of a recurrence from [u_(ℓ−1), u_ℓ].
#[inline(always)]
pub(super) fn climbed<S: Simd, const P: usize>(
    simd: S,
    x: Block<S, P>,
    [a, b]: [f64; 2],
    [previous, u]: [Block<S, P>; 2],
) -> [Block<S, P>; 2] {
    [u, x.scaled_plus(simd, a, b).times_plus(simd, u, previous)]
}

fn all<const N: usize>(
    terms: &[Term; N],
    recurrence: impl Fn(&Term) -> Result<WignerRecurrence, lastscatter_numerics::Error>,
) -> Result<[WignerRecurrence; N], crate::Error> {
    let mut found = Vec::with_capacity(N);
    for term in terms {
        found.push(recurrence(term)?);
    }
    Ok(found.try_into().expect("one recurrence for each term"))
}
