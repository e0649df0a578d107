#include "keratin/ops/scatter.h"
#include "keratin/ops/scatter_internal.h"
#include "keratin/ops/segments.h"
#include "keratin/tensor/creation.h"
#include "tests/support/op_case_table.h"

namespace keratin::testing {

void add_scatter_cases(OpCaseTable& table) {
  table.add("scatter", {whole({4, 2}, 3), positive({4, 2})}, [](const Inputs& in) {
    return ops::scatter(in[0], in[1], {3, 3, 2});
  });
  for (const char* reduction : {"", "add", "max", "min", "mul"}) {
    table.add("scatter_update", {positive({3, 2}), whole({4, 1}, 4), positive({4, 2}, 2)},
              [reduction](const Inputs& in) {
                return ops::scatter_update(in[0], in[1], in[2], reduction);
              });
  }
  table.add("slice_", {positive({4, 5}), whole({2}, 4)}, [](const Inputs& in) {
    return Outputs{ops::slice_(in[0], {1, -3}, {2, 2}), ops::slice_(in[0], in[1], {2, 2})};
  });
  table.add("slice_update", {positive({4, 5}), whole({2}, 4), positive({2, 2}, 2)},
            [](const Inputs& in) {
              return Outputs{ops::slice_update(in[0], {1, -3}, in[2]),
                             ops::slice_update(in[0], in[1], in[2])};
            });
  table.add("rows_written", {positive({4, 2}), whole({3}, 4, int64), positive({3, 2}, 2)},
            [](const Inputs& in) { return ops::rows_written("rows", in[0], in[1], in[2]); });
  table.add("rows_added", {positive({4, 2}), whole({3}, 4, int64), positive({3, 2}, 2)},
            [](const Inputs& in) { return ops::rows_added("rows", in[0], in[1], in[2]); });
  const Inputs segments = {positive({5, 2}), tensor({0, 2, 1, 0, 7})};
  table.add("segment_sum", segments,
            [](const Inputs& in) { return ops::segment_sum(in[0], in[1], 3); });
  table.add("segment_prod", segments,
            [](const Inputs& in) { return ops::segment_prod(in[0], in[1], 3); });
  table.add("segment_max", segments,
            [](const Inputs& in) { return ops::segment_max(in[0], in[1], 3); });
  table.add("segment_min", segments,
            [](const Inputs& in) { return ops::segment_min(in[0], in[1], 3); });
}

}  // namespace keratin::testing
