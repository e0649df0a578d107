#!/usr/bin/env python3
"""Writes the golden numbers of real Keras beside this script: one small .npz a family.

    KERAS_BACKEND=jax python3 tests/golden/make_golden.py [family ...]

Needs keras and jax from PyPI (made with Keras 3.15). The tests that read them build the same
objects under the same keys.
"""
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import numpy as np  # noqa: E402

FOLDER = os.path.dirname(os.path.abspath(__file__))


def save(family, arrays):
    arrays = {key: np.asarray(value) for key, value in arrays.items()}
    np.savez_compressed(os.path.join(FOLDER, family + ".npz"), **arrays)
    print(f"{family}: {len(arrays)} arrays")


def activations():
    rng = np.random.default_rng(1)
    x = np.concatenate([np.linspace(-9, 9, 73), rng.normal(0, 3, 47), [-60, 60, -25, 25, 0, -0.0]])
    x = x.astype("float32").reshape(14, 9)
    out = {"x": x}
    for name in ("celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh "
                 "leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu "
                 "soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax "
                 "squareplus swish tanh tanh_shrink").split():
        out[name] = keras.activations.get(name)(x)
    even = x[:, :8]
    out["glu"] = keras.activations.glu(even)
    out["relu_all"] = keras.activations.relu(x, negative_slope=0.1, max_value=4.0, threshold=0.5)
    out["leaky_relu_01"] = keras.activations.leaky_relu(x, negative_slope=0.1)
    out["elu_2"] = keras.activations.elu(x, alpha=2.0)
    out["celu_2"] = keras.activations.celu(x, alpha=2.0)
    out["gelu_approximate"] = keras.activations.gelu(x, approximate=True)
    out["softmax_0"] = keras.activations.softmax(x, axis=0)
    out["log_softmax_0"] = keras.activations.log_softmax(x, axis=0)
    out["squareplus_1"] = keras.activations.squareplus(x, b=1.0)
    out["hard_shrink_1"] = keras.activations.hard_shrink(x, threshold=1.0)
    out["soft_shrink_1"] = keras.activations.soft_shrink(x, threshold=1.0)
    out["threshold"] = keras.activations.threshold(x, 1.0, -2.0)
    save("activations", out)


def labels_and_scores(rng, batch=6, classes=5):
    labels = rng.integers(0, classes, batch).astype("int32")
    logits = rng.normal(0, 2, (batch, classes)).astype("float32")
    scores = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    return labels, np.eye(classes, dtype="float32")[labels], logits, scores.astype("float32")


