#include "keratin/ops/arithmetic.h"
#include "keratin/ops/composed.h"
#include "keratin/ops/ctc.h"
#include "keratin/ops/norm.h"
#include "keratin/ops/normalization.h"
#include "keratin/ops/patches.h"
#include "keratin/ops/products.h"
#include "keratin/ops/selection.h"
#include "keratin/ops/statistics.h"
#include "tests/support/op_case_table.h"

namespace keratin::testing {

void add_product_cases(OpCaseTable& table) {
  const Inputs two = {positive({2, 3}), positive({4, 3}, 2)},
               alike = {positive({4, 3}), positive({4, 3}, 2)},
               vectors = {positive({5}), positive({3}, 2)};
  table.add("inner", two, [](const Inputs& in) { return ops::inner(in[0], in[1]); });
  table.add("vdot", alike, [](const Inputs& in) { return ops::vdot(in[0], in[1]); });
  table.add("kron", two, [](const Inputs& in) { return ops::kron(in[0], in[1]); });
  table.add("cross", alike, [](const Inputs& in) { return ops::cross(in[0], in[1]); });
  table.add("vander", {positive({4})}, [](const Inputs& in) {
    return Outputs{ops::vander(in[0]), ops::vander(in[0], {.N = 2, .increasing = true})};
  });
  table.add("trapezoid", alike, [](const Inputs& in) {
    return Outputs{ops::trapezoid(in[0]), ops::trapezoid(in[0], {.x = in[1], .axis = 0})};
  });
  table.add("corrcoef", {positive({2, 5})}, [](const Inputs& in) { return ops::corrcoef(in[0]); });
  table.add("correlate", vectors, [](const Inputs& in) {
    return Outputs{ops::correlate(in[0], in[1]), ops::correlate(in[0], in[1], "full"),
                   ops::correlate(in[1], in[0], "same")};
  });
  table.add("cdist", two, [](const Inputs& in) { return ops::cdist(in[0], in[1]); });
  table.add("unfold", {positive({2, 3, 4, 5})}, [](const Inputs& in) {
    return ops::unfold(in[0], {2, 3}, {.padding = {1, 0}, .stride = 2});
  });
  table.add("fold", {positive({2, 12, 6})}, [](const Inputs& in) {
    return ops::fold(in[0], {3, 4}, 2);
  });
  table.add("rearrange", {positive({4, 6})}, [](const Inputs& in) {
    return ops::rearrange(in[0], "b (h w) -> w (h b)", {{"h", 2}});
  });
  const Inputs sequence = {whole({2, 3}, 4), positive({2, 5, 4}), whole({2}, 4), whole({2}, 5)};
  for (const int64_t blank : {0, 3}) {
    table.add("ctc_loss", sequence, [blank](const Inputs& in) {
      return ops::ctc_loss(in[0], in[1], in[2], in[3], blank);
    });
  }
  for (const char* strategy : {"greedy", "beam_search"}) {
    table.add("ctc_decode", {sequence[1], sequence[3]}, [strategy](const Inputs& in) {
      const auto [paths, scores] = ops::ctc_decode(in[0], in[1], {.strategy = strategy});
      return Outputs{paths, scores};
    });
  }
  table.add("psnr", alike, [](const Inputs& in) { return ops::psnr(in[0], in[1], 2); });
}

void add_normalization_cases(OpCaseTable& table) {
  const Inputs x = {positive({4, 3}), positive({3}, 2), positive({3}, 3), positive({3}, 4)};
  table.add("moments", x, [](const Inputs& in) {
    const auto [mean, variance] = ops::moments(in[0], 0);
    return Outputs{mean, variance};
  });
  table.add("normalize", x, [](const Inputs& in) {
    return Outputs{ops::normalize(in[0]), ops::normalize(in[0], {.order = 3})};
  });
  table.add("batch_normalization", x, [](const Inputs& in) {
    return ops::batch_normalization(in[0], in[1], in[2], -1, {.scale = in[3]});
  });
  table.add("layer_normalization", x, [](const Inputs& in) {
    return ops::layer_normalization(in[0], {.gamma = in[1], .beta = in[2]});
  });
  table.add("rms_normalization", x,
            [](const Inputs& in) { return ops::rms_normalization(in[0], {.scale = in[1]}); });
}

void add_selection_cases(OpCaseTable& table) {
  const Inputs x = {positive({4, 6})}, image = {positive({2, 4, 4, 4})};
  table.add("select", {positive({4}), positive({4}, 2)},
            [](const Inputs& in) { return ops::select({in[0] > in[1]}, {in[0]}, in[1]); });
  table.add("isin", {whole({4}, 5), whole({3}, 5)},
            [](const Inputs& in) { return ops::isin(in[0], in[1]); });
  table.add("multi_hot", {whole({4, 2}, 5)},
            [](const Inputs& in) { return ops::multi_hot(in[0], 5); });
  table.add("argpartition", x, [](const Inputs& in) { return ops::argpartition(in[0], 2); });
  table.add("glu", x, [](const Inputs& in) { return ops::glu(in[0]); });
  table.add("sparsemax", x, [](const Inputs& in) { return ops::sparsemax(in[0]); });
  table.add("saturate_cast", x,
            [](const Inputs& in) { return ops::saturate_cast(in[0] * 1000, uint8); });
  table.add("depth_to_space", image,
            [](const Inputs& in) { return ops::depth_to_space(in[0], 2); });
  table.add("space_to_depth", image,
            [](const Inputs& in) { return ops::space_to_depth(in[0], 2); });
}

}  // namespace keratin::testing
