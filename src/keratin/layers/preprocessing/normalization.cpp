// Inputs of mean 0 and variance 1, by statistics that are given or that data have.
#include "keratin/layers/preprocessing/normalization.h"

#include <algorithm>

#include "keratin/backend/config.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/config_order_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::layers {

Statistic::Statistic(double number) : value(tensor(number).as_dtype(float64)) {}
Statistic::Statistic(std::initializer_list<double> numbers)
    : value(tensor(std::vector<double>(numbers)).as_dtype(float64)) {}
Statistic::Statistic(Tensor numbers) : value(std::move(numbers)) {}

namespace {

bool are_whole(const ConfigValue& value) {
  if (!value.is_list()) return value.is_integer();
  return std::all_of(value.as_list().begin(), value.as_list().end(), are_whole);
}

/// As Python prints a tuple; -1 is an axis here.
std::string axes_text(const Shape& axes) {
  std::string list;
  for (const int64_t axis : axes) list += text(list.empty() ? "" : ", ", axis);
  return text("(", list, axes.rank() == 1 ? ",)" : ")");
}

std::string statistic_text(const Statistic& x) { return to_value(x).to_string(); }

/// The mean and the variance of all batches before, and how many elements they are of.
struct RunningMoments {
  Tensor mean, variance;
  double count = 0;

  /// The variance of both parts, and what the means are apart.
  void take(const Tensor& batch_mean, const Tensor& batch_variance, double batch_count) {
    count += batch_count;
    if (!mean.defined()) {
      mean = batch_mean;
      variance = batch_variance;
      return;
    }
    const double weight = batch_count / count, rest = 1 - weight;
    const Tensor together = mean * rest + batch_mean * weight;
    variance = (variance + ops::square(mean - together)) * rest +
               (batch_variance + ops::square(batch_mean - together)) * weight;
    mean = together;
  }
};

/// Integers of up to 16 bits are float32 too.
Tensor as_measured(const Tensor& x) {
  if (is_floating(x.dtype())) return x.as_dtype(promote(x.dtype(), float32));
  return x.as_dtype(itemsize_of(x.dtype()) <= 2 ? float32 : float64);
}

}  // namespace

ConfigValue to_value(const Statistic& x) {
  if (!x.value.defined()) return {};
  return constant_value(x.value).as_config()["config"].as_config()["value"];
}

void from_value(const ConfigValue& value, Statistic& x) {
  x = Statistic();
  if (value.is_none()) return;
  if (is_constant_value(value)) {
    x.value = constant_from(value);
  } else {
    const char* dtype = are_whole(value) ? "int64" : "float64";
    x.value = constant_from(Config{{"config", Config{{"value", value}, {"dtype", dtype}}}});
  }
}

Normalization::Normalization(NormalizationOptions options) : LayerOf(std::move(options)) {
  const Tensor &mean = options_.mean.value, &variance = options_.variance.value;
  if (mean.defined() != variance.defined()) {
    throw_value_error(
        text("When setting values directly, both `mean` and `variance` must be set. Received: "
             "mean=",
             statistic_text(options_.mean), " and variance=", statistic_text(options_.variance)));
  }
  if (!mean.defined()) return;
  if (mean.shape() != variance.shape()) {
    throw_value_error(
        text("When setting values directly, `mean` and `variance` must have the same shape. "
             "Received: mean shape ",
             mean.shape(), " and variance shape ", variance.shape()));
  }
  if (mean.ndim() > options_.axis.list.rank()) {
    throw_value_error(text("The rank of `mean` must be less than or equal to the number of axes (",
                           options_.axis.list.rank(), "). Received: mean shape ", mean.shape(),
                           " for axis ", axes_text(options_.axis.list)));
  }
}

Config Normalization::get_config() const {
  Config config = placed_before(LayerOf::get_config(), "invert", "mean");
  ConfigValue::List axes;
  for (const int64_t axis : options_.axis.list) axes.push_back(axis);
  config.set("axis", axes);
  return config;
}

