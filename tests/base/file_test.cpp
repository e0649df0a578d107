#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "keratin/base/file_internal.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using keratin::testing::error_text;
using keratin::testing::TemporaryFolder;
using Bytes = std::vector<uint8_t>;

Bytes packed(const std::string& text) {
  z_stream stream = {};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  Bytes out(text.size() + 100);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(File, IsReadWholeAndMissingOnesAreNamed) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", std::string("x\0y", 3));
  EXPECT_EQ(read_file(path), (Bytes{'x', 0, 'y'}));
  EXPECT_TRUE(file_exists(path));
  EXPECT_FALSE(file_exists(folder.path())) << "a folder is no file";
  EXPECT_EQ(error_text([&] { read_file(folder / "none"); }),
            "FileError: " + (folder / "none") + ": cannot be opened: No such file or directory");
  EXPECT_EQ(error_text([&] { read_file(folder.path()); }),
            "FileError: " + folder.path() + ": is not a file");
  EXPECT_EQ(error_text([&] { read_file(path, 2); }),
            "FileError: " + path + ": holds 3 bytes, more than 2");
}

TEST(File, WritingReplacesAtOnceAndLeavesNothingBeside) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "old");
  write_file_atomically(path, "new!", 4);
  EXPECT_EQ(read_file(path), (Bytes{'n', 'e', 'w', '!'}));
  EXPECT_EQ(folder.count(), 1);
  write_file_atomically(path, "", 0);
  EXPECT_TRUE(read_file(path).empty());
}

TEST(File, WritingFollowsLinksAndKeepsModes) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "old");
  chmod(path.c_str(), 0640);
  ASSERT_EQ(symlink("a", (folder / "to_a").c_str()), 0);
  ASSERT_EQ(symlink((folder / "new").c_str(), (folder / "to_new").c_str()), 0);
  write_file_atomically(folder / "to_a", "new!", 4);
  write_file_atomically(folder / "to_new", "x", 1);
  EXPECT_EQ(read_file(path), (Bytes{'n', 'e', 'w', '!'}));
  EXPECT_EQ(read_file(folder / "new"), Bytes{'x'});
  struct stat about;
  ASSERT_EQ(lstat((folder / "to_a").c_str(), &about), 0);
  EXPECT_TRUE(S_ISLNK(about.st_mode));
  ASSERT_EQ(stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0640U);
  EXPECT_EQ(folder.count(), 4) << "nothing is left beside";
}

TEST(File, WritingIntoAFileOfTwoNamesKeepsBoth) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "a longer old text");
  ASSERT_EQ(link(path.c_str(), (folder / "b").c_str()), 0);
  write_file_atomically(path, "new!", 4);
  EXPECT_EQ(read_file(folder / "b"), (Bytes{'n', 'e', 'w', '!'}));
}

TEST(File, WritingGoesThroughDevicesAndPipes) {
  write_file_atomically("/dev/null", "x", 1);
  struct stat about;
  ASSERT_EQ(stat("/dev/null", &about), 0);
  EXPECT_TRUE(S_ISCHR(about.st_mode));
  const TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  write_file_atomically(pipe, "through", 7);
  char got[16] = {};
  EXPECT_EQ(read(reader, got, sizeof got), 7);
  EXPECT_STREQ(got, "through");
  close(reader);
}

TEST(File, LinksInACircleAreRefused) {
  const TemporaryFolder folder;
  ASSERT_EQ(symlink("b", (folder / "a").c_str()), 0);
  ASSERT_EQ(symlink("a", (folder / "b").c_str()), 0);
  EXPECT_NE(error_text([&] { write_file_atomically(folder / "a", "x", 1); }), "no error");
  EXPECT_EQ(folder.count(), 2);
}

TEST(File, ANewOneHasTheModeThatTheUserWants) {
  const TemporaryFolder folder;
  const mode_t before = umask(027);
  write_file_atomically(folder / "a", "x", 1);
  umask(before);
  struct stat about;
  ASSERT_EQ(stat((folder / "a").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0640U);
}

TEST(File, WritingWhereNothingCanBeWrittenSaysWhere) {
  const TemporaryFolder folder;
  const std::string path = folder / "no/such/folder";
  EXPECT_EQ(error_text([&] { write_file_atomically(path, "x", 1); }),
            "FileError: " + path + ": cannot be written: No such file or directory");
  // A folder stands where the file should go: the temporary file goes away again.
  mkdir((folder / "taken").c_str(), 0755);
  EXPECT_NE(error_text([&] { write_file_atomically(folder / "taken", "x", 1); }), "no error");
  EXPECT_EQ(folder.count(), 1);
}

TEST(File, Sha256IsTheStandards) {
  // FIPS 180-2, appendix B.1, and the empty message.
  EXPECT_EQ(sha256("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("", 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(File, GunzipGivesTheBytesAndNamesBrokenOnes) {
  const std::string text(3'000'000, 'k');
  const Bytes whole = packed(text);
  EXPECT_EQ(gunzip("a.gz", whole), Bytes(text.begin(), text.end()));
  EXPECT_TRUE(gunzip("a.gz", packed("")).empty());
  const std::string expected = "FileError: a.gz: this is not a whole gzip file";
  EXPECT_EQ(error_text([&] { gunzip("a.gz", Bytes(whole.begin(), whole.end() - 5)); }), expected);
  EXPECT_EQ(error_text([&] { gunzip("a.gz", {1, 2, 3}); }), expected);
  EXPECT_EQ(error_text([&] { gunzip("a.gz", {}); }), expected);
  Bytes flipped = whole;
  flipped[flipped.size() - 6] ^= 1;  // of the checksum
  EXPECT_EQ(error_text([&] { gunzip("a.gz", flipped); }), expected);
  EXPECT_EQ(error_text([&] { gunzip("a.gz", whole, 1000); }),
            "FileError: a.gz: unpacks to more than 1000 bytes");
}

}  // namespace
}  // namespace keratin
