//! Two fields: against one field, exact limits, separate universes, themselves.

use lastscatter_primordial::two_fields::{DoubleQuadratic, FieldSpace, TurningValley, TwoFields};

#[test]
fn explore() {
    let valley = TurningValley { mass: 1e-6, wall_mass: 1.5e-5, turn: 14.9, width: 0.3, shift: 0.3 };
    let quadratic = DoubleQuadratic { masses: [1e-6, 1.2e-6] };
    let mut a = TwoFields::new(quadratic, [11.0, 13.0]);
    a.amplitude = None;
    let mut c = TwoFields::new(DoubleQuadratic { masses: [2e-6, 1e-6] }, [16.0, 5.0]);
    c.amplitude = None;
    c.field_space = FieldSpace::Exponential { rate: 0.1 };
    let mut b = TwoFields::new(valley, [17.5, 0.0]);
    b.amplitude = None;
    let c2 = c; for s in [a, c2] {
    for tolerance in [1e-4, 1e-6, 1e-8] {
        let mut s = s.clone();
        s.tolerance = tolerance;
        let t = std::time::Instant::now();
        let s = s.solve().unwrap();
        println!("end {} {:?} {:e} {:?}", s.history().end(), s.two_field_powers(0.05).map(|p| p.cosine()), s.history().violation(), t.elapsed());
        for k in [0.3, 1.0, 3.0] {
            let t = std::time::Instant::now();
            let p = s.two_field_powers(0.05 * k).unwrap();
            println!("{k} {:?} {:?}", p, t.elapsed());
            let q = s.powers_at(0.05 * k, s.history().end()).unwrap();
            println!("{:e} {:e} {:e} {:e}", p.curvature / q.curvature - 1.0, p.isocurvature/q.isocurvature-1.0, p.correlation / q.correlation - 1.0, p.tensor/q.tensor - 1.0);
        }
    }
    }
}