def losses():
    rng = np.random.default_rng(2)
    labels, one_hot, logits, scores = labels_and_scores(rng)
    given = {
        "labels": labels, "one_hot": one_hot, "logits": logits, "scores": scores,
        "binary": rng.integers(0, 2, (6, 5)).astype("float32"),
        "signs": rng.choice([-1.0, 1.0], (6, 5)).astype("float32"),
        "y": rng.normal(0, 2, (6, 5)).astype("float32"),
        "p": rng.normal(0, 2, (6, 5)).astype("float32"),
        "positive": rng.uniform(0.1, 3, (6, 5)).astype("float32"),
        "positive_p": rng.uniform(0.1, 3, (6, 5)).astype("float32"),
        "weight": rng.uniform(0, 2, 6).astype("float32"),
    }
    l = keras.losses
    cases = {
        "binary": (l.BinaryCrossentropy, {}, "binary", "scores"),
        "binary_logits": (l.BinaryCrossentropy, {"from_logits": True}, "binary", "logits"),
        "binary_smooth": (l.BinaryCrossentropy, {"label_smoothing": 0.1}, "binary", "scores"),
        "categorical": (l.CategoricalCrossentropy, {}, "one_hot", "scores"),
        "categorical_logits": (l.CategoricalCrossentropy, {"from_logits": True}, "one_hot", "logits"),
        "categorical_smooth": (l.CategoricalCrossentropy, {"label_smoothing": 0.1}, "one_hot",
                               "scores"),
        "sparse": (l.SparseCategoricalCrossentropy, {}, "labels", "scores"),
        "sparse_logits": (l.SparseCategoricalCrossentropy, {"from_logits": True}, "labels", "logits"),
        "sparse_ignore": (l.SparseCategoricalCrossentropy, {"ignore_class": int(labels[0])}, "labels",
                          "scores"),
        "mse": (l.MeanSquaredError, {}, "y", "p"),
        "mae": (l.MeanAbsoluteError, {}, "y", "p"),
        "mape": (l.MeanAbsolutePercentageError, {}, "positive", "p"),
        "msle": (l.MeanSquaredLogarithmicError, {}, "positive", "positive_p"),
        "huber": (l.Huber, {}, "y", "p"),
        "huber_2": (l.Huber, {"delta": 2.0}, "y", "p"),
        "log_cosh": (l.LogCosh, {}, "y", "p"),
        "cosine": (l.CosineSimilarity, {}, "y", "p"),
        "kl": (l.KLDivergence, {}, "scores", "positive"),
        "poisson": (l.Poisson, {}, "positive", "positive_p"),
        "hinge": (l.Hinge, {}, "signs", "p"),
        "hinge_binary": (l.Hinge, {}, "binary", "p"),
        "squared_hinge": (l.SquaredHinge, {}, "signs", "p"),
        "categorical_hinge": (l.CategoricalHinge, {}, "one_hot", "scores"),
    }
    out = dict(given)
    for key, (make, arguments, truth, prediction) in cases.items():
        for reduction in ("none", "sum", "sum_over_batch_size", "mean", "mean_with_sample_weight"):
            loss = make(reduction=reduction, **arguments)
            out[f"{key}.{reduction}"] = loss(given[truth], given[prediction])
            out[f"{key}.{reduction}.weighted"] = loss(given[truth], given[prediction],
                                                      sample_weight=given["weight"])
    save("losses", out)


def metrics():
    rng = np.random.default_rng(3)
    out = {}
    batches = []
    for i in range(3):
        labels, one_hot, logits, scores = labels_and_scores(rng, 8, 7)
        batch = {"labels": labels, "one_hot": one_hot, "scores": scores,
                 "binary": rng.integers(0, 2, (8, 1)).astype("float32"),
                 "chance": rng.uniform(0, 1, (8, 1)).astype("float32"),
                 "y": rng.normal(0, 2, (8, 3)).astype("float32"),
                 "p": rng.normal(0, 2, (8, 3)).astype("float32"),
                 "positive": rng.uniform(0.1, 3, (8, 3)).astype("float32"),
                 "positive_p": rng.uniform(0.1, 3, (8, 3)).astype("float32"),
                 "weight": rng.uniform(0, 2, 8).astype("float32")}
        batches.append(batch)
        out.update({f"{key}.{i}": value for key, value in batch.items()})
    m = keras.metrics
    cases = {
        "binary_accuracy": (m.BinaryAccuracy(), "binary", "chance"),
        "binary_accuracy_07": (m.BinaryAccuracy(threshold=0.7), "binary", "chance"),
        "categorical_accuracy": (m.CategoricalAccuracy(), "one_hot", "scores"),
        "sparse_categorical_accuracy": (m.SparseCategoricalAccuracy(), "labels", "scores"),
        "top_k": (m.TopKCategoricalAccuracy(k=3), "one_hot", "scores"),
        "sparse_top_k": (m.SparseTopKCategoricalAccuracy(k=2), "labels", "scores"),
        "mse": (m.MeanSquaredError(), "y", "p"),
        "rmse": (m.RootMeanSquaredError(), "y", "p"),
        "mae": (m.MeanAbsoluteError(), "y", "p"),
        "mape": (m.MeanAbsolutePercentageError(), "positive", "p"),
        "msle": (m.MeanSquaredLogarithmicError(), "positive", "positive_p"),
        "cosine": (m.CosineSimilarity(), "y", "p"),
        "log_cosh": (m.LogCoshError(), "y", "p"),
        "kl": (m.KLDivergence(), "positive", "positive_p"),
        "poisson": (m.Poisson(), "positive", "positive_p"),
        "hinge": (m.Hinge(), "binary", "chance"),
        "squared_hinge": (m.SquaredHinge(), "binary", "chance"),
        "categorical_hinge": (m.CategoricalHinge(), "one_hot", "scores"),
        "binary_crossentropy": (m.BinaryCrossentropy(), "binary", "chance"),
        "categorical_crossentropy": (m.CategoricalCrossentropy(), "one_hot", "scores"),
        "sparse_categorical_crossentropy": (m.SparseCategoricalCrossentropy(), "labels", "scores"),
    }
    for key, (metric, truth, prediction) in cases.items():
        results, weighted = [], []
        for batch in batches:
            metric.update_state(batch[truth], batch[prediction])
            results.append(float(metric.result()))
        metric.reset_state()
        for batch in batches:
            metric.update_state(batch[truth], batch[prediction], sample_weight=batch["weight"])
            weighted.append(float(metric.result()))
        out[key], out[key + ".weighted"] = results, weighted
    for name in ("Mean", "Sum"):
        metric, results = getattr(m, name)(), []
        for batch in batches:
            metric.update_state(batch["y"][:, 0], sample_weight=batch["weight"])
            results.append(float(metric.result()))
        metric.update_state(2.5)
        results.append(float(metric.result()))
        out[name] = results
    save("metrics", out)


