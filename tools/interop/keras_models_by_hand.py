"""Models of keras_files.py that no list of classes gives: nested and shared layers, several inputs
and outputs, names, frozen layers, narrow dtypes, penalties, and a user's own classes."""
import keras
from keras_models import (NARROW, Case, Cubic, Drift, L, Net, Tower, compiled, drawn_for, mlp,
                          numbers)

MODELS = []


def model(made):
    """A function that gives a model, or a model and arguments of compile, or a Case."""
    MODELS.append(made)
    return made


def block(*widths, inputs=4, name=None, **arguments):
    x = keras.Input((inputs,))
    y = x
    for width in widths:
        y = L.Dense(width, activation="tanh", **arguments)(y)
    return keras.Model(x, y, name=name) if name else keras.Model(x, y)


@model
def stack_in_stack():
    return keras.Sequential([L.Input((4,)), mlp(5, 3), L.Dense(2)])


@model
def stack_in_functional():
    x = keras.Input((4,))
    return keras.Model(x, L.Dense(2)(mlp(5, 3)(x)))


@model
def functional_in_stack():
    return keras.Sequential([L.Input((4,)), block(5, 3), L.Dense(2)])


@model
def functional_in_functional():
    x = keras.Input((4,))
    return keras.Model(x, L.Dense(2)(block(5, 3)(x)))


@model
def three_deep():
    x = keras.Input((4,))
    inner = block(4, 4, name="inner")
    y = keras.Input((4,))
    middle = keras.Model(y, L.Dense(4)(inner(y)), name="middle")
    return keras.Model(x, L.Dense(2)(middle(L.Dense(4)(x))), name="outer")


@model
def stack_three_deep():
    inner = keras.Sequential([L.Dense(4, activation="relu"), L.Dense(3)], name="inner")
    middle = keras.Sequential([L.Dense(5), inner, L.Dense(4)], name="middle")
    return keras.Sequential([L.Input((4,)), middle, L.Dense(2)], name="outer")


@model
def nested_twice_used():
    x, z = keras.Input((4,)), keras.Input((4,))
    shared = block(5, 3)
    return keras.Model([x, z], L.Dense(2)(L.Concatenate()([shared(x), shared(z)])))


@model
def nested_as_output():
    x = keras.Input((4,))
    return keras.Model(x, block(5, 2, name="last")(L.Dense(4)(x)))


@model
def nested_with_several_outputs():
    x = keras.Input((4,))
    inner_x = keras.Input((4,))
    inner = keras.Model(inner_x, [L.Dense(3)(inner_x), L.Dense(2)(inner_x)])
    first, second = inner(x)
    return keras.Model(x, [second, L.Dense(2)(first)])


@model
def nested_with_several_inputs():
    a, b = keras.Input((3,)), keras.Input((4,))
    inner = keras.Model([a, b], L.Dense(3)(L.Concatenate()([a, b])))
    x, y = keras.Input((3,), name="left"), keras.Input((4,), name="right")
    return keras.Model([x, y], L.Dense(1)(inner([x, y])))


@model
def shared_layer():
    x = keras.Input((4,))
    shared = L.Dense(4, activation="tanh", name="shared")
    return keras.Model(x, L.Dense(2)(shared(shared(shared(x)))))


@model
def shared_between_models():
    x = keras.Input((4,))
    shared = L.Dense(4, activation="tanh")
    left = keras.Sequential([L.Input((4,)), shared, L.Dense(3)])
    return keras.Model(x, L.Concatenate()([left(x), shared(x)]))


@model
def tied_stacks():
    shared = L.Dense(4)
    return keras.Sequential([L.Input((4,)), shared, L.ReLU(), shared, L.Dense(1)])


@model
def inputs_and_outputs():
    a, b, c = (keras.Input((width,), name=name) for name, width in
               (("zebra", 2), ("apple", 3), ("middle", 4)))
    body = L.Dense(5, activation="relu")(L.Concatenate()([a, b, c]))
    return keras.Model([a, b, c], [L.Dense(1, name="z")(body), L.Dense(2, name="a")(body)])


@model
def dict_of_inputs():
    inputs = {"zebra": keras.Input((2,), name="zebra"), "apple": keras.Input((3,), name="apple")}
    body = L.Dense(4)(L.Concatenate()([inputs["zebra"], inputs["apple"]]))
    made = keras.Model(inputs, L.Dense(1)(body))

    def draw(rng):
        x = {"zebra": numbers(rng, 6, 2), "apple": numbers(rng, 6, 3)}
        return x, [numbers(rng, 6, 1)]
    return Case(made, compiled(), draw)


