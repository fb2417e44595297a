"""Prints the golden numbers of tests/golden_blackbody.rs and tests/golden_integrals.rs.

Generated with Python 3.11 and mpmath 1.4.1 at 40 digits, from the definitions in the docs and the exact SI
constants; run from the crate's folder:
    python tests/scripts/blackbody.py
"""
import mpmath as mp

mp.mp.dps = 40
H, K, C = mp.mpf("6.62607015e-34"), mp.mpf("1.380649e-23"), mp.mpf(299792458)


def show(value):
    return mp.nstr(value, 18, min_fixed=0, max_fixed=0)


print("// temperature, frequency, B_nu, B_lambda, B_wavenumber, photons, dB/dT, y, mu fixed T, mu fixed N")
for t, nu in [(2.725, 1e9), (2.725, 6.8e10), (2.725, 3.53e11), (2.725, 6.4e11), (2.725, 3e12),
              (5772.0, 1e10), (5772.0, 5e14), (1e6, 1e17), (1e-3, 2e7)]:
    t_, nu_ = mp.mpf(t), mp.mpf(nu)
    x = H * nu_ / (K * t_)
    n = 1 / mp.expm1(x)
    b = 2 * H * nu_**3 / C**2 * n
    g = b * x * mp.exp(x) * n
    beta = 3 * mp.zeta(3) / mp.zeta(2)
    rows = [b, b * nu_**2 / C, b * C, b / (H * nu_), g / t_, g * (x * mp.coth(x / 2) - 4), -g / x, g * (1 / beta - 1 / x)]
    print(f"[{t!r}, {nu!r}, " + ", ".join(show(r) for r in rows) + "],")

print("// a, b, energy, photons")
for a, b in [("0", "1e-6"), ("0", "0.01"), ("0", "1"), ("0", "3.999"), ("0", "4.001"), ("0", "30"),
             ("1e-5", "1.0000001e-5"), ("1", "1.000001"), ("1", "1.5"), ("1.999", "6.1"), ("2.001", "6.1"), ("3", "50"),
             ("20", "20.001"), ("100", "103"), ("300", "690"), ("600", "601")]:
    a_, b_ = mp.mpf(float(a)), mp.mpf(float(b))
    knots = [a_, b_] if b_ - a_ < 5 else [a_, a_ + 2, a_ + 5, a_ + 12, a_ + 30, b_] if b_ - a_ > 30 else [a_, (a_ + b_) / 2, b_]
    knots = sorted(set(k for k in knots if k <= b_))
    # The quadrature's tolerance is absolute: take the size out.
    size = mp.exp(-a_) * (b_ - a_)
    e = size * mp.quad(lambda x: x**3 / mp.expm1(x) / size, knots)
    p = size * mp.quad(lambda x: x**2 / mp.expm1(x) / size, knots)
    print(f"[{float(a)!r}, {float(b)!r}, {show(e)}, {show(p)}],")
for a in ["2", "10", "500"]:
    a_ = mp.mpf(float(a))
    e = sum(mp.exp(-k * a_) * (a_**3 / k + 3 * a_**2 / k**2 + 6 * a_ / mp.mpf(k)**3 + 6 / mp.mpf(k)**4) for k in range(1, 80))
    p = sum(mp.exp(-k * a_) * (a_**2 / k + 2 * a_ / k**2 + 2 / mp.mpf(k)**3) for k in range(1, 80))
    print(f"[{float(a)!r}, f64::INFINITY, {show(e)}, {show(p)}],")
print(f"[0.0, f64::INFINITY, {show(mp.pi**4 / 15)}, {show(2 * mp.zeta(3))}],")

print("// totals at 2.725 K: exitance, energy density, pressure, entropy density, photon number density")
t = mp.mpf(2.725)
sigma = 2 * mp.pi**5 * K**4 / (15 * H**3 * C**2)
a = 4 * sigma / C
print([show(v) for v in (sigma * t**4, a * t**4, a * t**4 / 3, 4 * a * t**3 / 3, 16 * mp.pi * mp.zeta(3) * (K * t / (H * C))**3)])
print("1/beta", show(mp.zeta(2) / (3 * mp.zeta(3))))
for a in (2, 3, 4, 5):
    print("wien", a, show(a + mp.lambertw(-a * mp.exp(-a)).real))
