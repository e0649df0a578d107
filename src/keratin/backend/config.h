// Keras's keras.config: what the library computes with.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "keratin/base/thread_pool.h"
#include "keratin/tensor/dtype.h"

namespace keratin::config {

/// The devices of a kind ("CPU", "GPU"; all when empty), as "cpu:0". `list_devices("GPU")` is empty
/// on a machine or a build without one. Throws ValueError for another kind.
std::vector<std::string> list_devices(std::string_view device_type = {});
/// The dtype of weights and of numbers in the code: float32.
DType floatx();
/// The small number that keeps logarithms and quotients finite: 1e-7.
double epsilon();
/// "channels_last": images are (batch, height, width, channels).
std::string_view image_data_format();

}  // namespace keratin::config
