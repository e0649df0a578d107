#include "keratin/ops/attention.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text;

Tensor drawn(const Shape& shape, uint64_t seed) {
  return random::normal(shape, {.dtype = float64, .seed = seed});
}

struct Plain {
  Tensor bias = {}, mask = {};
  double scale = 1;
  bool is_causal = false;
  double cap = 0;
};

/// The definition, a number at a time; a query that sees nothing gets the mean.
Tensor plain_attention(const Tensor& q, const Tensor& k, const Tensor& v, const Plain& plain) {
  const Shape &s = q.shape(), &t = k.shape();
  const int64_t depth = s[3], out = v.shape()[3], shared = s[2] / t[2];
  Tensor y = zeros({s[0], s[1], s[2], out}, float64);
  const auto at = [](const Tensor& x, int64_t b, int64_t i, int64_t h, int64_t d) {
    return x[{b, i, h, d}].item<double>();
  };
  for (int64_t b = 0; b < s[0]; ++b) {
    for (int64_t h = 0; h < s[2]; ++h) {
      for (int64_t i = 0; i < s[1]; ++i) {
        std::vector<double> weights;
        double sum = 0, seen = 0;
        for (int64_t j = 0; j < t[1]; ++j) {
          double score = 0;
          for (int64_t d = 0; d < depth; ++d)
            score += at(q, b, i, h, d) * at(k, b, j, h / shared, d);
          score *= plain.scale;
          if (plain.cap > 0) score /= 1 + std::abs(score) / plain.cap;
          if (plain.bias.defined()) score += at(plain.bias, b, h, i, j);
          const bool is_hidden =
              (plain.is_causal && j > i) ||
              (plain.mask.defined() && at(plain.mask.as_dtype(float64), b, 0, i, j) == 0);
          weights.push_back(is_hidden ? 0 : std::exp(score));
          seen += !is_hidden;
        }
        if (seen == 0) weights.assign(weights.size(), 1);
        for (const double weight : weights) sum += weight;
        for (int64_t d = 0; d < out; ++d) {
          double value = 0;
          for (int64_t j = 0; j < t[1]; ++j) {
            value += weights[static_cast<size_t>(j)] / sum * at(v, b, j, h / shared, d);
          }
          y[{b, i, h, d}] = value;
        }
      }
    }
  }
  return y;
}

TEST(DotProductAttention, IsItsDefinition) {
  const Tensor q = drawn({2, 3, 4, 5}, 1), k = drawn({2, 6, 2, 5}, 2), v = drawn({2, 6, 2, 7}, 3);
  const Tensor bias = drawn({2, 4, 3, 6}, 4);
  const Tensor mask = drawn({2, 1, 3, 6}, 5) > 0;
  const double scale = 1 / std::sqrt(5.0);
  const auto expect_same = [&](const ops::DotProductAttentionOptions& options, const Plain& plain) {
    testing::expect_near(ops::dot_product_attention(q, k, v, options),
                         plain_attention(q, k, v, plain), 1e-12, "attention");
  };
  expect_same({}, {.scale = scale});
  expect_same({.scale = 0.3}, {.scale = 0.3});
  expect_same({.is_causal = true}, {.scale = scale, .is_causal = true});
  expect_same({.mask = mask}, {.mask = mask, .scale = scale});
  expect_same({.bias = bias, .mask = mask, .is_causal = true},
              {.bias = bias, .mask = mask, .scale = scale, .is_causal = true});
  expect_same({.attn_logits_soft_cap = 0.5}, {.scale = scale, .cap = 0.5});
}

TEST(DotProductAttention, OfAQueryThatSeesNothingIsTheMean) {
  for (const DType dtype : {float32, float64, float16, bfloat16}) {
    const Tensor x = tensor({{{{1.0, 2.0}}, {{3.0, 6.0}}}}).as_dtype(dtype);
    const Tensor mask = tensor({{{{true, false}, {false, false}}}});
    const Tensor y = ops::dot_product_attention(x, x, x, {.mask = mask});
    EXPECT_EQ(y.as_dtype(float32).to_vector<float>(), (std::vector<float>{1, 2, 2, 4})) << dtype;
  }
}

TEST(DotProductAttention, AMaskThatWasWrittenToIsRefused) {
  const Tensor x = watch(drawn({1, 3, 2, 4}, 1));
  Tensor mask = ones({3, 3}, bool_);
  const Tensor loss = ops::sum(ops::dot_product_attention(x, x, x, {.mask = mask}));
  mask[{0, 0}] = false;
  EXPECT_NE(error_text([&] { gradients(loss, {x}); }).find("has been written to since"),
            std::string::npos);
}

TEST(DotProductAttention, SaysWhatDoesNotFit) {
  const Tensor x = zeros({2, 3, 4, 5});
  const auto why = [](const Tensor& q, const Tensor& k, const Tensor& v) {
    return error_text([&] { ops::dot_product_attention(q, k, v); });
  };
  const auto expect_why = [&](const std::string& error, const char* part) {
    EXPECT_NE(error.find(part), std::string::npos) << error;
  };
  expect_why(why(x[0], x, x), "query, key and value have 4 axes, [batch, length, heads, depth]");
  expect_why(why(x, zeros({1, 3, 4, 5}), x), "the batches differ");
  expect_why(why(x, zeros({2, 6, 4, 5}), x), "there must be as many values as keys");
  expect_why(why(x, zeros({2, 3, 4, 6}), x), "query and key must have the same depth");
  expect_why(why(x, zeros({2, 3, 3, 5}), zeros({2, 3, 3, 5})), "as many heads");
  expect_why(why(x, x.as_dtype(float64), x), "one floating dtype");
  expect_why(why(x.as_dtype(int32), x.as_dtype(int32), x.as_dtype(int32)), "one floating dtype");
}

}  // namespace
}  // namespace keratin
