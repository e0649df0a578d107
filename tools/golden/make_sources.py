#!/usr/bin/env python3
"""Writes tests/golden/sources.json: what real Keras does with arrays, generators and PyDatasets.

    python3 tools/golden/make_sources.py

{"cases": a list of {"name", "call", "data", "options", "validation", "events", "warnings", "history" or
"scores" or "outputs"}}. "data" is {"kind": "arrays", "generator" or "dataset", "batches": how many of two rows,
null for no end, "built": whether the model is before}. Row r of batch b is x = (2 b + r + 1) / 8, y = b % 3. "events" is what
happens to a generator ("next 3", "stop") or to a dataset ("begin", "get 3", "end"), with "v" in
front when it is the validation data's. Needs keras from PyPI (made with Keras 3.15).
"""
import itertools
import json
import os
import warnings

os.environ["KERAS_BACKEND"] = "jax"
import keras  # noqa: E402
import numpy as np  # noqa: E402

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "sources.json")


def batch(b):
    x = np.array([[2 * b + 1], [2 * b + 2]], "float32") / 8
    return x, np.full((2, 1), b % 3, "float32")


def generator(batches, events, mark):
    for b in itertools.count() if batches is None else range(batches):
        events.append(f"{mark}next {b}")
        yield batch(b)
    events.append(f"{mark}stop")


class Dataset(keras.utils.PyDataset):
    def __init__(self, batches, events, mark):
        super().__init__()
        self.batches, self.events, self.mark = batches, events, mark

    @property
    def num_batches(self):
        return self.batches

    def __getitem__(self, b):
        self.events.append(f"{self.mark}get {b}")
        return batch(b)

    def on_epoch_begin(self):
        self.events.append(f"{self.mark}begin")

    def on_epoch_end(self):
        self.events.append(f"{self.mark}end")


def source(data, events, mark=""):
    """What x is, and y."""
    if data["kind"] == "generator":
        return generator(data["batches"], events, mark), None
    if data["kind"] == "dataset":
        return Dataset(data["batches"], events, mark), None
    pairs = [batch(b) for b in range(data["batches"])]
    return np.concatenate([x for x, _ in pairs]), np.concatenate([y for _, y in pairs])


def network(is_built):
    inputs = [keras.Input((1,))] if is_built else []
    dense = keras.layers.Dense(1, use_bias=False, kernel_initializer="ones")
    model = keras.Sequential([*inputs, dense])
    model.compile(keras.optimizers.SGD(0.01), loss="mse", metrics=["mae"])
    if is_built:  # the first call of fit, too, looks at a batch: here it has been
        x, y = batch(0)
        model.evaluate(x, y, verbose=0)
    return model


def run(name, call, kind, batches, options=None, validation=None, built=True):
    data = {"kind": kind, "batches": batches, "built": built}
    events, options = [], dict(options or {})
    x, y = source(data, events)
    arguments = dict(options)
    if validation:
        v, w = source(validation, events, "v ")
        arguments["validation_data"] = v if w is None else (v, w)
    if y is not None and call != "predict":
        arguments["y"] = y
    if "class_weight" in arguments:
        arguments["class_weight"] = {int(k): v for k, v in arguments["class_weight"].items()}
    if call == "fit":
        arguments["shuffle"] = False
    if call == "evaluate":
        arguments["return_dict"] = True
    model = network(built)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        result = getattr(model, call)(x, verbose=0, **arguments)
    case = {"name": name, "call": call, "data": data, "options": options, "validation": validation,
            "events": events, "warnings": [str(w.message) for w in seen]}
    if call == "fit":
        case["history"] = result.history
        case["steps"] = result.params["steps"]
    elif call == "evaluate":
        case["scores"] = result
    else:
        case["outputs"] = np.asarray(result).ravel().tolist()
    return case


def cases():
    for steps in (None, 2, 3, 7):
        options = {"epochs": 4, "batch_size": 2}
        if steps:
            options["steps_per_epoch"] = steps
        yield run(f"arrays of 5, steps {steps}", "fit", "arrays", 5, options)
        del options["batch_size"]
        for built in (True, False):
            yield run(f"dataset of 5, steps {steps}, built {built}", "fit", "dataset", 5, options, built=built)
            yield run(f"generator of 9, steps {steps}, built {built}", "fit", "generator", 9, options, built=built)
    yield run("arrays, steps without a batch size", "fit", "arrays", 5, {"steps_per_epoch": 3})
    yield run("endless dataset", "fit", "dataset", None, {"epochs": 3, "steps_per_epoch": 4})
    yield run("endless generator", "fit", "generator", None, {"epochs": 3, "steps_per_epoch": 4})
    yield run("generator of one batch", "fit", "generator", 1, {"epochs": 3})
    weights = {"0": 1.0, "1": 0.5, "2": 4.0}
    yield run("dataset with class weights", "fit", "dataset", 5, {"epochs": 2, "class_weight": weights})
    for kind, batches in (("arrays", 3), ("dataset", 3), ("generator", 9), ("generator", 3)):
        for steps in (None, 2, 4):
            options = {"epochs": 3} if steps is None else {"epochs": 3, "validation_steps": steps}
            options["validation_batch_size"] = 2
            yield run(f"validation {kind} of {batches}, steps {steps}", "fit", "dataset", 2, options,
                      {"kind": kind, "batches": batches})
    frequent = {"epochs": 5, "validation_freq": [2, 5]}
    yield run("validation in some epochs", "fit", "dataset", 2, frequent, {"kind": "dataset", "batches": 3})
    for call in ("evaluate", "predict"):
        for kind in ("arrays", "dataset", "generator"):
            for steps in (None, 3, 7):
                options = {} if steps is None else {"steps": steps}
                if kind == "arrays" and steps:
                    yield run(f"{call} {kind}, steps {steps}, no batch size", call, kind, 5, options)
                if kind == "arrays":
                    options = {**options, "batch_size": 2}
                # predict of an unbuilt model looks at a batch of a dataset for nothing: not taken over
                for built in (True, False) if (call, kind) != ("predict", "dataset") else (True,):
                    yield run(f"{call} {kind}, steps {steps}, built {built}", call, kind, 5, options, built=built)


def main():
    all_cases = list(cases())
    with open(OUT, "w") as file:
        file.write('{"cases": [\n' + ",\n".join(json.dumps(case) for case in all_cases) + "\n]}\n")


if __name__ == "__main__":
    main()
