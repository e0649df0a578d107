#include "keratin/ops/cumulative.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

TEST(Cumulative, CountsAlongAnAxisOrAll) {
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  EXPECT_TRUE(array_equal(ops::cumsum(x, 1), tensor({{1, 3, 6}, {4, 9, 15}})));
  EXPECT_TRUE(array_equal(ops::cumsum(x, -2), tensor({{1, 2, 3}, {5, 7, 9}})));
  EXPECT_TRUE(array_equal(ops::cumsum(x), tensor({1, 3, 6, 10, 15, 21})));
  EXPECT_TRUE(array_equal(ops::cumprod(x, 1), tensor({{1, 2, 6}, {4, 20, 120}})));
  EXPECT_TRUE(array_equal(ops::cumsum(tensor({true, false, true})), tensor({1, 1, 2})));
  EXPECT_EQ(ops::cumsum(tensor({true})).dtype(), int32);
  EXPECT_EQ(ops::cumsum(x.as_dtype(uint8), 0).dtype(), uint8);
  EXPECT_EQ(ops::cumsum(zeros({2, 0}), 1).shape(), (Shape{2, 0}));
}

TEST(Cumulative, OfManyIsAsExactAsASum) {
  const Tensor x = random::normal({100'003}, {.dtype = float64, .seed = 1});
  const Tensor y = ops::cumsum(x);
  double sum = 0;
  const std::vector<double> in = x.to_vector<double>(), out = y.to_vector<double>();
  double worst = 0;
  for (size_t i = 0; i < in.size(); ++i) worst = std::max(worst, std::abs((sum += in[i]) - out[i]));
  EXPECT_LT(worst, 1e-9);
  const Tensor inf = tensor({1.0, std::numeric_limits<double>::infinity(), 2.0});
  EXPECT_TRUE(
      array_equal(ops::cumsum(inf), tensor({1.0, inf[1].item<double>(), inf[1].item<double>()})));
}

TEST(Cumulative, NamesAnAxisThatIsNotThere) {
  EXPECT_NE(testing::error_text([] { ops::cumsum(zeros({2}), 1); }).find("cumsum"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
