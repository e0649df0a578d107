// Recorded steps that run again: the same bits as the calls themselves.
#include "keratin/backend/replay_internal.h"

#include <gtest/gtest.h>

#include "keratin/backend/recorder_internal.h"
#include "keratin/keratin.h"

namespace keratin {
namespace {

/// What run() computes, and its replay.
class Recorded {
 public:
  template <class F>
  Recorded(F run, const TensorList& inputs, std::optional<uint64_t> step = {}) {
    Recording recording;
    {
      Recorder recorder({}, step, nullptr);
      for (const Tensor& input : inputs) recorder.know(input);
      const TensorList results = run();
      recording = recorder.finish(results);
    }
    replay_ = Replay::make(recording, {}, why_);
  }
  const std::string& why() const { return why_; }
  Replay& replay() { return *replay_; }
  /// The first result of a step.
  Tensor operator()(std::optional<uint64_t> step = {}) {
    EXPECT_TRUE(replay_->run(step, [] {}));
    return replay_->results().at(0).copy();
  }

 private:
  std::string why_;
  std::unique_ptr<Replay> replay_;
};

void put(const Tensor& x, const Tensor& values) {
  backend_of(x).run(CopyCall{.x = values.view(), .y = x.view()});
}

TEST(Replay, FollowsItsInputs) {
  const Tensor x = zeros({3, 4});
  const auto run = [&] {
    const Tensor h = ops::relu(ops::matmul(x, ops::transpose(x)) - 1);
    return TensorList{ops::softmax(h * 2) + ops::sum(x)};
  };
  Recorded step(run, {x});
  for (uint64_t i = 0; i < 4; ++i) {
    put(x, random::normal({3, 4}, {.seed = i}));
    EXPECT_TRUE(array_equal(step(), run()[0]));
  }
}

TEST(Replay, UsesMemoryAgain) {
  const Tensor x = ones({1000});
  Recorded step(
      [&] {
        Tensor h = x;
        for (int i = 0; i < 20; ++i) {
          const Tensor doubled = h.detach() * 2;  // never in place: h is held
          h = ops::sin(doubled);
        }
        return TensorList{h};
      },
      {x});
  EXPECT_GE(step.replay().bytes_asked(), 20U * 4000);
  EXPECT_LE(step.replay().bytes(), 2U * 4032);  // each takes the place of the one before
}

TEST(Replay, TakesNoPlaceThatOtherRowsStillRead) {
  const Tensor x = random::normal({700, 96}, {.seed = 1}), square = random::normal({96, 96});
  const auto run = [&] {
    const Tensor product = ops::matmul(x, square);
    const Tensor shifted = x + product[slice(0, 1)];  // every row reads the first
    return TensorList{ops::tanh(product.detach()) * shifted};
  };
  Recorded step(run, {x, square});
  for (uint64_t i = 0; i < 4; ++i) {
    put(x, random::normal({700, 96}, {.seed = 10 + i}));
    EXPECT_TRUE(array_equal(step(), run()[0]));
  }
}

TEST(Replay, LeavesWhatIsWantedInItsPlace) {
  const Tensor x = ones({1000});
  const auto run = [&] {
    const Tensor doubled = x * 2, held = doubled;
    const Tensor wave = ops::sin(held.detach());
    return TensorList{doubled, wave, ops::exp(wave.detach()) + x};
  };
  Recorded step(run, {x});
  put(x, full({1000}, 0.5F));
  step();
  const TensorList expected = run();
  for (size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(array_equal(step.replay().results()[i], expected[i])) << i;
}

TEST(Replay, ComputesOnceWhatNeverChanges) {
  const Tensor x = ones({4});
  const auto run = [&] {
    const Tensor curve = ops::exp(ops::sin(tensor({1.0F, 2.0F, 3.0F, 4.0F})));
    return TensorList{x * curve + ops::sum(curve)};
  };
  Recorded step(run, {x});
  EXPECT_EQ(step.replay().calls(), 2U);
  put(x, full({4}, 2.0F));
  EXPECT_TRUE(array_equal(step(), run()[0]));
  EXPECT_TRUE(array_equal(step(), run()[0]));
}

TEST(Replay, LeavesOutWhatNobodyWants) {
  const Tensor x = ones({4});
  Recorded step(
      [&] {
        const Tensor unused = ops::exp(x) + 1;
        return TensorList{ops::sin(x)};
      },
      {x});
  EXPECT_EQ(step.replay().calls(), 1U);
}

TEST(Replay, PutsBackWhatTheHostHadWritten) {
  const Tensor x = ones({2});
  const auto run = [&] {
    Tensor y = tensor({5.0F, 6.0F, 7.0F});
    y.set({slice(0, 2)}, x);
    return TensorList{y + 1};
  };
  Recorded step(run, {x});
  for (int i = 0; i < 3; ++i) {
    put(x, full({2}, static_cast<float>(i)));
    EXPECT_TRUE(array_equal(step(), run()[0]));
  }
}

TEST(Replay, LetsElementwiseCallsGoByRows) {
  const Tensor x = random::normal({700, 96}, {.seed = 1}), row = random::normal({96}, {.seed = 2});
  const Tensor column = random::normal({700, 1}, {.seed = 3});
  const auto run = [&] {
    const Tensor h = ops::tanh(x * row + column) * 0.5;
    const Tensor other = ops::where(h > 0.1, h, ops::square(x) - h);
    const Tensor turned = ops::transpose(ops::exp(other) + 1);  // read across its rows
    const Tensor sum = ops::transpose(turned * 2) + other - h;
    return TensorList{(sum + ops::mean(sum, {.axis = 0})) * h, ops::maximum(h, other)};
  };
  Recorded step(run, {x, row, column});
  for (uint64_t i = 0; i < 4; ++i) {
    put(x, random::normal({700, 96}, {.seed = 10 + i}));
    step();
    const TensorList expected = run();
    EXPECT_TRUE(array_equal(step.replay().results()[0], expected[0]));
    EXPECT_TRUE(array_equal(step.replay().results()[1], expected[1]));
  }
}

TEST(Replay, DrawsTheNumbersOfItsStep) {
  const Tensor x = ones({64});
  const auto drawn = [&](uint64_t step) {
    const Tensor y({64}, float32);
    backend_of(y).run(DropoutCall{.x = x.view(),
                                  .rate = 0.5,
                                  .shape = {64},
                                  .key = {.seed = 1, .stream = 2, .step = step},
                                  .y = y.view()});
    return y;
  };
  Recorded step([&] { return TensorList{drawn(5)}; }, {x}, 5);
  EXPECT_TRUE(array_equal(step(5), drawn(5)));
  EXPECT_TRUE(array_equal(step(9), drawn(9)));
  EXPECT_FALSE(array_equal(drawn(5), drawn(9)));
}

TEST(Replay, ChecksBeforeItChangesAnything) {
  const Tensor x = arange(4.0F), indices = tensor({0, 3});
  const Variable sum(zeros({2}));
  Recorded step(
      [&] {
        Variable(sum).assign(sum.value() + 1);
        Variable(sum).assign(sum.value() + ops::take(x, indices));
        return TensorList{};
      },
      {x, indices, sum.value()});
  EXPECT_TRUE(array_equal(sum.value(), tensor({1.0F, 4.0F})));
  EXPECT_TRUE(step.replay().run({}, [] {}));
  EXPECT_TRUE(array_equal(sum.value(), tensor({2.0F, 8.0F})));
  put(indices, tensor({0, 4}));
  EXPECT_FALSE(step.replay().run({}, [] {}));
  EXPECT_TRUE(array_equal(sum.value(), tensor({2.0F, 8.0F})));
}

TEST(Replay, RefusesAnIndexThatComesFromWhatTheStepChanges) {
  const Tensor x = arange(4.0F);
  const Variable at(zeros({1}, int32));
  const Recorded step(
      [&] {
        Variable(at).assign(at.value() + 1);
        return TensorList{ops::take(x, at)};
      },
      {x, at.value()});
  EXPECT_EQ(step.why(), "checks an index that depends on what the step changes");
}

TEST(Replay, StopsForWhatTheHostDoes) {
  const Tensor x = ones({2});
  const Variable w(ones({2}));
  Recorded step(
      [&] {
        const Tensor before = w.value() * x;
        {
          const Recorder::Pause pause;
          Variable(w).assign(full({2}, 10.0F));
        }
        return TensorList{before, w.value() * x};
      },
      {x, w.value()});
  Variable(w).assign(full({2}, 3.0F));
  EXPECT_TRUE(step.replay().run({}, [&] {
    EXPECT_TRUE(array_equal(step.replay().results()[0], full({2}, 3.0F)));
    Variable(w).assign(full({2}, 20.0F));
  }));
  EXPECT_TRUE(array_equal(step.replay().results()[1], full({2}, 20.0F)));
}

TEST(Replay, GivesUndefinedAndEmptyResultsAsTheyWere) {
  const Tensor x = ones({2});
  Recorded step([&] { return TensorList{x + 1, Tensor(), zeros({0, 3})}; }, {x});
  step();
  EXPECT_FALSE(step.replay().results()[1].defined());
  EXPECT_EQ(step.replay().results()[2].shape(), (Shape{0, 3}));
}

}  // namespace
}  // namespace keratin
