#include "keratin/ops/pooling.h"

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/join.h"
#include "keratin/ops/node.h"
#include "keratin/ops/take_internal.h"
#include "keratin/ops/window_internal.h"
#include "keratin/tensor/config_values.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

/// With the channels last.
Tensor pooled(const char* op, PoolKind pool, const Tensor& any, const Shape& size,
              const Shape& strides, const std::string& padding) {
  const Tensor x = contiguous(any);
  Shape dilation = size;
  for (int i = 0; i < size.rank(); ++i) dilation[i] = 1;
  const auto [window, outputs] =
      fit_window(op, spatial_axes(x.shape()), size, strides, dilation, padding);
  Tensor y(with_spatial(x.shape()[0], outputs, x.shape().back()), x.dtype(), x.device());
  backend_of(y).run(PoolCall{.pool = pool, .x = x.view(), .window = window, .y = y.view()});
  return record(
      op, y, {&any},
      [x = Saved(op, x), y = Saved(op, y), pool, window = window](const Tensor& dy) -> Gradients {
        Tensor dx(x->shape(), x->dtype(), dy.device());
        const Tensor flat = contiguous(dy);
        backend_of(dx).run(PoolGradientCall{.pool = pool,
                                            .x = x->view(),
                                            .y = y->view(),
                                            .dy = flat.view(),
                                            .window = window,
                                            .dx = dx.view()});
        return {dx};
      });
}

void check_pooled_axes(const char* op, const Tensor& x) {
  if (x.ndim() >= 3 && x.ndim() <= 5) return;
  throw_shape_error(text(op, ": expected x [batch, lengths..., channels] of 3 to 5 axes"),
                    {{"x", describe(x)}});
}

Tensor checked_pool(const char* op, PoolKind pool, const Tensor& x, const Sizes& pool_size,
                    const PoolOptions& options) {
  check_pooled_axes(op, x);
  const int rank = x.ndim() - 2;
  const Shape size = pool_size.for_axes(rank, "pool_size");
  const Shape strides =
      options.strides.list.empty() ? size : options.strides.for_axes(rank, "strides");
  if (options.padding == "causal") {
    throw_value_error(text("Invalid padding '", options.padding, "', must be 'same' or 'valid'."));
  }
  const bool is_first = is_channels_first(op, options.data_format);
  const Tensor y =
      pooled(op, pool, is_first ? channels_to_back(x) : x, size, strides, options.padding);
  return is_first ? channels_to_front(y) : y;
}

/// Windows of `size` at every `stride` elements of a spatial axis, of one element along the others.
Tensor pooled_along(const char* op, PoolKind pool, const Tensor& x, int axis, int64_t size,
                    int64_t stride) {
  Shape sizes, strides;
  for (int i = 0; i < x.ndim() - 2; ++i) {
    sizes.push_back(i == axis ? size : 1);
    strides.push_back(i == axis ? stride : 1);
  }
  return pooled(op, pool, x, sizes, strides, "valid");
}

/// Windows have two sizes: those of one stand in front of those of the other, and each output is
/// one of them.
Tensor adapted_along(const char* op, PoolKind pool, const Tensor& x, int axis, int64_t outputs) {
  const int64_t length = x.shape()[axis + 1];
  if (length == outputs) return x;
  if (length % outputs == 0) {
    return pooled_along(op, pool, x, axis, length / outputs, length / outputs);
  }
  const int64_t small = (length + outputs - 1) / outputs;
  std::vector<int64_t> chosen;
  for (int64_t i = 0; i < outputs; ++i) {
    const int64_t begin = i * length / outputs;
    const int64_t end = ((i + 1) * length + outputs - 1) / outputs;
    chosen.push_back(end - begin == small ? begin : begin + length - small + 1);
  }
  Tensor windows = pooled_along(op, pool, x, axis, small, 1);
  if (small < length) {
    windows = concatenate({windows, pooled_along(op, pool, x, axis, small + 1, 1)}, axis + 1);
  }
  return taken(op, windows, tensor(chosen).to(x.device()), axis + 1);
}

