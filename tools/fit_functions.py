#!/usr/bin/env python3
"""Prints the polynomials of src/keratin/backend/cpu/lanes_functions_inl.h. Needs NumPy and mpmath.

Each is the one whose largest weighted error is least (Lawson's reweighted least squares), found in
double precision and rounded to float32 from the highest power down, the rest fitted again.
"""
import mpmath as mp
import numpy as np

mp.mp.dps = 40


def fit(name, f, low, high, degree, weight, fixed=()):
    """p(t) ~ f(t) on [low, high]: max of weight * error. `fixed` are the first coefficients."""
    nodes = (low + high) / 2 + (high - low) / 2 * np.cos(np.pi * (np.arange(800) + 0.5) / 800)
    wanted = np.array([float(f(mp.mpf(t))) for t in nodes])
    scale = np.array([float(weight(mp.mpf(t))) for t in nodes])
    known = dict(enumerate(fixed))
    result = {}
    # Rounding the large (low) coefficients first lets the others make up for it.
    for step in range(degree + 1):
        free = [k for k in range(degree + 1) if k not in known]
        if not free:
            break
        rest = wanted - sum(np.float64(c) * nodes ** k for k, c in known.items())
        matrix = np.stack([nodes ** k for k in free], axis=1)
        lawson = np.ones_like(nodes)
        best = None
        for _ in range(60):
            root = np.sqrt(lawson) * scale
            solution = np.linalg.lstsq(matrix * root[:, None], rest * root, rcond=None)[0]
            error = np.abs((matrix @ solution - rest) * scale)
            if best is None or error.max() < best[0]:
                best = (error.max(), solution)
            lawson *= error / error.max() + 1e-9
            lawson /= lawson.max()
        known[free[0]] = float(np.float32(best[1][0]))
        result = best
    values = sum(np.float64(c) * nodes ** k for k, c in known.items())
    print(f"{name}: largest weighted error {np.abs((values - wanted) * scale).max():.2e}")
    print("  " + ", ".join(f"{known[k]:.9g}F" for k in range(degree + 1)))


def main():
    half = float(mp.log(2) / 2) * 1.001
    fit("exp: (e^r - 1 - r) / r^2", lambda r: (mp.expm1(r) - r) / r ** 2, -half, half, 4,
        lambda r: abs(r), ())
    low, high = float(mp.sqrt(0.5)) - 1, float(mp.sqrt(2)) - 1
    fit("log: (log(1 + f) - f + f^2 / 2) / f^3",
        lambda f: (mp.log1p(f) - f + f ** 2 / 2) / f ** 3, low, high, 8, lambda f: f ** 2)
    fit("tanh: (tanh(x) / x - 1) / x^2 over x^2",
        lambda s: (mp.tanh(mp.sqrt(s)) / mp.sqrt(s) - 1) / s, 1e-9, 0.625 ** 2, 4, lambda s: s)
    fit("erf: erf(x) / x - 1 over x^2",
        lambda s: mp.erf(mp.sqrt(s)) / mp.sqrt(s) - 1, 1e-9, 0.93 ** 2, 5, lambda s: 1)
    fit("erf, far: -log(1 - erf(x)) / x - 1 over x",
        lambda x: -mp.log(mp.erfc(x)) / x - 1, 0.92, 4, 7, lambda x: mp.erfc(x) / mp.erf(x) * x)


if __name__ == "__main__":
    main()
