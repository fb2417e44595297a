"""Densities, probabilities, quantiles and moments of the priors with mpmath (50 digits).

Written with mpmath 1.4.1: python3 priors.py > ../data/priors.txt
Columns: family, four parameters (nan where unused), x, ln pdf, cdf, u, quantile(u), mean, standard deviation.
"""
from mpmath import atan, erf, erfc, erfinv, exp, inf, log, mp, mpf, pi, sqrt, tan

mp.dps = 50


def show(family, parameters, x, ln_pdf, cdf, u, quantile, mean, sd):
    cells = list(parameters) + ["nan"] * (4 - len(parameters))
    numbers = [x, ln_pdf, cdf, u, quantile, mean, sd]
    print(family, *cells, *(mp.nstr(mpf(n), 20) if n is not None else "nan" for n in numbers))


def phi(z):
    return exp(-mpf(z) ** 2 / 2) / sqrt(2 * pi)


def upper(z):
    return erfc(mpf(z) / sqrt(mpf(2))) / 2


def between(a, b):
    if a > 0:
        return upper(a) - upper(b)
    return upper(-b) - upper(-a)


def bisect(cdf, u, lo, hi):
    lo, hi = mpf(lo), mpf(hi)
    for _ in range(230):
        mid = (lo + hi) / 2
        if cdf(mid) < u:
            lo = mid
        else:
            hi = mid
    return lo


for lo, hi, x, u in [("1e-10", "1e-8", "2.5e-9", "1e-3"), ("1", "1.000001", "1.0000004", "0.3")]:
    a, b, x, u = mpf(float(lo)), mpf(float(hi)), mpf(float(x)), mpf(float(u))
    w = log(b / a)
    mean = (b - a) / w
    second = (b**2 - a**2) / 2 / w
    show("log_uniform", [lo, hi], x, -log(x * w), log(x / a) / w, u, a * exp(u * w), mean, sqrt(second - mean**2))

for s, x, u in [("2", "1e-9", "1e-12"), ("0.5", "1.7", "0.99")]:
    sf, x, u = mpf(s), mpf(float(x)), mpf(float(u))
    show("half_normal", [s], x, log(2 * phi(x / sf) / sf), erf(x / sf / sqrt(mpf(2))), u,
         sf * sqrt(mpf(2)) * erfinv(u), sf * sqrt(2 / pi), sf * sqrt(1 - 2 / pi))

for m, s, x, u in [("0.3", "0.8", "0.01", "1e-20"), ("-20", "0.5", "2.5e-9", "0.75")]:
    mf, sf, x, u = mpf(float(m)), mpf(float(s)), mpf(float(x)), mpf(float(u))
    z = (log(x) - mf) / sf
    zu = bisect(lambda t: upper(-t), u, -15, 15)
    show("log_normal", [m, s], x, log(phi(z) / sf / x), upper(-z), u, exp(mf + sf * zu),
         exp(mf + sf**2 / 2), exp(mf + sf**2 / 2) * sqrt(mp.expm1(sf**2)))

for m, g, x, u in [("1", "0.5", "-4e9", "1e-15"), ("1", "0.5", "2.25", "0.9")]:
    mf, gf, x, u = mpf(m), mpf(g), mpf(float(x)), mpf(float(u))
    z = (x - mf) / gf
    show("cauchy", [m, g], x, -log(pi * gf * (1 + z**2)), atan(z) / pi + mpf(1) / 2, u,
         mf + gf * tan(pi * (u - mpf(1) / 2)), None, None)

for m, s, lo, hi, x, u in [
    ("0.054", "0.007", "0", "1", "0.06", "0.2"),
    ("0", "1", "30", "inf", "30.01", "0.75"),
    ("0", "1", "-inf", "-35", "-35.02", "0.25"),
    ("0", "2", "1", "1.000001", "1.0000003", "0.6"),
    ("5", "1", "0", "12", "0.1", "1e-7"),
    ("0", "1", "-30", "inf", "-8", "1e-20"),
    ("0", "3", "-1", "100", "2.5", "0.4"),
    ("1", "2", "-inf", "inf", "3.5", "0.9"),
]:
    mf, sf = mpf(float(m)), mpf(float(s))
    a = -inf if lo == "-inf" else (mpf(float(lo)) - mf) / sf
    b = inf if hi == "inf" else (mpf(float(hi)) - mf) / sf
    x, u = mpf(float(x)), mpf(float(u))
    mass = between(a, b)
    z = (x - mf) / sf
    lo_z, hi_z = max(a, mpf(-60)), min(b, mpf(60))
    zu = bisect(lambda t: between(a, t) / mass, u, lo_z, hi_z)
    pa = phi(a) if a != -inf else mpf(0)
    pb = phi(b) if b != inf else mpf(0)
    apa = a * pa if a != -inf else mpf(0)
    bpb = b * pb if b != inf else mpf(0)
    mean = (pa - pb) / mass
    variance = 1 + (apa - bpb) / mass - mean**2
    show("truncated_normal", [m, s, lo, hi], x, log(phi(z) / sf / mass), between(a, z) / mass, u,
         mf + sf * zu, mf + sf * mean, sf * sqrt(variance))
