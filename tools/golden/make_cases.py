#!/usr/bin/env python3
"""Writes tests/golden/cases.jsonl.gz: what objects of real Keras compute, with default arguments and
with random ones. Every class of keras_classes.py is in it, with the arguments of make_configs.py.

    python3 tools/golden/make_cases.py [CLASS...]     # these anew, the others as they were
    python3 tools/golden/make_cases.py --more 30 FILE [CLASS...]
    JAX_ENABLE_X64=1 python3 tools/golden/make_cases.py --double FILE

The second form writes that many others a class, of these or of all, into a file that is not committed;
KERATIN_MORE_CASES=FILE runs it beside the committed one (GoldenCases.MoreOfEveryKind). The third
computes the committed cases of layers once more in float64, into a file that is not committed;
KERATIN_DOUBLE_CASES=FILE compares with it (DoublePrecision.EveryLayerIsKerass).

After gunzip, a JSON object a line. family, class, and given: the arguments of the constructor, objects
among them as records. Then for
    losses      y_true, y_pred, sample_weight; value, weighted: without and with the weights;
                gradient: of the sum of value, by y_pred
    metrics     batches of y_true, y_pred, sample_weight; results, weighted: after each of them
    optimizers  start: the weights; gradients: a list of them for each step; end: the weights after
                all steps; final: after finalize_variable_values
    layers      inputs, weights; output; gradients: of sum(output * factors), by the inputs, then by
                the weights that train

Needs keras and jax from PyPI (made with Keras 3.15). The same seed gives the same file.
"""
import gzip
import itertools
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
import keras_classes
import jax
import make_configs
import numpy as np
from keras.src.backend.common import dtypes
from keras_classes import CLASSES, find, keras

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "cases.jsonl.gz")
CHOICES = 3
# Not computed here: what another dtype rounds to, and what does not change the numbers.
LEFT_OUT = {"dtype", "name", "trainable", "activity_regularizer", "seed", "return_state"}
# Keras 3.15 gives wrong numbers there.
WRONG = ("sparsemax",)
NOT_OF_PREDICTIONS = {"Mean", "Sum", "MeanMetricWrapper"}
NOT_CALLED = {"InputLayer"} | {"SimpleRNNCell", "LSTMCell", "GRUCell", "StackedRNNCells"}


def drawn(low, high, shape):
    """Numbers of few digits."""
    return np.round(make_configs.rng.uniform(low, high, shape), 3).astype("float32")


def listed(values):
    """Nested lists of the shortest decimals that are these float32."""
    if isinstance(values, (list, tuple)):
        return [listed(value) for value in values]
    array = np.asarray(values)
    if array.ndim:
        return [listed(part) for part in array]
    return float(str(array.astype("float32"))) if array.dtype.kind == "f" else int(array)


def pair(name):
    """Truths and predictions that suit the class: y_true, y_pred."""
    batch, classes = 6, 5
    scores = drawn(0.05, 1, (batch, classes))
    labels = make_configs.rng.integers(0, classes, batch).astype("int32")
    if "Sparse" in name:
        return labels, scores
    if name == "CTC":
        return (make_configs.rng.integers(1, classes, (batch, 3)) * [[1], [1], [0], [1], [1], [1]],
                drawn(-2, 2, (batch, 7, classes)))
    if name.startswith(("Categorical", "TopK")):
        return np.eye(classes, dtype="float32")[labels], scores
    if name.startswith("Binary") or "Hinge" in name:
        return make_configs.rng.integers(0, 2, (batch, classes)).astype("float32"), scores
    if name == "Accuracy":
        return labels, make_configs.rng.integers(0, 2, batch).astype("int32")
    return drawn(0.05, 1, (batch, classes)), scores


def loss(name, made):
    y_true, y_pred = pair(name)
    weight = drawn(0, 2, 6)
    total = jax.grad(lambda y: keras.ops.sum(made(y_true, y)))
    return {"y_true": listed(y_true), "y_pred": listed(y_pred), "sample_weight": listed(weight),
            "value": listed(made(y_true, y_pred)),
            "weighted": listed(made(y_true, y_pred, sample_weight=weight)),
            "gradient": listed(total(y_pred))}


