#include "keratin/tensor/view.h"

namespace keratin {

bool is_contiguous(const Shape& shape, const Strides& strides) {
  for (const int64_t length : shape) {
    if (length == 0) return true;
  }
  int64_t step = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    if (shape[i] != 1 && strides[i] != step) return false;
    step *= shape[i];
  }
  return true;
}

ConstView broadcast_to(const ConstView& view, const Shape& shape) {
  ConstView result = view;
  result.shape = shape;
  result.strides = shape;
  const int missing = shape.rank() - view.shape.rank();
  for (int i = 0; i < shape.rank(); ++i) {
    const int in_view = i - missing;
    const bool stretched = in_view < 0 || (view.shape[in_view] == 1 && shape[i] != 1);
    result.strides[i] = stretched ? 0 : view.strides[in_view];
  }
  return result;
}

}  // namespace keratin
