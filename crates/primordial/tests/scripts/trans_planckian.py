"""Golden numbers of waves with modified dispersion in de Sitter space (mpmath 1.4.1, scipy 1.17.1, Python 3).

s = -k eta, h = H/M, v'' + (W(s) - 2/s^2) v = 0. Prints powers relative to standard de Sitter space,
2 s^2 |v|^2 as s -> 0.

- Corley-Jacobson, W = 1 + b h^2 s^2, b > 0: Whittaker's function, exact.
- Horava-Lifshitz, W = 1 - b1 h^2 s^2 + b2 h^4 s^4: direct integration (DOP853), and the uniform (Airy)
  approximation of third order with one turning point, as well as its combination with the scattering off
  a parabolic barrier for three turning points.
- Corley-Jacobson with b < 0 and Unruh: direct integration.
- Chern-Simons: z^2 = (1 - lambda h s)/s^2, direct integration.
"""

from mpmath import mp, mpf, mpc, pi, gamma, exp, log, sqrt, quad, findroot, arg, loggamma, re, im
import numpy as np
from scipy.integrate import solve_ivp

mp.dps = 40


def corley_jacobson(b_h2):
    root = sqrt(mpf(b_h2))
    y = 1 / (4 * root)
    return exp(-pi * y) * root ** mpf("-1.5") * pi / 4 / abs(gamma(mpc(mpf(5) / 4, -y))) ** 2


def adiabatic(omega2, s, order=12):
    """v'/v of exp(+i int omega ds) (positive frequency in eta) by the Riccati series, in Taylor coefficients."""
    n = order + 2
    taylor = mp.taylor(omega2, s, n)

    def mul(a, b):
        m = min(len(a), len(b))
        return [mp.fsum(a[i] * b[j - i] for i in range(j + 1)) for j in range(m)]

    def root(a):
        r = [sqrt(a[0])]
        for k in range(1, len(a)):
            r.append((a[k] - mp.fsum(r[i] * r[k - i] for i in range(1, k))) / (2 * r[0]))
        return r

    def div(a, b):
        m = min(len(a), len(b))
        q = []
        for k in range(m):
            q.append((a[k] - mp.fsum(q[i] * b[k - i] for i in range(k))) / b[0])
        return q

    def diff(a):
        return [k * a[k] for k in range(1, len(a))]

    terms = [[mpc(0, 1) * c for c in root(taylor)]]
    total, last = terms[0][0], mp.inf
    for k in range(order):
        d = diff(terms[k])
        s_ = [-c for c in d]
        for m in range(1, k + 1):
            p = mul(terms[m], terms[k + 1 - m])
            s_ = [a - b for a, b in zip(s_, p)]
        nxt = div(s_, [2 * c for c in terms[0]])
        if abs(nxt[0]) > last:
            break
        last = abs(nxt[0])
        terms.append(nxt)
        total += nxt[0]
    return complex(total), float(last)


def direct(omega2_mp, omega2, s0, end=1e-4, late=None):
    """2 s^2 |v|^2 at s = end, corrected by the late expansion: v ~ s^-1 (1 + s^2/2 + ...)."""
    slope, left = adiabatic(omega2_mp, mpf(s0))
    # In x = ln s with u = s v: frozen modes are constant.
    # v = u/s: u'' - 2u'/s + W u = 0 ; u_xx - 3 u_x + W s^2 u = 0.
    u0 = 1 / np.sqrt(2 * slope.imag) * s0
    du0 = (slope * u0 / s0) * s0 + u0 / s0  # u' = s v' + v
    y0 = [u0.real, u0.imag, (s0 * du0).real, (s0 * du0).imag]

    def rhs(x, y):
        s = np.exp(x)
        w = (omega2(s)) * s * s + 2
        # omega2 holds -2/s^2.
        return [y[2], y[3], 3 * y[2] - w * y[0], 3 * y[3] - w * y[1]]

    sol = solve_ivp(rhs, [np.log(s0), np.log(end)], y0, method="DOP853", rtol=3e-14, atol=1e-16)
    u = sol.y[0, -1] + 1j * sol.y[1, -1]
    return 2 * abs(u) ** 2 / (1 + end**2), left


