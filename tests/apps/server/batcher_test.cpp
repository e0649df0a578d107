#include "server/batcher.h"

#include <future>
#include <mutex>

#include "fixtures.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/tensor/creation.h"
#include "server/metrics.h"

namespace keratin::server {
namespace {

using Clock = Batcher::Clock;
const auto kLater = Clock::now() + std::chrono::hours(1);

/// A model that doubles, and waits at its first call until it is let go.
class Doubling {
 public:
  explicit Doubling(BatcherOptions options, bool waits = true)
      : batcher_(std::make_shared<Batcher>(
            "double", [this](const Tensors& x) { return compute(x); }, options, pool_, metrics_)),
        waits_(waits) {}
  ~Doubling() { pool_.end(); }

  std::future<std::vector<float>> submit(const Tensor& x, Clock::time_point deadline = kLater) {
    auto result = std::make_shared<std::promise<std::vector<float>>>();
    const bool is_taken =
        batcher_->submit(x, deadline, [result](Tensors outputs, std::exception_ptr error) {
          if (error) return result->set_exception(error);
          result->set_value(outputs[0].to_vector<float>());
        });
    if (!is_taken) throw std::length_error("full");
    return result->get_future();
  }
  void wait_until_it_computes() { computes_.get_future().wait(); }
  void let_go() { may_go_.set_value(); }
  std::vector<int64_t> batches() {
    const std::lock_guard lock(mutex_);
    return batches_;
  }

 private:
  Tensors compute(const Tensors& x) {
    if (waits_.exchange(false)) {
      computes_.set_value();
      may_go_.get_future().wait();
    }
    {
      const std::lock_guard lock(mutex_);
      batches_.push_back(x[0].len());
    }
    for (const float value : x[0].to_vector<float>()) {
      if (value < 0) throw Refusal{400, "below zero"};
    }
    return x[0] * 2;
  }

