// The axes of a sample in another order.
#include "keratin/layers/reshaping/permute.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::layers {

Permute::Permute(PermuteOptions options) : LayerOf(std::move(options)) {
  std::vector<int64_t> sorted(options_.dims.begin(), options_.dims.end());
  std::sort(sorted.begin(), sorted.end());
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] == static_cast<int64_t>(i) + 1) continue;
    throw_value_error(text("Permute: dims must be an order of 1 to ", sorted.size(),
                           " (the batch, axis 0, stays first), received ", options_.dims));
  }
}

Tensor Permute::call(const Tensor& x, Call&) const {
  if (x.ndim() != options_.dims.rank() + 1) {
    throw_shape_error(
        text("dims ", options_.dims, " is for inputs of ", options_.dims.rank() + 1, " axes"),
        {{"input", describe(x)}});
  }
  return x.transpose(options_.dims.inserted(0, 0));
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Permute, layers::PermuteOptions, layers::Layer>;
template class layers::LayerOf<layers::Permute, layers::PermuteOptions>;
}  // namespace keratin
