// Attention and AdditiveAttention: what golden cases of real Keras do not hold, masks, scores and
// the order of time.
#include "keratin/layers/attention/attention.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;
using Floats = std::vector<float>;

// One sample of two queries and three values; the scores of a query of zeros are all alike.
Tensor queries() { return tensor({{{0.0, 0.0}, {0.0, 0.0}}}); }
Tensor values() { return tensor({{{3.0, 0.0}, {6.0, 3.0}, {0.0, 9.0}}}); }

Floats floats(const Tensor& x) { return x.to_vector<float>(); }

TEST(Attention, OfScoresThatAreAlikeIsTheMean) {
  const auto [y, scores] =
      layers::Attention().get<2>({queries(), values()}, {.return_attention_scores = true});
  expect_near(y, tensor({{{3.0, 4.0}, {3.0, 4.0}}}), 1e-6, "y");
  expect_near(scores, full({1, 2, 3}, 1.0 / 3), 1e-6, "scores");
}

TEST(Attention, SeesNoMaskedValueAndGivesNoMaskedQuery) {
  const Tensor q = queries(), v = values();
  set_mask(q, tensor({{true, false}}));
  const Tensor seen = tensor({{true, false, true}});
  for (const bool rides : {true, false}) {
    if (rides) set_mask(v, seen);
    CallOptions options;
    if (!rides) options.value_mask = seen;
    const Tensor y = layers::Attention()({q, v}, options);
    expect_near(y, tensor({{{1.5, 4.5}, {0.0, 0.0}}}), 1e-6, "y");
    EXPECT_TRUE(array_equal(mask_of(y), mask_of(q)));
    set_mask(v, {});
  }
}

TEST(Attention, SeesNothingAheadWithACausalMask) {
  const layers::Attention layer;
  const Tensor y = layer({queries(), values()}, {.use_causal_mask = true});
  expect_near(y, tensor({{{3.0, 0.0}, {4.5, 1.5}}}), 1e-6, "y");
  const Tensor both = layer({queries(), values()},
                            {.value_mask = tensor({{false, true, true}}), .use_causal_mask = true});
  // The first query sees nothing: in float32 its scores are -1e9 all three.
  expect_near(both, tensor({{{3.0, 4.0}, {6.0, 3.0}}}), 1e-6, "both");
}

TEST(Attention, TakesAKeyOfItsOwn) {
  const Tensor q = tensor({{{1.0}}}), k = tensor({{{50.0}, {0.0}}}), v = tensor({{{7.0}, {8.0}}});
  EXPECT_EQ(floats(layers::Attention()({q, v, k})), (Floats{7}));
}

TEST(Attention, HasGradients) {
  for (const bool is_concat : {false, true}) {
    layers::Attention layer(
        {.use_scale = true, .score_mode = is_concat ? "concat" : "dot", .dtype = float64});
    const Tensor q = random::normal({2, 3, 4}, {.dtype = float64, .seed = 1});
    const Tensor v = random::normal({2, 5, 4}, {.dtype = float64, .seed = 2});
    layer({q, v});
    EXPECT_LT(
        testing::gradient_error({q, v}, [&](const std::vector<Tensor>& x) { return layer(x); }),
        1e-6);
    EXPECT_EQ(layer.weights().size(), is_concat ? 2U : 1U);
  }
}

TEST(Attention, DropsScoresInTrainingOnly) {
  const layers::Attention layer({.dropout = 0.5, .seed = 3});
  const Tensor q = zeros({1, 1, 2}), v = ones({1, 4000, 2});
  expect_near(layer({q, v}), ones({1, 1, 2}), 1e-4, "without training");
  const auto [y, scores] =
      layer.get<2>({q, v}, {.training = true, .return_attention_scores = true});
  const Tensor dropped = ops::sum((scores == 0).as_dtype(float32));
  EXPECT_NEAR(dropped.item<float>(), 2000, 150);
  expect_near(y, ones({1, 1, 2}), 0.1, "training");
}

TEST(Attention, SaysWhatIsWrong) {
  EXPECT_EQ(error_text([] { layers::Attention({.score_mode = "cat"}); }),
            "ValueError: Attention: Invalid value for argument score_mode. Expected one of {'dot', "
            "'concat'}. Received: score_mode=cat");
  EXPECT_EQ(error_text([] { layers::AdditiveAttention({.dropout = 1}); }),
            "ValueError: AdditiveAttention: dropout must be from 0 to below 1, received 1");
  const layers::Attention layer;
  EXPECT_NE(error_text([&] {
              layer(queries());
            }).find("is called with {query, value} or {query, value, key}, received 1 tensor"),
            std::string::npos);
  EXPECT_NE(error_text([&] {
              layer({queries(), zeros({1, 3, 4})});
            }).find("query, value and key do not fit together"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
