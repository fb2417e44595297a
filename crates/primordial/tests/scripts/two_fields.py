"""Powers of two-field inflation by brute force, for tests/golden_two_fields.rs.

Coordinate basis, Christoffel symbols and Riemann tensor of the metric written out, background and modes integrated together in e-folds with
their oscillations, from k/aH = 3000 on (error of the plain vacuum about 1/3000^2), scipy's DOP853 at rtol 1e-12.

    python two_fields.py        # numpy 2.x, scipy 1.x

Prints case, k in units of that leaving the horizon 55 e-folds before the end, P_R, P_S, C_RS, P_t, all in units of the potential given.
"""

import numpy as np
import scipy
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

DEEP = 3000.0


def quadratic(m1, m2):
    def potential(p, c):
        return (
            0.5 * m1**2 * p**2 + 0.5 * m2**2 * c**2,
            np.array([m1**2 * p, m2**2 * c]),
            np.array([[m1**2, 0.0], [0.0, m2**2]]),
        )

    return potential


def valley(m, wall, turn, width, shift):
    def potential(p, c):
        t = np.tanh((turn - p) / width)
        x0 = 0.5 * shift * (1 + t)
        x1 = -0.5 * shift * (1 - t * t) / width
        x2 = -shift * t * (1 - t * t) / width**2
        y = c - x0
        return (
            0.5 * m**2 * p**2 + 0.5 * wall**2 * y**2,
            np.array([m**2 * p - wall**2 * y * x1, wall**2 * y]),
            np.array(
                [
                    [m**2 + wall**2 * (x1 * x1 - y * x2), -(wall**2) * x1],
                    [-(wall**2) * x1, wall**2],
                ]
            ),
        )

    return potential


def geometry(rate, p):
    """Metric, its inverse, Gamma[i][j][k] = Gamma^i_jk and Riem[i][j][k][l] = R^i_jkl for dp^2 + exp(2 rate p) dc^2."""
    e = np.exp(2 * rate * p)
    g = np.diag([1.0, e])
    gamma = np.zeros((2, 2, 2))
    gamma[0, 1, 1] = -rate * e
    gamma[1, 0, 1] = gamma[1, 1, 0] = rate
    curvature = -(rate**2)
    riemann = np.zeros((2, 2, 2, 2))
    delta = np.eye(2)
    for i in range(2):
        for j in range(2):
            for k in range(2):
                for l in range(2):
                    riemann[i, j, k, l] = curvature * (
                        delta[i, k] * g[j, l] - delta[i, l] * g[j, k]
                    )
    return g, np.linalg.inv(g), gamma, riemann


def background(potential, rate, y):
    x, v, lnh = y[:2], y[2:4], y[4]
    value, grad, _ = potential(*x)
    g, inverse, gamma, _ = geometry(rate, x[0])
    h2 = np.exp(2 * lnh)
    eps = 0.5 * v @ g @ v
    acc = -(3 - eps) * v - inverse @ grad / h2 - np.einsum("ijk,j,k->i", gamma, v, v)
    return np.concatenate([v, acc, [-eps]])


def start_state(potential, rate, fields):
    x = np.array(fields, float)
    value, grad, _ = potential(*x)
    g, inverse, _, _ = geometry(rate, x[0])
    v = -inverse @ grad / value
    eps = 0.5 * v @ g @ v
    return np.concatenate([x, v, [0.5 * np.log(value / (3 - eps))]])


