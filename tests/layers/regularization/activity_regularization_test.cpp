#include "keratin/layers/regularization/activity_regularization.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

/// What a call adds to the loss.
double loss_of(const layers::Layer& layer, const Tensor& x) {
  CallRecord record;
  {
    CallScope scope(true, kNoStep, &record);
    layer(x);
  }
  double total = 0;
  for (const Tensor& loss : record.losses) total += loss.item();
  return total;
}

TEST(ActivityRegularization, KeepsTheLayerContract) {
  testing::check_layer(layers::ActivityRegularization(0.1, 0.2, {.dtype = float64}),
                       {.input = {3}, .output = {3}});
}

TEST(ActivityRegularization, AddsThePenaltyOfASample) {
  const Tensor x = tensor({{1.0, -2.0}, {3.0, 0.0}});
  layers::ActivityRegularization penalty(0.1, 0.01);
  testing::expect_near(penalty(x), x.astype(float32), 0);
  EXPECT_NEAR(loss_of(penalty, x), 0.37, 1e-6);  // (0.1 * 6 + 0.01 * 14) / 2
  EXPECT_NEAR(loss_of(layers::ActivityRegularization({.l2 = 0.5}), x), 3.5, 1e-6);
}

TEST(ActivityRegularization, IsThereAgainFromItsConfiguration) {
  const Config config = layers::ActivityRegularization(0.1, 0.01).get_config();
  EXPECT_FALSE(config.contains("activity_regularizer"));
  const auto again = layers::ActivityRegularization::from_config(config);
  EXPECT_NEAR(loss_of(*again, tensor({{1.0, -2.0}, {3.0, 0.0}})), 0.37, 1e-6);
}

TEST(ActivityRegularization, RefusesNegativeFactors) {
  EXPECT_THROW(layers::ActivityRegularization(-0.1), ValueError);
}

}  // namespace
}  // namespace keratin
