// Tensors side by side.
#include "keratin/layers/merging/concatenate.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/join.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::layers {

Tensors Concatenate::call(const Tensors& x, Call&) const {
  if (x.empty()) throw_value_error("a list of at least 1 input is joined, received none");
  const int axis = normalize_axis("Concatenate", options_.axis, x[0].shape());
  for (const Tensor& input : x) {
    if (input.ndim() == x[0].ndim() && input.shape().erased(axis) == x[0].shape().erased(axis)) {
      continue;
    }
    throw_shape_error(text("the inputs need equal shapes except along axis ", options_.axis),
                      {{"shapes", shapes_of(x).to_string()}});
  }
  return ops::concatenate(x.to_vector(), options_.axis);
}

Tensor Concatenate::compute_mask(const Tensors& x, const Tensors& masks) const {
  std::vector<Tensor> all;
  for (size_t i = 0; i < x.size(); ++i) {
    Tensor mask = masks[i].defined() ? masks[i] : ones(x[i].shape(), bool_);
    if (mask.ndim() < x[i].ndim()) {
      mask = ops::logical_or(mask.expand_dims(-1), zeros(x[i].shape(), bool_));
    }
    all.push_back(mask);
  }
  return ops::any(ops::concatenate(all, options_.axis), {.axis = -1});
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Concatenate, layers::ConcatenateOptions, layers::Layer>;
template class layers::LayerOf<layers::Concatenate, layers::ConcatenateOptions>;
}  // namespace keratin
