// Cuts one block of memory into arrays. Run over null first, it tells how large the block must be.
#pragma once
#include <cstddef>
#include <cstdint>

#include "keratin/base/memory.h"

namespace keratin::cpu {

class Cutter {
 public:
  explicit Cutter(void* memory) : memory_(static_cast<char*>(memory)) {}

  /// The next array of `count` elements, aligned to a register; null without memory.
  template <class T>
  T* take(int64_t count) {
    T* part = memory_ ? reinterpret_cast<T*>(memory_ + used_) : nullptr;
    const size_t bytes = static_cast<size_t>(count) * sizeof(T);
    used_ += (bytes + kMemoryAlignment - 1) / kMemoryAlignment * kMemoryAlignment;
    return part;
  }
  size_t used() const { return used_; }

 private:
  char* memory_;
  size_t used_ = 0;
};

}  // namespace keratin::cpu
