"""Models with steps of training of their own, optimizers of Python's, and loops without fit."""
import gc
import pickle
import weakref

import numpy as np
import pytest

import keratin
from keratin import layers, losses, metrics, models, ops, optimizers, saving


def pair(cls, **arguments):
    """A model of the class between symbolic tensors, with the same weights each time."""
    a = keratin.Input((8,))
    return cls(a, layers.Dense(1, kernel_initializer="zeros", **arguments)(a))


def numbers_of(model, data, **compile_arguments):
    """What two epochs and an evaluation give."""
    model.compile("sgd", **compile_arguments)
    history = model.fit(*data, epochs=2, batch_size=16, verbose=0, shuffle=False, validation_data=data)
    return history.history, model.evaluate(*data, verbose=0, return_dict=True)


def same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert one[name] == pytest.approx(other[name], rel=1e-4), name


class OwnLoss(keratin.Model):
    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return ops.mean(ops.square(y - y_pred))


class ThroughBase(keratin.Model):
    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        return super().compute_loss(x, y, y_pred, sample_weight, training)

    def train_step(self, data):
        return super().train_step(data)

    def test_step(self, data):
        return super().test_step(data)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        return super().compute_metrics(x, y, y_pred, sample_weight)


class ByHand(keratin.Model):
    """The guide of Keras's for TensorFlow, word by word."""

    def train_step(self, data):
        x, y = data
        with keratin.GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(y=y, y_pred=y_pred)
        trainable_vars = self.trainable_variables
        gradients = tape.gradient(loss, trainable_vars)
        self.optimizer.apply(gradients, trainable_vars)
        for metric in self.metrics:
            if metric.name == "loss":
                metric.update_state(loss)
            else:
                metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}


@pytest.mark.parametrize("cls", [ThroughBase, ByHand])
def test_steps_of_their_own_train_as_the_library_does(cls, data):
    for arguments in ({}, {"kernel_constraint": keratin.constraints.MaxNorm(1.5)}, {"kernel_regularizer": "l2"}):
        expected = numbers_of(pair(keratin.Model, **arguments), data, loss="mse", metrics=["mae"])
        received = numbers_of(pair(cls, **arguments), data, loss="mse", metrics=["mae"])
        same(received[0], expected[0])
        same(received[1], expected[1])


def test_a_loss_of_the_model_s_needs_none_of_compile_s(data):
    expected = numbers_of(pair(keratin.Model), data, loss="mse")
    received = numbers_of(pair(OwnLoss), data)
    same(received[0], expected[0])
    same(received[1], expected[1])
    model = pair(OwnLoss)
    model.compile("sgd", metrics=["mae"])
    assert list(model.fit(*data, verbose=0).history) == ["loss", "mae"]


def test_sample_weights_reach_the_steps(data):
    weights = np.linspace(0, 1, 64).astype(np.float32)
    seen = []

    class Weighted(keratin.Model):
        def train_step(self, given):
            seen.append([None if one is None else one.shape for one in given])
            return super().train_step(given)

    numbers = []
    for cls in (keratin.Model, Weighted):
        model = pair(cls)
        model.compile("sgd", "mse", weighted_metrics=["mae"])
        numbers.append(model.fit(*data, sample_weight=weights, verbose=0, batch_size=32, shuffle=False).history)
    same(*numbers)
    assert seen == [[(32, 8), (32, 1), (32,)]] * 2


class Lower(keratin.Model):
    """Metrics of its own, a `call`, and no loss in compile."""

    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(1, kernel_initializer="zeros")
        self.loss_tracker = metrics.Mean(name="loss")
        self.mae_metric = metrics.MeanAbsoluteError(name="mae")
        self.loss_fn = losses.MeanSquaredError()

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        x, y = data
        with keratin.GradientTape() as tape:
            y_pred = self(x)
            loss = self.loss_fn(y, y_pred)
        self.optimizer.apply_gradients(zip(tape.gradient(loss, self.trainable_weights), self.trainable_weights))
        self.loss_tracker.update_state(loss)
        self.mae_metric.update_state(y, y_pred)
        return {"loss": self.loss_tracker.result(), "mae": self.mae_metric.result()}

    def test_step(self, data):
        x, y = data
        y_pred = self(x)
        self.loss_tracker.update_state(self.loss_fn(y, y_pred))
        self.mae_metric.update_state(y, y_pred)
        return {m.name: m.result() for m in self.metrics}

    @property
    def metrics(self):
        return [self.loss_tracker, self.mae_metric]


