"""The models of keras_files.py: what each is made of, how it is compiled, and on what it trains.

Nothing here names a class where the registries, or the files of tests/golden, do so already:
classes that the library learns later come by themselves. All of it is written so that older
versions of Keras can make what they know of it.
"""
import dataclasses
import gzip
import inspect
import itertools
import json
import os
from typing import Callable

import keras
import numpy as np

GOLDEN = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden")
SAMPLES = 6
# Training may not depend on chance.
RATES = ("rate", "dropout", "recurrent_dropout", "stddev")
CONFIGURATIONS = 8  # of a class of layers
EXACT, NARROW = (1e-6, 1e-5), (2e-2, 5e-2)  # of predictions, and after training


@dataclasses.dataclass
class Case:
    """A model that is not compiled yet, the arguments of compile (None: it stays so), and batches:
    draw(rng) gives lists of inputs and of targets."""
    model: keras.Model
    compile: dict | None
    draw: Callable
    tolerances: tuple = EXACT


def register(made):
    saving = keras.saving if hasattr(keras.saving, "register_keras_serializable") else keras.utils
    return saving.register_keras_serializable("interop")(made)


# --- the classes of a user's, as keras_files.cpp has them too --------------------------------------

@register
class Drift(keras.layers.Layer):
    """y = projection((x - mean) * scale) + gate(x): the mean follows the data, the gate is
    private."""

    def __init__(self, units=3, momentum=0.9, **arguments):
        super().__init__(**arguments)
        self.units, self.momentum = units, momentum
        self.projection = keras.layers.Dense(units, activation="tanh")
        self._gate = keras.layers.Dense(units)

    def build(self, input_shape):
        features = (input_shape[-1],)
        self.mean = self.add_weight(shape=features, initializer="zeros", trainable=False,
                                    name="mean")
        self.scale = self.add_weight(shape=features, initializer="ones", name="scale")
        self.projection.build(input_shape)
        self._gate.build(input_shape)
        self.built = True

    def call(self, x, training=None):
        y = self.projection((x - self.mean) * self.scale) + self._gate(x)
        if training:
            self.mean.assign(self.mean * self.momentum +
                             keras.ops.mean(x, 0) * (1 - self.momentum))
        return y

    def get_config(self):
        return {**super().get_config(), "units": self.units, "momentum": self.momentum}


@register
class Tower(keras.layers.Layer):
    """Layers in a list: y = blocks[1](blocks[0](x)) + x."""

    def __init__(self, units=3, **arguments):
        super().__init__(**arguments)
        self.units = units

    def build(self, input_shape):
        self.blocks = [keras.layers.Dense(self.units, activation="tanh"),
                       keras.layers.Dense(input_shape[-1])]
        self.blocks[0].build(input_shape)
        self.blocks[1].build((input_shape[0], self.units))
        self.built = True

    def call(self, x):
        return self.blocks[1](self.blocks[0](x)) + x

    def get_config(self):
        return {**super().get_config(), "units": self.units}


@register
class Cubic(keras.losses.Loss):
    def __init__(self, exponent=3.0, reduction="sum_over_batch_size", name="cubic", **arguments):
        super().__init__(reduction=reduction, name=name, **arguments)
        self.exponent = exponent

    def call(self, y_true, y_pred):
        return keras.ops.mean(keras.ops.power(keras.ops.abs(y_true - y_pred), self.exponent), -1)

    def get_config(self):
        return {"exponent": self.exponent, "reduction": self.reduction, "name": self.name}


@register
class Net(keras.Model):
    def __init__(self, units=4, **arguments):
        super().__init__(**arguments)
        self.units = units
        self.hidden = keras.layers.Dense(units, activation="tanh")
        self.a_head = keras.layers.Dense(1)

    def call(self, x):
        return self.a_head(self.hidden(x))

    def get_config(self):
        return {"units": self.units, "name": self.name, "trainable": self.trainable}


