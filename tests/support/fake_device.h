// A device whose memory the host cannot touch: a read or write of it outside of the seam ends the
// program. Its calls are run by the plain backend on memory that only it knows. A test program that
// uses it has one device gpu:0.
#pragma once
#include <cstdint>

#include "keratin/tensor/device.h"

namespace keratin::testing {

inline constexpr Device kFake = {Device::Type::gpu, 0};

/// Calls that it has run so far, and transfers to and from host memory.
struct FakeDeviceCounts {
  int64_t calls = 0, uploads = 0, downloads = 0;
};
FakeDeviceCounts fake_device_counts();

}  // namespace keratin::testing
