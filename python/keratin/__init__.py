"""Keratin: Keras, native in C++, for Python.

The modules and names are Keras's: keratin.layers, models, losses, metrics, optimizers, callbacks,
datasets, utils, ops, random, saving, config. install_as_keras() lets `import keras` find them.
"""
import importlib
import sys

from . import _keratin
from ._version import __version__

_MODULES = ("activations", "callbacks", "config", "constraints", "datasets", "dtype_policies",
            "initializers", "layers", "losses", "metrics", "mixed_precision", "models", "ops",
            "optimizers", "random", "regularizers", "saving", "utils")
_NAMES = {"DTypePolicy": "dtype_policies", "Functional": "models", "GradientTape": "_tape",
          "Initializer": "_parts", "Input": "_layer", "InputSpec": None, "KerasTensor": "_layer",
          "Layer": "_layer", "Loss": "_parts", "Metric": "_parts", "Model": "models",
          "Optimizer": "_parts", "Quantizer": None, "Regularizer": "_parts", "Sequential": "models",
          "gradients": "_tape"}
Variable = _keratin.Variable


def __getattr__(name):
    if name in _MODULES:
        return importlib.import_module(f"{__name__}.{name}")
    if _NAMES.get(name):
        value = getattr(importlib.import_module(f"{__name__}.{_NAMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'keratin' has no attribute '{name}': the library does not have it; "
                         f"docs/python.md says what is there")


def __dir__():
    return sorted([*_MODULES, *(name for name, where in _NAMES.items() if where), "Variable",
                   "install_as_keras", "version", "__version__"])


def version():
    return __version__


def install_as_keras():
    """From now on `import keras`, `from tensorflow import keras` and `from tensorflow.keras import ...`
    give this package in this process. Throws ImportError where the real ones are imported already."""
    from ._install import install
    install()