# --- small parts -----------------------------------------------------------------------------------

L = keras.layers


def lines(file, family):
    with gzip.open(os.path.join(GOLDEN, file), "rt", encoding="ascii") as text:
        for line in text:
            record = json.loads(line)
            if record["family"] == family:
                yield record


def living(value):
    """Records as the objects that they stand for."""
    if isinstance(value, dict) and "class_name" in value:
        return keras.saving.deserialize_keras_object(value)
    if isinstance(value, list):
        return [living(item) for item in value]
    return value


def arguments_of(given):
    return {key: 0.0 if key in RATES else living(value) for key, value in given.items()}


def numbers(rng, *shape):
    return rng.uniform(-1, 1, shape).astype("float32")


def as_list(value):
    if isinstance(value, dict):
        return [value[key] for key in value]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def drawn_for(model, inputs=None):
    """Batches for a model: like `inputs` in shape and dtype, or as its inputs are declared."""
    def like(rng, x):
        x = x[rng.permutation(len(x))]
        return x + 0.1 * numbers(rng, *x.shape) if x.dtype.kind == "f" else x

    def draw(rng):
        if inputs:
            x = [like(rng, np.asarray(one)) for one in inputs]
        else:
            x = [numbers(rng, SAMPLES, *[length or 3 for length in one.shape[1:]])
                 for one in model.inputs]
        y = as_list(model(x if len(x) > 1 else x[0], training=False))
        return x, [numbers(rng, *one.shape) for one in y]
    return draw


def spread(model, rng):
    """Weights that are no zeros and ones: each counts in the predictions."""
    trained = {id(weight) for weight in model.trainable_weights}
    model.set_weights([numbers(rng, *weight.shape) * 0.7 if id(weight) in trained or
                       str(weight.dtype).startswith("int") else
                       np.asarray(weight) + rng.uniform(0, 0.3, weight.shape)
                       for weight in model.weights])
    for layer in model.layers:
        if hasattr(layer, "finalize_state"):  # Normalization would go on with the values before
            layer.finalize_state()


def mlp(*widths, inputs=4, activation="tanh", last=None, **arguments):
    layers = [L.Input((inputs,))]
    layers += [L.Dense(width, activation=activation, **arguments) for width in widths[:-1]]
    return keras.Sequential(layers + [L.Dense(widths[-1], activation=last)])


def compiled(optimizer=None, loss="mse", **arguments):
    optimizer = optimizer or keras.optimizers.SGD(0.05, momentum=0.9)
    return {"optimizer": optimizer, "loss": loss, **arguments}


# --- a layer of each class -------------------------------------------------------------------------

def head(y):
    if len(y.shape) > 2 and None not in y.shape[1:]:
        y = L.Flatten()(y)
    return L.Dense(2)(y) if len(y.shape) > 1 and y.shape[-1] else y


def functional_of(layer, shapes, dtype):
    inputs = [keras.Input(tuple(shape), dtype=dtype) for shape in shapes]
    first = inputs[0]
    if len(inputs) == 1 and dtype.startswith("float") and shapes[0] and shapes[0][-1]:
        first = L.Dense(shapes[0][-1])(first)
    takes_each = "query" in inspect.signature(layer.call).parameters
    y = layer(*inputs) if takes_each else layer(inputs if len(inputs) > 1 else first)
    y = [head(one) for one in as_list(y)]
    return keras.Model(inputs, y if len(y) > 1 else y[0])


def stack_of(layer, shapes, dtype):
    model = keras.Sequential([L.Input(tuple(shapes[0]), dtype=dtype), layer])
    if None not in model.output_shape[1:] and len(model.output_shape) > 2:
        model.add(L.Flatten())
    model.add(L.Dense(2))
    return model


