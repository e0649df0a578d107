// A softmax over one unit says 1 whatever comes: whoever trains it is warned, as by Keras.
#include <gtest/gtest.h>

#include "keratin/keratin.h"

namespace keratin {
namespace {

/// What training one unit of softmax says on stderr.
std::string warnings_of_training(AnyLoss loss, const Tensor& y, bool run_eagerly) {
  ::testing::internal::CaptureStderr();
  Sequential model({Input({2}), layers::Dense(1, {.activation = "softmax"})});
  model.compile({.optimizer = "sgd", .loss = std::move(loss), .run_eagerly = run_eagerly});
  model.fit(ones({4, 2}), y, {.epochs = 3, .verbose = 0});
  return ::testing::internal::GetCapturedStderr();
}

size_t count_of(const std::string& words, const std::string& text) {
  size_t count = 0;
  for (size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++count;
  return count;
}

TEST(OneClass, CannotBeLearnedAndIsSaidOnce) {
  const std::string compiled =
      warnings_of_training("categorical_crossentropy", ones({4, 1}), false);
  EXPECT_EQ(count_of("warning: In loss categorical_crossentropy, expected y_pred.shape to be "
                     "(batch_size, num_classes) with num_classes > 1. Received: "
                     "y_pred.shape=(None, 1). Consider using 'binary_crossentropy' if you only "
                     "have 2 classes.\n",
                     compiled),
            1U)
      << compiled;
  EXPECT_EQ(count_of("Did you mean to use a sigmoid instead?", compiled), 1U) << compiled;
  const std::string eager =
      warnings_of_training("categorical_focal_crossentropy", ones({4, 1}), true);
  EXPECT_EQ(count_of("In loss categorical_focal_crossentropy", eager), 1U) << eager;
  const std::string sparse =
      warnings_of_training("sparse_categorical_crossentropy", zeros({4}, int32), false);
  EXPECT_EQ(count_of("In loss sparse_categorical_crossentropy", sparse), 1U) << sparse;
}

TEST(OneClass, IsNoMatterOfTwo) {
  ::testing::internal::CaptureStderr();
  Sequential model({Input({2}), layers::Dense(2, {.activation = "softmax"})});
  model.compile("sgd", "categorical_crossentropy");
  model.fit(ones({4, 2}), ones({4, 2}) / 2, {.verbose = 0});
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace keratin
