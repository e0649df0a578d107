"""Models: trained, asked, taken apart, written and read."""
import copy
import gc
import io
import pickle
import sys
import weakref

import numpy as np
import pytest

import keratin
from keratin import callbacks, layers, losses, metrics, models, ops, optimizers, utils


def stack(*more, loss="mse", **compile_arguments):
    model = models.Sequential([keratin.Input((8,)), *more, layers.Dense(1)])
    model.compile("sgd", loss, **compile_arguments)
    return model


def two_ends():
    a, b = keratin.Input((8,), name="a"), keratin.Input((4,), name="b")
    x = layers.Concatenate()([layers.Dense(4, activation="relu")(a), b])
    return keratin.Model([a, b], [layers.Dense(1, name="y")(x) + ops.sum(x, axis=-1, keepdims=True) * 2.0, x])


def test_fit_evaluate_predict(data):
    x, y = data
    model = stack(layers.Dense(4, activation="relu"), metrics=["mae"])
    history = model.fit(x, y, epochs=3, batch_size=16, verbose=0, validation_split=0.25)
    assert isinstance(history, callbacks.History) and history is model.history and history.model is model
    assert list(history.history) == ["loss", "mae", "val_loss", "val_mae"] and history.epoch == [0, 1, 2]
    assert history.history["loss"][-1] < history.history["loss"][0]
    loss, mae = model.evaluate(x, y, verbose=0)
    assert model.evaluate(x, y, verbose=0, return_dict=True) == {"loss": loss, "mae": mae}
    predicted = model.predict(x, verbose=0)
    assert isinstance(predicted, np.ndarray) and predicted.flags.writeable and predicted.shape == (64, 1)
    assert np.mean((predicted - y) ** 2) == pytest.approx(loss, rel=1e-4)
    assert isinstance(stack().evaluate(x, y, verbose=0), float)


def test_one_step_at_a_time(data):
    x, y = data
    model = stack()
    first = model.train_on_batch(x, y)
    assert model.test_on_batch(x, y) < first
    assert np.array_equal(model.predict_on_batch(x), model.predict(x, verbose=0, batch_size=64))


def test_several_inputs_and_outputs(data):
    x, y = data
    more = np.ones((64, 4), np.float32)
    model = two_ends()
    assert type(model) is models.Functional and [t.shape for t in model.inputs] == [(None, 8), (None, 4)]
    model.compile("adam", loss=["mse", None])
    model.fit([x, more], [y, np.zeros((64, 8))], verbose=0)
    model.compile(optimizers.Adam(0.01), loss=["mse", "mse"])
    model.fit({"a": x, "b": more}, [y, np.zeros((64, 8))], verbose=0)
    first, second = model.predict([x, more], verbose=0)
    assert first.shape == (64, 1) and second.shape == (64, 8)


def test_losses_and_metrics_by_the_output_s_name(data):
    x, y = data
    a = keratin.Input((8,))
    model = keratin.Model(a, [layers.Dense(1, name="p")(a), layers.Dense(1, name="q")(a)])
    model.compile("sgd", loss={"p": "mse", "q": losses.Huber()}, loss_weights={"p": 1.0, "q": 0.5},
                  metrics={"q": ["mae", metrics.MeanSquaredError(name="m")]})
    history = model.fit(x, {"p": y, "q": y}, verbose=0).history
    assert {"p_loss", "q_loss", "q_mae", "q_m", "loss"} <= set(history)
    assert history["loss"][0] == pytest.approx(history["p_loss"][0] + 0.5 * history["q_loss"][0], rel=1e-4)


def test_layers_are_the_objects_that_were_added():
    dense, last = layers.Dense(4), layers.Dense(1)
    model = models.Sequential([keratin.Input((8,)), dense])
    model.add(last)
    assert model.layers[0] is dense and model.get_layer(index=1) is last and model.get_layer("dense") is dense
    assert model.pop() is last and len(model.layers) == 1
    with pytest.raises(ValueError, match="No such layer"):
        model.get_layer("nobody")
    assert dense.kernel.shape == (8, 4) and dense.units == 4 and dense.input.shape == (None, 8)


def test_weights_go_out_and_in(data):
    model = stack()
    kernel, bias = model.get_weights()
    model.set_weights([kernel * 0 + 1, bias + 2])
    assert np.allclose(model.predict(data[0], verbose=0), data[1] + 2, atol=1e-4)
    assert [w.name for w in model.weights] == ["kernel", "bias"] and len(model.trainable_weights) == 2
    model.layers[0].trainable = False
    assert model.trainable_weights == [] and len(model.non_trainable_weights) == 2
    with pytest.raises(ValueError, match="2 weights"):
        model.set_weights([kernel])


