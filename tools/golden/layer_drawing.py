"""Draws random functional models of every modelling layer, as graph_drawing.py does of small ones.

Masks begin in Embedding(mask_zero=True) and Masking and go where Keras lets them go. What Keras
refuses is not drawn. Layers that are random in training only have a rate of nothing.
SpectralNormalization is drawn on JAX alone: in training, Keras on PyTorch changes its kernel.
"""
import math
import warnings

import drawing_of_sequences as sequences
import drawing_of_space as space
import numpy as np
from graph_drawing import Drawing, Drawn
from keras_classes import keras

# Numbers of words that an Embedding knows.
WORDS = 10


def axes_of(drawing, x):
    """One axis or several, counted from the front or from behind."""
    rank = len(x.shape)
    axis = drawing.whole(1, rank)
    if rank > 1 and drawing.chance(0.3):
        return sorted({axis, drawing.whole(1, rank)})
    return drawing.pick([-1, -1, axis, axis - rank - 1])


def normalization(drawing, x):
    l, rank, given = keras.layers, len(x.shape), drawing.common()
    if drawing.chance(0.5):
        given["epsilon"] = drawing.number(0.01, 0.1)
    kind = drawing.whole(0, 6)
    scaled = {"center": drawing.chance(0.8), "scale": drawing.chance(0.8)}
    one = drawing.pick([-1, -1, drawing.whole(1, rank)])
    if kind <= 1:
        return l.BatchNormalization(one, drawing.number(0.5, 0.95), **scaled, **given)
    if kind == 2:
        return l.LayerNormalization(axis=axes_of(drawing, x), **scaled, **given)
    if kind == 3:
        return l.RMSNormalization(axis=axes_of(drawing, x), **given)
    if kind == 4:
        length = x.shape[one - 1 if one > 0 else one]
        groups = drawing.pick([n for n in (1, 2, 3, 4) if length % n == 0] + [-1])
        return l.GroupNormalization(groups, one, **scaled, **given)
    given.pop("epsilon", None)
    if kind == 5:
        return l.UnitNormalization(axis=axes_of(drawing, x), **given)
    lengths = x.shape[-1]
    numbers = [drawing.number(0.5, 2) for _ in range(2 * lengths)]
    return l.Normalization(mean=numbers[:lengths], variance=numbers[lengths:],
                           invert=drawing.chance(0.3), **given)


def spectral(drawing, x):
    l, rank = keras.layers, len(x.shape)
    choices = [lambda: l.Dense(drawing.whole(1, 4), activation="tanh"),
               lambda: l.Dense(drawing.whole(1, 3), use_bias=False)]
    if rank == 2:
        choices.append(lambda: l.Conv1D(2, 2, padding="same"))
    if rank == 3:
        choices.append(lambda: l.Conv2D(2, 2, padding="same"))
    return l.SpectralNormalization(drawing.pick(choices)(), drawing.whole(1, 3),
                                   **drawing.common())


def random_in_training(drawing, x):
    l, n = keras.layers, len(x.shape) - 1
    choices = [lambda **given: l.Dropout(0.0, **given),
               lambda **given: l.GaussianNoise(0.0, **given),
               lambda **given: l.GaussianDropout(0.0, **given),
               lambda **given: l.AlphaDropout(0.0, **given),
               lambda **given: l.ActivityRegularization(0.01, drawing.number(0.01, 0.05), **given)]
    if 1 <= n <= 3:
        choices.append(lambda **given: getattr(l, f"SpatialDropout{n}D")(0.0, **given))
    return drawing.pick(choices)(**drawing.common())


def activation(drawing, x):
    l, rank, given = keras.layers, len(x.shape), drawing.common()
    kind = drawing.whole(0, 2)
    if kind == 0:
        return l.ELU(drawing.number(0.3, 1.5), **given)
    if kind == 1:
        return l.Softmax(axes_of(drawing, x), **given)
    shared = [axis for axis in range(1, rank + 1) if drawing.chance(0.5)]
    return l.PReLU(shared_axes=shared or None, **given)


def einsum_dense(drawing, x):
    rank, given = len(x.shape), {"activation": drawing.activation(), **drawing.common()}
    units = drawing.whole(1, 4)
    if rank == 1:
        return keras.layers.EinsumDense("ab,bc->ac", units, bias_axes="c", **given)
    if rank == 2:
        return drawing.pick([
            lambda: keras.layers.EinsumDense("abc,cd->abd", (None, units), bias_axes="d", **given),
            lambda: keras.layers.EinsumDense("abc,bcd->ad", units, bias_axes="d", **given),
            lambda: keras.layers.EinsumDense("abc,cde->abde", (None, 2, units), bias_axes="e",
                                             **given)])()
    axes = "abcdefg"[:rank]  # Keras 3.15 turns around the shape of "...x,xy->...y"
    equation = f"{axes}x,xy->{axes}y"
    return keras.layers.EinsumDense(equation, (*x.shape[:-1], units), bias_axes="y", **given)


def rounded(array):
    return (np.round(array * 64) / 64).astype("float32")


def is_known(drawn):
    return bool(drawn.size)


