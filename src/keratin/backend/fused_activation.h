// An elementwise function that a kernel applies on its way. It stands apart from the calls, so that
// what users include does not read them.
#pragma once
#include "keratin/backend/functions/lists.h"

namespace keratin {

/// What a dense layer or a convolution applies to its result while it is still in the cache.
struct FusedActivation {
  bool is_some = false;
  Unary function = Unary::relu;
  UnaryArgs args = {};
  bool operator==(const FusedActivation&) const = default;
};

}  // namespace keratin
