"""Gradients of what was computed with keratin.ops, layers and models."""
import threading

from . import _keratin


class _OpenTapes(threading.local):
    """Those of this thread, the innermost last."""

    def __init__(self):
        self.list = []


_open = _OpenTapes()


class GradientTape:
    """Gives the gradients of what is computed inside of it, as tensorflow.GradientTape does::

        with keratin.GradientTape() as tape:
            loss = loss_function(y, model(x, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)

    The library always remembers what is computed with trainable variables; `watch(x)` adds a tensor.
    """

    def __init__(self, persistent=False, watch_accessed_variables=True):
        if not watch_accessed_variables:
            raise ValueError("GradientTape: trainable variables are always watched; set "
                             "variable.trainable = False for one that is not to be")

    def __enter__(self):
        _open.list.append(self)
        return self

    def __exit__(self, *error):
        _open.list.remove(self)
        return False

    def watch(self, tensor):
        """Lets gradients be asked for a tensor, or for those of a list."""
        for one in tensor if isinstance(tensor, (list, tuple)) else [tensor]:
            if isinstance(one, _keratin.Variable):
                continue
            if not isinstance(one, _keratin.Tensor):
                raise ValueError(f"GradientTape.watch takes tensors, received {type(one).__name__}: "
                                 f"ops.convert_to_tensor makes one")
            _keratin.watch(one)

    def gradient(self, target, sources, output_gradients=None, unconnected_gradients="none"):
        """The gradients of target (of the sum of its elements) with respect to the sources, in their
        form; None for one that it does not depend on."""
        if output_gradients is not None:
            raise ValueError("GradientTape.gradient: output_gradients is not there; multiply the target")
        if any(tape is not self for tape in _open.list):
            raise ValueError("GradientTape.gradient: another tape is open, which would not see how the "
                             "gradient was computed: gradients of gradients are not there")
        return _in_form(sources, iter(gradients(target, _flat(sources))), unconnected_gradients)


def gradients(target, sources):
    """A list: the gradients of target (of the sum of its elements) with respect to each source, None
    for one that it does not depend on."""
    return _keratin.gradients(target, list(sources))


def _flat(x):
    if isinstance(x, dict):
        x = list(x.values())
    return [leaf for one in x for leaf in _flat(one)] if isinstance(x, (list, tuple)) else [x]


def _in_form(form, found, unconnected):
    if isinstance(form, dict):
        return {key: _in_form(one, found, unconnected) for key, one in form.items()}
    if isinstance(form, (list, tuple)):
        return type(form)([_in_form(one, found, unconnected) for one in form])
    gradient = next(found)
    if gradient is None and unconnected == "zero":
        return _keratin.filled(form.shape, 0, form.dtype)
    return gradient
