// From a glyph to 28 x 28 pixels, differently every time.
#pragma once
#include <cstdint>

#include "keratin/base/random.h"

namespace keratin::datasets {

inline constexpr int digit_side = 28;

/// Fills image, 28 x 28 row by row, with the digit (0 to 9) as one writer might have written it.
void draw_digit(int digit, RandomSequence& random, uint8_t* image);

}  // namespace keratin::datasets
