"""70,000 handwritten digits."""
from .. import _keratin


def load_data(path="mnist.npz"):
    """((x_train, y_train), (x_test, y_test)): uint8 images of 28 x 28 and their digits.

    They come from the cache of Keras's (KERAS_HOME, else ~/.keras), or are downloaded there.
    """
    if path != "mnist.npz":
        raise ValueError(f"load_data: the file in the cache is mnist.npz, received path={path!r}")
    return _keratin.mnist()
