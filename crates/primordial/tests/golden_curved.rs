//! x
use lastscatter_primordial::{Curved, Model, curved::{Start, Vacuum}, inflation::Amplitude, potential::Starobinsky};
#[test]
fn show() {
    for omega_k in [-0.9, 0.3] {
            let sign = -f64::signum(omega_k);
        for vacuum in [Vacuum::BunchDavies, Vacuum::StressEnergy] {
            let c = Curved { start: Start::Onset { field: 6.0, omega_k }, vacuum, amplitude: Amplitude::Potential,pivot_e_folds: 40.0, tolerance: 1e-8,
                ..Curved::new(Starobinsky { scale: 0.0025_f64.powi(4) }) };
            let s = c.solve().unwrap();
            println!("{omega_k} {vacuum:?} N {} field {}", s.history().end(), s.history().field(s.history().end()));
            for k in [1., 2., 3., 4., 5., 7., 10., 20., 40., 100., 1000.] {
                let l: f64 = if omega_k < 0.0 { k * (k + 2.0) } else { k * k };
                let n = (l + sign).sqrt();
                let p = s.powers(s.geometry().wavenumber_inv_mpc(n)).map(|p| p.scalar * k * k * k / (n * (n * n - sign)));
                let n = (l + 3.0 * sign).sqrt();
                let t = s.powers(s.geometry().wavenumber_inv_mpc(n)).map(|p| p.tensor() * k * k * k / (n * (n * n - sign)));
                println!("{k} {:e} {:e}", p.unwrap_or(f64::NAN), t.unwrap_or(f64::NAN));
            }
        }
    }
}
