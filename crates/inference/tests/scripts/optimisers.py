"""Maxima and least-squares fits with scipy, for tests/golden_optimisers.rs.

Written with scipy 1.17.1 and numpy 2.4.6: python3 optimisers.py
"""
import numpy as np
from scipy.optimize import least_squares, minimize

x = np.array([0.5, 1.0, 2.0, 3.0, 4.5, 6.0, 8.0, 11.0])
counts = np.array([9, 14, 22, 19, 12, 10, 4, 1])


def rate(t):
    """Poisson rate exp(a) x^b exp(-c x)."""
    return np.exp(t[0] + t[1] * np.log(x) - t[2] * x)


def cost(t):
    return np.sum(rate(t) - counts * np.log(rate(t)))


def slope(t):
    d = rate(t) - counts
    return np.array([np.sum(d), np.sum(d * np.log(x)), -np.sum(d * x)])


fit = minimize(cost, [1.0, 0.0, 0.0], jac=slope, method="BFGS", options={"gtol": 1e-13})
# Newton's method to the last digit.
t = fit.x
design = np.stack([np.ones_like(x), np.log(x), -x], axis=1)
for _ in range(5):
    information = design.T @ (rate(t)[:, None] * design)
    t = t - np.linalg.solve(information, slope(t))
print("poisson", t.tolist(), float(-cost(t)))
covariance = np.linalg.inv(design.T @ (rate(t)[:, None] * design))
print("covariance", covariance.tolist())
print("ln evidence", float(-cost(t) + 1.5 * np.log(2 * np.pi) + 0.5 * np.linalg.slogdet(covariance)[1]))

y = np.array([1.2, 2.9, 4.1, 4.3, 3.0, 2.2, 0.9, 0.4])
sigma = np.array([0.2, 0.3, 0.2, 0.3, 0.2, 0.2, 0.1, 0.1])


def residuals(t):
    return (t[0] * x**t[1] * np.exp(-x / t[2]) - y) / sigma


def jacobian(t):
    m = t[0] * x**t[1] * np.exp(-x / t[2]) / sigma
    return np.stack([m / t[0], m * np.log(x), m * x / t[2] ** 2], axis=1)


fit = least_squares(
    residuals, [1.0, 1.0, 1.0], jac=jacobian, x_scale="jac", method="lm", xtol=1e-15, ftol=1e-15, gtol=1e-15
)
print("least squares", fit.x.tolist(), float(2 * fit.cost))
print("errors", np.sqrt(np.diag(np.linalg.inv(fit.jac.T @ fit.jac))).tolist())
