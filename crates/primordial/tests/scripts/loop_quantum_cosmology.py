"""Powers after the bounce of loop quantum cosmology by brute force, for tests/golden_loop_quantum_cosmology.rs.

Background and modes together in cosmic time with the equations as the papers write them (8 pi G = 1), V = m^2 phi^2 / 2, one complex
mode at a time, DOP853 at a relative tolerance of 1e-12. Scalar modes of the deformed algebra go round the bounce, where z = a phi'/H is
singular, on a path in complex time. Python 3, numpy, scipy.
"""

import numpy as np
import scipy
from scipy.integrate import solve_ivp

M = 0.01
RHO_C = 2.0 * np.sqrt(3.0) / 0.2375**3
PIVOT_E_FOLDS = 15.0  # after the bounce


def potential(phi):
    return 0.5 * M * M * phi * phi, M * M * phi, M * M


def background(y):
    phi, rate, hubble, n = y[:4]
    value, first, second = potential(phi)
    rho = 0.5 * rate**2 + value
    return phi, rate, hubble, n, value, first, second, rho


def derivatives(y):
    phi, rate, hubble, n, value, first, second, rho = background(y)
    return [rate, -3 * hubble * rate - first, -0.5 * rate**2 * (1 - 2 * rho / RHO_C), hubble]


def z_ratio(y):
    """z''/z of z = a rate/H in units of a^2: d/dt (z'/a) etc. by the chain rule, from log-derivatives."""
    phi, rate, hubble, n, value, first, second, rho = background(y)
    omega = 1 - 2 * rho / RHO_C
    accel = -3 * hubble * rate - first
    jerk = -3 * (-0.5 * rate**2 * omega) * rate - 3 * hubble * accel - second * rate
    h1 = -0.5 * rate**2 * omega
    omega1 = 6 * hubble * rate**2 / RHO_C
    h2 = -rate * accel * omega - 0.5 * rate**2 * omega1
    # x = dln z/dt
    x = hubble + accel / rate - h1 / hubble
    x1 = h1 + jerk / rate - (accel / rate) ** 2 - h2 / hubble + (h1 / hubble) ** 2
    return x1 + x * x + hubble * x


def masses(approach, y, k):
    """w^2 in q'' + H q' + w^2 q = 0 in cosmic time for v = q: (tensor, scalar)."""
    phi, rate, hubble, n, value, first, second, rho = background(y)
    a2 = np.exp(2 * n)
    omega = 1 - 2 * rho / RHO_C
    accelerating = -0.5 * rate**2 * omega + 2 * hubble**2
    if approach == "dressed":
        f = rate / np.sqrt(rho / 3)
        u = f * f * value + 2 * f * first + second
        return k * k / a2 - accelerating, k * k / a2 - accelerating + u
    if approach == "hybrid":
        pressure = 0.5 * rate**2 - value
        s = -(rho - 3 * pressure) / 6
        u = second + 6 * value + 6 * hubble * rate * first / rho - 6 * value**2 / rho
        return k * k / a2 + s, k * k / a2 + s + u
    raise ValueError(approach)


def run(rhs, y0, span, stop=None, method="DOP853"):
    events = None
    if stop is not None:
        stop.terminal = True
        events = [stop]
    out = solve_ivp(rhs, span, y0, method=method, rtol=1e-12, atol=1e-14, events=events, max_step=np.inf)
    assert out.status in (0, 1), out.message
    return out.t[-1], out.y[:, -1]


def algebraic(extra):
    """Right-hand side with H from rho, for states (phi, rate, n, modes)."""

    def rhs(t, s):
        phi, rate = s[0].real, s[1].real
        value, first, _ = potential(phi)
        rho = 0.5 * rate**2 + value
        hubble = np.sqrt(rho / 3 * (1 - rho / RHO_C))
        y = [phi, rate, hubble, s[2].real]
        return np.array([rate, -3 * hubble * rate - first, hubble, *extra(y, s[3:])], dtype=complex)

    return rhs


def hubble_of(s):
    phi, rate = s[0].real, s[1].real
    rho = 0.5 * rate**2 + potential(phi)[0]
    return np.sqrt(rho / 3 * (1 - rho / RHO_C))


def horizon_at_pivot(phi_b, sign):
    rate = sign * np.sqrt(2 * (RHO_C - potential(phi_b)[0]))
    half = lambda t, y: background(y)[-1] - 0.5 * RHO_C
    half.direction = -1
    t, y = run(lambda t, y: derivatives(y), [phi_b, rate, 0.0, 0.0], (0, 10), half)
    pivot = lambda t, s: s[2].real - PIVOT_E_FOLDS
    s0 = np.array([y[0], y[1], y[3]], dtype=complex)
    t, s = run(algebraic(lambda y, m: []), s0, (t, 1e9), pivot)
    return np.exp(s[2].real) * hubble_of(s)


