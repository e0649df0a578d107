#include "keratin/callbacks/terminate_on_nan.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin::callbacks {
namespace {

/// Trains on three batches of which the second one holds `bad`.
History trained(double bad, const AnyCallback& callback) {
  Sequential network({Input({1}), layers::Dense(1, {.use_bias = false})});
  network.compile({.optimizer = "sgd", .loss = "mse"});
  const Tensor x = tensor({1.0F, static_cast<float>(bad), 1.0F}).reshape({3, 1});
  return network.fit(
      x, ones({3, 1}),
      {.batch_size = 1, .epochs = 4, .verbose = 0, .callbacks = {callback}, .shuffle = false});
}

TEST(TerminateOnNaN, StopsAtTheBatchAndSaysWhich) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    ::testing::internal::CaptureStdout();
    const History history = trained(bad, TerminateOnNaN());
    EXPECT_EQ(::testing::internal::GetCapturedStdout(),
              "Batch 1: Invalid loss, terminating training\n");
    EXPECT_EQ(history.epoch.size(), 1U);
  }
}

TEST(TerminateOnNaN, ThrowsOnDemand) {
  const std::string error = keratin::testing::error_text([] {
    trained(std::numeric_limits<double>::quiet_NaN(), TerminateOnNaN({.raise_error = true}));
  });
  EXPECT_EQ(error.substr(0, error.find('\n')), "ValueError: batch 1: the loss is nan");
}

TEST(TerminateOnNaN, LetsNumbersPass) { EXPECT_EQ(trained(2, TerminateOnNaN()).epoch.size(), 4U); }

}  // namespace
}  // namespace keratin::callbacks
