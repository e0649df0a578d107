"""keratin.ops beside NumPy, in graphs, and as a whole."""
import json
import pathlib

import numpy as np
import pytest

import keratin
from keratin import ops, random

A = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
B = np.random.default_rng(1).normal(size=(3, 4)).astype(np.float32)
P = np.abs(A) / 4 + 0.1
TABLE = json.loads((pathlib.Path(__file__).parents[1] / "tools" / "ops.json").read_text())
# Of Keras's, and not here: what gives complex numbers.
ABSENT = {"eig", "polar", "view_as_complex", "view_as_real"}

CASES = [
    (name, args) for name, args in [
        ("sum", (A,)), ("sum", (A, 1)), ("mean", (A, 0)), ("max", (A, 1)), ("prod", (P,)), ("std", (A,)), ("var", (A, 0)),
        ("argmax", (A, 1)), ("argsort", (A,)), ("sort", (A,)), ("cumsum", (A, 1)), ("abs", (A,)), ("exp", (A,)),
        ("log", (P,)), ("sqrt", (P,)), ("sin", (A,)), ("arctan2", (A, B)), ("maximum", (A, B)), ("power", (P, B)),
        ("add", (A, 1)), ("floor_divide", (A, 2)), ("mod", (A, 2)), ("matmul", (A, B.T)), ("dot", (A, B.T)),
        ("outer", (A[0], B[0])), ("inner", (A, B)), ("vdot", (A, B)), ("kron", (A, B)), ("concatenate", ([A, B],)),
        ("stack", ([A, B], 1)), ("hstack", ([A, B],)), ("vstack", ([A, B],)), ("transpose", (A,)),
        ("reshape", (A, (4, 3))), ("expand_dims", (A, 0)), ("squeeze", (A[None],)), ("swapaxes", (A, 0, 1)),
        ("moveaxis", (A, 0, 1)), ("tile", (A, (2, 1))), ("repeat", (A, 2, 1)), ("roll", (A, 1)), ("roll", (A, 1, 0)),
        ("flip", (A,)), ("flip", (A, 1)), ("rot90", (A,)), ("tril", (A,)), ("triu", (A, 1)), ("diag", (A[:, :3],)),
        ("trace", (A,)), ("where", (A > 0, A, B)), ("where", (A > 0, 1.0, 0.0)), ("clip", (A, -0.5, 0.5)),
        ("take", (A, [0, 2], 1)), ("pad", (A, ((1, 1), (0, 2)))), ("einsum", ("ij,kj->ik", A, B)), ("median", (A,)),
        ("quantile", (A, 0.3)), ("quantile", (A, [0.2, 0.7], 1)), ("average", (A, 1, np.arange(4.0))),
        ("isnan", (A,)), ("logical_and", (A > 0, B > 0)), ("greater", (A, B)), ("nan_to_num", (A,)), ("append", (A, B)),
        ("linspace", (0, 1, 5)), ("linspace", (0, 1, 5, False)), ("arange", (1, 7, 2)), ("eye", (3, 4, 1)),
        ("zeros_like", (A,)), ("full_like", (A, 3)), ("diff", (A,)), ("cross", (A[:, :3], B[:, :3])), ("round", (A, 1)),
        ("pad", (A, ((1, 2), (3, 0)), "reflect")), ("pad", (A, 2, "symmetric")), ("pad", (A, ((7, 9), (0, 11)), "reflect")),
        ("pad", (A, ((7, 9), (0, 11)), "symmetric")), ("real", (A,)), ("imag", (A,)), ("conj", (A,)), ("conjugate", (A,)),
        ("isreal", (A,)), ("angle", (A,)), ("digitize", (A, np.array([-1.0, 0, 1]))), ("searchsorted", (np.array([1.0, 2, 3]), np.array([1.5, 2.5]))),
    ]]


