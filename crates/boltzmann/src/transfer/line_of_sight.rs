//! The line-of-sight integral of a handful of wavenumbers.

use pulp::{Simd, WithSimd};

use super::gridding::{NodeScratch, WINDOW_START, spread, window};
use super::limber::Limber;
use super::product::{WAVENUMBERS, accumulate};
use super::radial::{ORIGIN, PANEL, ROWS, RadialTable};
use super::sources::{Observable, Radial, SourceSpline, Sources, SplinePoint};
use super::stencil::Stencil;

/// The function that the radial table stands for, up to a factor of ℓ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// j_ℓ
    Plain,
    /// √((ℓ+2)!/(ℓ−2)!) j_ℓ/x²
    SpinTwo,
    /// j_ℓ/x²
    Tensor,
}

impl Radial {
    pub(crate) const fn has_derivatives(self) -> bool {
        !matches!(self, Self::Monopole | Self::Polarisation)
    }
}

impl Family {
    /// √((ℓ+2)!/(ℓ−2)!) or one.
    pub(crate) fn factor(self, l: usize) -> f64 {
        let l = l as f64;
        match self {
            Self::SpinTwo => ((l + 2.0) * (l + 1.0) * l * (l - 1.0)).sqrt(),
            Self::Plain | Self::Tensor => 1.0,
        }
    }
}

impl From<Radial> for Family {
    fn from(radial: Radial) -> Self {
        match radial {
            Radial::Monopole | Radial::Dipole | Radial::Quadrupole => Self::Plain,
            Radial::Polarisation => Self::SpinTwo,
            Radial::TensorE | Radial::TensorB => Self::Tensor,
        }
    }
}

/// Sources of one observable and family: one weight for each row.
#[derive(Debug)]
pub(crate) struct Stream<'a> {
    pub(crate) observable: Observable,
    pub(crate) family: Family,
    pub(crate) ln_k: &'a [f64],
    pub(crate) channels: Vec<(Radial, SourceSpline<'a>)>,
    /// Limber's approximation takes the source over where k times this is a window's argument; zero: nowhere.
    pub(crate) limber_scale_mpc: f64,
    /// The family's factor of each multipole.
    pub(crate) factors: Vec<f64>,
    /// Whether any channel asks for derivatives of the radial function.
    pub(crate) derivatives: bool,
}

impl Stream<'_> {
    /// What part of the source at `k` the radial table projects.
    #[inline(always)]
    pub(crate) fn projected_share(&self, k: f64) -> f64 {
        window(k * self.limber_scale_mpc)
    }
}

/// All that the line-of-sight integral reads.
#[derive(Debug)]
pub(crate) struct LineOfSight<'a> {
    pub(crate) distance_mpc: &'a [f64],
    pub(crate) weight_mpc: &'a [f64],
    /// Distance between neighbouring nodes.
    pub(crate) spacing_mpc: Vec<f64>,
    widest_mpc: f64,
    pub(crate) streams: Vec<Stream<'a>>,
    pub(crate) observables: Vec<Observable>,
    pub(crate) multipoles: &'a [usize],
    /// Multipoles of the lensing potential that are projected exactly.
    exact: usize,
    pub(crate) table: RadialTable,
    pub(crate) stencil: Stencil,
    /// 1/x² of the table's rows.
    pub(crate) inverse_square: Vec<f64>,
    limber: Limber<'a>,
}

/// Work space of Limber's approximation.
#[derive(Debug, Default)]
pub(crate) struct LimberScratch {
    source: Vec<f64>,
    sum: Vec<f64>,
}

/// Work space of one thread.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    nodes: NodeScratch,
    limber: LimberScratch,
    /// `[k][stream][row]`.
    rows: Vec<f64>,
    /// `[stream][panel][k][ℓ]`.
    sums: Vec<f64>,
}

impl<'a> LineOfSight<'a> {
    pub(crate) fn new(
        sources: &'a Sources,
        streams: Vec<Stream<'a>>,
        multipoles: &'a [usize],
        limber_from: usize,
        table: RadialTable,
    ) -> Self {
        let chi = &sources.distance_mpc;
        let spacing_mpc: Vec<f64> = (0..chi.len())
            .map(|n| {
                let (before, after) = (n.saturating_sub(1), (n + 1).min(chi.len() - 1));
                (chi[before] - chi[after]) / (after - before) as f64
            })
            .collect();
        let mut observables = Vec::new();
        for stream in &streams {
            if !observables.contains(&stream.observable) {
                observables.push(stream.observable);
            }
        }
        let inverse_square = (0..table.rows())
            .map(|row| ((row as f64 - ORIGIN) * table.spacing()).powi(-2))
            .collect();
        Self {
            distance_mpc: chi,
            weight_mpc: &sources.weight_mpc,
            widest_mpc: spacing_mpc.iter().copied().fold(0.0, f64::max),
            spacing_mpc,
            streams,
            observables,
            multipoles,
            exact: multipoles.partition_point(|&l| l <= limber_from),
            stencil: Stencil::new(table.spacing()),
            table,
            inverse_square,
            limber: Limber::new(chi, multipoles),
        }
    }

