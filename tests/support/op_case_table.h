// What the lists of operations are made with.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "keratin/ops/random.h"
#include "keratin/ops/sort.h"
#include "tests/support/op_cases.h"

namespace keratin::testing {

using Inputs = std::vector<Tensor>;
using Outputs = std::vector<Tensor>;

class OpCaseTable {
 public:
  template <class Run>
  void add(std::string name, Inputs inputs, Run run, bool needs_values = false) {
    cases.push_back({std::move(name), std::move(inputs),
                     [run](const Inputs& in) -> Outputs { return listed(run(in)); }, needs_values});
  }

  std::vector<OpCase> cases;

 private:
  static Outputs listed(Tensor y) { return {std::move(y)}; }
  static Outputs listed(Outputs list) { return list; }
  static Outputs listed(const ops::TopK& top) { return {top.values, top.indices}; }
};

inline Tensor positive(const Shape& shape, uint64_t seed = 1) {
  return random::uniform(shape, {.minval = 0.1, .maxval = 0.9, .seed = seed});
}
inline Tensor whole(const Shape& shape, int64_t below, DType dtype = int32) {
  return random::randint(shape, 0, below, dtype, {.seed = 3});
}

void add_control_flow_cases(OpCaseTable& table);
void add_scatter_cases(OpCaseTable& table);
void add_image_cases(OpCaseTable& table);
void add_nan_cases(OpCaseTable& table);
void add_normalization_cases(OpCaseTable& table);
void add_product_cases(OpCaseTable& table);
void add_selection_cases(OpCaseTable& table);
/// Those of linear algebra, Fourier transforms, special functions, whole numbers and search.
void add_linear_algebra_cases(OpCaseTable& table);
void add_special_cases(OpCaseTable& table);

}  // namespace keratin::testing
