#include "keratin/ops/arithmetic.h"
#include "keratin/ops/control_flow.h"
#include "keratin/ops/derivatives.h"
#include "keratin/ops/reduce.h"
#include "tests/support/op_case_table.h"

namespace keratin::testing {

void add_control_flow_cases(OpCaseTable& table) {
  table.add("scan", {positive({3}), positive({4, 3}, 2)}, [](const Inputs& in) {
    const auto f = [](const Tensor& c, const Tensor& x) { return std::pair(c * x, c + x); };
    const auto [carry, y] = ops::scan(f, in[0], in[1]);
    const auto [last, z] = ops::scan(f, in[0], in[1], {.reverse = true});
    return Outputs{carry, y, last, z};
  });
  table.add("associative_scan", {positive({5, 3})}, [](const Inputs& in) {
    const auto f = [](const Tensor& a, const Tensor& b) { return a * b; };
    return Outputs{ops::associative_scan(f, in[0]),
                   ops::associative_scan(f, in[0], {.reverse = true, .axis = 1})};
  });
  table.add("with_custom_gradient", {positive({4, 3}), positive({3}, 2)}, [](const Inputs& in) {
    const auto f = [](const Tensor& a, const Tensor& b) {
      return std::pair(a * b, [](const Tensor& upstream) { return Tensors{upstream, Tensor()}; });
    };
    return ops::custom_gradient(f)(in[0], in[1]);
  });
  table.add("jvp", {positive({4, 3}), positive({4, 3}, 2)}, [](const Inputs& in) {
    const auto f = [](const Tensor& x) { return ops::sum(x * x, {.axis = 1}); };
    const auto [y, dy] = ops::jvp(f, in[0], in[1]);
    return Outputs{y, dy};
  });
  table.add("map", {positive({4, 3})}, [](const Inputs& in) {
    const auto f = [](const Tensor& x) { return ops::sum(x * x); };
    return Outputs{ops::map(f, in[0]), ops::vectorized_map(f, in[0])};
  });
  table.add("fori_loop", {positive({2, 3})}, [](const Inputs& in) {
    return ops::fori_loop(
        0, 3, [](int64_t, const Tensor& x) { return x * x; }, in[0]);
  });
  table.add("while_loop", {positive({2, 3})}, [](const Inputs& in) {
    return ops::while_loop([](const Tensor&) { return true; },
                           [](const Tensor& x) { return x * x; }, in[0], 2);
  });
  table.add("switch_", {positive({2, 3})}, [](const Inputs& in) {
    return ops::switch_(
        1, {[](const Tensor& x) { return x; }, [](const Tensor& x) { return x * 2; }}, in[0]);
  });
}

}  // namespace keratin::testing
