// Layers that make one tensor of several, element by element.
#include "keratin/layers/merging/merge.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"

namespace keratin::layers {
namespace {

Tensor with_rank(Tensor x, int rank) {
  while (x.ndim() < rank) x = x.expand_dims(x.ndim() == 0 ? 0 : 1);
  return x;
}

using Operator = Tensor (*)(Tensor, Tensor);

Tensor folded(const Tensors& x, Operator f) {
  Tensor y = x[0];
  for (size_t i = 1; i < x.size(); ++i) y = f(y, x[i]);
  return y;
}

/// Which elements of x count, in x's shape; undefined when all do.
Tensor counted(const Tensor& x) {
  const Tensor mask = mask_of(x);
  return mask.defined() ? ops::broadcast_to(mask.as_dtype(bool_).expand_dims(-1), x.shape()) : mask;
}

bool is_any_masked(const Tensors& x) {
  return std::any_of(x.begin(), x.end(), [](const Tensor& one) { return mask_of(one).defined(); });
}

Tensor either(const Tensor& a, const Tensor& b) {
  return a.defined() && b.defined() ? ops::logical_or(a, b) : Tensor();
}

/// f of those that count; where one does not, the others alone.
Tensor folded_where_counted(const Tensors& x, Operator f) {
  if (!is_any_masked(x)) return folded(x, f);
  Tensor y = x[0], counts = counted(x[0]);
  for (size_t i = 1; i < x.size(); ++i) {
    const Tensor mask = counted(x[i]);
    const Tensor next = mask.defined() ? ops::where(mask, x[i], y) : x[i];
    if (counts.defined()) y = ops::where(counts, y, next);
    counts = either(counts, mask);
    y = f(y, next);
  }
  return y;
}

}  // namespace

void Merge::check_count(size_t count) const {
  if (count >= fewest() && (fewest() != 2 || count == 2)) return;
  throw_value_error(text("a list of ", fewest() == 2 ? "exactly 2" : "at least 1",
                         " inputs is merged, received ", count),
                    {}, text("call it with a list: ", name(), "({a, b})"));
}

// Only here, as in Keras: a model may merge a batch of any size with a constant, which broadcasts.
void Merge::build(const Shapes& x) {
  check_count(x.size());
  int64_t batch = kNone;
  for (const Shape& shape : x) {
    if (shape.empty() || shape[0] == None) continue;
    if (batch != None && batch != shape[0]) {
      throw_shape_error("tensors with different batch sizes cannot be merged",
                        {{"shapes", x.to_string()}});
    }
    batch = shape[0];
  }
}

Tensors Merge::call(const Tensors& x, Call&) const {
  check_count(x.size());
  int rank = 0;
  for (const Tensor& input : x) rank = std::max(rank, input.ndim());
  Tensors inputs;
  for (const Tensor& input : x) inputs.push_back(with_rank(input, rank));
  return merge(inputs);
}

Tensor Merge::compute_mask(const Tensors&, const Tensors& masks) const {
  const auto is_missing = [](const Tensor& mask) { return !mask.defined(); };
  if (std::any_of(masks.begin(), masks.end(), is_missing)) return {};
  return folded(masks, [](Tensor a, Tensor b) { return ops::logical_or(a, b); });
}

Tensor Add::merge(const Tensors& x) const {
  return folded(x, [](Tensor a, Tensor b) { return ops::add(a, b); });
}
Tensor Subtract::merge(const Tensors& x) const { return ops::subtract(x[0], x[1]); }
Tensor Multiply::merge(const Tensors& x) const {
  const auto product = [](Tensor a, Tensor b) { return ops::multiply(a, b); };
  if (!is_any_masked(x)) return folded(x, product);
  Tensors factors;
  Tensor counts = counted(x[0]);
  for (const Tensor& one : x) {
    const Tensor mask = counted(one);
    factors.push_back(mask.defined() ? ops::where(mask, one, Scalar(1)) : one);
    counts = either(counts, mask);
  }
  const Tensor y = folded(factors, product);
  return counts.defined() ? ops::where(counts, y, Scalar(0)) : y;
}
Tensor Average::merge(const Tensors& x) const {
  const Tensor sum = folded(x, [](Tensor a, Tensor b) { return ops::add(a, b); });
  return sum / static_cast<double>(x.size());
}
Tensor Maximum::merge(const Tensors& x) const {
  return folded_where_counted(x, [](Tensor a, Tensor b) { return ops::maximum(a, b); });
}
Tensor Minimum::merge(const Tensors& x) const {
  return folded_where_counted(x, [](Tensor a, Tensor b) { return ops::minimum(a, b); });
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Add, layers::MergeOptions, layers::Merge>;
template class layers::LayerOf<layers::Add, layers::MergeOptions, layers::Merge>;
template class Described<layers::Subtract, layers::MergeOptions, layers::Merge>;
template class layers::LayerOf<layers::Subtract, layers::MergeOptions, layers::Merge>;
template class Described<layers::Multiply, layers::MergeOptions, layers::Merge>;
template class layers::LayerOf<layers::Multiply, layers::MergeOptions, layers::Merge>;
template class Described<layers::Average, layers::MergeOptions, layers::Merge>;
template class layers::LayerOf<layers::Average, layers::MergeOptions, layers::Merge>;
template class Described<layers::Maximum, layers::MergeOptions, layers::Merge>;
template class layers::LayerOf<layers::Maximum, layers::MergeOptions, layers::Merge>;
template class Described<layers::Minimum, layers::MergeOptions, layers::Merge>;
template class layers::LayerOf<layers::Minimum, layers::MergeOptions, layers::Merge>;
}  // namespace keratin