def test_metrics_of_its_own_begin_anew_with_each_epoch(data):
    expected = numbers_of(pair(keratin.Model), data, loss="mse", metrics=["mae"])
    received = numbers_of(Lower(), data)
    same(received[0], expected[0])
    same(received[1], expected[1])
    model = Lower()
    model.compile("sgd")
    first = model.train_on_batch(*data)
    assert model.train_on_batch(*data)[0] < first[0] and len(first) == 2


def test_two_networks_that_train_each_other(data):
    class Gan(keratin.Model):
        def __init__(self):
            super().__init__()
            self.critic = models.Sequential([keratin.Input((8,)), layers.Dense(4, activation="relu"), layers.Dense(1)])
            self.maker = models.Sequential([keratin.Input((3,)), layers.Dense(8)])
            self.critic_loss = metrics.Mean(name="critic_loss")
            self.seed_generator = keratin.random.SeedGenerator(1337)
            self.built = True

        @property
        def metrics(self):
            return [self.critic_loss]

        def compile(self, of_critic, of_maker):
            super().compile()
            self.of_critic, self.of_maker = of_critic, of_maker

        def train_step(self, real):
            noise = keratin.random.normal((ops.shape(real)[0], 3), seed=self.seed_generator)
            with keratin.GradientTape() as tape:
                loss = ops.mean(self.critic(self.maker(noise))) - ops.mean(self.critic(real))
            self.of_critic.apply(tape.gradient(loss, self.critic.trainable_weights), self.critic.trainable_weights)
            with keratin.GradientTape() as tape:
                made = -ops.mean(self.critic(self.maker(noise)))
            self.of_maker.apply(tape.gradient(made, self.maker.trainable_weights), self.maker.trainable_weights)
            self.critic_loss.update_state(loss)
            return {"critic_loss": self.critic_loss.result(), "maker": made}

    gan = Gan()
    gan.compile(optimizers.SGD(0.1), optimizers.Adam(0.1))
    before = gan.get_weights()
    history = gan.fit(data[0], epochs=2, verbose=0, batch_size=16)
    assert sorted(history.history) == ["critic_loss", "maker"]
    assert all(np.any(a != b) for a, b in zip(before[::2], gan.get_weights()[::2]))
    assert gan.of_critic.iterations == 8 and gan.of_maker.iterations == 8


def test_predict_step_and_several_inputs(data):
    x, y = data

    class Doubled(keratin.Model):
        def predict_step(self, given):
            return super().predict_step(given) * 2

        def train_step(self, given):
            (a, b), y = given
            assert a.shape == b.shape
            return super().train_step(given)

    a, b = keratin.Input((8,)), keratin.Input((8,))
    model = Doubled([a, b], layers.Dense(1)(a + b))
    model.compile("sgd", "mse")
    model.fit([x, x], y, verbose=0)
    once = np.asarray(model([x, x]))
    assert np.allclose(model.predict([x, x], verbose=0, batch_size=16), 2 * once, rtol=1e-5)
    assert np.allclose(model.predict_on_batch([x, x]), 2 * once, rtol=1e-5)


def test_steps_that_give_something_else_say_so(data):
    class Wrong(keratin.Model):
        def train_step(self, data):
            return 3.0

    class Raises(keratin.Model):
        def train_step(self, data):
            raise KeyError("in the step")

    for cls, error, text in ((Wrong, TypeError, "a dict of logs"), (Raises, KeyError, "in the step")):
        model = pair(cls)
        model.compile("sgd", "mse")
        with pytest.raises(error, match=text):
            model.fit(*data, verbose=0)
    with pytest.raises(TypeError, match="would not call it"):
        type("Mine", (models.Sequential,), {"train_step": lambda self, data: {}})
    with pytest.raises(TypeError, match="has its `call`"):
        pair(type("Both", (keratin.Model,), {"call": lambda self, x: x}))
    with pytest.raises(AttributeError, match="metrics"):
        pair(keratin.Model).metrics


