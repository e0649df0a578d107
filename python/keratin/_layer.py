"""The base of all layers, for the library's and for those written in Python."""
from . import _keratin
from ._base import Made, given_arguments, know_layer, wrap_layer
from ._tracking import arguments_given, tracked


class Layer(Made, _keratin.Layer):
    """A layer: weights, and what it computes with them.

    One of your own has `call`, and where it has weights, `build`::

        class Scale(layers.Layer):
            def build(self, input_shape):
                self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="scale")

            def call(self, x):
                return x * self.scale

    `call` may take `training` and `mask`. What is computed with keratin.ops is differentiated.
    """

    _handle = _keratin.Layer
    supports_masking = False

    def __init__(self, *, activity_regularizer=None, trainable=True, dtype=None, autocast=True,
                 name=None, **kwargs):
        if kwargs:
            raise ValueError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {kwargs}")
        self._write_as(name, trainable, dtype, activity_regularizer)

    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls)
        if not hasattr(cls, "_made_class"):
            self.__dict__["_given"] = args, kwargs  # what get_config() may have to know
        return self

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        made = getattr(cls, "_made_class", None)
        if made is not None and "_made_class" not in vars(cls):
            for name in ("call", "build", "compute_mask"):
                if name in vars(cls):
                    raise TypeError(
                        f"{cls.__name__}.{name}: the library computes {made} itself and would not "
                        f"call it; derive from keratin.layers.Layer and hold a {made}")

    def _write_as(self, name, trainable, dtype, activity_regularizer):
        self._write(type(self), self.__dict__, name, trainable, dtype, activity_regularizer)
        if type(self).supports_masking:
            self._pass_masks(True)
        know_layer(self)

    def _construct(self, values):
        given = given_arguments(type(self)._init(), values)
        more = dict(values.get("kwargs") or {})
        if "input_dim" in more and "input_shape" not in more:  # of older Keras
            more["input_shape"] = (more.pop("input_dim"),)
        given.update(more)
        if "weights" in given:
            raise ValueError(f"{type(self).__name__}: there is no argument `weights`; set_weights() takes them "
                             f"when the layer is built")
        self._make(self._made_class, given)
        know_layer(self)

    def _library_build(self, input_shape):
        """What the library calls, once, before the first call."""
        self.build(input_shape)

    # --- to override ---

    def build(self, input_shape):
        """Makes the weights for inputs of that shape; of the library's layers, builds them."""
        if self._is_written():
            return
        self._ensure_built(input_shape)

    def call(self, *args, **kwargs):
        if self._is_written():
            raise NotImplementedError(f"{type(self).__name__} has no call()")
        return self._call(*args, **kwargs)

    def compute_mask(self, inputs, previous_mask):
        """The mask of the output; that of the first input, unless a class of yours says another."""
        if not self._is_written():
            raise AttributeError(f"{type(self).__name__}: the library computes the mask in the call")
        return previous_mask if self.supports_masking else None

    def get_config(self):
        if not self._is_written():
            return self._config()
        config = {"name": self.name, "trainable": self.trainable, "dtype": self.dtype_policy.name}
        return arguments_given(self, config) if type(self).get_config in Layer._configs else config

    _configs: list = [get_config]  # those that are not of a class of yours

    # --- to use ---

    def __call__(self, *args, **kwargs):
        if not self._is_made:
            raise RuntimeError(f"{type(self).__name__}: call super().__init__() in your __init__")
        return self._call(*args, **kwargs)

    def add_weight(self, shape=None, initializer=None, dtype=None, trainable=True, autocast=True,
                   regularizer=None, constraint=None, aggregation="none", overwrite_with_gradient=False,
                   name=None):
        """A weight of this layer, of which training changes the elements."""
        if initializer is None:
            is_whole = dtype is not None and "int" in str(dtype)
            initializer = "zeros" if is_whole or dtype == "bool" else "glorot_uniform"
        if name is None:
            name = f"variable_{len(self.weights)}" if self.weights else "variable"
        return self._add_weight(tuple(shape or ()), initializer, dtype, trainable, regularizer,
                                constraint, name)

    def add_loss(self, loss):
        """Terms of the loss, for `call`."""
        for one in loss if isinstance(loss, (list, tuple)) else [loss]:
            super().add_loss(one)

    def __setattr__(self, name, value):
        if isinstance(value, (_keratin.Layer, _keratin.Variable, list, tuple, dict)) and self._can_track(name):
            value = tracked(self, name, value)
        super().__setattr__(name, value)
        if name == "supports_masking" and self._is_made and self._is_written():
            self._pass_masks(bool(value))

    def _can_track(self, name):
        if name.startswith("__") or isinstance(getattr(type(self), name, None), property):
            return False
        if not self._is_made:
            raise RuntimeError(f"{type(self).__name__}: call super().__init__() before you set "
                               f"layers as attributes")
        return self._is_written()

    def __getattr__(self, name):
        if name.startswith("_") or not self._is_made:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        weight = self._weight(name)
        if weight is not None:
            return weight
        if not self._is_written():
            for layer in self._sublayers():
                if name in ("layer", "forward_layer", "backward_layer", "cell"):
                    place = 1 if name == "backward_layer" else 0
                    return self._sublayers()[place]
        return super().__getattr__(name)

    @property
    def path(self):
        return self.name

    @property
    def built(self):
        return self._is_built

    @built.setter
    def built(self, value):
        if self._is_made and self._is_written():
            self._say_built(bool(value))
        elif bool(value) != self.built:
            raise AttributeError(f"{type(self).__name__}: the library builds the layer: build(input_shape)")

    @property
    def losses(self):
        """What the last call has added to the loss, and the penalties of the weights."""
        return self._losses(self.__dict__.get("_call_losses"))

    @property
    def input(self):
        return self._input()

    @property
    def output(self):
        return self._output()

    @property
    def dtype_policy(self):
        from .dtype_policies import DTypePolicy
        return DTypePolicy(self.compute_dtype if self.compute_dtype == self.variable_dtype
                           else "mixed_" + self.compute_dtype)

    def build_from_config(self, config):
        if config and config.get("input_shape") is not None:
            self._ensure_built(config["input_shape"])

    def get_build_config(self):
        return _keratin.layer_record(self).get("build_config")

    def reset_state(self):
        self._reset_state()

    reset_states = reset_state

    def __eq__(self, other):
        return self is other

    __hash__ = object.__hash__

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>" if self._is_made else object.__repr__(self)

    def __reduce__(self):
        state = {key: value for key, value in self.__dict__.items()
                 if not isinstance(value, _keratin.Variable) and key not in ("_given", "_call_losses")}
        return _layer_again, (type(self), self.get_config(), self.get_build_config() if self.built else None,
                              self.get_weights()), state if self._is_written() else None

    def __setstate__(self, state):
        for key, value in (state or {}).items():
            if key not in self.__dict__:
                self.__dict__[key] = value

    def __copy__(self):
        return self.from_config(self.get_config()) if not self.built else self.__deepcopy__({})

    def __deepcopy__(self, memo):
        made = _layer_again(type(self), self.get_config(), self.get_build_config() if self.built else None,
                            self.get_weights())
        memo[id(self)] = made
        return made


