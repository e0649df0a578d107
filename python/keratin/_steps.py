"""Steps of training as Keras has them, for models whose class has some of its own.

The library runs the steps of all other models itself, and does not come here.
"""
import weakref

from . import _keratin
from ._base import arguments_of_call, has_own_steps
from .callbacks import Callback


class Steps:
    """What a Model does with one batch."""

    # --- to override ---

    def train_step(self, data):
        """What fit does with a batch: x, (x, y) or (x, y, sample_weight). Gives a dict of logs."""
        x, y, sample_weight = _unpacked(data)
        y_pred = self._answer(x, training=True)
        loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=True)
        self._loss_tracker.update_state(_detached(loss), sample_weight=_rows(x))
        _keratin.apply_gradients(self, loss)
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def test_step(self, data):
        """The same of evaluate."""
        x, y, sample_weight = _unpacked(data)
        y_pred = self._answer(x, training=False)
        loss = self.compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=False)
        self._loss_tracker.update_state(loss, sample_weight=_rows(x))
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def predict_step(self, data):
        """Of predict: the outputs for one batch."""
        return self._answer(_unpacked(data)[0], training=False)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The scalar that training makes small: the loss of compile, what layers added, and the
        penalties of regularized weights."""
        if self.__dict__.get("loss", "of a file") is not None or not self._is_written():
            return _keratin.compute_loss(self, y, y_pred, sample_weight)
        terms = self.losses
        if not terms:
            raise ValueError("No loss to compute. Provide a `loss` argument in `compile()`.")
        return sum(terms[1:], terms[0])

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Adds the batch to the metrics of compile; gives all numbers so far."""
        if self._compile_metrics is not None:
            self._compile_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    # --- to use ---

    def get_metrics_result(self):
        """The numbers so far of all metrics, as a dict."""
        results = {}
        for metric in self.metrics:
            result = metric.result()
            results.update(result if isinstance(result, dict) else {metric.name: result})
        return results

    @property
    def metrics(self):
        """The loss, what compile was told, and the metrics among the attributes."""
        self._need_own_steps("metrics")
        known = [self._loss_tracker] + ([self._compile_metrics] if self._compile_metrics is not None else [])
        return (known if self.compiled else []) + _metrics_among(self.__dict__.values())

    @property
    def metrics_names(self):
        return [metric.name for metric in self.metrics]

    @property
    def _loss_tracker(self):
        return self._tracker("loss")

    @property
    def _compile_metrics(self):
        return self._tracker("compile_metrics")

    def _tracker(self, name):
        self._need_own_steps(name)
        if "_trackers" not in self.__dict__:
            self._track_metrics(True)
        return self.__dict__["_trackers"][name]

    def _track_metrics(self, has_metrics):
        """What compile begins anew; the metrics of a model of the library's are the library's."""
        if has_own_steps(type(self)):
            from .metrics import Mean
            self.__dict__["_trackers"] = {"loss": Mean(name="loss"),
                                          "compile_metrics": _CompileMetrics(self) if has_metrics else None}

    def reset_metrics(self):
        _keratin.reset_metrics(self)
        self._begin_metrics()

    def _begin_metrics(self):
        """The metrics that are Python's; the library begins its own anew by itself."""
        for metric in self.metrics if has_own_steps(type(self)) else []:
            metric.reset_state()

    def _need_own_steps(self, name):
        if not has_own_steps(type(self)):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}': the library counts its "
                                 f"metrics; a class with a train_step of its own has them")

    def _answer(self, x, training):
        """The outputs for a batch; a `call` without that argument is not given it."""
        takes_training = not self._is_written() or self._is_of_tensors() or arguments_of_call(type(self))[0]
        return self(x, training=training) if takes_training else self(x)

    def _own_callbacks(self):
        """What puts metrics back to their beginning, where the steps are not the library's."""
        return [_ResetMetrics(self)] if has_own_steps(type(self)) else []


class _CompileMetrics:
    """The metrics that compile was told, of a model with steps of its own."""

    name = "compile_metrics"

    def __init__(self, model):
        self._model, self._numbers = weakref.ref(model), {}

    def update_state(self, y_true, y_pred, sample_weight=None):
        self._numbers = _keratin.compute_metrics(self._model(), y_true, y_pred, sample_weight)
        self._numbers.pop("loss", None)

    def result(self):
        return dict(self._numbers)

    def reset_state(self):
        self._numbers = {}


def _metrics_among(values):
    found = []
    for one in values:
        if isinstance(one, _keratin.Metric):
            found.append(one)
        elif isinstance(one, (list, tuple)):
            found += _metrics_among(one)
        elif isinstance(one, dict):
            found += _metrics_among(one.values())
    return found


class _ResetMetrics(Callback):
    """Begins the metrics anew with each epoch and each evaluation, as the library does its own."""

    def __init__(self, model):
        super().__init__()
        self._of = model

    def on_epoch_begin(self, epoch, logs=None):
        self._of._begin_metrics()

    def on_test_begin(self, logs=None):
        self._of._begin_metrics()


def _detached(x):
    """The same numbers without how they were computed."""
    return _keratin.call_op("StopGradient", (x,), {}, {})


def _unpacked(data):
    from .utils import unpack_x_y_sample_weight
    return unpack_x_y_sample_weight(data)


def _rows(x):
    while isinstance(x, (list, tuple, dict)):
        x = next(iter(x.values() if isinstance(x, dict) else x))
    return x.shape[0] if x.shape else 1
