// Cells with gates along a sequence (calls.h says what holds for all calls). Rows of a batch never
// meet in a recurrence: a backend may take some of them through all steps at a time.
#pragma once
#include "keratin/backend/call_views.h"
#include "keratin/backend/recurrent_function.h"

namespace keratin {

/// projected [batch, steps, blocks * units], kernel [units, blocks * units], bias [blocks * units],
/// mask (bool) [batch, steps], h and c (lstm) [batch, units] before the first step; y [batch,
/// steps, units] is h' of each step in its place, last_h and last_c are the states after the last
/// one. For a gradient: kept [batch, steps, kept_blocks * units], and h and c before each step,
/// [batch, steps, units]. Floats of one dtype, of 32 or 64 bits.
struct RecurrenceCall {
  RecurrentFunction function = {};
  RecurrentOrder order = {};
  ConstView projected, kernel;
  std::optional<ConstView> bias = {}, mask = {};
  ConstView h;
  std::optional<ConstView> c = {};
  View last_h;
  std::optional<View> last_c = {}, y = {}, kept = {}, h_before = {}, c_before = {};
  static constexpr auto name = "recurrence";
  using Views =
      ViewList<&RecurrenceCall::projected, &RecurrenceCall::kernel, &RecurrenceCall::bias,
               &RecurrenceCall::mask, &RecurrenceCall::h, &RecurrenceCall::c,
               &RecurrenceCall::last_h, &RecurrenceCall::last_c, &RecurrenceCall::y,
               &RecurrenceCall::kept, &RecurrenceCall::h_before, &RecurrenceCall::c_before>;
  bool operator==(const RecurrenceCall&) const = default;
};
/// From d_last_h, d_last_c and dy: d_projected, d_h and d_c of the states before the first step;
/// and, for gru, dq2 [batch, steps, units], because q2's gradient is not p2's. The kernel's is
/// h_before^T . dq over all rows and steps. The slopes of both activations follow from their values
/// (has_slope_from_value).
struct RecurrenceGradientCall {
  RecurrentFunction function = {};
  RecurrentOrder order = {};
  ConstView kernel;
  std::optional<ConstView> mask = {};
  ConstView kept, h_before;
  std::optional<ConstView> c_before = {}, dy = {};
  ConstView d_last_h;
  std::optional<ConstView> d_last_c = {};
  View d_projected, d_h;
  std::optional<View> dq2 = {}, d_c = {};
  static constexpr auto name = "recurrence_gradient";
  using Views = ViewList<&RecurrenceGradientCall::kernel, &RecurrenceGradientCall::mask,
                         &RecurrenceGradientCall::kept, &RecurrenceGradientCall::h_before,
                         &RecurrenceGradientCall::c_before, &RecurrenceGradientCall::dy,
                         &RecurrenceGradientCall::d_last_h, &RecurrenceGradientCall::d_last_c,
                         &RecurrenceGradientCall::d_projected, &RecurrenceGradientCall::d_h,
                         &RecurrenceGradientCall::dq2, &RecurrenceGradientCall::d_c>;
  bool operator==(const RecurrenceGradientCall&) const = default;
};

}  // namespace keratin
