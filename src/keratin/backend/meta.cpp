#include "keratin/backend/meta_internal.h"

#include "keratin/base/error.h"

namespace keratin {
namespace {

class NoMemory final : public Allocator {
 public:
  void* allocate(size_t) override { return nullptr; }
  void release(void*, size_t) noexcept override {}
};

class MetaBackend final : public EveryCall<MetaBackend> {
 public:
  const char* name() const override { return "meta"; }
  Device device() const override { return kMeta; }

  template <class Call>
  void every(const Call&) {}
  void upload(const void*, const View&) override {}
  void download(const ConstView&, void*) override {
    throw_device_error("a symbolic tensor has no values");
  }
};

}  // namespace

Allocator& meta_allocator() {
  static NoMemory& memory = *new NoMemory;  // for static tensors, which may go later
  return memory;
}

Backend& meta_backend() {
  static MetaBackend backend;
  return backend;
}

}  // namespace keratin
