#include "keratin/losses/reduction.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/reduce.h"

namespace keratin::losses {

std::pair<Tensor, Tensor> squeeze_or_expand_to_same_rank(const Tensor& a, const Tensor& b) {
  if (a.ndim() + 1 == b.ndim() && b.shape().back() == 1) {
    if (a.ndim() == 1) return {ops::expand_dims(a, -1), b};
    return {a, ops::squeeze(b, -1)};
  }
  if (b.ndim() + 1 == a.ndim() && a.shape().back() == 1) {
    if (b.ndim() == 1) return {a, ops::expand_dims(b, -1)};
    return {ops::squeeze(a, -1), b};
  }
  return {a, b};
}

namespace {

// sample_weight in the dtype of values, with axes of length 1 behind until the ranks agree.
Tensor fitted(const char* what, const Tensor& weight, const Tensor& values) {
  Tensor fitting = weight.astype(values.dtype());
  if (fitting.ndim() == values.ndim() + 1 && fitting.shape().back() == 1) {
    fitting = ops::squeeze(fitting, -1);
  }
  while (fitting.ndim() < values.ndim() && fitting.ndim() > 0) {
    fitting = ops::expand_dims(fitting, -1);
  }
  for (int i = 0; i < fitting.ndim(); ++i) {
    if (fitting.ndim() == values.ndim() &&
        (fitting.shape()[i] == 1 || fitting.shape()[i] == values.shape()[i])) {
      continue;
    }
    throw_shape_error(text(what, " does not fit the losses of the samples"),
                      {{what, text(name_of(weight.dtype()), " ", weight.shape())},
                       {"losses", text(name_of(values.dtype()), " ", values.shape())}});
  }
  return fitting;
}

}  // namespace

Tensor reduce_weighted_values(const Tensor& values, const Tensor& sample_weight, const Tensor& mask,
                              Reduction reduction) {
  Tensor weight;
  if (mask.defined()) {
    const Tensor counted = fitted("mask", mask, values);
    const Tensor valid = ops::sum(counted);
    const auto total = static_cast<double>(counted.size());
    // total / valid; 0 / 0 is left at 0.
    weight = counted * (total / ops::maximum(valid, 1e-7));
  }
  if (sample_weight.defined()) {
    const Tensor given = fitted("sample_weight", sample_weight, values);
    weight = weight.defined() ? weight * given : given;
  }
  const Tensor weighted = weight.defined() ? values * weight : values;
  switch (reduction.kind()) {
    case Reduction::Kind::none: return weighted;
    case Reduction::Kind::sum: return ops::sum(weighted);
    case Reduction::Kind::sum_over_batch_size:
      return weighted.size() == 0 ? ops::sum(weighted) : ops::mean(weighted);
    case Reduction::Kind::mean_with_sample_weight: break;
  }
  if (!weight.defined()) return ops::mean(weighted);
  const Tensor total = ops::sum(weight + values * 0);
  return ops::sum(weighted) / ops::maximum(total, 1e-7);
}

}  // namespace keratin::losses
