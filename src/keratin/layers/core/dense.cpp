#include "keratin/layers/core/dense.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/output_scale.h"
#include "keratin/layers/plan_builder_internal.h"
#include "keratin/ops/dense.h"

namespace keratin::layers {
Dense::Dense(DenseOptions options)
    : LayerOf(std::move(options)), activation_(options_.activation.make()) {
  if (units() < 1) throw_value_error(text("Dense: units must be at least 1, received ", units()));
  if (options_.lora_rank || options_.lora_alpha) {
    throw_value_error("Dense: lora_rank and lora_alpha (low-rank adapters) are not there yet");
  }
  if (options_.quantization_config) {
    throw_value_error("Dense: quantization_config (integer kernels) is not there yet");
  }
}

void Dense::build(const Shapes& inputs) {
  const Shape& x = inputs[0];
  if (x.rank() < 2) {
    throw_shape_error(text("the input needs at least 2 axes (batch, features), received ", x), {},
                      "a single sample is a batch of one: x.expand_dims(0)");
  }
  if (x.back() == None) throw_shape_error(text("the last axis must be known, received ", x));
  fill(kernel_, {x.back(), units()},
       {.initializer = options_.kernel_initializer,
        .regularizer = options_.kernel_regularizer,
        .constraint = options_.kernel_constraint});
  if (!options_.use_bias) return;
  fill(bias_, {units()},
       {.initializer = options_.bias_initializer,
        .regularizer = options_.bias_regularizer,
        .constraint = options_.bias_constraint});
}

Tensor Dense::call(const Tensor& x, Call& call) const {
  const int64_t rows = kernel_.shape()[0];
  if (x.ndim() < 2) {
    throw_shape_error("the input needs at least 2 axes (batch, features)",
                      {{"input", describe(x)}, {"kernel", describe(kernel_)}},
                      "a single sample is a batch of one: x.expand_dims(0)");
  }
  if (x.shape().back() != rows) {
    const Shape sample = x.shape().tail();
    throw_shape_error(
        text("the input's last axis is ", x.shape().back(), ", but kernel has ", rows, " rows"),
        {{"input", describe(x)}, {"kernel", describe(kernel_)}},
        sample.rank() > 1 && sample.size() == rows ? "add layers::Flatten() before this layer"
                                                   : "");
  }
  const Tensor input = is_floating(x.dtype()) ? x : x.as_dtype(compute_dtype());
  const Tensor bias = bias_.defined() ? bias_.value() : Tensor();
  if (const OutputScale* scale = call.scale()) {
    return ops::dense(input, kernel_, scale->offset_with(bias), scale->activation, scale->factor);
  }
  if (!activation_) return ops::dense(input, kernel_, bias);
  const FusedActivation fused = activation_->fused();
  if (fused.is_some) return ops::dense(input, kernel_, bias, fused);
  return (*activation_)(ops::dense(input, kernel_, bias));
}

bool Dense::gives_sums() const { return !activation_ || activation_->name() == "linear"; }

bool Dense::plan_into(PlanBuilder& plan) const {
  PlannedLayer layer{.kind = PlannedLayer::Kind::dense, .kernel = kernel_.value().detach()};
  if (bias_.defined()) layer.bias = bias_.value().detach();
  return plan.add(std::move(layer)) && plan.add(activation_.get());
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Dense, layers::DenseOptions, layers::Layer>;
template class layers::LayerOf<layers::Dense, layers::DenseOptions>;
}  // namespace keratin
