"""The type stubs, by mypy."""
import pathlib
import subprocess
import sys

import pytest

import keratin

SAMPLE = '''
import numpy as np
import keratin
from keratin import callbacks, layers, losses, models, ops, optimizers

network = models.Sequential([keratin.Input(shape=(8,)), layers.Dense(4, activation="relu", use_bias=True)])
network.add(layers.Dense(1, kernel_initializer="zeros"))
network.compile(optimizer=optimizers.Adam(learning_rate=0.01), loss=losses.MeanSquaredError(), metrics=["mae"])
history: callbacks.History = network.fit(np.zeros((4, 8)), np.zeros((4, 1)), epochs=2)
numbers: list[float] = history.history["loss"]
x = ops.softmax(ops.zeros((2, 2)), axis=-1)
lstm = layers.LSTM(4, return_sequences=True)
'''
WRONG = {"layers.Dense()": "units", "layers.Dence(3)": "Dence", "ops.softmax()": "x", "optimizers.Adam(learning_rat=1)": "learning_rat"}


def run(path, text):
    path.write_text(text)
    return subprocess.run([sys.executable, "-m", "mypy", "--no-incremental", str(path)], capture_output=True, text=True,
                          cwd=path.parent, env={"MYPYPATH": str(pathlib.Path(keratin.__file__).parents[1]), "PATH": ""}).stdout


def test_mypy_knows_the_signatures(tmp_path):
    pytest.importorskip("mypy")
    assert "Success" in run(tmp_path / "sample.py", SAMPLE), run(tmp_path / "sample.py", SAMPLE)
    text = run(tmp_path / "wrong.py", SAMPLE + "\n".join(WRONG))
    for line, (call, word) in enumerate(WRONG.items(), SAMPLE.count("\n") + 1):
        found = [one for one in text.splitlines() if one.startswith(f"wrong.py:{line}: error")]
        assert found and word in found[0], (call, text)


def test_the_stubs_are_there():
    package = pathlib.Path(keratin.__file__).parent
    assert (package / "py.typed").exists()
    for module in ("__init__", "layers", "losses", "metrics", "optimizers/__init__", "ops/__init__", "ops/image", "_keratin"):
        assert (package / f"{module}.pyi").exists(), module
