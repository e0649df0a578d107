// 70,000 images of clothes in MNIST's shapes: Xiao, Rasul, Vollgraf, "Fashion-MNIST", 2017.
#pragma once
#include "keratin/datasets/dataset.h"

namespace keratin::datasets::fashion_mnist {

/// x uint8 (60000, 28, 28) and (10000, 28, 28), y uint8 from 0 (T-shirt) to 9 (ankle boot). Reads
/// the four idx files in $KERAS_HOME/datasets/fashion-mnist (default ~/.keras), downloading those
/// that are missing. Throws FileError, which says what to do, when there is no way to the data.
Dataset load_data();

}  // namespace keratin::datasets::fashion_mnist
