"""Random tensors. Without a seed each call draws other numbers, which set_random_seed makes repeatable."""
from . import _keratin
from ._base import missing


class SeedGenerator:
    """Another seed for each call that it is given to."""

    def __init__(self, seed=None, name=None, **kwargs):
        import random
        self._initial_seed = random.randint(0, 2**31 - 1) if seed is None else int(seed)
        self.name, self._count = name, 0

    def next(self, ordered=True):
        self._count += 1
        return (self._initial_seed * 0x9E3779B97F4A7C15 + self._count * 0xD1B54A32D192ED03) % 2**63

    def get_config(self):
        return {"seed": self._initial_seed}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    return _keratin.random_normal(shape, mean, stddev, dtype, seed)


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    return _keratin.random_truncated_normal(shape, mean, stddev, dtype, seed)


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    if dtype is not None and "int" in str(dtype):
        raise ValueError(f"uniform: whole numbers are what randint draws, received dtype={dtype}")
    return _keratin.random_uniform(shape, minval, maxval, dtype, seed)


def randint(shape, minval, maxval, dtype="int32", seed=None):
    return _keratin.random_randint(shape, minval, maxval, dtype, seed)


def shuffle(x, axis=0, seed=None):
    if axis == 0:
        return _keratin.random_shuffle(x, seed)
    from . import ops
    return ops.swapaxes(_keratin.random_shuffle(ops.swapaxes(x, 0, axis), seed), 0, axis)


def dropout(inputs, rate, noise_shape=None, seed=None):
    if noise_shape is not None:
        raise ValueError("dropout: noise_shape is not there; layers.Dropout takes it")
    return _keratin.random_dropout(inputs, rate, seed)


__all__ = ["SeedGenerator", "dropout", "normal", "randint", "shuffle", "truncated_normal", "uniform"]

__getattr__ = missing(__name__)
