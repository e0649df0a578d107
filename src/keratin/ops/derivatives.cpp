#include "keratin/ops/derivatives.h"

#include <vector>

#include "keratin/autodiff/tape.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/node.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"

namespace keratin::ops {
namespace {

OpDescription code_op(const char* class_name, const char* module, size_t inputs) {
  OpDescription description{.class_name = class_name, .module = module, .holds_code = true};
  for (size_t i = 0; i < inputs; ++i) description.arguments.emplace_back();
  return description;
}

void check_alike(const std::string& what, const Tensor& expected, const Tensor& received) {
  const std::vector<ErrorDetail> details = {{"expected", describe(expected)},
                                            {"received", describe(received)}};
  if (expected.shape() != received.shape()) throw_shape_error(what + " of another shape", details);
  if (expected.dtype() != received.dtype()) {
    throw_dtype_error(what + " of another dtype", details, "y.astype(x.dtype())");
  }
}

}  // namespace

Tensor with_custom_gradient(const CustomFunction& f, const Tensors& inputs) {
  if (is_any_symbolic(inputs)) {
    return symbolic_op(code_op("CustomGradient", "core", inputs.size()), inputs,
                       [f](const Tensors& in) { return with_custom_gradient(f, in); });
  }
  Tensors plain;
  for (const Tensor& x : inputs) plain.push_back(x.detach());
  const auto [value, gradient] = [&] {
    const NoGradient silence;
    return f(plain);
  }();
  const auto back = [gradient = gradient, plain](const Tensor& dy) {
    const Tensors dx = gradient(dy);
    if (dx.size() != plain.size()) {
      throw_value_error(text("custom_gradient: the gradient must be one for each of ", plain.size(),
                             " inputs, but there are ", dx.size()));
    }
    TensorList list;
    for (size_t i = 0; i < dx.size(); ++i) {
      if (dx[i].defined()) {
        check_alike(text("custom_gradient: the gradient of input ", i, " is"), plain[i], dx[i]);
      }
      list.push_back(dx[i].defined() ? dx[i].to(plain[i].device()) : dx[i]);
    }
    return Gradients(std::move(list));
  };
  return record("custom_gradient", value.detach(), inputs.to_vector(), back);
}

namespace {

/// One number for each element of y: the sum over all inputs of its gradient times the tangents.
Tensor along(const Tensor& y, const Tensors& watched, const Tensors& tangents) {
  if (!y.node() || y.size() == 0) return zeros_like(y.detach());
  TensorList targets, gradients;
  for (const Tensor& x : watched) targets.push_back(x);
  const Tensor elements = flatten(y);
  std::vector<Tensor> sums;
  for (int64_t i = 0; i < elements.len(); ++i) {
    gradients_into(indexed(elements, {Index(i)}), targets, gradients);
    Tensor total = zeros({}, y.dtype(), y.device());
    for (size_t k = 0; k < tangents.size(); ++k) {
      if (!gradients[k].defined()) continue;
      total = total + sum(gradients[k] * tangents[k].detach()).as_dtype(y.dtype());
    }
    sums.push_back(total);
  }
  return reshape(stack(sums), y.shape());
}

}  // namespace

std::pair<Tensors, Tensors> jvp_lists(const ListFunction& fun, const Tensors& primals,
                                      const Tensors& tangents) {
  if (primals.size() != tangents.size()) {
    throw_value_error(text("jvp: needs a tangent for each of ", primals.size(),
                           " primals, received ", tangents.size()));
  }
  for (size_t i = 0; i < primals.size(); ++i) {
    check_alike(text("jvp: tangent ", i, " is"), primals[i], tangents[i]);
  }
  Tensors all = primals;
  for (const Tensor& x : tangents) all.push_back(x);
  if (is_any_symbolic(all)) {
    const size_t count = primals.size();
    const Tensors both = symbolic_op_list(code_op("JVP", "linalg", all.size()), all,
                                          [fun, count](const Tensors& in) {
                                            Tensors x, dx;
                                            for (size_t i = 0; i < in.size(); ++i)
                                              (i < count ? x : dx).push_back(in[i]);
                                            auto [y, dy] = jvp_lists(fun, x, dx);
                                            for (const Tensor& one : dy) y.push_back(one);
                                            return y;
                                          });
    Tensors y, dy;
    for (size_t i = 0; i < both.size(); ++i) (i < both.size() / 2 ? y : dy).push_back(both[i]);
    return {y, dy};
  }
  Tensors watched, y, dy;
  bool has_elements = true;
  for (const Tensor& x : all) has_elements = has_elements && x.device() != kMeta;
  for (const Tensor& x : primals) watched.push_back(has_elements ? watch(x) : x);
  if (has_elements && !primals.empty() && !wants_record({&watched[0]})) {
    throw_value_error("jvp: goes back on the tape, which a NoGradient keeps from recording");
  }
  for (const Tensor& one : fun(watched)) {
    y.push_back(one.detach());
    dy.push_back(has_elements ? along(one, watched, tangents) : zeros_like(one));
  }
  return {y, dy};
}

}  // namespace keratin::ops
