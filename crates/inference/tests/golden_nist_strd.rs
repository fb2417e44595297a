//! Levenberg–Marquardt against the certified values of the NIST Statistical Reference Datasets for
//! non-linear regression (lower and higher difficulty), whose own certification used 128-bit
//! arithmetic and rounds to 11 digits.

use lastscatter_inference::{Fit, LevenbergMarquardt, Residuals};

struct Problem<const N: usize> {
    model: fn(&[f64], f64) -> f64,
    /// (y, x) as published.
    data: &'static [(f64, f64)],
    starts: [[f64; N]; 2],
    certified: [f64; N],
    standard_deviations: [f64; N],
    residual_sum_of_squares: f64,
    /// Calls of the residuals from either start, those for Jacobians aside: a few more than measured.
    most_evaluations: usize,
}

/// Published to 11 digits. Seven are asked for: the default stopping rule leaves 1e-8 of a standard
/// error, which may exceed the parameter itself (MGH09) …
const PARAMETER_TOLERANCE: f64 = 5e-8;
/// … the standard deviations rest on a Jacobian by differences …
const DEVIATION_TOLERANCE: f64 = 5e-8;
/// … and the sum of squares, stationary in the parameters, agrees to its last digit.
const SUM_TOLERANCE: f64 = 1e-10;

impl<const N: usize> Problem<N> {
    fn fit(&self, start: &[f64]) -> Fit {
        let residuals = Residuals::new(self.data.len(), N, |theta, r| {
            for (r, &(y, x)) in r.iter_mut().zip(self.data) {
                *r = (self.model)(theta, x) - y;
            }
        });
        LevenbergMarquardt::default()
            .minimise(&residuals, start)
            .expect("the problem has a minimum")
    }

    fn check(&self) {
        for start in &self.starts {
            let fit = self.fit(start);
            assert!(fit.residual_evaluations <= self.most_evaluations, "{fit:?}");
            let sum = fit.chi_squared / self.residual_sum_of_squares - 1.0;
            assert!(sum.abs() < SUM_TOLERANCE, "sum of squares off by {sum:e}");
            let deviations = fit
                .rescaled_standard_errors()
                .expect("more data than parameters");
            for k in 0..N {
                let parameter = fit.theta[k] / self.certified[k] - 1.0;
                let deviation = deviations[k] / self.standard_deviations[k] - 1.0;
                assert!(
                    parameter.abs() < PARAMETER_TOLERANCE,
                    "b{} off by {parameter:e}",
                    k + 1
                );
                assert!(
                    deviation.abs() < DEVIATION_TOLERANCE,
                    "s{} off by {deviation:e}",
                    k + 1
                );
            }
        }
    }
}

#[test]
fn misra1a() {
    Problem {
        model: |b, x| b[0] * (1.0 - (-b[1] * x).exp()),
        data: &[
            (10.07, 77.6),
            (14.73, 114.9),
            (17.94, 141.1),
            (23.93, 190.8),
            (29.61, 239.9),
            (35.18, 289.0),
            (40.02, 332.8),
            (44.82, 378.4),
            (50.76, 434.8),
            (55.05, 477.3),
            (61.01, 536.8),
            (66.40, 593.1),
            (75.47, 689.1),
            (81.78, 760.0),
        ],
        starts: [[500.0, 0.0001], [250.0, 0.0005]],
        certified: [2.3894212918E+02, 5.5015643181E-04],
        standard_deviations: [2.7070075241E+00, 7.2668688436E-06],
        residual_sum_of_squares: 1.2455138894E-01,
        most_evaluations: 22,
    }
    .check();
}

#[test]
fn mgh09() {
    Problem {
        model: |b, x| b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]),
        data: &[
            (1.957e-01, 4.0),
            (1.947e-01, 2.0),
            (1.735e-01, 1.0),
            (1.600e-01, 5.0e-01),
            (8.44e-02, 2.5e-01),
            (6.27e-02, 1.67e-01),
            (4.56e-02, 1.25e-01),
            (3.42e-02, 1.0e-01),
            (3.23e-02, 8.33e-02),
            (2.35e-02, 7.14e-02),
            (2.46e-02, 6.25e-02),
        ],
        starts: [[25.0, 39.0, 41.5, 39.0], [0.25, 0.39, 0.415, 0.39]],
        certified: [
            1.9280693458E-01,
            1.9128232873E-01,
            1.2305650693E-01,
            1.3606233068E-01,
        ],
        standard_deviations: [
            1.1435312227E-02,
            1.9633220911E-01,
            8.0842031232E-02,
            9.0025542308E-02,
        ],
        residual_sum_of_squares: 3.0750560385E-04,
        most_evaluations: 115,
    }
    .check();
}

#[test]
fn thurber() {
    Problem {
        model: |b, x| {
            (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1.0 + x * (b[4] + x * (b[5] + x * b[6])))
        },
        data: &[
            (80.574, -3.067),
            (84.248, -2.981),
            (87.264, -2.921),
            (87.195, -2.912),
            (89.076, -2.840),
            (89.608, -2.797),
            (89.868, -2.702),
            (90.101, -2.699),
            (92.405, -2.633),
            (95.854, -2.481),
            (100.696, -2.363),
            (101.060, -2.322),
            (401.672, -1.501),
            (390.724, -1.460),
            (567.534, -1.274),
            (635.316, -1.212),
            (733.054, -1.100),
            (759.087, -1.046),
            (894.206, -0.915),
            (990.785, -0.714),
            (1090.109, -0.566),
            (1080.914, -0.545),
            (1122.643, -0.400),
            (1178.351, -0.309),
            (1260.531, -0.109),
            (1273.514, -0.103),
            (1288.339, 0.010),
            (1327.543, 0.119),
            (1353.863, 0.377),
            (1414.509, 0.790),
            (1425.208, 0.963),
            (1421.384, 1.006),
            (1442.962, 1.115),
            (1464.350, 1.572),
            (1468.705, 1.841),
            (1447.894, 2.047),
            (1457.628, 2.200),
        ],
        starts: [
            [1000.0, 1000.0, 400.0, 40.0, 0.7, 0.3, 0.03],
            [1300.0, 1500.0, 500.0, 75.0, 1.0, 0.4, 0.05],
        ],
        certified: [
            1.2881396800E+03,
            1.4910792535E+03,
            5.8323836877E+02,
            7.5416644291E+01,
            9.6629502864E-01,
            3.9797285797E-01,
            4.9727297349E-02,
        ],
        standard_deviations: [
            4.6647963344E+00,
            3.9571156086E+01,
            2.8698696102E+01,
            5.5675370270E+00,
            3.1333340687E-02,
            1.4984928198E-02,
            6.5842344623E-03,
        ],
        residual_sum_of_squares: 5.6427082397E+03,
        most_evaluations: 48,
    }
    .check();
}
