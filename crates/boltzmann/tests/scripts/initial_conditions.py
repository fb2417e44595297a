"""Early perturbations by direct integration, to hold the power series of `initial` against.

Ma & Bertschinger 1995 in synchronous gauge, one tightly coupled photon-baryon fluid, radiation and matter only. The metric
follows from equations 21b and 21c, which the power series does not use. Extrapolated midpoint rule in ln tau with 60
digits, from tau * 1e-20 with the leading behaviour of Bucher, Moodley & Turok 2000 as it stands there.

    python initial_conditions.py > ../data/initial_conditions.csv        (mpmath 1.3 or later)
"""

from mpmath import exp, log, mp, mpf

mp.dps = 60
RN = mpf("0.409")
RG = 1 - RN
WB = mpf("0.00118")  # omega_b and omega_c in 1/Mpc
WC = mpf("0.0062")
W = WB + WC
LMAX = 12
STEPS = 240
SEQUENCE = [2, 4, 6, 8, 10, 12, 14, 16]


def slopes(k, x, y):
    """d/dln(tau) of [eta, h', d_c, d_b, d_g, theta, d_n, theta_n, F_2 ...]."""
    t = exp(x)
    eta, hp, dc, db, dg, th, dn, tn = y[:8]
    f = y[8:] + [mpf(0)]
    s = 1 + W * t / 4
    hub = (1 + W * t / 2) / (t * s)
    rad = 1 / (t * s) ** 2  # 8 pi G a^2 rho / 3 of all radiation
    mat = 1 / (t * s)  # the same of matter, per omega
    r = mpf(3) / 4 * (WB * mat) / (RG * rad)
    etap = mpf(3) / 2 / k**2 * (mpf(4) / 3 * rad * (RG * th + RN * tn) + WB * mat * th)
    hpp = -2 * hub * hp + 2 * k**2 * eta - 3 * rad * (RG * dg + RN * dn)
    d = [
        etap,
        hpp,
        -hp / 2,
        -th - hp / 2,
        -mpf(4) / 3 * th - mpf(2) / 3 * hp,
        (-r * hub * th + k**2 * dg / 4) / (1 + r),
        -mpf(4) / 3 * tn - mpf(2) / 3 * hp,
        k**2 * (dn / 4 - f[0] / 2),
        mpf(8) / 15 * tn - mpf(3) / 5 * k * f[1] + mpf(4) / 15 * hp + mpf(8) / 5 * etap,
    ]
    for i in range(1, LMAX - 1):
        ell = i + 2
        d.append(k / (2 * ell + 1) * (ell * f[i - 1] - (ell + 1) * f[i + 1]))
    return [t * v for v in d]


def start(mode, k, t):
    """Leading behaviour."""
    y = [mpf(0)] * (8 + LMAX - 1)
    x = k * t
    if mode == "adiabatic":
        y[0] = mpf(1)
        y[1] = k * x
        y[2] = y[3] = -x**2 / 4
        y[4] = y[6] = -x**2 / 3
        y[5] = -k * x**3 / 36
        y[7] = -k * x**3 / 36 * (23 + 4 * RN) / (15 + 4 * RN)
        y[8] = 2 * 2 * x**2 / (3 * (15 + 4 * RN))
    elif mode in ("cdm", "baryon"):
        w = WC if mode == "cdm" else WB
        y[0] = -w * t / 6
        y[1] = w
        y[2] = (mode == "cdm") - w * t / 2
        y[3] = (mode != "cdm") - w * t / 2
        y[4] = y[6] = -2 * w * t / 3
        y[5] = y[7] = -k * x * w * t / 12
    elif mode == "neutrino_density":
        y[4], y[6] = -RN / RG, mpf(1)
        y[5], y[7] = -k * x * RN / (4 * RG), k * x / 4
    else:
        r = mpf(3) / 4 * WB * t / RG
        y[7] = 3 * k / 4
        y[5] = -y[7] * RN / RG * (1 - r)  # baryons share the photons' momentum
        y[4], y[6] = x * RN / RG, -x
        y[3] = 3 * x / 4 * RN / RG
        y[0] = -RN * x / (5 + 4 * RN)
        y[8] = 2 * x / (5 + 4 * RN)
    return y


def midpoint(k, x, y, step, n):
    h = step / n
    last, now = y, [a + h * b for a, b in zip(y, slopes(k, x, y))]
    for i in range(1, n):
        last, now = now, [a + 2 * h * b for a, b in zip(last, slopes(k, x + i * h, now))]
    return [(a + b + h * c) / 2 for a, b, c in zip(now, last, slopes(k, x + step, now))]


def integrate(mode, k, tau, steps):
    x = log(tau * mpf("1e-20"))
    y = start(mode, k, exp(x))
    step = (log(tau) - x) / steps
    for _ in range(steps):
        rows = [midpoint(k, x, y, step, n) for n in SEQUENCE]
        for j in range(1, len(SEQUENCE)):
            for i in range(len(SEQUENCE) - 1, j - 1, -1):
                q = (mpf(SEQUENCE[i]) / SEQUENCE[i - j]) ** 2 - 1
                rows[i] = [a + (a - b) / q for a, b in zip(rows[i], rows[i - 1])]
        y = rows[-1]
        x += step
    return y


MODES = ["adiabatic", "cdm", "baryon", "neutrino_density", "neutrino_velocity"]
CASES = [("1e-5", "6.7"), ("1e-3", "6.7"), ("0.03", "6.7"), ("0.1", "3.0"), ("0.1", "1.0"), ("1.0", "0.3"), ("1.0", "0.03")]

if __name__ == "__main__":
    names = "eta,h_prime,delta_c,delta_b,delta_g,theta_g,delta_n,theta_n," + ",".join(f"f{l}" for l in range(2, 7))
    print("mode,k_inv_mpc,tau_mpc," + names)
    for mode in MODES:
        for k, tau in CASES:
            y = integrate(mode, mpf(k), mpf(tau), STEPS)
            print(f"{mode},{k},{tau}," + ",".join(mp.nstr(v, 16, min_fixed=0, max_fixed=0) for v in y[:13]), flush=True)
