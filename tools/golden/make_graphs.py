#!/usr/bin/env python3
"""Writes tests/golden/graphs/: 200 random functional models and what real Keras computes with them.

    python3 tools/golden/make_graphs.py [count]

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
import copy
import gzip
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "torch"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np  # noqa: E402
import torch  # noqa: E402
from graph_drawing import Drawing  # noqa: E402
from keras_classes import keras  # noqa: E402

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "graphs")
COUNT, SAMPLES, BATCH, EPOCHS = 200, 10, 4, 3
SHAPES = [(3,), (4,), (6,), (2, 3), (3, 4), (2, 2, 3), (4, 2)]


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


def draw_model(rng, with_operators):
    keras.utils.clear_session(free_memory=False)
    drawing = Drawing(rng, with_operators)
    for _ in range(drawing.pick([1, 1, 1, 2, 2, 3])):
        given = {"dtype": drawing.pick(["uint8", "int32"])} if drawing.chance(0.1) else {}
        if drawing.chance(0.15):
            given["name"] = drawing.pick(["title", "body", "image"]) + str(len(drawing.inputs))
        shape = drawing.pick(SHAPES)
        if with_operators and drawing.chance(0.08) and not given:
            shape = (None, drawing.whole(2, 4))
        drawing.add_input(shape, **given)
    drawing.draw(drawing.whole(4, 10))
    chosen = drawing.covering(drawing.pick([1, 1, 2, 2, 3]))
    heads = [head(drawing, drawn) for drawn in chosen]
    outputs = [drawn.tensor for drawn, _, _ in heads]
    model = keras.Model(drawing.inputs if len(drawing.inputs) > 1 else drawing.inputs[0],
                        outputs if len(outputs) > 1 else outputs[0])
    return model, [(loss, kind) for _, loss, kind in heads]


def draw_weights(rng, model):
    """Of a size that keeps activations near 1, biases too."""
    values = []
    for weight in model.weights:
        fan = weight.shape[0] if len(weight.shape) > 1 else 6
        values.append((rng.normal(0, 1, weight.shape) / np.sqrt(fan)).astype("float32"))
    return values


def draw_inputs(rng, model):
    arrays = []
    for source in model.inputs:
        shape = [SAMPLES] + [5 if length is None else length for length in source.shape[1:]]
        if source.dtype == "float32":
            arrays.append(rng.normal(0, 1, shape).astype("float32"))
        else:
            arrays.append(rng.integers(0, 10, shape).astype(source.dtype))
    return arrays


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


def as_argument(arrays):
    return arrays if len(arrays) > 1 else arrays[0]


def compile_like(model, case):
    case = copy.deepcopy(case)  # Keras writes into the records that it reads
    losses = [keras.losses.deserialize(loss) if isinstance(loss, dict) else loss
              for loss in case["losses"]]
    weights = case["loss_weights"]
    if case["by"] == "name":
        losses = dict(zip(model.output_names, losses))
        weights = weights and dict(zip(model.output_names, weights))
    optimizer = keras.optimizers.deserialize(case["optimizer"])
    model.compile(optimizer, as_argument(losses) if isinstance(losses, list) else losses,
                  loss_weights=weights)


def compute(model, case, weights, inputs):
    """Everything that a line holds, of this model with these weights and inputs."""
    model.set_weights(weights)
    compile_like(model, case)
    x, y = as_argument(inputs), as_argument(case["targets"])
    result = {}
    tensors = [torch.as_tensor(array) for array in inputs]
    y_pred = model(as_argument(tensors), training=True)
    outputs = y_pred if isinstance(y_pred, (list, tuple)) else [y_pred]
    result["outputs"] = [output.detach().numpy().copy() for output in outputs]
    result["penalties"] = float(sum(float(loss) for loss in model.losses))
    y_true = as_argument([torch.as_tensor(target) for target in case["targets"]])
    total = model.compute_loss(x, y_true, y_pred)
    for weight in model.trainable_weights:
        weight.value.grad = None
    total.backward()
    result["gradients"] = [np.zeros(weight.shape) if weight.value.grad is None
                           else weight.value.grad.numpy().copy()
                           for weight in model.trainable_weights]
    for weight in model.trainable_weights:
        weight.value.grad = None
    result["losses"] = model.evaluate(x, y, batch_size=SAMPLES, verbose=0, return_dict=True)
    history = model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0)
    result["history"] = history.history
    result["trained"] = model.get_weights()
    return result


def far(a, b):
    """The largest difference of two arrays of numbers, against max(1, |a|)."""
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return np.inf
    return float((abs(a - b) / np.maximum(1, abs(a))).max()) if a.size else 0.0


def distances(one, other):
    """Of what one step gives, and of what training gives."""
    step = [far(a, b) for key in ("outputs", "gradients") for a, b in zip(one[key], other[key])]
    step += [far(one["losses"][key], other["losses"][key]) for key in one["losses"]]
    training = [far(one["history"][key], other["history"][key]) for key in one["history"]]
    training += [far(a, b) for a, b in zip(one["trained"], other["trained"])]
    return max(step), max(training)


def in_float64(text):
    """The same model, computing in float64."""
    text = text.replace('"config": {"name": "float32"}', '"config": {"name": "float64"}')
    return keras.models.model_from_json(text.replace('"dtype": "float32"', '"dtype": "float64"'))


def as_float64(arrays):
    return [array.astype("float64") if array.dtype == np.float32 else array for array in arrays]


def moved(rng, arrays):
    return [array * (1 + 1e-6 * rng.choice([-1.0, 1.0], array.shape))
            if array.dtype == np.float64 else array for array in arrays]


def stands_firm(rng, text, case, weights, inputs, result):
    exact_case = {**case, "targets": as_float64(case["targets"])}
    weights, inputs = as_float64(weights), as_float64(inputs)
    exact = compute(in_float64(text), exact_case, weights, inputs)
    step, training = distances(result, exact)
    if step > 2e-6 or training > 1e-5:
        return f"float64 differs by {step:.1e}, after training {training:.1e}"
    near = compute(in_float64(text), exact_case, moved(rng, weights), moved(rng, inputs))
    step, training = distances(exact, near)
    if step > 5e-5 or training > 2e-4:
        return f"a millionth moves it by {step:.1e}, after training {training:.1e}"
    biggest = max(float(abs(array).max()) for array in result["outputs"] + result["gradients"])
    return "" if biggest < 50 else "numbers too large"


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
        "penalties": float(f"{result['penalties']:.9g}"),
        "gradients": described(result["gradients"], values, path=trainable),
        "training": {"optimizer": case["optimizer"], "batch_size": BATCH, "epochs": EPOCHS},
        "history": {key: [float(f"{value:.9g}") for value in numbers]
                    for key, numbers in result["history"].items()},
        "trained": described(result["trained"], values),
    }


def draw_case(rng, model, heads):
    shapes = [(SAMPLES,) + tuple(output.shape[1:]) for output in model.outputs]
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


def attempt(seed, with_operators):
    """(model, record, case, weights, inputs, result), or the reason why there is none."""
    rng = np.random.default_rng(seed)
    model, heads = draw_model(rng, with_operators)
    if not model.trainable_weights:
        return "nothing to train"
    if len(set(model.output_names)) < len(model.output_names):
        return "outputs of one name"
    if None in [length for output in model.outputs for length in output.shape[1:]]:
        return "an output of unknown length"
    text = model.to_json()
    if with_operators and not operations_of(json.loads(text)):
        return "no operators"
    case = draw_case(rng, model, heads)
    weights, inputs = draw_weights(rng, model), draw_inputs(rng, model)
    try:
        result = compute(model, case, weights, inputs)
    except RuntimeError as problem:  # some gradients of PyTorch want contiguous tensors
        return str(problem).splitlines()[0]
    reason = stands_firm(rng, text, case, weights, inputs, result)
    return reason or (model, renumbered(text), case, weights, inputs, result)


def write(lines, values):
    os.makedirs(OUT, exist_ok=True)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    path = os.path.join(OUT, "graphs.jsonl.gz")
    with open(path, "wb") as file:
        file.write(gzip.compress(text.encode("ascii"), 9, mtime=0))
    numbers = os.path.join(OUT, "values.npz")
    np.savez_compressed(numbers, values=np.concatenate(values.parts))
    print(f"{len(lines)} models, {len(text)} bytes, {os.path.getsize(path)} packed, "
          f"{values.length} numbers, {os.path.getsize(numbers)} packed")


def main():
    torch.set_num_threads(1)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    lines, values, seed, refused = [], Values(), 0, {}
    while len(lines) < count:
        seed += 1
        found = attempt(seed, with_operators=len(lines) % 2 == 1)
        if isinstance(found, str):
            reason = found.split(" by ")[0]
            refused[reason] = refused.get(reason, 0) + 1
            continue
        lines.append(line_of(f"graph_{len(lines):03d}", *found, values))
    write(lines, values)
    print("refused:", refused)


if __name__ == "__main__":
    main()
