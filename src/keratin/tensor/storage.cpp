#include "keratin/tensor/storage.h"

namespace keratin {

Storage::Storage(size_t bytes, Device device)
    : bytes_(bytes), device_(device), data_(allocator_of(device).allocate(bytes)) {}

Storage::~Storage() { allocator_of(device_).release(data_, bytes_); }

}  // namespace keratin
