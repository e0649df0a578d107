#include "keratin/base/zip_reader_internal.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/support/error_text.h"
#include "tests/support/raw_zip.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using keratin::testing::Bytes;
using keratin::testing::deflated_member;
using keratin::testing::error_text;
using keratin::testing::RawMember;
using keratin::testing::RawZip;
using keratin::testing::stored_member;
using keratin::testing::TemporaryFolder;

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

ZipReader reader_of(const Bytes& archive, const ZipLimits& limits = {}) {
  return ZipReader(memory_source("x.zip", archive), limits);
}

Bytes all_of(const ByteSource& source) {
  Bytes bytes(source.size());
  source.read(0, bytes);
  return bytes;
}

/// What reading all members of the archive, in both ways, complains about.
std::string complaint(const Bytes& archive, const ZipLimits& limits = {}) {
  return error_text([&] {
    const ZipReader reader = reader_of(archive, limits);
    for (const ZipEntry& entry : reader.entries()) {
      EXPECT_EQ(reader.read(entry.name, UINT64_MAX), all_of(*reader.open(entry.name)));
    }
  });
}

Bytes archive_of(const std::vector<RawMember>& members) {
  RawZip zip;
  for (const RawMember& member : members) zip.add(member);
  return zip.bytes();
}

const std::vector<RawMember> kMembers = {stored_member("a.txt", {1, 2, 3}),
                                         stored_member("folder/b", {}),
                                         deflated_member("c", Bytes(5000, 7))};

TEST(ZipReader, ListsMembersInTheirOrder) {
  const ZipReader reader = reader_of(archive_of(kMembers));
  ASSERT_EQ(reader.entries().size(), 3U);
  EXPECT_EQ(reader.entries()[1].name, "folder/b");
  EXPECT_EQ(reader.entries()[0].packed_size, 3U);
  EXPECT_TRUE(reader.entries()[0].is_stored);
  EXPECT_EQ(reader.entries()[2].size, 5000U);
  EXPECT_LT(reader.entries()[2].packed_size, 100U);
  EXPECT_FALSE(reader.entries()[2].is_stored);
  EXPECT_TRUE(reader.contains("a.txt"));
  EXPECT_FALSE(reader.contains("A.TXT"));
}

TEST(ZipReader, ReadsStoredAndPackedOnesInBothWays) {
  const ZipReader reader = reader_of(archive_of(kMembers));
  EXPECT_EQ(reader.read("a.txt", 3), (Bytes{1, 2, 3}));
  EXPECT_TRUE(reader.read("folder/b", 0).empty());
  EXPECT_EQ(reader.read("c", 5000), Bytes(5000, 7));
  EXPECT_EQ(reader.open("a.txt")->name(), "x.zip: a.txt");
  EXPECT_EQ(all_of(*reader.open("a.txt")), (Bytes{1, 2, 3}));
  EXPECT_EQ(reader.open("folder/b")->size(), 0U);
  EXPECT_EQ(all_of(*reader.open("c")), Bytes(5000, 7));
}

