"""Models: compile, fit, evaluate, predict, save."""
import os

from . import _keratin
from ._base import STEPS, know_layer, missing, use_output
from ._layer import Layer
from ._steps import Steps


class Model(Steps, Layer):
    """Layers with training: compile, fit, evaluate, predict, save.

    Model(inputs, outputs) is what computes the symbolic outputs from the inputs. A class of your own
    makes its layers in `__init__` and calls them in `call`; it may override train_step, test_step,
    predict_step, compute_loss and compute_metrics, also for Model(inputs, outputs).
    """

    def __new__(cls, *args, **kwargs):
        if cls is Model and (args or "inputs" in kwargs):
            cls = Functional
        return super().__new__(cls, *args, **kwargs)

    def __init__(self, *args, name=None, trainable=True, dtype=None, inputs=None, outputs=None, **kwargs):
        if args:
            inputs = args[0]
            outputs = args[1] if len(args) > 1 else outputs
            name = args[2] if len(args) > 2 else name
        if kwargs:
            raise ValueError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {kwargs}")
        if inputs is None:
            _keratin.write_model(self, type(self), self.__dict__, name, trainable, dtype)
            if type(self).supports_masking:
                self._pass_masks(True)
        elif type(self) is Functional:
            _keratin.make_functional(self, inputs, outputs, name, trainable)
        elif type(self).call is not Layer.call:
            raise TypeError(f"{type(self).__name__}: a model of symbolic inputs and outputs has its `call` "
                            f"from them; a class with one of its own has none")
        else:
            _keratin.write_functional(self, type(self), self.__dict__, inputs, outputs, name, trainable)
        know_layer(self)

    def build(self, input_shape=None):
        """Makes the weights for inputs of that shape."""
        if self._is_written() and not self._is_of_tensors():
            self.compute_output_shape(input_shape)
        elif input_shape is not None:
            self._ensure_built(input_shape)

    def _library_build(self, input_shape):
        if type(self).build is not Model.build:
            self.build(input_shape)

    def _is_of_tensors(self):
        """Whether it is Model(inputs, outputs), of whatever class."""
        return bool(_keratin.input_count(self))

    # --- training ---

    def compile(self, optimizer="rmsprop", loss=None, loss_weights=None, metrics=None,
                weighted_metrics=None, run_eagerly=False, steps_per_execution=1, jit_compile="auto",
                auto_scale_loss=True):
        """Chooses optimizer, loss and metrics; forgets those of an earlier compile."""
        given = dict(locals())
        del given["self"]
        if isinstance(optimizer, dict):
            from . import optimizers
            given["optimizer"] = optimizers.get(optimizer)
        _keratin.compile_model(self, given)
        self.__dict__["_optimizer"] = given["optimizer"] if isinstance(optimizer, _keratin.Optimizer) else None
        self.__dict__["loss"] = loss
        self._track_metrics(loss or metrics or weighted_metrics)

    @property
    def compiled(self):
        return _keratin.is_compiled(self)

    @property
    def optimizer(self):
        known = self.__dict__.get("_optimizer")
        return known if known is not None else _keratin.optimizer_of(self)

    @optimizer.setter
    def optimizer(self, value):
        raise AttributeError("compile() sets the optimizer")

    @property
    def stop_training(self):
        return _keratin.stop_training(self)

    @stop_training.setter
    def stop_training(self, value):
        _keratin.set_stop_training(self, bool(value))

    def fit(self, x=None, y=None, batch_size=None, epochs=1, verbose="auto", callbacks=None,
            validation_split=0.0, validation_data=None, shuffle=True, class_weight=None,
            sample_weight=None, initial_epoch=0, steps_per_epoch=None, validation_steps=None,
            validation_batch_size=None, validation_freq=1):
        """Trains for `epochs` passes over the data and gives the History.

        The lock of the interpreter is free meanwhile. Ctrl-C ends the batch at hand and raises
        KeyboardInterrupt; `model.history` then has the epochs so far.
        """
        given = dict(locals())
        del given["self"], given["x"], given["y"]
        from .callbacks import History
        given["callbacks"], history = self._callbacks(callbacks, History)
        if isinstance(validation_data, list):
            given["validation_data"] = tuple(validation_data)
        use_output()
        columns, epochs_run, is_interrupted = _keratin.fit(self, x, y, given)
        history.history, history.epoch = columns, epochs_run
        history.params = {"verbose": verbose, "epochs": epochs, "steps": steps_per_epoch}
        history.set_model(self)
        self.__dict__["history"] = history
        if is_interrupted:
            raise KeyboardInterrupt
        return history

    def _callbacks(self, callbacks, history_class):
        """As a list that the library takes, and the History among them, or a new one."""
        if callbacks is None:
            callbacks = []
        elif not isinstance(callbacks, (list, tuple)):
            callbacks = [callbacks]
        histories = [one for one in callbacks if isinstance(one, history_class)]
        for one in callbacks:
            if not isinstance(one, _keratin.Callback):
                raise TypeError(f"a callback derives from keratin.callbacks.Callback, received {one!r}")
            one.set_model(self)
        return self._own_callbacks() + [one for one in callbacks if one not in histories], (histories or [history_class()])[0]

    def evaluate(self, x=None, y=None, batch_size=None, verbose="auto", sample_weight=None, steps=None,
                 callbacks=None, return_dict=False, **kwargs):
        """The loss, or the loss and the metrics: as a list, or as a dict with `return_dict`."""
        if kwargs:
            raise ValueError(f"Arguments not recognized: {kwargs}")
        from .callbacks import History
        given = {"batch_size": batch_size, "verbose": verbose, "sample_weight": sample_weight,
                 "steps": steps, "callbacks": self._callbacks(callbacks, History)[0]}
        use_output()
        scores = _keratin.evaluate(self, x, y, given)
        return _scores(scores, return_dict)

    def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None):
        """The outputs for all samples, as NumPy's arrays."""
        from .callbacks import History
        given = {"batch_size": batch_size, "verbose": verbose, "steps": steps,
                 "callbacks": self._callbacks(callbacks, History)[0]}
        use_output()
        return _keratin.predict(self, x, given)

    def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, return_dict=False):
        self._begin_metrics()
        scores = _keratin.train_on_batch(self, x, y, {"sample_weight": sample_weight,
                                                      "class_weight": class_weight or {}})
        return _scores(scores, return_dict)

    def test_on_batch(self, x, y=None, sample_weight=None, return_dict=False):
        self._begin_metrics()
        return _scores(_keratin.test_on_batch(self, x, y, sample_weight), return_dict)

    def predict_on_batch(self, x):
        return _keratin.predict_on_batch(self, x)

    # --- what it is made of ---

    @property
    def layers(self):
        return self._sublayers()

    def get_layer(self, name=None, index=None):
        layers = self.layers
        if index is not None:
            if name is not None:
                raise ValueError("Provide only a layer name or a layer index.")
            if index >= len(layers):
                raise ValueError(f"Was asked to retrieve layer at index {index} but model only has "
                                 f"{len(layers)} layers.")
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        raise ValueError(f"No such layer: {name}. Existing layers are: {[layer.name for layer in layers]}.")

    @property
    def inputs(self):
        inputs = _keratin.model_inputs(self)
        return inputs if isinstance(inputs, list) else [inputs]

    @property
    def outputs(self):
        outputs = _keratin.model_outputs(self)
        return outputs if isinstance(outputs, list) else [outputs]

    @property
    def input(self):
        return _keratin.model_inputs(self)

    @property
    def output(self):
        return _keratin.model_outputs(self)

    @property
    def input_shape(self):
        return _one_or_all([x.shape for x in self.inputs])

    @property
    def output_shape(self):
        return _one_or_all([x.shape for x in self.outputs])

    def summary(self, line_length=None, positions=None, print_fn=None, expand_nested=False,
                show_trainable=False, layer_range=None, show_plan=False):
        """Keras's table of the layers, on sys.stdout or line by line to print_fn."""
        if positions is not None or layer_range is not None:
            raise ValueError("summary: positions and layer_range are not there")
        given = {"line_length": line_length, "expand_nested": expand_nested,
                 "show_trainable": show_trainable, "show_plan": show_plan}
        use_output()
        if print_fn is None:
            _keratin.summary(self, given)
            return
        print_fn(_keratin.summary(self, {**given, "as_text": True}))

    def plan_text(self):
        """How the steps of training and testing have run so far."""
        return _keratin.plan_text(self)

    # --- files and configurations ---

    def save(self, filepath, overwrite=True, zipped=None, include_optimizer=True):
        """Writes a ".keras" or ".h5" file; real Keras opens it."""
        given = {"overwrite": overwrite, "zipped": zipped, "include_optimizer": include_optimizer}
        _keratin.save(self, os.fspath(filepath), given)

    def save_weights(self, filepath, overwrite=True, max_shard_size=None):
        _keratin.save_weights(self, os.fspath(filepath),
                              {"overwrite": overwrite, "max_shard_size": max_shard_size})

    def load_weights(self, filepath, skip_mismatch=False, by_name=False):
        _keratin.load_weights(self, os.fspath(filepath),
                              {"skip_mismatch": skip_mismatch, "by_name": by_name})

    def to_json(self):
        return _keratin.to_json(self)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        name = cls.__name__
        if name == "Model" or (isinstance(config, dict) and "layers" in config and name in ("Functional",)):
            name = "Functional"
        is_graph = isinstance(config, dict) and "input_layers" in config and "output_layers" in config
        if is_graph and name != "Functional":
            made = Functional.from_config(config, custom_objects)
            return cls(inputs=_as_given(made.inputs), outputs=_as_given(made.outputs), name=config.get("name"),
                       trainable=config.get("trainable", True))
        if name in ("Functional", "Sequential"):
            record = {"module": "keras", "class_name": name, "config": config, "registered_name": name}
            return _keratin.layer_from_record(record, custom_objects)
        return cls(**config)

    def get_config(self):
        if self._is_written() and self._is_of_tensors():
            return _keratin.graph_config(self)
        return super().get_config()

    Layer._configs.append(get_config)

    def build_from_config(self, config):
        if config and config.get("input_shape") is not None:
            self.build(config["input_shape"])

    def get_compile_config(self):
        return _keratin.compile_config(self)

    def compile_from_config(self, config):
        _keratin.compile_from_config(self, config)
        self.__dict__["_optimizer"] = None

    def export(self, filepath, *args, **kwargs):
        raise AttributeError("export: there is no such format; save() writes .keras and .h5")

    def __reduce__(self):
        if self._is_written():
            made, arguments, state = super().__reduce__()
            state = {name: value for name, value in state.items() if name not in ("history", "_trackers")}
            return made, arguments, state
        return _model_again, (_bytes_of(self),)

    def __deepcopy__(self, memo):
        made = _model_again(_bytes_of(self)) if not self._is_written() else super().__deepcopy__(memo)
        memo[id(self)] = made
        return made

    def __copy__(self):
        return self.__deepcopy__({})


