"""The bases of losses, metrics, optimizers and the other parts of a model."""
from . import _keratin
from ._base import Made, given_arguments, know_optimizer, name_of


def snake_case(name):
    out = ""
    for i, c in enumerate(name):
        if c.isupper() and i and (not name[i - 1].isupper() or (i + 1 < len(name) and name[i + 1].islower())):
            out += "_"
        out += c.lower()
    return out


class Part(Made):
    def _made_or(self, name):
        return self._is_made


class Loss(Part, _keratin.Loss):
    """What training makes small: the mean over the samples of `call(y_true, y_pred)`.

    One of your own overrides `call`, which gives a value for each sample.
    """

    _handle = _family = _keratin.Loss

    def __init__(self, name=None, reduction="sum_over_batch_size", dtype=None):
        self._own = {"name": name or snake_case(type(self).__name__), "reduction": reduction}
        self.dtype = dtype or "float32"

    @property
    def name(self):
        return self._name if self._is_made else self._own["name"]

    @property
    def reduction(self):
        return self.get_config()["reduction"] if self._is_made else self._own["reduction"]

    def call(self, y_true, y_pred):
        raise NotImplementedError(f"{type(self).__name__} has no call()")

    def __call__(self, y_true, y_pred, sample_weight=None):
        return _keratin.call_loss(self, y_true, y_pred, sample_weight)

    def get_config(self):
        return self._config() if self._is_made else dict(self._own)


class Metric(Part, _keratin.Metric):
    """A number for people, gathered over the batches.

    One of your own has `update_state(y_true, y_pred, sample_weight=None)` and `result()`, and keeps
    what it gathers in variables of `add_variable(shape, initializer, name=...)`.
    """

    _handle = _family = _keratin.Metric

    def __init__(self, dtype=None, name=None):
        self._own_variables = []
        self._own = {"name": name or snake_case(type(self).__name__), "dtype": dtype}
        self.dtype = dtype or "float32"

    @property
    def name(self):
        return self._name if self._is_made else self._own["name"]

    @property
    def variables(self):
        return self._variables() if self._is_made else list(self._own_variables)

    def add_variable(self, shape, initializer, dtype=None, aggregation="sum", name=None):
        variable = _keratin.Variable(initializer, shape=tuple(shape), dtype=dtype or "float32",
                                     trainable=False, name=name or "variable")
        self._own_variables.append(variable)
        return variable

    def add_weight(self, shape=(), initializer=None, dtype=None, name=None):
        return self.add_variable(shape, initializer or "zeros", dtype=dtype, name=name)

    def update_state(self, *args, **kwargs):
        if not self._is_made:
            raise NotImplementedError(f"{type(self).__name__} has no update_state()")
        self._update_state(*args, **kwargs)

    def result(self):
        if not self._is_made:
            raise NotImplementedError(f"{type(self).__name__} has no result()")
        return _keratin.tensor(self._result())

    def reset_state(self):
        if self._is_made:
            self._reset_state()
        for variable in () if self._is_made else self._own_variables:
            variable.assign(_keratin.filled(variable.shape, 0, variable.dtype))

    reset_states = reset_state

    def __call__(self, *args, **kwargs):
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self):
        return self._config() if self._is_made else dict(self._own)

    def __repr__(self):
        has_name = self._is_made or "_own" in self.__dict__
        return f"<{type(self).__name__} name={self.name}>" if has_name else super().__repr__()


class LearningRate(float):
    """The learning rate of the next step, with what Keras's variable can."""

    def __new__(cls, optimizer):
        self = super().__new__(cls, optimizer._learning_rate)
        self._optimizer = optimizer
        return self

    def assign(self, value):
        self._optimizer.learning_rate = value

    def numpy(self):
        import numpy as np
        return np.float32(self)

    @property
    def value(self):
        return _keratin.tensor(float(self))


