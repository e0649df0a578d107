// Every operation on tensors without elements: the shape and the dtype are those that it has with
// elements, whichever of its inputs are symbolic.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "keratin/autodiff/tape.h"
#include "keratin/autodiff/variable.h"
#include "keratin/backend/backend.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/index.h"
#include "keratin/ops/random.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/op_cases.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::op_cases;
using testing::OpCase;

Tensor symbolic(const Tensor& x) { return Tensor(x.shape(), x.dtype(), kMeta); }

/// The inputs, those symbolic whose bit is set in `which`.
std::vector<Tensor> inputs_of(const OpCase& one, unsigned which) {
  std::vector<Tensor> inputs;
  for (size_t i = 0; i < one.inputs.size(); ++i) {
    inputs.push_back(which >> i & 1U ? symbolic(one.inputs[i]) : one.inputs[i]);
  }
  return inputs;
}

void expect_same_looks(const std::string& what, const Tensor& real, const Tensor& meta) {
  EXPECT_TRUE(meta.is_symbolic()) << what;
  EXPECT_EQ(meta.dtype(), real.dtype()) << what;
  EXPECT_EQ(meta.shape(), real.shape()) << what;
}

void check(const OpCase& one, unsigned which) {
  const std::string what = text(one.name, ", symbolic inputs ", which);
  const std::vector<Tensor> inputs = inputs_of(one, which);
  const std::vector<Tensor> real = one.run(inputs_of(one, 0));
  const std::vector<Tensor> meta = one.run(inputs);
  ASSERT_EQ(real.size(), meta.size()) << what;
  bool is_all_symbolic = true;
  for (size_t i = 0; i < real.size(); ++i) {
    EXPECT_EQ(meta[i].dtype(), real[i].dtype()) << what;
    EXPECT_EQ(meta[i].shape(), real[i].shape()) << what;
    EXPECT_FALSE(meta[i].node()) << what;  // nothing was asked for a graph, nor watched
    is_all_symbolic = is_all_symbolic && meta[i].is_symbolic();
  }
  // Some results depend on a part of the inputs alone.
  const bool has_all = which == (1U << inputs.size()) - 1;
  EXPECT_TRUE(is_all_symbolic || !has_all) << what;
}

TEST(Meta, EveryOperationSaysWhatItsResultLooksLike) {
  const std::vector<OpCase> cases = op_cases();
  for (const OpCase& one : cases) {
    for (unsigned which = 1; which < 1U << one.inputs.size(); ++which) {
      if (one.needs_values && which == (1U << one.inputs.size()) - 1) {
        EXPECT_THROW(one.run(inputs_of(one, which)), DeviceError) << one.name;
      } else if (!one.needs_values) {
        check(one, which);
      }
    }
  }
  std::printf("%zu cases, each with every choice of symbolic inputs\n", cases.size());
}

/// The name that a line of a header declares as an operation; empty if it declares none.
std::string declared_on(const std::string& line) {
  for (const std::string before :
       {"Tensor ", "TopK ", "Svd ", "Eigh ", "Qr ", "LuFactor ", "Slogdet ", "Factors ",
        "SingularVectors ", "Complex ", "Histogram ", "Unique ", "std::vector<Tensor> ",
        "KERATIN_DECLARE_BINARY("}) {
    if (line.rfind(before, 0) != 0) continue;
    const std::string name =
        line.substr(before.size(), line.find_first_of("()", before.size()) - before.size());
    if (name.find_first_of(" <:&*+-!|~^") == std::string::npos) return name;
  }
  return {};
}

/// Names of the functions that the headers of ops/ declare.
std::set<std::string> declared() {
  std::set<std::string> names;
  const auto folder = std::filesystem::path(KERATIN_GOLDEN_DIR) / "../../src/keratin/ops";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path name = entry.path().filename();
    // One makes graphs of them, the other lets them be found by their argument.
    if (name.extension() != ".h" || name == "node.h" || name == "names.h") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) names.insert(declared_on(line));
  }
  names.erase("");
  return names;
}

TEST(Meta, TheTableHasEveryOperation) {
  // These make tensors out of no tensor.
  std::set<std::string> missing = declared();
  ASSERT_GT(missing.size(), 50U);
  for (const char* source : {"uniform", "normal", "truncated_normal", "randint", "bernoulli",
                             "permutation", "causal_mask", "tri", "bartlett", "blackman", "hamming",
                             "hanning", "kaiser", "identity", "logspace", "geomspace"}) {
    missing.erase(source);
  }
  for (const OpCase& one : op_cases()) missing.erase(one.function());
  // Under the name of another one in the table.
  for (const char* other :
       {"elu", "celu", "gelu", "hard_shrink", "soft_shrink", "squareplus", "threshold", "unary",
        "as_matrices", "as_square_matrices", "transposed_matrix", "symmetric_part",
        "columns_between", "rows_between", "identity_beside", "number_beside", "as_places",
        "sampled"}) {
    missing.erase(other);
  }
  EXPECT_EQ(missing, std::set<std::string>());
}

TEST(Meta, HasNoValues) {
  const Tensor x = empty({2, 3}, float32, kMeta);
  const std::string expected =
      "DeviceError: a symbolic tensor has no values\n"
      "  tensor  float32 (2, 3)\n"
      "  hint    it stands for data that are there when the model runs";
  EXPECT_EQ(error_text([&] { x.to_vector<float>(); }), expected);
  EXPECT_EQ(error_text([&] { x.data<float>(); }), expected);
  EXPECT_THROW(x.reshape({6})[0].item(), DeviceError);
  EXPECT_THROW(ops::nonzero(x), DeviceError);
  EXPECT_THROW(x[x > 0], DeviceError);
  EXPECT_THROW(allclose(x, x), DeviceError);
  EXPECT_EQ(x.view().data, nullptr);
  EXPECT_EQ(x[1].view().data, nullptr);
  EXPECT_EQ(x.repr(), "<symbolic tensor shape=(2, 3), dtype=float32>");
}

TEST(Meta, KeepsAwayFromElementsThatExist) {
  const Tensor x = empty({3}, float32, kMeta);
  Tensor real = zeros({3});
  EXPECT_THROW(real.set({slice()}, x), DeviceError);
  Variable variable(real);
  EXPECT_THROW(variable.assign(x), DeviceError);
  EXPECT_EQ(real.to_vector<int>(), (std::vector<int>{0, 0, 0}));
}

TEST(Meta, KnowsAMaskThatExists) {
  const Tensor y = empty({3, 2}, float32, kMeta)[tensor({true, false, true})];
  expect_same_looks("mask", zeros({2, 2}), y);
}

TEST(Meta, TakesNoMemoryAndNoRandomStream) {
  const Tensor x = empty({int64_t{1} << 20, int64_t{1} << 20, 1 << 10}, float32, kMeta);
  expect_same_looks("large", empty({1 << 10}, float32), ops::sum(x * 2.0, {.axis = {0, 1}}));
  const Tensor row = empty({3}, int32, kMeta);
  expect_same_looks("empty_like", empty({3}, int32), empty_like(row));
  utils::set_random_seed(5);
  const Tensor expected = random::uniform({4});
  utils::set_random_seed(5);
  random::dropout(x, 0.5);
  EXPECT_TRUE(array_equal(random::uniform({4}), expected));
}

TEST(Meta, DoesNotWriteOverATemporaryThatExists) {
  const Tensor y = zeros({2}) + empty({2}, float32, kMeta);
  expect_same_looks("sum", zeros({2}), y);
}

}  // namespace
}  // namespace keratin
