"""Draws layers of sequences for graph_drawing.py: recurrences, attention, embeddings and masks.

Each function takes the Drawing, whose choices it uses. Those that make a layer take the Drawn that
it is for; strokes give what the layer made of one or several tensors.
"""
from keras_classes import keras

IS_JAX = keras.backend.backend() == "jax"
BOUNDED = ["tanh", "sigmoid", "softsign", "hard_sigmoid"]


def is_sequence(drawn):
    """Of features, which there are a known number of."""
    return len(drawn.shape) == 2 and drawn.shape[-1] is not None


def is_known_sequence(drawn):
    return is_sequence(drawn) and drawn.shape[0] is not None


def is_film(drawn):
    """A sequence of lines, areas or rooms."""
    return 3 <= len(drawn.shape) <= 5 and None not in drawn.shape


def gates(drawing, kind):
    given = {"activation": drawing.pick(BOUNDED), "use_bias": drawing.chance(0.8)}
    if kind != "SimpleRNN":
        given["recurrent_activation"] = drawing.pick(BOUNDED)
    if kind == "LSTM":
        given["unit_forget_bias"] = drawing.chance(0.5)
    if kind == "GRU":
        given["reset_after"] = drawing.chance(0.6)
    for name in ("kernel", "recurrent", "bias"):
        if drawing.chance(0.05):
            given[f"{name}_regularizer"] = drawing.regularizer()
        if drawing.chance(0.04) and name != "bias":
            given[f"{name}_constraint"] = drawing.constraint()
    return given


def along(drawing):
    return {"return_sequences": drawing.chance(0.5), "go_backwards": drawing.chance(0.2),
            "unroll": drawing.chance(0.1), **drawing.common()}


def cell(drawing):
    kind = drawing.pick(["SimpleRNN", "LSTM", "GRU"])
    return getattr(keras.layers, f"{kind}Cell")(drawing.whole(1, 3), **gates(drawing, kind))


def recurrence(drawing, units=None, **more):
    """A recurrent layer, with a cell of its own or around cells."""
    given = {**along(drawing), **more}
    kind = drawing.pick(["SimpleRNN", "LSTM", "GRU", "RNN"])
    if kind != "RNN" or units:
        kind = drawing.pick(["SimpleRNN", "LSTM", "GRU"]) if kind == "RNN" else kind
        return getattr(keras.layers, kind)(units or drawing.whole(1, 3), **gates(drawing, kind),
                                           **given)
    count = drawing.whole(1, 3)
    cells = [cell(drawing) for _ in range(count)]
    form = drawing.whole(0, 2)
    if form == 0 and count > 1:
        return keras.layers.RNN(cells, **given)
    return keras.layers.RNN(cells[0] if count == 1 else keras.layers.StackedRNNCells(cells),
                            **given)


def recurrence_stroke(drawing):
    x = drawing.recent(lambda drawn: is_sequence(drawn))
    if x is None:
        return None
    if drawing.chance(0.3):
        state = drawing.recent(lambda drawn: len(drawn.shape) == 1 and drawn.size and
                               drawn.shape[0] <= 4)
        if state is not None:
            return begun(drawing, x, state)
    layer = recurrence(drawing, return_state=drawing.chance(0.2))
    return drawing.made_by(layer, layer(x.tensor), x)


def begun(drawing, x, state):
    """A recurrence that begins with a tensor of the model's as its state."""
    layer = recurrence(drawing, state.shape[0])
    count = 2 if isinstance(layer, keras.layers.LSTM) else 1
    states = [state] * count
    if count == 2 and drawing.chance(0.7):
        other = drawing.recent(lambda drawn: drawn.shape == state.shape)
        states = [state, other]
    given = [one.tensor for one in states]
    return drawing.made_by(layer, layer(x.tensor, initial_state=given), x, *states)


def bidirectional(drawing, x):
    inner = recurrence(drawing, return_sequences=drawing.chance(0.5))
    given = {"merge_mode": drawing.pick(["concat", "concat", "sum", "mul", "ave", None])}
    return keras.layers.Bidirectional(inner, **given, **drawing.common())


def time_distributed(drawing, x):
    l, rank = keras.layers, len(x.shape)
    choices = [lambda: drawing.dense(drawing.whole(1, 3), activity_regularizer=None),
               lambda: l.LayerNormalization(), lambda: l.BatchNormalization(momentum=0.8)]
    if rank == 3:
        choices += [lambda: l.Conv1D(2, 2, padding="same", activation="tanh"),
                    lambda: l.GRU(2), lambda: l.Flatten()]
    if rank == 4:
        choices += [lambda: l.Conv2D(2, 2, activation="tanh"), lambda: l.GlobalMaxPooling2D(),
                    lambda: l.Flatten()]
    return l.TimeDistributed(drawing.pick(choices)(), **drawing.common())


