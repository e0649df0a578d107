#!/usr/bin/env python3
"""Writes tests/golden/graphs/: 200 random functional models and what real Keras computes with them.

    python3 tools/golden/make_graphs.py [count]
    python3 tools/golden/make_graphs.py 200 --layers --folder FOLDER --seed 7000

The second form draws models of every modelling layer (layer_drawing.py) into FOLDER, which is not
committed: KERATIN_GRAPHS_FROM=FOLDER runs them in keratin_models_tests (GoldenModels.*).

graphs.jsonl.gz holds, after gunzip, a JSON object a model; values.npz one float32 array, `values`,
with all numbers. An array is described by {"shape", "at"}: product(shape) elements of `values` from
element `at`, row-major; inputs and targets also have "dtype". The keys of a line:
    name        "graph_000", ...
    operators   whether keras.ops or Python operators stand in the graph; "ops" lists the classes
    classes     the class names of all layers and operations, nested ones too, sorted
    json        what model.to_json() gives, as an object in Keras's order of keys
    weights     arrays with "path", in the order of model.weights: the values to start with
    inputs      arrays with "name", in the order of model.inputs; all samples
    outputs     arrays with "name" and "loss" (a string or a record), in the order of
                model.outputs: what the model gives for all samples
    targets     arrays, an output each
    by          "list" or "name": how losses were given to compile
    loss_weights a number an output, or null
    losses      of all samples in one batch: the total (with the penalties), then one an output, as
                evaluate(return_dict=True) gives them; an object
    total       the loss of a call in training, with the penalties
    penalties   the sum of model.losses for that batch: regularizers and activity regularizers
    gradients   of the total loss: arrays with "path", in the order of model.trainable_weights
    training    optimizer (a record), batch_size, epochs; fit was called with shuffle=False
    history     {key: one number an epoch}
    trained     arrays: model.weights after training

Only models are taken whose numbers stand firm: computed in float64 by Keras (from its own JSON) and
with inputs and weights moved by a millionth, they stay within a small part of the tolerances that a
test may ask for. So no value lies at a kink. The same seed gives the same files.
Needs keras and torch from PyPI (made with Keras 3.15 on PyTorch, whose eager mode is quick here).
"""
import argparse
import gzip
import json
import os

# Before Keras: this chooses its backend.
from graph_numbers import BATCH, EPOCHS, IS_JAX, compute, places, stands_firm
import numpy as np
from graph_drawing import Drawing
from keras_classes import keras
from layer_drawing import LayerDrawing

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "graphs")
COUNT = 200


class Values:
    """The one array, as it grows."""
    def __init__(self):
        self.parts, self.length = [], 0

    def add(self, array, **more):
        array = np.asarray(array)
        line = {**more, "shape": list(array.shape), "at": self.length}
        self.parts.append(array.astype("float32").ravel())
        self.length += array.size
        return line


def head(drawing, drawn):
    """An output of its own layer, and the loss that suits it: (Drawn, loss, kind of target)."""
    l, kind = keras.losses, drawing.whole(0, 5)
    if kind == 0:
        layer = drawing.dense(drawing.whole(1, 3), activation="sigmoid")
        y = drawing.put(layer(drawn.tensor), drawn)
        return y, drawing.pick(["binary_crossentropy", l.BinaryCrossentropy()]), "binary"
    if kind <= 2:
        given = {"units": drawing.whole(2, 5), "activity_regularizer": None}
        from_logits = drawing.chance(0.3)
        given["activation"] = "linear" if from_logits else "softmax"
        y = drawing.put(drawing.dense(**given)(drawn.tensor), drawn)
        sparse = kind == 2
        make = l.SparseCategoricalCrossentropy if sparse else l.CategoricalCrossentropy
        name = "sparse_categorical_crossentropy" if sparse else "categorical_crossentropy"
        loss = make(from_logits=True) if from_logits else drawing.pick([name, make()])
        return y, loss, "sparse" if sparse else "one_hot"
    loss = drawing.pick(["mse", "mean_absolute_error", l.MeanSquaredError(), "mae",
                         l.MeanSquaredError(reduction="sum"), "mse"])
    if kind == 3:
        return drawn, loss, "number"
    y = drawing.put(drawing.dense(drawing.whole(1, 3))(drawn.tensor), drawn)
    return y, loss, "number"