class _RunByTheLibrary(Model):
    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name in ("call", "build", *STEPS):
            if name in vars(cls) and cls.__module__ != __name__:
                raise TypeError(f"{cls.__name__}.{name}: the library runs the model itself and would not call it; "
                                f"derive from keratin.Model, whose classes take inputs and outputs too")


class Functional(_RunByTheLibrary):
    """The model between symbolic tensors: what Model(inputs, outputs) is."""


class Sequential(_RunByTheLibrary):
    """A plain stack of layers."""

    def __init__(self, layers=None, trainable=True, name=None):
        _keratin.make_sequential(self, name, trainable)
        know_layer(self)
        if layers is not None:
            for layer in layers if isinstance(layers, (list, tuple)) else [layers]:
                self.add(layer)

    def add(self, layer, rebuild=True):
        """Appends a layer; the first may be an Input."""
        if isinstance(layer, type):
            raise ValueError(f"Only instances of `keras.Layer` can be added to a Sequential model. "
                             f"Received: {layer} (of type {type(layer)})")
        _keratin.sequential_add(self, layer)

    def pop(self, rebuild=True):
        """Removes and gives the last layer."""
        last = self.layers[-1] if self.layers else None
        _keratin.sequential_pop(self)
        return last


def _as_given(tensors):
    return tensors[0] if len(tensors) == 1 else tensors


