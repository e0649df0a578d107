// What an operation read must be as it was when its gradient is taken: right, or loud.
#include "keratin/autodiff/saved.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

using namespace keratin;
using keratin::testing::error_text;

namespace {

std::vector<Tensor> gradient(const Tensor& loss, const Variable& v) {
  return gradients(loss, std::vector<Variable>{v});
}
void expect_near(const Tensor& received, const Tensor& expected) {
  keratin::testing::expect_near(received, expected, 1e-6);
}

}  // namespace

TEST(Saved, ATensorThatWasWrittenToIsRefused) {
  const Variable kernel(ones({2, 3}));
  Tensor x = ones({4, 2});
  const Tensor loss = ops::sum(ops::matmul(x, kernel));
  x[0] = 5;
  EXPECT_EQ(error_text([&] { gradient(loss, kernel); }),
            "ValueError: the gradient of matmul needs a tensor that has been written to since it "
            "was used\n"
            "  tensor  float32 (4, 2)\n"
            "  hint    take the gradients before it changes, or use a copy() of it");
}

TEST(Saved, EveryWayToWriteCounts) {
  const Variable v(tensor({2.0, 3.0}));
  const std::vector<std::function<void(Tensor&)>> ways = {
      [](Tensor& x) { x[{0}] = 5; },
      [](Tensor& x) {
        x.set({slice()}, tensor({7.0, 8.0}));
      },
      [](Tensor& x) { x[x > 0] = 1; },
      [](Tensor& x) { x[0] += 1; },
      [](Tensor& x) { x.mutable_data<float>()[0] = 9; },
      [](Tensor& x) { x.reshape(2, 1).set({0}, 4); },
  };
  for (const auto& write : ways) {
    Tensor x = tensor({1.0, 2.0});
    const Tensor loss = ops::sum(x * v);
    Tensor other = x.detach();
    write(other);
    EXPECT_THROW(gradient(loss, v), ValueError);
  }
}

TEST(Saved, WhatTheGradientDoesNotNeedMayChange) {
  const Variable v(tensor({2.0, 3.0}));
  Tensor x = tensor({1.0, 2.0}), scale = tensor({5.0, 6.0});
  const Tensor loss = ops::sum((v + x) * scale);
  x[0] = 100;
  expect_near(gradient(loss, v)[0], tensor({5.0, 6.0}));
  const Tensor again = ops::sum(v * x);  // x is read as it is now
  expect_near(gradient(again, v)[0], tensor({100.0, 2.0}));
}

TEST(Saved, AnAssignedVariableIsRefusedWhereItsValueCounts) {
  Variable v(tensor(3.0)), w(tensor(2.0));
  const Tensor loss = v * v + w;
  w.assign(tensor(7.0));  // a sum needs no operand
  expect_near(gradient(loss, v)[0], tensor(6.0));
  v.assign(tensor(5.0));
  EXPECT_THROW(gradient(loss, v), ValueError);
}

TEST(Saved, InOneBlockOnlyTheAssignedVariableCounts) {
  layers::Dense dense(2);
  Sequential model({Input({3}), dense, layers::Dense(1)});
  model.compile({.optimizer = "sgd", .loss = "mse"});
  model.fit(ones({4, 3}), ones({4, 1}), {.verbose = 0});  // lays the weights into one block
  const Tensor loss = ops::sum(dense(ones({4, 3})));
  Variable other = model.layers().back()->weights()[0];
  other.assign(other.value() * 2);
  EXPECT_NO_THROW(gradient(loss, dense.kernel()));
}

TEST(Saved, AStepBetweenTwoLossesIsRefused) {
  Variable v(tensor({2.0, 3.0}));
  optimizers::SGD sgd(0.1);
  sgd.build(std::vector<Variable>{v});
  const Tensor first = ops::sum(v * v), second = ops::sum(v * v * v);
  sgd.apply(gradient(first, v));
  EXPECT_THROW(gradient(second, v), ValueError);
}

// Positions that were in range when they were checked would be written to where nothing is.
TEST(Saved, ChangedIndicesAreRefused) {
  const Variable table(ones({3, 2}));
  Tensor rows = tensor({0, 2}).astype(int32);
  const Tensor loss = ops::sum(ops::take(table, rows, 0));
  rows[0] = 1'000'000;
  EXPECT_THROW(gradient(loss, table), ValueError);
}
