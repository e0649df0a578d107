// How devices are named.
#include "keratin/tensor/device.h"

#include <gtest/gtest.h>

#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(Device, ReadsAsKerasWritesIt) {
  EXPECT_EQ(Device().to_string(), "cpu:0");
  EXPECT_EQ((Device{Device::Type::gpu, 1}).to_string(), "gpu:1");
  EXPECT_EQ(kMeta.to_string(), "meta:0");
  EXPECT_NE((Device{Device::Type::gpu, 0}), Device());
}

TEST(Device, OfSeveralIsTheSharedOneOrMetaOrNotTheHost) {
  const Device gpu = {Device::Type::gpu, 0};
  EXPECT_EQ(common_device("add", gpu, gpu), gpu);
  EXPECT_EQ(common_device("add", gpu, kMeta), kMeta);
  EXPECT_EQ(common_device("add", kMeta, Device()), kMeta);
  EXPECT_EQ(common_device("add", Device(), gpu), gpu);
  EXPECT_EQ(common_device("add", gpu, Device()), gpu);
  EXPECT_EQ(testing::error_text([&] {
              common_device("add", {Device::Type::gpu, 1}, gpu);
            }),
            "DeviceError: add: the tensors live on two devices\n"
            "  first   gpu:1\n"
            "  second  gpu:0");
}

}  // namespace
}  // namespace keratin
