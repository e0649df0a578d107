#include "keratin/base/zip_writer_internal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keratin/base/file_internal.h"
#include "keratin/base/zip_reader_internal.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using keratin::testing::error_text;
using keratin::testing::TemporaryFolder;
using Bytes = std::vector<uint8_t>;

ZipMember member_of(const std::string& name, const Bytes& bytes) {
  return {name, memory_source(name, bytes)};
}

void save(const std::string& path, const std::vector<ZipMember>& members) {
  AtomicFile file(path);
  write_zip(file, members);
  file.commit();
}

TEST(ZipWriter, MembersGoInAndComeOutInOrder) {
  const TemporaryFolder folder;
  const std::string weights = folder.write("weights", std::string(3'000'000, 'w'));
  save(folder / "x.zip", {member_of("a.txt", {1, 2, 3}),
                          member_of("folder/b", {}),
                          {"weights", file_source(weights)},
                          member_of("größe", {255})});
  const ZipReader reader(folder / "x.zip");
  ASSERT_EQ(reader.entries().size(), 4U);
  for (const ZipEntry& entry : reader.entries()) EXPECT_TRUE(entry.is_stored);
  EXPECT_EQ(reader.entries()[2].name, "weights");
  EXPECT_EQ(reader.read("a.txt", 3), (Bytes{1, 2, 3}));
  EXPECT_EQ(reader.read("folder/b", 3), Bytes());
  EXPECT_EQ(reader.read("weights", 3'000'000), Bytes(3'000'000, 'w'));
  EXPECT_EQ(reader.read("größe", 1), Bytes{255});
}

TEST(ZipWriter, AroundWhatIsThereAlready) {
  const TemporaryFolder folder;
  const Bytes weights(300'000, 'w');
  for (const std::string name : {"model.weights.h5", "größe"}) {
    AtomicFile file(folder / "x.zip");
    file.write_at(begin_of_first_member(name), weights);
    write_zip_around(file, name, weights.size(), {member_of("a.txt", {1, 2, 3})});
    file.commit();
    save(folder / "y.zip", {member_of(name, weights), member_of("a.txt", {1, 2, 3})});
    EXPECT_EQ(read_file(folder / "x.zip"), read_file(folder / "y.zip")) << name;
    EXPECT_EQ(ZipReader(folder / "x.zip").read(name, 300'000), weights);
  }
}

TEST(ZipWriter, TheSameMembersAreTheSameBytes) {
  const TemporaryFolder folder;
  const std::vector<ZipMember> members = {member_of("a", {1, 2, 3}), member_of("b", {4})};
  setenv("TZ", "America/New_York", 1);
  tzset();
  save(folder / "x.zip", members);
  setenv("TZ", "Asia/Tokyo", 1);
  tzset();
  save(folder / "y.zip", members);
  unsetenv("TZ");
  tzset();
  const Bytes bytes = read_file(folder / "x.zip");
  EXPECT_EQ(bytes, read_file(folder / "y.zip"));
  EXPECT_EQ(bytes[10] | bytes[11] << 8, 0) << "midnight";
  EXPECT_EQ(bytes[12] | bytes[13] << 8, 0x21) << "of 1980-01-01";
  EXPECT_EQ(bytes[26 + 2] | bytes[26 + 3] << 8, 0) << "nothing extra";
}

TEST(ZipWriter, AnArchiveOfNothingIsOne) {
  const TemporaryFolder folder;
  save(folder / "x.zip", {});
  EXPECT_EQ(read_file(folder / "x.zip").size(), 22U);
  EXPECT_TRUE(ZipReader(folder / "x.zip").entries().empty());
}

TEST(ZipWriter, MoreMembersThanAnOldArchiveHolds) {
  const TemporaryFolder folder;
  std::vector<ZipMember> members;
  for (int i = 0; i < 66'000; ++i) members.push_back(member_of(std::to_string(i), {1}));
  save(folder / "x.zip", members);
  const ZipReader reader(folder / "x.zip");
  EXPECT_EQ(reader.entries().size(), 66'000U);
  EXPECT_EQ(reader.read("65999", 1), Bytes{1});
}

TEST(ZipWriter, WhatCouldNotBeReadAgainIsRefused) {
  const TemporaryFolder folder;
  const std::string path = folder / "x.zip";
  const auto starts = [&](const std::string& rest) { return "FileError: " + path + ": " + rest; };
  EXPECT_EQ(error_text([&] { save(path, std::vector<ZipMember>(100'001)); }),
            starts("an archive of 100001 members could not be read again: 100000 are the most"));
  EXPECT_EQ(error_text([&] { save(path, {member_of(std::string("n\0l", 3), {})}); }),
            starts("the name of 3 bytes that begins with 'n' can be no member of an archive"));
  EXPECT_NE(error_text([&] { save(path, {member_of(std::string(70000, 'n'), {})}); }), "no error");
  EXPECT_EQ(error_text([&] {
              save(path, {member_of("a", {1}), member_of("a", {2})});
            }),
            starts("cannot add 'a': File already exists"));
  EXPECT_EQ(folder.count(), 0);
}

TEST(ZipWriter, ABrokenMemberLeavesTheOldFile) {
  const TemporaryFolder folder;
  const std::string path = folder.write("x.zip", "old");
  const std::string weights = folder.write("weights", std::string(100'000, 'w'));
  const std::shared_ptr<const ByteSource> source = file_source(weights);
  std::filesystem::resize_file(weights, 50'000);
  EXPECT_EQ(error_text([&] {
              save(path, {member_of("a", {1}), {"b", source}});
            }),
            "FileError: " + weights + ": ended while it was read");
  EXPECT_EQ(read_file(path), (Bytes{'o', 'l', 'd'}));
  EXPECT_EQ(folder.count(), 2);
}

}  // namespace
}  // namespace keratin