def polynomial(coefficients, h, s0):
    def ratio(s):
        return 1 + sum(c * (h * s) ** (i + 1) for i, c in enumerate(coefficients))

    return direct(lambda s: ratio(s) - 2 / s**2, lambda s: ratio(s) - 2 / s**2, s0)


def unruh(h, n, s0):
    def w(s, t):
        x = (h * s) ** n
        return (t(x) / x) ** (2 / n) - 2 / s**2

    return direct(lambda s: w(s, mp.tanh), lambda s: w(s, np.tanh), s0)


def uniform(b1, b2, h):
    """Third-order uniform approximation, nu = 3/2."""
    b1, b2, h = mpf(b1), mpf(b2), mpf(h)
    nu2 = mpf(9) / 4
    g = lambda y: nu2 / y**2 - 1 + b1 * h**2 * y**2 - b2 * h**4 * y**4
    g1 = lambda y: -2 * nu2 / y**3 + 2 * b1 * h**2 * y - 4 * b2 * h**4 * y**3
    g2 = lambda y: 6 * nu2 / y**4 + 2 * b1 * h**2 - 12 * b2 * h**4 * y**2
    # y^2 g is a cubic in Y = y^2.
    roots = mp.polyroots([-b2 * h**4, b1 * h**2, mpf(-1), nu2], maxsteps=200, extraprec=200)
    real = sorted([re(r) for r in roots if abs(im(r)) < mpf(10) ** -25 and re(r) > 0])
    y0 = sqrt(real[0])
    others = [sqrt(r) for r in roots if abs(r - real[0]) > mpf(10) ** -20]

    def w2(y, root):
        q = -1 / (4 * y**2)
        return (q - 5 * g1(y) ** 2 / (16 * g(y) ** 2) + g2(y) / (4 * g(y))) / (2 * root)

    r = y0 / 4
    if others:
        r = min(r, min(abs(o - y0) for o in others) / 3)
    # Finite part at the turning point: half the circle around it.
    G = lambda y: g(y) / (y0 - y)

    def circle(theta):
        e = mp.expj(theta)
        y = y0 - r * e
        root = sqrt(r) * mp.expj(theta / 2) * sqrt(G(y))
        return w2(y, root) * (-mpc(0, 1) * r * e)

    small = mpf(10) ** -12
    line = quad(lambda y: w2(y, sqrt(g(y))), [small, y0 / 100, y0 / 10, y0 / 2, y0 - r])
    # Half of the way there on one side and back on the other.
    big_h = 2 * (line + quad(circle, [0, pi, 2 * pi]) / 2)
    # Leading exponent: 2 int_y^{y0} sqrt g, whose 2 nu ln y is taken out.
    e = lambda y: sqrt(g(y)) - sqrt(nu2) / y
    s = 2 * (quad(lambda y: re(e(y)), [0, y0 / 2, y0]) + sqrt(nu2) * log(y0))
    first = 2 / (2 * sqrt(nu2)) * exp(s)
    third = first * (1 + re(big_h) + re(big_h) ** 2 / 2)
    # Barrier between the other two turning points.
    scattering = None
    if others and len(others) == 2:
        f = lambda y: sqrt(-g(y))
        if len(real) == 3:
            y1, y2 = sorted(re(o) for o in others)
            z2 = 2 / pi * quad(lambda y: re(sqrt(g(y))), [y1, (y1 + y2) / 2, y2])
            phase = quad(lambda y: re(f(y)), [y0, (y0 + y1) / 2, y1])
        else:
            y1 = [o for o in others if im(o) > 0][0]
            mid = re(y1)
            z2 = -abs(2 / pi * 2 * im(quad(lambda t: f(mid + mpc(0, 1) * t) * mpc(0, 1) * mpc(0, -1), [0, im(y1)]) * mpc(0, 1)))
            phase = quad(lambda y: re(f(y)), [y0, (y0 + mid) / 2, mid])
        x = z2 / 2
        phi = x / 2 - x / 4 * log(x**2) + im(loggamma(mpc(0.5, x))) / 2
        beta2 = exp(pi * z2)
        B = phase + phi
        scattering = 1 + 2 * beta2 + 2 * sqrt(beta2 * (1 + beta2)) * mp.cos(2 * B)
    return first, third, scattering