def draw_model(drawing):
    keras.utils.clear_session(free_memory=False)
    for _ in range(drawing.pick([1, 1, 1, 2, 2, 3])):
        drawing.draw_input()
    drawing.draw(drawing.whole(4, 10))
    chosen = drawing.covering(drawing.pick([1, 1, 2, 2, 3]))
    heads = [head(drawing, drawn) for drawn in chosen]
    outputs = [drawn.tensor for drawn, _, _ in heads]
    model = keras.Model(drawing.inputs if len(drawing.inputs) > 1 else drawing.inputs[0],
                        outputs if len(outputs) > 1 else outputs[0])
    return model, [(loss, kind) for _, loss, kind in heads]


def draw_target(rng, shape, kind):
    if kind == "binary":
        return rng.integers(0, 2, shape).astype("float32")
    if kind == "number":
        return rng.normal(0, 1, shape).astype("float32")
    labels = rng.integers(0, shape[-1], shape[:-1])
    if kind == "one_hot":
        return np.eye(shape[-1], dtype="float32")[labels]
    labels = labels.astype("int32")
    return labels[..., None] if len(shape) == 2 and rng.random() < 0.3 else labels


def draw_optimizer(rng):
    o, kind = keras.optimizers, int(rng.integers(6))
    if kind == 0:
        return o.SGD(0.05)
    if kind == 1:
        return o.SGD(0.02, momentum=0.8, nesterov=bool(rng.random() < 0.5))
    if kind == 2:
        return o.RMSprop(0.005)
    if kind == 3:
        return o.RMSprop(0.005, momentum=0.5, centered=bool(rng.random() < 0.5))
    return o.Adam(0.01, amsgrad=bool(rng.random() < 0.3)) if kind == 4 else o.Adam(0.02)


def optimizer_record(optimizer):
    """As the other backends write it; on PyTorch it would name Keras's class for PyTorch."""
    name = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam"}[type(optimizer).__name__.lower()]
    return {"module": "keras.optimizers", "class_name": name, "config": optimizer.get_config(),
            "registered_name": None}


def classes_of(record):
    """All class names of layers and operations in a model's record."""
    found = set()
    for layer in record["config"]["layers"]:
        found.add(layer["class_name"])
        if layer["class_name"] in ("Functional", "Sequential"):
            found |= {name for name in classes_of(layer)}
    return found


def operations_of(record):
    found = set()
    for layer in record["config"]["layers"]:
        if layer["module"].startswith("keras.src.ops"):
            found.add(layer["class_name"])
        if layer["class_name"] in ("Functional", "Sequential"):
            found |= operations_of(layer)
    return found


def renumbered(text):
    """Identities of shared objects are addresses; here they count from 1."""
    seen = {}

    def walk(value):
        if isinstance(value, dict):
            if "shared_object_id" in value:
                identity = value["shared_object_id"]
                value["shared_object_id"] = seen.setdefault(identity, len(seen) + 1)
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)
    record = json.loads(text)
    walk(record)
    return record


def described(arrays, values, **lists):
    return [values.add(array, **{key: names[i] for key, names in lists.items()})
            for i, array in enumerate(arrays)]


def input_names(model):
    return [source._keras_history.operation.name for source in model.inputs]


def line_of(name, model, record, case, weights, inputs, result, values):
    """The line, and its numbers in `values`."""
    trainable = [weight.path for weight in model.trainable_weights]
    operations = sorted(operations_of(record))
    return {
        "name": name, "operators": bool(operations), "ops": operations,
        "classes": sorted(classes_of(record)), "json": record,
        "weights": described(weights, values, path=[weight.path for weight in model.weights]),
        "inputs": described(inputs, values, name=input_names(model),
                            dtype=[str(array.dtype) for array in inputs]),
        "outputs": described(result["outputs"], values, name=model.output_names,
                             loss=case["losses"]),
        "targets": described(case["targets"], values,
                             dtype=[str(array.dtype) for array in case["targets"]]),
        "by": case["by"], "loss_weights": case["loss_weights"],
        "losses": {key: float(f"{value:.9g}") for key, value in result["losses"].items()},
        "total": float(f"{result['total']:.9g}"),
        "penalties": float(f"{result['penalties']:.9g}"),
        "gradients": described(result["gradients"], values, path=trainable),
        "training": {"optimizer": case["optimizer"], "batch_size": BATCH, "epochs": EPOCHS},
        "history": {key: [float(f"{value:.9g}") for value in numbers]
                    for key, numbers in result["history"].items()},
        "trained": described(result["trained"], values),
    }


