#include "tests/support/fake_device.h"

#include <sys/mman.h>

#include <map>
#include <mutex>

#include "keratin/backend/config.h"
#include "keratin/backend/cuda_internal.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

constexpr size_t kRoom = size_t{1} << 30;

char* map_room(int protection) {
  void* room = mmap(nullptr, kRoom, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (room == MAP_FAILED) throw std::bad_alloc();
  return static_cast<char*>(room);
}

/// The addresses that tensors see have nothing behind them; each stands for one that has.
class FakeMemory final : public Allocator {
 public:
  void* allocate(size_t bytes) override {
    const std::lock_guard lock(mutex_);
    const size_t size = rounded(bytes);
    if (auto block = free_.find(size); block != free_.end()) {
      char* memory = block->second;
      free_.erase(block);
      return memory;
    }
    if (next_ + size > kRoom) throw std::bad_alloc();
    char* memory = outside_ + next_;
    next_ += size;
    return memory;
  }
  void release(void* memory, size_t bytes) noexcept override {
    const std::lock_guard lock(mutex_);
    free_.emplace(rounded(bytes), static_cast<char*>(memory));
  }

  /// Where the elements at that address really are; the name is of the call that wants to know.
  template <class T>
  T* inside(T* address, const char* call) const {
    const auto* at = static_cast<const char*>(address);
    if (at < outside_ || at >= outside_ + kRoom) {
      throw_internal_error(text("the call ", call, " has a view that is not of this device"));
    }
    return reinterpret_cast<T*>(inside_ + (at - outside_));
  }

 private:
  static size_t rounded(size_t bytes) { return (bytes / 64 + 1) * 64; }

  char* outside_ = map_room(PROT_NONE);
  char* inside_ = map_room(PROT_READ | PROT_WRITE);
  size_t next_ = 0;
  std::multimap<size_t, char*> free_;
  std::mutex mutex_;
};

FakeMemory& fake_memory() {
  static FakeMemory memory;
  return memory;
}

class FakeBackend final : public EveryCall<FakeBackend> {
 public:
  const char* name() const override { return "fake"; }
  Device device() const override { return testing::kFake; }

  template <class Call>
  void every(Call call) {
    ++counts.calls;
    for_each_view(call,
                  [](auto& view) { view.data = fake_memory().inside(view.data, Call::name); });
    reference_backend().run(call);
  }
  void upload(const void* from, const View& y) override {
    ++counts.uploads;
    View inside = y;
    inside.data = fake_memory().inside(y.data, "upload");
    reference_backend().upload(from, inside);
  }
  void download(const ConstView& x, void* to) override {
    ++counts.downloads;
    ConstView inside = x;
    inside.data = fake_memory().inside(x.data, "download");
    reference_backend().download(inside, to);
  }

  testing::FakeDeviceCounts counts;
};

FakeBackend& fake_backend() {
  static FakeBackend backend;
  return backend;
}

}  // namespace

// The linker takes these instead of the library's.
int cuda_device_count() { return 1; }

namespace {
/// What other tests of the program compute, they compute on the CPU.
const bool is_set = [] {
  config::set_default_device("cpu");
  return true;
}();
}  // namespace

Allocator* cuda_allocator(Device device) {
  return device == testing::kFake ? &fake_memory() : nullptr;
}
Backend* cuda_backend(Device device) {
  return device == testing::kFake ? &fake_backend() : nullptr;
}

testing::FakeDeviceCounts testing::fake_device_counts() { return fake_backend().counts; }

}  // namespace keratin