def optimizers():
    rng = np.random.default_rng(4)
    steps = 100
    start = [rng.normal(0, 1, (7, 5)).astype("float32"), rng.normal(0, 1, 5).astype("float32")]
    gradients = [rng.normal(0, 1, (steps, 7, 5)).astype("float32"),
                 rng.normal(0, 1, (steps, 5)).astype("float32")]
    out = {"start.0": start[0], "start.1": start[1], "gradients.0": gradients[0],
           "gradients.1": gradients[1]}
    o = keras.optimizers
    cases = {
        "sgd": o.SGD(), "sgd_momentum": o.SGD(0.05, momentum=0.9),
        "sgd_nesterov": o.SGD(0.05, momentum=0.9, nesterov=True),
        "rmsprop": o.RMSprop(), "rmsprop_momentum": o.RMSprop(0.005, momentum=0.8, rho=0.95),
        "rmsprop_centered": o.RMSprop(0.005, centered=True, momentum=0.5),
        "adam": o.Adam(), "adam_amsgrad": o.Adam(0.01, amsgrad=True, beta_1=0.8, beta_2=0.99),
        "adamw": o.AdamW(0.01), "adamw_decay": o.AdamW(0.01, weight_decay=0.1),
        "clipnorm": o.SGD(0.05, clipnorm=1.0), "clipvalue": o.SGD(0.05, clipvalue=0.3),
        "global_clipnorm": o.Adam(0.01, global_clipnorm=2.0),
        "weight_decay": o.RMSprop(0.01, weight_decay=0.05),
        "ema": o.SGD(0.05, use_ema=True, ema_momentum=0.9),
        "ema_overwrite": o.Adam(0.01, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=7),
        "accumulation": o.Adam(0.01, gradient_accumulation_steps=4),
    }
    for key, optimizer in cases.items():
        weights = [keras.Variable(value) for value in start]
        optimizer.build(weights)
        for i in range(steps):
            optimizer.apply([keras.ops.convert_to_tensor(part[i]) for part in gradients], weights)
        for j, weight in enumerate(weights):
            out[f"{key}.{j}"] = weight.numpy() if hasattr(weight, "numpy") else np.asarray(weight)
        optimizer.finalize_variable_values(weights)
        for j, weight in enumerate(weights):
            out[f"{key}.final.{j}"] = np.asarray(weight)
    save("optimizers", out)


