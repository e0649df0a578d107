"""The small networks in Keras, on the backend that KERAS_BACKEND names."""
import gc

import keras

from rivals import Epoch, small
from rivals.with_keras import EpochClock

# steps_per_execution spares the loop's Python; ten steps compile in seconds.
SETTINGS = {"jax": {"jit_compile": True, "steps_per_execution": 10},
            "tensorflow": {"jit_compile": True, "steps_per_execution": 10}, "torch": {}}


class Small:
    def __init__(self, name, network, way, seed):
        keras.utils.set_random_seed(seed)
        self.network, l = network, keras.layers
        self.model = keras.Sequential([keras.Input((network.inputs,))])
        for width in network.hidden:
            if network.has_normalization:
                self.model.add(l.Dense(width))
                self.model.add(l.BatchNormalization(momentum=small.MOMENTUM,
                                                    epsilon=small.NORMALIZATION_EPSILON))
                self.model.add(l.Activation("relu"))
            else:
                self.model.add(l.Dense(width, activation="relu"))
        is_classifier = network.outputs > 1
        self.model.add(l.Dense(network.outputs, activation="softmax" if is_classifier else None))
        settings = dict(SETTINGS[keras.backend.backend()])
        if way == "train_on_batch":  # it is one step by its nature
            settings.pop("steps_per_execution", None)
        self.model.compile(keras.optimizers.Adam(small.LEARNING_RATE),
                           "sparse_categorical_crossentropy" if is_classifier else "mse",
                           **settings)
        self.x, self.y = small.data(network)

    def fit(self, epochs):
        clock = EpochClock()
        losses = self.model.fit(self.x, self.y, batch_size=self.network.batch, epochs=epochs,
                                verbose=0, callbacks=[clock]).history["loss"]
        return [Epoch(end - begin, loss, 0) for begin, end, loss in
                zip(clock.times, clock.times[1:], losses)]

    def trainer(self):
        x, y = self.x[:self.network.batch], self.y[:self.network.batch]
        return lambda: self.model.train_on_batch(x, y)

    def free(self):
        self.model = None
        keras.backend.clear_session()
        gc.collect()
