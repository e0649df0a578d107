#include "keratin/ops/control_flow.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

bool has_no_elements(const Tensors& list) {
  return std::any_of(list.begin(), list.end(),
                     [](const Tensor& x) { return x.defined() && x.device() == kMeta; });
}

Tensors joined(const Tensors& a, const Tensors& b) {
  Tensors all = a;
  for (const Tensor& x : b) all.push_back(x);
  return all;
}
Tensors part_of_list(const Tensors& all, size_t begin, size_t end) {
  Tensors part;
  for (size_t i = begin; i < end; ++i) part.push_back(all[i]);
  return part;
}

/// Slice i of each along the first axis.
Tensors slices_at(const Tensors& list, int64_t i) {
  Tensors slices;
  for (const Tensor& x : list) slices.push_back(indexed(x, {Index(i)}));
  return slices;
}

void check_kept(const char* name, const Tensors& before, const Tensors& after) {
  if (before.size() != after.size()) {
    throw_value_error(text(name, ": the function must give as many tensors as it carries, ",
                           before.size(), ", but gives ", after.size()));
  }
  for (size_t i = 0; i < before.size(); ++i) {
    const std::string what = text(name, ": what the function carries must keep its ");
    const std::vector<ErrorDetail> details = {{"before", describe(before[i])},
                                              {"after", describe(after[i])}};
    if (before[i].shape() != after[i].shape()) {
      throw_shape_error(text(what, "shape: tensor ", i), details);
    }
    if (before[i].dtype() != after[i].dtype()) {
      throw_dtype_error(text(what, "dtype: tensor ", i), details, "y.astype(x.dtype())");
    }
  }
}

/// The common length of the first axes; -1 for no tensors.
int64_t steps_of(const char* name, const Tensors& xs) {
  int64_t steps = -1;
  for (const Tensor& x : xs) {
    if (x.ndim() == 0) {
      throw_shape_error(text(name, ": needs a first axis to go along"), {{"xs", describe(x)}});
    }
    if (steps >= 0 && x.len() != steps) {
      throw_shape_error(
          text(name, ": the first axes have different lengths: ", steps, ", ", x.len()));
    }
    steps = x.len();
  }
  return steps;
}

int64_t length_of_scan(const Tensors& xs, const ScanOptions& options) {
  const int64_t steps = steps_of("scan", xs);
  if (options.unroll < 0) {
    throw_value_error(
        text("scan: `unroll` must be a positive integer or boolean. Received: "
             "unroll=",
             options.unroll));
  }
  if (steps < 0 && !options.length) {
    throw_value_error("scan: got no values to scan over and `length` not provided");
  }
  const int64_t length = options.length.value_or(steps);
  if (length < 0) throw_value_error(text("scan: `length` is ", length));
  if (steps >= 0 && length != steps) {
    throw_value_error(text("scan: got `length` argument of ", length,
                           " which disagrees with the leading axis size ", steps));
  }
  return length;
}

/// What f gives for inputs without elements, as for a loop of no steps.
std::pair<Tensors, Tensors> looks_of(const ScanFunction& f, const Tensors& carry,
                                     const Tensors& xs) {
  const auto without = [](const Tensors& list, bool is_sliced) {
    Tensors stands;
    for (const Tensor& x : list) {
      stands.push_back(Tensor(is_sliced ? x.shape().tail() : x.shape(), x.dtype(), kMeta));
    }
    return stands;
  };
  return f(without(carry, false), without(xs, true));
}

Tensors stacked(const std::vector<Tensors>& steps) {
  Tensors all;
  for (size_t k = 0; k < steps.front().size(); ++k) {
    std::vector<Tensor> column;
    for (const Tensors& step : steps) column.push_back(step[k]);
    all.push_back(stack(column, 0));
  }
  return all;
}

/// y of one step, for all of them, without elements or of no steps.
Tensors stretched_over(const Tensors& ys, int64_t length, Device device) {
  Tensors all;
  for (const Tensor& y : ys) {
    all.push_back(Tensor(y.shape().inserted(0, length), y.dtype(), device));
  }
  return all;
}

/// One node for the whole: the op runs when the model does.
Tensors as_node(const char* class_name, const Tensors& inputs,
                Function<Tensors(const Tensors&)> run) {
  OpDescription description{.class_name = class_name, .module = "core", .holds_code = true};
  for (size_t i = 0; i < inputs.size(); ++i) description.arguments.emplace_back();
  return symbolic_op_list(std::move(description), inputs, std::move(run));
}

}  // namespace

// --- scan and map ---