@pytest.mark.parametrize("end", [".keras", ".h5"])
def test_files(tmp_path, data, end):
    x, y = data
    model = stack(layers.Dense(4, activation="relu"))
    model.fit(x, y, verbose=0)
    path = tmp_path / f"model{end}"
    model.save(path)
    again = models.load_model(path)
    assert type(again) is models.Sequential and type(again.layers[0]) is layers.Dense
    assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    assert again.fit(x, y, verbose=0).history["loss"] == pytest.approx(
        model.fit(x, y, verbose=0).history["loss"], rel=0.2)
    for kind in (OSError, ValueError, keratin.saving.FileError):
        with pytest.raises(kind, match="^File not found: filepath=.*nothing.keras"):
            models.load_model(tmp_path / "nothing.keras")
    model.save_weights(tmp_path / "w.weights.h5")
    again.load_weights(tmp_path / "w.weights.h5")
    assert np.array_equal(again.get_weights()[0], model.get_weights()[0])


def test_text_and_configurations(data):
    model = two_ends()
    for again in (models.model_from_json(model.to_json()), models.clone_model(model),
                  keratin.Model.from_config(model.get_config())):
        assert type(again) is models.Functional
        assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    config = stack().get_config()
    assert models.Sequential.from_config(config).get_config()["layers"] == config["layers"]


def test_they_pickle_and_copy(data):
    x, y = data
    model = stack(layers.Dense(4))
    history = model.fit(x, y, verbose=0)
    for again in (pickle.loads(pickle.dumps(model)), copy.copy(model), copy.deepcopy(model)):
        assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
        assert again.layers[0] is not model.layers[0] and again.compiled
        again.set_weights([w * 0 for w in again.get_weights()])
    assert np.any(model.predict(x, verbose=0))
    assert pickle.loads(pickle.dumps(history)).history == history.history
    layer = pickle.loads(pickle.dumps(model.layers[0]))
    assert np.array_equal(layer.get_weights()[0], model.layers[0].get_weights()[0])
    assert float(pickle.loads(pickle.dumps(optimizers.Adam(0.5))).learning_rate) == 0.5
    unbuilt = pickle.loads(pickle.dumps(models.Sequential([layers.Dense(2)])))
    assert not unbuilt.built and unbuilt.layers[0].units == 2


