// Metrics tell and read what real Keras tells and reads.
#include "keratin/metrics/all.h"
#include "tests/support/golden_configs.h"

namespace keratin {
namespace {

TEST(GoldenMetricConfigs, EqualKeras) {
  using namespace metrics;
  testing::expect_golden_family<Metric
#define KERATIN_CLASS(name, ...) , name
#include "keratin/metrics/classes.inl"
                                >("metrics");
}

}  // namespace
}  // namespace keratin
