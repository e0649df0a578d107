"""What real Keras computes with a model, and whether the numbers stand firm.

KERAS_BACKEND chooses "torch", whose eager mode is quick here, or "jax". A case says how the model is compiled and what its targets are; make_graphs.py has more of it.
"""
import copy
import os

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ["CUDA_VISIBLE_DEVICES"] = ""
IS_JAX = os.environ["KERAS_BACKEND"] == "jax"
if IS_JAX:
    import jax
    jax.config.update("jax_enable_x64", True)
else:
    import torch
import numpy as np  # noqa: E402
from keras_classes import keras  # noqa: E402

BATCH, EPOCHS = 4, 3
if not IS_JAX:
    torch.set_num_threads(1)


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


def step_on_torch(model, inputs, targets):
    """Outputs, penalties, the total loss and its gradients, in training."""
    y_pred = model(as_argument([torch.as_tensor(array) for array in inputs]), training=True)
    penalties = float(sum(float(loss) for loss in model.losses))
    y = as_argument([torch.as_tensor(target) for target in targets])
    total = model.compute_loss(as_argument(inputs), y, y_pred)
    for weight in model.trainable_weights:
        weight.value.grad = None
    total.backward()
    gradients = [np.zeros(weight.shape) if weight.value.grad is None
                 else weight.value.grad.numpy().copy() for weight in model.trainable_weights]
    for weight in model.trainable_weights:
        weight.value.grad = None
    outputs = y_pred if isinstance(y_pred, (list, tuple)) else [y_pred]
    return [y.detach().numpy().copy() for y in outputs], penalties, float(total.detach()), gradients


def step_on_jax(model, inputs, targets):
    x, variables = as_argument(inputs), model.trainable_variables

    def total_of(values):
        with keras.StatelessScope(state_mapping=list(zip(variables, values))):
            y_pred = model(x, training=True)
            penalties = sum(model.losses)
            total = model.compute_loss(x, as_argument(targets), y_pred, training=True)
        return total, (y_pred, penalties)
    (total, (y_pred, penalties)), gradients = jax.value_and_grad(total_of, has_aux=True)(
        [variable.value for variable in variables])
    outputs = y_pred if isinstance(y_pred, (list, tuple)) else [y_pred]
    return ([np.array(y) for y in outputs], float(penalties), float(total),
            [np.array(gradient) for gradient in gradients])


def compute(model, case, weights, inputs):
    """Everything that a line holds, of this model with these weights and inputs."""
    model.set_weights(weights)
    compile_like(model, case)
    x, y = as_argument(inputs), as_argument(case["targets"])
    result = {}
    step = step_on_jax if IS_JAX else step_on_torch
    (result["outputs"], result["penalties"], result["total"],
     result["gradients"]) = step(model, inputs, case["targets"])
    model.set_weights(weights)  # what training has moved without the optimizer goes back
    result["losses"] = model.evaluate(x, y, batch_size=len(inputs[0]), verbose=0, return_dict=True)
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
    step.append(far(one["total"], other["total"]))
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


def places(model):
    """The name and the shape of each weight; what stands before the name may come back otherwise."""
    return [(weight.name, tuple(weight.shape)) for weight in model.weights]


def stands_firm(rng, text, expected, case, weights, inputs, result):
    """Why not, or an empty string. Weights are to come back from the text at the `expected` places.
    """
    exact_model = in_float64(text)
    if places(exact_model) != expected:
        return "weights come back in another order"
    exact_case = {**case, "targets": as_float64(case["targets"])}
    weights, inputs = as_float64(weights), as_float64(inputs)
    exact = compute(exact_model, exact_case, weights, inputs)
    step, training = distances(result, exact)
    if step > 2e-6 or training > 1e-5:
        return f"float64 differs by {step:.1e}, after training {training:.1e}"
    near = compute(in_float64(text), exact_case, moved(rng, weights), moved(rng, inputs))
    step, training = distances(exact, near)
    if step > 5e-5 or training > 2e-4:
        return f"a millionth moves it by {step:.1e}, after training {training:.1e}"
    biggest = max(float(abs(array).max()) for array in result["outputs"] + result["gradients"])
    return "" if biggest < 50 else "numbers too large"
