"""Draws layers over time, area and space for graph_drawing.py: convolutions, pools, margins.

Each function takes the Drawing, whose choices it uses, and the Drawn that the layer is for.
"""
from keras_classes import keras

SMALL_ACTIVATIONS = ["tanh", "sigmoid", "softsign", "silu", "linear", "elu", "relu"]


def is_spatial(drawn):
    return 2 <= len(drawn.shape) <= 4 and None not in drawn.shape


def laid_out(drawing, x):
    """data_format, the lengths of the spatial axes, channels."""
    if drawing.chance(0.15):
        return "channels_first", x.shape[1:], x.shape[0]
    return "channels_last", x.shape[:-1], x.shape[-1]


def kernel_of(drawing, lengths):
    if drawing.chance(0.3):
        return drawing.whole(1, min(2, *lengths, 2))
    return tuple(drawing.whole(1, min(3, length)) for length in lengths)


def strides_of(drawing, given, choices):
    """Strides or a dilation, not both."""
    if drawing.chance(0.3):
        given["strides"] = drawing.pick(choices)
    elif drawing.chance(0.25):
        given["dilation_rate"] = 2


def convolved(drawing, kernel):
    """Arguments of every convolution; `kernel` is its name before _regularizer."""
    given = {"activation": drawing.pick(SMALL_ACTIVATIONS), "use_bias": drawing.chance(0.8)}
    if drawing.chance(0.12):
        given[f"{kernel}_regularizer"] = drawing.regularizer()
    if drawing.chance(0.06):
        given["bias_regularizer"] = drawing.regularizer()
    if drawing.chance(0.06):
        given["activity_regularizer"] = keras.regularizers.L2(0.02)
    if drawing.chance(0.06):
        given[f"{kernel}_constraint"] = drawing.constraint()
    return {**given, **drawing.common()}


def convolution(drawing, x):
    data_format, lengths, channels = laid_out(drawing, x)
    n = len(lengths)
    given = {"kernel_size": kernel_of(drawing, lengths), "data_format": data_format,
             "padding": drawing.pick(["valid", "same"])}
    kind = drawing.pick(["Conv", "Conv", "Depthwise", "Separable", "Transpose"])
    if kind == "Transpose":
        strides_of(drawing, given, [2])
        if "strides" in given and drawing.chance(0.3):
            given["output_padding"] = drawing.pick([0, 1])
        return getattr(keras.layers, f"Conv{n}DTranspose")(
            drawing.whole(1, 3), **given, **convolved(drawing, "kernel"))
    strides_of(drawing, given, [2])
    if kind == "Depthwise" and n < 3:
        return getattr(keras.layers, f"DepthwiseConv{n}D")(
            depth_multiplier=drawing.whole(1, 2), **given, **convolved(drawing, "depthwise"))
    filters = drawing.whole(1, 4)
    if kind == "Separable" and n < 3:
        return getattr(keras.layers, f"SeparableConv{n}D")(
            filters, depth_multiplier=drawing.whole(1, 2), **given,
            **convolved(drawing, drawing.pick(["depthwise", "pointwise"])))
    if n == 1 and data_format == "channels_last" and drawing.chance(0.25):
        given["padding"] = "causal"
    if channels % 2 == 0 and filters % 2 == 0 and drawing.chance(0.4):
        given["groups"] = 2
    return getattr(keras.layers, f"Conv{n}D")(filters, **given, **convolved(drawing, "kernel"))


def pool(drawing, x):
    data_format, lengths, _ = laid_out(drawing, x)
    n, kind = len(lengths), drawing.pick(["Max", "Average"])
    name = drawing.pick(["", "", "Global", "Adaptive"])
    if name == "Global":
        return getattr(keras.layers, f"Global{kind}Pooling{n}D")(
            data_format=data_format, keepdims=drawing.chance(0.3), **drawing.common())
    if name == "Adaptive":
        size = tuple(drawing.whole(1, length) for length in lengths)
        if kind == "Max" and n > 1:  # Keras 3.15 on PyTorch gives areas and rooms turned around
            size = (min(size),) * n
        return getattr(keras.layers, f"Adaptive{kind}Pooling{n}D")(
            size if n > 1 else size[0], data_format=data_format, **drawing.common())
    size = tuple(drawing.whole(1, min(2, length)) for length in lengths)
    return getattr(keras.layers, f"{kind}Pooling{n}D")(
        size if n > 1 else size[0], strides=drawing.pick([None, None, 1, 2]),
        padding=drawing.pick(["valid", "same"]), data_format=data_format, **drawing.common())


def margin(drawing, x):
    data_format, lengths, _ = laid_out(drawing, x)
    n, kind = len(lengths), drawing.pick(["ZeroPadding", "Cropping", "UpSampling"])
    given = {"data_format": data_format} if n > 1 or kind == "ZeroPadding" else {}
    if kind == "UpSampling":
        if n == 2 and drawing.chance(0.5):
            given["interpolation"] = "bilinear"
        size = tuple(drawing.whole(1, 2) for _ in lengths)
        return getattr(keras.layers, f"UpSampling{n}D")(
            size if n > 1 else size[0], **given, **drawing.common())
    pairs = tuple((drawing.whole(0, 1), drawing.whole(0, 1)) for _ in lengths)
    return getattr(keras.layers, f"{kind}{n}D")(
        pairs if n > 1 else pairs[0], **given, **drawing.common())
