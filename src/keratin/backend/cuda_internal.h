// Whether this build computes on CUDA devices is decided by the linker: cuda_absent.cpp answers no.
#pragma once
#include "keratin/backend/backend.h"

namespace keratin {

int cuda_device_count();
/// Null when there is no such device.
Allocator* cuda_allocator(Device device);
Backend* cuda_backend(Device device);

}  // namespace keratin
