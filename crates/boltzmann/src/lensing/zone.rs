//! A range of angles with its own rule and its own largest multipole.

use std::{
    f64::consts::{FRAC_PI_2, PI},
    ops::Range,
};

use pulp::{Simd, WithSimd};

use super::{
    Accuracy, CHUNK, Unlensed,
    mixing::{self, Deflections, Mixing},
    projection::{Synthesis, analysis},
    quadrature::{Angles, Rule},
};
use crate::Error;

/// What lensing adds to the spectra, from ℓ = 0.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) tt: Vec<f64>,
    pub(super) plus: Vec<f64>,
    pub(super) minus: Vec<f64>,
    pub(super) te: Vec<f64>,
    pub(super) tb: Vec<f64>,
    pub(super) twice_eb: Vec<f64>,
}

impl Sums {
    fn each_mut(&mut self) -> [&mut Vec<f64>; 6] {
        [
            &mut self.tt,
            &mut self.plus,
            &mut self.minus,
            &mut self.te,
            &mut self.tb,
            &mut self.twice_eb,
        ]
    }

    fn each(self) -> [Vec<f64>; 6] {
        [
            self.tt,
            self.plus,
            self.minus,
            self.te,
            self.tb,
            self.twice_eb,
        ]
    }

    pub(super) fn add(&mut self, part: Self) {
        for (sum, part) in self.each_mut().into_iter().zip(part.each()) {
            sum.resize(sum.len().max(part.len()), 0.0);
            for (sum, part) in sum.iter_mut().zip(part) {
                *sum += part;
            }
        }
    }
}

/// Which part of the sphere a zone stands for.
#[derive(Debug, Clone, Copy)]
enum Window {
    All,
    Inside([f64; 2]),
    Outside([f64; 2]),
}

impl Window {
    fn value(self, angle: f64) -> f64 {
        let falling = |[begin, end]: [f64; 2]| {
            let t = ((angle - begin) / (end - begin)).clamp(0.0, 1.0);
            (FRAC_PI_2 * t).cos().powi(2)
        };
        match self {
            Self::All => 1.0,
            Self::Inside(edges) => falling(edges),
            Self::Outside(edges) => 1.0 - falling(edges),
        }
    }

    fn angles(self) -> [f64; 2] {
        match self {
            Self::All => [0.0, PI],
            Self::Inside([_, end]) => [0.0, end],
            Self::Outside([begin, _]) => [begin, PI],
        }
    }
}

/// All that the chunks of a zone share.
#[derive(Debug)]
pub(super) struct Zone {
    window: Window,
    rule: Rule,
    /// C_gl(0).
    variance: f64,
    /// C_gl and C_gl,2.
    deflection: [Synthesis; 2],
    temperature: Mixing<1, 1>,
    plus: Mixing<1, 1>,
    minus: Mixing<2, 2>,
    te: Mixing<2, 1>,
    tb: Option<Mixing<2, 1>>,
    twice_eb: Option<Mixing<2, 2>>,
    l_max_out: usize,
    /// What fades the highest multipoles of the result.
    fade: Option<usize>,
}

impl Zone {
    /// The zones that cover the sphere.
    pub(super) fn all(
        unlensed: &Unlensed<'_>,
        phiphi: &[f64],
        l_max_out: usize,
        accuracy: &Accuracy,
    ) -> Result<Vec<Self>, Error> {
        let l_max = unlensed.tt.len() - 1;
        let order = accuracy.order(l_max, l_max_out);
        let near = accuracy.window().map_or(Window::All, Window::Inside);
        let mut zones = vec![Self::new(
            unlensed,
            phiphi,
            near,
            order,
            (l_max, l_max_out),
            None,
        )?];
        if let Some(edges) = accuracy.window() {
            let top = l_max.min(accuracy.far());
            let fade = (top < l_max).then_some(top);
            let ends = (top, top.min(l_max_out));
            // A quarter more than two multipoles of that size need, for the window's own.
            let order = top + top / 4 + 2;
            zones.push(Self::new(
                unlensed,
                phiphi,
                Window::Outside(edges),
                order,
                ends,
                fade,
            )?);
        }
        Ok(zones)
    }

