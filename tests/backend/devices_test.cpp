// Which backend and whose memory a device has.
#include <gtest/gtest.h>

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"

namespace keratin {
namespace {

TEST(Devices, GiveTheHostABackendAndMemory) {
  EXPECT_EQ(&backend_of(Device()), &backend_of(Device()));
  Allocator& host = allocator_of(Device());
  void* memory = host.allocate(100);
  EXPECT_NE(memory, nullptr);
  host.release(memory, 100);
}

TEST(Devices, NameTheOneThatIsMissing) {
  try {
    backend_of(Device{Device::Type::gpu, 63});
    FAIL() << "nothing was thrown";
  } catch (const DeviceError& error) {
    EXPECT_STREQ(error.what(),
                 "DeviceError: there is no device gpu:63\n"
                 "  hint  config::list_devices() says which ones there are");
  }
}

}  // namespace
}  // namespace keratin
