// Every op of the table, on Inputs: a model of it alone gives what the op gives on the data itself.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "keratin/keratin.h"
#include "tests/support/golden.h"
#include "tests/support/op_cases.h"

namespace keratin {
namespace {

using testing::OpCase;

bool can_be_inputs(const OpCase& one) {
  const auto has_batch = [](const Tensor& x) { return x.ndim() > 0; };
  return !one.needs_values && !one.inputs.empty() &&
         std::all_of(one.inputs.begin(), one.inputs.end(), has_batch);
}

void check(const OpCase& one) {
  Tensors inputs;
  for (const Tensor& x : one.inputs) {
    inputs.push_back(Input({.batch_shape = x.shape(), .dtype = x.dtype()}));
  }
  const std::vector<Tensor> expected = one.run(one.inputs);
  const std::vector<Tensor> results = one.run({inputs.begin(), inputs.end()});
  Tensors outputs;
  for (const Tensor& y : results) {
    ASSERT_TRUE(y.is_symbolic());
    outputs.push_back(y);
  }
  const Model model(inputs, outputs);
  Tensors data;
  for (const Tensor& x : one.inputs) data.push_back(x);
  const Tensors received = model.outputs_for(data);
  ASSERT_EQ(received.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(received[i].dtype(), expected[i].dtype());
    testing::expect_near(received[i].astype(float64), expected[i].astype(float64), 1e-6, one.name);
  }
}

/// Those that refuse to stand in a graph, with a hint: what serves other ops and layers, and what
/// is not there yet.
const std::set<std::string>& refused() {
  static const std::set<std::string> serving = {
      "bernoulli_like",   "bessel_i1",   "contiguous", "conv_layer",  "copy",
      "dropped",          "lu_of",       "matrices",   "normal_like", "rows_added",
      "rows_written",     "scalar_like", "slice_view", "sliced",      "solution_by",
      "special_of_two",   "sum_to",      "svd_of",     "taken",       "transposed_solution_by",
      "triangle_solution"};
  static const std::set<std::string> not_yet = {"argmax",
                                                "argmin",
                                                "bitwise_and",
                                                "bitwise_left_shift",
                                                "bitwise_or",
                                                "bitwise_right_shift",
                                                "bitwise_xor",
                                                "broadcast_to",
                                                "correlate",
                                                "cross",
                                                "dense",
                                                "dense of rows in rows",
                                                "digitize",
                                                "dot_product_attention",
                                                "dropout",
                                                "gcd",
                                                "glu",
                                                "in_top_k",
                                                "index of integers",
                                                "lcm",
                                                "ldexp",
                                                "left_shift",
                                                "meshgrid",
                                                "nanargmax",
                                                "nanargmin",
                                                "right_shift",
                                                "searchsorted",
                                                "shuffle",
                                                "sparse_categorical_crossentropy",
                                                "sparsemax",
                                                "stop_gradient",
                                                "top_k",
                                                "trapezoid"};
  static const std::set<std::string> all = [] {
    std::set<std::string> both = serving;
    both.insert(not_yet.begin(), not_yet.end());
    return both;
  }();
  return all;
}

TEST(OpsInGraphs, GiveWhatTheyGiveOnData) {
  size_t count = 0;
  for (const OpCase& one : testing::op_cases()) {
    if (!can_be_inputs(one)) continue;
    SCOPED_TRACE(one.name);
    if (refused().contains(one.name)) {
      EXPECT_THROW(check(one), Error) << "can stand in a graph: take it off the list";
      continue;
    }
    try {
      check(one);
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
    ++count;
  }
  EXPECT_GT(count, 200U);
}

}  // namespace
}  // namespace keratin