def test_they_come_back_from_files(data, tmp_path):
    model = saving.register_keras_serializable("steps")(type("Saved", (ByHand,), {}))
    made = pair(model)
    made.compile(optimizers.Adam(0.01), "mse", metrics=["mae"])
    made.fit(*data, verbose=0)
    made.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras")
    assert type(again) is model and np.array_equal(again.predict(data[0], verbose=0), made.predict(data[0], verbose=0))
    same(again.fit(*data, verbose=0, shuffle=False).history, made.fit(*data, verbose=0, shuffle=False).history)


# --- optimizers ---


class Momentum(optimizers.Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.momentum = momentum

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.velocities = [self.add_variable_from_reference(v, name="velocity") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        velocity = self.velocities[self._get_variable_index(variable)]
        self.assign(velocity, self.momentum * velocity - ops.cast(learning_rate, variable.dtype) * gradient)
        self.assign_add(variable, velocity)

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum}


@pytest.mark.parametrize("arguments", [
    {}, {"clipnorm": 0.5}, {"clipvalue": 0.1}, {"global_clipnorm": 0.5}, {"weight_decay": 0.1}, {"use_ema": True},
    {"gradient_accumulation_steps": 2}, {"loss_scale_factor": 8.0},
    {"learning_rate": optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)}], ids=lambda x: "-".join(x) or "plain")
def test_an_optimizer_of_python_s_is_as_the_library_s(arguments, data):
    numbers = []
    for cls in (optimizers.SGD, Momentum):
        keratin.utils.set_random_seed(1)
        model = models.Sequential([keratin.Input((8,)), layers.Dense(4, activation="tanh"), layers.Dense(1)])
        optimizer = cls(**{"learning_rate": 0.05, "momentum": 0.9, **arguments})
        model.compile(optimizer, "mse")
        numbers.append((model.fit(*data, epochs=3, batch_size=16, verbose=0, shuffle=False).history, model.get_weights()))
        assert optimizer.iterations == (6 if "gradient_accumulation_steps" in arguments else 12) and model.optimizer is optimizer
    same(numbers[0][0], numbers[1][0])
    for one, other in zip(numbers[0][1], numbers[1][1]):
        assert np.allclose(one, other, rtol=1e-3, atol=1e-5)


def test_optimizers_of_python_s_are_kept_in_files(data, tmp_path):
    model = models.Sequential([keratin.Input((8,)), layers.Dense(1)])
    model.compile(Momentum(0.05, 0.5), "mse")
    model.fit(*data, verbose=0)
    model.save(tmp_path / "m.keras")
    again = models.load_model(tmp_path / "m.keras", custom_objects={"Momentum": Momentum})
    assert type(again.optimizer) is Momentum and again.optimizer.momentum == 0.5 and again.optimizer.iterations == 2
    same(again.fit(*data, verbose=0, shuffle=False).history, model.fit(*data, verbose=0, shuffle=False).history)
    assert np.allclose(again.get_weights()[0], model.get_weights()[0])
    assert not models.load_model(tmp_path / "m.keras").compiled  # a warning says why
    copied = pickle.loads(pickle.dumps(Momentum(0.5)))
    assert copied.momentum == 0.9 and float(copied.learning_rate) == 0.5


def test_optimizers_go_when_nothing_holds_them(data):
    optimizer = Momentum()
    model = pair(keratin.Model)
    model.compile(optimizer, "mse")
    model.fit(*data, verbose=0)
    gone = weakref.ref(optimizer)
    del model, optimizer
    gc.collect()
    assert gone() is None


