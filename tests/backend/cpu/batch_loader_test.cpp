#include "keratin/backend/cpu/batch_loader.h"

#include <gtest/gtest.h>

#include "keratin/base/random.h"
#include "keratin/ops/random.h"
#include "keratin/tensor/creation.h"

namespace keratin::cpu {
namespace {

/// A loader with memory of its own.
struct Loading {
  explicit Loading(const LoaderOptions& options) : loader(options) {
    Cutter count(nullptr);
    loader.lay_out(count);
    memory = Ref<Storage>(new Storage(count.used(), {}));
    Cutter cutter(memory->data());
    loader.lay_out(cutter);
  }
  void load(const BatchRows& batch) {
    loader.begin(batch);
    for (int64_t task = 0; task < loader.tasks(); ++task) loader.run(task);
    loader.finish();
  }
  Ref<Storage> memory;
  BatchLoader loader;
};

TEST(BatchLoader, GathersRowsOfEveryDtypeAndScalesThem) {
  const std::vector<int64_t> order = {4, 0, 6, 2, 1, 3, 5};
  for (const DType dtype : {uint8, int8, int32, int64, float32, float64, bool_}) {
    const Tensor data =
        random::uniform({7, 37}, {.minval = 0, .maxval = 3, .seed = 1}).astype(dtype);
    Loading loading({.rows = 3, .features = 37, .dtype = dtype, .scale = 0.5F, .offset = 0.25F});
    loading.load({.x = data.view(), .order = order.data(), .begin = 2});
    for (int64_t i = 0; i < 3; ++i) {
      for (int64_t j = 0; j < 37; ++j) {
        const auto from = data[{order[static_cast<size_t>(2 + i)], j}].item();
        EXPECT_EQ(loading.loader.x()[i * 37 + j], static_cast<float>(from) * 0.5F + 0.25F)
            << name_of(dtype) << " " << i << ", " << j;
      }
    }
  }
}

TEST(BatchLoader, BringsTargetsLabelsAndWeights) {
  const Tensor x = ones({4, 2}), one_hot = eye(4).astype(float64), labels = tensor({3, 1, 2, 0});
  const std::vector<float> weights = {1, 2, 3, 4};
  Loading by_numbers({.rows = 2,
                      .features = 2,
                      .loss = PlannedLoss::Kind::categorical_crossentropy,
                      .classes = 4});
  by_numbers.load({.x = x.view(), .targets = one_hot.view(), .begin = 1});
  EXPECT_EQ(by_numbers.loader.targets()[1], 1);
  EXPECT_EQ(by_numbers.loader.targets()[4 + 2], 1);
  EXPECT_EQ(by_numbers.loader.targets()[4 + 3], 0);
  EXPECT_EQ(by_numbers.loader.weights(), nullptr);
  Loading by_label({.rows = 2,
                    .features = 2,
                    .loss = PlannedLoss::Kind::sparse_categorical_crossentropy,
                    .classes = 4});
  by_label.load({.x = x.view(), .targets = labels.view(), .weights = weights.data(), .begin = 2});
  EXPECT_EQ(by_label.loader.labels()[0], 2);
  EXPECT_EQ(by_label.loader.labels()[1], 0);
  EXPECT_EQ(by_label.loader.weights()[1], 4);
}

TEST(BatchLoader, KeepsTheCurrentBatchWhileTheNextIsLoaded) {
  const Tensor x = tensor({{1, 2}, {3, 4}}, float32);
  Loading loading({.rows = 1, .features = 2});
  loading.load({.x = x.view(), .begin = 0, .id = 5});
  const BatchRows next{.x = x.view(), .begin = 1, .id = 5};
  EXPECT_FALSE(loading.loader.has(next));
  loading.loader.begin(next);
  loading.loader.run(0);
  EXPECT_TRUE(loading.loader.has(next));
  EXPECT_EQ(loading.loader.x()[0], 1);
  BatchRows later = next;
  later.id = 6;
  EXPECT_FALSE(loading.loader.has(later)) << "the same rows of another pass";
  loading.loader.finish();
  EXPECT_EQ(loading.loader.x()[0], 3);
  EXPECT_FALSE(loading.loader.has(next)) << "it is current now";
}

TEST(BatchLoader, ListsZerosAsLongAsTheBatchesHaveThem) {
  const Tensor sparse = zeros({8, 64}), dense = ones({8, 64});
  Loading loading({.rows = 8, .features = 64, .makes_lists = true});
  loading.load({.x = sparse.view(), .id = 1});
  EXPECT_TRUE(loading.loader.is_sparse());
  loading.load({.x = dense.view(), .id = 2});
  EXPECT_FALSE(loading.loader.is_sparse());
  loading.load({.x = sparse.view(), .id = 3});
  EXPECT_FALSE(loading.loader.is_sparse()) << "nobody had expected it";
  loading.load({.x = sparse.view(), .id = 4});
  EXPECT_TRUE(loading.loader.is_sparse());
}

}  // namespace
}  // namespace keratin::cpu
