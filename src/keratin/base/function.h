// An owning, copyable reference to a callable: what std::function is for, without <functional>.
#pragma once
#include <memory>
#include <type_traits>
#include <utility>

namespace keratin {

[[noreturn]] void throw_empty_function();

template <class Signature>
class Function;

/// Empty by default; copies share the callable.
template <class Result, class... Args>
class Function<Result(Args...)> {
 public:
  Function() = default;
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Function> &&
           std::is_invocable_r_v<Result, std::decay_t<F>&, Args...>)
      Function(F&& callable) {  // NOLINT: implicit on purpose
    if (is_empty(callable)) return;
    object_ = std::make_shared<std::decay_t<F>>(std::forward<F>(callable));
    call_ = [](void* object, Args... args) -> Result {
      return (*static_cast<std::decay_t<F>*>(object))(std::forward<Args>(args)...);
    };
  }

  explicit operator bool() const { return call_ != nullptr; }
  /// Throws ValueError when there is nothing to call.
  Result operator()(Args... args) const {
    if (!call_) throw_empty_function();
    return call_(object_.get(), std::forward<Args>(args)...);
  }

 private:
  /// An empty std::function, or a null pointer to a function, is nothing here too.
  template <class F>
  static bool is_empty(const F& callable) {
    if constexpr (std::is_pointer_v<F>) {
      return callable == nullptr;
    } else if constexpr (requires { callable.target_type(); }) {
      return !callable;
    } else {
      return false;
    }
  }

  std::shared_ptr<void> object_;
  Result (*call_)(void*, Args...) = nullptr;
};

}  // namespace keratin
