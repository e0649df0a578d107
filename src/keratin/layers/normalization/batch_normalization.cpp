// Inputs of mean 0 and variance 1, by the statistics of the batch or of the batches before.
#include "keratin/layers/normalization/batch_normalization.h"

#include <cmath>

#include "keratin/backend/config.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/normalization/moments_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"

namespace keratin::layers {

struct BatchNormalization::Affine {
  Tensor gamma, beta;
};

Config RenormClipping::get_config() const {
  Config config;
  if (rmax) config.set("rmax", *rmax);
  if (rmin) config.set("rmin", *rmin);
  if (dmax) config.set("dmax", *dmax);
  return config;
}

RenormClipping RenormClipping::from_config(const Config& config) {
  RenormClipping clipping;
  for (const auto& [name, bound] : config) {
    std::optional<double>* member = name == "rmax"   ? &clipping.rmax
                                    : name == "rmin" ? &clipping.rmin
                                    : name == "dmax" ? &clipping.dmax
                                                     : nullptr;
    if (!member) {
      throw_value_error(text("Received invalid keys for `renorm_clipping` argument: ",
                             config.to_string(), ". Supported values: ['rmax', 'rmin', 'dmax']."));
    }
    if (!bound.is_none()) *member = bound.as_number();
  }
  return clipping;
}

namespace {

void check_clipping(const RenormClipping& clipping) {
  if (clipping.rmax && clipping.rmin && *clipping.rmax < *clipping.rmin) {
    throw_value_error(
        text("rmax should be greater than rmin in the `renorm_clipping` argument. Received: rmax=",
             *clipping.rmax, ", rmin=", *clipping.rmin, "."));
  }
  if (clipping.dmax && *clipping.dmax < 0) {
    throw_value_error(
        text("dmax should be non-negative in the `renorm_clipping` argument. Received: dmax=",
             *clipping.dmax, "."));
  }
}

/// Of the elements that count; the mask has x's shape without the last axis.
Moments masked_moments(const Tensor& x, const Tensor& mask, const Axes& axes) {
  const Tensor counts = ops::broadcast_to(mask.as_dtype(bool_).expand_dims(-1), x.shape());
  const ReduceOptions along = {.axis = axes, .keepdims = true};
  const Tensor count = ops::sum(counts.as_dtype(x.dtype()), along) + config::epsilon();
  const Tensor mean = ops::sum(ops::where(counts, x, 0), along) / count;
  const Tensor centered = x - mean;
  const Tensor squares = ops::square(ops::where(counts, centered, 0));
  return {mean, ops::sum(squares, along) / count, centered};
}

/// old * momentum + now * (1 - momentum)
Tensor moved(const Variable& old, const Tensor& now, double momentum) {
  const Tensor before = old.value().detach().as_dtype(now.dtype());
  return before * momentum + now.reshape(old.shape()) * (1 - momentum);
}

}  // namespace

/// (x - mean) / sqrt(variance + epsilon) * gamma + beta as x * factor + offset, which is how Keras
/// computes it.
OutputScale BatchNormalization::scale_of(const Tensor& mean, const Tensor& variance,
                                         const Affine& affine, double epsilon) {
  Tensor factor = ops::rsqrt(variance + epsilon);
  if (affine.gamma.defined()) factor = factor * affine.gamma;
  const Tensor shift = mean * factor;
  return {factor, affine.beta.defined() ? affine.beta - shift : -shift};
}

BatchNormalization::BatchNormalization(BatchNormalizationOptions options)
    : LayerOf(std::move(options)) {
  if (options_.synchronized) {
    throw_value_error(
        "BatchNormalization: synchronized=True is not there yet: statistics are those of one "
        "device's batch");
  }
  if (!options_.renorm) return;
  if (!options_.renorm_clipping) options_.renorm_clipping.emplace();
  check_clipping(*options_.renorm_clipping);
}

std::shared_ptr<Layer> BatchNormalization::from_config(const Config& config) {
  Config present = config;
  if (const ConfigValue* axis = config.find("axis"); axis && axis->is_list()) {
    if (axis->as_list().size() != 1) {
      throw_value_error(text("BatchNormalization: axis is one axis, received ", axis->to_string()));
    }
    present.set("axis", axis->as_list()[0]);
  }
  if (const ConfigValue* mode = config.find("mode"); mode && *mode == ConfigValue(0)) {
    present.erase("mode");
  }
  return LayerOf::from_config(present);
}

Config BatchNormalization::get_config() const {
  Config config = LayerOf::get_config();
  for (const char* name : {"renorm", "renorm_clipping", "renorm_momentum"}) {
    const ConfigValue value = config[name];  // Keras writes them behind `synchronized`
    config.erase(name);
    config.set(name, value);
  }
  return config;
}

void BatchNormalization::build(const Shapes& inputs) {
  const Shape& x = inputs[0];
  if (x.rank() < 2) {
    throw_shape_error(text("the input needs at least 2 axes (batch, channels), received ", x));
  }
  const Shape channels = {length_along("BatchNormalization", x, options_.axis)};
  if (options_.scale) {
    fill(gamma_, channels,
         {.initializer = options_.gamma_initializer,
          .regularizer = options_.gamma_regularizer,
          .constraint = options_.gamma_constraint});
  }
  if (options_.center) {
    fill(beta_, channels,
         {.initializer = options_.beta_initializer,
          .regularizer = options_.beta_regularizer,
          .constraint = options_.beta_constraint});
  }
  const WeightOptions mean = {.initializer = options_.moving_mean_initializer, .trainable = false};
  const WeightOptions variance = {.initializer = options_.moving_variance_initializer,
                                  .trainable = false};
  fill(moving_mean_, channels, mean);
  fill(moving_variance_, channels, variance);
  if (!options_.renorm) return;
  const auto fill_stddev = [&](Variable& stddev) {
    if (stddev.defined()) return;  // made by another copy of this layer
    fill(stddev, channels, variance);
    stddev.assign(ops::sqrt(stddev.value()));
  };
  fill_stddev(moving_stddev_);
  fill(renorm_mean_, channels, mean);
  fill_stddev(renorm_stddev_);
}

void BatchNormalization::check_input(const Tensor& x, const Tensor& mask) const {
  const int64_t channels = moving_mean_.shape()[0];
  if (x.ndim() < 2 || length_along("BatchNormalization", x.shape(), options_.axis) != channels) {
    throw_shape_error(text("axis ", options_.axis, " of the input needs ", channels, " channels"),
                      {{"input", describe(x)}, {"moving_mean", describe(moving_mean_)}});
  }
  if (mask.defined() && mask.ndim() != x.ndim() - 1) {
    throw_shape_error("the mask should have one axis less than the input",
                      {{"input", describe(x)}, {"mask", describe(mask)}});
  }
}

Axes BatchNormalization::other_axes(const Tensor& x) const {
  const int axis = normalize_axis("BatchNormalization", options_.axis, x.shape());
  Axes others;
  for (int i = 0; i < x.ndim(); ++i) {
    if (i != axis) others.list.push_back(i);
  }
  return others;
}

// The weight in x's dtype, along the axis of the channels.
Tensor BatchNormalization::across(const Variable& weight, const Tensor& x) const {
  if (!weight.defined()) return {};
  Shape shape = x.shape();
  for (const int64_t other : other_axes(x).list) shape[static_cast<int>(other)] = 1;
  return weight.value().as_dtype(x.dtype()).reshape(shape);
}

Tensor BatchNormalization::call(const Tensor& input, Call& call) const {
  const Tensor mask = call.mask();
  check_input(input, mask);
  const Tensor x = widened(input);
  Affine affine = {across(gamma_, x), across(beta_, x)};
  Moments moments;
  if (normalizes_by_batch(call) && is_last_axis(x) && !mask.defined() && !options_.renorm) {
    const ops::NormalizedRows rows =
        normalized_in_place(x, 1, true, affine.gamma, affine.beta, options_.epsilon);
    move(rows.mean, rows.variance, call);
    return rows.y.as_dtype(compute_dtype());
  }
  if (normalizes_by_batch(call)) {
    const Axes axes = other_axes(x);
    moments = mask.defined() ? masked_moments(x, mask, axes) : moments_of(x, axes);
    const Tensor mean = moments.mean.detach(), variance = moments.variance.detach();
    if (options_.renorm) {
      affine = renormed(mean, variance, affine);
      move_renormed(mean, variance, call);
    } else {
      move(mean, variance, call);
    }
  } else {
    const OutputScale at_rest =
        scale_of(across(moving_mean_, x), across(moving_variance_, x), affine, options_.epsilon);
    return (x * at_rest.factor + at_rest.offset).as_dtype(compute_dtype());
  }
  return normalized(moments, options_.epsilon, affine.gamma, affine.beta).as_dtype(compute_dtype());
}

std::optional<OutputScale> BatchNormalization::scale_at_rest(DType dtype, int rank) const {
  const bool is_last = options_.axis == -1 || options_.axis == rank - 1;
  if (!moving_mean_.defined() || !is_last || dtype != compute_dtype() ||
      dtype != moving_mean_.dtype() || (dtype != float32 && dtype != float64)) {
    return {};
  }
  const auto value_of = [](const Variable& weight) {
    return weight.defined() ? weight.value() : Tensor();
  };
  return scale_of(moving_mean_, moving_variance_, {value_of(gamma_), value_of(beta_)},
                  options_.epsilon);
}

bool BatchNormalization::normalizes_by_batch(const Call& call) const {
  return call.training() && trainable();
}

bool BatchNormalization::is_last_axis(const Tensor& x) const {
  return normalize_axis("BatchNormalization", options_.axis, x.shape()) == x.ndim() - 1;
}

void BatchNormalization::move(const Tensor& mean, const Tensor& variance, Call& call) const {
  call.update(moving_mean_, moved(moving_mean_, mean, options_.momentum));
  call.update(moving_variance_, moved(moving_variance_, variance, options_.momentum));
}

void BatchNormalization::move_renormed(const Tensor& mean, const Tensor& variance,
                                       Call& call) const {
  const Tensor stddev = ops::sqrt(variance + options_.epsilon);
  call.update(renorm_mean_, moved(renorm_mean_, mean, options_.renorm_momentum));
  call.update(renorm_stddev_, moved(renorm_stddev_, stddev, options_.renorm_momentum));
  call.update(moving_mean_, moved(moving_mean_, mean, options_.momentum));
  const Tensor moving_stddev = moved(moving_stddev_, stddev, options_.momentum);
  call.update(moving_stddev_, moving_stddev);
  call.update(moving_variance_, ops::relu(moving_stddev * moving_stddev - options_.epsilon));
}

BatchNormalization::Affine BatchNormalization::renormed(const Tensor& mean, const Tensor& variance,
                                                        Affine affine) const {
  const Tensor stddev = ops::sqrt(variance + options_.epsilon);
  const auto slow = [&](const Variable& statistic) {
    return statistic.value().detach().as_dtype(mean.dtype()).reshape(mean.shape());
  };
  const Tensor renorm_stddev = ops::maximum(slow(renorm_stddev_), std::sqrt(options_.epsilon));
  Tensor r = stddev / renorm_stddev;
  Tensor d = (mean - slow(renorm_mean_)) / renorm_stddev;
  const RenormClipping& clipping = *options_.renorm_clipping;
  if (clipping.rmin) r = ops::maximum(r, *clipping.rmin);
  if (clipping.rmax) r = ops::minimum(r, *clipping.rmax);
  if (clipping.dmax) d = ops::clip(d, -*clipping.dmax, *clipping.dmax);
  if (affine.gamma.defined()) {
    r = r * affine.gamma;
    d = d * affine.gamma;
  }
  return {r, affine.beta.defined() ? d + affine.beta : d};
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::BatchNormalization, layers::BatchNormalizationOptions,
                         layers::Layer>;
template class layers::LayerOf<layers::BatchNormalization, layers::BatchNormalizationOptions>;
}  // namespace keratin
