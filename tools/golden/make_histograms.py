#!/usr/bin/env python3
"""Writes tests/golden/histograms.jsonl.gz: counts and edges of NumPy's histogram.

    python3 tools/golden/make_histograms.py

A line a case: {"values", "bins", "range", "counts", "edges"}. Many numbers lie on edges. The same
seed gives the same file. Needs numpy from PyPI (made with 2.4).
"""
import gzip
import json
import os

import numpy as np

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden",
                   "histograms.jsonl.gz")
rng = np.random.default_rng(14)
lines = ""
for _ in range(60):
    bins = int(rng.integers(1, 30))
    values = np.round(rng.normal(size=int(rng.integers(0, 60))), int(rng.integers(0, 4)))
    values = values * 10.0 ** rng.integers(-6, 7) + rng.choice([0, 100, -0.3])
    limits = None if rng.integers(2) else sorted(map(float, np.round(rng.normal(size=2), 1)))
    counts, edges = np.histogram(values, bins, limits)
    lines += json.dumps({"values": values.tolist(), "bins": bins, "range": limits or [],
                         "counts": counts.tolist(), "edges": edges.tolist()}) + "\n"
with open(OUT, "wb") as file:
    file.write(gzip.compress(lines.encode(), 9, mtime=0))