def layer_case(make, name, line, number):
    given = arguments_of(line["given"])
    if given.get("dtype") == "float64" or "float64" in json.dumps(line["given"]):
        return None  # JAX has none
    layer = getattr(L, name)(**given)
    if "inputs" in line:
        inputs = [np.asarray(x) for x in line["inputs"]]
        inputs = [x.astype("int32" if x.dtype.kind == "i" else "float32") for x in inputs]
    else:
        build = line["build"]
        build = build if isinstance(build[0], list) else [build]
        inputs = [np.ones([SAMPLES] + [length or 3 for length in shape[1:]], "float32")
                  for shape in build]
    if isinstance(layer, L.Embedding):  # indices that are in the table
        rng = np.random.default_rng(number)
        inputs = [rng.integers(0, layer.input_dim, x.shape).astype("int32") for x in inputs]
    dtype = "int32" if inputs[0].dtype.kind == "i" else "float32"
    model = make(layer, [x.shape[1:] for x in inputs], dtype)
    optimizer = [None, keras.optimizers.Adam(0.01), keras.optimizers.RMSprop(0.01)][number % 3]
    is_narrow = "float16" in json.dumps(line["given"])
    return Case(model, compiled(optimizer), drawn_for(model, inputs), NARROW if is_narrow else EXACT)


def layer_cases(registry):
    found = {name: [] for name in registry["layers"]}
    for file, part in (("cases.jsonl.gz", "inputs"), ("configs.jsonl.gz", "build")):
        for line in lines(file, "layers"):
            known = found.get(line["class"], [])
            if part in line and line["class"] in found and len(known) < CONFIGURATIONS:
                known.append(line)
    for name, all_of_class in found.items():
        for number, line in enumerate(all_of_class):
            several = len(line.get("inputs", [])) > 1 or isinstance(
                (line.get("build") or [0])[0], list)
            kinds = [("functional", functional_of)] + ([] if several else [("stack", stack_of)])
            for kind, make in kinds:
                yield (f"layer-{name}-{number}-{kind}",
                       lambda make=make, name=name, line=line, number=number:
                       layer_case(make, name, line, number))
    for name in found:
        if not found[name] and name != "InputLayer":
            yield f"layer-{name}-none", lambda: None


# --- compiled with each optimizer, loss and metric -------------------------------------------------

def schedules():
    made = keras.optimizers.schedules
    return [made.CosineDecay(0.05, 10), made.CosineDecay(0.01, 9, warmup_target=0.1, warmup_steps=4),
            made.CosineDecayRestarts(0.05, 3), made.ExponentialDecay(0.05, 2, 0.9),
            made.ExponentialDecay(0.05, 2, 0.9, staircase=True), made.InverseTimeDecay(0.05, 2, 0.5),
            made.PiecewiseConstantDecay([1, 3], [0.05, 0.02, 0.01]),
            made.PolynomialDecay(0.05, 8, power=2.0)]


OPTION_SETS = [
    {}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}, {"centered": True},
    {"centered": True, "momentum": 0.5}, {"amsgrad": True}, {"use_ema": True, "ema_momentum": 0.8},
    {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 2},
    {"gradient_accumulation_steps": 2}, {"gradient_accumulation_steps": 3},
    {"clipnorm": 0.2}, {"clipvalue": 0.05}, {"global_clipnorm": 0.3}, {"weight_decay": 0.05},
    {"loss_scale_factor": 8.0}, {"name": "mine"},
    {"use_ema": True, "gradient_accumulation_steps": 2, "weight_decay": 0.01, "amsgrad": True},
    {"use_ema": True, "centered": True, "momentum": 0.7, "global_clipnorm": 1.0},
]


def optimizer_case(make):
    model = keras.Sequential([L.Input((4,)), L.Dense(5, activation="tanh", name="hidden"),
                              L.Dense(2, kernel_regularizer="l2")])
    return Case(model, compiled(make()), drawn_for(model))


