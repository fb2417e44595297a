"""Numbers of tests/golden_diagnostics.rs: arviz 0.23.4, emcee 3.1.6, numpy 2.4.6, scipy 1.17.1.

Prints one Rust row a case. The chains come from a 64-bit congruential generator and rational
functions, so that both languages make the same bits.
"""

import warnings

import arviz as az
import emcee
import numpy as np

MASK = (1 << 64) - 1


class Uniform:
    """Knuth's MMIX generator, upper 53 bits."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 11) / 2.0**53


def chains(count, length, rho, shift, kind):
    """AR(1) chains driven by sums of uniforms; chain c is shifted by c * shift."""
    out = []
    for c in range(count):
        uniform = Uniform(1000 + c)
        x, chain = 0.0, []
        for _ in range(length):
            noise = uniform() + uniform() + uniform() + uniform() - 2.0
            x = rho * x + noise
            value = x + c * shift
            if kind == "heavy":
                u = uniform()
                value = (u - 0.5) / (u * (1.0 - u)) + x
            elif kind == "tied":
                value = np.floor(2.0 * value) / 2.0
            chain.append(value)
        out.append(chain)
    return np.array(out)


CASES = [
    ("independent", 4, 1000, 0.0, 0.0, "plain"),
    ("correlated", 4, 1000, 0.9, 0.0, "plain"),
    ("shifted", 4, 500, 0.5, 0.3, "plain"),
    ("antithetic", 3, 401, -0.6, 0.0, "plain"),
    ("heavy", 2, 800, 0.3, 0.0, "heavy"),
    ("tied", 4, 600, 0.7, 0.0, "tied"),
    ("single", 1, 2000, 0.95, 0.0, "plain"),
]

warnings.simplefilter("ignore")
for name, count, length, rho, shift, kind in CASES:
    x = chains(count, length, rho, shift, kind)
    tau = emcee.autocorr.integrated_time(x.T[:, :, None], quiet=True)[0]
    if tau < 0.8:  # emcee's window closes too early for antithetic chains; ours does not
        tau = np.nan
    numbers = [
        az.rhat(x, method="rank"),
        az.rhat(x, method="identity") if count > 1 else np.nan,
        az.ess(x, method="bulk"),
        az.ess(x, method="tail"),
        az.ess(x, method="mean"),
        az.ess(x, method="quantile", prob=0.3),
        az.mcse(x, method="mean"),
        az.mcse(x, method="sd"),
        az.mcse(x, method="quantile", prob=0.3),
        tau,
    ]
    row = ", ".join("f64::NAN" if np.isnan(v) else repr(float(v)) for v in numbers)
    print(f'    ("{name}", [{row}]),')