Tensor adapted(const char* op, PoolKind pool, const Tensor& x, const Sizes& output_size,
               const std::string& data_format) {
  check_pooled_axes(op, x);
  const bool is_first = is_channels_first(op, data_format);
  Tensor y = is_first ? channels_to_back(x) : x;
  const Shape lengths = spatial_axes(y.shape());
  const Shape outputs = output_size.for_axes(lengths.rank(), "output_size");
  Shape size = lengths;
  bool is_even = true;
  for (int i = 0; i < lengths.rank(); ++i) {
    if (lengths[i] == 0) {
      throw_shape_error(text(op, ": there is nothing to pool along axis ", i),
                        {{"x", describe(x)}});
    }
    size[i] = lengths[i] / outputs[i];
    is_even = is_even && lengths[i] % outputs[i] == 0;
  }
  if (is_even) {
    y = pooled(op, pool, y, size, size, "valid");
  } else {
    for (int i = 0; i < lengths.rank(); ++i) y = adapted_along(op, pool, y, i, outputs[i]);
  }
  return is_first ? channels_to_front(y) : y;
}

OpDescription described_adaptive(const char* class_name, const Sizes& output_size,
                                 const std::string& data_format) {
  const bool is_first = is_channels_first("adaptive_pool", data_format);
  return {.class_name = class_name,
          .module = "nn",
          .arguments = {{}},
          .config = {{"output_size", to_value(output_size)},
                     {"data_format", is_first ? "channels_first" : "channels_last"}}};
}

/// Refuses what has no order that float64 holds.
void check_ordered(const char* op, const Tensor& x) {
  if (is_floating(x.dtype()) || (x.dtype() != bool_ && itemsize_of(x.dtype()) <= 4)) return;
  throw_dtype_error(text(op, ": expected floats, or integers of up to 32 bits"),
                    {{"x", describe(x)}});
}

OpDescription described(const char* class_name, const Sizes& pool_size,
                        const PoolOptions& options) {
  return {.class_name = class_name,
          .module = "nn",
          .arguments = {{}},
          .config = {{"pool_size", one_or_each(pool_size)},
                     {"strides", one_or_each(options.strides)},
                     {"padding", options.padding},
                     {"data_format", format_in_files(options.data_format)}}};
}

}  // namespace

Tensor max_pool(const Tensor& x, const Sizes& pool_size, const PoolOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(described("MaxPool", pool_size, options), x,
                       [=](const Tensors& in) { return max_pool(in[0], pool_size, options); });
  }
  check_ordered("max_pool", x);
  if (is_floating(x.dtype())) return checked_pool("max_pool", PoolKind::max, x, pool_size, options);
  // float64 holds each of them.
  return checked_pool("max_pool", PoolKind::max, x.as_dtype(float64), pool_size, options)
      .as_dtype(x.dtype());
}

Tensor average_pool(const Tensor& x, const Sizes& pool_size, const PoolOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(described("AveragePool", pool_size, options), x,
                       [=](const Tensors& in) { return average_pool(in[0], pool_size, options); });
  }
  if (!is_floating(x.dtype())) {
    throw_dtype_error("average_pool: expected floats", {{"x", describe(x)}});
  }
  return checked_pool("average_pool", PoolKind::average, x, pool_size, options);
}

Tensor adaptive_max_pool(const Tensor& x, const Sizes& output_size,
                         const std::string& data_format) {
  if (is_symbolic(x)) {
    return symbolic_op(
        described_adaptive("AdaptiveMaxPool", output_size, data_format), x,
        [=](const Tensors& in) { return adaptive_max_pool(in[0], output_size, data_format); });
  }
  constexpr const char* op = "adaptive_max_pool";
  check_ordered(op, x);
  if (is_floating(x.dtype())) return adapted(op, PoolKind::max, x, output_size, data_format);
  return adapted(op, PoolKind::max, x.as_dtype(float64), output_size, data_format)
      .as_dtype(x.dtype());
}

Tensor adaptive_average_pool(const Tensor& x, const Sizes& output_size,
                             const std::string& data_format) {
  if (is_symbolic(x)) {
    return symbolic_op(
        described_adaptive("AdaptiveAveragePool", output_size, data_format), x,
        [=](const Tensors& in) { return adaptive_average_pool(in[0], output_size, data_format); });
  }
  constexpr const char* op = "adaptive_average_pool";
  if (!is_floating(x.dtype())) {
    throw_dtype_error(text(op, ": expected floats"), {{"x", describe(x)}});
  }
  return adapted(op, PoolKind::average, x, output_size, data_format);
}

}  // namespace keratin::ops