def optimizer_cases(registry):
    for name in registry["optimizers"]:
        made = getattr(keras.optimizers, name)
        known = inspect.signature(made.__init__).parameters
        sets = [one for one in OPTION_SETS if set(one) <= set(known)]
        sets = [{"learning_rate": 0.02, **one} for one in sets]
        for number, given in enumerate(sets):
            yield (f"optimizer-{name}-{number}",
                   lambda made=made, given=given: optimizer_case(lambda: made(**given)))
        for number in range(len(schedules())):
            yield (f"optimizer-{name}-schedule{number}", lambda made=made, number=number:
                   optimizer_case(lambda: made(schedules()[number])))
        for number, line in enumerate(lines("cases.jsonl.gz", "optimizers")):
            if line["class"] == name:
                yield (f"optimizer-{name}-golden{number}", lambda made=made, line=line:
                       optimizer_case(lambda: made(**arguments_of(line["given"]))))
        yield (f"optimizer-{name}-string", lambda name=name: (
            lambda model: Case(model, compiled(name.lower()), drawn_for(model)))(mlp(5, 2)))


def pairs_case(line_y_true, classes, **arguments):
    """A classifier, with such truths."""
    y_true = np.asarray(line_y_true)
    y_true = y_true.astype("int32" if y_true.dtype.kind == "i" else "float32")
    model = mlp(6, classes, last="softmax")

    def draw(rng):
        order = rng.permutation(len(y_true))
        return [numbers(rng, len(y_true), 4)], [y_true[order]]
    return Case(model, compiled(**arguments), draw)


def loss_cases(registry):
    for number, line in enumerate(lines("cases.jsonl.gz", "losses")):
        if line["class"] in registry["losses"]:
            yield (f"loss-{line['class']}-{number}", lambda line=line: pairs_case(
                line["y_true"], len(line["y_pred"][0]),
                loss=getattr(keras.losses, line["class"])(**arguments_of(line["given"]))))


def metric_cases(registry):
    """Each as an object, weighted and not, and by its names."""
    for number, line in enumerate(lines("cases.jsonl.gz", "metrics")):
        first = line["batches"][0]
        if line["class"] not in registry["metrics"] or not isinstance(first["y_pred"][0], list):
            continue

        def made(line=line, first=first):
            of_class = getattr(keras.metrics, line["class"])
            given = arguments_of(line["given"])
            return pairs_case(first["y_true"], len(first["y_pred"][0]), loss=(
                "sparse_categorical_crossentropy" if "Sparse" in line["class"] else "mse"),
                metrics=[of_class(**given)], weighted_metrics=[of_class(**given)])
        yield f"metric-{line['class']}-{number}", made


def named_case(loss, metrics, last, y):
    model = mlp(6, y(np.random.default_rng(1)).shape[-1] if last else 3, last=last or "softmax")
    return Case(model, compiled(loss=loss, metrics=metrics, weighted_metrics=metrics[:1]),
                lambda rng: ([numbers(rng, SAMPLES, 4)], [y(rng)]))


def compile_cases():
    bits = lambda rng: rng.integers(0, 2, (SAMPLES, 1)).astype("float32")  # noqa: E731
    hot = lambda rng: np.eye(3, dtype="float32")[rng.integers(0, 3, SAMPLES)]  # noqa: E731
    labels = lambda rng: rng.integers(0, 3, SAMPLES).astype("int32")  # noqa: E731
    real = lambda rng: numbers(rng, SAMPLES, 2)  # noqa: E731
    for number, (loss, metrics, last, y) in enumerate([
            ("binary_crossentropy", ["accuracy", "binary_crossentropy"], "sigmoid", bits),
            ("bce", ["acc", "mse"], "sigmoid", bits), ("crossentropy", ["acc"], "sigmoid", bits),
            ("categorical_crossentropy", ["accuracy", "crossentropy"], "softmax", hot),
            ("kl_divergence", ["categorical_accuracy", "KLDivergence"], "softmax", hot),
            ("sparse_categorical_crossentropy", ["accuracy", "ce"], None, labels),
            ("SparseCategoricalCrossentropy", ["sparse_categorical_accuracy"], None, labels),
            ("crossentropy", ["sparse_top_k_categorical_accuracy"], None, labels),
            ("mae", ["mse", "mean_absolute_error", "RootMeanSquaredError"], "linear", real),
            ("huber", ["cosine_similarity", "logcosh"], "linear", real),
            ("log_cosh", ["mape", "msle"], "sigmoid", real), ("hinge", ["hinge"], "tanh", bits),
            ("poisson", ["poisson", "mean_squared_error"], "sigmoid", bits)]):
        yield (f"compile-{number:02}-{loss}", lambda loss=loss, metrics=metrics, last=last, y=y:
               named_case(loss, metrics, last, y))
    for number in range(len(heads_compiled())):
        yield f"compile-heads{number}", lambda number=number: heads_case(number)


