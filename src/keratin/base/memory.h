// The recycler: memory that was given back is kept by size class and handed out again, so that the
// steady state of training never reaches malloc. Each thread keeps its own lists (no lock).
#pragma once
#include <cstddef>

namespace keratin {

inline constexpr size_t kMemoryAlignment = 64;

/// `bytes` bytes aligned to 64; throws std::bad_alloc. Uninitialised.
void* recycled_allocate(size_t bytes);

/// Gives back what recycled_allocate(bytes) returned, with the same `bytes`, from any thread.
void recycled_release(void* memory, size_t bytes) noexcept;

/// An allocator for standard containers that live for one step.
template <class T>
struct RecycledAllocator {
  using value_type = T;
  RecycledAllocator() = default;
  template <class U>
  RecycledAllocator(const RecycledAllocator<U>&) {}  // NOLINT: required conversion
  T* allocate(size_t n) { return static_cast<T*>(recycled_allocate(n * sizeof(T))); }
  void deallocate(T* memory, size_t n) { recycled_release(memory, n * sizeof(T)); }
  bool operator==(const RecycledAllocator&) const = default;
};

}  // namespace keratin