class Optimizer(Part, _keratin.Optimizer):
    """How training changes the weights along their gradients.

    One of your own has `update_step`, and where it keeps something, `build`::

        class Momentum(optimizers.Optimizer):
            def build(self, variables):
                super().build(variables)
                self.velocities = [self.add_variable_from_reference(v, name="velocity") for v in variables]

            def update_step(self, gradient, variable, learning_rate):
                velocity = self.velocities[self._get_variable_index(variable)]
                self.assign(velocity, 0.9 * velocity - learning_rate * gradient)
                self.assign_add(variable, velocity)

    Clipping, weight decay, averages and accumulation of gradients are done around it.
    """

    _handle = _family = _keratin.Optimizer

    def __init__(self, learning_rate=0.001, weight_decay=None, clipnorm=None, clipvalue=None,
                 global_clipnorm=None, use_ema=False, ema_momentum=0.99, ema_overwrite_frequency=None,
                 loss_scale_factor=None, gradient_accumulation_steps=None, name=None, **kwargs):
        if kwargs:
            raise ValueError(f"Argument(s) not recognized: {kwargs}")
        given = given_arguments(Optimizer.__init__, locals())
        self.__dict__.update(_own_variables=[], _built_for=[], built=False)
        self._write(type(self), self.__dict__, given)
        know_optimizer(self)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        made = getattr(cls, "_made_class", None)
        if made is not None and "_made_class" not in vars(cls):
            for name in ("update_step", "build", "apply", "apply_gradients"):
                if name in vars(cls):
                    raise TypeError(f"{cls.__name__}.{name}: the library steps {made} itself and would not "
                                    f"call it; derive from keratin.optimizers.Optimizer")

    # --- to override ---

    def build(self, variables):
        """Makes what the optimizer keeps for the variables."""
        if not self._is_written():
            self._build(list(variables))
        elif not self.built:
            self.__dict__.update(_built_for=list(variables), built=True)

    def update_step(self, gradient, variable, learning_rate):
        raise NotImplementedError(f"{type(self).__name__} has no update_step()")

    def get_config(self):
        return self._base_config() if self._is_written() else self._config()

    # --- for those of your own ---

    def _library_build(self, variables):
        """What the library calls, once, before the first step."""
        if not self.__dict__["built"]:
            self.build(variables)
        self.__dict__["built"] = True
        if not self._built_for:  # a build() without super().build()
            self.__dict__["_built_for"] = list(variables)

    def add_variable(self, shape, initializer="zeros", dtype=None, aggregation="none", layout=None, name=None):
        """Something that the optimizer keeps, and files with it."""
        variable = _keratin.Variable(initializer, shape=tuple(shape), dtype=dtype or "float32",
                                     trainable=False, name=name or "variable")
        self._own_variables.append(variable)
        return variable

    def add_variable_from_reference(self, reference_variable, name=None, initializer="zeros"):
        """The same in the shape of another variable."""
        name = f"{reference_variable.name}_{name or 'var'}"
        if not isinstance(initializer, str):
            initializer = initializer(reference_variable.shape, dtype=reference_variable.dtype)
            variable = _keratin.Variable(initializer, trainable=False, name=name)
            self._own_variables.append(variable)
            return variable
        return self.add_variable(reference_variable.shape, initializer, reference_variable.dtype, name=name)

    def add_optimizer_variables(self, trainable_variables, name, initializer="zeros"):
        """Lists of them, a variable for each of the given ones; a list for each name."""
        names = name if isinstance(name, (list, tuple)) else [name]
        starts = initializer if isinstance(initializer, (list, tuple)) else [initializer] * len(names)
        made = tuple([self.add_variable_from_reference(one, name=called, initializer=start)
                      for one in trainable_variables] for called, start in zip(names, starts))
        return made if isinstance(name, (list, tuple)) else made[0]

    def _get_variable_index(self, variable):
        for i, known in enumerate(self._built_for):
            if known.is_same(variable):
                return i
        raise ValueError(f"{self.name}: was not built for the variable '{variable.name}'")

    def assign(self, variable, value):
        variable.assign(value)

    def assign_add(self, variable, value):
        variable.assign_add(value)

    def assign_sub(self, variable, value):
        variable.assign_sub(value)

    # --- to use ---

    @property
    def name(self):
        return self._name

    @property
    def learning_rate(self):
        return LearningRate(self)

    @learning_rate.setter
    def learning_rate(self, value):
        if callable(value):
            raise ValueError("give the schedule when the optimizer is made: learning_rate=schedule")
        self._learning_rate = float(value)

    @property
    def iterations(self):
        return self._iterations

    @property
    def variables(self):
        return self._variables()

    def apply(self, grads, trainable_variables=None):
        """One step along the gradients; a variable whose gradient is None stays as it is."""
        self._apply(list(grads), None if trainable_variables is None else list(trainable_variables))

    def apply_gradients(self, grads_and_vars):
        """The same for pairs of a gradient and its variable."""
        pairs = list(grads_and_vars)
        self.apply([gradient for gradient, _ in pairs], [variable for _, variable in pairs])

    def exclude_from_weight_decay(self, var_list=None, var_names=None):
        """Variables that do not decay: some, and those whose name a pattern finds."""
        self._exclude_from_weight_decay(var_list, var_names)

    def finalize_variable_values(self, var_list=None):
        """Puts the moving averages in place of the weights, with use_ema."""
        self._finalize()

    def __getattr__(self, name):
        if name == "built" and self._is_made:
            return self._is_built
        return super().__getattr__(name)

    def __reduce__(self):
        return _optimizer_again, (type(self), self.get_config())

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def _optimizer_again(cls, config):
    return cls.from_config(config)


