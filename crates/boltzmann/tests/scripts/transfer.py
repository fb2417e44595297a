"""C_l of synthetic sources by brute force: tests/data/transfer.csv (l, C_TT, C_TE, C_EE).

Needs numpy 2 and scipy 1.15 or later; takes some minutes. Gauss-Legendre panels, finer than the oscillations, in distance
and in wavenumber; j_l as a cylindrical Bessel function of half-integer order. No rows, splines or windows.

    S_T = D(k) cos(k (145 + (13870 - x)/2)) G(x) + late(k, x), with j_l
    S_E = the first term times k^2 / (k^2 + 0.01^2), with sqrt((l+2)!/(l-2)!) j_l / (kx)^2
    G a normal density of mean 13870 and deviation 20, D = exp(-(k/0.12)^2), P = (k/0.05)^-0.035

python transfer.py > ../data/transfer.csv
"""

import numpy as np
from scipy.special import jv

NODES, WEIGHTS = np.polynomial.legendre.leggauss(12)


def panels(edges):
    half = 0.5 * np.diff(edges)
    middle = 0.5 * (edges[1:] + edges[:-1])
    return (middle[:, None] + half[:, None] * NODES).ravel(), (half[:, None] * WEIGHTS).ravel()


def j(l, x):
    return np.sqrt(np.pi / (2 * x)) * jv(l + 0.5, x)


def late(k, x):
    return 1e-4 * np.exp(-((x / 4000) ** 2) - (k / 0.01) ** 2) * -np.expm1(-((x / 400) ** 2))


logs, log_weights = panels(np.linspace(np.log(2e-6), np.log(2e-3), 120))
linear, linear_weights = panels(np.arange(2e-3, 0.42, 5e-4))
k = np.concatenate([np.exp(logs), linear])
dlnk = np.concatenate([log_weights, linear_weights / linear])
shell_x, shell_w = panels(np.linspace(13870 - 160, 13870 + 160, 13))
shell = shell_w * np.exp(-0.5 * ((shell_x - 13870) / 20) ** 2) / (20 * np.sqrt(2 * np.pi))
wide_x, wide_w = panels(np.linspace(0, 14000, 120))

for l in [2, 7, 30, 113, 220, 500, 977, 1500]:
    t = np.zeros_like(k)
    e = np.zeros_like(k)
    for i, q in enumerate(k):
        if q * 14040 < l - 25 - 8 * l ** (1 / 3):
            continue
        source = shell * np.exp(-((q / 0.12) ** 2)) * np.cos(q * (145 + 0.5 * (13870 - shell_x)))
        bessel = j(l, q * shell_x)
        t[i] = source @ bessel
        source *= q * q / (q * q + 1e-4)
        e[i] = np.sqrt((l + 2.0) * (l + 1) * l * (l - 1)) * (source @ (bessel / (q * shell_x) ** 2))
        if q < 0.06:
            t[i] += (wide_w * late(q, wide_x)) @ j(l, q * wide_x)
    power = 4 * np.pi * dlnk * (k / 0.05) ** -0.035
    print(f"{l},{power @ (t * t):.15e},{power @ (t * e):.15e},{power @ (e * e):.15e}")
