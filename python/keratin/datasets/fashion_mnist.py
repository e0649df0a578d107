"""70,000 images of clothes in MNIST's shapes."""
from .. import _keratin


def load_data():
    """((x_train, y_train), (x_test, y_test)), from the cache of Keras's or downloaded there."""
    return _keratin.fashion_mnist()