class LearningRateSchedule(Part, _keratin.LearningRateSchedule):
    """A learning rate for each step; one of your own has `__call__(step)`."""

    _handle = _family = _keratin.LearningRateSchedule

    def __init__(self):
        pass

    def __call__(self, step):
        if not self._is_made:
            raise NotImplementedError(f"{type(self).__name__} has no __call__(step)")
        return _keratin.tensor(self._call(step))

    def get_config(self):
        return self._config() if self._is_made else {}


class OfTensor(Part):
    def __init__(self):
        pass

    def __call__(self, x):
        if not self._is_made:
            raise NotImplementedError(f"{type(self).__name__} has no __call__")
        return self._call(x)

    def get_config(self):
        return self._config() if self._is_made else {}


class Regularizer(OfTensor, _keratin.Regularizer):
    """A penalty on weights or outputs; one of your own has `__call__(x)`."""

    _handle = _family = _keratin.Regularizer


class Constraint(OfTensor, _keratin.Constraint):
    """What a weight is pushed back to after each step; one of your own has `__call__(w)`."""

    _handle = _family = _keratin.Constraint


class Initializer(OfTensor, _keratin.Initializer):
    """What weights are before training; one of your own has `__call__(shape, dtype=None)`."""

    _handle = _family = _keratin.Initializer

    def __call__(self, shape, dtype=None):
        if not self._is_made:
            raise NotImplementedError(f"{type(self).__name__} has no __call__")
        return self._call(shape, dtype)


def get(module, base, identifier):
    """keras.losses.get and its like: an object for a name, a record, a class or an object."""
    if identifier is None:
        return None
    if isinstance(identifier, str):
        cls = module["_by_name"].get(identifier) or module["_by_name"].get(identifier.lower())
        if cls is None:
            raise ValueError(f"Could not interpret {base.__name__.lower()} identifier: {identifier}")
        return cls()
    if isinstance(identifier, dict):
        return deserialize(module, base, identifier)
    if isinstance(identifier, type):
        return identifier()
    if isinstance(identifier, base) or callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret {base.__name__.lower()} identifier: {identifier}")


def deserialize(module, base, config, custom_objects=None):
    if config is None or isinstance(config, str):
        return get(module, base, config)
    name = config["class_name"]
    cls = (custom_objects or {}).get(name) or module["_by_name"].get(name)
    if cls is None:
        raise ValueError(f"Unknown {base.__name__.lower()}: '{name}'")
    return cls.from_config(config["config"])


def serialize(thing):
    return thing._record() if getattr(thing, "_is_made", False) else name_of(thing)
