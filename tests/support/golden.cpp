#include "tests/support/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "keratin/base/text.h"

namespace keratin::testing {

Golden::Golden(const std::string& family)
    : family_(family), arrays_(load_npz(std::string(KERATIN_GOLDEN_DIR) + "/" + family + ".npz")) {}

const Tensor& Golden::operator[](const std::string& key) const {
  for (const auto& [name, array] : arrays_) {
    if (name == key) return array;
  }
  throw std::out_of_range("tests/golden/" + family_ + ".npz has no '" + key + "'");
}

void expect_near(const Tensor& received, const Tensor& expected, double tolerance,
                 const std::string& what) {
  ASSERT_EQ(received.shape(), expected.shape()) << what;
  const auto ours = received.to_vector<double>(), theirs = expected.to_vector<double>();
  double worst = 0;
  size_t where = 0;
  for (size_t i = 0; i < ours.size(); ++i) {
    if (ours[i] == theirs[i] || (std::isnan(ours[i]) && std::isnan(theirs[i]))) continue;
    const double difference = std::abs(ours[i] - theirs[i]) / std::max(1.0, std::abs(theirs[i]));
    if (difference > worst || std::isnan(difference)) {
      worst = std::isnan(difference) ? INFINITY : difference;
      where = i;
    }
  }
  EXPECT_LE(worst, tolerance) << text(what, ": element ", where, " is ",
                                      ours.empty() ? 0 : ours[where], ", expected ",
                                      theirs.empty() ? 0 : theirs[where]);
}

}  // namespace keratin::testing
