//! The table of a run.

use lastscatter_inference::diagnostics::Summary;
use lastscatter_inference::{Chain, Chains, Error, ParameterInfo, stream};
use rand::RngExt;

/// Two columns, uniform on the unit interval and on 1e-5 times it, in chains of these lengths.
fn uniform(lengths: &[usize]) -> Result<Chains, Error> {
    let chains = lengths.iter().zip(0..).map(|(&n, index)| {
        let mut rng = stream(8, index);
        let samples = (0..n).flat_map(|_| [rng.random::<f64>(), 1e-5 * rng.random::<f64>()]);
        Chain::new(2, samples.collect(), vec![1.0; n], vec![0.0; n])
    });
    let parameters = vec![
        ParameterInfo::new("u", "u"),
        ParameterInfo::new("tiny", "t"),
    ];
    Chains::new(parameters, chains.collect::<Result<_, _>>()?)
}

#[test]
fn numbers_are_those_of_a_uniform_distribution() -> Result<(), Error> {
    let summary = Summary::new(&uniform(&[10_000, 10_000])?)?;
    for (p, scale) in summary.parameters().iter().zip([1.0, 1e-5]) {
        // 20000 independent draws: the mean's standard error is 0.002, a quantile's at most 0.0035.
        let close = |x: f64, y: f64| assert!((x / scale - y).abs() < 0.018, "{x} {y}");
        close(p.mean, 0.5);
        close(p.median, 0.5);
        close(p.standard_deviation, 12.0_f64.sqrt().recip());
        close(p.interval_68.lower, 0.158_655);
        close(p.interval_68.upper, 0.841_345);
        close(p.interval_95.lower, 0.025);
        close(p.interval_95.upper, 0.975);
        assert!((p.mcse_mean / scale / 0.002_04 - 1.0).abs() < 0.1);
        assert!(p.r_hat < 1.005 && p.ess_bulk > 18_000.0 && p.ess_tail > 18_000.0);
    }
    Ok(())
}

#[test]
fn table_is_aligned_and_rounded_to_the_width() -> Result<(), Error> {
    let summary = Summary::new(&uniform(&[1000, 1000])?)?;
    let table = summary.to_string();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines.iter().all(|line| line.len() == lines[0].len()),
        "{table}"
    );
    let header: Vec<&str> = lines[0]
        .split("  ")
        .filter(|c| !c.is_empty())
        .map(str::trim)
        .collect();
    assert_eq!(header.len(), 12);
    let cells: Vec<&str> = lines[1].split_whitespace().collect();
    assert_eq!(cells[0], "u");
    assert_eq!(cells[1], format!("{:.3}", summary.parameters()[0].mean));
    assert_eq!(cells[3].len(), "0.289".len());
    let cells: Vec<&str> = lines[2].split_whitespace().collect();
    assert_eq!(
        cells[3],
        format!("{:.2e}", summary.parameters()[1].standard_deviation)
    );
    Ok(())
}

#[test]
fn chains_of_unequal_length_lose_their_beginnings_and_bad_ones_are_named() -> Result<(), Error> {
    let summary = Summary::new(&uniform(&[1000, 1400])?)?;
    assert!((summary.parameters()[0].ess_bulk / 2000.0 - 1.0).abs() < 0.2);

    let stuck = Chain::new(2, [0.3, 0.1].repeat(50), vec![1.0; 50], vec![0.0; 50])?;
    let parameters = vec![ParameterInfo::new("a", "a"), ParameterInfo::new("b", "b")];
    let chains = Chains::new(parameters, vec![stuck])?;
    assert!(matches!(
        Summary::new(&chains),
        Err(Error::Parameter { name, source })
            if name == "a" && matches!(*source, Error::ConstantDraws { .. })
    ));
    Ok(())
}
