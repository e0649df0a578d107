import builtins


def cast(x, dtype):
    """x in another dtype."""
    return _keratin.cast(x, dtype)


def convert_to_tensor(x, dtype=None, sparse=None, ragged=None):
    """A tensor of an array, a list or a number; arrays lend their memory."""
    return _keratin.tensor(x, dtype)


def array(x, dtype=None):
    return _keratin.tensor(x, dtype)


def convert_to_numpy(x):
    """A NumPy array that looks into the tensor's memory."""
    return _keratin.array_of(x)


def is_tensor(x):
    return isinstance(x, _keratin.Tensor)


def shape(x):
    return _keratin.shape_of(x)


def ndim(x):
    return len(_keratin.shape_of(x))


def size(x):
    return _keratin.tensor(x).size


def dtype(x):
    return _keratin.tensor(x).dtype


def get_item(x, key):
    return _keratin.tensor(x)[key]


def zeros(shape, dtype=None):
    return _keratin.filled(shape, 0, dtype or "float32")


def ones(shape, dtype=None):
    return _keratin.filled(shape, 1, dtype or "float32")


def full(shape, fill_value, dtype=None):
    return _keratin.filled(shape, fill_value, dtype or "float32")


def empty(shape, dtype=None):
    return _keratin.empty(shape, dtype)


def empty_like(x, dtype=None):
    return zeros_like(x, dtype)


def arange(start, stop=None, step=None, dtype=None):
    return _keratin.arange(start, stop, step, dtype)


def eye(N, M=None, k=0, dtype=None):
    return _keratin.eye(N, M, k, dtype)


def identity(n, dtype=None):
    return _keratin.eye(n, None, 0, dtype)


def tri(N, M=None, k=0, dtype=None):
    return tril(ones((N, N if M is None else M), dtype), k)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    start, stop = _keratin.tensor(start), _keratin.tensor(stop)
    step = (stop - start) / builtins.max(num - 1 if endpoint else num, 1)
    steps = reshape(arange(num, dtype="float32"), (num,) + (1,) * builtins.max(start.ndim, stop.ndim))
    values = start + steps * step
    if endpoint and num > 1:
        values = concatenate([values[:-1], expand_dims(broadcast_to(cast(stop, values.dtype), values.shape[1:]), 0)])
    values = moveaxis(values, 0, axis) if axis else values
    values = cast(values, dtype) if dtype is not None else values
    return (values, step) if retstep else values


def logspace(start, stop, num=50, endpoint=True, base=10, dtype=None, axis=0):
    values = power(base, linspace(start, stop, num, endpoint, axis=axis))
    return cast(values, dtype) if dtype is not None else values


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    start, stop = _keratin.tensor(start), _keratin.tensor(stop)
    values = sign(start) * exp(linspace(log(abs(start)), log(abs(stop)), num, endpoint, axis=axis))
    return cast(values, dtype) if dtype is not None else values


def bartlett(x):
    return _keratin.window("bartlett", int(x), 0.0)


def blackman(x):
    return _keratin.window("blackman", int(x), 0.0)


def hamming(x):
    return _keratin.window("hamming", int(x), 0.0)


def hanning(x):
    return _keratin.window("hanning", int(x), 0.0)


def kaiser(x, beta):
    return _keratin.window("kaiser", int(x), float(beta))


def select(condlist, choicelist, default=0):
    """The first of the choices whose condition holds, element by element."""
    if len(condlist) != len(choicelist):
        raise ValueError(f"condlist must have the same length as choicelist. Received: len(condlist)="
                         f"{len(condlist)}, len(choicelist)={len(choicelist)}")
    chosen = default
    for condition, choice in zip(condlist[::-1], choicelist[::-1]):
        chosen = where(condition, choice, chosen)
    return chosen


def unique(x, sorted=True, return_index=False, return_inverse=False, return_counts=False, axis=None,
           size=None, fill_value=None):
    """The different elements in their order, and where they stand."""
    return _keratin.unique(x, return_index, return_inverse, return_counts, axis, size, fill_value)


def nonzero(x):
    """The places of the elements that are not zero, an axis each."""
    places = _keratin.nonzero(x)
    return tuple(places[:, i] for i in builtins.range(ndim(x)))


