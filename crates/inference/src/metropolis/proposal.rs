//! Which block moves when, and where to.

use nalgebra::DMatrix;
use rand::{Rng, RngExt};
use rand_distr::{Exp1, StandardNormal};

use super::options::FastSteps;
use crate::block::Block;
use crate::covariance::Covariance;
use crate::error::Error;
use crate::rng::stream;

/// Keeps the directions' random numbers apart from those of the steps.
const PURPOSE: u64 = 0x6469_7265_6374_696f;

/// The order of parameters and moves, the same for all chains.
///
/// Parameters are sorted by block, slowest first. With the covariance so ordered C = L Lᵀ, the columns of L that
/// belong to a block move it and faster ones only (`lewis2013`).
#[derive(Debug)]
pub(super) struct Plan {
    /// The parameter at each place of the sorted order.
    order: Vec<usize>,
    /// First place of each block, and the end.
    offsets: Vec<usize>,
    /// (block, how often it has moved before in this cycle).
    cycle: Vec<(usize, usize)>,
    /// Moves of each block in a cycle.
    moves: Vec<usize>,
    /// Steps of a drag.
    pub(super) drag: Option<usize>,
    scale: f64,
}

impl Plan {
    pub(super) fn new(blocks: &[Block], fast_steps: FastSteps, scale: f64) -> Self {
        let order: Vec<usize> = blocks.iter().flat_map(|b| b.parameters.clone()).collect();
        let mut offsets = vec![0];
        for block in blocks {
            offsets.push(offsets[offsets.len() - 1] + block.parameters.len());
        }
        let slowest = blocks.iter().fold(f64::INFINITY, |s, b| s.min(b.speed));
        let (drag, power) = match fast_steps {
            FastSteps::Dragged { steps } if blocks.len() > 1 => (Some(steps.get()), 0.0),
            FastSteps::Dragged { .. } => (None, 0.0),
            FastSteps::Oversampled { power } => (None, power),
        };
        let mut moves: Vec<usize> = blocks
            .iter()
            .map(|b| b.parameters.len() * (b.speed / slowest).powf(power).round().max(1.0) as usize)
            .collect();
        if drag.is_some() {
            moves[blocks.len() - 1] = 0;
        }
        // Spread evenly: the i-th of n moves stands at (i + 1/2)/n of the cycle.
        let mut cycle: Vec<(usize, usize)> = (0..moves.len())
            .flat_map(|block| (0..moves[block]).map(move |i| (block, i)))
            .collect();
        let place = |&(block, i): &(usize, usize)| (i as f64 + 0.5) / moves[block] as f64;
        cycle.sort_by(|a, b| place(a).total_cmp(&place(b)));
        Self {
            order,
            offsets,
            cycle,
            moves,
            drag,
            scale,
        }
    }

    /// Steps of a cycle.
    pub(super) fn cycle_length(&self) -> usize {
        self.cycle.len()
    }

    pub(super) fn last_block(&self) -> usize {
        self.moves.len() - 1
    }

    /// The block that moves at `step`, and how often it has moved before.
    pub(super) fn turn(&self, step: usize) -> (usize, usize) {
        let (block, before) = self.cycle[step % self.cycle.len()];
        let cycles = step / self.cycle.len();
        (block, cycles * self.moves[block] + before)
    }

    fn size(&self, block: usize) -> usize {
        self.offsets[block + 1] - self.offsets[block]
    }

    /// L of the sorted covariance, column-major.
    pub(super) fn factor(&self, covariance: &Covariance) -> Result<Vec<f64>, Error> {
        let (n, matrix) = (self.order.len(), covariance.matrix());
        let sorted = DMatrix::from_fn(n, n, |i, j| matrix[(self.order[i], self.order[j])]);
        Ok(Covariance::new(sorted)?
            .cholesky_factor()
            .as_slice()
            .to_vec())
    }

