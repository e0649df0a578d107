// MultiHeadAttention and GroupQueryAttention: what golden cases of real Keras do not hold, masks,
// scores, graphs and files.
#include "keratin/layers/attention/multi_head_attention.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using layers::GroupQueryAttention, layers::MultiHeadAttention;
using testing::error_text, testing::expect_near;

Tensor drawn(const Shape& shape, uint64_t seed, DType dtype = float32) {
  return random::normal(shape, {.dtype = dtype, .seed = seed});
}

/// The softmax of a layer of two heads for these options.
Tensor scores_of(const MultiHeadAttention& layer, const Tensors& x, CallOptions options) {
  options.return_attention_scores = true;
  return layer.outputs_for(x, options)[1];
}

TEST(MultiHeadAttention, GivesTheSameWithScoresAndWithout) {
  const Tensor q = drawn({2, 3, 4}, 1), v = drawn({2, 5, 6}, 2), k = drawn({2, 5, 7}, 3);
  const Tensor seen = drawn({2, 3, 5}, 4) > -0.8;
  for (const bool is_gated : {false, true}) {
    const MultiHeadAttention layer(2, 3, {.value_dim = 5, .output_shape = 8, .use_gate = is_gated});
    for (const bool is_causal : {false, true}) {
      for (const Tensor& mask : {Tensor(), seen, seen[0]}) {
        CallOptions options{.attention_mask = mask, .use_causal_mask = is_causal};
        const Tensor y = layer({q, v, k}, options);
        EXPECT_EQ(y.shape(), (Shape{2, 3, 8}));
        options.return_attention_scores = true;
        const auto [again, scores] = layer.get<2>({q, v, k}, options);
        expect_near(again, y, 1e-5, "with scores");
        EXPECT_EQ(scores.shape(), (Shape{2, 2, 3, 5}));
        expect_near(ops::sum(scores, {.axis = -1}), ones({2, 2, 3}), 1e-5, "rows");
      }
    }
  }
}

TEST(MultiHeadAttention, SeesWhatAllMasksAllow) {
  const MultiHeadAttention layer(2, 3, {.sliding_window = 2});
  const Tensor q = drawn({1, 4, 2}, 1), v = drawn({1, 4, 2}, 2);
  set_mask(v, tensor({{true, true, true, false}}));
  const Tensor seen = tensor(
      {{1.0, 1.0, 1.0, 1.0}, {0.0, 1.0, 1.0, 1.0}, {1.0, 1.0, 1.0, 1.0}, {1.0, 1.0, 1.0, 1.0}});
  const Tensor scores = scores_of(layer, {q, v}, {.attention_mask = seen, .use_causal_mask = true});
  const Tensor expected = tensor({{1.0, 0.0, 0.0, 0.0},    // itself
                                  {0.0, 1.0, 0.0, 0.0},    // not 0, by the attention mask
                                  {0.0, 1.0, 1.0, 0.0},    // not 0, which is two steps away
                                  {0.0, 0.0, 1.0, 0.0}});  // not itself, by the value's mask
  EXPECT_TRUE(array_equal(scores[{0, 0}] > 0, expected > 0)) << scores;
  EXPECT_TRUE(array_equal(scores[{0, 1}] > 0, expected > 0)) << scores;
}

TEST(MultiHeadAttention, AMaskedQueryGivesItsMaskOn) {
  const MultiHeadAttention layer(1, 2);
  const Tensor q = drawn({1, 3, 2}, 1), mask = tensor({{true, true, false}});
  const Tensor plain = layer({q, q});
  set_mask(q, mask);
  const auto [y, scores] = layer.get<2>({q, q}, {.return_attention_scores = true});
  EXPECT_TRUE(array_equal(mask_of(y), mask));
  EXPECT_TRUE(array_equal(mask_of(q), mask)) << "the caller's tensor keeps its mask";
  EXPECT_TRUE(array_equal(scores[{0, 0, 2}], zeros({3}))) << "it sees nothing";
  EXPECT_TRUE(array_equal(scores[{0, 0, 0}] > 0, tensor({true, true, false})));
  EXPECT_FALSE(allclose(layer({q, q}), plain));
}

