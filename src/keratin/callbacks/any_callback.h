// One entry of a list of callbacks: a temporary, a shared pointer, or one that the caller keeps.
#pragma once
#include <concepts>
#include <memory>
#include <utility>

#include "keratin/callbacks/callback.h"

namespace keratin {

class AnyCallback {
 public:
  /// Takes a temporary: {callbacks::EarlyStopping({.patience = 2})}.
  template <std::derived_from<callbacks::Callback> C>
  AnyCallback(C&& callback)  // NOLINT: implicit on purpose
      : callback_(std::make_shared<C>(std::move(callback))) {}
  /// Refers to the caller's object, which must outlive the call, and can be asked afterwards.
  AnyCallback(callbacks::Callback& callback)  // NOLINT: implicit on purpose
      : callback_(std::shared_ptr<void>(), &callback) {}
  template <std::derived_from<callbacks::Callback> C>
  AnyCallback(std::shared_ptr<C> callback) : callback_(std::move(callback)) {}  // NOLINT

  callbacks::Callback& operator*() const { return *callback_; }
  callbacks::Callback* operator->() const { return callback_.get(); }

 private:
  std::shared_ptr<callbacks::Callback> callback_;
};

}  // namespace keratin
