// A whole sequence in one operation: its gradients, and what it gives.
#include <gtest/gtest.h>

#include "keratin/autodiff/tape.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/recurrence_internal.h"
#include "keratin/ops/reduce.h"
#include "tests/support/error_text.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::gradient_error;
using testing::uniform_tensor;

constexpr int64_t kBatch = 2, kSteps = 4, kUnits = 3;

RecurrentFunction function_of(CellKind kind) {
  return {.kind = kind,
          .activation = {.is_some = true, .function = Unary::tanh},
          .recurrent_activation = {.is_some = true, .function = Unary::sigmoid}};
}

/// All results side by side, so that each has a gradient.
Tensor joined(const Tensors& results) {
  std::vector<Tensor> flat;
  for (const Tensor& one : results) flat.push_back(ops::reshape(one, {one.size()}));
  return ops::concatenate(flat, 0);
}

TEST(RecurrenceOperation, HasTheGradientsOfDifferences) {
  for (const CellKind kind : {CellKind::simple, CellKind::lstm, CellKind::gru}) {
    const RecurrentFunction function = function_of(kind);
    const int64_t width = function.blocks() * kUnits;
    const Tensor projected = uniform_tensor({kBatch, kSteps, width}, -1, 1, 1),
                 kernel = uniform_tensor({kUnits, width}, -1, 1, 2),
                 bias = uniform_tensor({width}, -1, 1, 3),
                 h = uniform_tensor({kBatch, kUnits}, -1, 1, 4),
                 c = uniform_tensor({kBatch, kUnits}, -1, 1, 5);
    const Tensor mask = uniform_tensor({kBatch, kSteps}, 0, 1, 6) < 0.7;
    for (const bool all_steps : {true, false}) {
      for (const bool is_masked : {true, false}) {
        const auto run = [&](const std::vector<Tensor>& x) {
          return joined(ops::recurrent(function, {.goes_backwards = is_masked},
                                       {.projected = x[0],
                                        .kernel = x[1],
                                        .bias = x[2],
                                        .mask = is_masked ? mask : Tensor(),
                                        .h = x[3],
                                        .c = kind == CellKind::lstm ? x[4] : Tensor()},
                                       all_steps));
        };
        std::vector<Tensor> inputs = {projected, kernel, bias, h};
        if (kind == CellKind::lstm) inputs.push_back(c);
        EXPECT_LT(gradient_error(inputs, run), 1e-7)
            << static_cast<int>(kind) << all_steps << is_masked;
      }
    }
  }
}

TEST(RecurrenceOperation, AMaskThatWasWrittenToIsRefused) {
  const RecurrentFunction function = function_of(CellKind::simple);
  const Tensor projected = watch(uniform_tensor({kBatch, kSteps, kUnits}, -1, 1, 1));
  Tensor mask = uniform_tensor({kBatch, kSteps}, 0, 1, 2) < 0.7;
  const Tensors y = ops::recurrent(function, {},
                                   {.projected = projected,
                                    .kernel = uniform_tensor({kUnits, kUnits}, -1, 1, 3),
                                    .bias = {},
                                    .mask = mask,
                                    .h = uniform_tensor({kBatch, kUnits}, -1, 1, 4),
                                    .c = {}},
                                   true);
  const Tensor loss = ops::sum(y[0]);
  mask[{0, 0}] = false;
  EXPECT_NE(error_text([&] { gradients(loss, {projected}); }).find("has been written to since"),
            std::string::npos);
}

TEST(RecurrenceOperation, GivesTheSequenceAndTheLastStates) {
  const RecurrentFunction function = function_of(CellKind::lstm);
  const Tensor projected = uniform_tensor({kBatch, kSteps, 4 * kUnits}, -1, 1, 1),
               state = uniform_tensor({kBatch, kUnits}, -1, 1, 2);
  const ops::RecurrentInputs x = {.projected = projected,
                                  .kernel = uniform_tensor({kUnits, 4 * kUnits}, -1, 1, 3),
                                  .bias = {},
                                  .mask = {},
                                  .h = state,
                                  .c = state};
  const Tensors all = ops::recurrent(function, {}, x, true),
                last = ops::recurrent(function, {}, x, false);
  ASSERT_EQ(all.size(), 3U);
  ASSERT_EQ(last.size(), 3U);
  EXPECT_EQ(all[0].shape(), (Shape{kBatch, kSteps, kUnits}));
  const Tensor final_step = all[0][{slice(), kSteps - 1}];
  EXPECT_EQ(final_step.to_vector<double>(), all[1].to_vector<double>());
  EXPECT_EQ(last[0].to_vector<double>(), all[1].to_vector<double>());
  EXPECT_EQ(last[2].to_vector<double>(), all[2].to_vector<double>());
}

}  // namespace
}  // namespace keratin
