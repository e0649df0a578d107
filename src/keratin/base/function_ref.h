// A reference to a callable: two pointers, no allocation. It must not outlive the callable.
#pragma once
#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace keratin {

/// Something to call with Args that is not itself a `Self`.
template <class F, class Self, class Result, class... Args>
concept CallableAs =
    !std::same_as<std::remove_cvref_t<F>, Self> && std::is_invocable_r_v<Result, F&, Args...>;

template <class Signature>
class FunctionRef;

template <class Result, class... Args>
class FunctionRef<Result(Args...)> {
 public:
  template <CallableAs<FunctionRef, Result, Args...> F>
  FunctionRef(F&& callable)  // NOLINT: implicit on purpose
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))),
        call_([](void* object, Args... args) -> Result {
          return (*static_cast<std::remove_reference_t<F>*>(object))(std::forward<Args>(args)...);
        }) {}

  Result operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

 private:
  void* object_;
  Result (*call_)(void*, Args...);
};

}  // namespace keratin
