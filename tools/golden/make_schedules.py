#!/usr/bin/env python3
"""Writes tests/golden/schedules.json: learning rates of real Keras's schedules.

    python3 tools/golden/make_schedules.py

{"cases": a list of {"record", "steps", "values"}}: what serialize_keras_object writes of a schedule, and its
learning rate at each step. The same seed gives the same file. Needs keras from PyPI (made
with Keras 3.15).
"""
import json
import os

os.environ["KERAS_BACKEND"] = "numpy"  # its functions run at once, JAX would compile each
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras.optimizers import schedules as s  # noqa: E402

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "schedules.json")
rng = np.random.default_rng(12)


def number(low, high):
    return round(float(rng.uniform(low, high)), 4)


def drawn():
    """Schedules of each class, plain ones and ones with every argument."""
    for _ in range(2):
        start, steps, rate = number(0.01, 1), int(rng.integers(1, 60)), number(0.1, 0.99)
        staircase = bool(rng.integers(2))
        yield steps, s.ExponentialDecay(start, steps, rate)
        yield steps, s.ExponentialDecay(start, steps, rate, staircase=staircase)
        yield steps, s.InverseTimeDecay(start, steps, rate)
        yield steps, s.InverseTimeDecay(start, steps, rate, staircase=not staircase)
        yield steps, s.PolynomialDecay(start, steps)
        yield steps, s.PolynomialDecay(start, steps, number(0, 0.01), number(0.5, 3), cycle=True)
        yield steps, s.CosineDecay(start, steps)
        yield steps, s.CosineDecay(start, steps, alpha=number(0, 0.5), warmup_target=number(1, 2),
                                   warmup_steps=int(rng.integers(1, 20)))
        yield steps, s.CosineDecayRestarts(start, steps)
        yield steps, s.CosineDecayRestarts(start, steps, t_mul=1.0, m_mul=number(0.5, 1))
        yield steps, s.CosineDecayRestarts(start, steps, t_mul=1.5, m_mul=0.8, alpha=0.1)
        values = [number(0, 1) for _ in range(4)]
        yield steps, s.PiecewiseConstantDecay([steps, 2 * steps, 2 * steps + 5], values)
        yield steps, s.PiecewiseConstantDecay([steps], values[:2])


def main():
    cases = []
    for steps, schedule in drawn():
        at = list(range(3 * steps + 1))
        if isinstance(schedule, s.CosineDecayRestarts):
            # Where a period ends, the float32 logarithm decides which one a step belongs to.
            period, ends, end = steps, set(), 0.0
            while end <= 3 * steps:
                ends.add(round(end))
                end, period = end + period, period * schedule._t_mul
            at = [step for step in at if step == 0 or step not in ends]
        values = [float(schedule(step)) for step in at]
        cases.append({"record": keras.saving.serialize_keras_object(schedule), "steps": at,
                      "values": values})
    with open(OUT, "w") as file:
        lines = ",\n".join(json.dumps(case) for case in cases)
        file.write('{"cases": [\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
