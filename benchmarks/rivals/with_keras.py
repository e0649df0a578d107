"""Keras on JAX, TensorFlow or PyTorch, as KERAS_BACKEND says.

steps_per_execution made no difference that stood out of the noise on JAX."""
import gc
import time

import keras
import numpy as np

from rivals import Epoch

SETTINGS = {
    "jax": {"jit_compile": True, "steps_per_execution": 67},  # 469 steps are 7 times 67
    "tensorflow": {"jit_compile": True},
    "torch": {},
}


class EpochClock(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.times = [time.perf_counter()]

    def on_epoch_end(self, epoch, logs=None):
        self.times.append(time.perf_counter())


class Keras:
    ways = ["predict", "predict_on_batch"]

    def build(self, units, inputs=784, learning_rate=1e-3, seed=0, loss="crossentropy"):
        keras.utils.set_random_seed(seed)
        is_classifier = loss == "crossentropy"
        self.network = keras.Sequential([keras.Input((inputs,))])
        for width in units[:-1]:
            self.network.add(keras.layers.Dense(width, activation="relu"))
        self.network.add(keras.layers.Dense(units[-1],
                                            activation="softmax" if is_classifier else "linear"))
        settings = dict(SETTINGS[keras.backend.backend()])
        if not is_classifier:  # train_on_batch is one step by its nature
            settings.pop("steps_per_execution", None)
        self.network.compile(keras.optimizers.RMSprop(learning_rate),
                             "categorical_crossentropy" if is_classifier else "mse",
                             metrics=["accuracy"] if is_classifier else [], **settings)

    def prepare(self, x, y):
        return x, np.eye(10, dtype="float32")[y]

    def fit(self, data, batch_size, epochs):
        x, y = data
        clock = EpochClock()
        history = self.network.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0,
                                   callbacks=[clock]).history
        return [Epoch(end - begin, loss, accuracy) for begin, end, loss, accuracy in
                zip(clock.times, clock.times[1:], history["loss"], history["accuracy"])]

    def accuracy(self, x, y):
        return self.network.evaluate(*self.prepare(x, y), batch_size=128, verbose=0)[1]

    def predictor(self, way, x, batch_size):
        if way == "predict_on_batch":
            return lambda: self.network.predict_on_batch(x)
        return lambda: self.network.predict(x, batch_size=batch_size, verbose=0)

    def trainer(self, x, y):
        return lambda: self.network.train_on_batch(x, y)

    def free(self):
        self.network = None
        keras.backend.clear_session()
        gc.collect()
