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

TEST(ZipWriter, TakesBytesThatTheCallerHasWritten) {
  const TemporaryFolder folder;
  const Bytes weights(300'000, 'w');
  for (const std::string name : {"model.weights.h5", "größe"}) {
    for (const bool is_large : {false, true}) {
      AtomicFile file(folder / "x.zip");
      ZipWriter archive(file);
      file.write_at(archive.begin(name, is_large), weights);
      archive.end(weights.size());
      archive.add(member_of("a.txt", {1, 2, 3}));
      archive.finish();
      file.commit();
      const ZipReader reader(folder / "x.zip");
      EXPECT_EQ(reader.read(name, 300'000), weights) << is_large;
      Bytes again(weights.size());
      reader.open(name)->read(0, again);
      EXPECT_EQ(again, weights) << is_large;
      EXPECT_EQ(reader.read("a.txt", 3), (Bytes{1, 2, 3})) << is_large;
      if (is_large) continue;
      save(folder / "y.zip", {member_of(name, weights), member_of("a.txt", {1, 2, 3})});
      EXPECT_EQ(read_file(folder / "x.zip"), read_file(folder / "y.zip")) << name;
    }
  }
}

TEST(ZipWriter, FourGigabytesAndWhatLiesBehind) {
  const TemporaryFolder folder;
  const uint64_t size = (uint64_t{4} << 30) + 5;  // a hole in the file, but for the last byte
  AtomicFile file(folder / "x.zip");
  ZipWriter archive(file);
  const uint64_t begin = archive.begin("large", true);
  file.write_at(begin + size - 1, Bytes{7});
  archive.end(size);
  archive.add(member_of("b", {1}));
  archive.finish();
  file.commit();
  const ZipReader reader(folder / "x.zip");
  EXPECT_EQ(reader.entries()[0].size, size);
  Bytes last(3);
  reader.open("large")->read(size - 3, last);
  EXPECT_EQ(last, (Bytes{0, 0, 7}));
  EXPECT_EQ(reader.read("b", 1), Bytes{1});
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
  std::vector<ZipMember> many;
  for (int i = 0; i <= 100'000; ++i) many.push_back(member_of(std::to_string(i), {}));
  const auto starts = [&](const std::string& rest) { return "FileError: " + path + ": " + rest; };
  EXPECT_EQ(error_text([&] { save(path, many); }),
            starts("an archive of more than 100000 members could not be read again"));
  EXPECT_EQ(error_text([&] { save(path, {member_of(std::string("n\0l", 3), {})}); }),
            starts("the name of 3 bytes that begins with 'n' can be no member of an archive"));
  EXPECT_EQ(
      error_text([&] { save(path, {member_of(std::string(70000, 'n'), {})}); }),
      starts("the name of 70000 bytes that begins with 'nnnnnnnnnnnnnnnnnnnn' can be no member "
             "of an archive"));
  EXPECT_EQ(error_text([&] {
              save(path, {member_of("a", {1}), member_of("a", {2})});
            }),
            starts("two members of an archive are called 'a'"));
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
