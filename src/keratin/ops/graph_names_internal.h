// What files call the elementwise functions, and the numbers beside their arguments.
#pragma once
#include <string>

#include "keratin/backend/functions/lists.h"
#include "keratin/ops/node.h"

namespace keratin::ops {

/// Where Keras has the op, and the names of its numbers: a is the first, b the second.
OpDescription graph_op(Unary f, UnaryArgs args);
/// Keras's class of the op: its / is TrueDivide.
std::string graph_name(Binary f);

}  // namespace keratin::ops