@pytest.mark.parametrize("name,args", CASES, ids=[f"{name}{i}" for i, (name, _) in enumerate(CASES)])
def test_ops_are_numpys(name, args):
    expected = getattr(np, name)(*args)
    received = np.asarray(getattr(ops, name)(*args))
    assert received.shape == np.shape(expected)
    assert np.allclose(received, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", sorted(TABLE["ops"]))
def test_every_op_of_keras_is_there_or_is_known_not_to_be(name):
    if name in ABSENT:
        with pytest.raises(AttributeError, match="the library does not have it"):
            getattr(ops, name)
    else:
        assert callable(getattr(ops, name)), name


def test_modules_of_ops_have_the_same_functions():
    assert ops.nn.softmax is ops.softmax and ops.numpy.matmul is ops.matmul
    assert ops.image.resize(np.zeros((1, 4, 4, 1), np.float32), (2, 2)).shape == (1, 2, 2, 1)
    assert np.allclose(np.asarray(ops.linalg.norm(A)), np.linalg.norm(A), rtol=1e-5)
    assert ops.image.extract_patches_3d(np.zeros((1, 4, 4, 4, 1), np.float32), 2).shape == (1, 2, 2, 2, 8)


def test_ops_leave_nodes_in_graphs():
    x = keratin.Input((4,))
    y = ops.where(x > 0, ops.relu(x), ops.abs(x) * 2) + ops.max(x, axis=-1, keepdims=True)
    model = keratin.Model(x, y)
    expected = np.where(A > 0, np.maximum(A, 0), np.abs(A) * 2) + A.max(-1, keepdims=True)
    assert np.allclose(model.predict(A, verbose=0), expected, atol=1e-5)


def test_loops_run_functions_of_python():
    total, sums = ops.scan(lambda carry, x: (carry + x, carry + x), ops.zeros(()), np.arange(4, dtype=np.float32))
    assert float(total) == 6 and np.asarray(sums).tolist() == [0, 1, 3, 6]
    assert float(ops.while_loop(lambda i: i < 5, lambda i: (i + 1,), (ops.zeros(()),))[0]) == 5
    assert float(ops.fori_loop(0, 4, lambda i, x: x + i, ops.zeros(()))) == 6
    assert np.asarray(ops.map(lambda x: x * 2, A)).tolist() == (A * 2).tolist()
    assert np.asarray(ops.associative_scan(lambda a, b: a + b, np.arange(5.0))).tolist() == [0, 1, 3, 6, 10]
    value, slope = ops.jvp(lambda x: x * x, (ops.full((), 3.0),), (ops.ones(()),))
    assert float(value) == 9 and float(slope) == 6
    assert [np.asarray(x).tolist() for x in ops.nonzero([[0, 1], [2, 0]])] == [[0, 1], [1, 0]]
    assert ops.cond(ops.ones(()) > 0, lambda: "yes", lambda: "no") == "yes"


def test_a_gradient_of_one_s_own():
    calls = []

    @ops.custom_gradient
    def log1pexp(x):
        """A function of the guide's."""
        e = ops.exp(x)

        def grad(*args, upstream=None):
            calls.append(len(args))
            if upstream is None:
                (upstream,) = args
            return ops.multiply(upstream, 1.0 - 1.0 / ops.add(1, e))
        return ops.log(1 + e), grad

    x = keratin.Variable([1.0, 100.0, -3.0])
    assert np.asarray(keratin.gradients(log1pexp(x) * 2, [x])[0])[[0, 2]] == pytest.approx(2 / (1 + np.exp([-1.0, 3.0])), rel=1e-5)
    assert calls == [1] and log1pexp.__doc__ == "A function of the guide's."

    both = ops.custom_gradient(lambda a, b: (a * b, lambda dy: (dy * 10, None)))
    y = keratin.Variable([2.0])
    first, second = keratin.gradients(both(x, y), [x, y])
    assert np.asarray(first).tolist() == [10, 10, 10] and (second is None or not np.any(np.asarray(second)))
    with pytest.raises(TypeError, match="its value and the function"):
        ops.custom_gradient(lambda a: a)(x)
    with pytest.raises(KeyError, match="backwards"):
        def raises(dy):
            raise KeyError("backwards")
        keratin.gradients(ops.custom_gradient(lambda a: (a, raises))(x), [x])


def test_functions_of_elements_become_functions_of_arrays():
    def larger(a, b):
        return a if float(a) > float(b) else b

    assert np.array_equal(np.asarray(ops.vectorize(larger)(A, B[:1])), np.maximum(A, B[:1]))
    dot = ops.vectorize(lambda a, b: ops.sum(a * b), signature="(n),(n)->()")
    assert np.allclose(np.asarray(dot(A[:, None], B)), np.vectorize(np.dot, signature="(n),(n)->()")(A[:, None], B), rtol=1e-4)
    scaled = ops.vectorize(lambda factors, a: factors[0] * a, excluded={0})
    assert np.allclose(np.asarray(scaled([2, 3], A)), 2 * A)
    low, high = ops.vectorize(lambda a: (a - 1, a + 1))(A)
    assert np.allclose(np.asarray(low), A - 1) and np.allclose(np.asarray(high), A + 1)
    with pytest.raises(ValueError, match="has 2 arguments"):
        dot(A)


def test_mirrored_ends_are_differentiated_and_stand_in_graphs():
    x = keratin.Variable([1.0, 2.0, 3.0])
    weights = np.arange(7, dtype=np.float32)
    found = keratin.gradients(ops.pad(x, 2, "reflect") * weights, [x])[0]
    assert np.asarray(found).tolist() == [2 + 6, 1 + 3 + 5, 0 + 4]
    a = keratin.Input((4,))
    model = keratin.Model(a, ops.pad(a, ((0, 0), (1, 1)), "symmetric"))
    assert np.array_equal(model.predict(A, verbose=0), np.pad(A, ((0, 0), (1, 1)), "symmetric"))
    with pytest.raises(ValueError, match="length of axis 0"):
        ops.pad(a, 1, "reflect")


def test_random_tensors_follow_their_seeds():
    draws = [lambda seed, f=f: np.asarray(f(seed)) for f in (
        lambda seed: random.normal((1000,), 2.0, 3.0, seed=seed), lambda seed: random.uniform((1000,), 1, 2, seed=seed),
        lambda seed: random.randint((1000,), 0, 9, seed=seed), lambda seed: random.truncated_normal((1000,), seed=seed),
        lambda seed: random.shuffle(np.arange(1000), seed=seed), lambda seed: random.dropout(np.ones(1000, "f4"), 0.5, seed=seed))]
    for draw in draws:
        assert np.array_equal(draw(1), draw(1)) and not np.array_equal(draw(1), draw(2))
        generator = random.SeedGenerator(3)
        first = draw(generator)
        assert not np.array_equal(first, draw(generator)) and np.array_equal(first, draw(random.SeedGenerator(3)))
        keratin.utils.set_random_seed(5)
        first = draw(None)
        keratin.utils.set_random_seed(5)
        assert np.array_equal(first, draw(None))
    assert abs(draws[0](1).mean() - 2) < 0.5 and 1 <= draws[1](1).min() and draws[1](1).max() < 2


def test_to_categorical_is_keras_s():
    rows = keratin.utils.to_categorical(np.array([[2], [0]], dtype="uint8"))
    assert rows.dtype == np.float64 and rows.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert keratin.utils.to_categorical([1], num_classes=4).tolist() == [[0, 1, 0, 0]]


def test_slices_and_shapes_take_whole_numbers():
    x = ops.arange(5)
    assert ops.convert_to_numpy(x[np.int64(1):np.int32(3)]).tolist() == [1, 2]
    with pytest.raises(TypeError, match="a bound of a slice must be a whole number"):
        x[1.5:]
    with pytest.raises(TypeError, match="a length must be a whole number"):
        ops.zeros((2.5, 1))
