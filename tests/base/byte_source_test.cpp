#include "keratin/base/byte_source_internal.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <vector>

#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using keratin::testing::error_text;
using keratin::testing::TemporaryFolder;
using Bytes = std::vector<uint8_t>;

TEST(ByteSource, GivesBytesByTheirPlace) {
  const TemporaryFolder folder;
  const Bytes bytes = {'a', 'b', 'c', 'd'};
  for (const auto& source : {memory_source("m", bytes), borrowed_source("m", bytes),
                             file_source(folder.write("f", "abcd"))}) {
    EXPECT_EQ(source->size(), 4U);
    Bytes part(2);
    source->read(1, part);
    EXPECT_EQ(part, (Bytes{'b', 'c'}));
    source->read(4, {});
  }
}

TEST(ByteSource, BytesBehindTheEndAreRefused) {
  const auto source = memory_source("m", {1, 2});
  Bytes part(2);
  EXPECT_EQ(error_text([&] { source->read(1, part); }),
            "FileError: m: ends after 2 bytes, and 2 are needed at 1");
  EXPECT_EQ(error_text([&] { source->read(UINT64_MAX, part); }),
            "FileError: m: ends after 2 bytes, and 2 are needed at 18446744073709551615");
}

TEST(ByteSource, FilesThatCannotBeReadAreNamed) {
  const TemporaryFolder folder;
  const auto complaint = [&](const std::string& name) {
    return error_text([&] { file_source(folder / name); });
  };
  const std::string starts = "FileError: " + folder.path() + "/";
  EXPECT_EQ(complaint("a"), starts + "a: cannot be opened: No such file or directory");
  EXPECT_EQ(complaint("."), starts + ".: cannot be opened: it is a folder");
  EXPECT_EQ(error_text([] { file_source("/dev/null"); }),
            "FileError: /dev/null: cannot be opened: it is no regular file");
  const std::string path = folder.write("f", "abcd");
  const auto source = file_source(path);
  std::filesystem::resize_file(path, 1);
  Bytes part(4);
  EXPECT_EQ(error_text([&] { source->read(0, part); }),
            "FileError: " + path + ": ended while it was read");
}

}  // namespace
}  // namespace keratin