def end_of_inflation(t, s):
    """rate^2/2 rises through rho/3, long after the bounce."""
    rate = s[1].real
    return rate**2 / 2 - (rate**2 / 2 + potential(s[0].real)[0]) / 3 if s[2].real > 9 else -1.0


def fields(approach, phi_b, k):
    """Dressed and hybrid, order 0 at the bounce: P_R and P_t."""
    rate = np.sqrt(2 * (RHO_C - potential(phi_b)[0]))
    start = [1 / np.sqrt(2 * k), -1j * np.sqrt(k / 2)]

    def extra(y, m):
        tensor, scalar = masses(approach, y, k)
        hubble = y[2]
        return [m[1], -hubble * m[1] - tensor * m[0], m[3], -hubble * m[3] - scalar * m[2]]

    def rhs(t, y):
        real = y[:4].real
        return np.array([*derivatives(real), *extra(real, y[4:])], dtype=complex)

    half = lambda t, y: background(y.real)[-1] - 0.5 * RHO_C
    half.direction = -1
    y0 = np.array([phi_b, rate, 0, 0, *start, *start], dtype=complex)
    t, y = run(rhs, y0, (0, 10), half)
    s0 = np.array([y[0], y[1], y[3], *y[4:]], dtype=complex)
    t, s = run(algebraic(extra), s0, (t, 1e9), end_of_inflation)
    a = np.exp(s[2].real)
    factor = k**3 / (2 * np.pi**2)
    curvature = s[5] / a * hubble_of(s) / s[1].real
    return factor * abs(curvature) ** 2, 8 * factor * abs(s[3] / a) ** 2


def deformed_rhs(k):
    """(h, pi) with pi = a^2 h'/Omega and (R, Pi) with Pi = z^2 R', in cosmic time."""

    def extra(y, m):
        phi, rate, hubble, n, value, first, second, rho = background(y)
        a = np.exp(n)
        omega = 1 - 2 * rho / RHO_C
        z2 = (a * rate / hubble) ** 2
        return [
            omega * m[1] / a**3,
            -a * k * k * m[0],
            m[3] / (a * z2),
            -z2 * omega * k * k * m[2] / a,
        ]

    return extra


def silent(phi_b, k):
    """White noise on Omega = 0 after the bounce of a falling field: P_R and P_t."""
    rate = -np.sqrt(2 * (RHO_C - potential(phi_b)[0]))
    half = lambda t, y: background(y)[-1] - 0.5 * RHO_C
    half.direction = -1
    t, y = run(lambda t, y: derivatives(y), [phi_b, rate, 0.0, 0.0], (0, 10), half)
    a, kappa = np.exp(y[3]), np.sqrt(RHO_C)
    z2 = (a * y[1] / y[2]) ** 2
    h = 1 / np.sqrt(2 * a * a * kappa)
    r = 1 / np.sqrt(2 * z2 * kappa)
    s0 = np.array([y[0], y[1], y[3], h, -1j * a * a * kappa * h, r, -1j * z2 * kappa * r], dtype=complex)
    t, s = run(algebraic(deformed_rhs(k)), s0, (t, 1e9), end_of_inflation)
    factor = k**3 / (2 * np.pi**2)
    return factor * abs(s[5]) ** 2, 8 * factor * abs(s[3]) ** 2


