#include "keratin/tensor/storage.h"

namespace keratin {

Storage::Storage(size_t bytes, Device device)
    : bytes_(bytes), device_(device), data_(allocator_of(device).allocate(bytes)) {}

Storage::Storage(void* data, size_t bytes, std::function<void()> release)
    : bytes_(bytes), data_(data), release_(std::move(release)) {
  if (!release_) release_ = [] {};
}

Storage::~Storage() {
  if (release_) {
    release_();
  } else {
    allocator_of(device_).release(data_, bytes_);
  }
}

}  // namespace keratin
