"""Posterior of polarised amplitude and angle by brute-force two-dimensional quadrature.

Writes tests/golden/estimation.txt. Made with Python 3.11.7, numpy 2.4.6, scipy 1.17.1:
    python3 tests/scripts/estimation.py > tests/golden/estimation.txt
Nothing here uses the principal axes, closed forms or tables of the Rust code: the unnormalised density is summed on products of
Gauss-Legendre rules (doubling the number of nodes changes no value by more than 2e-14).
"""

import numpy as np
from scipy.optimize import brentq

RADIAL, ANGULAR = np.polynomial.legendre.leggauss(600), np.polynomial.legendre.leggauss(800)

# q, u, var q, var u, cov, power of p in the prior, upper bound (0: none)
CASES = [
    (3.84, 0.0, 1.0, 1.0, 0.0, 0, 0.0),
    (3.84, 0.0, 1.0, 1.0, 0.0, 1, 0.0),
    (3.84, 0.0, 1.0, 1.0, 0.5, 0, 0.0),
    (0.7, -0.4, 1.0, 0.25, -0.3, 0, 0.0),
    (0.7, -0.4, 1.0, 0.25, -0.3, 1, 2.5),
    (4.0, 3.0, 2.0, 0.5, 0.4, 0, 3.0),
    (-6.0, 1.0, 1.0, 4.0, 1.0, 0, 0.0),
]


def nodes(rule, low, high):
    t, w = rule
    return 0.5 * (low + high) + 0.5 * (high - low) * t, 0.5 * (high - low) * w


print("# q u qq uu qu power upper | mean sd mode median q05 resultant mean_angle P(-0.3 < psi < 0.1)")
for q, u, qq, uu, qu, power, upper in CASES:
    precision = np.linalg.inv(np.array([[qq, qu], [qu, uu]]))

    def joint(p, psi):
        a, b = q - p * np.cos(2 * psi), u - p * np.sin(2 * psi)
        chi2 = precision[0, 0] * a * a + 2 * precision[0, 1] * a * b + precision[1, 1] * b * b
        return p**power * np.exp(-0.5 * chi2)

    def slope(p, psi):
        c, s = np.cos(2 * psi), np.sin(2 * psi)
        a, b = q - p * c, u - p * s
        pull = precision[0, 0] * a * c + precision[0, 1] * (a * s + b * c) + precision[1, 1] * b * s
        return (power / p + pull) * joint(p, psi)

    centre = 0.5 * np.arctan2(u, q)
    psi, w_psi = nodes(ANGULAR, centre - np.pi / 2, centre + np.pi / 2)
    top = upper if upper > 0 else np.hypot(q, u) + 10 * np.sqrt(max(qq, uu) + abs(qu))

    def integral(f, low, high, psi=psi, w_psi=w_psi):
        p, w_p = nodes(RADIAL, low, high)
        return w_p @ f(p[:, None], psi[None, :]) @ w_psi

    z = integral(joint, 0.0, top)
    mean = integral(lambda p, t: p * joint(p, t), 0.0, top) / z
    sd = np.sqrt(integral(lambda p, t: (p - mean) ** 2 * joint(p, t), 0.0, top) / z)
    median = brentq(lambda x: integral(joint, 0.0, x) / z - 0.5, 1e-3, top, xtol=1e-14)
    q05 = brentq(lambda x: integral(joint, 0.0, x) / z - 0.05, 1e-3, top, xtol=1e-14)
    marginal_slope = lambda p: slope(p, psi) @ w_psi
    grid = np.linspace(1e-3, top, 400)
    best = int(np.argmax([joint(p, psi) @ w_psi for p in grid]))
    if best == 0:
        mode = 0.0
    elif best == 399:
        mode = top
    else:
        mode = brentq(marginal_slope, grid[best - 1], grid[best + 1], xtol=1e-14)
    c = integral(lambda p, t: np.cos(2 * t) * joint(p, t), 0.0, top) / z
    s = integral(lambda p, t: np.sin(2 * t) * joint(p, t), 0.0, top) / z
    part = integral(joint, 0.0, top, *nodes(ANGULAR, -0.3, 0.1)) / z
    values = [mean, sd, mode, median, q05, np.hypot(c, s), 0.5 * np.arctan2(s, c), part]
    print(q, u, qq, uu, qu, power, upper, *[repr(float(v)) for v in values])