def metric(name, made):
    if name in NOT_OF_PREDICTIONS:
        return None
    batches = [(*pair(name), drawn(0, 2, 6)) for _ in range(3)]
    results, weighted = [], []
    for y_true, y_pred, _ in batches:
        made.update_state(y_true, y_pred)
        results.append(listed(made.result()))
    made.reset_state()
    for y_true, y_pred, weight in batches:
        made.update_state(y_true, y_pred, sample_weight=weight)
        weighted.append(listed(made.result()))
    return {"batches": [{"y_true": listed(t), "y_pred": listed(p), "sample_weight": listed(w)}
                        for t, p, w in batches], "results": results, "weighted": weighted}


def optimizer(name, made):
    shapes = [(3, 4), (4,)]
    start = [drawn(-1, 1, shape) for shape in shapes]
    gradients = [[drawn(-1, 1, shape) for shape in shapes] for _ in range(12)]
    weights = [keras.Variable(value) for value in start]
    made.build(weights)
    for step in gradients:
        made.apply([keras.ops.convert_to_tensor(one) for one in step], weights)
    end = [np.asarray(weight.value) for weight in weights]
    made.finalize_variable_values(weights)
    return {"start": listed(start), "gradients": listed(gradients), "end": listed(end),
            "final": [listed(weight.value) for weight in weights]}


def input_of(name, made, shape):
    if name in ("Embedding", "ReversibleEmbedding"):
        return make_configs.rng.integers(0, made.input_dim, shape).astype("float32")
    if name == "Masking":
        return make_configs.rng.integers(-1, 2, shape).astype("float32")
    return drawn(-2, 2, shape)


def is_spread(weight):
    """Whether it is a variance or its root, which are not negative."""
    return "variance" in weight.name or "stddev" in weight.name


def layer(name, made):
    if name in NOT_CALLED:
        return None
    choices = make_configs.BUILDS[name]
    shape = choices[int(make_configs.rng.integers(len(choices)))]
    are_several = isinstance(shape[0], list)
    shapes = [[length or 2 for length in one] for one in (shape if are_several else [shape])]
    inputs = [input_of(name, made, one) for one in shapes]
    make_configs.call(name, made, inputs)
    weights = [drawn(0.2 if is_spread(weight) else -1, 1, tuple(weight.shape))
               for weight in made.weights]
    made.set_weights(weights)
    if hasattr(made, "finalize_state"):  # Normalization would go on with the values before
        made.finalize_state()
    state = [variable.value for variable in made.non_trainable_variables]
    trains = {id(variable) for variable in made.trainable_variables}
    trained = [value for variable, value in zip(made.weights, weights) if id(variable) in trains]

    def called(inputs, weights):
        return make_configs.call(
            name, lambda *given: made.stateless_call(weights, state, *given)[0], inputs)
    output = called(inputs, trained)
    factors = drawn(0.5, 1.5, output.shape)
    by_inputs, by_weights = jax.grad(
        lambda *given: keras.ops.sum(called(*given) * factors), (0, 1))(inputs, trained)
    return {"inputs": listed(inputs), "weights": listed(weights), "output": listed(output),
            "factors": listed(factors), "gradients": listed(list(by_inputs) + list(by_weights))}


COMPUTED = {"losses": loss, "metrics": metric, "optimizers": optimizer, "layers": layer}


def line_of(family, name, given):
    keras.utils.clear_session(free_memory=False)
    made = find(family, name)(**given)
    line = {"family": family, "class": name, "given": make_configs.plain(given)}
    try:
        computed = COMPUTED[family](name, made)
    except Exception:  # arguments that do not go together: an axis that is not there, ...
        return None
    if not computed or any(word in json.dumps(line["given"]) for word in WRONG):
        return None
    return {**line, **computed}