def _one_or_all(shapes):
    return shapes[0] if len(shapes) == 1 else shapes


def _scores(scores, as_dict):
    if as_dict:
        return scores
    values = [scores["loss"]] if "loss" in scores else []
    values += [value for name, value in scores.items() if name != "loss"]
    return values[0] if len(values) == 1 else values


def _bytes_of(model):
    """The model as a ".keras" file; one that is not built has a configuration alone."""
    if not model.built:
        return model.to_json()
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        with open(path, "rb") as file:
            return file.read()


def _model_again(data):
    if isinstance(data, str):
        return model_from_json(data)
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        with open(path, "wb") as file:
            file.write(data)
        return load_model(path)


def load_model(filepath, custom_objects=None, compile=True, safe_mode=True):
    """The model of a ".keras" or ".h5" file; it goes on training where it stopped."""
    if not safe_mode:
        raise ValueError("load_model: code in a file is never run, so there is no safe_mode=False")
    custom_objects = {name: value for name, value in (custom_objects or {}).items()}
    return _keratin.load_model(os.fspath(filepath), {"custom_objects": custom_objects, "compile": compile})


def save_model(model, filepath, overwrite=True, zipped=None, **kwargs):
    model.save(filepath, overwrite=overwrite, zipped=zipped, **kwargs)


def model_from_json(json_string, custom_objects=None):
    return _keratin.model_from_json(json_string, custom_objects)


def clone_model(model, input_tensors=None, clone_function=None, call_function=None, recursive=False):
    """A model of the same layers with new weights, not compiled."""
    if input_tensors is not None or clone_function is not None or call_function is not None or recursive:
        raise ValueError("clone_model: the only argument that is there is the model")
    return model.from_config(model.get_config())


__all__ = ["Functional", "Model", "Sequential", "clone_model", "load_model", "model_from_json", "save_model"]

__getattr__ = missing(__name__)