def draw_case(rng, model, heads, samples):
    shapes = [(samples,) + tuple(output.shape[1:]) for output in model.outputs]
    losses = [loss if isinstance(loss, str) else keras.saving.serialize_keras_object(loss)
              for loss, _ in heads]
    many = len(shapes) > 1
    return {
        "targets": [draw_target(rng, shape, kind) for shape, (_, kind) in zip(shapes, heads)],
        "losses": losses, "by": "name" if many and rng.random() < 0.5 else "list",
        "loss_weights": [round(float(rng.uniform(0.2, 2)), 2) for _ in shapes]
        if many and rng.random() < 0.6 else None,
        "optimizer": optimizer_record(draw_optimizer(rng)),
    }


def attempt(drawing):
    """(model, record, case, weights, inputs, result), or the reason why there is none."""
    rng = drawing.rng
    model, heads = draw_model(drawing)
    if not model.trainable_weights:
        return "nothing to train"
    if len(set(model.output_names)) < len(model.output_names):
        return "outputs of one name"
    if None in [length for output in model.outputs for length in output.shape[1:]]:
        return "an output of unknown length"
    text = model.to_json()
    if drawing.needs_operators and not operations_of(json.loads(text)):
        return "no operators"
    case = draw_case(rng, model, heads, drawing.SAMPLES)
    weights, inputs = drawing.weights_of(model), drawing.inputs_of(model)
    if IS_JAX and '"activity_regularizer": {' in text:  # one of a shared layer counts only once
        return "activity penalties"
    if drawing.is_too_large(model):
        return "too many weights"
    expected = places(model)
    try:
        result = compute(model, case, weights, inputs)
        reason = stands_firm(rng, text, expected, case, weights, inputs, result)
    except Exception as problem:  # gradients of PyTorch that want contiguous tensors, ...
        return str(problem).splitlines()[0][:100]
    return reason or (model, renumbered(text), case, weights, inputs, result)


def write(lines, values, folder, name, numbers):
    os.makedirs(folder, exist_ok=True)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    path, numbers = os.path.join(folder, name), os.path.join(folder, numbers)
    with open(path, "wb") as file:
        file.write(gzip.compress(text.encode("ascii"), 9, mtime=0))
    np.savez_compressed(numbers, values=np.concatenate(values.parts))
    print(f"{len(lines)} models, {len(text)} bytes, {os.path.getsize(path)} packed, "
          f"{values.length} numbers, {os.path.getsize(numbers)} packed")


def draw(make, name, count, seed):
    """`count` models as lines, with their numbers."""
    lines, values, refused = [], Values(), {}
    while len(lines) < count:
        seed += 1
        found = attempt(make(np.random.default_rng(seed), len(lines) % 2 == 1))
        if isinstance(found, str):
            reason = found.split(" by ")[0]
            refused[reason] = refused.get(reason, 0) + 1
            continue
        lines.append(line_of(f"{name}_{len(lines):03d}", *found, values))
    print("refused:", refused)
    return lines, values


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=COUNT)
    parser.add_argument("--layers", action="store_true", help="models of every modelling layer")
    parser.add_argument("--seed", type=int, default=0, help="another one draws other models")
    parser.add_argument("--folder", default=OUT)
    given = parser.parse_args()
    make, name = (LayerDrawing, "layers") if given.layers else (Drawing, "graph")
    lines, values = draw(make, name, given.count, given.seed)
    numbers = "layers_values.npz" if given.layers else "values.npz"
    write(lines, values, given.folder, ("layers" if given.layers else "graphs") + ".jsonl.gz",
          numbers)


if __name__ == "__main__":
    main()