    fn new(
        unlensed: &Unlensed<'_>,
        phiphi: &[f64],
        window: Window,
        order: usize,
        (l_max, l_max_out): (usize, usize),
        fade: Option<usize>,
    ) -> Result<Self, Error> {
        let weighted =
            |spectrum: &[f64], l: usize| faded(fade, l) * spectrum.get(l).unwrap_or(&0.0);
        let l_phi = fade.unwrap_or(phiphi.len().saturating_sub(1));
        let deflection = |n| Synthesis::new(1, n, l_phi, |l| power(l) * weighted(phiphi, l));
        let ((temperature, plus), ((minus, te), (rule, deflection))) = rayon::join(
            || {
                (
                    mixing::temperature(|l| weighted(unlensed.tt, l), l_max),
                    mixing::plus(
                        |l| weighted(unlensed.ee, l) + weighted(unlensed.bb, l),
                        l_max,
                    ),
                )
            },
            || {
                (
                    (
                        mixing::minus(
                            |l| weighted(unlensed.ee, l) - weighted(unlensed.bb, l),
                            l_max,
                        ),
                        mixing::cross(|l| weighted(unlensed.te, l), l_max),
                    ),
                    (Rule::new(order), [deflection(1), deflection(-1)]),
                )
            },
        );
        let [aligned, crossed] = deflection;
        let given = |spectrum: &[f64]| spectrum.iter().any(|&value| value != 0.0);
        Ok(Self {
            window,
            rule: rule?,
            variance: variance(phiphi),
            deflection: [aligned?, crossed?],
            temperature: temperature?,
            plus: plus?,
            minus: minus?,
            te: te?,
            tb: given(unlensed.tb)
                .then(|| mixing::cross(|l| weighted(unlensed.tb, l), l_max))
                .transpose()?,
            twice_eb: given(unlensed.eb)
                .then(|| mixing::minus(|l| 2.0 * weighted(unlensed.eb, l), l_max))
                .transpose()?,
            l_max_out,
            fade,
        })
    }

    /// The chunks of angles inside the window.
    pub(super) fn chunks(&self) -> Range<usize> {
        let [begin, end] = self.window.angles();
        self.rule.chunks(begin, end)
    }

    /// A zone's share of the result, chunks added up.
    pub(super) fn weigh(&self, part: &mut Sums) {
        for spectrum in part.each_mut() {
            for (l, value) in spectrum.iter_mut().enumerate() {
                *value *= faded(self.fade, l);
            }
        }
    }

    pub(super) fn chunk(&self, index: usize) -> Chunk<'_> {
        Chunk { zone: self, index }
    }
}

/// What C_ℓ^φφ adds to the variance of deflections, over itself.
fn power(l: usize) -> f64 {
    let l = l as f64;
    (2.0 * l + 1.0) / (4.0 * PI) * l * (l + 1.0)
}

/// C_gl(0), the variance of deflections in rad².
pub(super) fn variance(phiphi: &[f64]) -> f64 {
    phiphi.iter().enumerate().map(|(l, c)| power(l) * c).sum()
}

/// 1 at multipoles up to half of `top`, falling to 0 there: a sharp end would ring over the whole sky.
fn faded(top: Option<usize>, l: usize) -> f64 {
    top.map_or(1.0, |top| {
        let t = (2.0 * l as f64 / top as f64 - 1.0).clamp(0.0, 1.0);
        (FRAC_PI_2 * t).cos().powi(2)
    })
}

/// The work on one chunk of angles.
#[derive(Debug)]
pub(super) struct Chunk<'a> {
    zone: &'a Zone,
    index: usize,
}

impl WithSimd for Chunk<'_> {
    type Output = Sums;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Sums {
        let zone = self.zone;
        let mut angles = zone.rule.angles(simd, self.index);
        angles.weigh(zone.window);
        let deflections = Deflections::new(
            zone.variance,
            &zone.deflection[0].at(simd, &angles),
            &zone.deflection[1].at(simd, &angles),
        );
        Sums {
            tt: change::<S, 2, 1, 1>(
                simd,
                &zone.temperature,
                &angles,
                &deflections,
                zone.l_max_out,
            ),
            plus: change::<S, 2, 1, 1>(simd, &zone.plus, &angles, &deflections, zone.l_max_out),
            minus: change::<S, 1, 2, 2>(simd, &zone.minus, &angles, &deflections, zone.l_max_out),
            te: change::<S, 2, 2, 1>(simd, &zone.te, &angles, &deflections, zone.l_max_out),
            tb: match &zone.tb {
                Some(tb) => change::<S, 2, 2, 1>(simd, tb, &angles, &deflections, zone.l_max_out),
                None => Vec::new(),
            },
            twice_eb: match &zone.twice_eb {
                Some(eb) => change::<S, 1, 2, 2>(simd, eb, &angles, &deflections, zone.l_max_out),
                None => Vec::new(),
            },
        }
    }
}

/// What the angles of a chunk add to the multipoles of one correlation function.
#[inline(always)]
fn change<S: Simd, const P: usize, const F: usize, const G: usize>(
    simd: S,
    mixing: &Mixing<F, G>,
    angles: &Angles,
    deflections: &Deflections,
    l_max: usize,
) -> Vec<f64> {
    let difference = mixing.difference::<S, P>(simd, angles, deflections);
    analysis(simd, mixing.main(), &difference, angles, l_max)
}

impl Angles {
    /// Applies a window to the weights.
    fn weigh(&mut self, window: Window) {
        for i in 0..CHUNK {
            let angle = 2.0 * self.sin_half[i].atan2(self.cos_half[i]);
            self.weights[i] *= window.value(angle);
        }
    }
}
