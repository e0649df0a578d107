// What a cell with gates computes in a step. It stands apart from the calls, so that what users
// include does not read them.
#pragma once
#include "keratin/backend/fused_activation.h"

namespace keratin {

enum class CellKind : uint8_t { simple, lstm, gru };

/// What one step does, p being what it was given and q = h . kernel (+ bias), in blocks of `units`
/// columns; f is the activation, s the recurrent one, none of which is x itself:
///   simple  h' = f(p + q)
///   lstm    i, f, g, o = s(p0 + q0), s(p1 + q1), f(p2 + q2), s(p3 + q3)
///           c' = f c + i g,  h' = o f(c')
///   gru     z, r, n = s(p0 + q0), s(p1 + q1), f(p2 + r q2)
///           h' = z h + (1 - z) n
struct RecurrentFunction {
  CellKind kind = CellKind::simple;
  FusedActivation activation = {}, recurrent_activation = {};
  bool operator==(const RecurrentFunction&) const = default;

  /// Blocks of columns of p, q and the kernel.
  int64_t blocks() const { return kind == CellKind::simple ? 1 : kind == CellKind::lstm ? 4 : 3; }
  /// Blocks that a gradient needs of a step: h', or i, f, g, o, or z, r, n, q2.
  int64_t kept_blocks() const { return kind == CellKind::simple ? 1 : 4; }
};

/// In which order the steps come, and what a masked one gives.
struct RecurrentOrder {
  bool goes_backwards = false;        // the last step comes first
  bool zero_output_for_mask = false;  // else that of the state, which stays as it was
  bool operator==(const RecurrentOrder&) const = default;
};

}  // namespace keratin