void Normalization::build(const Shapes& inputs) {
  const Shape& x = inputs[0];
  std::vector<int64_t> kept;
  for (const int64_t axis : options_.axis.list) {
    if (axis < -x.rank() || axis >= x.rank()) {
      throw_value_error(
          text("All `axis` values must be in the range [-ndim, ndim). Received inputs with ndim=",
               x.rank(), ", while axis=", axes_text(options_.axis.list)));
    }
    kept.push_back(axis < 0 ? axis + x.rank() : axis);
  }
  std::sort(kept.begin(), kept.end());
  Shape lengths;
  across_ = Shape();
  for (int i = 0; i < x.rank(); ++i) across_.push_back(1);
  for (size_t i = 0; i < kept.size(); ++i) {
    const int axis = static_cast<int>(kept[i]);
    if (i > 0 && kept[i - 1] == kept[i]) {
      throw_value_error(
          text("axis ", axis, " is given twice: axis=", axes_text(options_.axis.list)));
    }
    if (x[axis] == None) {
      throw_value_error(text("All `axis` values to be kept must have a known shape. Received axis=",
                             axes_text(options_.axis.list), ", inputs.shape=", x,
                             ", with unknown axis at index ", axis));
    }
    lengths.push_back(x[axis]);
    across_[axis] = x[axis];
  }
  kept_ = kept;
  if (options_.mean.value.defined()) {
    across({}, options_.mean);  // throws unless it fits
    return;
  }
  fill(mean_, lengths, {.initializer = "zeros", .trainable = false});
  fill(variance_, lengths, {.initializer = "ones", .trainable = false});
  fill(count_, {}, {.initializer = "zeros", .trainable = false, .dtype = int32});
}

// A statistic along the kept axes; one that is given is aligned with the last of them.
Tensor Normalization::across(const Variable& learnt, const Statistic& given) const {
  if (learnt.defined()) return learnt.value().reshape(across_);
  Shape shape = across_;
  for (const int64_t axis : kept_) shape[static_cast<int>(axis)] = 1;
  const Shape& own = given.value.shape();
  for (int i = 1; i <= own.rank(); ++i) {
    shape[static_cast<int>(kept_[kept_.rank() - i])] = own[own.rank() - i];
  }
  return ops::broadcast_to(given.value.reshape(shape), across_);
}

Tensor Normalization::call(const Tensor& x, Call&) const {
  const Tensor values = x.as_dtype(compute_dtype());
  const auto here = [&](const Variable& learnt, const Statistic& given) {
    return across(learnt, given).as_dtype(values.dtype()).to(values.device());
  };
  const Tensor mean = here(mean_, options_.mean);
  const Tensor spread =
      ops::maximum(ops::sqrt(here(variance_, options_.variance)), config::epsilon());
  return options_.invert ? mean + values * spread : (values - mean) / spread;
}

// --- adapt ---

Shape Normalization::reduced_axes() const {
  Shape axes;
  for (int i = 0; i < across_.rank(); ++i) {
    if (std::find(kept_.begin(), kept_.end(), i) == kept_.end()) axes.push_back(i);
  }
  return axes;
}

void Normalization::check_data(const Shape& data) const {
  bool fits = data.rank() == across_.rank();
  for (int i = 0; fits && i < kept_.rank(); ++i) {
    const int axis = static_cast<int>(kept_[i]);
    fits = data[axis] == across_[axis];
  }
  if (fits) return;
  throw_value_error(text("The layer was built with input_shape=", build_shapes()[0],
                         ", but adapt() is being called with data with an incompatible shape, "
                         "data.shape=",
                         data));
}

void Normalization::adapt(const Tensor& data) {
  adapt_to([&](FunctionRef<void(const Tensor&)> take) { take(data); });
}

void Normalization::adapt_to(FunctionRef<void(FunctionRef<void(const Tensor&)>)> each_batch) {
  try {
    if (options_.mean.value.defined()) {
      throw_value_error("adapt() has nothing to learn: mean and variance are given");
    }
    RunningMoments moments;
    bool is_any = false;
    each_batch([&](const Tensor& batch) {
      is_any = true;
      if (!batch.defined()) throw_value_error("adapt() received a batch that is no tensor");
      ensure_built({batch.shape()});
      check_data(batch.shape());
      if (batch.size() == 0) return;
      const Tensor x = as_measured(batch.detach());
      const Shape reduced = reduced_axes();
      const bool is_each_alone = reduced.empty();
      const Tensor mean = is_each_alone ? x : ops::mean(x, {.axis = reduced});
      const Tensor variance = is_each_alone ? x * 0 : ops::var(x, {.axis = reduced});
      int64_t count = 1;
      for (const int64_t axis : reduced) count *= x.shape()[static_cast<int>(axis)];
      moments.take(mean.as_dtype(float64), variance.as_dtype(float64), static_cast<double>(count));
    });
    if (!is_any) {
      throw_value_error(
          "adapt() received an empty iterable (no batches). Expected at least one batch.");
    }
    if (moments.count == 0) throw_value_error("adapt() received data without elements");
    mean_.assign(moments.mean);
    variance_.assign(moments.variance);
  } catch (Error& error) {
    error.add_where(title());
    throw;
  }
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::Normalization, layers::NormalizationOptions, layers::Layer>;
template class layers::LayerOf<layers::Normalization, layers::NormalizationOptions>;
}  // namespace keratin
