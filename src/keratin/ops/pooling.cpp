#include "keratin/ops/pooling.h"

#include "keratin/autodiff/saved.h"
#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/node.h"
#include "keratin/ops/window_internal.h"
#include "keratin/tensor/config_values.h"

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

Tensor checked_pool(const char* op, PoolKind pool, const Tensor& x, const Sizes& pool_size,
                    const PoolOptions& options) {
  if (x.ndim() < 3 || x.ndim() > 5) {
    throw_shape_error(text(op, ": expected x [batch, lengths..., channels] of 3 to 5 axes"),
                      {{"x", describe(x)}});
  }
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

OpDescription described(const char* class_name, const Sizes& pool_size,
                        const PoolOptions& options) {
  return {.class_name = class_name,
          .module = "nn",
          .arguments = {{}},
          .config = {
              {"pool_size", to_value(pool_size)},
              {"strides", to_value(options.strides)},
              {"padding", options.padding},
              {"data_format", options.data_format.empty() ? ConfigValue() : options.data_format}}};
}

}  // namespace

Tensor max_pool(const Tensor& x, const Sizes& pool_size, const PoolOptions& options) {
  if (is_symbolic(x)) {
    return symbolic_op(described("MaxPool", pool_size, options), x,
                       [=](const Tensors& in) { return max_pool(in[0], pool_size, options); });
  }
  if (is_floating(x.dtype())) return checked_pool("max_pool", PoolKind::max, x, pool_size, options);
  if (x.dtype() == bool_ || itemsize_of(x.dtype()) > 4) {
    throw_dtype_error("max_pool: expected floats, or integers of up to 32 bits",
                      {{"x", describe(x)}});
  }
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

}  // namespace keratin::ops
