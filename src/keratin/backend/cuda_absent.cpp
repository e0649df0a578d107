// A build without CUDA.
#include "keratin/backend/cuda_internal.h"

namespace keratin {

int cuda_device_count() { return 0; }
Allocator* cuda_allocator(Device) { return nullptr; }
Backend* cuda_backend(Device) { return nullptr; }

}  // namespace keratin
