// NumPy's functions without a prefix, and what a tensor gives by its methods.
#include "keratin/ops/names.h"

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <sstream>

#include "keratin/autodiff/variable.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/index.h"
#include "keratin/tensor/creation.h"
#include "keratin/tensor/print.h"
#include "tests/support/error_text.h"

namespace {

// Outside of keratin: they are found by their argument.
TEST(Names, AreFoundByTheirArgument) {
  const keratin::Tensor x = keratin::tensor({{1.0, 4.0}, {9.0, 16.0}});
  EXPECT_TRUE(array_equal(sqrt(x), keratin::tensor({{1.0, 2.0}, {3.0, 4.0}})));
  EXPECT_TRUE(array_equal(abs(-x), x));
  EXPECT_TRUE(array_equal(pow(x, 0.5), sqrt(x)));
  EXPECT_TRUE(allclose(pow(2, sqrt(x)), keratin::tensor({{2.0, 4.0}, {8.0, 16.0}})));
  EXPECT_TRUE(array_equal(where(x > 4, x, 0), keratin::tensor({{0.0, 0.0}, {9.0, 16.0}})));
  EXPECT_TRUE(array_equal(matmul(x, x.T()), x.dot(x.transpose())));
  EXPECT_TRUE(allclose(exp(log(x)), x));
}

}  // namespace