def test_what_an_optimizer_of_python_s_lacks_is_said(data):
    class Nothing(optimizers.Optimizer):
        pass

    class Forgets(optimizers.Optimizer):
        def __init__(self):
            self.rate = 1

    model = pair(keratin.Model)
    model.compile(Nothing(0.1), "mse")
    with pytest.raises(NotImplementedError, match="update_step"):
        model.fit(*data, verbose=0)
    with pytest.raises(ValueError, match="super"):
        model.compile(Forgets(), "mse")
    with pytest.raises(ValueError, match="not recognized"):
        Nothing(learning=3)
    with pytest.raises(TypeError, match="would not call it"):
        type("Mine", (optimizers.SGD,), {"update_step": lambda self, g, v, r: None})


# --- loops without fit ---


def test_a_loop_of_one_s_own(data):
    x, y = data
    model, optimizer, loss_fn = pair(keratin.Model, kernel_regularizer=keratin.regularizers.L2(0.01)), optimizers.SGD(0.01), losses.MeanSquaredError()
    reference = pair(keratin.Model, kernel_regularizer=keratin.regularizers.L2(0.01))
    reference.compile(optimizers.SGD(0.01), "mse")
    for _ in range(3):
        with keratin.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True)) + sum(model.losses)
        optimizer.apply(tape.gradient(loss, model.trainable_weights), model.trainable_weights)
        assert reference.train_on_batch(x, y) == pytest.approx(float(loss), rel=1e-4)
    assert np.allclose(model.get_weights()[0], reference.get_weights()[0], rtol=1e-4)


def test_the_last_call_s_losses_are_kept():
    class Adds(layers.Layer):
        def call(self, x):
            self.add_loss([ops.sum(x), 2.0 * ops.max(x)])
            return x

    layer = Adds()
    layer(np.ones((2, 3), np.float32))
    assert [float(one) for one in layer.losses] == [6, 2]
    dense = layers.Dense(2, kernel_initializer="ones", kernel_regularizer=keratin.regularizers.L2(0.5), activity_regularizer="l2")
    assert dense.losses == []
    dense(np.ones((1, 1), np.float32))
    assert [float(one) for one in dense.losses] == pytest.approx([0.02, 1.0])


def test_gradients_are_those_of_mathematics():
    x = keratin.Variable([1.0, 2.0])
    other = keratin.Variable([5.0])
    t = ops.convert_to_tensor([3.0, 4.0])
    with keratin.GradientTape(persistent=True) as tape:
        tape.watch(t)
        y = x * x * t
    found = tape.gradient(y, {"x": x, "rest": [t, other]})
    assert np.asarray(found["x"]).tolist() == [6, 16] and np.asarray(found["rest"][0]).tolist() == [1, 4]
    assert found["rest"][1] is None and np.asarray(tape.gradient(y, other, unconnected_gradients="zero")).tolist() == [0]
    assert [np.asarray(one).tolist() for one in keratin.gradients(ops.sum(x * 3), [x])] == [[3, 3]]
    with keratin.GradientTape() as outer:
        with keratin.GradientTape() as inner:
            y = ops.sum(x * x)
        with pytest.raises(ValueError, match="gradients of gradients"):
            inner.gradient(y, x)
    assert np.asarray(outer.gradient(y, x)).tolist() == [2, 4]
    with pytest.raises(ValueError, match="convert_to_tensor"):
        outer.watch(np.ones(2))


def test_gradients_that_are_not_there(data):
    model, optimizer = pair(keratin.Model), optimizers.SGD(0.1)
    before = model.get_weights()
    with pytest.raises(ValueError, match="No gradients provided"):
        optimizer.apply([None, None], model.trainable_weights)
    optimizer.apply([None, np.ones(1, np.float32)], model.trainable_weights)
    assert np.array_equal(model.get_weights()[0], before[0]) and np.allclose(model.get_weights()[1], before[1] - 0.1)
    optimizer.apply([np.ones(1, np.float32)], model.trainable_weights[1:])
    assert np.array_equal(model.get_weights()[0], before[0]) and np.allclose(model.get_weights()[1], before[1] - 0.2)
    with pytest.raises(ValueError, match="none of those"):
        optimizer.apply([np.ones(1, np.float32)], [keratin.Variable([1.0])])
    with pytest.raises(ValueError, match="2 gradients for 1"):
        optimizer.apply([None, np.ones(1)], model.trainable_weights[1:])
