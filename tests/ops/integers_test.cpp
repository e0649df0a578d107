// Integers of every width give NumPy's numbers, at the ends of their ranges too, and Keras's
// dtypes.
#include <gtest/gtest.h>

#include <cmath>

#include "keratin/ops/arithmetic.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/filled.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/sort.h"
#include "keratin/tensor/creation.h"
#include "keratin/tensor/print.h"
#include "tests/support/error_text.h"
#include "tests/support/golden_json.h"

namespace keratin {
namespace {

/// A list of JSON's numbers; those above the largest int64 come as floats, exactly at 2^64 - 1.
Tensor numbers(const ConfigValue& list, DType dtype) {
  if (dtype != uint64) {
    std::vector<int64_t> values;
    for (const ConfigValue& value : list.as_list()) values.push_back(value.as_integer());
    return tensor(values).astype(dtype);
  }
  std::vector<uint64_t> values;
  for (const ConfigValue& value : list.as_list()) values.push_back(std::stoull(value.as_string()));
  return tensor(values);
}

Tensor truths(const ConfigValue& list) {
  std::vector<bool> values;
  for (const ConfigValue& value : list.as_list()) values.push_back(value.as_bool());
  return tensor(values);
}

void check_arithmetic(const Config& golden) {
  const std::string& name = golden["dtype"].as_string();
  const DType dtype = dtype_named(name);
  const Tensor a = numbers(golden["a"], dtype), b = numbers(golden["b"], dtype);
  const auto expect = [&](const char* op, const Tensor& y) {
    const Tensor wanted = y.dtype() == bool_ ? truths(golden[op]) : numbers(golden[op], dtype);
    EXPECT_EQ(y.dtype(), y.dtype() == bool_ ? bool_ : dtype) << op;
    EXPECT_TRUE(array_equal(y, wanted)) << op << " of " << name << "\n" << y << "\n" << wanted;
  };
  expect("add", a + b);
  expect("subtract", a - b);
  expect("multiply", a * b);
  expect("floor_divide", ops::floor_divide(a, b));
  expect("mod", a % b);
  expect("maximum", ops::maximum(a, b));
  expect("minimum", ops::minimum(a, b));
  expect("less", a < b);
  expect("equal", a == b);
}

void check_order(const Config& golden) {
  const std::string& name = golden["dtype"].as_string();
  const DType dtype = dtype_named(name);
  const Tensor a = numbers(golden["a"], dtype);
  EXPECT_TRUE(array_equal(a.argsort(), numbers(golden["argsort"], int32))) << name;
  EXPECT_TRUE(array_equal(a.max(), numbers(golden["largest"], dtype).squeeze())) << name;
  EXPECT_TRUE(array_equal(a.min(), numbers(golden["smallest"], dtype).squeeze())) << name;
  EXPECT_TRUE(array_equal(ops::top_k(a, 1).values, numbers(golden["largest"], dtype))) << name;
  std::vector<double> floats;
  for (const ConfigValue& value : golden["float64"].as_list()) floats.push_back(value.as_number());
  EXPECT_EQ(a.astype(float64).to_vector<double>(), floats) << name;
  EXPECT_EQ(a.to_string(), golden["str"].as_string());
  EXPECT_EQ(a.repr(), golden["repr"].as_string());
}

TEST(Integers, GiveTheNumbersOfNumPy) {
  const Config golden = testing::golden_json("dtypes.json");
  ASSERT_EQ(golden["integers"].as_list().size(), 8U);
  for (const ConfigValue& one : golden["integers"].as_list()) {
    check_arithmetic(one.as_config());
    check_order(one.as_config());
  }
}

TEST(Integers, ReduceToTheDtypesOfKeras) {
  const std::pair<const char*, Tensor (*)(const Tensor&)> reductions[] = {
      {"sum", [](const Tensor& x) { return x.sum(); }},
      {"prod", [](const Tensor& x) { return x.prod(); }},
      {"max", [](const Tensor& x) { return x.max(); }},
      {"mean", [](const Tensor& x) { return x.mean(); }},
      {"count_nonzero", [](const Tensor& x) { return ops::count_nonzero(x); }},
      {"argmax", [](const Tensor& x) { return x.argmax(); }}};
  const Config golden = testing::golden_json("dtypes.json");
  int count = 0;
  for (const ConfigValue& row : golden["reductions"].as_list()) {
    const auto at = [&](size_t i) { return row.as_list()[i].as_string(); };
    for (const auto& [name, reduce] : reductions) {
      if (name != at(0)) continue;
      EXPECT_EQ(name_of(reduce(ones({2}, at(1))).dtype()), at(2)) << name << " of " << at(1);
      ++count;
    }
  }
  EXPECT_EQ(count, 60);
}

TEST(Integers, ThatDoNotFitAreRefused) {
  const auto says = [](auto f) { return testing::error_text(f); };
  EXPECT_EQ(says([] {
              tensor({1, 300}, uint8);
            }),
            "ValueError: tensor: the integer 300 is out of bounds for uint8");
  EXPECT_EQ(says([] { full({1}, -1, "uint16"); }),
            "ValueError: full: the integer -1 is out of bounds for uint16");
  EXPECT_EQ(says([] { ops::full_like(zeros({1}, int8), 128); }),
            "ValueError: full_like: the integer 128 is out of bounds for int8");
  EXPECT_EQ(says([] { full({1}, NAN, int32); }),
            "ValueError: full: the number nan is out of bounds for int32");
  EXPECT_EQ(says([] { full({1}, 1e300, int64); }),
            "ValueError: full: the number 1e+300 is out of bounds for int64");
  EXPECT_EQ(says([] { arange(0, 300, 1, uint8); }),
            "ValueError: arange: the integer 299 is out of bounds for uint8");
  EXPECT_EQ(says([] { tensor({uint64_t{18446744073709551615U}}); }),
            "ValueError: the integer 18446744073709551615 is out of bounds for int64\n"
            "  hint  a tensor of std::vector<uint64_t> holds it");
  EXPECT_THROW(ops::where(tensor({true}), zeros({1}, uint8), 300), ValueError);
  EXPECT_THROW(zeros({1}, uint8) + 300, ValueError);
  EXPECT_THROW(zeros({1}, uint16) - 70000, ValueError);
}

TEST(Integers, ThatInt32DoesNotHoldAreInt64) {
  EXPECT_EQ(tensor({3000000000}).dtype(), int64);
  EXPECT_EQ(tensor({1, -3000000000}).to_vector<int64_t>(), (std::vector<int64_t>{1, -3000000000}));
  EXPECT_EQ(full({1}, 3000000000).dtype(), int64);
  EXPECT_EQ(arange(3000000000, 3000000002).to_vector<int64_t>(),
            (std::vector<int64_t>{3000000000, 3000000001}));
  EXPECT_EQ(tensor({2147483647}).dtype(), int32);
}

TEST(Integers, OfElementsThatDoNotFitAreRefused) {
  EXPECT_EQ(testing::error_text([] { tensor({3000000000}).item<int>(); }),
            "ValueError: the element 3000000000 is out of bounds for int32");
  EXPECT_THROW(tensor({NAN}).item<int64_t>(), ValueError);
  EXPECT_THROW(tensor({0.5, 256.0}).to_vector<uint8_t>(), ValueError);
  EXPECT_THROW(tensor({-1}).item<uint64_t>(), ValueError);
  EXPECT_EQ(tensor({255.9}).item<uint8_t>(), 255);
}

TEST(Integers, OfFloatsAreTheNearest) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor x = tensor({3e9, -3e9, inf, -inf, 1e300, -1e300, 2.9, -2.9}).astype(float64);
  EXPECT_EQ(x.astype(int32).to_vector<int32_t>(),
            (std::vector<int32_t>{INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN,
                                  2, -2}));
  EXPECT_EQ(x.astype(uint64).to_vector<uint64_t>(),
            (std::vector<uint64_t>{3000000000, 0, UINT64_MAX, 0, UINT64_MAX, 0, 2, 0}));
  EXPECT_EQ(tensor({NAN}).astype(int8).item<int>(), 0);
}

TEST(Integers, StayWholeWhereKerasKeepsThem) {
  EXPECT_EQ(ops::round(tensor({16777217})).item<int>(), 16777217);
  EXPECT_THROW(ops::power(tensor({2}), -1), ValueError);
  EXPECT_EQ(ops::power(tensor({2.0}), -1).item(), 0.5);
}

TEST(Integers, BoundsThatBoundNothing) {
  const Tensor x = tensor({0, 200}, uint8);
  EXPECT_TRUE(array_equal(ops::clip(x, 0, 300), x));
  EXPECT_TRUE(array_equal(ops::clip(x, -5, 100), tensor({0, 100}, uint8)));
}

}  // namespace
}  // namespace keratin
