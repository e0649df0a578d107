// Where memory lives and where operations run.
#pragma once
#include <cstdint>
#include <string>

namespace keratin {

struct Device {
  enum class Type : uint8_t { cpu, gpu };
  Type type = Type::cpu;
  int index = 0;

  bool operator==(const Device&) const = default;
  /// "cpu:0", as keras.distribution.list_devices writes it.
  std::string to_string() const;
};

}  // namespace keratin
