"""What the tests share: a small training set, and where the golden files are."""
import pathlib

import numpy as np
import pytest

GOLDEN = pathlib.Path(__file__).parents[2] / "tests" / "golden"


@pytest.fixture
def data():
    """x [64, 8] and a y [64, 1] that is a sum of it."""
    x = np.random.default_rng(1).random((64, 8), dtype=np.float32)
    return x, x.sum(axis=1, keepdims=True)