def film_recurrence(drawing, x):
    n = len(x.shape) - 2
    given = {**gates(drawing, "LSTM"), **along(drawing)}
    given["unroll"] = False
    if drawing.chance(0.25):
        given["strides"] = 2
    elif drawing.chance(0.2):
        given["dilation_rate"] = 2
    return getattr(keras.layers, f"ConvLSTM{n}D")(
        drawing.whole(1, 2), drawing.whole(1, 2),
        padding=drawing.pick(["same", "same", "valid"]), **given)


def scored_stroke(drawing):
    """Attention and AdditiveAttention."""
    query = drawing.recent(is_known_sequence)
    value = query and drawing.recent(lambda drawn: is_known_sequence(drawn) and
                                     drawn.shape[-1] == query.shape[-1])
    if value is None:
        return None
    sources, given = [query, value], {}
    key = drawing.recent(lambda drawn: drawn.shape == value.shape)
    if drawing.chance(0.3):
        sources.append(key)
    common = {"use_scale": drawing.chance(0.5), **drawing.common()}
    if drawing.chance(0.5):
        layer = keras.layers.AdditiveAttention(**common)
    else:
        layer = keras.layers.Attention(score_mode=drawing.pick(["dot", "dot", "concat"]), **common)
    if drawing.chance(0.3):
        given["use_causal_mask"] = True
    if drawing.chance(0.15):
        given["return_attention_scores"] = True
    y = layer([source.tensor for source in sources], **given)
    return drawing.made_by(layer, y, *sources)


def has_mask(drawn):
    return getattr(drawn.tensor, "_keras_mask", None) is not None


def heads_stroke(drawing):
    """MultiHeadAttention and GroupQueryAttention.

    But on JAX, no query is masked from all values: Keras gives other gradients there on PyTorch.
    """
    query = drawing.recent(lambda drawn: is_known_sequence(drawn) and
                           (IS_JAX or not has_mask(drawn)))
    value = query and (query if drawing.chance(0.3) else drawing.recent(is_known_sequence))
    if value is None:
        return None
    sources, given = [query, value], {}
    if drawing.chance(0.3):
        key = drawing.recent(lambda drawn: is_known_sequence(drawn) and
                             drawn.shape[0] == value.shape[0])
        sources.append(key)
    common = {"use_bias": drawing.chance(0.8), "kernel_regularizer":
              drawing.regularizer() if drawing.chance(0.1) else None, **drawing.common()}
    is_whole = IS_JAX or not any(has_mask(source) for source in sources)
    if is_whole and query.shape[0] == value.shape[0] and drawing.chance(0.1):
        common["sliding_window"] = drawing.whole(1, 2)
    if drawing.chance(0.1):
        common["use_gate"] = True
    if drawing.chance(0.5):
        shared = drawing.whole(1, 2)
        layer = keras.layers.GroupQueryAttention(drawing.whole(1, 2), shared * drawing.whole(1, 2),
                                                 shared, **common)
    else:
        if not IS_JAX and drawing.chance(0.3):  # Keras 3.15 on JAX refuses
            common["value_dim"] = drawing.whole(1, 3)
        if drawing.chance(0.2):
            common["output_shape"] = drawing.whole(1, 3)
        layer = keras.layers.MultiHeadAttention(drawing.whole(1, 2), drawing.whole(1, 2), **common)
    if is_whole and drawing.chance(0.3):
        given["use_causal_mask"] = True
    return drawing.made_by(layer, layer(*[one.tensor for one in sources], **given), *sources)


def masking(drawing, x):
    return keras.layers.Masking(**drawing.common())


def embedding(drawing, rows):
    given = {"mask_zero": drawing.chance(0.7), **drawing.common()}
    if drawing.chance(0.15):
        given["embeddings_regularizer"] = drawing.regularizer()
    if drawing.chance(0.1):
        given["embeddings_constraint"] = drawing.constraint()
    if drawing.chance(0.2):
        given["mask_zero"] &= IS_JAX  # its mask is not seen until the model runs: see heads_stroke
        return keras.layers.ReversibleEmbedding(rows, drawing.whole(1, 4),
                                                tie_weights=drawing.chance(0.7), **given)
    return keras.layers.Embedding(rows, drawing.whole(1, 4), **given)
