#!/usr/bin/env python3
"""Loads models that this library wrote into real Keras and compares what they give.

    python3 tools/golden/check_graphs.py FOLDER          models of any program that writes NAME.json
    python3 tools/golden/check_graphs.py --golden [N]    the first N of tests/golden/graphs, trained
                                                         too: whether another backend agrees

FOLDER holds for each model NAME.json, what Model::to_json() gave, and NAME.npz with
    weights.0, weights.1, ...   in the order of Model::weights()
    inputs.0, ...               in the order of the model's inputs, all samples
    outputs.0, ...              what the model gave, in the order of its outputs
Keras must load the text, have as many weights of the same shapes in the same order, and give the
outputs to 1e-5 of max(1, |output|). On JAX, Keras 3.15 counts the activity penalty of a layer that
is called several times only once when it trains (TensorFlow and PyTorch count every call, as the
file does): --golden names these.
Prints a line for each model that fails, then a summary; the exit status says whether all passed.

Needs keras and a backend from PyPI; KERAS_BACKEND chooses it ("jax", "tensorflow", "torch").
"""
import argparse
import gzip
import json
import os
import sys

import numpy as np
from keras_classes import keras

TOLERANCE = 1e-5
TRAINED_TOLERANCE = 1e-4
GOLDEN = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "graphs")


def far(received, expected):
    received, expected = np.asarray(received, "float64"), np.asarray(expected, "float64")
    if received.shape != expected.shape:
        return np.inf
    if not expected.size:
        return 0.0
    return float((abs(received - expected) / np.maximum(1, abs(expected))).max())


def numbered(arrays, name):
    found = []
    while f"{name}.{len(found)}" in arrays:
        found.append(arrays[f"{name}.{len(found)}"])
    return found


def as_argument(arrays):
    return arrays if len(arrays) > 1 else arrays[0]


def outputs_of(model, inputs):
    y = model(as_argument([keras.ops.convert_to_tensor(x) for x in inputs]), training=False)
    return [keras.ops.convert_to_numpy(one) for one in (y if isinstance(y, (list, tuple)) else [y])]


def problem_of(text, weights, inputs, outputs):
    """What is wrong with the model, or an empty string; and the model."""
    try:
        model = keras.models.model_from_json(text)
    except Exception as problem:
        return f"Keras does not load it: {type(problem).__name__}: {str(problem)[:300]}", None
    shapes = [tuple(weight.shape) for weight in model.weights]
    if shapes != [weight.shape for weight in weights]:
        return f"Keras has the weights {shapes}, not {[w.shape for w in weights]}", None
    model.set_weights(weights)
    received = outputs_of(model, inputs)
    if len(received) != len(outputs):
        return f"Keras gives {len(received)} outputs, not {len(outputs)}", None
    worst = max(far(y, expected) for y, expected in zip(received, outputs))
    return (f"outputs differ by {worst:.1e}" if worst > TOLERANCE else ""), model


def check_folder(folder):
    names = sorted(name[:-5] for name in os.listdir(folder) if name.endswith(".json"))
    failed = 0
    for name in names:
        keras.utils.clear_session(free_memory=False)
        with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
            text = file.read()
        with np.load(os.path.join(folder, name + ".npz")) as file:
            arrays = dict(file)
        problem, _ = problem_of(text, *(numbered(arrays, part)
                                        for part in ("weights", "inputs", "outputs")))
        if problem:
            failed += 1
            print(f"{name}: {problem}")
    print(f"{len(names) - failed} of {len(names)} models load in Keras {keras.__version__} on "
          f"{keras.backend.backend()} and give the same outputs")
    return failed == 0 and names


def golden_lines():
    """(line, function that gives its arrays under a key)."""
    with np.load(os.path.join(GOLDEN, "values.npz")) as file:
        values = file["values"]

    def arrays_of(line, key):
        arrays = []
        for entry in line[key]:
            end = entry["at"] + int(np.prod(entry["shape"], dtype=int))
            array = values[entry["at"]:end].reshape(entry["shape"])
            arrays.append(array.astype(entry.get("dtype", "float32")))
        return arrays
    with gzip.open(os.path.join(GOLDEN, "graphs.jsonl.gz"), "rt", encoding="ascii") as file:
        return [json.loads(text) for text in file], arrays_of


def train(model, line, arrays_of):
    """How far the history and the weights are from the file's."""
    losses = [keras.losses.deserialize(one["loss"]) if isinstance(one["loss"], dict) else
              one["loss"] for one in line["outputs"]]
    training = line["training"]
    model.compile(keras.optimizers.deserialize(training["optimizer"]), as_argument(losses),
                  loss_weights=line["loss_weights"])
    history = model.fit(as_argument(arrays_of(line, "inputs")),
                        as_argument(arrays_of(line, "targets")), shuffle=False, verbose=0,
                        batch_size=training["batch_size"], epochs=training["epochs"]).history
    worst = max(far(history[key], line["history"][key]) for key in line["history"])
    return max([worst] + [far(weight, expected) for weight, expected in
                          zip(model.get_weights(), arrays_of(line, "trained"))])


def check_golden(count):
    lines, arrays_of = golden_lines()
    failed, worst = 0, 0.0
    for line in lines[:count]:
        keras.utils.clear_session(free_memory=False)
        problem, model = problem_of(json.dumps(line["json"]), *(arrays_of(line, part) for part in
                                                               ("weights", "inputs", "outputs")))
        distance = train(model, line, arrays_of) if not problem else 0.0
        worst = max(worst, distance)
        if not problem and distance > TRAINED_TOLERANCE:
            problem = f"after training it differs by {distance:.1e}" + (
                "; it has activity penalties" if "activity_regularizer" in json.dumps(line) else "")
        if problem:
            failed += 1
            print(f"{line['name']}: {problem}")
    print(f"{min(count, len(lines)) - failed} of {min(count, len(lines))} models agree with Keras "
          f"{keras.__version__} on {keras.backend.backend()}; trained, the farthest is {worst:.1e}")
    return failed == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--golden", type=int, nargs="?", const=10**6)
    arguments = parser.parse_args()
    passed = (check_golden(arguments.golden) if arguments.golden
              else check_folder(arguments.folder or parser.error("which folder?")))
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