std::pair<Tensors, Tensors> scan_lists(const ScanFunction& f, const Tensors& init,
                                       const Tensors& xs, const ScanOptions& options) {
  if (is_any_symbolic(init) || is_any_symbolic(xs)) {
    const size_t carried = init.size();
    const Tensors all = as_node("Scan", joined(init, xs), [=](const Tensors& in) {
      const auto [carry, ys] = scan_lists(f, part_of_list(in, 0, carried),
                                          part_of_list(in, carried, in.size()), options);
      return joined(carry, ys);
    });
    return {part_of_list(all, 0, carried), part_of_list(all, carried, all.size())};
  }
  const int64_t length = length_of_scan(xs, options);
  if (length == 0 || has_no_elements(init) || has_no_elements(xs)) {
    const auto [carry, y] = looks_of(f, init, xs);
    check_kept("scan", init, carry);
    const bool is_shape_only = has_no_elements(init) || has_no_elements(xs);
    const Device device = is_shape_only              ? kMeta
                          : joined(init, xs).empty() ? Device()
                                                     : joined(init, xs).front().device();
    return {is_shape_only ? carry : init, stretched_over(y, length, device)};
  }
  Tensors carry = init;
  std::vector<Tensors> ys(static_cast<size_t>(length));
  for (int64_t step = 0; step < length; ++step) {
    const int64_t i = options.reverse ? length - 1 - step : step;
    auto [after, y] = f(carry, slices_at(xs, i));
    check_kept("scan", init, after);
    if (step > 0 && y.size() != ys[static_cast<size_t>(options.reverse ? length - 1 : 0)].size()) {
      throw_value_error("scan: the function must give the same number of tensors at each step");
    }
    carry = std::move(after);
    ys[static_cast<size_t>(i)] = std::move(y);
  }
  return {carry, stacked(ys)};
}

Tensors map_list(const char* name, const ListFunction& f, const Tensors& xs) {
  if (is_any_symbolic(xs)) {
    const bool is_plain = std::string_view(name) == "map";
    return as_node(is_plain ? "Map" : "VectorizedMap", xs,
                   [=](const Tensors& in) { return map_list(name, f, in); });
  }
  if (steps_of(name, xs) < 0) throw_value_error(text(name, ": there is no tensor to map over"));
  const ScanFunction step = [&f](const Tensors&, const Tensors& x) {
    return std::pair<Tensors, Tensors>(Tensors(), f(x));
  };
  return scan_lists(step, {}, xs, {}).second;
}

// --- associative_scan ---

namespace {

/// x[..., begin:end:step, ...] of each.
Tensors strided(const Tensors& list, int axis, int64_t begin, int64_t end, int64_t step) {
  Tensors parts;
  for (const Tensor& x : list) parts.push_back(sliced(x, axis, slice(begin, end, step)));
  return parts;
}

/// a[0], b[0], a[1], b[1], ...; a has as many as b, or one more.
Tensor interleaved(const Tensor& a, const Tensor& b, int axis) {
  const int64_t both = b.shape()[axis];
  const Tensor first = a.shape()[axis] == both ? a : sliced(a, axis, slice(0, both));
  Shape shape = b.shape();
  shape[axis] = 2 * both;
  const Tensor pairs = reshape(stack({first, b}, axis + 1), shape);
  if (a.shape()[axis] == both) return pairs;
  return concatenate({pairs, sliced(a, axis, slice(both, both + 1))}, axis);
}

Tensors prefixes(const PairFunction& f, const Tensors& x, int axis) {
  const int64_t n = x.front().shape()[axis];
  if (n < 2) return x;
  // Pairs, of which the prefixes are every other one that is sought.
  const Tensors pairs = f(strided(x, axis, 0, n - 1, 2), strided(x, axis, 1, n, 2));
  const Tensors odd = prefixes(f, pairs, axis);
  const int64_t evens = (n + 1) / 2;
  if (odd.size() != x.size()) {
    throw_value_error(
        text("associative_scan: the function must give as many tensors as elems "
             "has, ",
             x.size(), ", but gives ", odd.size()));
  }
  Tensors result, even;
  if (evens > 1) even = f(strided(odd, axis, 0, evens - 1, 1), strided(x, axis, 2, n, 2));
  for (size_t k = 0; k < x.size(); ++k) {
    const Tensor first = sliced(x[k], axis, slice(0, 1));
    result.push_back(
        interleaved(evens > 1 ? concatenate({first, even[k]}, axis) : first, odd[k], axis));
  }
  return result;
}

Tensors flipped(const Tensors& list, int axis) {
  Tensors result;
  for (const Tensor& x : list) result.push_back(flip(x, axis));
  return result;
}

}  // namespace

