"""Draws random functional models of small layers: branches, merging, sharing, nesting, operators.

A Drawing holds symbolic tensors; each stroke takes some of them and adds one more. All choices come
from its numpy generator, so that a seed stands for a model.
"""
import dataclasses
import math

import numpy as np
from keras_classes import keras

SMOOTH = ["tanh", "sigmoid", "softplus", "silu", "gelu", "mish", "softsign", "elu", "linear",
          "selu", "squareplus", "log_sigmoid", "celu", "tanh_shrink"]
KINKED = ["relu", "leaky_relu", "hard_sigmoid", "relu6", "hard_silu", "soft_shrink", "hard_tanh"]


@dataclasses.dataclass
class Drawn:
    """A symbolic tensor and which inputs it depends on."""
    tensor: object
    inputs: frozenset

    @property
    def shape(self):
        return tuple(self.tensor.shape)[1:]

    @property
    def size(self):
        return math.prod(self.shape) if None not in self.shape else 0


class Drawing:
    SHAPES = [(3,), (4,), (6,), (2, 3), (3, 4), (2, 2, 3), (4, 2)]
    SAMPLES = 10
    # What a tensor may have, without the batch.
    MOST_AXES, MOST_NUMBERS = 3, 24

    def __init__(self, rng, with_operators, depth=0):
        self.rng, self.with_operators, self.depth = rng, with_operators, depth
        self.needs_operators = with_operators
        self.pool, self.shared, self.inputs = [], [], []

    # Choices.

    def chance(self, share):
        return self.rng.random() < share

    def pick(self, choices):
        return choices[int(self.rng.integers(len(choices)))]

    def number(self, low, high):
        return round(float(self.rng.uniform(low, high)), 2)

    def whole(self, low, high):
        return int(self.rng.integers(low, high + 1))

    def recent(self, fits=lambda drawn: True):
        """A tensor, rather a late one; None when none fits."""
        fitting = [drawn for drawn in self.pool if fits(drawn)]
        if not fitting:
            return None
        return fitting[max(int(self.rng.integers(len(fitting))),
                           int(self.rng.integers(len(fitting))))]

    def activation(self):
        return self.pick(KINKED if self.chance(0.3) else SMOOTH)

    def regularizer(self):
        r = keras.regularizers
        return self.pick([r.L1(self.number(0.01, 0.05)), r.L2(self.number(0.01, 0.1)), "l2",
                          r.L1L2(self.number(0.01, 0.05), self.number(0.01, 0.05))])

    def constraint(self):
        c = keras.constraints
        return self.pick([c.NonNeg(), c.MaxNorm(self.number(0.5, 2)), c.UnitNorm(), "max_norm",
                          c.MinMaxNorm(0.3, self.number(0.8, 1.5), rate=self.number(0.3, 1))])

    # Layers.

    def common(self):
        """Arguments that any layer may have."""
        return {"name": f"named_{self.rng.integers(10**6)}"} if self.chance(0.1) else {}

    def dense(self, units=None, **more):
        given = {"activation": self.activation(), "use_bias": self.chance(0.8)}
        if self.chance(0.25):
            given["kernel_regularizer"] = self.regularizer()
        if self.chance(0.12):
            given["bias_regularizer"] = self.regularizer()
        if self.chance(0.15):
            r = keras.regularizers
            given["activity_regularizer"] = self.pick([r.L2(self.number(0.01, 0.05)), r.L1(0.01)])
        if self.chance(0.15):
            given["kernel_constraint"] = self.constraint()
        if self.chance(0.07):
            given["bias_constraint"] = keras.constraints.NonNeg()
        if self.chance(0.1):
            given["trainable"] = False
        return keras.layers.Dense(units or self.whole(1, 8), **{**given, **self.common(), **more})

    def elementwise_layer(self):
        l = keras.layers
        kind = self.whole(0, 7)
        activity = ({"activity_regularizer": keras.regularizers.L2(0.02)} if self.chance(0.1)
                    else {})
        if kind == 0:
            return l.ReLU(self.pick([None, 3.0]), self.pick([0.0, 0.1]), self.pick([0.0, 0.3]),
                          **activity, **self.common())
        if kind == 1:
            return l.LeakyReLU(self.pick([0.3, 0.1]), **activity, **self.common())
        if kind == 2:
            return l.Softmax(**self.common())
        if kind == 3:
            return l.Rescaling(self.number(0.3, 1.5), self.number(-0.5, 0.5), **self.common())
        if kind == 4:
            return l.Dropout(0.0, **self.common())
        if kind == 5:
            return l.Identity(**self.common())
        return l.Activation(self.activation(), **activity, **self.common())

    # Strokes: each gives a Drawn or None when nothing fits.

    def put(self, tensor, *sources):
        return Drawn(tensor, frozenset().union(*(source.inputs for source in sources)))

    def layer_stroke(self):
        x = self.recent()
        make = self.dense if self.chance(0.6) else self.elementwise_layer
        layer = make()
        y = self.put(layer(x.tensor), x)
        if self.chance(0.6):
            self.shared.append((layer, x.shape))
        return y

    def shared_stroke(self):
        if not self.shared:
            return None
        layer, shape = self.pick(self.shared)
        if isinstance(layer, keras.layers.Dense):  # any rank will do
            x = self.recent(lambda drawn: drawn.shape[-1] == shape[-1])
        else:
            x = self.recent(lambda drawn: drawn.shape == shape)
        return x and self.put(layer(x.tensor), x)

    def shape_stroke(self):
        l, x = keras.layers, self.recent(lambda drawn: drawn.size)
        if x is None:
            return None
        rank = len(x.shape)
        if rank == 1:
            n = x.shape[0]
            if n % 2 == 0 and self.chance(0.5):
                layer = l.Reshape(self.pick([(2, n // 2), (-1, 2), (n // 2, 2), (n, 1)]))
            else:
                layer = l.RepeatVector(self.whole(2, 3))
        elif self.chance(0.4):
            layer = l.Flatten()
        elif self.chance(0.4):
            layer = l.Reshape(self.pick([(-1,), x.shape[::-1], (-1, x.shape[0])]))
        else:
            dims = list(range(1, rank + 1))
            self.rng.shuffle(dims)
            layer = l.Permute([int(dim) for dim in dims])
        return self.put(layer(x.tensor), x)

    def merge_stroke(self):
        l, x = keras.layers, self.recent()
        name = self.pick(["Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum",
                          "Concatenate", "Concatenate", "Dot"])
        if name == "Concatenate":
            return self.concatenate_stroke(x)
        if name == "Dot":
            return self.dot_stroke(x)
        count = 2 if name == "Subtract" else self.whole(2, 3)
        others = [self.recent(lambda drawn: drawn.shape == x.shape and drawn is not x)
                  for _ in range(count - 1)]
        if None in others:
            return None
        tensors = [x.tensor] + [other.tensor for other in others]
        if name != "Subtract" and self.chance(0.2):  # their lower-case functions
            merged = getattr(l, name.lower())(tensors)
        else:
            merged = getattr(l, name)(**self.common())(tensors)
        return self.put(merged, x, *others)

    def concatenate_stroke(self, x):
        axis = self.whole(0, len(x.shape) - 1)

        def fits(drawn):
            return (drawn is not x and len(drawn.shape) == len(x.shape) and None not in drawn.shape
                    and all(a == b for i, (a, b) in enumerate(zip(drawn.shape, x.shape))
                            if i != axis))
        other = self.recent(fits)
        if other is None or None in x.shape:
            return None
        written = self.pick([axis + 1, axis - len(x.shape)])
        layer = keras.layers.Concatenate(axis=written, **self.common())
        return self.put(layer([x.tensor, other.tensor]), x, other)

    def dot_stroke(self, x):
        pairs = [(i, j, other) for other in self.pool for i, a in enumerate(x.shape)
                 for j, b in enumerate(other.shape)
                 if a == b and a and other is not x and len(x.shape) + len(other.shape) <= 4
                 and None not in x.shape + other.shape]
        if not pairs:
            return None
        i, j, other = self.pick(pairs)
        axes = (i + 1, j + 1) if i != j or self.chance(0.5) else i + 1
        layer = keras.layers.Dot(axes, normalize=self.chance(0.2), **self.common())
        return self.put(layer([x.tensor, other.tensor]), x, other)

    def nested_stroke(self):
        if self.depth > 1:
            return None
        x = self.recent(lambda drawn: drawn.size)
        if x is None:
            return None
        if self.chance(0.4):
            model, outputs = self.sequential(x.shape), 1
            ins = [x]
        else:
            other = self.recent(lambda drawn: drawn.size) if self.chance(0.3) else None
            ins = [x] + ([other] if other is not None and other is not x else [])
            model, outputs = self.functional([one.shape for one in ins])
        if self.chance(0.1):
            model.trainable = False
        y = model([one.tensor for one in ins] if len(ins) > 1 else x.tensor)
        ys = list(y) if outputs > 1 else [y]
        if outputs == 1 and len(ins) == 1:
            self.shared += [(model, x.shape)] * 3
        drawn = [self.put(y, *ins) for y in ys]
        self.pool += drawn[:-1]
        return drawn[-1]

    def sequential(self, shape):
        layers = [keras.Input(shape)] if self.chance(0.8) else []
        for _ in range(self.whole(1, 3)):
            layers.append(self.dense() if self.chance(0.6) else self.elementwise_layer())
        layers.append(self.dense(activation="tanh"))
        return keras.Sequential(layers, **self.common())

    def functional(self, shapes):
        inner = type(self)(self.rng, self.with_operators, self.depth + 1)
        for shape in shapes:
            inner.add_input(shape)
        inner.draw(self.whole(2, 5))
        outputs = inner.covering(self.whole(1, 2))
        model = keras.Model(inner.inputs if len(shapes) > 1 else inner.inputs[0],
                            [drawn.tensor for drawn in outputs] if len(outputs) > 1
                            else outputs[0].tensor, **self.common())
        return model, len(outputs)

    def operator_stroke(self):
        x, ops = self.recent(), keras.ops
        kind = self.whole(0, 5)
        if kind == 0:
            other = self.recent(lambda drawn: drawn.shape in (x.shape, x.shape[-1:])
                                and drawn is not x)
            if other is None:
                return None
            make = self.pick([lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b,
                              ops.maximum, ops.minimum, ops.add, ops.multiply])
            if self.chance(0.3) and x.shape == other.shape:
                return self.put(make(other.tensor, x.tensor), x, other)
            return self.put(make(x.tensor, other.tensor), x, other)
        if kind == 1:
            factor = self.number(0.3, 1.8)
            make = self.pick([lambda a: a * factor, lambda a: a + factor, lambda a: factor - a,
                              lambda a: a / 2.0, lambda a: -a, lambda a: a - factor,
                              lambda a: factor * a, lambda a: a**2, lambda a: 1.0 / (a * a + 1.0)])
            return self.put(make(x.tensor), x)
        if kind == 2:
            make = self.pick([ops.relu, ops.tanh, ops.sigmoid, ops.square, ops.abs, ops.softplus,
                              ops.silu, ops.softmax, ops.negative, ops.sin, ops.exp])
            return self.put(make(x.tensor), x)
        if kind == 3:
            return self.reduction(x)
        return self.operator_of_shape(x)

    def reduction(self, x):
        if len(x.shape) < 2:
            return None
        axis = self.pick([1, -1]) if None not in x.shape else 1
        make = self.pick([keras.ops.mean, keras.ops.sum, keras.ops.max])
        keepdims = self.chance(0.3)
        return self.put(make(x.tensor, axis=axis, keepdims=keepdims), x)

    def operator_of_shape(self, x):
        ops, rank = keras.ops, len(x.shape)
        if None in x.shape:
            return None
        kind = self.whole(0, 4)
        if kind == 0 and rank == 2:
            return self.put(ops.transpose(x.tensor, (0, 2, 1)), x)
        if kind == 1:
            return self.put(ops.reshape(x.tensor, (-1, x.size)), x)
        if kind == 2:
            other = self.recent(lambda drawn: drawn.shape == x.shape and drawn is not x)
            return other and self.put(
                ops.concatenate([x.tensor, other.tensor], axis=self.pick([-1, 1])), x, other)
        if kind == 3 and rank == 1:
            return self.put(ops.expand_dims(x.tensor, self.pick([1, -1])), x)
        if rank == 2:
            other = self.recent(lambda drawn: len(drawn.shape) == 2
                                and drawn.shape[0] == x.shape[1])
            return other and self.put(ops.matmul(x.tensor, other.tensor), x, other)
        return None

    # The whole.

    def draw_input(self):
        given = {"dtype": self.pick(["uint8", "int32"])} if self.chance(0.1) else {}
        if self.chance(0.15):
            given["name"] = self.pick(["title", "body", "image"]) + str(len(self.inputs))
        shape = self.pick(self.SHAPES)
        if self.with_operators and self.chance(0.08) and not given:
            shape = (None, self.whole(2, 4))
        self.add_input(shape, **given)

    def add_input(self, shape, **given):
        source = keras.Input(shape, **given)
        self.inputs.append(source)
        drawn = Drawn(source, frozenset([len(self.inputs) - 1]))
        if given.get("dtype", "float32") != "float32":
            drawn = self.put(keras.layers.Rescaling(self.number(0.05, 0.2))(source), drawn)
        if None in shape:  # sequences of any length: one layer, then their mean
            drawn = self.put(keras.ops.mean(self.dense()(drawn.tensor), axis=1), drawn)
        self.pool.append(drawn)

    def kinds(self):
        """Strokes and their weights."""
        kinds = [(self.layer_stroke, 5), (self.shared_stroke, 4), (self.shape_stroke, 2),
                 (self.merge_stroke, 4), (self.nested_stroke, 2)]
        return kinds + [(self.operator_stroke, 6)] * self.with_operators

    def fits(self, drawn):
        return 1 <= len(drawn.shape) <= self.MOST_AXES and drawn.size <= self.MOST_NUMBERS

    def draw(self, strokes):
        kinds = self.kinds()
        total = sum(weight for _, weight in kinds)
        added = 0
        for _ in range(20 * strokes):
            choice = self.rng.random() * total
            for stroke, weight in kinds:
                choice -= weight
                if choice < 0:
                    break
            drawn = stroke()
            if drawn is None or not self.fits(drawn):
                continue
            self.pool.append(drawn)
            added += 1
            if added == strokes:
                return

    def covering(self, count):
        """Late tensors, at least `count` where there are so many, that use every input."""
        chosen, covered = [], set()
        for drawn in reversed(self.pool):
            if len(chosen) < count or not drawn.inputs <= covered:
                chosen.append(drawn)
                covered |= drawn.inputs
            if len(covered) == len(self.inputs) and len(chosen) >= count:
                break
        return chosen

    # Numbers.

    def is_too_large(self, model):
        return False

    def weights_of(self, model):
        """Of a size that keeps activations near 1, biases too."""
        values = []
        for weight in model.weights:
            fan = weight.shape[0] if len(weight.shape) > 1 else 6
            values.append((self.rng.normal(0, 1, weight.shape) / np.sqrt(fan)).astype("float32"))
        return values

    def inputs_of(self, model):
        arrays = []
        for source in model.inputs:
            shape = [5 if length is None else length for length in source.shape[1:]]
            shape.insert(0, self.SAMPLES)
            if source.dtype == "float32":
                arrays.append(self.rng.normal(0, 1, shape).astype("float32"))
            else:
                arrays.append(self.rng.integers(0, 10, shape).astype(source.dtype))
        return arrays