def contraction(phi_b, k):
    """The deformed algebra from the vacuum of the contraction, a falling field: P_R and P_t."""
    rate = -np.sqrt(2 * (RHO_C - potential(phi_b)[0]))
    # As deep inside the horizon as the field's kinetic phase lets it be.
    depth = 15.0 * k / np.sqrt(RHO_C)

    def deep(t, y):
        q = np.sqrt(background(y)[-1] / 3)
        return np.log(k / q) - y[3] - np.log(depth)

    t, y = run(lambda t, y: derivatives(y), [phi_b, rate, 0.0, 0.0], (0, -1e9), deep)
    phi, rate, hubble, n, value, first, second, rho = background(y)
    a = np.exp(n)
    omega = 1 - 2 * rho / RHO_C
    root = np.sqrt(omega)

    # Second-order WKB of v'' + (omega k^2 - Z) v = 0 with c = sqrt(omega), s = -Z: |v|^2 = 1/(2W).
    def frequency(y, kind):
        om = 1 - 2 * background(y)[-1] / RHO_C
        a = np.exp(y[3])
        z = z_ratio(y) if kind == "scalar" else tensor_ratio(y)
        return np.sqrt(om * k * k - a * a * z)

    state = []
    for kind in ("tensor", "scalar"):
        w = frequency(y, kind)
        step = 1e-4 * abs(t)
        _, plus = run(lambda t, y: derivatives(y), y, (t, t + step))
        _, minus = run(lambda t, y: derivatives(y), y, (t, t - step))
        w1 = a * (frequency(plus, kind) - frequency(minus, kind)) / (2 * step)
        v = 1 / np.sqrt(2 * w)
        dv = v * (-1j * w - w1 / (2 * w))
        if kind == "tensor":
            zeta, x = a / root, tensor_log(y)
        else:
            zeta, x = a * rate / hubble, scalar_log(y)
        u = v / zeta
        du = dv / zeta - a * x * u
        state += [u, zeta**2 * du]

    extra = deformed_rhs(k)

    def rhs(t, y):
        return np.array([*derivatives(y[:4]), *extra(y[:4], y[4:])], dtype=complex)

    y0 = np.array([*y, *state], dtype=complex)
    # A half circle round t = 0 of this radius in complex time.
    radius = 0.4 / np.sqrt(3 * RHO_C)
    _, y1 = run(rhs, y0, (t, -radius))

    def circle(angle, y):
        t = -radius * np.exp(-1j * angle)
        return rhs(t, y) * (1j * radius * np.exp(-1j * angle))

    _, y2 = run(circle, y1, (0.0, np.pi))
    assert np.all(abs(y2[:4].imag) < 1e-10), y2[:4]
    half = lambda t, y: background(y[:4].real)[-1] - 0.3 * RHO_C
    half.direction = -1
    y2[:4] = y2[:4].real
    t, y3 = run(rhs, y2, (radius, 10), half)
    s0 = np.array([y3[0], y3[1], y3[3], *y3[4:]], dtype=complex)
    t, s = run(algebraic(extra), s0, (t, 1e9), end_of_inflation)
    factor = k**3 / (2 * np.pi**2)
    return factor * abs(s[5]) ** 2, 8 * factor * abs(s[3]) ** 2


def scalar_log(y):
    phi, rate, hubble, n, value, first, second, rho = background(y)
    omega = 1 - 2 * rho / RHO_C
    return hubble + (-3 * hubble * rate - first) / rate + 0.5 * rate**2 * omega / hubble


def tensor_log(y):
    phi, rate, hubble, n, value, first, second, rho = background(y)
    omega = 1 - 2 * rho / RHO_C
    return hubble - 0.5 * (6 * hubble * rate**2 / RHO_C) / omega


def tensor_ratio(y):
    phi, rate, hubble, n, value, first, second, rho = background(y)
    omega = 1 - 2 * rho / RHO_C
    accel = -3 * hubble * rate - first
    h1 = -0.5 * rate**2 * omega
    omega1 = 6 * hubble * rate**2 / RHO_C
    omega2 = (6 * h1 * rate**2 + 12 * hubble * rate * accel) / RHO_C
    x = hubble - 0.5 * omega1 / omega
    x1 = h1 - 0.5 * omega2 / omega + 0.5 * (omega1 / omega) ** 2
    return x1 + x * x + hubble * x


if __name__ == "__main__":
    print("// numpy", np.__version__, "scipy", scipy.__version__)
    k_lqc = np.sqrt(RHO_C)
    rising = horizon_at_pivot(6.0, 1)
    print(f"// aH at the pivot over k_LQC, growing: {rising / k_lqc:.12e}")
    for approach in ("dressed", "hybrid"):
        for ratio in (0.003, 0.03, 0.3, 1.0, 3.0):
            scalar, tensor = fields(approach, 6.0, ratio * k_lqc)
            print(f'("{approach}", {ratio}, {scalar:.10e}, {tensor:.10e}),')
    falling = horizon_at_pivot(17.0, -1)
    print(f"// aH at the pivot over k_LQC, falling: {falling / k_lqc:.12e}")
    for ratio in (0.03, 0.3, 1.0, 3.0):
        scalar, tensor = silent(17.0, ratio * k_lqc)
        print(f'("silent", {ratio}, {scalar:.10e}, {tensor:.10e}),')
    for ratio in (4.0, 8.0, 16.0):
        scalar, tensor = contraction(17.0, ratio * k_lqc)
        print(f'("contraction", {ratio}, {scalar:.10e}, {tensor:.10e}),')
