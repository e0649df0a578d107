"""Layers, models, losses, metrics, callbacks and functions of Python's."""
import gc
import threading
import weakref

import numpy as np
import pytest

import keratin
from keratin import callbacks, constraints, initializers, layers, losses, metrics, models, ops, regularizers, saving


class Scale(layers.Layer):
    def __init__(self, start=1.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def build(self, input_shape):
        self.scale = self.add_weight(shape=(input_shape[-1],), initializer=initializers.Constant(self.start), name="scale")

    def call(self, x):
        return x * self.scale

    def get_config(self):
        return {**super().get_config(), "start": self.start}


class Net(keratin.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(8, activation="relu")
        self.drop = layers.Dropout(0.5)
        self.rest = [Scale(2.0), layers.Dense(1)]

    def call(self, x, training=False):
        x = self.drop(self.hidden(x), training=training)
        for layer in self.rest:
            x = layer(x)
        return x


def test_a_layer(data):
    x, y = data
    layer = Scale(3.0)
    assert np.array_equal(np.asarray(layer(x)), x * 3) and [w.name for w in layer.weights] == ["scale"]
    model = models.Sequential([keratin.Input((8,)), layer, layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, y, epochs=2, verbose=0)
    assert model.layers[0] is layer and not np.allclose(layer.scale.numpy(), 3)


def test_a_layer_in_a_graph_in_a_wrapper_and_in_a_file(data, tmp_path):
    a = keratin.Input((5, 8))
    model = keratin.Model(a, layers.TimeDistributed(Scale(2.0))(Scale(0.5)(a)))
    x = np.random.default_rng(0).random((2, 5, 8), dtype=np.float32)
    assert np.allclose(model.predict(x, verbose=0), x)
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras", custom_objects={"Scale": Scale})
    assert np.allclose(again.predict(x, verbose=0), x)
    assert type(again.layers[1]) is Scale and again.layers[1].start == 0.5


def test_registered_classes_need_no_custom_objects(data, tmp_path):
    @saving.register_keras_serializable("mine")
    class Twice(layers.Layer):
        def call(self, x):
            return x * 2

    model = models.Sequential([keratin.Input((8,)), Twice()])
    model.save(tmp_path / "m.keras")
    assert np.array_equal(models.load_model(tmp_path / "m.keras").predict(data[0], verbose=0), data[0] * 2)


def test_a_model(data, tmp_path):
    x, y = data
    model = Net()
    model.compile("adam", "mse", metrics=["mae"])
    history = model.fit(x, y, epochs=3, verbose=0)
    assert list(history.history) == ["loss", "mae"] and len(model.weights) == 5
    assert np.array_equal(model.predict(x, verbose=0), model.predict(x, verbose=0))
    assert np.array_equal(np.asarray(model(x)), model.predict(x, verbose=0, batch_size=64))
    assert not np.array_equal(np.asarray(model(x, training=True)), np.asarray(model(x)))
    model.save_weights(tmp_path / "n.weights.h5")
    again = Net()
    again(x)
    again.load_weights(tmp_path / "n.weights.h5")
    assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))


def test_a_model_is_built_by_its_shape():
    model = Net()
    model.build((None, 8))
    assert model.built and len(model.weights) == 5


def test_they_go_when_nothing_holds_them(data):
    class Holder(layers.Layer):
        def __init__(self):
            super().__init__()
            self.inner = layers.Dense(2)

        def call(self, x):
            return self.inner(x)

    layer = Holder()
    layer(data[0])
    gone, inner = weakref.ref(layer), weakref.ref(layer.inner)
    model = models.Sequential([keratin.Input((8,)), layer])
    del layer
    gc.collect()
    assert type(model.layers[0]) is Holder and type(model.layers[0].inner) is layers.Dense
    del model
    gc.collect()
    assert gone() is None and inner() is None


def test_masks_and_penalties_of_the_call():
    class Counts(layers.Layer):
        def call(self, x, mask=None):
            self.add_loss(ops.sum(x) * 0 + 2.0)
            if mask is None:  # while the shapes are found
                mask = ops.ones_like(x[..., 0])
            return ops.sum(ops.cast(mask, "float32"), axis=1, keepdims=True)

    model = models.Sequential([keratin.Input((4,), dtype="int32"), layers.Embedding(5, 3, mask_zero=True), Counts()])
    assert model.predict(np.array([[1, 2, 0, 0]]), verbose=0).tolist() == [[2.0]]
    model.compile("sgd", "mse")
    assert model.evaluate(np.array([[1, 2, 0, 0]]), np.array([[2.0]]), verbose=0) == 2.0


def test_errors_of_python_come_through(data):
    class Broken(layers.Layer):
        def call(self, x):
            raise KeyError("inside the call")

    with pytest.raises(KeyError, match="inside the call"):
        Broken()(data[0])
    with pytest.raises(KeyError, match="inside the call"):
        models.Sequential([keratin.Input((8,)), Broken()])
    with pytest.raises(RuntimeError, match="super"):
        type("Forgets", (layers.Layer,), {"__init__": lambda self: setattr(self, "d", layers.Dense(1))})()
    with pytest.raises(TypeError, match="would not call it"):
        type("Mine", (layers.Dense,), {"call": lambda self, x: x})


def squared(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


class Absolute(losses.Loss):
    def call(self, y_true, y_pred):
        return ops.mean(ops.abs(y_true - y_pred), axis=-1)


class Largest(metrics.Metric):
    def __init__(self, name="largest", **kwargs):
        super().__init__(name=name, **kwargs)
        self.value = self.add_variable((), "zeros", name="value")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.value.assign(ops.maximum(self.value, ops.max(ops.abs(y_true - y_pred))))

    def result(self):
        return self.value


def test_losses_and_metrics(data):
    x, y = data
    for own, known in ((squared, "mse"), (Absolute(), "mae"), (Absolute, "mae")):
        numbers = []
        for loss in (own, known):
            keratin.utils.set_random_seed(1)
            model = models.Sequential([keratin.Input((8,)), layers.Dense(1)])
            model.compile("sgd", loss, metrics=["mse", squared, Largest()])
            history = model.fit(x, y, epochs=2, verbose=0).history
            numbers.append(history["loss"])
            assert history["squared"] == pytest.approx(history["mse"], rel=1e-4)
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-4)
    largest = np.abs(model.predict(x, verbose=0) - y).max()
    assert model.evaluate(x, y, verbose=0, return_dict=True)["largest"] == pytest.approx(largest, rel=1e-5)
    assert float(Absolute()(y, y + 2)) == pytest.approx(2) and Absolute(reduction="sum").reduction == "sum"


def test_metrics_by_hand():
    mean = metrics.Mean()
    mean.update_state([1, 2, 3])
    assert float(mean.result()) == 2 and float(mean(8)) == 3.5
    mean.reset_state()
    assert float(mean.result()) == 0
    accuracy = metrics.SparseCategoricalAccuracy()
    accuracy.update_state([0, 1], [[0.9, 0.1], [0.8, 0.2]])
    assert float(accuracy.result()) == 0.5 and accuracy.name == "sparse_categorical_accuracy"
    assert np.asarray(losses.mean_squared_error(np.zeros((3, 2)), np.ones((3, 2)))).tolist() == [1, 1, 1]


def test_functions_as_parts(data):
    layer = layers.Dense(3, activation=lambda x: x * 2, kernel_initializer=lambda shape, dtype=None: np.ones(shape),
                         kernel_regularizer=regularizers.L2(0.1), kernel_constraint=constraints.NonNeg())
    assert np.allclose(np.asarray(layer(data[0])), 2 * data[0].sum(1, keepdims=True), atol=1e-5)
    assert layers.Dense(2, activation=keratin.activations.relu).get_config()["activation"] == "relu"

    class Half(initializers.Initializer):
        def __call__(self, shape, dtype=None):
            return ops.full(shape, 0.5, dtype)

    assert layers.Dense(2, kernel_initializer=Half())(data[0]).shape == (64, 2)


def test_callbacks(data):
    seen = []

    class Watch(callbacks.Callback):
        def on_train_begin(self, logs=None):
            seen.append(self.params["epochs"])

        def on_epoch_end(self, epoch, logs=None):
            seen.append((epoch, sorted(logs)))
            logs["extra"] = 1.5
            if epoch == 1:
                self.model.stop_training = True

        def on_train_batch_end(self, batch, logs=None):
            seen.append(batch)

    model = models.Sequential([keratin.Input((8,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    begun = []
    history = model.fit(*data, batch_size=32, epochs=5, verbose=0, callbacks=[
        Watch(), callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: begun.append(epoch))])
    assert seen == [5, 0, 1, (0, ["loss"]), 0, 1, (1, ["loss"])] and begun == [0, 1]
    assert history.history["extra"] == [1.5, 1.5]
    stop = callbacks.EarlyStopping(monitor="loss", min_delta=100)
    assert len(model.fit(*data, epochs=5, verbose=0, callbacks=stop).epoch) == 2 and stop.stopped_epoch == 1
    halved = model.fit(*data, epochs=2, verbose=0, callbacks=[callbacks.LearningRateScheduler(lambda e, rate: rate / 2)])
    assert halved.history["learning_rate"] == pytest.approx([0.005, 0.0025])

    class Fails(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            raise ArithmeticError("no more")

    with pytest.raises(ArithmeticError, match="no more"):
        model.fit(*data, verbose=0, callbacks=[Fails()])


def test_checkpoints(data, tmp_path):
    model = models.Sequential([keratin.Input((8,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(*data, epochs=2, verbose=0, callbacks=[callbacks.ModelCheckpoint(tmp_path / "{epoch}.keras")])
    assert np.array_equal(models.load_model(tmp_path / "2.keras").get_weights()[0], model.get_weights()[0])


def test_the_lock_is_free_while_the_library_works():
    running, entered = threading.Event(), threading.Event()

    class Waits(callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            running.set()

    model = models.Sequential([keratin.Input((256,)), layers.Dense(256), layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.zeros((512, 256), np.float32)

    def other():
        running.wait()
        entered.set()

    thread = threading.Thread(target=other, daemon=True)
    thread.start()
    epochs = 0
    while not entered.is_set() and epochs < 1000:
        model.fit(x, x[:, :1], verbose=0, callbacks=[Waits()])
        epochs += 1
    thread.join()
    assert entered.is_set()


# --- what layers of yours are made of ---


def test_lists_and_dicts_track_what_comes_later(data):
    class Stack(keratin.Model):
        def __init__(self):
            super().__init__()
            self.blocks = []
            for _ in range(2):
                self.blocks.append(layers.Dense(4, activation="tanh"))
            self.heads = {"mean": layers.Dense(1)}
            self.heads["other"] = layers.Dense(1)
            self.deep = [[layers.Dense(2)]]

        def call(self, x):
            for block in self.blocks:
                x = block(x)
            return self.heads["mean"](x) + self.heads["other"](x) + ops.sum(self.deep[0][0](x))

    model = Stack()
    model.compile("sgd", "mse")
    model.fit(*data, verbose=0)
    assert len(model.weights) == 10 and len(model.layers) == 5
    for take in (lambda: model.blocks.pop(), lambda: model.heads.clear(), lambda: model.blocks.__delitem__(0)):
        with pytest.raises(ValueError, match="cannot be taken out"):
            take()


def test_a_variable_that_is_set_is_a_weight(data):
    class Scale(layers.Layer):
        def __init__(self):
            super().__init__()
            self.scale = keratin.Variable(np.full(8, 2.0, np.float32))
            self.steps = keratin.Variable(0, trainable=False, dtype="int32")

        def call(self, x):
            return x * self.scale

    layer = Scale()
    assert [w.name for w in layer.weights] == ["scale", "steps"] and len(layer.trainable_weights) == 1
    assert np.array_equal(np.asarray(layer(data[0])), data[0] * 2)
    model = models.Sequential([keratin.Input((8,)), layer, layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(*data, verbose=0)
    assert not np.allclose(layer.scale.numpy(), 2) and np.array_equal(model.get_weights()[0], layer.scale.numpy())


def test_built_can_be_set():
    class Old(layers.Layer):
        def build(self, input_shape):
            self.w = self.add_weight((input_shape[-1], 2), name="w")
            self.built = True

        def call(self, x):
            return x @ self.w

    layer = Old()
    assert not layer.built and layer(np.ones((1, 3), np.float32)).shape == (1, 2) and layer.built
    with pytest.raises(AttributeError, match="build"):
        layers.Dense(2).built = True


def test_a_class_without_get_config_has_its_arguments():
    class Times(layers.Layer):
        def __init__(self, factor=1, more=(2, 3), **kwargs):
            super().__init__(**kwargs)
            self.factor = factor

        def call(self, x):
            return x * self.factor

    class Short(layers.Layer):
        def __init__(self, factor):
            super().__init__()

    layer = Times(5, name="five")
    config = layer.get_config()
    assert config == {"name": "five", "trainable": True, "dtype": "float32", "factor": 5}
    assert Times.from_config(config).factor == 5 and Short.from_config(Short(2).get_config()).name == "short"
    with pytest.raises(NotImplementedError, match="must override `get_config"):
        Times(factor=print).get_config()


def test_models_of_python_s_pickle_and_copy(data):
    import copy
    import pickle
    model = Net()
    model.compile("sgd", "mse")
    model.fit(*data, verbose=0)
    for again in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert type(again) is Net and again.hidden is not model.hidden
        assert np.allclose(again.predict(data[0], verbose=0), model.predict(data[0], verbose=0))


# --- names in files ---


def config_in(path):
    import json
    import zipfile
    return json.loads(zipfile.ZipFile(path).read("config.json"))


def test_files_have_the_package_of_registered_classes(data, tmp_path):
    made = {}
    for package in ("first", "second"):
        @saving.register_keras_serializable(package)
        class Same(layers.Layer):
            def call(self, x, times={"first": 2, "second": 3}[package]):
                return x * times

        made[package] = Same
        assert saving.get_registered_name(Same) == f"{package}>Same"
    model = models.Sequential([keratin.Input((8,)), made["second"](), made["first"]()])
    model.save(tmp_path / "m.keras")
    names = [one["registered_name"] for one in config_in(tmp_path / "m.keras")["config"]["layers"]]
    assert names == [None, "second>Same", "first>Same"]
    again = models.load_model(tmp_path / "m.keras")
    assert [type(layer) for layer in again.layers] == [made["second"], made["first"]]
    assert np.allclose(again.predict(data[0], verbose=0), data[0] * 6)


def test_the_last_class_of_a_name_is_the_one_that_files_mean(data, tmp_path):
    def make(factor):
        @saving.register_keras_serializable("again")
        class Again(layers.Layer):
            def call(self, x):
                return x * factor

        return Again

    models.Sequential([keratin.Input((8,)), make(2)()]).save(tmp_path / "m.keras")
    make(7)  # the cell of a notebook ran once more
    assert np.allclose(models.load_model(tmp_path / "m.keras").predict(data[0], verbose=0), data[0] * 7)


def test_a_scope_ends(data, tmp_path):
    class Scoped(layers.Layer):
        def call(self, x):
            return x * 2

    model = models.Sequential([keratin.Input((8,)), Scoped()])
    model.save(tmp_path / "m.keras")
    with saving.custom_object_scope({"Scoped": Scoped}):
        assert type(models.load_model(tmp_path / "m.keras").layers[0]) is Scoped
    assert saving.get_registered_name(Scoped) == "Scoped"
    with pytest.raises(ValueError, match="Scoped"):
        models.load_model(tmp_path / "m.keras")


# --- masks ---


def test_masks_pass_through_layers_of_python_s():
    class Says(layers.Layer):
        def __init__(self):
            super().__init__()
            self.supports_masking = True

        def call(self, x):
            return x * 1

    class Turns(layers.Layer):
        def compute_mask(self, inputs, mask=None):
            return None if mask is None else mask[:, ::-1]

        def call(self, x):
            return x[:, ::-1]

    class Counts(layers.Layer):
        def call(self, x, mask=None):
            return x[:, :, 0] * 0 + (99.0 if mask is None else ops.cast(mask, "float32") * [[1.0, 10.0, 100.0]])

    def masked(layer):
        model = models.Sequential([keratin.Input((3,), dtype="int32"), layers.Embedding(5, 2, mask_zero=True), layer, Counts()])
        return model.predict(np.array([[1, 2, 0]]), verbose=0)[0].tolist()

    assert masked(Says()) == [1, 10, 0] and masked(Turns()) == [0, 10, 100]
    with pytest.raises(AttributeError, match="mask"):
        layers.Embedding(5, 2).compute_mask(np.zeros((1, 2)), None)


def test_metrics_say_their_names():
    class Mine(metrics.Metric):
        def __init__(self):
            self.shown = repr(self)
            super().__init__(name="mine")

    assert repr(metrics.Mean(name="loss")) == "<Mean name=loss>"
    assert repr(Mine()) == "<Mine name=mine>" and Mine().shown.startswith("<")