def initializers():
    i = keras.initializers
    cases = {
        "random_normal": i.RandomNormal, "random_uniform": i.RandomUniform,
        "truncated_normal": i.TruncatedNormal, "glorot_uniform": i.GlorotUniform,
        "glorot_normal": i.GlorotNormal, "he_uniform": i.HeUniform, "he_normal": i.HeNormal,
        "lecun_uniform": i.LecunUniform, "lecun_normal": i.LecunNormal,
    }
    out = {}
    for key, make in cases.items():
        for shape in ((400, 300), (90000,), (3, 3, 100, 80)):
            values = np.asarray(make(seed=1)(shape)).astype("float64")
            moments = [values.mean(), values.std(), values.min(), values.max()]
            out[f"{key}.{'x'.join(map(str, shape))}"] = moments
    out["identity"] = i.Identity(gain=2.0)((3, 5))
    out["constant"] = i.Constant(0.7)((2, 2))
    save("initializers", out)


def regularizers():
    rng = np.random.default_rng(5)
    x = rng.normal(0, 1, (6, 4)).astype("float32")
    r, c = keras.regularizers, keras.constraints
    out = {"x": x, "l1": r.L1(0.02)(x), "l2": r.L2(0.03)(x), "l1_l2": r.L1L2(0.02, 0.03)(x),
           "l2_default": r.L2()(x), "orthogonal_rows": r.OrthogonalRegularizer(0.1, "rows")(x),
           "max_norm": c.MaxNorm(1.5)(x), "max_norm_1": c.MaxNorm(1.5, axis=1)(x),
           "non_neg": c.NonNeg()(x), "unit_norm": c.UnitNorm()(x),
           "min_max_norm": c.MinMaxNorm(0.5, 1.2, rate=0.7)(x)}
    save("regularizers", out)


def softmax_layer():
    rng = np.random.default_rng(9)
    x = rng.normal(0, 3, (2, 3, 4)).astype("float32")
    mask = rng.random((2, 3, 4)) < 0.6
    mask[0, 1] = False  # a row of which nothing counts
    scale = rng.random((3, 4)).astype("float32")  # counts above 0.5
    out = {"x": x, "mask": mask, "row_mask": mask[:, :1], "scale": scale}
    for key, axis in {"last": -1, "1": 1, "1_2": [1, 2], "2_0": [-1, 0], "all": [0, 1, 2]}.items():
        layer = keras.layers.Softmax(axis=axis)
        out["y_" + key] = layer(x)
        out["masked_" + key] = layer(x, mask=keras.ops.convert_to_tensor(mask))
        out["row_masked_" + key] = layer(x, mask=keras.ops.convert_to_tensor(mask[:, :1]))
        out["scaled_" + key] = layer(x, mask=keras.ops.convert_to_tensor(scale))
    save("softmax_layer", out)


def mixed_precision():
    """A stack under mixed_bfloat16, all of it and with a float32 head, and one step of it."""
    rng = np.random.default_rng(6)
    l = keras.layers
    x = rng.uniform(-1, 1, (32, 12)).astype("float32")
    y = np.eye(5, dtype="float32")[rng.integers(0, 5, 32)]
    weights = [rng.normal(0, 0.4, shape).astype("float32")
               for shape in ((12, 20), (20,), (20, 16), (16,), (16, 5), (5,))]
    out = {"x": x, "y": y, **{f"weight.{i}": weight for i, weight in enumerate(weights)}}
    keras.config.set_dtype_policy("mixed_bfloat16")
    for key, head in (("mixed", None), ("float32_head", "float32")):
        network = keras.Sequential([
            keras.Input((12,)), l.Dense(20, activation="relu"), l.Dense(16, activation="gelu"),
            l.Dense(5, activation="softmax", dtype=head)])
        network.set_weights(weights)
        network.compile(keras.optimizers.SGD(0.5), "categorical_crossentropy", jit_compile=False)
        out[f"{key}.prediction"] = np.asarray(network(x))  # in its dtype
        out[f"{key}.loss"] = network.evaluate(x, y, batch_size=32, verbose=0)
        network.train_on_batch(x, y)
        for i, weight in enumerate(network.get_weights()):
            out[f"{key}.after.{i}"] = weight
    keras.config.set_dtype_policy("float32")
    save("mixed_precision", out)


if __name__ == "__main__":
    families = [activations, losses, metrics, optimizers, initializers, regularizers,
                softmax_layer, mixed_precision]
    for family in families:
        if len(sys.argv) < 2 or family.__name__ in sys.argv[1:]:
            family()
