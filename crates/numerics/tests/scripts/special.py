"""Writes tests/data/special.csv: function, argument, parameter, value.

Generated with Python 3 and mpmath 1.4.1 at 40 digits; run from the crate's folder:
    python tests/scripts/special.py > tests/data/special.csv
The arguments are binary64 numbers, so that both sides evaluate the same point.
"""
import random
import mpmath as mp

mp.mp.dps = 40
rng = random.Random(1996)


def row(name, x, value, parameter=0.0):
    print(f"{name},{x!r},{parameter!r},{mp.nstr(value, 20, min_fixed=0, max_fixed=0)}")


def log_uniform(low, high, n):
    return [10 ** rng.uniform(low, high) for _ in range(n)]


for x in log_uniform(-8, 0.75, 60):
    row("erf", x, mp.erf(mp.mpf(x)))
for x in [rng.uniform(-5, 26) for _ in range(80)]:
    row("erfc", x, mp.erfc(mp.mpf(x)))
for x in [rng.uniform(-37, 6) for _ in range(60)]:
    row("normal_cdf", x, mp.ncdf(mp.mpf(x)))
for p in log_uniform(-300, -0.01, 40) + [rng.random() for _ in range(40)]:
    q = mp.mpf(p)
    start = mp.mpf(-mp.sqrt(2) * mp.erfinv(1 - 2 * q)) if p > 1e-15 else -mp.sqrt(-2 * mp.log(q))
    row("normal_quantile", p, mp.findroot(lambda t: mp.log(mp.ncdf(t)) - mp.log(q), start))
for x in log_uniform(-6, 5, 80) + [rng.uniform(0.5, 3) for _ in range(40)]:
    row("ln_gamma", x, mp.loggamma(mp.mpf(x)))
for _ in range(120):
    dof = float(rng.choice([1, 2, 3, 4, 5, 10, 40, 41, 43, 100, 300, 1000, 2500]))
    x = dof * 10 ** rng.uniform(-1.0, 0.6)
    row("chi_squared_survival", x, mp.gammainc(mp.mpf(dof) / 2, mp.mpf(x) / 2, regularized=True), dof)
for order in (0, 1):
    for x in log_uniform(-8, 8, 60) + [rng.uniform(0, 40) for _ in range(80)] + [19.999999999999996, 20.0, 20.000000000000004]:
        row(f"bessel_i{order}e", x, mp.besseli(order, mp.mpf(x)) * mp.exp(-mp.mpf(x)))
