// The largest or the mean of what windows see; Keras: keras.ops.nn.
#pragma once
#include <string>

#include "keratin/tensor/sizes.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

struct PoolOptions {
  Sizes strides = None;           // by default those of the window
  std::string padding = "valid";  // or "same": as many outputs as inputs / strides, rounded up
  std::string data_format = {};   // "channels_last", the default, or "channels_first"
};

/// x [batch, lengths..., channels] -> y [batch, outputs..., channels], with one to three lengths;
/// with "channels_first" the channels stand behind the batch. Each channel by itself; padding does
/// not count. Gradients go to the first of several largest. max_pool takes integers of up to 32
/// bits too, average_pool floats.
/// Throws ShapeError for another number of axes and windows that are longer than the input,
/// DTypeError for other dtypes, ValueError for options.
Tensor max_pool(const Tensor& x, const Sizes& pool_size, const PoolOptions& options = {});
Tensor average_pool(const Tensor& x, const Sizes& pool_size, const PoolOptions& options = {});

/// The same over windows that cover each axis with output_size outputs, whatever its length:
/// output i sees the elements from floor(i * length / outputs) to ceil((i + 1) * length / outputs).
/// data_format as in PoolOptions. Throws ShapeError too where an axis has no elements.
Tensor adaptive_max_pool(const Tensor& x, const Sizes& output_size,
                         const std::string& data_format = {});
Tensor adaptive_average_pool(const Tensor& x, const Sizes& output_size,
                             const std::string& data_format = {});

}  // namespace keratin::ops
