"""Golden numbers of waves with modified dispersion in de Sitter space (mpmath 1.4.1, scipy 1.17.1, Python 3).

s = -k eta, h = H/M, v'' + (W(s) - 2/s^2) v = 0. Prints powers relative to standard de Sitter space,
2 s^2 |v|^2 as s -> 0.

- Corley-Jacobson, W = 1 + b h^2 s^2, b > 0: Whittaker's function, exact.
- Horava-Lifshitz, W = 1 - b1 h^2 s^2 + b2 h^4 s^4: direct integration (DOP853), and the uniform approximation
  of third order (Airy functions at the first turning point, a parabolic barrier at the two others).
- Corley-Jacobson with b < 0 and Unruh: direct integration.
- Chern-Simons: z^2 = (1 - lambda h s)/s^2, direct integration.
"""

from mpmath import mp, mpf, mpc, pi, gamma, exp, log, sqrt, quad, loggamma, re, im
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


GAUSS = [(mpf(float(x)), mpf(float(w))) for x, w in zip(*np.polynomial.legendre.leggauss(16))]


def uniform(b1, b2, h):
    """The uniform approximation of v'' = (g + q) v, nu = 3/2, q = -1/4y^2: power to first and to third order.

    Exponents and phases are integrals of w0 + w2, w0 = sqrt(g), w2 = (q - 5g'^2/16g^2 + g''/4g)/2w0, whose finite parts
    at turning points are halves of contours around them. The two outer turning points scatter as a parabolic barrier,
    1 + 2|beta|^2 + 2|alpha beta| cos 2B with |beta|^2 = exp(2 pi x) and the phase arg Gamma(1/2 + ix)/2 less what its
    asymptotic series has in common with the contours.
    """
    b1, b2, h = mpf(b1), mpf(b2), mpf(h)
    nu2 = mpf(9) / 4
    g = lambda y: nu2 / y**2 - 1 + b1 * h**2 * y**2 - b2 * h**4 * y**4
    g1 = lambda y: -2 * nu2 / y**3 + 2 * b1 * h**2 * y - 4 * b2 * h**4 * y**3
    g2 = lambda y: 6 * nu2 / y**4 + 2 * b1 * h**2 - 12 * b2 * h**4 * y**2
    w2 = lambda y, w0: (-1 / (4 * y**2) - 5 * g1(y) ** 2 / (16 * g(y) ** 2) + g2(y) / (4 * g(y))) / (2 * w0)
    # y^2 g is a cubic in y^2.
    roots = mp.polyroots([-b2 * h**4, b1 * h**2, mpf(-1), nu2], maxsteps=200, extraprec=200)
    y0 = sqrt(min(re(r) for r in roots if abs(im(r)) < mpf(10) ** -18 and re(r) > 0))
    pair = [sqrt(r) for r in roots if abs(r - y0**2) > mpf(10) ** -12]
    ya, yb = sorted(pair, key=lambda z: (float(re(z)), float(im(z))))
    special = [mpf(0), y0, ya, yb]

    def around(start, at, root):
        """int w0 and w2 from start to the turning point `at`: half of the way around it and back, on one branch."""
        d = start - at
        radius = min([abs(d) / 2] + [abs(at - o) * mpf("0.4") for o in special if abs(at - o) > mpf(10) ** -10])
        points = [start] + [at + radius * d / abs(d) * mp.expj(2 * pi * k / 32) for k in range(33)] + [start]
        sums = [mpc(0), mpc(0)]
        for a, b in zip(points[:-1], points[1:]):
            for j in range(8):
                lo, hi = a + (b - a) * mpf(j) / 8, a + (b - a) * mpf(j + 1) / 8
                for x, w in GAUSS:
                    y = lo + (hi - lo) * (x + 1) / 2
                    r = sqrt(g(y))
                    root = r if abs(r - root) <= abs(r + root) else -r
                    sums[0] += root * w * (hi - lo) / 2
                    sums[1] += w2(y, root) * w * (hi - lo) / 2
        return sums[0] / 2, sums[1] / 2

    # Growth from the first turning point on; 2 nu ln y is taken out.
    e = lambda y: sqrt(g(y)) - sqrt(nu2) / y
    s = 2 * (quad(lambda y: re(e(y)), [0, y0 / 2, y0]) + sqrt(nu2) * log(y0))
    first = exp(s) / sqrt(nu2)
    half = y0 / 2
    line = quad(lambda y: w2(y, sqrt(g(y))), [mpf(10) ** -12, y0 / 100, y0 / 10, half])
    growth = 2 * re(line + around(half, y0, sqrt(g(half)))[1])
    third = first * (1 + growth + growth**2 / 2)
    if not abs(im(ya)) < mpf(10) ** 3:
        return first, third
    # Phase from the first turning point to the barrier.
    start = y0 + (re(ya) - y0) / 2
    root = mpc(0, 1) * sqrt(-g(start))
    p, q = around(start, y0, root), around(start, ya, root)
    phase = [im(q[i]) - im(p[i]) for i in range(2)]
    # The barrier.
    middle = (ya + yb) / 2
    real = abs(im(ya)) < mpf(10) ** -12
    root = sqrt(g(re(middle))) if real else mpc(0, 1) * sqrt(-g(re(middle)))
    a, b = around(re(middle), ya, root), around(re(middle), yb, root)
    x0 = (re(b[0] - a[0]) if real else -abs(b[0] - a[0])) / pi
    x2 = x0 * re((b[1] - a[1]) / (b[0] - a[0]))

    def scattered(x, phase, phi):
        beta2 = exp(2 * pi * x)
        return 1 + 2 * beta2 + 2 * sqrt(beta2 * (1 + beta2)) * mp.cos(2 * (phase + phi))

    stirling = x0 * log(abs(x0)) - x0
    phi1 = (im(loggamma(mpc(0.5, x0))) - stirling) / 2
    phi3 = (im(loggamma(mpc(0.5, x0 + x2))) - stirling - x2 * log(abs(x0)) - 1 / (24 * x0)) / 2
    return first * scattered(x0, phase[0], phi1), third * scattered(x0 + x2, sum(phase), phi3)


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
    print("Horava b1 b2 h: direct, left, uniform approximation of first and third order")
    for b1, b2, h, s0 in [(0.5, 1.0, 0.05, 120.0), (-1.0, 1.0, 0.1, 80.0), (1.0, 1.0, 0.1, 80.0), (1.8, 1.0, 0.1, 80.0), (1.95, 1.0, 0.05, 120.0), (2.1, 1.0, 0.05, 120.0), (2.1, 1.0, 0.1, 80.0)]:
        d, left = polynomial([0, -b1, 0, b2], h, s0)
        f, t = uniform(b1, b2, h)
        print(b1, b2, h, repr(d), left, mp.nstr(f, 10), mp.nstr(t, 10), mp.nstr(f / d - 1, 5), mp.nstr(t / d - 1, 5))
    print("Corley-Jacobson b = -1, h = 0.01:", polynomial([0, -1.0], 0.01, 70.0))
    print("Unruh n = 1, h = 0.1, 0.05:", unruh(0.1, 1, 80.0), unruh(0.05, 1, 120.0))
    print("Horava with odd powers, c = 0.3, 1, 0.5, 1: right, left")
    for h, s0 in [(0.5, 40.0), (0.05, 120.0)]:
        print(h, polynomial([0.3, 1.0, 0.5, 1.0], h, s0), polynomial([-0.3, 1.0, -0.5, 1.0], h, s0))
    print("Chern-Simons h: right, left")
    for h, s0 in [(0.01, 50.0), (0.005, 100.0), (0.02, 25.0)]:
        print(h, chern_simons(h, 1, s0), chern_simons(h, -1, s0))
