"""The kinetic cutoff by integration of its mode equation, for tests/templates.rs.

v'' + (k^2 - a''/a) v = 0 with a = sqrt(1 + 2 eta) before eta = 0 and 1/(1 - eta) after, k_c = 1, from the positive-frequency solution at
eta = -1/4; power over that of de Sitter space.

    python templates.py         # scipy 1.17.1
"""

import numpy as np
from scipy.integrate import solve_ivp
from scipy.special import hankel2


def ratio(k):
    eta = -0.25
    x = eta + 0.5
    v = np.sqrt(np.pi * x / 4) * hankel2(0, k * x)
    dv = np.sqrt(np.pi / 4) * (
        hankel2(0, k * x) / (2 * np.sqrt(x)) - k * np.sqrt(x) * hankel2(1, k * x)
    )
    y = np.array([v, dv])
    options = dict(method="DOP853", rtol=1e-13, atol=1e-15)
    y = solve_ivp(
        lambda t, y: [y[1], -(k * k + 1 / (1 + 2 * t) ** 2) * y[0]], [eta, 0], y, **options
    ).y[:, -1]
    end = 1 - 1e-5 / max(k, 1)
    y = solve_ivp(
        lambda t, y: [y[1], -(k * k - 2 / (1 - t) ** 2) * y[0]], [0, end], y, **options
    ).y[:, -1]
    de_sitter = (1 + 1 / (k * (1 - end)) ** 2) / (2 * k)
    return abs(y[0]) ** 2 / de_sitter


for k in [0.01, 0.3, 1.0, 2.5, 10.0, 60.0]:
    print(f"({k}, {ratio(k):.12e}),")
