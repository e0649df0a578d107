// Storage: aligned memory of a device, shared and given back.
#include "keratin/tensor/storage.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

#include "keratin/base/error.h"

namespace keratin {
namespace {

TEST(Storage, IsAlignedAndWritable) {
  const Ref<Storage> storage(new Storage(1000, Device()));
  EXPECT_EQ(storage->bytes(), 1000U);
  EXPECT_EQ(storage->device(), Device());
  EXPECT_EQ(reinterpret_cast<uintptr_t>(storage->data()) % 64, 0U);
  std::memset(storage->data(), 1, 1000);
}

TEST(Storage, MayBeEmpty) {
  const Ref<Storage> storage(new Storage(0, Device()));
  EXPECT_EQ(storage->bytes(), 0U);
}

TEST(Storage, RefusesADeviceThatIsNotThere) {
  EXPECT_THROW(Storage(16, Device{Device::Type::gpu, 63}), DeviceError);
}

}  // namespace
}  // namespace keratin
