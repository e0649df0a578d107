// Handwritten-looking digits that the library draws itself, in MNIST's shapes: for machines without
// a network, and for as many samples as one likes.
#pragma once
#include <cstdint>

#include "keratin/datasets/dataset.h"

namespace keratin::datasets::digits {

struct DigitsOptions {
  int64_t train = 60000;  // number of training samples
  int64_t test = 10000;   // number of test samples, none of them a training sample
  uint64_t seed = 0;      // the same seed draws the same bits, with any number of threads
};

/// x uint8 (train, 28, 28) and (test, 28, 28): ink 255 on 0, the digit 20 pixels high or wide with
/// its centre of mass in the middle, as in MNIST; y uint8, uniform over 0 to 9. Each digit is one
/// of several ways of writing it as strokes, drawn with its own slant, proportions, elastic
/// distortion, pen and noise. Throws ValueError for a negative number of samples.
Dataset load_data(const DigitsOptions& options = {});

}  // namespace keratin::datasets::digits
