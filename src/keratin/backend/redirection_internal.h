// Another backend and allocator in the place of a device's own, for one thread and a while.
#pragma once
#include "keratin/tensor/device.h"
#include "keratin/tensor/storage.h"

namespace keratin {

class Backend;

/// While it lives, backend_of and allocator_of give these for the device in this thread. One at a
/// time.
class Redirection {
 public:
  Redirection(Device device, Backend& backend, Allocator& allocator)
      : device_(device), backend_(&backend), allocator_(&allocator) {
    current_ = this;
  }
  ~Redirection() { current_ = nullptr; }
  Redirection(const Redirection&) = delete;
  Redirection& operator=(const Redirection&) = delete;

  static bool is_there() { return current_ != nullptr; }

 private:
  static Redirection* of(Device device) {
    return current_ && current_->device_ == device ? current_ : nullptr;
  }
  friend Allocator& allocator_of(Device device);
  friend Backend& backend_of(Device device);

  static constinit thread_local Redirection* current_;
  const Device device_;
  Backend* const backend_;
  Allocator* const allocator_;
};

}  // namespace keratin
