"""Prints the golden numbers of tests/bandpass.rs from the bandpass tables of the BICEP2/Keck and Planck joint
analysis (arXiv:1502.00612): effective coefficients K_CMB -> MJy/sr (IRAS convention) and K_CMB -> y.

Generated with Python 3.11 and numpy 2.4.6; the transmission is linear between rows, negative values count as
zero, and every segment is integrated by the composite Simpson rule on 16 panels. Run with the tables' folder:
    python tests/scripts/bandpass.py bicep-keck/bkplanck2015
"""
import sys
from pathlib import Path

import numpy as np

H, K, C, T = 6.62607015e-34, 1.380649e-23, 299792458.0, 2.7255

for band in (100, 143, 217, 353):
    table = np.loadtxt(Path(sys.argv[1]) / f"bandpass_P{band}.txt")
    table = table[np.argsort(table[:, 0])]
    rows, tau = table[:, 0] * 1e9, np.maximum(table[:, 1], 0.0)
    m = 32
    s = np.linspace(0.0, 1.0, m + 1)
    simpson = np.where(np.arange(m + 1) % 2 == 1, 4.0, 2.0)
    simpson[[0, -1]] = 1.0
    simpson /= 3.0 * m
    nu = rows[:-1, None] + np.diff(rows)[:, None] * s
    weight = (tau[:-1, None] + np.diff(tau)[:, None] * s) * simpson * np.diff(rows)[:, None]
    x = H * nu / (K * T)
    g = 2 * H * nu**3 / C**2 * x * np.exp(x) / np.expm1(x) ** 2
    y = g * (x / np.tanh(x / 2) - 4)
    total = lambda f: float((weight * f).sum())
    print(f"({band}.0, {total(g / T) / total(band * 1e9 / nu) * 1e20:.12e}, {total(g / T) / total(y):.12e}),")
