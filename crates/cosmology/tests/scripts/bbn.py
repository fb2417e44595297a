"""Fits Y_p(omega_b, Delta N) of PArthENoPE by a polynomial in ln(omega_b) and ln g_*.

usage: python bbn.py PArthENoPE_880.2_standard.dat      (numpy 2.x)
Prints the coefficients of crates/cosmology/src/helium.rs and the largest residuals.
"""
import sys

import numpy as np

table = np.loadtxt(sys.argv[1])
omega, delta, yp = table[:, 0], table[:, 2], table[:, 3]
use = (omega >= 0.004) & (omega <= 0.041)
x = np.log(omega[use] / 0.0224)
s = np.log1p(7 / 43 * delta[use])  # g_* = 10.75 + 7/4 Delta N while neutrinos decouple
y = yp[use]
ROWS, COLUMNS = 6, 4
matrix = np.array([x**i * s**j for j in range(COLUMNS) for i in range(ROWS)]).T
coefficients, *_ = np.linalg.lstsq(matrix, y, rcond=None)
residual = matrix @ coefficients - y
for j in range(COLUMNS):
    print("[" + ", ".join(f"{c:.6e}" for c in coefficients[j * ROWS : (j + 1) * ROWS]) + "],")
print(f"omega_b {omega[use].min()} to {omega[use].max()}, Delta N {delta.min()} to {delta.max()}")
print(f"largest residual {np.abs(residual).max():.1e}, rms {residual.std():.1e}")
