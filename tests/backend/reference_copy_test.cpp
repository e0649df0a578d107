// Copies between every two dtypes against C++'s own conversions.
#include <gtest/gtest.h>

#include "keratin/backend/reference_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

const DType kAll[] = {bool_, uint8, int8, int32, int64, float16, bfloat16, float32, float64};

TEST(ReferenceCopy, SmallNumbersPassThroughEveryDType) {
  const std::vector<double> numbers = {0, 1, 2, 3, 100, 5};
  for (const DType from : kAll) {
    for (const DType to : kAll) {
      const Tensor x = tensor(numbers).astype(from);
      Tensor y(x.shape(), to);
      reference_backend().copy(x.view(), y.view());
      std::vector<double> expected = numbers;
      if (from == bool_ || to == bool_) expected = {0, 1, 1, 1, 1, 1};
      EXPECT_EQ(y.to_vector<double>(), expected) << name_of(from) << " to " << name_of(to);
    }
  }
}

TEST(ReferenceCopy, TurnsAndStepsBackwards) {
  for (const DType dtype : kAll) {
    const Tensor x = tensor({{1.0, 0.0, 1.0}, {0.0, 0.0, 1.0}}).astype(dtype);
    Tensor y({3, 2}, dtype);
    View backwards = y.view();
    const auto last = static_cast<int64_t>(4 * itemsize_of(dtype));
    backwards.data = static_cast<char*>(backwards.data) + last;
    backwards.strides = {-2, 1};
    reference_backend().copy(x.transpose().view(), backwards);
    EXPECT_EQ(y.to_vector<double>(), (std::vector<double>{1, 1, 0, 0, 1, 0})) << name_of(dtype);
  }
}

TEST(ReferenceCopy, FillsAndSelectsWhateverTheDType) {
  for (const DType dtype : kAll) {
    Tensor a({2, 2}, dtype), y({2, 2}, dtype);
    reference_backend().fill(1, a.view());
    const Tensor b = zeros({2, 2}, dtype);
    const Tensor condition = tensor({{1.0, 0.0}, {0.0, 1.0}}).astype(bool_);
    reference_backend().select(condition.view(), a.view(), b.view(), y.view());
    EXPECT_EQ(y.to_vector<double>(), (std::vector<double>{1, 0, 0, 1})) << name_of(dtype);
  }
}

}  // namespace
}  // namespace keratin
