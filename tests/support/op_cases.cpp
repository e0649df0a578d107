#include "tests/support/op_cases.h"

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/attention.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/composed.h"
#include "keratin/ops/convolution.h"
#include "keratin/ops/crossentropy.h"
#include "keratin/ops/cumulative.h"
#include "keratin/ops/dense.h"
#include "keratin/ops/diagonals.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/norm.h"
#include "keratin/ops/pooling.h"
#include "keratin/ops/random.h"
#include "keratin/ops/range_internal.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/softmax.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/stacking.h"
#include "keratin/ops/statistics.h"
#include "keratin/ops/take.h"
#include "keratin/ops/take_internal.h"
#include "keratin/ops/window_internal.h"
#include "keratin/tensor/creation.h"
#include "tests/support/op_case_table.h"

namespace keratin::testing {
namespace {

using Table = OpCaseTable;

#define KERATIN_ADD_UNARY(name) \
  table.add(#name, {positive({2, 3})}, [](const Inputs& in) { return ops::name(in[0]); });
#define KERATIN_ADD_BINARY(name)                                                     \
  table.add(#name, {positive({2, 3}), positive({3}, 2)},                             \
            [](const Inputs& in) { return ops::name(in[0], in[1]); });               \
  table.add(#name " of integers", {whole({2, 1}, 5), whole({1, 3}, 5, int64) + 1},   \
            [](const Inputs& in) { return ops::name(in[0], in[1]); });               \
  table.add(#name " of a number", {positive({2, 3})}, [](const Inputs& in) {         \
    return Outputs{ops::name(in[0], 2.0), ops::name(in[0], 2), ops::name(3, in[0])}; \
  });

void add_elementwise(Table& table) {
  KERATIN_UNARY_FUNCTIONS(KERATIN_ADD_UNARY)
  KERATIN_BINARY_FUNCTIONS(KERATIN_ADD_BINARY)
  table.add("unary of integers", {whole({2, 3}, 5)}, [](const Inputs& in) {
    return Outputs{ops::unary(Unary::abs, in[0]), ops::unary(Unary::exp, in[0])};
  });
  table.add("binary", {positive({2, 3}), whole({3}, 4) + 1},
            [](const Inputs& in) { return ops::binary(Binary::divide, in[0], in[1]); });
  table.add("operators", {positive({2, 3}), positive({2, 1}, 2)}, [](const Inputs& in) {
    Tensor x = in[0] * 2.0;
    x += in[1];
    x *= 0.5;
    return Outputs{x,
                   -in[0],
                   +in[0],
                   !(in[0] > 0.5),
                   (in[0] > 0.5) & (in[1] < 0.5),
                   (in[0] > 0.5) | (in[1] < 0.5),
                   (in[0] > 0.5) ^ ~(in[1] < 0.5),
                   1 - in[0] / in[1] + in[0] % in[1]};
  });
  table.add("squared_difference", {positive({2, 3}), positive({3}, 2)},
            [](const Inputs& in) { return ops::squared_difference(in[0], in[1]); });
}

void add_elementwise_with_arguments(Table& table) {
  table.add("leaky_relu", {positive({4})}, [](const Inputs& in) {
    return Outputs{ops::leaky_relu(in[0], 0.1),  ops::elu(in[0], 0.5),
                   ops::celu(in[0], 2),          ops::gelu(in[0], false),
                   ops::hard_shrink(in[0], 0.3), ops::soft_shrink(in[0], 0.3),
                   ops::squareplus(in[0], 1),    ops::threshold(in[0], 0.5, 3)};
  });
  table.add("clip", {positive({4}), whole({4}, 9)}, [](const Inputs& in) {
    return Outputs{ops::clip(in[0], 0.2, 0.6), ops::clip(in[1], 2, 5)};
  });
  table.add("round", {positive({4})}, [](const Inputs& in) { return ops::round(in[0], 2); });
  table.add("absolute", {positive({4})}, [](const Inputs& in) { return ops::absolute(in[0]); });
  table.add("swish", {positive({4})}, [](const Inputs& in) { return ops::swish(in[0]); });
  table.add("hard_swish", {positive({4})}, [](const Inputs& in) { return ops::hard_swish(in[0]); });
  table.add("where", {whole({2, 1}, 2), positive({3}), positive({2, 3}, 2)},
            [](const Inputs& in) { return ops::where(in[0], in[1], in[2]); });
  table.add("where of numbers", {whole({2, 1}, 2, bool_), positive({3})}, [](const Inputs& in) {
    return Outputs{ops::where(in[0], in[1], 1.0), ops::where(in[0], 0, in[1]),
                   ops::where(in[0], 1, 0)};
  });
  table.add("isclose", {positive({2, 3}), positive({3}, 2)}, [](const Inputs& in) {
    return Outputs{ops::isclose(in[0], in[1]), ops::isclose(in[0], in[1], {.equal_nan = true})};
  });
}

void add_copies(Table& table) {
  table.add("cast", {positive({2, 3}), whole({2}, 5)}, [](const Inputs& in) {
    return Outputs{ops::cast(in[0], bfloat16), ops::cast(in[1], float64), in[0].astype(int32)};
  });
  table.add("copy", {positive({2, 3})}, [](const Inputs& in) { return ops::copy(in[0]); });
  table.add("to", {positive({2, 3})},
            [](const Inputs& in) { return ops::to(in[0], in[0].device()); });
  table.add("contiguous", {positive({2, 3})},
            [](const Inputs& in) { return ops::contiguous(in[0].transpose()); });
  table.add("scalar_like", {positive({2, 3})},
            [](const Inputs& in) { return ops::scalar_like(in[0], 2, int64); });
  table.add("stop_gradient", {positive({2, 3})},
            [](const Inputs& in) { return ops::stop_gradient(in[0]); });
  table.add("zeros_like", {positive({2, 3})},
            [](const Inputs& in) { return ops::zeros_like(in[0]); });
  table.add("ones_like", {positive({2, 3})},
            [](const Inputs& in) { return ops::ones_like(in[0], float16); });
  table.add("full_like", {positive({2, 3})},
            [](const Inputs& in) { return ops::full_like(in[0], 2); });
  table.add("broadcast_to", {positive({2, 1})}, [](const Inputs& in) {
    return ops::broadcast_to(in[0], {4, 2, 3});
  });
  table.add("sum_to", {positive({4, 2, 3})}, [](const Inputs& in) {
    return ops::sum_to(in[0], {2, 1});
  });
}

void add_shapes(Table& table) {
  table.add("reshape", {positive({2, 3})}, [](const Inputs& in) {
    return Outputs{ops::reshape(in[0], {3, -1}), ops::reshape(in[0].transpose(), {6})};
  });
  table.add("flatten", {positive({2, 3})}, [](const Inputs& in) { return ops::flatten(in[0]); });
  table.add("ravel", {positive({2, 3})}, [](const Inputs& in) { return ops::ravel(in[0]); });
  table.add("transpose", {positive({2, 3, 4})}, [](const Inputs& in) {
    return Outputs{ops::transpose(in[0]), ops::transpose(in[0], {0, 2, 1})};
  });
  table.add("swapaxes", {positive({2, 3})},
            [](const Inputs& in) { return ops::swapaxes(in[0], 0, 1); });
  table.add("moveaxis", {positive({2, 3, 4})},
            [](const Inputs& in) { return ops::moveaxis(in[0], 0, 2); });
  table.add("squeeze", {positive({2, 1, 3})},
            [](const Inputs& in) { return ops::squeeze(in[0], 1); });
  table.add("expand_dims", {positive({2, 3})},
            [](const Inputs& in) { return ops::expand_dims(in[0], 1); });
  table.add("concatenate", {positive({2, 3}), whole({2, 1}, 4), positive({2, 2}, 2)},
            [](const Inputs& in) { return ops::concatenate(in, 1); });
  table.add("stack", {positive({2, 3}), positive({2, 3}, 2)},
            [](const Inputs& in) { return ops::stack(in, 1); });
  table.add("split", {positive({2, 6})}, [](const Inputs& in) {
    Outputs parts = ops::split(in[0], 3, 1);
    for (Tensor& part : ops::split(in[0], std::vector<int64_t>{1, 4}, 1)) parts.push_back(part);
    return parts;
  });
  table.add("tile", {positive({2, 3})}, [](const Inputs& in) { return ops::tile(in[0], {2, 1}); });
  table.add("repeat", {positive({2, 3})}, [](const Inputs& in) {
    return Outputs{ops::repeat(in[0], 2), ops::repeat(in[0], 2, 1)};
  });
  table.add("flip", {positive({2, 3})}, [](const Inputs& in) { return ops::flip(in[0], 1); });
  table.add("roll", {positive({2, 3})}, [](const Inputs& in) { return ops::roll(in[0], 1, 1); });
  table.add("diff", {positive({4, 3}), whole({2, 5}, 9), whole({7}, 2, bool_)},
            [](const Inputs& in) {
              return Outputs{ops::diff(in[0]), ops::diff(in[0], 2, 0), ops::diff(in[1], 3),
                             ops::diff(in[2]), ops::diff(in[0], 7)};
            });
  table.add("pad", {positive({2, 3})}, [](const Inputs& in) {
    return ops::pad(in[0], {{1, 0}, {2, 1}}, 7);
  });
}

void add_products(Table& table) {
  table.add("matmul", {positive({4, 2, 3}), positive({3, 5}, 2)},
            [](const Inputs& in) { return ops::matmul(in[0], in[1]); });
  table.add("matmul of vectors", {positive({3}), positive({3}, 2)},
            [](const Inputs& in) { return ops::matmul(in[0], in[1]); });
  table.add("dot", {positive({2, 3}), positive({4, 3, 2}, 2)},
            [](const Inputs& in) { return ops::dot(in[0], in[1]); });
  table.add("tensordot", {positive({2, 3, 4}), positive({3, 4, 5}, 2)},
            [](const Inputs& in) { return ops::tensordot(in[0], in[1]); });
  table.add("outer", {positive({2}), positive({3}, 2)},
            [](const Inputs& in) { return ops::outer(in[0], in[1]); });
  table.add("einsum", {positive({2, 3, 4}), positive({2, 4, 5}, 2)}, [](const Inputs& in) {
    return Outputs{ops::einsum("bij,bjk->ikb", in[0], in[1]), ops::einsum("ijk->kj", in[0])};
  });
  table.add("dense", {positive({2, 3}), positive({3, 4}, 2), positive({4}, 3)},
            [](const Inputs& in) {
              const FusedActivation tanh = {.is_some = true, .function = Unary::tanh};
              const FusedActivation gelu = {.is_some = true, .function = Unary::gelu};
              return Outputs{ops::dense(in[0], in[1]), ops::dense(in[0], in[1], in[2]),
                             ops::dense(in[0], in[1], in[2], tanh),
                             ops::dense(in[0], in[1], in[2], gelu)};
            });
  table.add("dense of rows in rows", {positive({2, 5, 3}), positive({3, 4}, 2)},
            [](const Inputs& in) { return ops::dense(in[0], in[1]); });
  table.add("dot_product_attention",
            {positive({2, 3, 4, 2}), positive({2, 5, 2, 2}, 2), positive({2, 5, 2, 3}, 3),
             whole({2, 1, 3, 5}, 2, bool_), positive({4, 3, 5}, 4)},
            [](const Inputs& in) {
              return Outputs{
                  ops::dot_product_attention(in[0], in[1], in[2]),
                  ops::dot_product_attention(in[0], in[1], in[2],
                                             {.bias = in[4], .mask = in[3], .is_causal = true}),
                  ops::dot_product_attention(in[0], in[1], in[2],
                                             {.scale = 2.0, .attn_logits_soft_cap = 1.5})};
            });
}

void add_windows(Table& table) {
  table.add("conv", {positive({2, 6, 5, 4}), positive({3, 2, 2, 6}, 2)}, [](const Inputs& in) {
    return Outputs{ops::conv(in[0], in[1]),
                   ops::conv(in[0], in[1], {.strides = {2, 1}, .padding = "same"}),
                   ops::conv(in[0], in[1], {.dilation_rate = 2})};
  });
  table.add("conv_layer", {positive({2, 3, 9}), positive({2, 3, 4}, 2), positive({4}, 3)},
            [](const Inputs& in) {
              const FusedActivation tanh = {.is_some = true, .function = Unary::tanh};
              return Outputs{
                  ops::conv_layer(in[0], in[1], in[2], tanh, {.data_format = "channels_first"})};
            });
  table.add("depthwise_conv", {positive({2, 6, 5, 3}), positive({3, 2, 3, 2}, 2)},
            [](const Inputs& in) { return ops::depthwise_conv(in[0], in[1]); });
  table.add("separable_conv", {positive({2, 9, 3}), positive({3, 3, 2}, 2), positive({1, 6, 5}, 3)},
            [](const Inputs& in) { return ops::separable_conv(in[0], in[1], in[2]); });
  table.add("conv_transpose", {positive({2, 4, 3, 4}), positive({3, 2, 5, 4}, 2)},
            [](const Inputs& in) {
              return Outputs{ops::conv_transpose(in[0], in[1]),
                             ops::conv_transpose(in[0], in[1], {.strides = 2, .padding = "same"})};
            });
  table.add("max_pool", {positive({2, 6, 5, 3}), whole({2, 7, 3}, 9)}, [](const Inputs& in) {
    return Outputs{ops::max_pool(in[0], 2), ops::max_pool(in[1], 3, {.strides = 2})};
  });
  table.add("average_pool", {positive({2, 6, 5, 3})}, [](const Inputs& in) {
    return ops::average_pool(in[0], {3, 2}, {.strides = 1, .padding = "same"});
  });
  table.add(
      "adaptive_max_pool", {positive({2, 6, 5, 3}), whole({2, 7, 3}, 9)}, [](const Inputs& in) {
        return Outputs{ops::adaptive_max_pool(in[0], {3, 2}), ops::adaptive_max_pool(in[1], 2)};
      });
  table.add("adaptive_average_pool", {positive({2, 6, 5, 3})}, [](const Inputs& in) {
    return Outputs{ops::adaptive_average_pool(in[0], {3, 2}),
                   ops::adaptive_average_pool(in[0], {2, 5})};
  });
  table.add("channels_to_back", {positive({2, 3, 4})},
            [](const Inputs& in) { return ops::channels_to_back(in[0]); });
  table.add("channels_to_front", {positive({2, 3, 4})},
            [](const Inputs& in) { return ops::channels_to_front(in[0]); });
}

#define KERATIN_ADD_REDUCTION(name)                                                        \
  table.add(#name, {positive({2, 3, 4}), whole({2, 3}, 3)}, [](const Inputs& in) {         \
    return Outputs{ops::name(in[0], {}), ops::name(in[0], {.axis = {0, 2}}),               \
                   ops::name(in[0], {.axis = 1, .keepdims = true}), ops::name(in[1], {})}; \
  });

void add_reductions(Table& table) {
  KERATIN_ADD_REDUCTION(sum)
  KERATIN_ADD_REDUCTION(mean)
  KERATIN_ADD_REDUCTION(prod)
  KERATIN_ADD_REDUCTION(max)
  KERATIN_ADD_REDUCTION(min)
  KERATIN_ADD_REDUCTION(amax)
  KERATIN_ADD_REDUCTION(amin)
  KERATIN_ADD_REDUCTION(var)
  KERATIN_ADD_REDUCTION(std)
  KERATIN_ADD_REDUCTION(any)
  KERATIN_ADD_REDUCTION(all)
  KERATIN_ADD_REDUCTION(count_nonzero)
  KERATIN_ADD_REDUCTION(logsumexp)
  table.add("norm", {positive({2, 3, 4})}, [](const Inputs& in) {
    return Outputs{ops::norm(in[0], {}), ops::norm(in[0], {.axis = 1, .keepdims = true}),
                   ops::norm(in[0], {.ord = 3, .axis = -1}),
                   ops::norm(in[0], {.ord = "nuc", .axis = {2, 0}, .keepdims = true}),
                   ops::norm(in[0], {.ord = 1, .axis = {0, 1}})};
  });
  table.add("softmax", {positive({2, 3, 4})}, [](const Inputs& in) {
    return Outputs{ops::softmax(in[0]), ops::softmax(in[0], 1)};
  });
  table.add("log_softmax", {positive({2, 3, 4})}, [](const Inputs& in) {
    return Outputs{ops::log_softmax(in[0]), ops::log_softmax(in[0], 1)};
  });
}

void add_order(Table& table) {
  table.add("argmax", {positive({2, 3, 4})}, [](const Inputs& in) {
    return Outputs{ops::argmax(in[0]), ops::argmax(in[0], 1), ops::argmax(in[0], 2, true)};
  });
  table.add("argmin", {positive({2, 3, 4})}, [](const Inputs& in) {
    return Outputs{ops::argmin(in[0]), ops::argmin(in[0], 1), ops::argmin(in[0], 2, true)};
  });
  table.add("argsort", {positive({2, 3})}, [](const Inputs& in) { return ops::argsort(in[0], 0); });
  table.add("sort", {positive({2, 3})}, [](const Inputs& in) { return ops::sort(in[0]); });
  table.add("top_k", {positive({2, 5})}, [](const Inputs& in) { return ops::top_k(in[0], 3); });
  table.add("in_top_k", {whole({4}, 5), positive({4, 5})},
            [](const Inputs& in) { return ops::in_top_k(in[0], in[1], 2); });
}

void add_choices(Table& table) {
  table.add("take", {positive({4, 3}), whole({2, 2}, 4)}, [](const Inputs& in) {
    return Outputs{ops::take(in[0], in[1]), ops::take(in[0], in[1] - 4, 0)};
  });
  table.add("taken", {positive({4, 3}), whole({2, 2}, 4)},
            [](const Inputs& in) { return ops::taken("test", in[0], in[1], 0); });
  table.add("take_along_axis", {positive({4, 3}), whole({2, 3}, 4, int64)},
            [](const Inputs& in) { return ops::take_along_axis(in[0], in[1], 0); });
  table.add("one_hot", {whole({2, 3}, 4)}, [](const Inputs& in) {
    return Outputs{ops::one_hot(in[0], 4), ops::one_hot(in[0], 4, 1, int32)};
  });
  table.add("checked_indices", {whole({2, 3}, 4)},
            [](const Inputs& in) { return ops::checked_indices("test", in[0], 4, 0); });
  table.add("whole_labels", {whole({2, 3}, 4, uint8)},
            [](const Inputs& in) { return ops::whole_labels("test", in[0]); });
  table.add("sliced", {positive({5, 3})},
            [](const Inputs& in) { return ops::sliced(in[0], 0, slice(1, open, 2)); });
  table.add("indexed", {positive({5, 3})}, [](const Inputs& in) {
    return ops::indexed(in[0], {slice(1, open, 2), newaxis, 2});
  });
  table.add("slice_view", {positive({5, 3})},
            [](const Inputs& in) { return ops::slice_view(in[0], 0, 1, 3); });
  table.add("index", {positive({4, 3, 2})}, [](const Inputs& in) {
    return Outputs{in[0][1], in[0][{slice(0, 2), ellipsis, newaxis, 1}], in[0][{-1, 2, 0}]};
  });
  table.add("index of integers", {positive({4, 3, 2}), whole({5}, 2), whole({2, 1}, 2, int64)},
            [](const Inputs& in) {
              return Outputs{in[0][in[1]], in[0][{slice(), in[1], in[2]}],
                             in[0][{in[1], slice(), in[2]}]};
            });
  table.add(
      "index of truth values", {positive({4, 3}), tensor({true, false, true, true})},
      [](const Inputs& in) { return in[0][in[1]]; }, true);
  table.add(
      "nonzero", {whole({2, 3}, 2)}, [](const Inputs& in) { return ops::nonzero(in[0]); }, true);
}

void add_diagonals(Table& table) {
  table.add("tril", {positive({2, 3, 4})}, [](const Inputs& in) { return ops::tril(in[0], -1); });
  table.add("triu", {positive({2, 3, 4})}, [](const Inputs& in) { return ops::triu(in[0], 1); });
  table.add("diagonal", {positive({2, 3, 4})}, [](const Inputs& in) {
    return Outputs{ops::diagonal(in[0]),
                   ops::diagonal(in[0], {.offset = -1, .axis1 = 2, .axis2 = 1})};
  });
  table.add("trace", {positive({3, 4})}, [](const Inputs& in) { return ops::trace(in[0]); });
  table.add("diag", {positive({3}), positive({3, 4})}, [](const Inputs& in) {
    return Outputs{ops::diag(in[0], 1), ops::diag(in[0], -2), ops::diag(in[1], 1)};
  });
  table.add("diagflat", {positive({2, 2})}, [](const Inputs& in) { return ops::diagflat(in[0]); });
  table.add("cumsum", {positive({2, 5})}, [](const Inputs& in) {
    return Outputs{ops::cumsum(in[0], 1), ops::cumsum(in[0])};
  });
  table.add("cumprod", {positive({2, 5})}, [](const Inputs& in) {
    return Outputs{ops::cumprod(in[0], 1), ops::cumprod(in[0])};
  });
}

void add_stacking(Table& table) {
  const Inputs two = {positive({3, 2, 4}), positive({3, 2, 4}, 2)};
  table.add("vstack", two, [](const Inputs& in) { return ops::vstack(in); });
  table.add("hstack", two, [](const Inputs& in) { return ops::hstack(in); });
  table.add("dstack", {positive({3}), positive({3}, 2)},
            [](const Inputs& in) { return ops::dstack(in); });
  table.add("append", {positive({2, 3}), positive({1, 3}, 2)}, [](const Inputs& in) {
    return Outputs{ops::append(in[0], in[1]), ops::append(in[0], in[1], 0)};
  });
  table.add("unstack", {positive({2, 3})}, [](const Inputs& in) { return ops::unstack(in[0], 1); });
  table.add("array_split", {positive({5, 2})},
            [](const Inputs& in) { return ops::array_split(in[0], 3); });
  table.add("vsplit", {positive({2, 4, 2})},
            [](const Inputs& in) { return ops::vsplit(in[0], 2); });
  table.add("hsplit", {positive({2, 4, 2})},
            [](const Inputs& in) { return ops::hsplit(in[0], 2); });
  table.add("dsplit", {positive({2, 4, 2})},
            [](const Inputs& in) { return ops::dsplit(in[0], 2); });
  table.add("fliplr", {positive({2, 3})}, [](const Inputs& in) { return ops::fliplr(in[0]); });
  table.add("flipud", {positive({2, 3})}, [](const Inputs& in) { return ops::flipud(in[0]); });
  table.add("rot90", {positive({2, 3})}, [](const Inputs& in) {
    return Outputs{ops::rot90(in[0]), ops::rot90(in[0], 2), ops::rot90(in[0], -1, 1, 0)};
  });
  table.add("meshgrid", {positive({2}), positive({3}, 2)},
            [](const Inputs& in) { return ops::meshgrid(in); });
}

void add_statistics(Table& table) {
  table.add("average", {positive({2, 3}), positive({3}, 2)}, [](const Inputs& in) {
    return Outputs{ops::average(in[0]), ops::average(in[0], 0), ops::average(in[0], 1, in[1])};
  });
  table.add("quantile", {positive({2, 5})}, [](const Inputs& in) {
    return Outputs{ops::quantile(in[0], 0.3), ops::quantile(in[0], {0.1, 0.9}, {.axis = 1})};
  });
  table.add("percentile", {positive({2, 5})}, [](const Inputs& in) {
    return ops::percentile(in[0], 30, {.axis = 1, .keepdims = true});
  });
  table.add("median", {positive({2, 4})},
            [](const Inputs& in) { return ops::median(in[0], {.axis = 1}); });
  table.add("ptp", {positive({2, 4})}, [](const Inputs& in) { return ops::ptp(in[0]); });
}

#define KERATIN_ADD_OF_TWO(name)                         \
  table.add(#name, {positive({2, 3}), positive({3}, 2)}, \
            [](const Inputs& in) { return ops::name(in[0], in[1]); });
#define KERATIN_ADD_OF_ONE(name) \
  table.add(#name, {positive({2, 3})}, [](const Inputs& in) { return ops::name(in[0]); });

void add_composed(Table& table) {
  KERATIN_ADD_OF_TWO(true_divide)
  KERATIN_ADD_OF_TWO(fmax)
  KERATIN_ADD_OF_TWO(fmin)
  KERATIN_ADD_OF_TWO(hypot)
  KERATIN_ADD_OF_TWO(logaddexp)
  KERATIN_ADD_OF_TWO(logaddexp2)
  KERATIN_ADD_OF_TWO(heaviside)
  KERATIN_ADD_OF_TWO(divide_no_nan)
  KERATIN_ADD_OF_ONE(fabs)
  KERATIN_ADD_OF_ONE(deg2rad)
  KERATIN_ADD_OF_ONE(rad2deg)
  KERATIN_ADD_OF_ONE(isposinf)
  KERATIN_ADD_OF_ONE(isneginf)
  KERATIN_ADD_OF_ONE(nan_to_num)
}
#undef KERATIN_ADD_OF_TWO
#undef KERATIN_ADD_OF_ONE

void add_chance(Table& table) {
  table.add("shuffle", {positive({4, 3})},
            [](const Inputs& in) { return random::shuffle(in[0], {.seed = 1}); });
  table.add("normal_like", {positive({4, 3})},
            [](const Inputs& in) { return random::normal_like(in[0], 1, 2, {.seed = 1}); });
  table.add("bernoulli_like", {positive({4, 3})}, [](const Inputs& in) {
    return random::bernoulli_like(in[0], {4, 1}, 0.3, {.seed = 1});
  });
  table.add("dropped", {positive({4, 3})}, [](const Inputs& in) {
    return random::dropped(in[0], 0.3, {4, 1}, {.seed = 1});
  });
  table.add("dropout", {positive({4, 3}), whole({2}, 3)}, [](const Inputs& in) {
    return Outputs{random::dropout(in[0], 0.5, {.seed = 1}),
                   random::dropout(in[1], 0.5, {.seed = 1})};
  });
}

void add_distances(Table& table) {
  table.add("categorical_crossentropy", {positive({4, 3}), positive({4, 3}, 2)},
            [](const Inputs& in) {
              return Outputs{ops::categorical_crossentropy(in[0], in[1]),
                             ops::categorical_crossentropy(in[0], in[1], true),
                             ops::categorical_crossentropy(in[0], in[1], false, 0)};
            });
  table.add("sparse_categorical_crossentropy", {whole({4}, 3), positive({4, 3}, 2)},
            [](const Inputs& in) {
              return Outputs{ops::sparse_categorical_crossentropy(in[0], in[1]),
                             ops::sparse_categorical_crossentropy(in[0], in[1], true)};
            });
  table.add("binary_crossentropy", {positive({4, 3}), positive({4, 3}, 2)}, [](const Inputs& in) {
    return Outputs{ops::binary_crossentropy(in[0], in[1]),
                   ops::binary_crossentropy(in[0], in[1], true)};
  });
}

}  // namespace

std::vector<OpCase> op_cases() {
  Table table;
  add_elementwise(table);
  add_elementwise_with_arguments(table);
  add_copies(table);
  add_shapes(table);
  add_products(table);
  add_windows(table);
  add_reductions(table);
  add_order(table);
  add_choices(table);
  add_diagonals(table);
  add_stacking(table);
  add_statistics(table);
  add_composed(table);
  add_linear_algebra_cases(table);
  add_special_cases(table);
  add_chance(table);
  add_distances(table);
  add_control_flow_cases(table);
  add_scatter_cases(table);
  add_image_cases(table);
  add_nan_cases(table);
  add_normalization_cases(table);
  add_product_cases(table);
  add_selection_cases(table);
  return std::move(table.cases);
}

}  // namespace keratin::testing
