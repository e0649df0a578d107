// How long gradients are, for clipping.
#pragma once
#include "keratin/backend/backend.h"
#include "keratin/tensor/tensor.h"

namespace keratin::optimizers {

/// The lengths of gradients, and what they are multiplied by to have at most a given one. All of it
/// stays where the gradients are: nothing waits for a number.
class GradientNorms {
 public:
  explicit GradientNorms(Device device)
      : sum_({1}, float32, device),
        wide_({1}, float64, device),
        squares_({1}, float64, device),
        factor_({1}, float64, device),
        narrow_({1}, float32, device) {}
  GradientNorms() = default;

  void begin(Backend& backend) { backend.run(FillCall{.value = 0, .y = squares_.view()}); }
  /// Adds the squares of a run; `room` is as long.
  void add(Backend& backend, const ConstView& run, const View& room) {
    backend.run(UnaryCall{.f = Unary::square, .args = {}, .x = run, .y = room});
    backend.run(ReduceCall{.reduction = Reduction::sum, .x = room, .y = sum_.view()});
    backend.run(CopyCall{.x = sum_.view(), .y = wide_.view()});
    backend.run(BinaryCall{
        .f = Binary::add, .a = squares_.view(), .b = wide_.view(), .y = squares_.view()});
  }
  /// factor = scale * limit / max(scale * norm, limit), which is `scale` for short ones. One that
  /// is not finite gives NaN if `breaks`, as Keras: a broken step is seen at once.
  void end(Backend& backend, double limit, double scale, bool breaks) {
    const View norm = wide_.view(), factor = factor_.view();
    backend.run(UnaryCall{.f = Unary::sqrt, .args = {}, .x = squares_.view(), .y = norm});
    backend.run(BinaryNumberCall{.f = Binary::multiply, .x = norm, .value = scale, .y = norm});
    backend.run(BinaryNumberCall{.f = Binary::maximum, .x = norm, .value = limit, .y = factor});
    backend.run(BinaryNumberCall{
        .f = Binary::divide, .x = factor, .value = scale * limit, .is_left = true, .y = factor});
    if (breaks) {  // norm - norm is 0, or NaN
      backend.run(BinaryCall{.f = Binary::subtract, .a = norm, .b = norm, .y = norm});
      backend.run(BinaryCall{.f = Binary::add, .a = factor, .b = norm, .y = factor});
    }
    backend.run(CopyCall{.x = factor, .y = narrow_.view()});
  }
  /// y = x * factor
  void shorten(Backend& backend, const ConstView& x, const View& y) const {
    const ConstView factor = broadcast_to(narrow_.view(), x.shape);
    backend.run(BinaryCall{.f = Binary::multiply, .a = x, .b = factor, .y = y});
  }

 private:
  Tensor sum_, wide_, squares_, factor_, narrow_;
};

}  // namespace keratin::optimizers