def full(potential, rate, k):
    def rhs(n, y):
        """Background (5), then Q^I and D_N Q^I of two states, tensor; all complex."""
        bg = np.real(y[:5])
        dbg = background(potential, rate, bg)
        x, v, lnh = bg[:2], bg[2:4], bg[4]
        value, grad, hess = potential(*x)
        g, inverse, gamma, riemann = geometry(rate, x[0])
        h2 = np.exp(2 * lnh)
        vl = g @ v
        eps = 0.5 * v @ vl
        cov = hess - np.einsum("kij,k->ij", gamma, grad)
        dv = -(3 - eps) * v - inverse @ grad / h2
        mass = (
            inverse @ cov / h2
            - np.einsum("iklj,k,l->ij", riemann, v, v)
            - ((3 - eps) * np.outer(v, vl) + np.outer(dv, vl) + np.outer(v, g @ dv))
        )
        kappa2 = np.exp(2 * (np.log(k) - n - lnh))
        connection = np.einsum("ijk,j->ik", gamma, v)
        out = np.empty_like(y)
        out[:5] = dbg
        for s in range(2):
            q = y[5 + 4 * s : 7 + 4 * s]
            w = y[7 + 4 * s : 9 + 4 * s]
            out[5 + 4 * s : 7 + 4 * s] = w - connection @ q
            out[7 + 4 * s : 9 + 4 * s] = (
                -(3 - eps) * w - kappa2 * q - mass @ q - connection @ w
            )
        out[13] = y[14]
        out[14] = -(3 - eps) * y[14] - kappa2 * y[13]
        return out

    return rhs


def powers(potential, rate, fields, ratios, e_folds=55.0):
    y0 = start_state(potential, rate, fields)

    def end(n, y):
        v = y[2:4]
        return 0.5 * v @ geometry(rate, y[0])[0] @ v - 1

    end.terminal = True
    end.direction = 1
    sol = solve_ivp(
        lambda n, y: background(potential, rate, y),
        [0, 1000],
        y0,
        method="DOP853",
        rtol=1e-13,
        atol=1e-13,
        events=end,
        dense_output=True,
    )
    n_end = sol.t_events[0][0]
    ln_ah = lambda n: n + sol.sol(n)[4]
    k_star = np.exp(ln_ah(n_end - e_folds))
    for ratio in ratios:
        k = ratio * k_star
        n0 = brentq(lambda n: ln_ah(n) - np.log(k / DEEP), 0, n_end, xtol=1e-13)
        bg = sol.sol(n0)
        g = geometry(rate, bg[0])[0]
        frame = np.diag(1 / np.sqrt(np.diag(g)))
        eps = 0.5 * bg[2:4] @ g @ bg[2:4]
        a = np.exp(n0)
        amplitude = 1 / (a * np.sqrt(2 * k))
        y = np.zeros(15, complex)
        y[:5] = bg
        slope = -1j * DEEP - 1
        for s in range(2):
            y[5 + 4 * s : 7 + 4 * s] = frame[:, s]
            y[7 + 4 * s : 9 + 4 * s] = slope * frame[:, s]
        y[13], y[14] = 1, slope
        out = solve_ivp(
            full(potential, rate, k),
            [n0, n_end],
            y,
            method="DOP853",
            rtol=1e-11,
            atol=1e-14,
        ).y[:, -1]
        bg = np.real(out[:5])
        g = geometry(rate, bg[0])[0]
        lower = np.sqrt(np.diag(g))
        v = lower * bg[2:4]
        speed2 = v @ v
        scale = k**3 / (2 * np.pi**2) * amplitude**2
        q = [lower * out[5:7], lower * out[9:11]]
        r = [x @ v / speed2 for x in q]
        s = [(-v[1] * x[0] + v[0] * x[1]) / speed2 for x in q]
        p_r = scale * sum(abs(z) ** 2 for z in r)
        p_s = scale * sum(abs(z) ** 2 for z in s)
        c = scale * sum((z * w.conjugate()).real for z, w in zip(r, s))
        p_t = 8 * scale * abs(out[13]) ** 2
        yield n_end, ratio, p_r, p_s, c, p_t


CASES = {
    "double quadratic": (quadratic(1e-6, 1.2e-6), 0.0, [11.0, 13.0]),
    "turning valley": (valley(1e-6, 1.5e-5, 14.9, 0.3, 0.3), 0.0, [17.5, 0.0]),
    "curved field space": (quadratic(2e-6, 1e-6), 0.1, [16.0, 5.0]),
}

if __name__ == "__main__":
    print("# numpy", np.__version__, "scipy", scipy.__version__)
    for name, (potential, rate, fields) in CASES.items():
        for row in powers(potential, rate, fields, [0.3, 1.0, 3.0]):
            print(name, *(f"{x:.9e}" for x in row), flush=True)
