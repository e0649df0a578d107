#include <gtest/gtest.h>
#include <sys/resource.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "keratin/base/zip_archive_internal.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using keratin::testing::error_text;
using Bytes = std::vector<uint8_t>;

const std::vector<ZipMember> kMembers = {{"a.txt", {1, 2, 3}}, {"folder/b", {}}, {"c", {255}}};

/// By how many bytes the process has grown at most since.
class PeakMemory {
 public:
  PeakMemory() : before_(now()) {}
  int64_t grown() const { return now() - before_; }

 private:
  static int64_t now() {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * int64_t{1024};
  }
  int64_t before_;
};

/// An archive of one member of `size` zeros, deflated, that declares to be `declared` long.
Bytes deflated_zeros(size_t size, uint32_t declared) {
  const Bytes zeros(size);
  const auto sum = static_cast<uint32_t>(crc32(0, zeros.data(), static_cast<uInt>(size)));
  Bytes packed(size / 500 + 100);
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = const_cast<Bytef*>(zeros.data());
  stream.avail_in = static_cast<uInt>(size);
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  Bytes out;
  const auto put = [&](int bytes, uint32_t value) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
  };
  const auto put_member = [&] {  // from "version needed" to the length of the name
    put(2, 20), put(2, 0), put(2, 8), put(4, 0x00210000);
    put(4, sum), put(4, static_cast<uint32_t>(packed.size())), put(4, declared), put(2, 1);
  };
  put(4, 0x04034b50), put_member(), put(2, 0), put(1, 'z');
  out.insert(out.end(), packed.begin(), packed.end());
  const auto directory = static_cast<uint32_t>(out.size());
  put(4, 0x02014b50), put(2, 20), put_member();
  put(2, 0), put(2, 0), put(2, 0), put(2, 0), put(4, 0), put(4, 0), put(1, 'z');
  const auto end = static_cast<uint32_t>(out.size());
  put(4, 0x06054b50), put(2, 0), put(2, 0), put(2, 1), put(2, 1);
  put(4, end - directory), put(4, directory), put(2, 0);
  return out;
}

TEST(ZipArchive, WhatIsDeclaredIsNoReasonToTakeMemory) {
  EXPECT_EQ(read_zip("x.zip", deflated_zeros(5000, 5000))[0].bytes, Bytes(5000));
  const Bytes liar = deflated_zeros(1000, 3'900'000'000U);
  const PeakMemory memory;
  EXPECT_EQ(error_text([&] { read_zip("x.zip", liar); }),
            "FileError: x.zip: the member 'z' of the archive is broken");
  EXPECT_LT(memory.grown(), 64 << 20) << "bytes";
}

TEST(ZipArchive, BombsAreRefused) {
  const Bytes bomb = deflated_zeros(3'000'000, 3'000'000);
  EXPECT_EQ(error_text([&] { read_zip("x.zip", bomb, {.any_ratio = 1 << 20}); }),
            "FileError: x.zip: the members hold more than 200 times the bytes of the archive");
  EXPECT_EQ(error_text([&] { read_zip("x.zip", bomb); }), "no error") << "small ones do no harm";
}

TEST(ZipArchive, AsManyMembersAsAreWrittenAreRead) {
  const std::vector<ZipMember> many(1001, {"", {1}});
  std::vector<ZipMember> named = many;
  for (size_t i = 0; i < named.size(); ++i) named[i].name = std::to_string(i);
  EXPECT_EQ(read_zip("x.zip", write_zip("x.zip", named)).size(), 1001U);
  EXPECT_EQ(
      error_text([] { write_zip("x.zip", std::vector<ZipMember>(100'001)); }),
      "FileError: x.zip: an archive of 100001 members could not be read again: 100000 are the "
      "most");
}

TEST(ZipArchive, OfNothingIsOne) { EXPECT_TRUE(read_zip("x.zip", write_zip("x.zip", {})).empty()); }

TEST(ZipArchive, NamesThatWouldComeBackAsOthersAreRefused) {
  EXPECT_NE(error_text([] { write_zip("x.zip", {{std::string("n\0l", 3), {}}}); }), "no error");
  EXPECT_NE(error_text([] { write_zip("x.zip", {{std::string(70000, 'n'), {}}}); }), "no error");
}

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
