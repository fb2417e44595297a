//! x
use lastscatter_primordial::{Curved, Model, curved::{Start, Vacuum}, inflation::Amplitude, potential::Starobinsky};
#[test]
fn show() {
    for (omega_k, shift) in [(-0.9, 1.0), (0.3, 0.0)] {
        for vacuum in [Vacuum::BunchDavies, Vacuum::StressEnergy] {
            let c = Curved { start: Start::Onset { field: 6.0, omega_k }, vacuum, amplitude: Amplitude::Potential,
                pivot_e_folds: 40.0, ..Curved::new(Starobinsky { scale: 0.0025_f64.powi(4) }) };
            let s = c.solve().unwrap();
            println!("{omega_k} {vacuum:?} N {} field {}", s.history().end(), s.history().field(s.history().end()));
            for k in [1., 2., 3., 4., 5., 7., 10., 20., 40., 100., 1000.] {
                let n: f64 = k + shift;
                let p = s.powers(s.geometry().wavenumber_inv_mpc(n));
                let m = k * k * k / (n * (n * n + if omega_k < 0.0 { -1.0 } else { 1.0 }));
                match p { Ok(p) => println!("{k} {:e} {:e}  raw {:e} {:e}", p.scalar * m, p.tensor() * m, p.scalar, p.tensor()), Err(e) => println!("{k} {e}") }
            }
        }
    }
}
