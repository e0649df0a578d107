// Whether a callback looks at batches: seen from the hooks that it overrides.
#include "keratin/callbacks/any_callback.h"

#include <gtest/gtest.h>

#include "keratin/callbacks/all.h"

namespace keratin {
namespace {

struct Epochs : callbacks::Callback {
  void on_epoch_end(int64_t, Logs&) override {}
};
struct Batches : Epochs {
  void on_train_batch_end(int64_t, const Logs&) override {}
};
struct Beginnings : callbacks::Callback {
  void on_train_batch_begin(int64_t) override {}
};
struct BelowBatches : Batches {};
class Hidden : public callbacks::Callback {
  void on_train_batch_begin(int64_t) override {}
};
struct OnlyLogs : Batches {
  bool looks_at_batches() const override { return false; }
};

TEST(AnyCallback, KnowsWhetherBatchesAreLookedAt) {
  EXPECT_FALSE(AnyCallback(Epochs()).looks_at_batches());
  EXPECT_TRUE(AnyCallback(Batches()).looks_at_batches());
  EXPECT_TRUE(AnyCallback(Beginnings()).looks_at_batches());
  EXPECT_TRUE(AnyCallback(BelowBatches()).looks_at_batches());
  EXPECT_TRUE(AnyCallback(Hidden()).looks_at_batches());
  EXPECT_FALSE(AnyCallback(OnlyLogs()).looks_at_batches());
  EXPECT_TRUE(AnyCallback(OnlyLogs()).has_batch_hooks());
  EXPECT_FALSE(AnyCallback(Epochs()).has_batch_hooks());
  Epochs epochs;
  Batches batches;
  EXPECT_FALSE(AnyCallback(epochs).looks_at_batches());
  EXPECT_TRUE(AnyCallback(batches).looks_at_batches());
  EXPECT_FALSE(AnyCallback(std::make_shared<Epochs>()).looks_at_batches());
  EXPECT_TRUE(AnyCallback(std::make_shared<Batches>()).looks_at_batches());
}

TEST(AnyCallback, IsNotDeceivedByAReferenceToTheBase) {
  Batches batches;
  Epochs& as_epochs = batches;
  callbacks::Callback& as_callback = batches;
  EXPECT_TRUE(AnyCallback(as_epochs).looks_at_batches());
  EXPECT_TRUE(AnyCallback(as_callback).looks_at_batches());
  const std::shared_ptr<Epochs> shared = std::make_shared<Batches>();
  EXPECT_TRUE(AnyCallback(shared).looks_at_batches());
}

TEST(AnyCallback, KnowsThoseOfTheLibrary) {
  EXPECT_FALSE(AnyCallback(callbacks::EarlyStopping()).looks_at_batches());
  EXPECT_FALSE(AnyCallback(callbacks::TerminateOnNaN()).looks_at_batches());
  const auto nothing = [](int64_t, const Logs&) {};
  EXPECT_FALSE(
      AnyCallback(callbacks::LambdaCallback({.on_epoch_end = nothing})).looks_at_batches());
  EXPECT_TRUE(
      AnyCallback(callbacks::LambdaCallback({.on_train_batch_end = nothing})).looks_at_batches());
}

}  // namespace
}  // namespace keratin