def _layer_again(cls, config, build_config, weights):
    layer = cls.from_config(config)
    if build_config:
        layer.build_from_config(build_config)
    if weights:
        layer.set_weights(weights)
    return layer


def Input(shape=None, batch_size=None, dtype=None, sparse=None, ragged=None, batch_shape=None,
          name=None, tensor=None, optional=False):
    """What a model expects: a symbolic tensor of that shape, without the batch.

    Input(shape=(784,)) begins a Sequential and every functional model.
    """
    if tensor is not None:
        raise ValueError("Input(tensor=...): there is no such form; call the layers with the tensor")
    given = {"shape": shape, "batch_size": batch_size, "dtype": dtype, "sparse": sparse, "ragged": ragged,
             "batch_shape": batch_shape, "name": name, "optional": optional or None}
    given = {key: value for key, value in given.items() if value is not None}
    if isinstance(given.get("shape"), int):
        raise ValueError(f"Argument `shape` must be a tuple: ({shape},)")
    from . import layers
    layer = layers.InputLayer.__new__(layers.InputLayer)
    layer._make("InputLayer", given)
    know_layer(layer)
    return layer._input_tensor()


class _SymbolicTensors(type):
    def __instancecheck__(cls, x):
        return isinstance(x, _keratin.Tensor) and x.is_symbolic


class KerasTensor(metaclass=_SymbolicTensors):
    """What stands for values to come while a model is made: Input(...), and what layers give for it."""

    def __new__(cls, shape, dtype="float32", name=None, **kwargs):
        return Input(batch_shape=tuple(shape), dtype=dtype, name=name)


__all__ = ["Input", "KerasTensor", "Layer", "wrap_layer"]