TEST(ZipReader, ReadsAnyPlaceOfALargeStoredMemberWhereItLies) {
  Bytes large((3 << 20) + 5);
  for (size_t i = 0; i < large.size(); ++i) large[i] = static_cast<uint8_t>(i * 13 >> 4);
  const Bytes archive = archive_of({stored_member("first", {9}), stored_member("large", large)});
  const TemporaryFolder folder;
  const std::string path =
      folder.write("x.zip", {reinterpret_cast<const char*>(archive.data()), archive.size()});
  std::shared_ptr<const ByteSource> member;
  {
    const ZipReader reader(path);
    member = reader.open("large");
  }  // a member outlives its reader
  ASSERT_EQ(member->size(), large.size());
  Bytes part(1000);
  for (const size_t at : {size_t{0}, size_t{123'457}, large.size() - 1000}) {
    member->read(at, part);
    EXPECT_TRUE(std::equal(part.begin(), part.end(), large.data() + at)) << at;
  }
  EXPECT_EQ(error_text([&] { member->read(large.size() - 999, part); }),
            "FileError: " + path +
                ": large: ends after 3145733 bytes, and 1000 are needed at "
                "3144734");
}

TEST(ZipReader, ReadsWhatPythonWrites) {
  Bytes expected(256);
  for (size_t i = 0; i < expected.size(); ++i) expected[i] = static_cast<uint8_t>(i);
  for (const char* name : {"zip64.zip", "pipe.zip"}) {
    const ZipReader reader(KERATIN_GOLDEN_DIR "/archives/" + std::string(name));
    EXPECT_EQ(all_of(*reader.open("stored")), expected) << name;
    EXPECT_EQ(all_of(*reader.open("packed")), expected) << name;
  }
}

TEST(ZipReader, ThreadsReadTogether) {
  const ZipReader reader = reader_of(archive_of(kMembers));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j) {
        EXPECT_EQ(reader.read("c", 5000), Bytes(5000, 7));
        EXPECT_EQ(all_of(*reader.open("a.txt")), (Bytes{1, 2, 3}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(ZipReader, WhatIsNotThereOrTooLargeIsNamed) {
  const ZipReader reader = reader_of(archive_of(kMembers));
  EXPECT_EQ(error_text([&] { reader.open("b"); }),
            "FileError: x.zip: the archive has no member 'b'");
  EXPECT_EQ(error_text([&] { reader.read("c", 4999); }),
            "FileError: x.zip: the member 'c' of the archive holds 5000 bytes, more than 4999");
  EXPECT_EQ(error_text([] { ZipReader none("/no/such.zip"); }),
            "FileError: /no/such.zip: cannot be opened: No such file or directory");
}

TEST(ZipReader, WhatIsNoArchiveIsNamed) {
  EXPECT_EQ(complaint({}), "FileError: x.zip: this is not a whole zip archive (the file is empty)");
  EXPECT_EQ(complaint(Bytes(100, 7)),
            "FileError: x.zip: this is not a whole zip archive (Not a zip archive)");
  const Bytes whole = archive_of(kMembers);
  for (size_t size = 0; size < whole.size(); ++size) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_TRUE(complaint(part).starts_with("FileError: x.zip: this is not a whole zip")) << size;
  }
}

TEST(ZipReader, WhatIsDeclaredIsNoReasonToTakeMemory) {
  RawMember liar = deflated_member("z", Bytes(1000));
  liar.size = 3'900'000'000U;
  const Bytes archive = archive_of({liar});
  const PeakMemory memory;
  EXPECT_EQ(complaint(archive, {.ratio = UINT64_MAX}),
            "FileError: x.zip: the member 'z' of the archive is broken (it ends early)");
  EXPECT_EQ(complaint(archive),
            "FileError: x.zip: the members hold more than 200 times the bytes of the archive");
  EXPECT_LT(memory.grown(), 64 << 20) << "bytes";
  RawMember modest = deflated_member("z", Bytes(1000));
  modest.size = 999;
  EXPECT_EQ(complaint(archive_of({modest})),
            "FileError: x.zip: the member 'z' of the archive is broken (it goes on)");
}

TEST(ZipReader, BombsAreRefused) {
  const Bytes bomb = archive_of({deflated_member("z", Bytes(3'000'000))});
  EXPECT_EQ(complaint(bomb, {.any_ratio = 1 << 20}),
            "FileError: x.zip: the members hold more than 200 times the bytes of the archive");
  EXPECT_EQ(complaint(bomb), "no error") << "small ones do no harm";
  EXPECT_EQ(complaint(bomb, {.unpacked_bytes = 2'999'999}),
            "FileError: x.zip: the members hold more than 2999999 bytes");
}

TEST(ZipReader, ManyMembersAreRefused) {
  RawZip zip;
  for (int i = 0; i < 2000; ++i) zip.add(stored_member(std::to_string(i), {1}));
  EXPECT_EQ(reader_of(zip.bytes()).entries().size(), 2000U);
  EXPECT_EQ(complaint(zip.bytes(), {.members = 1999}),
            "FileError: x.zip: the archive has 2000 members, more than 1999");
}

TEST(ZipReader, MembersThatOverlapAreRefused) {
  RawZip zip;  // the bomb of one kernel that is listed again and again
  RawMember kernel = deflated_member("0", Bytes(1'000'000));
  const uint32_t at = zip.add(kernel);
  for (int i = 0; i < 9; ++i) zip.list(kernel, at);
  EXPECT_NE(complaint(zip.bytes()), "no error");
  RawZip stored;
  const RawMember outer = stored_member("a", Bytes(1000));
  const uint32_t place = stored.add(outer);
  RawMember inner = outer;
  inner.name = "b";
  stored.list(inner, place);
  EXPECT_NE(complaint(stored.bytes()), "no error");
}

TEST(ZipReader, NamesThatComeTwiceAreRefused) {
  EXPECT_EQ(complaint(archive_of({stored_member("a", {1}), stored_member("a", {2})})),
            "FileError: x.zip: the archive has two members of one name");
}

TEST(ZipReader, EncryptedAndOtherwisePackedOnesAreNamed) {
  RawMember secret = stored_member("secret", Bytes(20));
  secret.flags = 1;
  secret.packed.resize(32);  // the key's twelve bytes come first
  RawMember squeezed = stored_member("squeezed", Bytes(20));
  squeezed.method = 12;
  const ZipReader reader = reader_of(archive_of({secret, squeezed, stored_member("plain", {1})}));
  EXPECT_EQ(error_text([&] { reader.open("secret"); }),
            "FileError: x.zip: the member 'secret' of the archive is encrypted");
  EXPECT_EQ(error_text([&] { reader.read("squeezed", 20); }),
            "FileError: x.zip: the member 'squeezed' of the archive is packed in another way than "
            "'deflate'");
  EXPECT_EQ(reader.read("plain", 1), Bytes{1}) << "the others can be read";
}

TEST(ZipReader, AStoredMemberHasOneSize) {
  RawMember longer = stored_member("a", Bytes(20));
  longer.size = 30;
  EXPECT_NE(complaint(archive_of({longer, stored_member("b", Bytes(50))})), "no error");
}

TEST(ZipReader, AFlippedBitIsSeen) {
  for (RawMember member : {stored_member("a", Bytes(100, 7)), deflated_member("a", Bytes(9, 7))}) {
    member.checksum ^= 1;
    EXPECT_EQ(complaint(archive_of({member})),
              "FileError: x.zip: the member 'a' of the archive is broken (CRC error)");
  }
  RawMember changed = stored_member("a", Bytes(100, 7));
  changed.packed[50] ^= 1;
  const ZipReader reader = reader_of(archive_of({changed}));
  EXPECT_EQ(error_text([&] { reader.open("a"); }),
            "FileError: x.zip: the member 'a' of the archive is broken (CRC error)");
}

TEST(ZipReader, AnyOneFlippedByteGivesTheMembersOrAnError) {
  const Bytes whole = archive_of(kMembers);
  for (size_t at = 0; at < whole.size(); ++at) {
    Bytes changed = whole;
    changed[at] ^= 0x55;
    const std::string error = complaint(changed);
    EXPECT_TRUE(error == "no error" || error.starts_with("FileError: x.zip")) << at << error;
  }
}

/// A source that can be read until it cannot.
class FailingSource final : public ByteSource {
 public:
  explicit FailingSource(Bytes bytes) : ByteSource("x.zip"), bytes_(std::move(bytes)) {}
  uint64_t size() const override { return bytes_.size(); }
  void read_inside(uint64_t offset, std::span<uint8_t> out) const override {
    if (fails) throw_file_error("x.zip: no disk");
    std::copy_n(bytes_.data() + offset, out.size(), out.data());
  }
  bool fails = false;

 private:
  Bytes bytes_;
};

TEST(ZipReader, WhatASourceThrowsComesThrough) {
  const auto source = std::make_shared<FailingSource>(archive_of(kMembers));
  source->fails = true;
  EXPECT_EQ(error_text([&] { const ZipReader none(source); }), "FileError: x.zip: no disk");
  source->fails = false;
  const ZipReader reader(source);
  source->fails = true;
  EXPECT_EQ(error_text([&] { reader.open("a.txt"); }), "FileError: x.zip: no disk");
  source->fails = false;
  EXPECT_EQ(reader.read("c", 5000), Bytes(5000, 7));
}

}  // namespace
}  // namespace keratin