# How likely each is, which tensors it takes, what makes it.
FAMILIES = [
    (6, space.is_spatial, space.convolution), (5, space.is_spatial, space.pool),
    (3, space.is_spatial, space.margin), (5, is_known, normalization),
    (1, is_known, random_in_training), (3, is_known, activation), (2, is_known, einsum_dense),
    (2, sequences.is_sequence, sequences.masking),
    (2, sequences.is_sequence, sequences.bidirectional),
    (2, lambda drawn: len(drawn.shape) >= 2 and is_known(drawn), sequences.time_distributed),
    (5, sequences.is_film, sequences.film_recurrence),
] + [(6, is_known, spectral)] * sequences.IS_JAX


class LayerDrawing(Drawing):
    SHAPES = [(6,), (4,), (4, 3), (5, 2), (3, 4), (6, 1), (4, 4, 2), (5, 4, 1), (3, 3, 2),
              (3, 2, 2, 2), (2, 3, 3, 2), (2, 2, 2, 2, 2)]
    SAMPLES = 6
    MOST_AXES, MOST_NUMBERS = 5, 40

    def __init__(self, *given):
        super().__init__(*given)
        self.needs_operators = False

    def kinds(self):
        strokes = [(self.careful(stroke), weight) for stroke, weight in super().kinds()]
        ours = [(self.family_stroke, 24),
                (lambda: sequences.recurrence_stroke(self), 5),
                (lambda: sequences.scored_stroke(self), 3),
                (lambda: sequences.heads_stroke(self), 4)]
        return strokes + [(self.careful(stroke), weight) for stroke, weight in ours]

    def careful(self, stroke):
        """The stroke, which gives nothing where Keras refuses."""
        def tried():
            with warnings.catch_warnings():
                # Keras on PyTorch says so where it is about to differ from the other backends.
                warnings.filterwarnings("error", message=".*inconsistencies across backends.*")
                try:
                    return stroke()
                except Exception:
                    return None
        return tried

    def made_by(self, layer, made, *sources):
        """What a layer gave: one tensor, or several, of which all but one join the pool at once."""
        drawn = [self.put(one, *sources)
                 for one in (made if isinstance(made, (list, tuple)) else [made])]
        self.pool += [one for one in drawn[1:] if self.fits(one)]
        if len(sources) == 1 and self.chance(0.3):
            self.shared.append((layer, sources[0].shape))
        return drawn[0]

    def family_stroke(self):
        choice = self.rng.random() * sum(weight for weight, _, _ in FAMILIES)
        for weight, fits, make in FAMILIES:
            choice -= weight
            if choice < 0:
                break
        x = self.recent(fits)
        if x is None:
            return None
        layer = make(self, x)
        return self.made_by(layer, layer(x.tensor), x)

    def shared_stroke(self):
        if not self.shared:
            return None
        layer, shape = self.pick(self.shared)
        x = self.recent(lambda drawn: drawn.shape == shape)
        return x and self.made_by(layer, layer(x.tensor), x)

    def draw_input(self):
        if self.chance(0.3):
            self.add_input((self.whole(3, 6),), dtype="int32")
        elif self.with_operators and self.chance(0.1):
            self.add_input((None, self.whole(2, 4)))
        else:
            super().draw_input()

    def add_input(self, shape, **given):
        if given.get("dtype") == "int32" and len(shape) == 1:
            source = keras.Input(shape, **given)
            self.inputs.append(source)
            words = sequences.embedding(self, WORDS)
            self.pool.append(self.put(words(source), self.of_input(source)))
        elif None in shape:
            source = keras.Input(shape, **given)
            self.inputs.append(source)
            layer = self.pick([
                lambda: sequences.recurrence(self, return_sequences=False),
                keras.layers.GlobalAveragePooling1D, keras.layers.GlobalMaxPooling1D])()
            x = self.of_input(source)
            x = self.put(keras.layers.Masking()(source), x) if self.chance(0.5) else x
            self.pool.append(self.put(layer(x.tensor), x))
        else:
            super().add_input(shape, **given)

    def of_input(self, source):
        return Drawn(source, frozenset([len(self.inputs) - 1]))

    def is_too_large(self, model):
        return sum(math.prod(weight.shape) for weight in model.weights) > 150

    def weights_of(self, model):
        """Multiples of 1/64, which pack well."""
        values = []
        for weight in model.weights:
            if "variance" in weight.name:
                array = self.rng.uniform(0.3, 1.5, weight.shape)
            else:
                fan = np.prod(weight.shape[:-1]) if len(weight.shape) > 1 else 6
                array = self.rng.normal(0, 1, weight.shape) / np.sqrt(max(fan, 1))
            values.append(rounded(array))
        return values

    def inputs_of(self, model):
        """Multiples of 1/64; some steps of sequences are zeros, and words, but for the last."""
        arrays = []
        for array in super().inputs_of(model):
            if array.dtype == "float32":
                array = rounded(array)
            if array.ndim == 3 and self.chance(0.5):
                array[:, :-1][self.rng.random(array[:, :-1].shape[:2]) < 0.25] = 0
            if array.dtype == "int32":
                array[:, :-1][self.rng.random(array[:, :-1].shape) < 0.2] = 0
                array[:, -1] = np.maximum(array[:, -1], 1)
            arrays.append(array)
        return arrays