    /// Multipoles that a stream is projected on by the table.
    fn projected(&self, stream: &Stream<'_>) -> usize {
        if stream.observable == Observable::Potential {
            self.exact
        } else {
            self.multipoles.len()
        }
    }

    /// Index of an observable in the output.
    fn place(&self, observable: Observable) -> usize {
        let found = self.observables.iter().position(|&o| o == observable);
        found.unwrap_or_default()
    }

    /// Lensing potential by Limber's approximation: what nodes have lost to their window below `exact`, all above.
    #[inline(always)]
    pub(crate) fn limber_into(
        &self,
        stream: &Stream<'_>,
        k: f64,
        split: Split,
        scratch: &mut LimberScratch,
        out: &mut [f64],
    ) {
        let LimberScratch { source, sum } = scratch;
        let nodes = self.limber.nodes();
        source.resize(nodes, 0.0);
        sum.clear();
        sum.resize(nodes, 0.0);
        let point = SplinePoint::new(stream.ln_k, k);
        for (_, spline) in &stream.channels {
            spline.evaluate_into(point, source);
            for n in 0..nodes {
                sum[n] += source[n] * self.distance_mpc[n];
            }
        }
        match split {
            Split::All => self.limber.project(k, 0, sum, out),
            Split::Complement => {
                let (low, high) = out.split_at_mut(self.exact);
                self.limber.project(k, self.exact, sum, high);
                if k * self.widest_mpc.max(stream.limber_scale_mpc) > WINDOW_START {
                    let share = stream.projected_share(k);
                    for n in 0..nodes {
                        sum[n] *= 1.0 - share * window(k * self.spacing_mpc[n]);
                    }
                    self.limber.project(k, 0, sum, low);
                }
            }
        }
    }
}

/// Which part of the lensing potential Limber's approximation gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Split {
    /// What the exact projection leaves.
    Complement,
    /// Everything.
    All,
}

/// Δ_ℓ(k) of at most eight adjacent wavenumbers, `out[k][observable][ℓ]`, zero before.
pub(crate) struct Chunk<'a> {
    pub(crate) line: &'a LineOfSight<'a>,
    pub(crate) k_inv_mpc: &'a [f64],
    pub(crate) scratch: &'a mut Scratch,
    pub(crate) out: &'a mut [f64],
}

impl WithSimd for Chunk<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self {
            line,
            k_inv_mpc,
            scratch,
            out,
        } = self;
        let stride = line.table.rows();
        let panels = line.table.panels();
        let panel_sums = WAVENUMBERS * PANEL;
        let streams = line.streams.len();
        scratch.rows.resize(WAVENUMBERS * streams * stride, 0.0);
        scratch.sums.clear();
        scratch.sums.resize(streams * panels * panel_sums, 0.0);

        let mut used = 0..0;
        for (&k, rows) in k_inv_mpc
            .iter()
            .zip(scratch.rows.chunks_mut(streams * stride))
        {
            let touched = spread(simd, line, k, &mut scratch.nodes, rows, stride);
            used = if used.is_empty() {
                touched
            } else if touched.is_empty() {
                used
            } else {
                used.start.min(touched.start)..used.end.max(touched.end)
            };
        }
        if !used.is_empty() {
            for block in used.start / ROWS..used.end.div_ceil(ROWS) {
                for panel in 0..line.table.filled(block) {
                    let radial = line.table.panel(block, panel);
                    for (index, stream) in line.streams.iter().enumerate() {
                        let wanted = stream.projected_share(k_inv_mpc[0]) > 0.0;
                        if wanted && panel * PANEL < line.projected(stream) {
                            let weights = &scratch.rows[index * stride + block * ROWS..];
                            let sums = &mut scratch.sums[(index * panels + panel) * panel_sums..]
                                [..panel_sums];
                            accumulate(simd, weights, streams * stride, radial, sums);
                        }
                    }
                }
            }
            for rows in scratch.rows.chunks_mut(stride) {
                rows[used.clone()].fill(0.0);
            }
        }

        let columns = line.multipoles.len();
        let row = line.observables.len() * columns;
        for (index, stream) in line.streams.iter().enumerate() {
            let place = line.place(stream.observable) * columns;
            let factors = &stream.factors[..line.projected(stream)];
            for (k, out) in out.chunks_mut(row).enumerate() {
                let out = &mut out[place..place + columns];
                let panels = index * panels..(index + 1) * panels;
                for ((panel, out), factors) in
                    panels.zip(out.chunks_mut(PANEL)).zip(factors.chunks(PANEL))
                {
                    let sums = &scratch.sums[panel * panel_sums + k * PANEL..][..PANEL];
                    for (out, (sum, factor)) in out.iter_mut().zip(sums.iter().zip(factors)) {
                        *out += factor * sum;
                    }
                }
                if stream.observable == Observable::Potential {
                    let k = k_inv_mpc[k];
                    line.limber_into(stream, k, Split::Complement, &mut scratch.limber, out);
                }
            }
        }
    }
}