  Metrics metrics_;
  TaskPool pool_{1};
  std::shared_ptr<Batcher> batcher_;
  std::atomic<bool> waits_;
  std::promise<void> computes_, may_go_;
  std::mutex mutex_;
  std::vector<int64_t> batches_;
};

Tensor row(float value) { return tensor(std::vector<float>{value}, {1, 1}); }

TEST(Batcher, ComputesTogetherWhatCameWhileItWasBusy) {
  Doubling model({.max_rows = 4});
  auto first = model.submit(row(1));
  model.wait_until_it_computes();
  std::vector<std::future<std::vector<float>>> others;
  for (int i = 2; i < 8; ++i) others.push_back(model.submit(row(static_cast<float>(i))));
  model.let_go();
  EXPECT_EQ(first.get(), std::vector<float>{2});
  for (size_t i = 0; i < others.size(); ++i) {
    EXPECT_EQ(others[i].get(), std::vector<float>{static_cast<float>(2 * (i + 2))});
  }
  EXPECT_EQ(model.batches(), (std::vector<int64_t>{1, 4, 2}));
}

TEST(Batcher, KeepsRowsOfOtherShapesApart) {
  Doubling model({.max_rows = 8});
  auto first = model.submit(row(1));
  model.wait_until_it_computes();
  auto one = model.submit(row(2));
  auto wide = model.submit(tensor({{3.f, 4.f}}));
  auto two = model.submit(tensor({{5.f}, {6.f}}));
  model.let_go();
  EXPECT_EQ(one.get(), std::vector<float>{4});
  EXPECT_EQ(wide.get(), (std::vector<float>{6, 8}));
  EXPECT_EQ(two.get(), (std::vector<float>{10, 12}));
  EXPECT_EQ(first.get(), std::vector<float>{2});
  EXPECT_EQ(model.batches(), (std::vector<int64_t>{1, 1, 1, 2}));
}

TEST(Batcher, ComputesEachAloneWhereRowsDependOnEachOther) {
  Doubling model({.can_batch = false});
  auto first = model.submit(row(1));
  model.wait_until_it_computes();
  auto one = model.submit(row(2)), two = model.submit(row(3));
  model.let_go();
  EXPECT_EQ(one.get(), std::vector<float>{4});
  EXPECT_EQ(two.get(), std::vector<float>{6});
  EXPECT_EQ(model.batches(), (std::vector<int64_t>{1, 1, 1}));
}

TEST(Batcher, LetsOneBadRequestFailAlone) {
  Doubling model({.max_rows = 8});
  auto first = model.submit(row(1));
  model.wait_until_it_computes();
  auto good = model.submit(row(2)), bad = model.submit(row(-1)), other = model.submit(row(3));
  model.let_go();
  EXPECT_EQ(good.get(), std::vector<float>{4});
  EXPECT_EQ(other.get(), std::vector<float>{6});
  EXPECT_THROW(bad.get(), Refusal);
}

TEST(Batcher, ComputesEachAloneWhereAnOutputHasNoRowForEach) {
  Metrics metrics;
  TaskPool pool(1);
  std::promise<void> may_go;
  std::vector<int64_t> batches;
  const auto sum = [&](const Tensors& x) {
    if (batches.empty()) may_go.get_future().wait();
    batches.push_back(x[0].len());
    return Tensors(tensor({static_cast<float>(x[0].len())}));
  };
  const auto batcher =
      std::make_shared<Batcher>("sum", sum, BatcherOptions{.max_rows = 8}, pool, metrics);
  std::vector<std::promise<float>> results(3);
  std::vector<std::atomic<int>> answers(3);
  for (size_t i = 0; i < 3; ++i) {
    batcher->submit(row(1), kLater, [&, i](const Tensors& outputs, const std::exception_ptr&) {
      if (++answers[i] == 1) results[i].set_value(outputs[0].to_vector<float>()[0]);
    });
  }
  may_go.set_value();
  for (auto& result : results) EXPECT_EQ(result.get_future().get(), 1);
  pool.end();
  for (const auto& count : answers) EXPECT_EQ(count, 1);
}

TEST(Batcher, RefusesWhatItsQueueCannotHold) {
  Doubling model({.max_queue = 2});
  auto first = model.submit(row(1));
  model.wait_until_it_computes();
  auto two = model.submit(row(2)), three = model.submit(row(3));
  EXPECT_THROW(model.submit(row(4)), std::length_error);
  model.let_go();
  EXPECT_EQ(three.get(), std::vector<float>{6});
  EXPECT_EQ(model.submit(row(5)).get(), std::vector<float>{10});
}

TEST(Batcher, DoesNotComputeForThoseWhoHaveGone) {
  Doubling model({});
  auto first = model.submit(row(1));
  model.wait_until_it_computes();
  auto late = model.submit(row(2), Clock::now());
  auto other = model.submit(row(3));
  model.let_go();
  EXPECT_EQ(refusal_of([&] { late.get(); }), "503 the model is too busy");
  EXPECT_EQ(other.get(), std::vector<float>{6});
  EXPECT_EQ(model.batches(), (std::vector<int64_t>{1, 1}));
}

TEST(Batcher, WaitsForOthersAsLongAsItIsTold) {
  Doubling model({.max_rows = 3, .delay_ms = 3'600'000}, false);
  auto one = model.submit(row(1)), two = model.submit(row(2));
  // The third fills the batch, which then does not wait any longer.
  auto three = model.submit(row(3));
  EXPECT_EQ(one.get(), std::vector<float>{2});
  EXPECT_EQ(three.get(), std::vector<float>{6});
  EXPECT_EQ(model.batches(), std::vector<int64_t>{3});
  Doubling quick({.max_rows = 3, .delay_ms = 1}, false);
  EXPECT_EQ(quick.submit(row(1)).get(), std::vector<float>{2});
}

}  // namespace
}  // namespace keratin::server
