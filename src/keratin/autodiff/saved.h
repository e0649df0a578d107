// What a record keeps of a tensor until its gradient is asked for.
#pragma once
#include <cstdint>

#include "keratin/tensor/tensor.h"

namespace keratin {

/// A tensor whose elements a gradient needs as they were when it was recorded.
class Saved {
 public:
  Saved() = default;
  /// `operation` names what is recorded, in errors.
  Saved(const char* operation, const Tensor& x);

  /// The tensor, without its record. Throws ValueError when its memory has been written to since.
  const Tensor& operator*() const {
    if (version() != version_) throw_changed();
    return x_;
  }
  const Tensor* operator->() const { return &**this; }

 private:
  uint64_t version() const;
  [[noreturn]] void throw_changed() const;

  Tensor x_;
  Ref<RefCounted> leaf_;  // of a Variable
  const char* operation_ = "";
  uint64_t version_ = 0;
};

}  // namespace keratin
