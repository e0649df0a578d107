#include "keratin/backend/config.h"

#include <atomic>
#include <charconv>
#include <cstdlib>

#include "keratin/backend/backend.h"
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

namespace {

/// "gpu:1", "GPU:1", "gpu" or "cpu:0".
Device parsed_device(std::string_view name, const char* what) {
  const size_t colon = name.find(':');
  const std::string_view number = colon == name.npos ? "0" : name.substr(colon + 1);
  int index = 0;
  const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), index);
  const bool is_number = failed == std::errc() && end == number.data() + number.size();
  const std::string_view kind = name.substr(0, colon);
  const bool is_cpu = kind == "cpu" || kind == "CPU", is_gpu = kind == "gpu" || kind == "GPU";
  if (!is_number || index < 0 || (!is_cpu && !is_gpu)) {
    throw_value_error(text(what, "'", name, "' is no device"), {}, "\"cpu\", \"gpu\" or \"gpu:1\"");
  }
  const Device device{is_cpu ? Device::Type::cpu : Device::Type::gpu, index};
  backend_of(device);  // throws when it is not there
  return device;
}

Device first_default() {
  if (const char* name = std::getenv("KERATIN_DEVICE"); name && *name)
    return parsed_device(name, "KERATIN_DEVICE: ");
  return cuda_device_count() > 0 ? Device{Device::Type::gpu, 0} : Device{};
}

// As one number: for a struct clang asks for a library of its own.
int64_t packed(Device device) { return int64_t{device.index} << 8 | static_cast<int>(device.type); }

std::atomic<int64_t>& default_place() {
  static std::atomic<int64_t> device = packed(first_default());
  return device;
}

}  // namespace

Device default_device() {
  const int64_t device = default_place();
  return {static_cast<Device::Type>(device & 0xff), static_cast<int>(device >> 8)};
}
void set_default_device(std::string_view device) {
  default_place() = packed(parsed_device(device, ""));
}

DType floatx() { return float32; }
double epsilon() { return 1e-7; }
std::string_view image_data_format() { return "channels_last"; }

}  // namespace keratin::config