TEST(MultiHeadAttention, AttendsOverSeveralAxes) {
  const Tensor x = drawn({2, 3, 4, 5}, 1);
  const MultiHeadAttention both(2, 3), rows(2, 3, {.attention_axes = 2});
  EXPECT_EQ(scores_of(both, {x, x}, {}).shape(), (Shape{2, 2, 3, 4, 3, 4}));
  EXPECT_EQ(scores_of(rows, {x, x}, {}).shape(), (Shape{2, 3, 2, 4, 4}));
  EXPECT_EQ(both({x, x}).shape(), x.shape());
  // Each row by itself is what a layer of the same weights makes of it.
  MultiHeadAttention one(2, 3);
  one({x[0], x[0]});
  one.set_weights(rows.get_weights());
  expect_near(rows({x, x})[1], one({x[1], x[1]}), 1e-5, "rows");
}

TEST(MultiHeadAttention, HasGradients) {
  const MultiHeadAttention layer(2, 3, {.use_gate = true, .dtype = float64});
  const Tensor q = drawn({2, 3, 4}, 1, float64), v = drawn({2, 5, 6}, 2, float64);
  layer({q, v});
  for (const bool has_scores : {false, true}) {
    const auto f = [&](const std::vector<Tensor>& x) {
      return layer.outputs_for(x,
                               {.use_causal_mask = true, .return_attention_scores = has_scores})[0];
    };
    EXPECT_LT(testing::gradient_error({q, v}, f), 1e-6);
  }
}

TEST(GroupQueryAttention, IsMultiHeadAttentionWhoseHeadsShareKeys) {
  const Tensor q = drawn({2, 3, 4}, 1), v = drawn({2, 5, 4}, 2);
  const GroupQueryAttention grouped(3, 4, 2);
  MultiHeadAttention heads(4, 3);
  const Tensor y = grouped({q, v}, {.use_causal_mask = true});
  heads({q, v});
  std::vector<Tensor> weights = grouped.get_weights();
  for (const size_t i : {2U, 3U, 4U, 5U}) {  // key and value: kernel [4, 2, 3], bias [2, 3]
    const int axis = weights[i].ndim() - 2;
    std::vector<Tensor> twice;
    for (int64_t h = 0; h < 2; ++h) {
      const Tensor head = ops::take(weights[i], tensor({h}), axis);
      twice.insert(twice.end(), {head, head});
    }
    weights[i] = ops::concatenate(twice, axis);
  }
  heads.set_weights(weights);
  expect_near(y, heads({q, v}, {.use_causal_mask = true}), 1e-5, "y");
  EXPECT_EQ(grouped.name(), "grouped_query_attention");
}

TEST(MultiHeadAttention, GraphsAreSavedAndLoaded) {
  const Input q({4, 6}, {.name = "q"}), v({5, 6}, {.name = "v"});
  const Input seen({4, 5}, {.dtype = bool_, .name = "seen"});
  const Tensors heads = MultiHeadAttention(2, 3).outputs_for(
      {q, v}, {.attention_mask = seen, .use_causal_mask = true, .return_attention_scores = true});
  const Tensor grouped = GroupQueryAttention(3, 4, 2)({heads[0], v, v});
  const Tensor attended =
      layers::Attention({.use_scale = true})({grouped, v}, {.use_causal_mask = true});
  const Model model(Tensors{q, v, seen}, Tensors{attended, heads[1]});
  const std::vector<Tensor> x = {drawn({2, 4, 6}, 1), drawn({2, 5, 6}, 2), drawn({2, 4, 5}, 3) > 0};
  const Tensors expected = model.outputs_for(x);
  const testing::TemporaryFolder folder;
  for (const char* name : {"m.keras", "m.h5"}) {
    model.save(folder / name);
    const Model loaded = load_model(folder / name);
    const Tensors y = loaded.outputs_for(x);
    ASSERT_EQ(y.size(), 2U) << name;
    EXPECT_TRUE(array_equal(y[0], expected[0]) && array_equal(y[1], expected[1])) << name;
    EXPECT_EQ(loaded.get_config(), model.get_config()) << name;
  }
}

