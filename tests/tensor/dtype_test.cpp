// Names, sizes and the table of promotion, which is JAX's.
#include "keratin/tensor/dtype.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/scalar.h"
#include "tests/support/golden_json.h"

namespace keratin {
namespace {

constexpr DType kAll[kDTypes] = {bool_,  uint8, int8,    uint16,   int16,   uint32, int32,
                                 uint64, int64, float16, bfloat16, float32, float64};

TEST(DType, HasTheNamesAndSizesOfNumPy) {
  const char* names[kDTypes] = {"bool",     "uint8",   "int8",   "uint16", "int16",
                                "uint32",   "int32",   "uint64", "int64",  "float16",
                                "bfloat16", "float32", "float64"};
  const size_t sizes[kDTypes] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 2, 2, 4, 8};
  for (int i = 0; i < kDTypes; ++i) {
    EXPECT_EQ(name_of(kAll[i]), names[i]);
    EXPECT_EQ(dtype_named(names[i]), kAll[i]);
    EXPECT_EQ(itemsize_of(kAll[i]), sizes[i]);
    EXPECT_EQ(visit_dtype(kAll[i], [](auto tag) { return dtype_of<decltype(tag)>; }), kAll[i]);
    EXPECT_EQ(visit_dtype(kAll[i], [](auto tag) { return sizeof tag; }), sizes[i]);
  }
}

TEST(DType, OfAnyIntegerIsThatOfItsSize) {
  EXPECT_EQ(dtype_of<long long>, int64);
  EXPECT_EQ(dtype_of<unsigned long long>, uint64);
  EXPECT_EQ(dtype_of<signed char>, int8);
  EXPECT_EQ(dtype_of<unsigned short>, uint16);
}

TEST(DType, IsTakenByNameWhereItIsAnArgument) {
  const auto taken = [](DTypeLike dtype) { return dtype.dtype; };
  EXPECT_EQ(taken("int16"), int16);
  EXPECT_EQ(taken(std::string("bfloat16")), bfloat16);
  EXPECT_EQ(taken(uint8), uint8);
  EXPECT_EQ(taken("int"), int32);
  EXPECT_THROW(taken("integer"), DTypeError);
}

TEST(DType, RefusesUnknownNamesWithAHint) {
  try {
    dtype_named("float23");
    FAIL() << "nothing was thrown";
  } catch (const DTypeError& error) {
    EXPECT_EQ(error.rule(),
              "unknown dtype 'float23'; known are 'bool', 'uint8', 'int8', 'uint16', 'int16', "
              "'uint32', 'int32', 'uint64', 'int64', 'float16', 'bfloat16', 'float32', 'float64'");
    EXPECT_NE(std::string(error.what()).find("did you mean 'float"), std::string::npos);
  }
}

TEST(DType, KnowsItsKind) {
  for (const DType dtype : {float16, bfloat16, float32, float64}) {
    EXPECT_TRUE(is_floating(dtype));
    EXPECT_FALSE(is_integer(dtype));
  }
  for (const DType dtype : {uint8, int8, uint16, int16, uint32, int32, uint64, int64}) {
    EXPECT_TRUE(is_integer(dtype));
    EXPECT_EQ(is_unsigned(dtype), name_of(dtype)[0] == 'u');
  }
  EXPECT_FALSE(is_integer(bool_));
  EXPECT_FALSE(is_floating(bool_));
}

TEST(Promote, IsSymmetricAndKeepsEqualTypes) {
  for (const DType a : kAll) {
    EXPECT_EQ(promote(a, a), a);
    for (const DType b : kAll) EXPECT_EQ(promote(a, b), promote(b, a));
  }
}

TEST(Promote, FollowsTheLatticeOfJax) {
  const Config golden = testing::golden_json("dtypes.json");
  ASSERT_EQ(golden["promotion"].as_list().size(), size_t{kDTypes * kDTypes});
  for (const ConfigValue& row : golden["promotion"].as_list()) {
    const auto name = [&](size_t i) { return row.as_list()[i].as_string(); };
    EXPECT_EQ(name_of(promote(dtype_named(name(0)), dtype_named(name(1)))), name(2))
        << name(0) << " + " << name(1);
  }
}

TEST(Promote, DividesIntegersToFloat32) {
  EXPECT_EQ(promote_division(uint8, uint8), float32);
  EXPECT_EQ(promote_division(int64, bool_), float32);
  EXPECT_EQ(promote_division(float16, int32), float16);
  EXPECT_EQ(promote_division(float64, float32), float64);
}

TEST(Promote, LetsScalarsAdaptToTheTensor) {
  EXPECT_EQ(promote(uint8, Scalar(255)), uint8);
  EXPECT_EQ(promote(uint8, Scalar(0.5)), float32);
  EXPECT_EQ(promote(float16, Scalar(2)), float16);
  EXPECT_EQ(promote(float16, Scalar(0.1)), float16);
  EXPECT_EQ(promote(bool_, Scalar(1)), int32);
  EXPECT_EQ(promote(bool_, Scalar(true)), bool_);
  EXPECT_EQ(promote(int8, Scalar(true)), int8);
}

TEST(Scalar, ConvertsToElementTypes) {
  EXPECT_EQ(Scalar(-2.9).as<int32_t>(), -2);
  EXPECT_EQ(Scalar(int64_t{1} << 60).as<int64_t>(), int64_t{1} << 60);
  EXPECT_TRUE(Scalar(0.5).as<bool>());
  EXPECT_FALSE(Scalar(0).as<bool>());
  EXPECT_EQ(static_cast<float>(Scalar(0.5).as<Float16>()), 0.5F);
  EXPECT_EQ(Scalar(true).dtype(), bool_);
  EXPECT_EQ(Scalar(3).dtype(), int32);
  EXPECT_EQ(Scalar(3.0).dtype(), float32);
}

TEST(VisitDType, HandsOverTheTypeThatStoresIt) {
  for (const DType dtype : kAll) {
    const auto found = visit_dtype(dtype, [](auto tag) { return dtype_of<decltype(tag)>; });
    EXPECT_EQ(found, dtype);
  }
}

}  // namespace
}  // namespace keratin
