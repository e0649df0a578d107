// How the losses of a batch become one number, with weights and masks.
#include "keratin/losses/reduction.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::losses {
namespace {

constexpr double kLeastCount = 1e-7;

// Every axis of the weights must be 1 or the one of the values; ranks are equal or weights have 0.
void check_weights(const Tensor& values, const Tensor& weights) {
  bool fits = weights.ndim() == 0 || weights.ndim() == values.ndim();
  for (int i = 0; fits && i < weights.ndim(); ++i) {
    fits = weights.shape()[i] == 1 || weights.shape()[i] == values.shape()[i];
  }
  if (fits) return;
  throw_shape_error(
      "sample_weight does not fit the losses of the batch",
      {{"losses", values.shape().to_string()}, {"sample_weight", weights.shape().to_string()}},
      "give one weight for each loss, or one a sample with further axes of length 1");
}

Tensor merged_weight(const Tensor& sample_weight, const Tensor& mask, DType dtype,
                     Reduction reduction) {
  if (!mask.defined()) return sample_weight.defined() ? sample_weight.as_dtype(dtype) : Tensor();
  Tensor counts = mask.as_dtype(dtype);
  if (reduction.is_mean()) {
    const auto total = static_cast<double>(counts.size());
    counts = counts * (total / (ops::sum(counts) + kLeastCount));
  }
  if (!sample_weight.defined()) return counts;
  const auto [a, b] = squeeze_or_expand_to_same_rank(counts, sample_weight.as_dtype(dtype));
  return a * b;
}

}  // namespace

Reduction Reduction::named(std::string_view name) {
  for (size_t i = 0; i < std::size(names); ++i) {
    if (names[i] == name) return static_cast<Kind>(i);
  }
  throw_unknown_name<Reduction>(name);
}

ConfigValue to_value(Reduction x) { return x.name(); }
void from_value(const ConfigValue& value, Reduction& x) {
  x = value.is_none() ? Reduction("none") : Reduction::named(value.as_string());
}

std::pair<Tensor, Tensor> squeeze_or_expand_to_same_rank(const Tensor& a, const Tensor& b) {
  if (a.ndim() == b.ndim() + 1 && a.shape().back() == 1) {
    if (b.ndim() == 1) return {a, ops::expand_dims(b, -1)};
    return {ops::squeeze(a, -1), b};
  }
  if (b.ndim() == a.ndim() + 1 && b.shape().back() == 1) {
    if (a.ndim() == 1) return {ops::expand_dims(a, -1), b};
    return {a, ops::squeeze(b, -1)};
  }
  return {a, b};
}

Tensor reduce_weighted_values(const Tensor& values, const Tensor& sample_weight, const Tensor& mask,
                              Reduction reduction) {
  Tensor weighted = values;
  Tensor weight = merged_weight(sample_weight, mask, values.dtype(), reduction);
  if (weight.defined()) {
    const auto [v, w] = squeeze_or_expand_to_same_rank(values, weight);
    check_weights(v, w);
    weighted = v * w;
    weight = w;
  }
  switch (reduction.kind()) {
    case Reduction::Kind::none: return weighted;
    case Reduction::Kind::sum: return ops::sum(weighted);
    case Reduction::Kind::mean_with_sample_weight: {
      if (!weight.defined()) break;
      const Tensor total = ops::sum(weight * ops::ones_like(weighted));
      const Tensor is_nothing = total == 0.0;
      return ops::where(is_nothing, 0.0, ops::sum(weighted)) / ops::where(is_nothing, 1.0, total);
    }
    case Reduction::Kind::mean:
    case Reduction::Kind::sum_over_batch_size: break;
  }
  if (weighted.size() == 0) return ops::sum(weighted);  // 0, not 0 / 0
  return ops::mean(weighted);
}

}  // namespace keratin::losses
