"""Independent fit of the FIRAS monopole residuals: python firas.py FOLDER, the folder of the published files.

NumPy 2; constants of CODATA 2022; generalised least squares by inverting the normal equations.
"""
import sys
import numpy as np

folder = sys.argv[1]
h, k, c = 6.62607015e-34, 1.380649e-23, 299792458.0
nu_cm, monopole, residual, sigma, galaxy = np.loadtxt(f"{folder}/firas_monopole_spec_v1.txt").T
correlation = np.loadtxt(f"{folder}/firas_correlation_matrix.txt")
T, nu = 2.725, nu_cm * 100 * c
x = h * nu / k / T
dbdt = 2 * h * nu**3 / c**2 / np.expm1(x) * x / -np.expm1(-x) / T * 1e23  # kJy/sr/K
shapes = {
    "delta_t_uk": dbdt * 1e-6,
    "galaxy": galaxy,
    "mu": -T / x * dbdt,
    "y": T * dbdt * (x / np.tanh(x / 2) - 4),
}
for name, rho in (("independent", np.eye(len(nu))), ("correlated", correlation)):
    weight = np.linalg.inv(rho * np.outer(sigma, sigma))
    for extra in ((), ("mu",), ("y",), ("mu", "y")):
        keys = ("delta_t_uk", "galaxy", *extra)
        design = np.array([shapes[key] for key in keys]).T
        covariance = np.linalg.inv(design.T @ weight @ design)
        theta = covariance @ design.T @ weight @ residual
        rest = residual - design @ theta
        print(name, *(f"{key} = {t:.6g} ± {s:.6g}" for key, t, s in zip(keys, theta, np.sqrt(covariance.diagonal()))),
              f"chi2 = {rest @ weight @ rest:.4f}", sep="  ")
