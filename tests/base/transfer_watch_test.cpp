#include "keratin/base/transfer_watch_internal.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "keratin/base/atomic_file_internal.h"
#include "keratin/base/byte_source_internal.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using Way = TransferWatch::Way;

TEST(TransferWatch, IsToldOfTheBytesOfItsThreadInItsWay) {
  const testing::TemporaryFolder folder;
  uint64_t written = 0, read = 0;
  std::vector<uint8_t> bytes(100'000, 7);
  {
    const TransferWatch watch(Way::write, [&](uint64_t count) { written += count; });
    AtomicFile file(folder / "x");
    file.write(bytes);
    file.write_at(10, {bytes.data(), 5});
    file_source(file.temporary_path())->read(0, bytes);
    std::thread([&] { TransferWatch::tell(Way::write, 1); }).join();
    file.commit();
  }
  EXPECT_EQ(written, 100'005U);
  {
    const TransferWatch outer(Way::write, [&](uint64_t count) { written += count; });
    const TransferWatch inner(Way::read, [&](uint64_t count) { read += count; });
    file_source(folder / "x")->read(50, {bytes.data(), 1000});
    AtomicFile(folder / "y").write(bytes);
  }
  EXPECT_EQ(read, 1000U);
  EXPECT_EQ(written, 100'005U) << "the inner one has taken its place";
  TransferWatch::tell(Way::write, 1);
}

}  // namespace
}  // namespace keratin
