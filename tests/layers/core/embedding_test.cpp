#include "keratin/layers/core/embedding.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/tape.h"
#include "keratin/layers/core/input.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using layers::Embedding;
using testing::check_layer, testing::error_text, testing::expect_near;

const Tensor kRows = {{0.0, 1.0}, {10.0, 11.0}, {20.0, 21.0}};

TEST(Embedding, KeepsTheLayerContract) {
  check_layer(Embedding(3, 4, {.dtype = float64}),
              {.input = {5}, .output = {5, 4}, .weights = 1, .low = 0.2, .high = 2.8});
}

TEST(Embedding, TakesRowsByNumbersOfAnyDType) {
  const Embedding layer(3, 2, {.weights = kRows});
  const Tensor expected = {{{20.0, 21.0}, {0.0, 1.0}, {20.0, 21.0}}};
  for (const DType dtype :
       {int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, bfloat16, float64}) {
    expect_near(layer(tensor({{2, 0, 2}}).astype(dtype)), expected, 0, std::string(name_of(dtype)));
  }
  expect_near(layer(tensor({1.9, -0.9})), tensor({{10.0, 11.0}, {0.0, 1.0}}), 0);
  expect_near(layer(tensor({true, false})), tensor({{10.0, 11.0}, {0.0, 1.0}}), 0);
}

TEST(Embedding, GivesTheGradientToTheRowsThatWereTaken) {
  const Embedding layer(3, 2, {.weights = kRows});
  const Tensor y = layer(tensor({{2, 0, 2}}).astype(int32));
  const Tensor factors = tensor({{{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}}});
  expect_near(gradients(ops::sum(y * factors), layer.trainable_weights())[0],
              tensor({{3.0, 4.0}, {0.0, 0.0}, {6.0, 8.0}}), 0);
}

TEST(Embedding, MasksZerosWhenAsked) {
  const Tensor x = tensor({{2, 0, 1}});
  EXPECT_EQ(mask_of(Embedding(3, 2, {.mask_zero = true})(x)).to_vector<int>(),
            (std::vector<int>{1, 0, 1}));
  EXPECT_FALSE(mask_of(Embedding(3, 2)(x)).defined());
}

TEST(Embedding, NamesAnIndexThatIsOutside) {
  const Embedding layer(3, 2, {.name = "words"});
  EXPECT_EQ(error_text([&] {
              layer(tensor({{0, 3}}).astype(int32));
            }),
            "ValueError in words (Embedding): index 3 is outside of the 3 rows (0 to 2)\n"
            "  input       int32 (1, 2)\n"
            "  embeddings  float32 (3, 2)\n"
            "  hint        input_dim is the largest index + 1");
  EXPECT_NE(error_text([&] {
              layer(tensor({0, -1}));
            }).find("index -1 is outside"),
            std::string::npos);
  EXPECT_THROW(layer(tensor({3.0})), ValueError);
  EXPECT_THROW(layer(tensor({1e12})), ValueError);
}

TEST(Embedding, RefusesImpossibleArguments) {
  EXPECT_EQ(error_text([] { Embedding(0, 2); }),
            "ValueError: Embedding: `input_dim` must be a positive integer. Received: input_dim=0");
  EXPECT_THROW(Embedding(2, -1), ValueError);
  EXPECT_THROW(Embedding(2, 2, {.weights = kRows}), ShapeError);
  EXPECT_THROW(Embedding(2, 2, {.lora_rank = 4}), ValueError);
  EXPECT_THROW(Embedding(2, 2, {.quantization_config = Config()}), ValueError);
}

TEST(Embedding, DoesNotWriteGivenWeights) {
  const Embedding layer(3, 2, {.weights = kRows});
  EXPECT_FALSE(layer.get_config().contains("weights"));
  expect_near(layer.embeddings(), kRows, 0);
}

TEST(Embedding, RoundsRowsNotIndices) {
  const Embedding layer(300, 1, {.embeddings_initializer = "ones", .dtype = "mixed_bfloat16"});
  std::vector<Tensor> rows = layer.get_weights();
  EXPECT_TRUE(rows.empty());
  layer.ensure_built({None, 1});
  Tensor values = arange(300).astype(float32).reshape(300, 1);
  Embedding same = layer;
  same.set_weights({values});
  const Tensor y = layer(tensor({257.0, 258.0}));  // 256 and 258 in bfloat16
  EXPECT_EQ(y.dtype(), bfloat16);
  EXPECT_EQ(layer.embeddings().dtype(), float32);
  expect_near(y.astype(float32), tensor({{256.0}, {258.0}}), 0);
}

TEST(Embedding, KnowsShapesBeforeValues) {
  EXPECT_EQ(Embedding(3, 2)(Input({None})).shape(), (Shape{None, None, 2}));
  EXPECT_EQ(Embedding(3, 2)(tensor({{0}, {2}}).astype(int32)).shape(), (Shape{2, 1, 2}));
}

}  // namespace
}  // namespace keratin