@model
def dict_of_outputs():
    x = keras.Input((4,))
    made = keras.Model(x, {"z": L.Dense(1, name="z")(x), "a": L.Dense(2, name="a")(x)})

    def draw(rng):
        return [numbers(rng, 6, 4)], {"z": numbers(rng, 6, 1), "a": numbers(rng, 6, 2)}
    return Case(made, compiled(loss={"z": "mse", "a": "mae"}), draw)


@model
def same_input_and_output():
    x = keras.Input((4,))
    return keras.Model(x, [x, L.Dense(2)(x)])


@model
def an_output_twice():
    x = keras.Input((4,))
    y = L.Dense(2)(x)
    return keras.Model(x, [y, L.Dense(3)(y)])


@model
def inner_output_of_a_larger_model():
    whole = mlp(6, 5, 3)
    return keras.Model(whole.inputs, [whole.layers[0].output, whole.outputs[0]])


@model
def given_names():
    x = keras.Input((4,), name="the-input")
    y = L.Dense(3, name="first layer")(x)
    return keras.Model(x, L.Dense(2, name="out.put")(y), name="My Model (2)")


@model
def names_beyond_ascii():
    return keras.Sequential([L.Input((4,)), L.Dense(3, name="größe"), L.Dense(2, name="出力")],
                            name="モデル")


@model
def names_like_datasets():
    return keras.Sequential([L.Input((4,)), L.Dense(3, name="0"), L.Dense(2, name="vars"),
                             L.Dense(2, name="layers")])


@model
def many_layers():
    return keras.Sequential([L.Input((3,))] + [L.Dense(3, activation="tanh") for _ in range(23)])


@model
def long_names():
    names = ["a_long_name_of_a_layer_" + "x" * 400 + str(number) for number in range(60)]
    x = keras.Input((2,))
    y = x
    for name in names:
        y = L.Dense(2, name=name)(y)
    return Case(keras.Model(x, L.Dense(1)(y)), None, lambda rng: ([numbers(rng, 3, 2)], []))


@model
def very_long_names():
    """The list of the names does not fit into one attribute of HDF5."""
    names = ["layer_" + "y" * 700 + str(number) for number in range(110)]
    x = keras.Input((2,))
    y = x
    for name in names:
        y = L.Identity(name=name)(y)
    return Case(keras.Model(x, L.Dense(1)(y)), None, lambda rng: ([numbers(rng, 3, 2)], []))


@model
def frozen_layer():
    made = mlp(5, 4, 2)
    made.layers[0].trainable = False
    return made


@model
def frozen_nested():
    x = keras.Input((4,))
    inner = block(5, 3)
    inner.trainable = False
    return keras.Model(x, L.Dense(2)(inner(x)))


@model
def frozen_inside_nested():
    x = keras.Input((4,))
    inner = block(5, 4, 3)
    inner.layers[2].trainable = False
    return keras.Model(x, L.Dense(2)(inner(x)))


@model
def frozen_all():
    made = mlp(5, 2)
    made.trainable = False
    return Case(made, None, drawn_for(made))


@model
def not_compiled():
    made = mlp(5, 2)
    return Case(made, None, drawn_for(made))


@model
def penalties():
    return keras.Sequential([
        L.Input((4,)),
        L.Dense(5, kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02), bias_regularizer="l1",
                activity_regularizer=keras.regularizers.L2(0.01)),
        L.Dense(2, kernel_regularizer=keras.regularizers.OrthogonalRegularizer(0.02))])


@model
def constraints():
    given = keras.constraints
    return keras.Sequential([
        L.Input((4,)), L.Dense(5, kernel_constraint=given.MaxNorm(1.0), bias_constraint="non_neg"),
        L.Dense(3, kernel_constraint=given.UnitNorm(axis=1)),
        L.Dense(2, kernel_constraint=given.MinMaxNorm(0.2, 0.9, rate=0.5, axis=0))])


@model
def initializers():
    given = keras.initializers
    return keras.Sequential([L.Input((4,))] + [
        L.Dense(4, kernel_initializer=one, bias_initializer=bias) for one, bias in (
            (given.Orthogonal(0.7, seed=3), given.Constant(0.2)), ("he_normal", "ones"),
            (given.VarianceScaling(2.0, "fan_avg", "uniform"), given.RandomNormal(0.1, 0.2)),
            (given.TruncatedNormal(seed=1), "random_uniform"), (given.Identity(0.5), "zeros"))])


@model
def no_bias():
    return mlp(5, 4, 2, use_bias=False)


