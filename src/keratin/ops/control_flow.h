// Loops and choices with functions of the caller's; Keras: keras.ops.core. They run as the loops of
// C++ do, and the tape sees what the functions compute. What they carry is a Tensor, or a list of
// them (Tensors), of which the functions then take and give lists; a number stands for a scalar.
// Symbolic inputs leave one node, which no file can hold.
#pragma once
#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "keratin/base/function.h"
#include "keratin/tensor/tensors.h"

namespace keratin::ops {

/// What a function here takes and gives for a T: Tensors for a list, else Tensor.
template <class T>
using Carried = std::conditional_t<std::same_as<std::remove_cvref_t<T>, Tensors>, Tensors, Tensor>;

// Both forms as a list and back; an undefined tensor is none.
const Tensors& listed(const Tensors& list);
Tensors listed(const Tensor& x);
Tensors listed(NoneType);
template <class Number>
requires std::is_arithmetic_v<Number> Tensors listed(Number x);
template <class T>
T unlisted(const Tensors& list);

using ScanFunction = Function<std::pair<Tensors, Tensors>(const Tensors& carry, const Tensors& x)>;
using ListFunction = Function<Tensors(const Tensors& list)>;
using PairFunction = Function<Tensors(const Tensors& a, const Tensors& b)>;

struct ScanOptions {
  std::optional<int64_t> length = {};  // how many steps; by default as many as xs has
  bool reverse = false;                // the last one first; y[i] still belongs to x[i]
  int64_t unroll = 1;                  // steps run one by one, however many are asked for
};
std::pair<Tensors, Tensors> scan_lists(const ScanFunction& f, const Tensors& init,
                                       const Tensors& xs, const ScanOptions& options);
/// carry, y[i] = f(carry, x[i]) for all i: the last carry, and all y along a new first axis
/// xs [steps, ...] or None, with a length -> y [steps, ...]. f gives a std::pair.
/// Throws ValueError for no xs and no length, for another length than xs have, ShapeError for xs
/// without a first axis or with several lengths of it, ShapeError or DTypeError where the carry
/// changes its shape or dtype, ValueError where f gives another number of tensors.
template <class F, class Init, class Xs>
auto scan(F f, const Init& init, const Xs& xs, const ScanOptions& options = {}) {
  using Carry = Carried<Init>;
  using X = Carried<Xs>;
  using Given = std::invoke_result_t<F&, const Carry&, const X&>;
  static_assert(std::same_as<Carried<typename Given::first_type>, Carry>,
                "the carry that f gives must be what it takes: a Tensor, or Tensors");
  using Y = Carried<typename Given::second_type>;
  const auto [carry, ys] = scan_lists(
      [f = std::move(f)](const Tensors& c, const Tensors& x) mutable {
        Given given = f(unlisted<Carry>(c), unlisted<X>(x));
        return std::pair<Tensors, Tensors>(listed(given.first), listed(given.second));
      },
      listed(init), listed(xs), options);
  return std::pair<Carry, Y>(unlisted<Carry>(carry), unlisted<Y>(ys));
}

struct AssociativeScanOptions {
  bool reverse = false;
  int axis = 0;
};
Tensors associative_scan_lists(const PairFunction& f, const Tensors& elems,
                               const AssociativeScanOptions& options);
/// y[0] = x[0], y[i] = f(y[i - 1], x[i]) along an axis, for a function that is associative and
/// works on many elements of the axis at once: about 2 log2(n) calls of it (Blelloch, "Prefix sums
/// and their applications", 1990).
/// Throws ShapeError for an axis that is not there and for several lengths of it.
template <class F, class Elems>
auto associative_scan(F f, const Elems& elems, const AssociativeScanOptions& options = {}) {
  using X = Carried<Elems>;
  return unlisted<X>(associative_scan_lists(
      [f = std::move(f)](const Tensors& a, const Tensors& b) mutable -> Tensors {
        return listed(f(unlisted<X>(a), unlisted<X>(b)));
      },
      listed(elems), options));
}

Tensors map_list(const char* name, const ListFunction& f, const Tensors& xs);
/// f(x[i]) for all i, along a new first axis: xs [n, ...] -> [n, ...]. Throws as scan.
template <class F, class Xs>
auto map(F f, const Xs& xs) {
  using X = Carried<Xs>;
  using Y = Carried<std::invoke_result_t<F&, const X&>>;
  return unlisted<Y>(map_list(
      "map",
      [f = std::move(f)](const Tensors& x) mutable -> Tensors { return listed(f(unlisted<X>(x))); },
      listed(xs)));
}
/// The same; here too the function runs for one element after the other.
template <class F, class Elements>
auto vectorized_map(F function, const Elements& elements) {
  using X = Carried<Elements>;
  using Y = Carried<std::invoke_result_t<F&, const X&>>;
  return unlisted<Y>(map_list(
      "vectorized_map",
      [function = std::move(function)](const Tensors& x) mutable -> Tensors {
        return listed(function(unlisted<X>(x)));
      },
      listed(elements)));
}

/// The bool scalar that a condition gave. Throws ShapeError and DTypeError for another tensor.
bool condition_of(const Tensor& given);
inline bool condition_of(bool given) { return given; }
Tensors while_loop_lists(const Function<bool(const Tensors&)>& cond, const ListFunction& body,
                         const Tensors& loop_vars, std::optional<int64_t> maximum_iterations);
/// loop_vars = body(loop_vars) while cond(loop_vars), a bool or a bool scalar, holds, at most
/// maximum_iterations times. Throws as scan for what body gives, ShapeError and DTypeError for
/// another condition.
template <class Cond, class Body, class Vars>
auto while_loop(Cond cond, Body body, const Vars& loop_vars,
                std::optional<int64_t> maximum_iterations = {}) {
  using X = Carried<Vars>;
  return unlisted<X>(while_loop_lists(
      [cond = std::move(cond)](const Tensors& x) mutable -> bool {
        return condition_of(cond(unlisted<X>(x)));
      },
      [body = std::move(body)](const Tensors& x) mutable -> Tensors {
        return listed(body(unlisted<X>(x)));
      },
      listed(loop_vars), maximum_iterations));
}

Tensors fori_loop_lists(int64_t lower, int64_t upper,
                        const Function<Tensors(int64_t i, const Tensors& state)>& body,
                        const Tensors& init);
/// state = body_fun(i, state) for i in [lower, upper); body_fun takes i as an int64_t or as an
/// int32 scalar. Throws as scan for what it gives.
template <class Body, class Init>
auto fori_loop(int64_t lower, int64_t upper, Body body_fun, const Init& init_val) {
  using X = Carried<Init>;
  return unlisted<X>(fori_loop_lists(
      lower, upper,
      [body_fun = std::move(body_fun)](int64_t i, const Tensors& state) mutable -> Tensors {
        if constexpr (std::is_invocable_v<Body&, const Tensor&, const X&>) {
          return listed(body_fun(listed(static_cast<int32_t>(i)).front(), unlisted<X>(state)));
        } else {
          return listed(body_fun(i, unlisted<X>(state)));
        }
      },
      listed(init_val)));
}

/// Whether a scalar of any dtype is not zero. Throws ShapeError for another shape, ValueError for a
/// symbolic tensor.
bool is_true(const char* name, const Tensor& pred);
/// true_fn() where pred holds, else false_fn(); the other one does not run. A symbolic pred is
/// refused: where(pred, a, b) chooses in a graph.
template <class True, class False>
auto cond(const Tensor& pred, True true_fn, False false_fn) {
  using Y = std::invoke_result_t<True&>;
  static_assert(std::same_as<Y, std::invoke_result_t<False&>>,
                "both functions must give the same: a Tensor, Tensors, or nothing");
  return is_true("cond", pred) ? true_fn() : false_fn();
}
template <std::same_as<bool> Bool, class True, class False>
auto cond(Bool pred, True true_fn, False false_fn) {
  return pred ? true_fn() : false_fn();
}

/// The number of a branch: the nearest of [0, count). Throws ValueError for no branches, DTypeError
/// for an index that is no integer, ShapeError for one that is no scalar.
size_t branch_at(const Tensor& index, size_t count);
size_t branch_at(int64_t index, size_t count);
/// branches[index](operands...), the nearest branch for an index outside; the others do not run.
/// Keras's switch, which is a word of C++. switch_<Tensors>(...) for branches that give lists.
template <class Result = Tensor, class Index, class... Operands>
Result switch_(const Index& index,
               const std::vector<Function<Result(const Operands&...)>>& branches,
               const Operands&... operands) {
  return branches[branch_at(index, branches.size())](operands...);
}

// --- both forms ---

struct CarriedForms {
  /// An int32, float32 or bool scalar.
  static Tensor of_number(Scalar x);
  /// Throws ValueError for more than one tensor; undefined for none.
  static Tensor only_one(const Tensors& list);
};

inline const Tensors& listed(const Tensors& list) { return list; }
inline Tensors listed(const Tensor& x) { return x.defined() ? Tensors(x) : Tensors(); }
inline Tensors listed(NoneType) { return {}; }
template <class Number>
requires std::is_arithmetic_v<Number> Tensors listed(Number x) {
  return CarriedForms::of_number(x);
}

template <class T>
T unlisted(const Tensors& list) {
  if constexpr (std::same_as<T, Tensors>) {
    return list;
  } else {
    return CarriedForms::only_one(list);
  }
}

}  // namespace keratin::ops
