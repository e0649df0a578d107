// New tensors: dtypes from the numbers, shapes from the lists, NumPy's regular arrays.
#include "keratin/tensor/creation.h"

#include <gtest/gtest.h>

#include "keratin/autodiff/variable.h"
#include "keratin/base/error.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"

namespace keratin {
namespace {

template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

using Floats = std::vector<float>;
using Ints = std::vector<int32_t>;

TEST(TensorOfLists, TakesShapeAndDTypeFromTheNumbers) {
  const Tensor whole = tensor({{1, 2, 3}, {4, 5, 6}});
  EXPECT_EQ(whole.shape(), Shape({2, 3}));
  EXPECT_EQ(whole.dtype(), int32);
  EXPECT_EQ(whole.to_vector<int32_t>(), (Ints{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(tensor({1, 2.5}).dtype(), float32);
  EXPECT_EQ(tensor({true, false}).dtype(), bool_);
  EXPECT_EQ(tensor({true, 2}).dtype(), int32);
  EXPECT_EQ(tensor(5).shape(), Shape());
  EXPECT_EQ(tensor({{{1}, {2}}}).shape(), Shape({1, 2, 1}));
  EXPECT_EQ(tensor({1, 2}, float64).dtype(), float64);
}

TEST(TensorOfLists, RefusesRaggedLists) {
  EXPECT_EQ(message([] {
              tensor({{1, 2}, {3}});
            }),
            "ShapeError: tensor: lists of unequal length at depth 1: 2 and 1");
  EXPECT_EQ(message([] {
              tensor(std::vector<std::vector<float>>{{1, 2}, {3}, {4, 5, 6}});
            }),
            "ShapeError: tensor: rows of unequal shape: (2,) and (1,)");
}

TEST(TensorOfMemory, CopiesVectorsAndPointers) {
  std::vector<float> values = {1, 2, 3, 4};
  const Tensor matrix = tensor(values, {2, 2});
  const Tensor flat = tensor(values.data(), {4});
  values[0] = 99;
  EXPECT_EQ(matrix.to_vector<float>(), (Floats{1, 2, 3, 4}));
  EXPECT_EQ(flat.to_vector<float>(), (Floats{1, 2, 3, 4}));
  EXPECT_EQ(tensor(std::vector<uint8_t>{1, 2}).dtype(), uint8);
  EXPECT_EQ(tensor(std::vector<std::vector<double>>{{1, 2}, {3, 4}}).shape(), Shape({2, 2}));
  EXPECT_EQ(message([&] { tensor(values, {3}); }),
            "ShapeError: cannot make a tensor of shape (3,) from 4 elements");
}

TEST(Full, FillsWithTheValue) {
  EXPECT_EQ(zeros({2}).to_vector<float>(), (Floats{0, 0}));
  EXPECT_EQ(ones({2}, int32).to_vector<int32_t>(), (Ints{1, 1}));
  EXPECT_EQ(full({2}, 7).dtype(), int32);
  EXPECT_EQ(full({2}, 7.5).to_vector<float>(), (Floats{7.5F, 7.5F}));
  EXPECT_EQ(full({}, true).dtype(), bool_);
  EXPECT_EQ(zeros({0, 3}).size(), 0);
  const Tensor x = tensor({1, 2, 3});
  EXPECT_EQ(ops::zeros_like(x).dtype(), int32);
  EXPECT_EQ(ops::ones_like(x).to_vector<int32_t>(), (Ints{1, 1, 1}));
  EXPECT_EQ(ops::full_like(x, 4).shape(), x.shape());
  EXPECT_EQ(empty_like(x).nbytes(), 12U);
}

TEST(Arange, CountsAsNumPyDoes) {
  EXPECT_EQ(arange(4).to_vector<int32_t>(), (Ints{0, 1, 2, 3}));
  EXPECT_EQ(arange(4).dtype(), int32);
  EXPECT_EQ(arange(5, 0, -2).to_vector<int32_t>(), (Ints{5, 3, 1}));
  EXPECT_EQ(arange(3, 3).size(), 0);
  EXPECT_EQ(arange(3, 0).size(), 0);
  EXPECT_EQ(arange(0.0, 1.0, 0.25).to_vector<float>(), (Floats{0, 0.25F, 0.5F, 0.75F}));
  EXPECT_EQ(arange(0, 3, 1, float64).dtype(), float64);
  EXPECT_EQ(message([] { arange(0, 3, 0); }), "ValueError: arange: the step is 0");
}

TEST(Linspace, IncludesBothEnds) {
  EXPECT_EQ(linspace(0, 1, 5).to_vector<float>(), (Floats{0, 0.25F, 0.5F, 0.75F, 1}));
  EXPECT_EQ(linspace(2, 3, 1).to_vector<float>(), (Floats{2}));
  EXPECT_EQ(linspace(2, 3, 0).size(), 0);
  EXPECT_EQ(linspace(0, 0.1, 7, float64).to_vector<double>().back(), 0.1);
  EXPECT_EQ(message([] { linspace(0, 1, -1); }),
            "ValueError: linspace: num must not be negative, received -1");
}

TEST(Eye, HasOnesOnTheDiagonal) {
  EXPECT_EQ(eye(2).to_vector<float>(), (Floats{1, 0, 0, 1}));
  EXPECT_EQ(eye(2, 3, 1).to_vector<float>(), (Floats{0, 1, 0, 0, 0, 1}));
  EXPECT_EQ(eye(2, 2, -1, int32).to_vector<int32_t>(), (Ints{0, 0, 1, 0}));
}

TEST(Borrow, LooksIntoTheMemoryAndGivesItBack) {
  std::vector<float> memory = {1, 2, 3, 4, 5, 6};
  int released = 0;
  Tensor row;
  {
    const Tensor x = borrow(memory.data(), {2, 3}, float32, [&] { ++released; });
    EXPECT_EQ(static_cast<const void*>(x.data<float>()), memory.data());
    row = x[1];
  }
  EXPECT_EQ(released, 0) << "a view still looks into it";
  row.set(0, 40);
  EXPECT_EQ(memory[3], 40);
  memory[4] = 50;
  EXPECT_EQ(row.to_vector<float>(), (Floats{40, 50, 6}));
  row = Tensor();
  EXPECT_EQ(released, 1);
}

TEST(Borrow, TakesStridesOfAnySign) {
  std::vector<int32_t> memory = {0, 1, 2, 3, 4, 5};
  const Tensor backwards = borrow(memory.data() + 5, {2, 3}, {-3, -1}, int32, {});
  EXPECT_EQ(backwards.to_vector<int32_t>(), (Ints{5, 4, 3, 2, 1, 0}));
  const Tensor repeated = borrow(memory.data() + 1, {2, 2}, {0, 2}, int32, {});
  EXPECT_EQ(repeated.to_vector<int32_t>(), (Ints{1, 3, 1, 3}));
  EXPECT_EQ((backwards + repeated.sum()).to_vector<int32_t>(), (Ints{13, 12, 11, 10, 9, 8}));
  EXPECT_EQ(borrow(nullptr, {0, 3}, int32, {}).size(), 0);
}

TEST(Borrow, NoResultTakesThePlaceOfItsElements) {
  std::vector<float> memory = {1, -2, 3};
  const auto borrowed = [&] { return borrow(memory.data(), {3}, float32, {}); };
  EXPECT_EQ((borrowed() + 1).to_vector<float>(), (Floats{2, -1, 4}));
  EXPECT_EQ(ops::abs(borrowed()).to_vector<float>(), (Floats{1, 2, 3}));
  EXPECT_EQ(borrowed().astype(int32).to_vector<int32_t>(), (Ints{1, -2, 3}));
  Variable own(borrowed());
  own.assign(zeros({3}));
  EXPECT_EQ(memory, (Floats{1, -2, 3}));
}

TEST(Borrow, RefusesWhatIsNoMemoryOfThatKind) {
  std::vector<float> memory(4);
  bool is_released = false;
  const auto release = [&] { is_released = true; };
  EXPECT_EQ(message([&] {
              borrow(memory.data(), {2, 2}, {1}, float32, release);
            }),
            "ShapeError: borrow: 1 strides for the shape (2, 2)");
  EXPECT_EQ(message([&] { borrow(nullptr, {2}, float32, release); }),
            "ValueError: borrow: no memory for the shape (2,)");
  void* between = reinterpret_cast<char*>(memory.data()) + 1;
  EXPECT_NE(
      message([&] { borrow(between, {2}, float32, release); }).find("float32 cannot stand at"),
      std::string::npos);
  EXPECT_FALSE(is_released);
}

}  // namespace
}  // namespace keratin