def bincount(x, weights=None, minlength=0, sparse=False):
    """How often each whole number comes."""
    if sparse:
        raise ValueError("bincount: there are no sparse tensors")
    return _keratin.bincount(x, weights, minlength)


def associative_scan(f, elems, reverse=False, axis=0):
    """y[0] = x[0], y[i] = f(y[i - 1], x[i]) along an axis, for a function that is associative."""
    return _keratin.associative_scan(f, elems, reverse, axis)


def jvp(fun, primals, tangents, has_aux=False):
    """fun of the primals, and how it changes along the tangents."""
    if has_aux:
        raise ValueError("jvp: has_aux is not there")
    return _keratin.jvp(fun, primals, tangents)


def pad(x, pad_width, mode="constant", constant_values=None):
    """x with more elements around it: pad_width is a number, (before, after) or such a pair for each axis."""
    if isinstance(pad_width, int):
        pad_width = ((pad_width, pad_width),) * ndim(x)
    elif isinstance(pad_width[0], int):
        pair = tuple(pad_width) if len(pad_width) == 2 else (pad_width[0],) * 2
        pad_width = (pair,) * ndim(x)
    elif len(pad_width) == 1:
        pad_width = tuple(pad_width) * ndim(x)
    if mode != "constant" and constant_values is not None:
        raise ValueError(f"Argument `constant_values` can only be provided when `mode == 'constant'`. "
                         f"Received: mode={mode}")
    if mode in ("reflect", "symmetric"):
        return _mirrored(_keratin.tensor(x), pad_width, mode)
    value = 0 if constant_values is None else constant_values
    return _op("Pad", (x,), {"pad_width": [list(pair) for pair in pad_width], "mode": mode},
               {"constant_values": value})


def _mirrored(x, pad_width, mode):
    """Along each axis the elements whose places lie mirrored around the ends."""
    import numpy as np
    for axis, (before, after) in enumerate(pad_width):
        length = shape(x)[axis]
        if not before and not after:
            continue
        if length is None:
            raise ValueError(f"pad: mode {mode!r} needs to know the length of axis {axis}, received shape {shape(x)}")
        x = take(x, np.pad(np.arange(length, dtype="int32"), (before, after), mode=mode), axis)
    return x


def flip(x, axis=None):
    """The elements of an axis, of several or of all in the other order."""
    axes = builtins.range(ndim(x)) if axis is None else axis if isinstance(axis, (list, tuple)) else [axis]
    for one in axes:
        x = _op("Flip", (x,), {"axis": one}, {})
    return _keratin.tensor(x)


def roll(x, shift, axis=None):
    """The elements moved along an axis, or along all as if it were one; the last come first."""
    if axis is not None:
        shifts = shift if isinstance(shift, (list, tuple)) else [shift]
        for one, by in zip(axis if isinstance(axis, (list, tuple)) else [axis] * len(shifts), shifts):
            x = _op("Roll", (x,), {"shift": by, "axis": one}, {})
        return x
    return reshape(_op("Roll", (reshape(x, (-1,)),), {"shift": shift, "axis": 0}, {}), shape(x))


def cond(pred, true_fn, false_fn):
    """true_fn() where pred holds, else false_fn(); the other one does not run."""
    return true_fn() if bool(_keratin.tensor(pred)) else false_fn()


def switch(index, branches, *operands):
    at = builtins.min(builtins.max(int(_keratin.tensor(index)), 0), len(branches) - 1)
    return branches[at](*operands)


def while_loop(cond, body, loop_vars, maximum_iterations=None):
    is_list = isinstance(loop_vars, (list, tuple))
    kind = type(loop_vars) if is_list else tuple
    state, count = tuple(loop_vars) if is_list else (loop_vars,), 0
    while bool(_keratin.tensor(cond(*state))) and (maximum_iterations is None or count < maximum_iterations):
        state = body(*state)
        state, count = tuple(state) if isinstance(state, (list, tuple)) else (state,), count + 1
    return kind(state) if is_list else state[0]


def fori_loop(lower, upper, body_fun, init_val):
    state = init_val
    for i in range(int(lower), int(upper)):
        state = body_fun(i, state)
    return state


def _parts(x):
    return list(x) if isinstance(x, (list, tuple)) else None


def _at(xs, i):
    return None if xs is None else type(xs)(x[i] for x in xs) if _parts(xs) is not None else xs[i]