    /// Adds `length` · s L e to `theta`, e being a unit vector in the space of `block`.
    fn displace(
        &self,
        factor: &[f64],
        block: usize,
        direction: &[f64],
        length: f64,
        theta: &mut [f64],
    ) {
        let n = self.order.len();
        for (j, e) in (self.offsets[block]..).zip(direction) {
            let step = self.scale * length * e;
            for i in j..n {
                theta[self.order[i]] += step * factor[j * n + i];
            }
        }
    }
}

/// A chain's random directions: for each block the columns of a random rotation, one after the
/// other, then of the next. They follow from the chain's seed and the number of the move.
#[derive(Debug)]
pub(super) struct Directions {
    seed: u64,
    /// For each block the rotation in use and its number.
    rotations: Vec<Option<(usize, Vec<f64>)>>,
    scratch: Vec<f64>,
}

impl Directions {
    pub(super) fn new(seed: u64, plan: &Plan) -> Self {
        Self {
            seed: seed ^ PURPOSE,
            rotations: vec![None; plan.moves.len()],
            scratch: Vec::new(),
        }
    }

    /// Adds the step of `block`'s move number `number` to `theta`.
    pub(super) fn step(
        &mut self,
        plan: &Plan,
        factor: &[f64],
        (block, number): (usize, usize),
        rng: &mut impl Rng,
        theta: &mut [f64],
    ) {
        let n = plan.size(block);
        let wanted = number / n;
        let kept = self.rotations[block].take();
        let (_, rotation) = self.rotations[block].insert(match kept {
            Some(kept) if kept.0 == wanted => kept,
            _ => {
                let mut rng = stream(self.seed.wrapping_add(block as u64), wanted as u64);
                (wanted, rotation(n, &mut rng))
            }
        });
        let column = &rotation[(number % n) * n..(number % n + 1) * n];
        plan.displace(factor, block, column, signed_length(rng), theta);
    }

    /// Adds the same step along a random direction of the last block to each of `points`.
    pub(super) fn drag<const N: usize>(
        &mut self,
        plan: &Plan,
        factor: &[f64],
        rng: &mut impl Rng,
        points: [&mut [f64]; N],
    ) {
        let block = plan.last_block();
        self.scratch.clear();
        let normal = (0..plan.size(block)).map(|_| rng.sample::<f64, _>(StandardNormal));
        self.scratch.extend(normal);
        normalise(&mut self.scratch);
        let length = signed_length(rng);
        for point in points {
            plan.displace(factor, block, &self.scratch, length, point);
        }
    }
}

/// The length of a step before scaling: nine times in ten near one, since shorter steps explore little (`yang2013`), else an
/// exponential number, so that very short and very long steps come too; its sign is random.
///
/// An axis that is kept for several steps serves detailed balance only if both its ends are equally
/// likely at each, hence the sign.
fn signed_length(rng: &mut impl Rng) -> f64 {
    /// Mean and width of a normal number of mean square one.
    const MEAN: f64 = 0.95;
    const WIDTH: f64 = 0.312_249_899_919_919_9;
    let length = if rng.random::<f64>() < 0.1 {
        rng.sample(Exp1)
    } else {
        let z: f64 = rng.sample(StandardNormal);
        MEAN + WIDTH * z
    };
    if rng.random() { length } else { -length }
}

/// Columns of a random orthogonal matrix: Gram–Schmidt, twice for accuracy, on normal vectors.
fn rotation(n: usize, rng: &mut impl Rng) -> Vec<f64> {
    let mut columns: Vec<f64> = (0..n * n).map(|_| rng.sample(StandardNormal)).collect();
    for j in 0..n {
        let (done, rest) = columns.split_at_mut(j * n);
        let column = &mut rest[..n];
        for _ in 0..2 {
            normalise(column);
            for other in done.chunks_exact(n) {
                let overlap: f64 = column.iter().zip(other).map(|(a, b)| a * b).sum();
                for (a, b) in column.iter_mut().zip(other) {
                    *a -= overlap * b;
                }
            }
        }
        normalise(column);
    }
    columns
}

