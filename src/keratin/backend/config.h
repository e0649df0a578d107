// Keras's keras.config: what the library computes with.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "keratin/base/thread_pool.h"
#include "keratin/tensor/device.h"
#include "keratin/tensor/dtype.h"

namespace keratin::config {

/// The devices of a kind ("CPU", "GPU"; all when empty), as "cpu:0". `list_devices("GPU")` is empty
/// on a machine or a build without one. Throws ValueError for another kind.
std::vector<std::string> list_devices(std::string_view device_type = {});
/// Where weights are made, and models compute: the first GPU if there is one, else the CPU; the
/// environment variable KERATIN_DEVICE ("cpu:0") says otherwise. Data stay on the host, as NumPy's
/// do, and what an operation needs of them is brought to the weights.
Device default_device();
/// For the layers that are built from now on. Throws ValueError for what is no "gpu:0" or "cpu",
/// DeviceError for a device that is not there.
void set_default_device(std::string_view device);
/// The dtype of weights and of numbers in the code: float32.
DType floatx();
/// The small number that keeps logarithms and quotients finite: 1e-7.
double epsilon();
/// "channels_last": images are (batch, height, width, channels).
std::string_view image_data_format();

}  // namespace keratin::config
