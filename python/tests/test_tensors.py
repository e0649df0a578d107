"""Tensors beside NumPy's arrays."""
import copy
import pickle

import numpy as np
import pytest

from keratin import KerasTensor, Input, Variable, ops


def test_arrays_lend_their_memory_and_tensors_theirs():
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    tensor = ops.convert_to_tensor(array)
    array[0, 0] = 9
    assert float(tensor[0, 0]) == 9
    seen = np.asarray(tensor)
    assert np.shares_memory(seen, array) and not seen.flags.writeable


def test_memory_outlives_whoever_made_it():
    tensor = ops.convert_to_tensor(np.full((1000,), 3.0, np.float32))
    seen = np.asarray(tensor * 2)
    del tensor
    assert seen.sum() == 6000


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64",
                                   "int64", "float16", "float32", "float64"])
def test_dtypes_go_both_ways(dtype):
    array = np.array([[0, 1], [1, 1]], dtype)
    tensor = ops.convert_to_tensor(array)
    assert tensor.dtype == dtype
    assert np.asarray(tensor).dtype == array.dtype and np.array_equal(np.asarray(tensor), array)


@pytest.mark.parametrize("array", [
    np.arange(12.0).reshape(3, 4).T, np.arange(12.0)[::-2], np.arange(4, dtype=">f4"), np.zeros((0, 3)),
    np.array(3.5), np.broadcast_to(np.float32(2), (3, 2)), np.frombuffer(b"\0" * 17, np.uint8)[1:].view("f4")],
    ids=["turned", "backwards", "other order", "empty", "scalar", "stretched", "not aligned"])
def test_any_layout_is_taken(array):
    assert np.array_equal(np.asarray(ops.convert_to_tensor(array)), array)


def test_numbers_of_python_are_int32_and_float32_as_in_keras():
    assert ops.convert_to_tensor([1, 2]).dtype == "int32"
    assert ops.convert_to_tensor([1, 2**40]).dtype == "int64"
    assert ops.convert_to_tensor([1.5]).dtype == "float32"
    assert ops.convert_to_tensor([True]).dtype == "bool"
    assert ops.convert_to_tensor(3).dtype == "int32"
    assert ops.convert_to_tensor([[ops.ones(2), ops.zeros(2)]][0]).shape == (2, 2)


def test_operators_are_numpys():
    x = np.array([[1, 2], [3, 4]], np.float32)
    t = ops.convert_to_tensor(x)
    for f in (lambda a: a + 1, lambda a: 1 - a, lambda a: a * a, lambda a: 2 / a, lambda a: a // 2, lambda a: a % 2,
              lambda a: a ** 2, lambda a: 2 ** a, lambda a: -a, lambda a: a @ a, lambda a: a > 2, lambda a: a == 2,
              lambda a: a != 2, lambda a: abs(-a), lambda a: a[0], lambda a: a[:, 1], lambda a: a[..., None],
              lambda a: a[::-1], lambda a: a[[1, 0]], lambda a: a[a > 1], lambda a: x + a, lambda a: x * a,
              lambda a: np.float32(2) * a, lambda a: x @ a, lambda a: a.T, lambda a: a.reshape(4)):
        assert np.array_equal(np.asarray(f(t)), f(x))
    assert isinstance(x + t, type(t)) and isinstance(np.float64(2) * t, type(t))


def test_python_asks_as_of_arrays():
    t = ops.convert_to_tensor(np.array([[1.5, 2.5]], np.float32))
    assert t.shape == (1, 2) and t.dtype == "float32" and t.ndim == 2 and t.size == 2 and len(t) == 1
    assert float(t[0, 0]) == 1.5 and int(t[0, 1]) == 2 and bool(t[0, 0]) and t[0, 0].item() == 1.5
    assert t.tolist() == [[1.5, 2.5]] and [x.shape for x in t] == [(2,)]
    assert repr(t) == "array([[1.5, 2.5]], dtype=float32)"
    with pytest.raises(ValueError):
        bool(t)
    with pytest.raises(TypeError):
        [0, 1][t[0, 0]]


def test_what_no_tensor_holds_is_a_type_error():
    for value in (["a"], np.array([object()]), np.array([1j]), None, "text"):
        with pytest.raises(TypeError):
            ops.convert_to_tensor(value)


def test_symbolic_tensors_have_no_elements():
    x = Input((3,))
    assert isinstance(x, KerasTensor) and not isinstance(ops.ones(2), KerasTensor)
    assert x.shape == (None, 3) and isinstance(x + 1, KerasTensor)
    with pytest.raises(ValueError, match="symbolic"):
        np.asarray(x)


def test_variables_are_changed_in_place():
    v = Variable(np.ones(3, np.float32), name="v")
    v.assign(v * 2)
    v.assign_add([1, 1, 1])
    assert np.array_equal(np.asarray(v), [3, 3, 3]) and v.name == "v" and v.trainable
    assert Variable("zeros", shape=(2,)).shape == (2,)
    with pytest.raises(ValueError):
        v.assign(np.ones(4))


def test_they_pickle_and_copy():
    t = ops.convert_to_tensor(np.arange(3))
    for again in (pickle.loads(pickle.dumps(t)), copy.copy(t), copy.deepcopy(t)):
        assert np.array_equal(np.asarray(again), [0, 1, 2])
    v = pickle.loads(pickle.dumps(Variable([1.0, 2.0], trainable=False, name="v")))
    assert v.name == "v" and not v.trainable and np.array_equal(np.asarray(v), [1, 2])


def test_dlpack():
    t = ops.convert_to_tensor(np.arange(4, dtype=np.float32))
    assert np.array_equal(np.from_dlpack(t), [0, 1, 2, 3])
