// One entry of a list of callbacks: a temporary, a shared pointer, or one that the caller keeps.
#pragma once
#include <concepts>
#include <initializer_list>
#include <memory>
#include <typeinfo>
#include <utility>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/none.h"
#include "keratin/callbacks/callback.h"

namespace keratin {

class AnyCallback {
 public:
  /// Takes a temporary: {callbacks::EarlyStopping({.patience = 2})}.
  template <std::derived_from<callbacks::Callback> C>
  AnyCallback(C&& callback)  // NOLINT: implicit on purpose
      : callback_(std::make_shared<C>(std::move(callback))),
        has_batches_(overrides_batch_hooks<C>()) {}
  /// Refers to the caller's object, which must outlive the call, and can be asked afterwards.
  template <std::derived_from<callbacks::Callback> C>
  AnyCallback(C& callback)  // NOLINT: implicit on purpose
      : callback_(std::shared_ptr<void>(), &callback),
        has_batches_(typeid(callback) != typeid(C) || overrides_batch_hooks<C>()) {}
  template <std::derived_from<callbacks::Callback> C>
  AnyCallback(std::shared_ptr<C> callback)  // NOLINT: implicit on purpose
      : callback_(std::move(callback)),
        has_batches_(is_of_another_class<C>(callback_.get()) || overrides_batch_hooks<C>()) {}

  callbacks::Callback& operator*() const { return *callback_; }
  callbacks::Callback* operator->() const { return callback_.get(); }

  /// Whether it has hooks of training batches, which want the logs of each.
  bool has_batch_hooks() const { return has_batches_ && callback_->has_batch_hooks(); }
  /// Whether the hooks of training batches may look at the model. False where there are none.
  bool looks_at_batches() const { return has_batches_ && callback_->looks_at_batches(); }

 private:
  /// Throws ValueError for a pointer to nothing.
  template <class C>
  static bool is_of_another_class(const callbacks::Callback* callback) {
    if (!callback) throw_value_error("a callback is an empty pointer");
    const callbacks::Callback& object = *callback;
    return typeid(object) != typeid(C);
  }
  /// Whether C overrides a hook of training batches: else naming the hook names the base's.
  template <class C>
  static constexpr bool overrides_batch_hooks() {
    using callbacks::Callback;
    constexpr bool has_none = requires {
      requires std::same_as<decltype(&C::on_train_batch_begin), void (Callback::*)(int64_t)>;
      requires std::same_as<decltype(&C::on_train_batch_end),
                            void (Callback::*)(int64_t, const Logs&)>;
    };
    return !has_none;
  }

  std::shared_ptr<callbacks::Callback> callback_;
  bool has_batches_;
};

/// What `callbacks` takes: one, or a list of them.
class Callbacks {
 public:
  Callbacks() = default;
  Callbacks(NoneType) {}  // NOLINT: all implicit
  template <class C>
  requires(std::constructible_from<AnyCallback, C> &&
           !std::derived_from<std::remove_cvref_t<C>, Callbacks>) Callbacks(C&& callback)  // NOLINT
      : Callbacks(One{}, std::forward<C>(callback)) {}
  Callbacks(std::initializer_list<AnyCallback> list);  // NOLINT
  Callbacks(std::vector<AnyCallback> list);            // NOLINT

  size_t size() const { return list_.size(); }
  bool empty() const { return list_.empty(); }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  void push_back(AnyCallback callback);

 private:
  struct One {};
  Callbacks(One, AnyCallback callback);

  std::vector<AnyCallback> list_;
};

}  // namespace keratin
