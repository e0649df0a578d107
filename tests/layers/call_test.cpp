#include "keratin/layers/call.h"

#include <gtest/gtest.h>

#include <thread>

#include "keratin/layers/core/dense.h"
#include "keratin/layers/merging/merge.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

TEST(Call, TellsWhatTheScopeSays) {
  CallRecord record;
  CallScope scope(true, 7, &record);
  EXPECT_EQ(CallScope::current(), &scope);
  const Tensor x = ones({2, 3});
  const CallOptions options;
  Call call(scope, options, &x, 1);
  EXPECT_TRUE(call.training());
  EXPECT_EQ(call.step(), 7U);
  EXPECT_FALSE(call.mask().defined());
  set_mask(x, tensor({1.0, 0.0}).astype(bool_));
  EXPECT_EQ(call.mask().shape(), (Shape{2}));
  EXPECT_FALSE(call.mask(1).defined());
}

TEST(Call, OfNoTensorsIsRefused) {
  const layers::Dense dense(2, {.name = "d"});
  EXPECT_EQ(testing::error_text([&] { dense(Tensors()); }),
            "ValueError: d (Dense): called with no tensor");
  EXPECT_THROW(layers::Add()(Tensors()), ValueError);
}

TEST(Call, UpdatesWaitForTheEndOfTheOutermostCall) {
  CallRecord record;
  CallScope scope(true, kNoStep, &record);
  const CallOptions options;
  Call call(scope, options, nullptr, 0);
  Variable mean(zeros({2}), {.name = "mean"});
  call.update(mean, tensor({1.0, 2.0}));
  std::thread([&] { testing::expect_near(mean.value(), zeros({2}), 0); }).join();
  testing::expect_near(mean.value(), tensor({1.0, 2.0}), 0, "the rest of the call");
  record.apply_updates();
  testing::expect_near(mean.value(), tensor({1.0, 2.0}), 0);
  EXPECT_TRUE(record.updates.empty());
  EXPECT_NE(testing::error_text([&] { call.update(mean, ones({3})); }).find("'mean'"),
            std::string::npos);
}

TEST(Call, LossesAreScalarsAndShapesLeaveNone) {
  CallRecord record;
  CallScope scope(true, kNoStep, &record);
  const CallOptions options;
  Call call(scope, options, nullptr, 0);
  call.add_loss(ones({1, 1}));
  ASSERT_EQ(record.losses.size(), 1U);
  EXPECT_EQ(record.losses[0].shape(), Shape{});
  EXPECT_NE(testing::error_text([&] { call.add_loss(ones({2})); }).find("takes a scalar"),
            std::string::npos);
  CallScope shapes(true, kNoStep, &record, true);
  Call for_shapes(shapes, options, nullptr, 0);
  for_shapes.add_loss(ones({}));
  EXPECT_EQ(record.losses.size(), 1U);
}

TEST(CallScope, IsLeftInTurn) {
  EXPECT_EQ(CallScope::current(), nullptr);
  {
    CallScope outer(true, kNoStep, nullptr);
    { CallScope inner(false, kNoStep, nullptr); }
    EXPECT_EQ(CallScope::current(), &outer);
  }
  EXPECT_EQ(CallScope::current(), nullptr);
}

}  // namespace
}  // namespace keratin
