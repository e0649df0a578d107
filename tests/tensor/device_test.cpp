// How devices are named.
#include "keratin/tensor/device.h"

#include <gtest/gtest.h>

namespace keratin {
namespace {

TEST(Device, ReadsAsKerasWritesIt) {
  EXPECT_EQ(Device().to_string(), "cpu:0");
  EXPECT_EQ((Device{Device::Type::gpu, 1}).to_string(), "gpu:1");
  EXPECT_NE((Device{Device::Type::gpu, 0}), Device());
}

}  // namespace
}  // namespace keratin