def test_what_is_printed_goes_to_pythons_stdout(data, monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    model = stack()
    print("before")
    model.fit(*data, epochs=1, verbose=2)
    print("between")
    model.evaluate(*data, verbose=1)
    model.summary()
    print("after")
    text = out.getvalue()
    places = [text.index(part) for part in
              ("before", "2/2 - ", "between", "1/2", 'Model: "sequential"', "Total params", "after")]
    assert places == sorted(places)
    lines = []
    model.summary(print_fn=lines.append)
    assert 'Model: "sequential"' in "".join(lines)


def test_shapes_are_known_by_build_and_by_older_words(data):
    model = models.Sequential([layers.Dense(4), layers.Dense(2)])
    model.build((None, 8))
    assert model.built and model.count_params() == 8 * 4 + 4 + 4 * 2 + 2 and model.output_shape == (None, 2)
    assert models.Sequential([layers.Dense(4, input_dim=8)]).output_shape == (None, 4)
    assert models.Sequential([layers.Dense(4, batch_input_shape=(None, 8))]).output_shape == (None, 4)
    assert layers.Dense(4).compute_output_shape((None, 8)) == (None, 4)
    with pytest.raises(ValueError, match="set_weights"):
        layers.Embedding(3, 4, weights=[np.zeros((3, 4))])


def test_optimizers_are_the_callers(data):
    rate = optimizers.SGD(0.5)
    model = stack()
    model.compile(rate, "mse")
    assert model.optimizer is rate
    rate.learning_rate = 0.25
    assert float(model.optimizer.learning_rate) == 0.25
    model.optimizer.learning_rate.assign(0.125)
    assert model.optimizer.learning_rate.numpy() == 0.125
    model.fit(*data, verbose=0, batch_size=16)
    assert rate.iterations == 4
    model.compile("adam", "mse")
    assert type(model.optimizer) is optimizers.Adam
    schedule = optimizers.schedules.ExponentialDecay(0.5, 10, 0.5)
    assert float(schedule(10)) == 0.25 and optimizers.Adam(schedule).get_config()["learning_rate"]["class_name"] == "ExponentialDecay"


def test_sources(data):
    x, y = data

    class Batches(utils.PyDataset):
        def __init__(self, **arguments):
            super().__init__(**arguments)
            self.epochs = 0

        def __len__(self):
            return 4

        def __getitem__(self, i):
            return x[16 * i:16 * i + 16], y[16 * i:16 * i + 16]

        def on_epoch_end(self):
            self.epochs += 1

    def endless():
        while True:
            yield x[:16], y[:16]

    model, batches = stack(), Batches(workers=2)
    model.fit(batches, epochs=3, verbose=0)
    assert batches.epochs >= 2
    assert model.evaluate(Batches(), verbose=0) == pytest.approx(model.evaluate(x, y, verbose=0, batch_size=16), rel=1e-5)
    assert np.array_equal(model.predict(Batches(), verbose=0), model.predict(x, verbose=0, batch_size=16))
    history = model.fit(endless(), steps_per_epoch=3, epochs=2, verbose=0, validation_data=(x, y))
    assert len(history.history["val_loss"]) == 2

    class Broken(Batches):
        def __getitem__(self, i):
            raise KeyError("no such batch")

    with pytest.raises(KeyError, match="no such batch"):
        model.fit(Broken(), verbose=0)


def test_errors_have_the_library_s_text(data):
    model = models.Sequential([layers.Dense(1)])
    with pytest.raises(ValueError, match="you must call compile"):
        model.fit(*data)
    with pytest.raises(ValueError, match="rmspropp"):
        model.compile("rmspropp")
    with pytest.raises(ValueError, match="units must be at least 1, received -1"):
        layers.Dense(-1)
    with pytest.raises(ValueError, match="no argument 'unit'"):
        layers.Dense(3, unit=4)
    with pytest.raises(TypeError, match="units"):
        layers.Dense()
    with pytest.raises(ValueError, match="different numbers of samples|samples"):
        stack().fit(data[0], data[1][:3], verbose=0)
    with pytest.raises(ValueError, match="ShapeError"):
        stack().predict(np.zeros((2, 3), np.float32), verbose=0)


@pytest.mark.parametrize("arguments", ({"epochs": 2.0}, {"batch_size": 16.5}, {"steps_per_epoch": 64 / 32},
                                       {"validation_freq": "2"}))
def test_numbers_of_things_are_whole(data, arguments):
    with pytest.raises(TypeError, match=f"{next(iter(arguments))} must be a whole number"):
        stack(layers.Dense(4)).fit(*data, verbose=0, **arguments)


def test_models_go_when_nothing_holds_them(data):
    model = stack(layers.Dense(4))
    model.fit(*data, verbose=0)
    gone = weakref.ref(model)
    history = model.history
    del model
    history.set_model(None)
    gc.collect()
    assert gone() is None


# --- dicts of tensors ---


def test_dicts_at_the_ends_of_a_model(data, tmp_path):
    x, y = data
    a, b = keratin.Input((8,)), keratin.Input((8,))
    model = keratin.Model({"left": a, "right": b}, {"p": layers.Dense(1)(a + b), "q": layers.Dense(1)(a)})
    model.compile("sgd", {"p": "mse", "q": "mse"}, metrics={"q": ["mae"]})
    assert set(model.fit({"right": x, "left": x}, {"p": y, "q": y}, verbose=0).history) == {"loss", "p_loss", "q_loss", "q_mae"}
    predicted = model.predict({"left": x, "right": x}, verbose=0)
    assert sorted(predicted) == ["p", "q"] and isinstance(predicted["p"], np.ndarray)
    called = model({"left": x, "right": x})
    assert np.allclose(np.asarray(called["q"]), predicted["q"], atol=1e-5)
    assert np.allclose(model.predict_on_batch({"right": x, "left": x})["p"], predicted["p"], atol=1e-5)
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras")
    assert np.allclose(again.predict({"left": x, "right": x}, verbose=0)["p"], predicted["p"], atol=1e-5)
    for wrong in ({"left": x}, {"left": x, "wrong": x}):
        with pytest.raises(ValueError, match="input"):
            model(wrong)
    outer = keratin.Input((8,))
    nested = keratin.Model(outer, model({"left": outer, "right": outer})["p"])
    assert np.allclose(nested.predict(x, verbose=0), predicted["p"], atol=1e-5)


def test_dicts_in_a_call_of_python_s(data):
    x, y = data

    class Named(keratin.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(1)

        def call(self, inputs):
            return self.dense(inputs["right"] - 2 * inputs["left"])

    class Gives(keratin.Model):
        def call(self, x):
            return {"double": x * 2, "same": x}

    model = Named()
    model.compile("sgd", "mse")
    model.fit({"right": x, "left": x}, y, verbose=0, batch_size=16)
    predicted = model.predict({"left": x, "right": x}, verbose=0)
    assert np.allclose(np.asarray(model({"right": x, "left": x})), predicted, atol=1e-5)
    assert np.allclose(predicted, -x @ model.get_weights()[0] + model.get_weights()[1], atol=1e-4)
    assert model.evaluate({"left": x, "right": x}, y, verbose=0) == pytest.approx(np.mean((predicted - y) ** 2), rel=1e-4)
    given = Gives()(x)
    assert sorted(given) == ["double", "same"] and np.array_equal(np.asarray(given["double"]), 2 * x)
    assert np.array_equal(Gives().predict(x, verbose=0)["double"], 2 * x)


def test_symbolic_tensors_are_no_numbers():
    x = keratin.Input((3,))
    for ask in (bool, len, list, float, int):
        with pytest.raises(TypeError, match="[Ss]ymbolic"):
            ask(x)
