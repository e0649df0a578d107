#include "keratin/utils/py_dataset.h"

#include <gtest/gtest.h>

#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"

namespace keratin::utils {
namespace {

using keratin::testing::error_text;

class Numbers : public Sequence {
 public:
  explicit Numbers(PyDatasetOptions options = {}) : Sequence(options) {}
  int64_t size() const override { return 3; }
  Batch operator[](int64_t i) const override { return {.x = full({2}, static_cast<double>(i))}; }
};

class Nameless final : public PyDataset {
 public:
  Batch operator[](int64_t) const override { return {}; }
};

TEST(PyDataset, HasBatchesByNumberAndInTurn) {
  const Numbers numbers;
  EXPECT_EQ(numbers.num_batches(), 3);
  EXPECT_EQ(numbers[2].x[0].to_vector<double>(), (std::vector<double>{2, 2}));
  double sum = 0;
  for (const Batch& batch : numbers) sum += batch.x[0].to_vector<double>()[0];
  EXPECT_EQ(sum, 3);
}

TEST(PyDataset, HasKerasDefaults) {
  Numbers numbers;
  EXPECT_EQ(numbers.workers(), 1);
  EXPECT_EQ(numbers.max_queue_size(), 10);
  numbers.set_workers(4);
  numbers.set_max_queue_size(2);
  EXPECT_EQ(numbers.workers(), 4);
  EXPECT_EQ(numbers.max_queue_size(), 2);
}

TEST(PyDataset, SaysWhatIsWrong) {
  EXPECT_EQ(error_text([] { Numbers({.use_multiprocessing = true}); }),
            "ValueError: PyDataset: use_multiprocessing is not supported: there is no "
            "interpreter's lock, threads run side by side\n"
            "  hint  raise workers");
  EXPECT_EQ(error_text([] { Numbers({.workers = -1}); }),
            "ValueError: PyDataset: workers must not be negative, received -1");
  EXPECT_EQ(error_text([] { Numbers({.max_queue_size = 0}); }),
            "ValueError: PyDataset: max_queue_size must be at least 1, received 0");
  EXPECT_EQ(error_text([] { Nameless().num_batches(); }),
            "ValueError: PyDataset: You need to implement size(), or num_batches()");
}

}  // namespace
}  // namespace keratin::utils
