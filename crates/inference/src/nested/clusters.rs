//! Which points belong together.

use rand::RngExt;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

const NEIGHBOURS: usize = 8;
const ROUNDS: usize = 10;

/// A label from 0 for each of the `points`, which are joined where a chain of steps shorter than r leads from one to
/// the other.
///
/// r follows from the distances at which points left out of bootstrap samples find their nearest neighbour in the
/// sample (the idea of `buchner2016`): the one that a fiftieth of them exceeds, times 3^(1/d). Uniform points on a connected
/// set are then not cut, and a lone point between islands, whose distance is the largest, does not join them.
pub(super) fn clusters(points: &[Vec<f64>], rng: &mut Xoshiro256PlusPlus) -> Vec<usize> {
    let nearest: Vec<Vec<(f64, usize)>> = (0..points.len())
        .into_par_iter()
        .map(|i| neighbours(points, i))
        .collect();
    let reach = reach(&nearest, points[0].len(), rng);
    let near: Vec<Vec<usize>> = (0..points.len())
        .into_par_iter()
        .map(|i| {
            let close = |j: &usize| squared_distance(&points[i], &points[*j]) <= reach;
            (0..i).filter(close).collect()
        })
        .collect();
    let mut parents: Vec<usize> = (0..points.len()).collect();
    for (i, near) in near.iter().enumerate() {
        for &j in near {
            let (a, b) = (root(&mut parents, i), root(&mut parents, j));
            parents[a.max(b)] = a.min(b);
        }
    }
    let mut labels = vec![usize::MAX; points.len()];
    let mut count = 0;
    for i in 0..points.len() {
        let root = root(&mut parents, i);
        if labels[root] == usize::MAX {
            labels[root] = count;
            count += 1;
        }
        labels[i] = labels[root];
    }
    labels
}

fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// The nearest others, with their squared distances.
fn neighbours(points: &[Vec<f64>], i: usize) -> Vec<(f64, usize)> {
    let mut nearest: Vec<(f64, usize)> = Vec::with_capacity(NEIGHBOURS + 1);
    for j in (0..points.len()).filter(|j| *j != i) {
        let distance = squared_distance(&points[i], &points[j]);
        if nearest.len() < NEIGHBOURS || distance < nearest[NEIGHBOURS - 1].0 {
            let place = nearest.partition_point(|(d, _)| *d <= distance);
            nearest.insert(place, (distance, j));
            nearest.truncate(NEIGHBOURS);
        }
    }
    nearest
}

/// r².
fn reach(nearest: &[Vec<(f64, usize)>], dimension: usize, rng: &mut Xoshiro256PlusPlus) -> f64 {
    let mut distances = Vec::new();
    for _ in 0..ROUNDS {
        let mut chosen = vec![false; nearest.len()];
        for _ in 0..nearest.len() {
            chosen[rng.random_range(0..nearest.len())] = true;
        }
        for (near, _) in nearest.iter().zip(&chosen).filter(|(_, c)| !**c) {
            // All eight neighbours are left out once in three thousand times; the last will do.
            let found = near.iter().find(|(_, j)| chosen[*j]).or(near.last());
            distances.extend(found.map(|(d, _)| *d));
        }
    }
    if distances.is_empty() {
        return 0.0;
    }
    distances.sort_by(f64::total_cmp);
    distances[distances.len() * 49 / 50] * 9f64.powf(1.0 / dimension as f64)
}

fn root(parents: &mut [usize], mut i: usize) -> usize {
    while parents[i] != i {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::stream;

    #[test]
    fn islands_are_told_apart_and_a_ring_is_not_cut() {
        let mut rng = stream(5, 0);
        let mut uniform = || rng.random::<f64>();
        let mut points: Vec<Vec<f64>> = (0..300)
            .map(|i| vec![f64::from(i % 3) * 3.0 + uniform(), uniform()])
            .collect();
        let labels = clusters(&points, &mut stream(5, 1));
        for (i, label) in labels.iter().enumerate() {
            assert_eq!(*label, i % 3);
        }
        for point in &mut points {
            let angle = std::f64::consts::TAU * uniform();
            let radius = 1.0 + 0.3 * uniform();
            *point = vec![radius * angle.cos(), radius * angle.sin()];
        }
        assert!(clusters(&points, &mut stream(5, 2)).iter().all(|l| *l == 0));
    }
}