def lines_of(family, name, count=CHOICES, seed="cases"):
    make_configs.begin(f"{seed}.{family}.{name}")
    options = make_configs.OPTIONS[family][name]
    required = {argument: draw() for argument, draw in options.items()
                if make_configs.is_required(name, argument)}
    choices = [make_configs.in_keras_order(family, name, required)]
    choices += [make_configs.arguments(family, name) for _ in range(count)]
    for given in choices:
        given = {key: value for key, value in given.items() if key not in LEFT_OUT}
        if "units" in given:
            given["units"] = given["units"] % 5 + 1
        line = line_of(family, name, given)
        if line:
            yield json.dumps(line)


def write_more(count, path, names):
    total = 0
    with gzip.open(path, "wt", encoding="ascii") as file:
        for family in COMPUTED:
            for name in CLASSES[family]:
                if names and name not in names:
                    continue
                # Arguments that do not go together give no line: so more are drawn than are wanted.
                lines = list(itertools.islice(lines_of(family, name, 2 * count, "more"), count))
                jax.clear_caches()
                file.writelines(line + "\n" for line in lines)
                total += len(lines)
                print(f"{name}: {len(lines)}", flush=True)
    print(f"{total} lines")


def in_double(text):
    """A layer's line, computed in float64."""
    line = json.loads(text)
    keras.utils.clear_session(free_memory=False)
    given = json.loads(json.dumps(line["given"]).replace('"float32"', '"float64"'))
    name = line["class"]
    made = find("layers", name).from_config({**given, "dtype": "float64"})
    inputs = [np.array(x, "float64") for x in line["inputs"]]
    make_configs.call(name, made, inputs)
    made.set_weights([np.array(x, "float64") for x in line["weights"]])
    if hasattr(made, "finalize_state"):
        made.finalize_state()
    state = [variable.value for variable in made.non_trainable_variables]

    def called(inputs, weights):
        return make_configs.call(
            name, lambda *given: made.stateless_call(weights, state, *given)[0], inputs)
    trained = [variable.value for variable in made.trainable_variables]
    factors = np.array(line["factors"], "float64")
    by_inputs, by_weights = jax.grad(
        lambda *given: keras.ops.sum(called(*given) * factors), (0, 1))(inputs, trained)

    def numbers(x):
        return np.asarray(x, "float64").tolist()
    return {**line, "output": numbers(called(inputs, trained)),
            "gradients": [numbers(x) for x in (*by_inputs, *by_weights)]}


def write_double(path):
    keras.config.set_floatx("float64")  # of states
    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # Keras takes JAX to have no float64
    with gzip.open(OUT, "rt", encoding="ascii") as file:
        lines = [text for text in file.read().splitlines() if '"family": "layers"' in text]
    with gzip.open(path, "wt", encoding="ascii") as file:
        for i, text in enumerate(lines):
            try:
                file.write(json.dumps(in_double(text)) + "\n")
            except Exception as error:
                print(json.loads(text)["class"], repr(error)[:200], flush=True)
            if i % 20 == 19:
                jax.clear_caches()
    print(f"{len(lines)} lines")


def main():
    if sys.argv[1:2] == ["--double"]:
        return write_double(sys.argv[2])
    if sys.argv[1:2] == ["--more"]:
        return write_more(int(sys.argv[2]), sys.argv[3], sys.argv[4:])
    known = {}
    if sys.argv[1:]:
        with gzip.open(OUT, "rt", encoding="ascii") as file:
            for text in file.read().splitlines():
                line = json.loads(text)
                known.setdefault((line["family"], line["class"]), []).append(text)
    lines = []
    for family in COMPUTED:
        for name in CLASSES[family]:
            is_asked = not sys.argv[1:] or name in sys.argv[1:]
            lines += lines_of(family, name) if is_asked else known.get((family, name), [])
    text = "".join(line + "\n" for line in lines)
    with open(OUT, "wb") as file:
        file.write(gzip.compress(text.encode("ascii"), 9, mtime=0))
    print(f"{len(lines)} lines, {len(text)} bytes, {os.path.getsize(OUT)} packed")


if __name__ == "__main__":
    main()
