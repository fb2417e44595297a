//! Gaussian quadrature for any weight.

use crate::Error;

/// Nodes and weights of the Gaussian rule of `count` points for a weight given by samples `[x, w]`, of a discretisation much finer than the rule.
///
/// ```text
/// Σ_i W_i p(x_i) = Σ_samples w p(x)   for polynomials p of degree below 2 × count
/// ```
///
/// Orthogonal polynomials come from Stieltjes's procedure, nodes from bisection between those of the polynomial below, weights from
/// Christoffel's numbers.
///
/// # Errors
///
/// [`Error::OutOfDomain`] for a count of zero, or a weight that is not positive at more than `count` distinct places.
///
/// # References
///
/// `gautschi2004`, sections 1.4 and 2.2.
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::quadrature::gauss_rule;
///
/// // A flat weight over [−1, 1], by the midpoint rule: the rule of Gauss and Legendre.
/// let samples: Vec<_> = (0..1000).map(|i| [-0.999 + 0.002 * f64::from(i), 0.002]).collect();
/// let (nodes, weights) = gauss_rule(2, &samples)?;
/// assert!((nodes[1] - (1.0_f64 / 3.0).sqrt()).abs() < 1e-5 && (weights[0] - 1.0).abs() < 1e-12);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
pub fn gauss_rule(count: usize, samples: &[[f64; 2]]) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let positive = samples
        .iter()
        .filter(|[x, w]| x.is_finite() && *w > 0.0 && w.is_finite())
        .count();
    if count == 0 || positive <= count || positive < samples.len() {
        return Err(Error::OutOfDomain {
            name: "points of a Gaussian rule",
            value: count as f64,
            expected: "at least 1 and fewer than the samples, whose weights are all positive and finite",
        });
    }
    let (low, high) = samples
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), [x, _]| {
            (low.min(*x), high.max(*x))
        });
    // p_{n+1} = (x − a_n) p_n − b_n p_{n−1}.
    let mut recurrence: Vec<[f64; 2]> = Vec::with_capacity(count);
    let mut norms = Vec::with_capacity(count);
    for n in 0..count {
        let (mut norm, mut mean) = (0.0, 0.0);
        for &[x, w] in samples {
            let p = polynomial(&recurrence, x);
            norm += w * p * p;
            mean += w * p * p * x;
        }
        let b = if n == 0 { 0.0 } else { norm / norms[n - 1] };
        recurrence.push([mean / norm, b]);
        norms.push(norm);
    }
    let mut nodes: Vec<f64> = Vec::new();
    for degree in 1..=count {
        let mut borders = vec![low];
        borders.extend(&nodes);
        borders.push(high);
        let part = &recurrence[..degree];
        nodes = borders
            .windows(2)
            .map(|pair| bisect(|x| polynomial(part, x), pair[0], pair[1]))
            .collect();
    }
    let weights = nodes.iter().map(|&x| {
        let kernel: f64 = (0..count)
            .map(|n| polynomial(&recurrence[..n], x).powi(2) / norms[n])
            .sum();
        1.0 / kernel
    });
    let weights = weights.collect();
    Ok((nodes, weights))
}

/// The monic orthogonal polynomial whose degree is the length of the recurrence.
fn polynomial(recurrence: &[[f64; 2]], x: f64) -> f64 {
    let (mut below, mut p) = (0.0, 1.0);
    for [a, b] in recurrence {
        (below, p) = (p, (x - a) * p - b * below);
    }
    p
}

/// The root between two points where `f` has opposite signs, to the last bit.
fn bisect(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    let rising = f(high) > 0.0;
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if (f(middle) > 0.0) == rising {
            high = middle;
        } else {
            low = middle;
        }
    }
}
