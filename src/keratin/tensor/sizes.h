// An argument that is a number for each axis, or one for all: 3, {3, 3}.
#pragma once
#include <initializer_list>

#include "keratin/tensor/shape.h"

namespace keratin {

struct Sizes {
  Shape list;  // of one number, or of one for each axis; empty for None
  Sizes() = default;
  template <PlainInteger I>
  Sizes(I size) : list{static_cast<int64_t>(size)} {}  // NOLINT: implicit on purpose
  Sizes(bool) = delete;
  Sizes(NoneType) {}                                            // NOLINT: implicit on purpose
  Sizes(std::initializer_list<int64_t> sizes) : list(sizes) {}  // NOLINT: implicit on purpose
  Sizes(const Shape& sizes) : list(sizes) {}                    // NOLINT: implicit on purpose

  /// One for each of `rank` axes. Throws ValueError, which calls it `name`, for another number of
  /// them and for one below `least`; Keras: standardize_tuple.
  Shape for_axes(int rank, const char* name, int64_t least = 1) const;
};

}  // namespace keratin
