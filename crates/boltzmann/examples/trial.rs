use lastscatter_boltzmann::{Accuracy, Gauge, trial};
use lastscatter_cosmology::{Parameters, Thermodynamics};
fn main() {
    let h = Thermodynamics::new(&Parameters::planck2018()).unwrap();
    for k in [1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.4, 1.0, 5.0] {
        let (t, s) = trial::trial(&h, k, &Accuracy::standard(), Gauge::Synchronous);
        for i in (0..t.len()).step_by(60) { if (k-0.05f64).abs()<1e-9 {println!("{:.1} {:?}", t[i], s[i]);} }
    }
}
