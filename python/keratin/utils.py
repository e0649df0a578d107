"""Helpers around data and seeds."""
from . import _keratin
from ._base import missing
from .saving import (custom_object_scope, deserialize_keras_object, get_custom_objects,
                     get_registered_name, get_registered_object, register_keras_serializable,
                     serialize_keras_object)

CustomObjectScope = custom_object_scope


class PyDataset:
    """Data that come batch by batch: `__getitem__(i)` is a batch, `__len__()` says how many."""

    def __init__(self, workers=1, use_multiprocessing=False, max_queue_size=10):
        if use_multiprocessing:
            raise ValueError("PyDataset: use_multiprocessing is not there; workers are threads")
        self._workers, self._max_queue_size = workers, max_queue_size

    @property
    def workers(self):
        return getattr(self, "_workers", 1)

    @workers.setter
    def workers(self, value):
        self._workers = value

    @property
    def max_queue_size(self):
        return getattr(self, "_max_queue_size", 10)

    @max_queue_size.setter
    def max_queue_size(self, value):
        self._max_queue_size = value

    use_multiprocessing = False

    @property
    def num_batches(self):
        return len(self)

    def __getitem__(self, index):
        raise NotImplementedError

    def __len__(self):
        raise NotImplementedError(f"{type(self).__name__} has no __len__, and no num_batches")

    def on_epoch_begin(self):
        pass

    def on_epoch_end(self):
        pass


Sequence = PyDataset


def to_categorical(x, num_classes=None):
    """Rows of zeros with a one at each label, float64."""
    return _keratin.to_categorical(x, -1 if num_classes is None else int(num_classes))


def normalize(x, axis=-1, order=2):
    """x divided by its norm along the axis."""
    return _keratin.normalize(x, axis, order)


def set_random_seed(seed):
    """Makes everything that draws random numbers afterwards repeatable, Python's and NumPy's too."""
    if not isinstance(seed, int):
        raise ValueError(f"Expected `seed` argument to be an integer. Received: seed={seed} "
                         f"(of type {type(seed)})")
    import random

    import numpy as np
    random.seed(seed)
    np.random.seed(seed % 2**32)
    _keratin.set_random_seed(seed)


def pack_x_y_sample_weight(x, y=None, sample_weight=None):
    if y is None:
        return x if not isinstance(x, (tuple, list)) else (x,)
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def unpack_x_y_sample_weight(data):
    if isinstance(data, list):
        data = tuple(data)
    if not isinstance(data, tuple):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise ValueError(f"Data is expected to be in format `x`, `(x,)`, `(x, y)`, or "
                         f"`(x, y, sample_weight)`, found: {data}")
    return data + (None,) * (3 - len(data))


def is_keras_tensor(x):
    return isinstance(x, _keratin.Tensor) and x.is_symbolic


def clear_session(free_memory=True):
    """There is no session: models go when nothing holds them."""
    return None

__getattr__ = missing(__name__)
