"""What fit, evaluate and predict call on the way."""
from . import _keratin
from ._base import given_arguments, missing


class Callback(_keratin.Callback):
    """Base of all callbacks: override the hooks that you want.

    `self.model` is the model, `self.params` what fit was asked for. Logs are dicts; what
    on_epoch_end adds to them is kept in the History.
    """

    def __init__(self):
        pass

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        made = getattr(cls, "_made_class", None)
        if made and "_made_class" not in vars(cls) and any(name.startswith("on_") for name in vars(cls)):
            raise TypeError(f"{cls.__name__}: the library runs {made} itself and would not call the hooks; "
                            f"derive from keratin.callbacks.Callback")

    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls)
        _keratin.Callback.__init__(self)  # also for a class without super().__init__()
        self._model, self.params = None, None
        return self

    @property
    def model(self):
        return self._model

    def set_model(self, model):
        self._model = model

    def set_params(self, params):
        self.params = params

    def on_train_begin(self, logs=None):
        pass

    def on_train_end(self, logs=None):
        pass

    def on_epoch_begin(self, epoch, logs=None):
        pass

    def on_epoch_end(self, epoch, logs=None):
        pass

    def on_train_batch_begin(self, batch, logs=None):
        pass

    def on_train_batch_end(self, batch, logs=None):
        pass

    def on_test_begin(self, logs=None):
        pass

    def on_test_end(self, logs=None):
        pass

    def on_test_batch_begin(self, batch, logs=None):
        pass

    def on_test_batch_end(self, batch, logs=None):
        pass

    def on_predict_begin(self, logs=None):
        pass

    def on_predict_end(self, logs=None):
        pass

    def on_predict_batch_begin(self, batch, logs=None):
        pass

    def on_predict_batch_end(self, batch, logs=None):
        pass


class History(Callback):
    """What fit returns: `history` has a list of numbers for each log, `epoch` the epochs."""

    def __init__(self):
        super().__init__()
        self.history, self.epoch = {}, []

    def __reduce__(self):
        return _history_again, (self.history, self.epoch, self.params)


def _history_again(history, epoch, params):
    again = History()
    again.history, again.epoch, again.params = history, epoch, params
    return again


class LambdaCallback(Callback):
    """Calls the functions that were given, under the names of the hooks."""

    def __init__(self, on_epoch_begin=None, on_epoch_end=None, on_train_begin=None, on_train_end=None,
                 on_train_batch_begin=None, on_train_batch_end=None, **kwargs):
        super().__init__()
        hooks = {"on_epoch_begin": on_epoch_begin, "on_epoch_end": on_epoch_end,
                 "on_train_begin": on_train_begin, "on_train_end": on_train_end,
                 "on_train_batch_begin": on_train_batch_begin, "on_train_batch_end": on_train_batch_end}
        hooks.update(kwargs)
        self.__dict__.update({name: hook for name, hook in hooks.items() if hook is not None})


class LearningRateScheduler(Callback):
    """Sets the learning rate of each epoch to schedule(epoch, learning_rate)."""

    def __init__(self, schedule, verbose=0):
        super().__init__()
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch, logs=None):
        rate = float(self.model.optimizer.learning_rate)
        try:
            rate = self.schedule(epoch, rate)
        except TypeError:
            rate = self.schedule(epoch)
        if not isinstance(rate, (float, int)) and not hasattr(rate, "__float__"):
            raise ValueError(f"The output of the `schedule` function should be a float. Got: {rate}")
        self.model.optimizer.learning_rate = float(rate)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {float(rate)}.")

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class _Made(Callback):
    def _construct(self, values):
        self._make(self._made_class, given_arguments(type(self).__init__, values))

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self._member(name)


class EarlyStopping(_Made):
    """Ends the training when `monitor` has not improved for `patience` epochs."""

    _made_class = "EarlyStopping"

    def __init__(self, monitor="val_loss", min_delta=0, patience=0, verbose=0, mode="auto", baseline=None,
                 restore_best_weights=False, start_from_epoch=0):
        self._construct(locals())


class ModelCheckpoint(_Made):
    """Saves the model, or its weights, while it trains; the path may have {epoch} and logs in it."""

    _made_class = "ModelCheckpoint"

    def __init__(self, filepath, monitor="val_loss", verbose=0, save_best_only=False,
                 save_weights_only=False, mode="auto", save_freq="epoch", initial_value_threshold=None):
        filepath = str(filepath)
        self._construct(locals())


class BackupAndRestore(_Made):
    """Keeps what a training needs to go on after its process was killed."""

    _made_class = "BackupAndRestore"

    def __init__(self, backup_dir, save_freq="epoch", double_checkpoint=False, delete_checkpoint=True):
        backup_dir = str(backup_dir)
        self._construct(locals())


class TerminateOnNaN(_Made):
    """Ends the training as soon as the loss is no number any more."""

    _made_class = "TerminateOnNaN"

    def __init__(self, raise_error=False):
        self._construct(locals())

__getattr__ = missing(__name__)
