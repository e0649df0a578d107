// Shared ownership by a count inside the object: one pointer wide, no control block, and the memory
// comes from the recycler, so that a step of training allocates nothing.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "keratin/base/memory.h"

namespace keratin {

/// Base of objects that `Ref` can own.
class RefCounted {
 public:
  RefCounted() = default;
  RefCounted(const RefCounted&) = delete;
  RefCounted& operator=(const RefCounted&) = delete;
  virtual ~RefCounted() = default;

  void retain() const noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  void release() const noexcept {
    if (count_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
  bool is_unique() const noexcept { return count_.load(std::memory_order_acquire) == 1; }

  static void* operator new(size_t bytes) { return recycled_allocate(bytes); }
  static void operator delete(void* memory, size_t bytes) { recycled_release(memory, bytes); }

 private:
  mutable std::atomic<uint32_t> count_{0};
};

/// Owning pointer to a RefCounted object; empty by default.
template <class T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : object_(object) { retain(); }
  Ref(const Ref& other) : object_(other.object_) { retain(); }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(const Ref& other) {
    Ref(other).swap(*this);
    return *this;
  }
  Ref& operator=(Ref&& other) noexcept {
    Ref(std::move(other)).swap(*this);
    return *this;
  }
  ~Ref() {
    if (object_) object_->release();
  }

  void swap(Ref& other) noexcept { std::swap(object_, other.object_); }
  T* get() const { return object_; }
  T* operator->() const { return object_; }
  T& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }
  bool operator==(const Ref& other) const { return object_ == other.object_; }

 private:
  void retain() const {
    if (object_) object_->retain();
  }
  T* object_ = nullptr;
};

}  // namespace keratin
