#include "keratin/losses/ctc.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

TEST(CTC, CountsTheLabelsThatAreNoBlanks) {
  const Tensor y_true = tensor({{1, 2, 0}, {3, 0, 0}});
  const Tensor y_pred = random::normal({2, 6, 4}, {.seed = 1});
  const Tensor each = losses::ctc(y_true, y_pred);
  expect_near(each, ops::ctc_loss(y_true, y_pred, tensor({2, 1}), tensor({6, 6})), 0);
  expect_near(losses::CTC()(y_true, y_pred), mean(each), 1e-6);
  expect_near(losses::CTC({.reduction = "none"})(y_true.astype(float32), y_pred), each, 0);
  EXPECT_EQ(losses::CTC().name(), "ctc");
}

TEST(CTC, TrainsAModel) {
  utils::set_random_seed(3);
  const Tensor x = random::normal({16, 8, 5}, {.seed = 2});
  const Tensor y = random::randint({16, 2}, 1, 4, int32, {.seed = 3});
  Sequential model({layers::LSTM(16, {.return_sequences = true}), layers::Dense(4)});
  model.compile({.optimizer = optimizers::Adam(0.02), .loss = "ctc"});
  const History history = model.fit(x, y, {.epochs = 40, .verbose = 0});
  const std::vector<double>& loss = history.history["loss"];
  EXPECT_LT(loss.back(), 0.7 * loss.front());
}

TEST(CTC, SaysWhatIsWrong) {
  EXPECT_EQ(error_text([] {
              losses::ctc(zeros({3}), zeros({3, 4, 5}));
            }),
            "ShapeError: ctc: Targets `y_true` are expected to be a tensor of shape "
            "`(batch_size, max_length)` in integer format. Received: y_true.shape=(3,)");
  EXPECT_EQ(error_text([] {
              losses::ctc(zeros({3, 2}), zeros({3, 4}));
            }),
            "ShapeError: ctc: Logits `y_pred` are expected to be a tensor of shape "
            "`(batch_size, max_length, num_classes)`. Received: y_pred.shape=(3, 4)");
}

}  // namespace
}  // namespace keratin
