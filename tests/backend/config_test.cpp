// keras.config: what users ask for before they compute.
#include "keratin/backend/config.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"

namespace keratin {
namespace {

TEST(Config, ListsDevicesAsKerasDoes) {
  const std::vector<std::string> cpus = {"cpu:0"};
  EXPECT_EQ(config::list_devices("CPU"), cpus);
  EXPECT_EQ(config::list_devices("cpu"), cpus);
  EXPECT_EQ(config::list_devices().back(), "cpu:0");
  EXPECT_EQ(config::list_devices().size(), config::list_devices("GPU").size() + 1);
}

TEST(Config, RefusesOtherKindsOfDevices) {
  try {
    config::list_devices("TPU");
    FAIL() << "nothing was thrown";
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(),
                 "ValueError: list_devices: device_type must be 'CPU' or 'GPU', received 'TPU'");
  }
}

TEST(Config, HasKerasDefaults) {
  EXPECT_EQ(config::floatx(), float32);
  EXPECT_EQ(config::epsilon(), 1e-7);
  EXPECT_EQ(config::image_data_format(), "channels_last");
}

}  // namespace
}  // namespace keratin
