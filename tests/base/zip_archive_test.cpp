#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keratin/base/zip_archive_internal.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using keratin::testing::error_text;
using Bytes = std::vector<uint8_t>;

const std::vector<ZipMember> kMembers = {{"a.txt", {1, 2, 3}}, {"folder/b", {}}, {"c", {255}}};

TEST(ZipArchive, MembersGoInAndComeOutInOrder) {
  const std::vector<ZipMember> members = read_zip("x.zip", write_zip("x.zip", kMembers));
  ASSERT_EQ(members.size(), kMembers.size());
  for (size_t i = 0; i < members.size(); ++i) {
    EXPECT_EQ(members[i].name, kMembers[i].name);
    EXPECT_EQ(members[i].bytes, kMembers[i].bytes);
  }
}

TEST(ZipArchive, BrokenOnesAreNamed) {
  const auto starts = [](const std::string& error) { return error.substr(0, 17); };
  EXPECT_EQ(starts(error_text([] { read_zip("x.zip", {1, 2, 3, 4}); })), "FileError: x.zip:");
  EXPECT_EQ(starts(error_text([] { read_zip("x.zip", {}); })), "FileError: x.zip:");
  const Bytes whole = write_zip("x.zip", kMembers);
  for (size_t size = 0; size < whole.size(); size += 7) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(starts(error_text([&] { read_zip("x.zip", part); })), "FileError: x.zip:") << size;
  }
}

TEST(ZipArchive, AFlippedBitOfAMemberIsSeen) {
  Bytes archive = write_zip("x.zip", {{"name", Bytes(100, 7)}});
  archive[60] ^= 1;  // inside the stored bytes
  EXPECT_NE(error_text([&] { read_zip("x.zip", archive); }), "no error");
}

TEST(ZipArchive, LimitsHoldBeforeMemoryIsTaken) {
  const Bytes archive = write_zip("x.zip", kMembers);
  EXPECT_NE(error_text([&] { read_zip("x.zip", archive, {.members = 2}); }), "no error");
  EXPECT_NE(error_text([&] { read_zip("x.zip", archive, {.total_bytes = 3}); }), "no error");
  EXPECT_EQ(error_text([&] { read_zip("x.zip", archive, {.members = 3, .total_bytes = 4}); }),
            "no error");
}

TEST(ZipArchive, AnyOneFlippedByteGivesTheMembersOrAnError) {
  const Bytes whole = write_zip("x.zip", kMembers);
  for (size_t at = 0; at < whole.size(); ++at) {
    Bytes changed = whole;
    changed[at] ^= 0x55;
    const std::string error = error_text([&] { read_zip("x.zip", changed); });
    EXPECT_TRUE(error == "no error" || error.starts_with("FileError: x.zip")) << at << error;
  }
}

}  // namespace
}  // namespace keratin
