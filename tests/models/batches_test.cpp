#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "keratin/keratin.h"
#include "keratin/models/batches_internal.h"
#include "tests/support/error_text.h"

namespace keratin::models {
namespace {

using keratin::testing::error_text;

Tensor counted(int64_t rows) { return arange(rows).astype(float32).reshape({rows, 1}); }

TEST(Batches, AreViewsInOrderAndTheLastOneIsShort) {
  const Tensor x = counted(7);
  const Batches batches("fit", x, x, {}, 3);
  EXPECT_EQ(batches.rows(), 7);
  EXPECT_EQ(batches.count(), 3);
  EXPECT_EQ(batches[1].x[0].to_vector<float>(), (std::vector<float>{3, 4, 5}));
  EXPECT_EQ(batches[2].y[0].to_vector<float>(), (std::vector<float>{6}));
  EXPECT_FALSE(batches[0].weight(0).defined());
  EXPECT_EQ(batches[1].x[0].storage().get(), x.storage().get());
}

TEST(Batches, ShuffledOnesHoldEveryRowOnceAndKeepRowsTogether) {
  const Tensor x = counted(10);
  Batches batches("fit", x, 2 * x, 3 * x.reshape({10}), 4);
  batches.shuffle({.seed = 1, .stream = 2, .step = 3});
  std::vector<float> seen;
  for (int64_t i = 0; i < batches.count(); ++i) {
    const Batch batch = batches[i];
    const Tensor rows = batch.x[0];
    EXPECT_TRUE(array_equal(batch.y[0], 2 * rows));
    EXPECT_TRUE(array_equal(batch.weight(0).reshape(rows.shape()), 3 * rows));
    for (const float value : rows.to_vector<float>()) seen.push_back(value);
  }
  const std::vector<float> in_order = x.to_vector<float>();
  EXPECT_NE(seen, in_order);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, in_order);
}

TEST(Batches, OfSeveralInputsAndOutputsHaveTheSameRows) {
  const Tensor x = counted(6);
  Batches batches("fit", {x, 2 * x}, {3 * x, 4 * x}, {Tensor(), x.reshape({6})}, 4);
  batches.shuffle({.seed = 1, .stream = 2, .step = 3});
  for (int64_t i = 0; i < batches.count(); ++i) {
    const Batch batch = batches[i];
    EXPECT_EQ(batch.rows(), batches.rows_of(i));
    EXPECT_TRUE(array_equal(batch.x[1], 2 * batch.x[0]));
    EXPECT_TRUE(array_equal(batch.y[0], 3 * batch.x[0]));
    EXPECT_TRUE(array_equal(batch.y[1], 4 * batch.x[0]));
    EXPECT_FALSE(batch.weight(0).defined());
    EXPECT_TRUE(array_equal(batch.weight(1).reshape(batch.x[0].shape()), batch.x[0]));
  }
}

TEST(Batches, TheOrderBelongsToTheKey) {
  const auto order = [](uint64_t step) {
    Batches batches("fit", counted(20), {}, {}, 20);
    batches.shuffle({.seed = 1, .stream = 2, .step = step});
    return batches[0].x[0].to_vector<float>();
  };
  EXPECT_EQ(order(0), order(0));
  EXPECT_NE(order(0), order(1));
}

TEST(Batches, SayWhatDoesNotFit) {
  EXPECT_EQ(error_text([] { Batches("fit", tensor(1.0), {}, {}, 1); }),
            "ValueError: fit: x needs an axis of samples");
  EXPECT_EQ(error_text([] { Batches("fit", counted(2), {}, {}, 0); }),
            "ValueError: fit: batch_size must be at least 1, received 0");
  EXPECT_EQ(Batches("fit", counted(0), {}, {}, 4).count(), 0);
}

}  // namespace
}  // namespace keratin::models