namespace keratin {
namespace {

TEST(Methods, TakeAnAxisAsNumPyDoes) {
  const Tensor x = arange(6).reshape({2, 3});
  EXPECT_TRUE(array_equal(x.sum(0), tensor({3, 5, 7})));
  EXPECT_TRUE(array_equal(x.max(-1), tensor({2, 5})));
  EXPECT_TRUE(array_equal(x.sum(1, true), tensor({{3}, {12}})));
  EXPECT_TRUE(array_equal(x.sum({0, 1}), tensor(15)));
  EXPECT_TRUE(array_equal(x.sum({.axis = 1}), tensor({3, 12})));
  EXPECT_TRUE(array_equal(x.sum({}), x.sum()));
  EXPECT_TRUE(array_equal(x.sum(None), x.sum()));
  const int64_t axis = x.ndim() - 1;
  EXPECT_TRUE(array_equal(x.sum(axis), x.sum(1)));
  EXPECT_TRUE(array_equal(sum(x, axis), x.sum({.axis = axis})));
  EXPECT_EQ(x.reshape(2, 1, 3).squeeze(axis).shape(), x.shape());
  const Variable w(tensor({1.0, 2.0}));
  EXPECT_TRUE(array_equal(pow(w, 2), tensor({1.0, 4.0})));
  EXPECT_EQ(w[1].item(), 2);
  EXPECT_TRUE(array_equal(ops::mean(x, 0), x.mean({.axis = 0})));
  EXPECT_TRUE(array_equal(ops::sum(x, {0, 1}), x.sum()));
  EXPECT_TRUE(array_equal(x.argmax({.axis = 1}), tensor({2, 2})));
  EXPECT_TRUE(array_equal(x.argmax({.keepdims = true}), tensor({{5}})));
  EXPECT_TRUE(array_equal(x.argmin(0), tensor({0, 0, 0})));
}

TEST(Methods, ReshapeAndRunOverRows) {
  const Tensor x = arange(6);
  EXPECT_EQ(x.reshape(-1).shape(), (Shape{6}));
  EXPECT_EQ(x.reshape(2, -1).shape(), (Shape{2, 3}));
  const Tensor matrix = x.reshape(2, 3);
  const std::vector<Tensor> rows(matrix.begin(), matrix.end());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_TRUE(array_equal(rows[1], tensor({3, 4, 5})));
  EXPECT_TRUE(array_equal(matrix.argmax({}), tensor(5)));
  Tensor mask = x > 1;
  mask &= x < 4;
  mask |= x == 5;
  EXPECT_TRUE(array_equal(x[mask], tensor({2, 3, 5})));
  EXPECT_TRUE(bool(any(mask)) && !bool(all(mask)));
  EXPECT_EQ(max(x).item<int>(), 5);
}

TEST(Methods, OfElements) {
  const Tensor x = tensor({-2.25, 0.5, 3.75});
  EXPECT_TRUE(array_equal(x.abs(), tensor({2.25, 0.5, 3.75})));
  EXPECT_TRUE(array_equal(x.clip(0, 1), tensor({0.0, 0.5, 1.0})));
  EXPECT_TRUE(array_equal(x.clip(None, 1), tensor({-2.25, 0.5, 1.0})));
  EXPECT_TRUE(array_equal(x.clip(0, None), tensor({0.0, 0.5, 3.75})));
  EXPECT_TRUE(array_equal(x.round(1), tensor({-2.2, 0.5, 3.8})));
  EXPECT_TRUE(array_equal(x.astype("int64"), tensor({-2, 0, 3}, int64)));
}

TEST(Methods, NoneIsNoNumber) {
  const Tensor x = arange(6);
  EXPECT_TRUE(array_equal(x[slice(None, 3)], tensor({0, 1, 2})));
  EXPECT_TRUE(array_equal(x[slice(4, None)], tensor({4, 5})));
  EXPECT_EQ(x[None].shape(), (Shape{1, 6}));
  EXPECT_EQ((x[{None, slice(), None}].shape()), (Shape{1, 6, 1}));
  EXPECT_EQ((Shape{None, 3}).to_string(), "(None, 3)");
  std::optional<int64_t> whole = None;
  std::optional<double> number = None;
  EXPECT_FALSE(whole || number);
}

TEST(Methods, TruthValuesWithoutAxesChooseAllOrNothing) {
  const Tensor x = arange(10);
  EXPECT_EQ(x[x.sum() > 3].shape(), (Shape{1, 10}));
  EXPECT_EQ(x[x.sum() > 300].shape(), (Shape{0, 10}));
  EXPECT_EQ((arange(6).reshape({2, 3})[{0, x.sum() > 3}].shape()), (Shape{1, 3}));
}

TEST(Methods, ConvertToNumbers) {
  EXPECT_TRUE(bool(tensor({1, 0}).any()));
  EXPECT_EQ(double(tensor({0.5})), 0.5);
  EXPECT_EQ(int(tensor(7)), 7);
  EXPECT_THROW(void(bool(tensor({1, 0}))), ShapeError);
  EXPECT_TRUE(array_equal(~tensor({true, false}), tensor({false, true})));
  EXPECT_TRUE(array_equal(tensor({true, false}) ^ tensor({true, true}), tensor({false, true})));
  EXPECT_THROW(~tensor({1}), DTypeError);
}

TEST(Lists, OfTheProgramBecomeTensors) {
  Tensor x = {1, 2, 3};
  EXPECT_TRUE(array_equal(x, tensor({1, 2, 3})));
  x = {{1.5, 2}, {3, 4}};
  EXPECT_EQ(x.dtype(), float32);
  const float raw[] = {1, 2, 3};
  const std::array<double, 2> two = {1, 2};
  EXPECT_TRUE(array_equal(tensor(raw), tensor({1.0, 2.0, 3.0})));
  EXPECT_EQ(tensor(raw, {3, 1}).shape(), (Shape{3, 1}));
  EXPECT_THROW(tensor(raw, {4}), ShapeError);
  EXPECT_EQ(tensor(two).dtype(), float64);
  EXPECT_TRUE(array_equal(tensor(std::span<const float>(raw).subspan(1)), tensor({2.0, 3.0})));
  EXPECT_TRUE(array_equal(tensor(std::vector<bool>{true, false}), tensor({true, false})));
  EXPECT_EQ(tensor(std::vector<uint16_t>{1, 2}).dtype(), uint16);
  EXPECT_TRUE(
      array_equal(tensor(std::vector<std::vector<int>>{{1, 2}, {3, 4}}), tensor({{1, 2}, {3, 4}})));
  EXPECT_EQ(tensor(std::vector<std::array<std::vector<float>, 1>>{{{{1, 2}}}}).shape(),
            (Shape{1, 1, 2}));
  EXPECT_EQ(testing::error_text([] {
              tensor(std::vector<std::vector<int>>{{1, 2}, {3}});
            }),
            "ShapeError: tensor: rows of unequal shape: (2,) and (1,)");
}

TEST(Lists, ArePrintedAsPythonDoes) {
  EXPECT_EQ(printed(std::pair{1, 2.0}), "(1, 2.0)");
  EXPECT_EQ(printed(std::vector<std::vector<int>>{{1}, {}}), "[[1], []]");
  EXPECT_EQ(printed(std::vector<bool>{true}), "[True]");
  EXPECT_EQ(printed(std::tuple{1, "it's", None}), "(1, \"it's\", None)");
  EXPECT_EQ(printed(std::optional<int>()), "None");
  EXPECT_EQ(printed(std::string("a\n")), "a\n");
  EXPECT_EQ(repr(std::string("a\n\x01'\"")), "'a\\n\\x01\\'\"'");
  EXPECT_EQ(printed(int16), "int16");
  EXPECT_EQ(printed(std::vector<Tensor>{tensor({1, 2})}), "[array([1, 2], dtype=int32)]");
  EXPECT_EQ(repr(tensor({1, 2})), "array([1, 2], dtype=int32)");
  std::ostringstream out;
  out << tensor({1, 2}) << ' ' << uint8 << ' ' << Shape{2};
  EXPECT_EQ(out.str(), "[1 2] uint8 (2,)");
}

TEST(Lists, NothingIsPrintedAsNone) {
  const char* nothing = nullptr;
  EXPECT_EQ(printed(nullptr), "None");
  EXPECT_EQ(printed(nothing), "None");
  EXPECT_EQ(printed(0.5L), "0.5");
  EXPECT_EQ(printed(Variable(tensor({1.0, 2.0}), {.name = "w"})),
            "<Variable path=w, shape=(2,), dtype=float32, value=[1. 2.]>");
}

TEST(Lists, HaveALength) {
  EXPECT_EQ(len(zeros({3, 2})), 3);
  EXPECT_EQ(len(Shape{3, 2}), 2);
  EXPECT_EQ(len(std::vector<int>{1}), 1);
  EXPECT_EQ(len("four"), 4);
  EXPECT_THROW(len(tensor(1)), ShapeError);
}

TEST(Empty, TensorsSayThatTheyAreEmpty) {
  const Tensor nothing;
  for (const std::string& said :
       {testing::error_text([&] { nothing + 1; }), testing::error_text([&] { nothing.item(); }),
        testing::error_text([&] { nothing.to_string(); }), testing::error_text([&] { nothing[0]; }),
        testing::error_text([&] { nothing.reshape({1}).sum(); })}) {
    EXPECT_NE(said.find("an empty tensor was used: nothing was assigned to it"), said.npos) << said;
  }
}

}  // namespace
}  // namespace keratin
