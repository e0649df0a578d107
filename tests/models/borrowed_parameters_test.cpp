// While nobody looks at the batches, fit keeps weights in a layout of its own: the same bits as
// when somebody looks, and everything in its place whenever fit lets go of them.
#include <gtest/gtest.h>

#include <algorithm>

#include "keratin/base/text.h"
#include "keratin/keratin.h"

namespace keratin {
namespace {

/// Looks at the plan, not at the weights: fit may keep them where it likes.
class PlanReader final : public callbacks::Callback {
 public:
  explicit PlanReader(const Sequential& network, std::string& plan)
      : network_(network), plan_(plan) {}
  void on_train_batch_end(int64_t batch, const Logs&) override {
    if (batch == 0) plan_ = network_.plan_text();  // the last, shorter one is not worth moving for
  }
  bool looks_at_batches() const override { return false; }

 private:
  const Sequential& network_;
  std::string& plan_;
};

struct Job {
  int64_t units = 256;
  std::string optimizer = "rmsprop";
  bool is_sparse = false;
  DTypePolicy policy = "float32";
};

Sequential network_of(const Job& job) {
  utils::set_random_seed(11);
  Sequential network;
  network.add(
      layers::Dense(job.units, {.activation = "relu", .dtype = job.policy, .input_shape = {300}}));
  network.add(layers::Dense(5, {.activation = "softmax"}));
  network.compile({.optimizer = AnyOptimizer::named(job.optimizer),
                   .loss = "sparse_categorical_crossentropy",
                   .metrics = {"accuracy"}});
  return network;
}

Tensor data_of(const Job& job) {
  Tensor x = random::uniform({150, 300}, {.seed = 3});
  if (job.is_sparse) x = ops::maximum(x - 0.8, 0.0);
  return x;
}

Tensor labels() { return arange(150).astype(int32) % 5; }

constexpr const char* kInPanels = "weights in panels of";

class BorrowedParameters : public testing::TestWithParam<Job> {};

TEST_P(BorrowedParameters, TrainToTheSameBits) {
  const Job& job = GetParam();
  const Tensor x = data_of(job), y = labels();

  Sequential looked_at = network_of(job);
  std::string plan;
  std::vector<Tensor> seen;
  callbacks::LambdaCallback looker(
      {.on_train_batch_end = [&](int64_t, const Logs&) { plan = looked_at.plan_text(); }});
  looked_at.fit(x, y, {.batch_size = 64, .epochs = 3, .verbose = 0, .callbacks = {looker}});
  EXPECT_EQ(plan.find(kInPanels), std::string::npos) << plan;

  Sequential borrowed = network_of(job);
  PlanReader reader(borrowed, plan);
  borrowed.fit(x, y, {.batch_size = 64, .epochs = 3, .verbose = 0, .callbacks = {reader}});
  EXPECT_NE(plan.find(kInPanels), std::string::npos) << plan;
  EXPECT_EQ(borrowed.plan_text().find(kInPanels), std::string::npos);

  const auto expected = looked_at.get_weights(), received = borrowed.get_weights();
  ASSERT_EQ(received.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(received[i].to_vector<float>(), expected[i].to_vector<float>()) << i;
  }
  // The optimizer's averages went back too: the next steps are the same.
  looked_at.train_on_batch(x, y);
  borrowed.train_on_batch(x, y);
  EXPECT_EQ(borrowed.get_weights()[0].to_vector<float>(),
            looked_at.get_weights()[0].to_vector<float>());
}

INSTANTIATE_TEST_SUITE_P(
    All, BorrowedParameters,
    testing::Values(Job{}, Job{.units = 320}, Job{.units = 512, .is_sparse = true},
                    Job{.units = 320, .optimizer = "adam", .is_sparse = true},
                    Job{.units = 512, .optimizer = "sgd"},
                    Job{.units = 512, .policy = "mixed_bfloat16"},
                    Job{.units = 512, .is_sparse = true, .policy = "mixed_bfloat16"}),
    [](const auto& choice) {
      const Job& job = choice.param;
      return text(job.units, "_", job.optimizer, job.is_sparse ? "_sparse" : "",
                  job.policy.name() == "float32" ? "" : "_rounded");
    });

TEST(BorrowedParametersOfFit, AreInTheirPlaceBetweenEpochs) {
  Sequential network = network_of({});
  const Tensor x = data_of({}), y = labels();
  std::vector<float> before = network.get_weights()[0].to_vector<float>();
  callbacks::LambdaCallback looker({.on_epoch_end = [&](int64_t, const Logs&) {
    const auto now = network.get_weights()[0].to_vector<float>();
    EXPECT_NE(now, before);
    before = now;
  }});
  network.fit(x, y, {.batch_size = 64, .epochs = 3, .verbose = 0, .callbacks = {looker}});
  EXPECT_EQ(network.get_weights()[0].to_vector<float>(), before);
}

TEST(BorrowedParametersOfFit, AreGivenBackWhenALabelIsWrong) {
  Sequential network = network_of({});
  const Tensor x = data_of({});
  const Tensor y = (arange(150) >= 149).astype(int32) * 9;
  const auto before = network.get_weights()[0].to_vector<float>();
  EXPECT_THROW(network.fit(x, y, {.batch_size = 64, .epochs = 1, .verbose = 0, .shuffle = false}),
               Error);
  // Two batches were trained before.
  EXPECT_NE(network.get_weights()[0].to_vector<float>(), before);
  EXPECT_EQ(network.plan_text().find(kInPanels), std::string::npos);
}

TEST(BorrowedParametersOfFit, MayBeChangedByACallbackThatLooks) {
  Sequential network = network_of({});
  const Tensor x = data_of({}), y = labels();
  const auto weights = network.get_weights();
  callbacks::LambdaCallback setter(
      {.on_train_batch_end = [&](int64_t, const Logs&) { network.set_weights(weights); }});
  network.fit(x, y, {.batch_size = 64, .epochs = 2, .verbose = 0, .callbacks = {setter}});
  EXPECT_EQ(network.get_weights()[0].to_vector<float>(), weights[0].to_vector<float>());
}

TEST(BorrowedParametersOfFit, ACallbackThatLooksMayCompileAnew) {
  Sequential network = network_of({});
  const Tensor x = data_of({}), y = labels();
  callbacks::LambdaCallback compiler({.on_train_batch_end = [&](int64_t batch, const Logs&) {
    if (batch == 0) network.compile("sgd", "sparse_categorical_crossentropy", {"accuracy"});
  }});
  network.fit(x, y, {.batch_size = 64, .epochs = 2, .verbose = 0, .callbacks = {compiler}});
  EXPECT_GT(network.evaluate(x, y, {.verbose = 0})["loss"], 0);
}

}  // namespace
}  // namespace keratin
