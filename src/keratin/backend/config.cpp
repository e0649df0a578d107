#include "keratin/backend/config.h"

#include "keratin/backend/cuda_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::config {

std::vector<std::string> list_devices(std::string_view device_type) {
  const bool wants_cpu = device_type.empty() || device_type == "CPU" || device_type == "cpu";
  const bool wants_gpu = device_type.empty() || device_type == "GPU" || device_type == "gpu";
  if (!wants_cpu && !wants_gpu) {
    throw_value_error(
        text("list_devices: device_type must be 'CPU' or 'GPU', received '", device_type, "'"));
  }
  std::vector<std::string> devices;
  if (wants_gpu) {
    for (int i = 0; i < cuda_device_count(); ++i) devices.push_back(text("gpu:", i));
  }
  if (wants_cpu) devices.emplace_back("cpu:0");
  return devices;
}

DType floatx() { return float32; }
double epsilon() { return 1e-7; }
std::string_view image_data_format() { return "channels_last"; }

}  // namespace keratin::config
