// Every op of the table, on Inputs: a model of it alone gives what the op gives on the data itself,
// also when it comes back from its text.
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

void expect_outputs(const Model& model, const Tensors& data, const std::vector<Tensor>& expected,
                    const std::string& name) {
  const Tensors received = model.outputs_for(data);
  ASSERT_EQ(received.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(received[i].dtype(), expected[i].dtype());
    testing::expect_near(received[i].astype(float64), expected[i].astype(float64), 1e-6, name);
  }
}

/// Those that are given a function, which no file can hold.
const std::set<std::string>& holding_code() {
  static const std::set<std::string> all = {
      "associative_scan", "with_custom_gradient", "fori_loop", "jvp", "map", "scan", "while_loop"};
  return all;
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
  expect_outputs(model, data, expected, one.name);
  if (holding_code().contains(one.function())) {
    EXPECT_THROW(model.to_json(), ValueError);
    return;
  }
  const std::string text = model.to_json();
  const Model again = model_from_json(text);
  expect_outputs(again, data, expected, one.name);
  EXPECT_EQ(again.to_json(), text);
}

/// Those that refuse to stand in a graph, with a hint. What serves other ops and layers is no
/// function of Keras's; nor is its own there of a symbolic tensor where a comment says so.
const std::set<std::string>& refused() {
  static const std::set<std::string> all = {
      "bernoulli_like",
      "bessel_i1",
      "conv_layer",
      "dropped",
      "lu_of",
      "matrices",
      "normal_like",
      "rows_added",
      "rows_written",
      "scalar_like",
      "slice_view",
      "solution_by",
      "special_of_two",
      "sum_to",
      "svd_of",
      "taken",
      "transposed_solution_by",
      "triangle_solution",
      "dense",
      "dense of rows in rows",  // the function that the layer is made of
      "dropout",
      "shuffle",            // functions of keras.random draw, and leave no node
      "index of integers",  // GetItem takes no symbolic tensor in a key
  };
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
