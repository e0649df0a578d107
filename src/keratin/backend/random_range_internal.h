// Part of a call of Backend::random: the numbers depend on the key and their index alone, so that
// any range of them can be drawn by itself.
#pragma once
#include <cstdint>

#include "keratin/backend/functions/lists.h"
#include "keratin/base/random.h"
#include "keratin/tensor/view.h"

namespace keratin::reference {

/// What Backend::random is asked for.
struct Draw {
  Distribution distribution;
  double a, b;
  RandomKey key;
};

/// Elements [begin, end) of y (row-major).
void draw_range(const Draw& draw, int64_t begin, int64_t end, const View& y);

}  // namespace keratin::reference
