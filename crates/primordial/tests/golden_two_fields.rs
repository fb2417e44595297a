//! Powers of two fields against a brute-force integration: tests/scripts/two_fields.py (numpy 2.4.6, scipy 1.17.1).
//!
//! There background and modes are one system in the coordinate basis, with all oscillations, from k/aH = 3000 on.

use lastscatter_primordial::{
    inflation::Amplitude,
    two_fields::{DoubleQuadratic, FieldSpace, TurningValley, TwoFieldPotential, TwoFields},
};

/// The script begins with the plain vacuum at k/aH = 3000: an error of 1/3000² in each power.
const TOLERANCE: f64 = 1.5e-7;

/// k over the pivot, P_ℛ, P_S, C_ℛS and P_t at the end of inflation.
type Row = [f64; 5];

fn compare<P: TwoFieldPotential>(settings: TwoFields<P>, end: f64, rows: [Row; 3]) {
    let settings = TwoFields {
        amplitude: Amplitude::Potential,
        tolerance: 1e-8,
        ..settings
    };
    let solution = settings.solve().expect("a model that inflates");
    assert!((solution.history().end() / end - 1.0).abs() < 1e-9);
    for [k, curvature, isocurvature, correlation, tensor] in rows {
        let found = solution
            .two_field_powers(0.05 * k)
            .expect("a model that inflates");
        let close = |a: f64, b: f64| assert!((a / b - 1.0).abs() < TOLERANCE, "{k}: {a:e} {b:e}");
        close(found.curvature, curvature);
        close(found.tensor, tensor);
        // Where the heavy field has died the script's numbers are its rounding.
        if isocurvature > 1e-20 * curvature {
            close(found.isocurvature, isocurvature);
            close(found.correlation, correlation);
        } else {
            assert!(found.isocurvature < 1e-20 * curvature);
        }
    }
}

#[test]
fn double_quadratic() {
    let masses = [1e-6, 1.2e-6];
    compare(
        TwoFields::new(DoubleQuadratic { masses }, [11.0, 13.0]),
        7.309817772e+01,
        [
            [
                3.000000000e-01,
                6.632256878e-11,
                1.677034362e-15,
                -5.728962903e-14,
                9.353521152e-12,
            ],
            [
                1.000000000e+00,
                6.344769588e-11,
                1.671649267e-15,
                -5.600136453e-14,
                9.143303456e-12,
            ],
            [
                3.000000000e+00,
                6.088037885e-11,
                1.666668646e-15,
                -5.482638170e-14,
                8.951567949e-12,
            ],
        ],
    );
}

#[test]
fn turning_valley() {
    let valley = TurningValley {
        mass: 1e-6,
        wall_mass: 1.5e-5,
        turn: 14.9,
        width: 0.3,
        shift: 0.3,
    };
    compare(
        TwoFields::new(valley, [17.5, 0.0]),
        7.790844422e+01,
        [
            [
                3.000000000e-01,
                6.571805042e-11,
                1.860570534e-72,
                -1.105771532e-41,
                7.460653429e-12,
            ],
            [
                1.000000000e+00,
                6.409261621e-11,
                1.352783497e-72,
                -9.311467849e-42,
                7.324358571e-12,
            ],
            [
                3.000000000e+00,
                5.562200757e-11,
                1.622227242e-71,
                -3.003856453e-41,
                7.188702989e-12,
            ],
        ],
    );
}

#[test]
fn curved_field_space() {
    let masses = [2e-6, 1e-6];
    let settings = TwoFields {
        field_space: FieldSpace::Exponential { rate: 0.1 },
        ..TwoFields::new(DoubleQuadratic { masses }, [16.0, 5.0])
    };
    compare(
        settings,
        7.554092059e+01,
        [
            [
                3.000000000e-01,
                1.585697118e-10,
                6.423292338e-18,
                -4.023039324e-15,
                2.524625924e-11,
            ],
            [
                1.000000000e+00,
                1.510448511e-10,
                6.486887314e-18,
                -4.043867725e-15,
                2.461266832e-11,
            ],
            [
                3.000000000e+00,
                1.443437396e-10,
                6.544432004e-18,
                -4.061825208e-15,
                2.403489158e-11,
            ],
        ],
    );
}