Tensors associative_scan_lists(const PairFunction& f, const Tensors& elems,
                               const AssociativeScanOptions& options) {
  if (is_any_symbolic(elems)) {
    return as_node("AssociativeScan", elems,
                   [=](const Tensors& in) { return associative_scan_lists(f, in, options); });
  }
  if (elems.empty()) throw_value_error("associative_scan: there is no tensor to scan");
  const int axis = normalize_axis("associative_scan", options.axis, elems.front().shape());
  for (const Tensor& x : elems) {
    if (axis < x.ndim() && x.shape()[axis] == elems.front().shape()[axis]) continue;
    throw_shape_error(text("associative_scan: elems must have the same length along axis ", axis),
                      {{"elems[0]", describe(elems.front())}, {"another", describe(x)}});
  }
  if (!options.reverse) return prefixes(f, elems, axis);
  return flipped(prefixes(f, flipped(elems, axis), axis), axis);
}

// --- loops ---

bool condition_of(const Tensor& given) {
  if (given.ndim() != 0) {
    throw_shape_error("while_loop: cond must give a boolean scalar", {{"given", describe(given)}});
  }
  if (given.dtype() != bool_) {
    throw_dtype_error("while_loop: cond must give a boolean scalar", {{"given", describe(given)}});
  }
  return given.item<bool>();
}

Tensors while_loop_lists(const Function<bool(const Tensors&)>& cond, const ListFunction& body,
                         const Tensors& loop_vars, std::optional<int64_t> maximum_iterations) {
  if (is_any_symbolic(loop_vars)) {
    return as_node("WhileLoop", loop_vars, [=](const Tensors& in) {
      return while_loop_lists(cond, body, in, maximum_iterations);
    });
  }
  if (has_no_elements(loop_vars)) {  // whatever cond says, what is carried keeps its looks
    const Tensors after = body(loop_vars);
    check_kept("while_loop", loop_vars, after);
    return after;
  }
  Tensors state = loop_vars;
  for (int64_t i = 0; !maximum_iterations || i < *maximum_iterations; ++i) {
    if (!cond(state)) break;
    Tensors after = body(state);
    check_kept("while_loop", loop_vars, after);
    state = std::move(after);
  }
  return state;
}

Tensors fori_loop_lists(int64_t lower, int64_t upper,
                        const Function<Tensors(int64_t i, const Tensors& state)>& body,
                        const Tensors& init) {
  if (is_any_symbolic(init)) {
    return as_node("ForiLoop", init,
                   [=](const Tensors& in) { return fori_loop_lists(lower, upper, body, in); });
  }
  Tensors state = init;
  const bool is_shape_only = has_no_elements(init);
  for (int64_t i = lower; i < upper; ++i) {
    Tensors after = body(i, state);
    check_kept("fori_loop", init, after);
    state = std::move(after);
    if (is_shape_only) break;
  }
  return state;
}

// --- choices ---

bool is_true(const char* name, const Tensor& pred) {
  if (pred.ndim() != 0) {
    throw_shape_error(text(name, ": the predicate must be a scalar"), {{"pred", describe(pred)}});
  }
  if (pred.device() == kMeta) {
    throw_value_error(text(name, ": nobody knows yet whether a symbolic predicate holds"),
                      {{"pred", describe(pred)}}, "where(pred, a, b) chooses when the model runs");
  }
  return pred.as_dtype(bool_).item<bool>();
}

size_t branch_at(int64_t index, size_t count) {
  if (count == 0) throw_value_error("switch_: there are no branches");
  return static_cast<size_t>(std::clamp<int64_t>(index, 0, static_cast<int64_t>(count) - 1));
}

size_t branch_at(const Tensor& index, size_t count) {
  if (!is_integer(index.dtype())) {
    throw_dtype_error("switch_: the index must be an integer", {{"index", describe(index)}});
  }
  if (index.ndim() != 0) {
    throw_shape_error("switch_: the index must be a scalar", {{"index", describe(index)}});
  }
  return branch_at(index.item<int64_t>(), count);
}

// --- both forms ---

Tensor CarriedForms::of_number(Scalar x) {
  if (x.kind() == Scalar::Kind::boolean) return full({}, x, bool_);
  return x.kind() == Scalar::Kind::floating ? full({}, x, float32) : full({}, x, int32);
}

Tensor CarriedForms::only_one(const Tensors& list) {
  if (list.size() > 1) {
    throw_value_error(text("a function gives ", list.size(), " tensors where one is expected"));
  }
  return list.empty() ? Tensor() : list.front();
}

}  // namespace keratin::ops
