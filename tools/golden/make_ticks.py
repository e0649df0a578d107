#!/usr/bin/env python3
"""Writes tests/golden/ticks.jsonl.gz: where real Matplotlib puts ticks, and what it writes there.

    python3 tools/golden/make_ticks.py

A line a view: {"scale", "low", "high", "intervals", "whole", "places", "labels", "factor"}, and for
a logarithmic axis also "minor_places" and "minor_labels". The same seed gives the same file. Needs
matplotlib from PyPI (made with 3.11).
"""
import gzip
import json
import os
import warnings

import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
from matplotlib import ticker  # noqa: E402

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "ticks.jsonl.gz")
rng = np.random.default_rng(13)
figure, axes = plt.subplots()


def views():
    """Views around zero, far from it, tiny, huge, and those that hang what counts in doubles."""
    yield from [(0, 10), (0, 9), (-1.1, 1.1), (0.3, 0.30000000000000004), (0.2835, 0.3165),
                (1e17, 1e17 + 64), (1e15, 1e15 + 4), (-1e300, 1e300), (1e-280, 2e-280),
                (999.99, 1000.01), (99990, 100010), (0, 1e6), (0, 123456789), (0, 5e-6),
                (1234567, 1234568), (-2.00001, -2), (0.1, 0.1001)]
    for _ in range(150):
        size = 10.0 ** rng.integers(-12, 13)
        low = size * rng.normal()
        yield low, low + size * abs(rng.normal()) * 10.0 ** -int(rng.integers(0, 8))


def linear(low, high):
    intervals, whole = int(rng.integers(2, 10)), bool(rng.integers(4) == 0)
    axes.set_xscale("linear")
    axes.set_xlim(low, high)
    low, high = axes.get_xlim()
    locator = ticker.MaxNLocator(nbins=intervals, steps=[1, 2, 2.5, 5, 10], integer=whole)
    places = locator.tick_values(low, high)
    formatter = axes.xaxis.get_major_formatter()
    labels = formatter.format_ticks(places)
    return {"scale": "linear", "low": low, "high": high, "intervals": intervals, "whole": whole,
            "places": list(map(float, places)), "labels": labels,
            "factor": formatter.get_offset()}


def plain(label):
    """Without the marks of TeX: "$\\mathdefault{10^{2}}$" is "10^{2}"."""
    for mark in ("$", "\\mathdefault{"):
        label = label.replace(mark, "")
    label = label.replace("\\times", " × ").replace("-", "−")
    return label[:-1] if label else ""


def logarithmic():
    low = 10.0 ** rng.uniform(-8, 6)
    high = low * 10.0 ** rng.choice([rng.uniform(0.05, 1), rng.uniform(1, 4), rng.uniform(4, 30)])
    intervals = int(rng.integers(2, 10))
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    record = {"scale": "log", "low": low, "high": high, "intervals": intervals}
    axis = axes.xaxis
    for kind, locator, formatter in [
            ("", axis.get_major_locator(), axis.get_major_formatter()),
            ("minor_", axis.get_minor_locator(), axis.get_minor_formatter())]:
        locator.set_params(numticks=intervals)
        places = locator.tick_values(low, high)
        labels = map(plain, formatter.format_ticks(places))
        inside = [(float(p), t) for p, t in zip(places, labels) if low <= p <= high]
        record[kind + "places"] = [p for p, _ in inside]
        record[kind + "labels"] = [t for _, t in inside]
    return record


warnings.simplefilter("ignore")
records = [linear(low, high) for low, high in views()] + [logarithmic() for _ in range(120)]
lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
with open(OUT, "wb") as file:
    file.write(gzip.compress(lines.encode(), 9, mtime=0))
print(OUT, len(records), "views")
