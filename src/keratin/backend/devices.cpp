// Which backend computes where, and whose memory it is.
#include <new>

#include "keratin/backend/backend.h"
#include "keratin/backend/cpu/cpu_backend.h"
#include "keratin/backend/cuda_internal.h"
#include "keratin/backend/meta_internal.h"
#include "keratin/backend/redirection_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/memory.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

class HostAllocator final : public Allocator {
 public:
  void* allocate(size_t bytes) override { return recycled_allocate(bytes); }
  void release(void* memory, size_t bytes) noexcept override { recycled_release(memory, bytes); }
};

[[noreturn]] void throw_missing(Device device) {
  throw_device_error(text("there is no device ", device), {},
                     "config::list_devices() says which ones there are");
}

}  // namespace

constinit thread_local Redirection* Redirection::current_ = nullptr;

Allocator& allocator_of(Device device) {
  if (Redirection* other = Redirection::of(device)) return *other->allocator_;
  // Never destroyed: a program's own static tensors may go later.
  static HostAllocator& host = *new HostAllocator;
  if (device == Device{}) return host;
  if (device == kMeta) return meta_allocator();
  if (Allocator* allocator = cuda_allocator(device)) return *allocator;
  throw_missing(device);
}

Backend& backend_of(Device device) {
  if (Redirection* other = Redirection::of(device)) return *other->backend_;
  if (device == Device{}) return cpu_backend();
  if (device == kMeta) return meta_backend();
  if (Backend* backend = cuda_backend(device)) return *backend;
  throw_missing(device);
}

Backend& reference_backend() {
  static ReferenceBackend backend;
  return backend;
}

}  // namespace keratin
