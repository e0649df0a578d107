// 70,000 handwritten digits: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
#pragma once
#include "keratin/datasets/dataset.h"

namespace keratin::datasets::mnist {

/// x uint8 (60000, 28, 28) and (10000, 28, 28), y uint8. Looks in $KERAS_HOME/datasets (default
/// ~/.keras/datasets) for mnist.npz, then for the four idx files in mnist/, packed or not, then
/// downloads mnist.npz. Whatever the container, the arrays must be MNIST's: files that hold others
/// are named and refused. Throws FileError, which says what to do, when there is no way to the
/// data.
Dataset load_data();

}  // namespace keratin::datasets::mnist
