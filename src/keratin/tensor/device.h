// Where memory lives and where operations run.
#pragma once
#include <cstdint>
#include <string>

namespace keratin {

struct Device {
  /// `meta` has no memory at all: its tensors have a dtype, a shape and strides but no elements,
  /// and operations on them find out what their results look like.
  enum class Type : uint8_t { cpu, gpu, meta };
  Type type = Type::cpu;
  int index = 0;

  bool operator==(const Device&) const = default;
  /// "cpu:0", as keras.distribution.list_devices writes it.
  std::string to_string() const;
};

/// Where tensors without elements live.
inline constexpr Device kMeta = {Device::Type::meta, 0};

/// Where an operation on memory of both devices runs: on the meta device when one of them is it,
/// else on the one that is not the host, whose tensors are brought there. Throws DeviceError,
/// naming `operation`, for two others.
Device common_device(const char* operation, Device a, Device b);

}  // namespace keratin
