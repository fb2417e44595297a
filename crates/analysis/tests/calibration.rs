//! A hundred simulated surveys, sampled by the chain that the `pipeline` example runs: `LASTSCATTER_SLOW=1 cargo nextest run -p
//! lastscatter-analysis --test calibration`, a minute on four cores.

use lastscatter_analysis::{RunFile, calibration};
use lastscatter_likelihood::survey::Survey;

const PIPELINE: &str = include_str!("../../../examples/pipeline/pipeline.toml");

#[test]
fn ranks_of_the_truth_are_uniform() {
    if std::env::var_os("LASTSCATTER_SLOW").is_none() {
        #[expect(clippy::print_stdout, reason = "a skipped test says so")]
        {
            println!("skipped: LASTSCATTER_SLOW is not set");
        }
        return;
    }
    let run = RunFile::parse("pipeline.toml", PIPELINE).expect("a run file");
    let found = calibration(&run, &Survey::planck_like(), 100).expect("posteriors");
    // What a survey cannot tell does not matter.
    assert!(found.expansion_error < 2.0, "{}", found.expansion_error);
    let tests = found.calibration.uniformity(10).expect("ranks");
    assert_eq!(tests.len(), 8);
    for (name, test) in found.names.iter().zip(tests) {
        assert!(test.probability_to_exceed > 0.01, "{name}: {test:?}");
    }
}
