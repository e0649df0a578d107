// A block of memory on a device, shared by the tensors that look into it.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>

#include "keratin/base/ref_counted.h"
#include "keratin/tensor/device.h"

namespace keratin {

/// Memory of one device. The backends define them (see backend/devices.cpp).
class Allocator {
 public:
  virtual ~Allocator() = default;
  /// Uninitialised, aligned to 64 bytes; throws std::bad_alloc or DeviceError.
  virtual void* allocate(size_t bytes) = 0;
  virtual void release(void* memory, size_t bytes) noexcept = 0;
};

/// Throws DeviceError when the device is not there.
Allocator& allocator_of(Device device);

/// Uninitialised memory for `bytes` bytes.
class Storage final : public RefCounted {
 public:
  Storage(size_t bytes, Device device);
  /// Memory of somebody else's on the host, which stays there until `release`, which throws
  /// nothing, is called.
  Storage(void* data, size_t bytes, std::function<void()> release);
  ~Storage() override;

  void* data() const { return data_; }
  size_t bytes() const { return bytes_; }
  Device device() const { return device_; }
  /// Whether somebody else's memory, which shows what is written here elsewhere.
  bool is_borrowed() const { return static_cast<bool>(release_); }

  /// How often elements were written after an operation may have read them: what a gradient needs
  /// must be as it was (autodiff/saved.h).
  uint64_t writes() const { return writes_.load(std::memory_order_relaxed); }
  void count_write() const { writes_.fetch_add(1, std::memory_order_relaxed); }

  /// What rides on these elements beside their values (see set_mask); empty for nearly all.
  const Ref<RefCounted>& note() const { return note_; }
  void set_note(Ref<RefCounted> note) { note_ = std::move(note); }

 private:
  size_t bytes_;
  Device device_;
  void* data_;
  std::function<void()> release_;
  mutable std::atomic<uint64_t> writes_ = 0;
  Ref<RefCounted> note_;
};

}  // namespace keratin
