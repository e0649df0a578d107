#!/usr/bin/env python3
"""Writes python/tools/ops.json: how each function of keras.ops is called, and which class of op with
which arguments stands for it in a graph.

    KERAS_BACKEND=jax python3 tools/golden/make_op_signatures.py

Needs keras and jax from PyPI (made with Keras 3.15). The Python package's functions are written
from it, for the classes that the library knows.
"""
import ast
import importlib
import inspect
import json
import os
import pkgutil

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import keras.src.ops  # noqa: E402
from keras.src.ops.operation import Operation  # noqa: E402

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "python", "tools", "ops.json")
# What these functions do before they make their op, written as the op itself.
BY_HAND = {
    "abs": "Abs().symbolic_call(x)",
    "diff": "Diff(n, axis).symbolic_call(a)",
    "layer_normalization": "LayerNorm(axis=axis, epsilon=epsilon).symbolic_call(x, gamma, beta)",
    "saturate_cast": "SaturateCast(dtype=dtype).symbolic_call(x)",
}


def op_classes():
    classes = {}
    for module in pkgutil.iter_modules(keras.src.ops.__path__):
        if module.name.endswith("_test"):
            continue
        for name, cls in vars(importlib.import_module("keras.src.ops." + module.name)).items():
            if inspect.isclass(cls) and issubclass(cls, Operation):
                classes[name] = cls
    return classes


def call_in(function, classes):
    """The expression Class(...).symbolic_call(...) that the function returns."""
    if function.__name__ in BY_HAND:
        return ast.parse(BY_HAND[function.__name__], mode="eval").body
    tree = ast.parse(inspect.getsource(function).lstrip())
    for node in ast.walk(tree):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_call and node.func.attr == "symbolic_call" and isinstance(node.func.value, ast.Call):
            name = getattr(node.func.value.func, "id", "")
            if name in classes:
                return node
    return None


def described(function, classes):
    signature = str(inspect.signature(function))
    entry = {"signature": signature[1:signature.rindex(")")]}
    call = call_in(function, classes)
    if call is None:
        return entry
    made = call.func.value
    cls = classes[made.func.id]
    parameters = [p for p in inspect.signature(cls.__init__).parameters if p != "self"]
    config = dict(zip(parameters, made.args))
    config.update({k.arg: k.value for k in made.keywords})
    entry["class"] = cls.__name__
    entry["config"] = {name: ast.unparse(value) for name, value in config.items()}
    entry["arguments"] = [ast.unparse(value) for value in call.args]
    entry["named"] = {k.arg or "**": ast.unparse(k.value) for k in call.keywords}
    return entry


def main():
    classes = op_classes()
    result = {"keras": keras.__version__}
    for space in ("", "image", "linalg", "nn", "numpy"):
        module = getattr(keras.ops, space) if space else keras.ops
        functions = result[space or "ops"] = {}
        for name in sorted(dir(module)):
            function = getattr(module, name)
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            functions[name] = described(function, classes)
    with open(TARGET, "w", encoding="ascii") as file:
        json.dump(result, file, indent=1)
        file.write("\n")
    print({name: len(value) for name, value in result.items() if name != "keras"})


main()
