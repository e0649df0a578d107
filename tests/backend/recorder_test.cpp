// What a recorder writes down of a step, and what it refuses.
#include "keratin/backend/recorder_internal.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/variable.h"
#include "keratin/keratin.h"

namespace keratin {
namespace {

/// The recording of run(), which gives the tensors that are wanted from each step.
template <class F>
Recording recorded(F run, const TensorList& inputs = {}, std::optional<uint64_t> step = {},
                   Recorder::Kind kind = Recorder::Kind::run) {
  Recorder recorder(
      {}, step, [] { return std::string("it"); }, kind);
  for (const Tensor& input : inputs) recorder.know(input);
  const TensorList results = run();
  return recorder.finish(results);
}

TEST(Recorder, RunsWhatItWritesDown) {
  const Tensor x = tensor({1.0F, 2.0F});
  Tensor y;
  const Recording recording = recorded(
      [&] {
        y = ops::exp(x + x);
        return TensorList{y};
      },
      {x});
  EXPECT_TRUE(array_equal(y, ops::exp(tensor({2.0F, 4.0F}))));
  EXPECT_EQ(recording.refused, "");
  ASSERT_EQ(recording.calls.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<BinaryCall>(recording.calls[0]));
  EXPECT_TRUE(std::holds_alternative<UnaryCall>(recording.calls[1]));
  EXPECT_EQ(recording.known.size(), 1U);
  EXPECT_EQ(recording.places[0], (Place{Place::Kind::known, 0, 0}));
  EXPECT_EQ(recording.results[0].place.kind, Place::Kind::block);
}

TEST(Recorder, NumbersMemoryByItsFirstUse) {
  const Tensor x = ones({4});
  const auto run = [&] { return TensorList{ops::square(x) * 2 + x}; };
  const Recording a = recorded(run, {x});
  const Tensor something_else = ones({100});
  const Recording b = recorded(run, {x});
  EXPECT_EQ(difference(a, b), std::nullopt);
}

TEST(Recorder, SaysWhereTwoStepsDiffer) {
  const Tensor x = ones({4}), other = ones({4});
  const auto sum = recorded([&] { return TensorList{x + x}; }, {x});
  EXPECT_EQ(difference(sum, recorded([&] { return TensorList{x * x}; }, {x})),
            "the numbers or shapes of a binary differ");
  EXPECT_EQ(difference(sum, recorded([&] { return TensorList{ops::exp(x)}; }, {x})),
            "one computes binary where the other computes unary");
  EXPECT_EQ(difference(sum, recorded([&] { return TensorList{ops::exp(x + x)}; }, {x})),
            "one asks for more operations than the other");
  EXPECT_EQ(difference(sum, recorded(
                                [&] {
                                  return TensorList{x + x, x + x};
                                },
                                {x})),
            "one asks for more operations than the other");
  EXPECT_EQ(difference(sum, recorded([&] { return TensorList{other + other}; }, {other})),
            "their variables are not the same");
  EXPECT_EQ(difference(sum, recorded([&] { return TensorList{x + other}; }, {x, other})),
            "they compute with different tensors");
}

TEST(Recorder, KeepsTheTensorsOfTheProgramByTheirValues) {
  const Tensor x = ones({2});
  const auto with = [&](float number) {
    return recorded([&] { return TensorList{x * tensor({number, 1.0F})}; }, {x});
  };
  const Recording a = with(3);
  ASSERT_EQ(a.constants.size(), 1U);
  EXPECT_EQ(difference(a, with(3)), std::nullopt);
  EXPECT_EQ(difference(a, with(4)), "a tensor of the program's has other values");
}

TEST(Recorder, KnowsRandomKeysThatFollowTheSteps) {
  const auto draw = [](uint64_t step_of_key, uint64_t step) {
    return recorded(
        [&] {
          const Tensor y({8}, float32);
          const RandomKey key{.seed = 1, .stream = 2, .step = step_of_key};
          backend_of(y).run(RandomCall{.key = key, .y = y.view()});
          return TensorList{y};
        },
        {}, step);
  };
  EXPECT_EQ(difference(draw(7, 7), draw(8, 8)), std::nullopt);
  EXPECT_EQ(difference(draw(3, 7), draw(3, 8)), std::nullopt);
  EXPECT_NE(difference(draw(7, 7), draw(7, 8)), std::nullopt);
  EXPECT_NE(difference(draw(17, 7), draw(18, 8)), std::nullopt);
}

TEST(Recorder, RefusesWhatTheHostReads) {
  const Tensor x = ones({2});
  const Variable w(ones({2}));
  const auto refused = [&](auto run) { return recorded(run, {x, w.value()}).refused; };
  const std::string expected = "it reads the elements of a tensor that differs from step to step";
  EXPECT_EQ(refused([&] {
              ops::sum(x).item();
              return TensorList{};
            }),
            expected);
  EXPECT_EQ(refused([&] {
              x.to_vector<float>();
              return TensorList{};
            }),
            expected);
  EXPECT_EQ(refused([&] {
              (x * 2).to_string();
              return TensorList{};
            }),
            expected);
  EXPECT_EQ(refused([&] { return TensorList{x * *w.value().data<float>()}; }), expected);
  EXPECT_EQ(refused([&] {
              Tensor y = x * 2;
              y.mutable_data<float>()[0] = 1;
              return TensorList{y};
            }),
            "it writes the elements of a tensor that differs from step to step");
  // What the program has made itself it may read.
  EXPECT_EQ(refused([&] { return TensorList{x * tensor({2.0F}).item()}; }), "");
}

TEST(Recorder, RefusesToWriteWhatIsNotOfTheStep) {
  const Tensor kept = zeros({2}), x = ones({2});
  const Recording recording = recorded(
      [&] {
        backend_of(x).run(CopyCall{.x = x.view(), .y = kept.view()});
        return TensorList{};
      },
      {x});
  EXPECT_EQ(recording.refused,
            "it writes a tensor that is not of the step: it should be a variable");
}

TEST(Recorder, RefusesMemoryThatNobodyHasWritten) {
  const Recording recording = recorded([] { return TensorList{empty({2}) + 1}; });
  EXPECT_EQ(recording.refused, "it reads memory that no operation has written");
}

TEST(Recorder, TakesIndexChecksThatPass) {
  const Tensor x = arange(5.0F), indices = tensor({1, 3});
  const auto run = [&] { return TensorList{ops::take(x, indices)}; };
  const Recording recording = recorded(run, {x, indices});
  EXPECT_EQ(recording.refused, "");
  EXPECT_EQ(recording.checks.size(), 1U);
}

TEST(Recorder, LeavesOutWhatRunsInAPause) {
  const Tensor x = ones({2});
  const Variable w(zeros({2}));
  const Recording recording = recorded(
      [&] {
        const Tensor y = x * 2;
        {
          const Recorder::Pause pause;
          Variable(w).assign(y);
          w.value().to_vector<float>();
        }
        return TensorList{w.value() + y};
      },
      {x, w.value()});
  EXPECT_EQ(recording.refused, "");
  EXPECT_EQ(recording.calls.size(), 2U);
  EXPECT_EQ(recording.pause, 1U);
  EXPECT_TRUE(array_equal(w.value(), full({2}, 2.0F)));
}

/// The same without computing it.
template <class F>
Recording rehearsed(F run, const TensorList& inputs = {}) {
  return recorded(run, inputs, {}, Recorder::Kind::rehearsal);
}

TEST(RecorderRehearsal, WritesDownTheSameAndChangesNothing) {
  const Tensor x = tensor({1.0F, -2.0F}), indices = tensor({1, 0});
  Variable w(tensor({3.0F, 4.0F}));
  const auto run = [&] {
    const Tensor gradient = gradients(ops::sum(ops::square(w.value() * x)), {w})[0];
    w.assign(w.value().detach() - gradient * tensor({0.5F}));
    return TensorList{ops::take(ops::relu(x) + random::dropout(x, 0.5, {.seed = 7}), indices)};
  };
  const TensorList inputs = {x, indices, w.value()};
  const Recording rehearsal = rehearsed(run, inputs);
  EXPECT_TRUE(array_equal(w.value(), tensor({3.0F, 4.0F})));
  EXPECT_EQ(rehearsal.checks.size(), 1U);
  EXPECT_EQ(difference(rehearsal, recorded(run, inputs)), std::nullopt);
  EXPECT_TRUE(array_equal(w.value(), tensor({0.0F, -12.0F})));
}

TEST(RecorderRehearsal, FindsNoIndexOutOfRange) {  // the replay's own checks will
  const Tensor x = arange(5.0F), indices = tensor({1, 9});
  const auto run = [&] { return TensorList{ops::take(x, indices)}; };
  EXPECT_EQ(rehearsed(run, {x, indices}).checks.size(), 1U);
  EXPECT_THROW(recorded(run, {x, indices}), ValueError);
}

TEST(RecorderRehearsal, ThrowsBeforeTheProgramReadsWhatIsNotThere) {
  const Tensor x = ones({2});
  bool is_behind = false;
  const auto read = [&] {
    const float first = (x + x).to_vector<float>()[0];
    is_behind = true;
    return TensorList{x * first};
  };
  EXPECT_THROW(rehearsed(read, {x}), Recorder::Refused);
  EXPECT_FALSE(is_behind);
  EXPECT_EQ(Recorder::current(), nullptr);
  // What the program has made itself is there.
  EXPECT_NO_THROW(rehearsed([&] { return TensorList{x * tensor({2.0F}).item()}; }, {x}));
}

TEST(RecorderRehearsal, ThrowsAgainWhereSomebodyCaughtIt) {
  const Tensor x = ones({2});
  const auto read_twice = [&] {
    try {
      (x + x).to_vector<float>();
    } catch (...) {
    }
    return TensorList{x * (x + x).to_vector<float>()[0]};
  };
  EXPECT_THROW(rehearsed(read_twice, {x}), Recorder::Refused);
}

TEST(Recorder, KnowsWhetherTheProgramKeepsTensors) {
  const Tensor x = ones({2});
  Tensor kept;
  EXPECT_FALSE(recorded([&] { return TensorList{x * 2 + 1}; }, {x}).keeps_tensors);
  const auto keep = [&] {
    kept = x * 3;
    return TensorList{kept + x};
  };
  EXPECT_TRUE(recorded(keep, {x}).keeps_tensors);
}

TEST(RecorderRehearsal, MakesNoStepOfAnOptimizer) {
  Variable w(ones({2}));
  optimizers::SGD sgd(0.5);
  const std::vector<Variable> weights = {w};
  sgd.build(weights);
  const Tensor gradient = ones({2});
  const Recording recording = rehearsed(
      [&] {
        sgd.apply(TensorList{gradient});
        return TensorList{};
      },
      {gradient, w.value()});
  EXPECT_EQ(recording.pause, 0U);
  EXPECT_EQ(sgd.iterations(), 0);
  EXPECT_TRUE(array_equal(w.value(), ones({2})));
}

TEST(Recorder, EndsWithItsLife) {
  recorded([] { return TensorList{}; });
  EXPECT_EQ(Recorder::current(), nullptr);
  EXPECT_EQ(backend_of(Device{}).name(), std::string("cpu"));
}

}  // namespace
}  // namespace keratin