fn normalise(vector: &mut [f64]) {
    let norm = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    for x in vector {
        *x /= norm;
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;

    fn blocks() -> Vec<Block> {
        let block = |parameters: &[usize], speed| Block {
            parameters: parameters.to_vec(),
            speed,
        };
        vec![block(&[3, 0], 1.0), block(&[1, 4, 2], 100.0)]
    }

    #[test]
    fn rotations_are_orthogonal() {
        for n in [1, 2, 7, 50] {
            let matrix = DMatrix::from_vec(n, n, rotation(n, &mut stream(1, n as u64)));
            assert!((matrix.transpose() * &matrix - DMatrix::identity(n, n)).amax() < 1e-13);
        }
    }

    #[test]
    fn faster_blocks_move_more_often_and_evenly() {
        let plan = Plan::new(&blocks(), FastSteps::Oversampled { power: 0.5 }, 2.4);
        assert_eq!(plan.cycle_length(), 2 + 30);
        let slow: Vec<usize> = (0..96).filter(|s| plan.turn(*s).0 == 0).collect();
        assert_eq!(slow.len(), 6);
        assert!(slow.windows(2).all(|w| w[1] - w[0] == 16), "{slow:?}");
        for block in 0..2 {
            let numbers = (0..96).map(|s| plan.turn(s)).filter(|t| t.0 == block);
            assert!(numbers.enumerate().all(|(i, t)| t.1 == i));
        }
        let steps = NonZeroUsize::new(6).unwrap();
        let plan = Plan::new(&blocks(), FastSteps::Dragged { steps }, 2.4);
        assert_eq!((plan.cycle_length(), plan.drag), (2, Some(6)));
    }

    #[test]
    fn fast_moves_leave_slow_parameters_alone() {
        let plan = Plan::new(&blocks(), FastSteps::Oversampled { power: 0.0 }, 2.4);
        let mixing = DMatrix::from_fn(5, 5, |i, j| if i == j { 2.0 } else { 0.3 });
        let covariance = Covariance::new(mixing).unwrap();
        let factor = plan.factor(&covariance).unwrap();
        let mut directions = Directions::new(9, &plan);
        for number in 0..20 {
            let mut theta = [0.0; 5];
            let mut rng = stream(2, number as u64);
            directions.step(&plan, &factor, (1, number), &mut rng, &mut theta);
            assert!(theta[0] == 0.0 && theta[3] == 0.0);
            assert!([1, 2, 4].iter().all(|&i| theta[i] != 0.0));
        }
    }

    #[test]
    fn steps_have_the_covariance_that_was_asked_for() {
        // One block: E[Δ Δᵀ] = s² E[length²] C/n, E[length²] = 0.9 + 0.1 × 2.
        let blocks = [Block {
            parameters: vec![0, 1],
            speed: 1.0,
        }];
        let plan = Plan::new(&blocks, FastSteps::Oversampled { power: 0.4 }, 1.0);
        let covariance =
            Covariance::new(DMatrix::from_row_slice(2, 2, &[1.0, 0.8, 0.8, 4.0])).unwrap();
        let factor = plan.factor(&covariance).unwrap();
        let mut directions = Directions::new(3, &plan);
        let mut sum = DMatrix::<f64>::zeros(2, 2);
        let count = 200_000;
        for number in 0..count {
            let mut theta = [0.0; 2];
            let mut rng = stream(4, number as u64);
            directions.step(&plan, &factor, (0, number), &mut rng, &mut theta);
            let step = nalgebra::Vector2::from(theta);
            sum += step * step.transpose();
        }
        let found = sum * (2.0 / (1.1 * count as f64));
        // The standard error of an entry is about half a per cent of the variances.
        assert!((found - covariance.matrix()).amax() < 0.1);
    }
}