@model
def operators():
    x, y = keras.Input((4,)), keras.Input((4,))
    z = keras.ops.exp(-keras.ops.square(x - y)) * 2.0 + keras.ops.relu(x) / 3.0
    return keras.Model([x, y], L.Dense(2)(keras.ops.concatenate([z, z[:, 1:3]], axis=-1)))


@model
def activations_by_layers():
    return keras.Sequential([L.Input((4,))] + [
        part for one in ("relu", "gelu", "swish", "softplus", "elu") for part in
        (L.Dense(4), L.Activation(one))] + [L.Dense(3), L.Softmax()])


@model
def without_input():
    """Built by its first batch."""
    made = keras.Sequential([L.Dense(5, activation="tanh"), L.Dense(2)])
    made.build((None, 4))
    return made


@model
def fixed_batch():
    x = keras.Input(batch_shape=(6, 4))
    return keras.Model(x, L.Dense(2)(L.Dense(3, activation="relu")(x)))


@model
def unknown_lengths():
    x = keras.Input((None, 4))
    return keras.Model(x, L.Dense(2)(L.Dense(3, activation="relu")(x)))


@model
def whole_numbers_as_input():
    x = keras.Input((4,), dtype="int32")
    made = keras.Model(x, L.Dense(2)(L.Rescaling(0.1)(x)))
    return Case(made, compiled(), lambda rng: ([rng.integers(0, 9, (6, 4)).astype("int32")],
                                               [numbers(rng, 6, 2)]))


def there_and_back(**arguments):
    x = keras.Input((4,), dtype="int32")
    words = L.ReversibleEmbedding(9, 3, **arguments)
    scores = words(L.Dense(3, activation="tanh")(words(x)), reverse=True)
    return Case(keras.Model(x, scores), compiled(),
                lambda rng: ([rng.integers(0, 9, (6, 4)).astype("int32")], [numbers(rng, 6, 4, 9)]))


@model
def words_there_and_back():
    return there_and_back(logit_soft_cap=2.0)


@model
def words_back_by_another_matrix():
    return there_and_back(tie_weights=False)


@model
def dropout_of_nothing():
    return keras.Sequential([L.Input((4,)), L.Dense(5), L.Dropout(0.0, seed=3), L.Dense(2)])


def narrow(policy, **arguments):
    made = keras.Sequential([L.Input((4,)), L.Dense(5, activation="tanh", dtype=policy),
                             L.Dense(2, dtype=policy, **arguments)])
    return Case(made, compiled(keras.optimizers.SGD(0.05)), drawn_for(made), NARROW)


@model
def mixed_bfloat16():
    return narrow("mixed_bfloat16")


@model
def mixed_bfloat16_float32_head():
    made = keras.Sequential([L.Input((4,)), L.Dense(5, activation="tanh", dtype="mixed_bfloat16"),
                             L.Dense(2, dtype="float32")])
    return Case(made, compiled(keras.optimizers.Adam(0.01)), drawn_for(made), NARROW)


@model
def mixed_float16():
    made = narrow("mixed_float16")
    made.compile = None
    return made


@model
def float16_weights():
    made = narrow("float16")
    made.compile = None
    return made


@model
def bfloat16_weights():
    made = narrow("bfloat16")
    made.compile = None
    return made


@model
def custom_layer():
    x = keras.Input((4,))
    y = Drift(5, name="drifting")(x)
    return keras.Model(x, L.Dense(2)(Drift(3, momentum=0.5)(y)))


@model
def custom_layer_in_stack():
    return keras.Sequential([L.Input((4,)), Drift(5), L.Dense(2)])


@model
def custom_layer_with_list():
    return keras.Sequential([L.Input((4,)), Tower(6), Tower(2), L.Dense(2)])


@model
def custom_loss():
    return mlp(5, 2), {"loss": Cubic(2.5), "optimizer": "adam"}


@model
def custom_model():
    made = Net(5)
    made.build((None, 4))
    return Case(made, compiled(), lambda rng: ([numbers(rng, 6, 4)], [numbers(rng, 6, 1)]))


@model
def custom_model_in_functional():
    x = keras.Input((4,))
    return keras.Model(x, L.Dense(2)(Net(3, name="net")(x)))


@model
def frozen_custom_layer():
    made = keras.Sequential([L.Input((4,)), Drift(5, trainable=False), L.Dense(2)])
    return made


def case_of(made):
    made = made()
    if isinstance(made, Case):
        return made
    model, arguments = made if isinstance(made, tuple) else (made, {})
    arguments = {"optimizer": keras.optimizers.RMSprop(0.01, momentum=0.5), **arguments}
    return Case(model, compiled(**arguments), drawn_for(model))


def cases():
    for made in MODELS:
        yield f"hand-{made.__name__}", lambda made=made: case_of(made)