def _together(ys):
    if ys and _parts(ys[0]) is not None:
        return type(ys[0])(stack([y[k] for y in ys]) for k in builtins.range(len(ys[0])))
    return None if not ys or ys[0] is None else stack(ys)


def scan(f, init, xs=None, length=None, reverse=False, unroll=1):
    """carry, y = f(carry, x) for each x along the first axis."""
    if xs is not None:
        xs = type(xs)(_keratin.tensor(x) for x in xs) if _parts(xs) is not None else _keratin.tensor(xs)
        length = len(xs[0] if _parts(xs) is not None else xs)
    if length is None:
        raise ValueError("Got no `xs` to scan over and no `length`.")
    carry, ys = init, [None] * length
    for i in (builtins.reversed(builtins.range(length)) if reverse else builtins.range(length)):
        carry, ys[i] = f(carry, _at(xs, i))
    return carry, _together(ys)


def map(f, xs):
    """f of each element along the first axis."""
    return scan(lambda carry, x: (carry, f(x)), 0, xs)[1]


def vectorized_map(function, elements):
    return map(function, elements)


def custom_gradient(f):
    """The function f with a gradient of its own: f gives its value, and a function that takes the
    gradient of the value (`upstream`) to that of each argument."""
    import functools

    @functools.wraps(f)
    def call(*args, **kwargs):
        return _keratin.custom_gradient(functools.partial(f, **kwargs) if kwargs else f, args)
    return call


def _core_axes(signature):
    """The names of the axes of each argument and of each result: "(n),(n)->()"."""
    import re
    sides = signature.replace(" ", "").split("->")
    if len(sides) != 2:
        raise ValueError(f"vectorize: a signature is written as (n),(n)->(), received {signature!r}")
    return [[[name for name in one.split(",") if name] for one in re.findall(r"\(([^)]*)\)", side)] for side in sides]


def vectorize(pyfunc, *, excluded=None, signature=None):
    """pyfunc, called with the elements of its arguments one after the other, which broadcast; those
    whose number is in `excluded` are given whole. A signature says what axes one call takes."""
    excluded = builtins.set(excluded or ())

    def call(*args):
        vectors = [i for i in builtins.range(len(args)) if i not in excluded]
        cores = [len(names) for names in _core_axes(signature)[0]] if signature else [0] * len(vectors)
        if len(cores) != len(vectors):
            raise ValueError(f"vectorize: the signature {signature!r} has {len(cores)} arguments, received {len(vectors)}")
        tensors = [_keratin.tensor(args[i]) for i in vectors]
        loops = [shape(x)[:ndim(x) - core] for x, core in zip(tensors, cores)]
        import numpy as np
        loop = np.broadcast_shapes(*loops)
        tensors = [reshape(broadcast_to(x, loop + shape(x)[ndim(x) - core:]), (-1,) + shape(x)[ndim(x) - core:])
                   for x, core in zip(tensors, cores)]
        results = []
        for k in builtins.range(int(np.prod(loop, dtype=int))):
            given = list(args)
            for i, x in zip(vectors, tensors):
                given[i] = x[k]
            results.append(pyfunc(*given))
        if not results:
            raise ValueError("vectorize: there are no elements to call the function with")
        together = _together([tuple(one) if isinstance(one, list) else one for one in results])
        if isinstance(together, tuple):
            return tuple(reshape(one, loop + shape(one)[1:]) for one in together)
        return reshape(together, loop + shape(together)[1:])
    return call


# All tensors are of real numbers.


def real(x):
    """x itself: there are no complex tensors."""
    return _keratin.tensor(x)


def imag(x):
    """Zeros: there are no complex tensors."""
    return zeros_like(x)


def conjugate(x):
    """x itself: there are no complex tensors."""
    return _keratin.tensor(x)


def conj(x):
    return conjugate(x)


def isreal(x):
    """True for each element: there are no complex tensors."""
    return ones_like(x, dtype="bool")


def angle(x):
    """0, or pi where x is negative: the angle of a real number."""
    x = _keratin.tensor(x)
    return arctan2(zeros_like(x), x)


def stop_gradient(variable):
    return _op("StopGradient", (variable,), {}, {})


def allclose(x1, x2, rtol=1e-05, atol=1e-08, equal_nan=False):
    return all(isclose(x1, x2, rtol, atol, equal_nan))