def heads_compiled():
    both = {"a": "mse", "b": "mae"}
    return [
        {"loss": ["mse", "mae"]}, {"loss": both}, {"loss": "mse"},
        {"loss": both, "loss_weights": {"a": 0.3, "b": 2.0}},
        {"loss": ["mse", keras.losses.Huber(0.5)], "loss_weights": [0.5, 0.25]},
        {"loss": {"b": "mse"}}, {"loss": [None, "mse"]},
        {"loss": both, "metrics": {"a": ["mae"], "b": ["mse", "mape"]}},
        {"loss": both, "metrics": [["mae"], ["mse"]], "weighted_metrics": [["mse"], []]},
        {"loss": ["mse", "mse"], "metrics": {"b": keras.metrics.MeanAbsoluteError(name="far")}},
        {"loss": both, "metrics": [None, "mae"], "weighted_metrics": {"a": "mse"}},
        {"loss": "mse", "steps_per_execution": 1, "auto_scale_loss": False},
        {"loss": "mse", "run_eagerly": True},
    ]


def heads_case(number):
    x = keras.Input((4,), name="x")
    hidden = L.Dense(5, activation="tanh")(x)
    model = keras.Model(x, [L.Dense(2, name="a")(hidden), L.Dense(3, name="b")(hidden)])
    return Case(model, compiled(**heads_compiled()[number]), drawn_for(model))


# --- the golden graphs -----------------------------------------------------------------------------

def graph_cases():
    with np.load(os.path.join(GOLDEN, "graphs", "values.npz")) as file:
        values = file["values"]
    path = os.path.join(GOLDEN, "graphs", "graphs.jsonl.gz")
    with gzip.open(path, "rt", encoding="ascii") as text:
        for line in text:
            line = json.loads(line)
            yield line["name"], lambda line=line: graph_case(line, values)


def graph_case(line, values):
    def arrays(key):
        return [values[entry["at"]:entry["at"] + int(np.prod(entry["shape"], dtype=int))]
                .reshape(entry["shape"]).astype(entry.get("dtype", "float32"))
                for entry in line[key]]
    model = keras.models.model_from_json(json.dumps(line["json"]))
    model.set_weights(arrays("weights"))
    inputs, targets = arrays("inputs"), arrays("targets")
    losses = [living(output["loss"]) for output in line["outputs"]]
    size = line["training"]["batch_size"]

    def draw(rng):
        chosen = rng.permutation(len(inputs[0]))[:size]
        return [x[chosen] for x in inputs], [y[chosen] for y in targets]
    return Case(model, compiled(
        keras.optimizers.deserialize(line["training"]["optimizer"]),
        losses if len(losses) > 1 else losses[0], loss_weights=line["loss_weights"]), draw)


def all_cases(registry):
    """Pairs of a name and a function that makes the Case, or None for one that cannot be."""
    import keras_models_by_hand
    return itertools.chain(
        layer_cases(registry), optimizer_cases(registry), loss_cases(registry),
        metric_cases(registry), compile_cases(), keras_models_by_hand.cases(), graph_cases())