TEST(MultiHeadAttention, AFilesArgumentsThatAreNoInputsAreNotPassedOver) {
  const Input q({4, 6});
  const Model model(q, MultiHeadAttention(2, 3)({q, q}, {.use_causal_mask = true}));
  std::string json = model.to_json();
  const std::string end = "], \"kwargs\": {\"use_causal_mask\"";
  ASSERT_NE(json.find(end), std::string::npos) << json;
  json.insert(json.find(end), ", null, null, null, null, true");
  EXPECT_NE(error_text([&] {
              model_from_json(json);
            }).find("has 7 arguments by position, and the layer is called with 3 here"),
            std::string::npos);
}

TEST(MultiHeadAttention, LearnsWhichStepToLookAt) {
  utils::set_random_seed(3);
  // The number beside the one step that is marked.
  const int64_t samples = 512, steps = 6;
  const Tensor numbers = random::uniform({samples, steps}, {.minval = -1, .seed = 1});
  const Tensor at = random::randint({samples}, 0, steps, int32, {.seed = 2});
  const Tensor marks = utils::to_categorical(at, steps);
  const Tensor x = ops::stack({numbers, marks}, 2);
  const Tensor y = ops::sum(numbers * marks, {.axis = 1, .keepdims = true});
  const Input in({steps, 2});
  const Tensor wide = layers::Dense(16)(in);
  Tensor out = layers::add({wide, MultiHeadAttention(2, 8)({wide, wide})});
  out = layers::LayerNormalization()(out);
  out = layers::Dense(32, "relu")(out);
  Model model(in, layers::Dense(1)(layers::GlobalAveragePooling1D()(out)));
  model.compile({.optimizer = optimizers::Adam({.learning_rate = 3e-3}), .loss = "mse"});
  const History history = model.fit(x, y, {.batch_size = 64, .epochs = 30, .verbose = 0});
  EXPECT_LT(history["loss"].back(), 0.1 * history["loss"].front());
}

TEST(MultiHeadAttention, SaysWhatIsWrong) {
  EXPECT_EQ(error_text([] { MultiHeadAttention(0, 2); }),
            "ValueError: MultiHeadAttention: Received an invalid value for argument `num_heads`, "
            "expected a positive integer. Received: num_heads=0");
  EXPECT_EQ(error_text([] { GroupQueryAttention(2, 3, 2); }),
            "ValueError: GroupQueryAttention: `num_query_heads` must be divisible by "
            "`num_key_value_heads`. Received: 3 and 2");
  const auto why = [](const Tensors& x, layers::MultiHeadAttentionOptions options = {}) {
    return error_text([&] { MultiHeadAttention(2, 3, options)(x); });
  };
  const auto expect_why = [](const std::string& error, const char* part) {
    EXPECT_NE(error.find(part), std::string::npos) << error;
  };
  const Tensor x = zeros({2, 3, 4});
  expect_why(why({x}), "received 1 shape");
  expect_why(why({x, x, zeros({2, 5, 4})}),
             "All dimensions of `value` and `key`, except the last one, must be equal. Received: "
             "value_shape=(2, 3, 4) and key_shape=(2, 5, 4)");
  expect_why(why({x, x}, {.attention_axes = 2}), "attention_axes (2,) are not all between");
  const MultiHeadAttention layer(2, 3);
  layer({x, x});
  expect_why(error_text([&] { layer(x); }), "received 1 tensor");
  expect_why(error_text([&] {
               layer({x, x}, {.attention_mask = ones({2, 5, 3})});
             }),
             "multi_head_attention (MultiHeadAttention)");
}

}  // namespace
}  // namespace keratin