def chern_simons(h, handed, s0):
    """z = sqrt(1 - lambda h s)/s."""

    def curvature(s):
        x = handed * h * s
        # z'/z = -1/s - (lambda h/2)/(1 - x); z''/z = (z'/z)^2 + (z'/z)'
        g = -1 / s - handed * h / 2 / (1 - x)
        return g * g + 1 / s**2 - (handed * h) ** 2 / 2 / (1 - x) ** 2

    slope, left = adiabatic(lambda s: 1 - curvature(s), mpf(s0), 24)
    v0 = 1 / np.sqrt(2 * slope.imag)

    def rhs(x, y):
        s = np.exp(x)
        w = (1 - curvature(s)) * s * s + 2
        return [y[2], y[3], 3 * y[2] - w * y[0], 3 * y[3] - w * y[1]]

    u0, du0 = s0 * v0, s0 * slope * v0 + v0
    # u = s v; v = z h, z -> 1/s: u -> h at late times.
    end = 1e-4
    sol = solve_ivp(rhs, [np.log(s0), np.log(end)], [u0, 0, s0 * du0.real, s0 * du0.imag], method="DOP853", rtol=3e-14, atol=1e-16)
    u = sol.y[0, -1] + 1j * sol.y[1, -1]
    field = u / np.sqrt(1 - handed * h * end)
    return 2 * abs(field) ** 2 / (1 + end**2), left


if __name__ == "__main__":
    print("Corley-Jacobson, b h^2: exact")
    for b in ["1e-4", "1e-2", "1", "100"]:
        print(b, mp.nstr(corley_jacobson(b), 16))
    print("check of direct integration:", polynomial([0, 1.0], 0.1, 60.0), corley_jacobson("0.01"))
    print("Horava b1 b2 h: direct, left, first, third, scattering")
    for b1, b2, h, s0 in [(0.5, 1.0, 0.05, 120.0), (-1.0, 1.0, 0.1, 80.0), (1.0, 1.0, 0.1, 80.0), (1.8, 1.0, 0.1, 80.0), (1.95, 1.0, 0.05, 120.0), (2.1, 1.0, 0.1, 80.0)]:
        d, left = polynomial([0, -b1, 0, b2], h, s0)
        f, t, a = uniform(b1, b2, h)
        print(b1, b2, h, repr(d), left, mp.nstr(f, 10), mp.nstr(t, 10), a if a is None else mp.nstr(a, 10), mp.nstr(t * (a or 1) / d - 1, 5))
    print("linear:", uniform(0, "1e-30", "1e-5")[:2])
    print("Corley-Jacobson b = -1, h = 0.01:", polynomial([0, -1.0], 0.01, 70.0))
    print("Unruh n = 1, h = 0.1, 0.05:", unruh(0.1, 1, 80.0), unruh(0.05, 1, 120.0))
    print("Horava with odd powers, c = 0.3, 1, 0.5, 1: right, left")
    for h, s0 in [(0.5, 40.0), (0.05, 120.0)]:
        print(h, polynomial([0.3, 1.0, 0.5, 1.0], h, s0), polynomial([-0.3, 1.0, -0.5, 1.0], h, s0))
    print("Chern-Simons h: right, left")
    for h, s0 in [(0.01, 50.0), (0.005, 100.0), (0.02, 25.0)]:
        print(h, chern_simons(h, 1, s0), chern_simons(h, -1, s0))
