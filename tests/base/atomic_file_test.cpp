#include "keratin/base/atomic_file_internal.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "keratin/base/file_internal.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using keratin::testing::error_text;
using keratin::testing::TemporaryFolder;

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::string content(const std::string& path) {
  const std::vector<uint8_t> bytes = read_file(path);
  return {bytes.begin(), bytes.end()};
}

mode_t mode_of(const std::string& path) {
  struct stat about = {};
  stat(path.c_str(), &about);
  return about.st_mode & 07777;
}

TEST(AtomicFile, IsSeenOnlyWhenItIsCommitted) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "old");
  AtomicFile file(path);
  file.write(bytes_of("new "));
  file.write(bytes_of("text"));
  file.write_at(0, bytes_of("NEW"));
  EXPECT_EQ(content(path), "old");
  EXPECT_EQ(folder.count(), 2);
  file.commit();
  EXPECT_EQ(content(path), "NEW text");
  EXPECT_EQ(folder.count(), 1);
  EXPECT_NE(error_text([&] { file.commit(); }).find("InternalError"), std::string::npos);
}

TEST(AtomicFile, WithoutCommitNothingHasHappened) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "old");
  {
    AtomicFile file(path);
    file.write(bytes_of("new"));
  }
  { const AtomicFile fresh(folder / "b"); }
  EXPECT_EQ(content(path), "old");
  EXPECT_EQ(folder.count(), 1);
}

TEST(AtomicFile, OthersCanWriteItByItsName) {
  const TemporaryFolder folder;
  // Others can open it even where the old file may not be written.
  const std::string path = folder.write("a", "old");
  chmod(path.c_str(), 0440);
  AtomicFile file(path);
  EXPECT_EQ(mode_of(file.temporary_path()), 0640U);
  std::ofstream(file.temporary_path()) << "by a stream";
  file.commit();
  EXPECT_EQ(content(path), "by a stream");
  EXPECT_EQ(mode_of(path), 0440U);
}

TEST(AtomicFile, CopiesBytesByThePiece) {
  const TemporaryFolder folder;
  std::vector<uint8_t> bytes((5 << 19) + 3);
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(i * 7 >> 3);
  AtomicFile file(folder / "a");
  file.write(*memory_source("", bytes));
  file.commit();
  EXPECT_EQ(read_file(folder / "a"), bytes);
}

TEST(AtomicFile, WritesThroughByWayOfAnotherFolder) {
  const TemporaryFolder folder, elsewhere;
  const std::string path = folder.write("a", "a longer old text");
  ASSERT_EQ(link(path.c_str(), (folder / "b").c_str()), 0);
  setenv("TMPDIR", elsewhere.path().c_str(), 1);
  {
    AtomicFile file(path);
    file.write(bytes_of("new"));
    EXPECT_EQ(elsewhere.count(), 1);
    EXPECT_EQ(mode_of(file.temporary_path()), 0600U);
    EXPECT_EQ(content(path), "a longer old text");
    file.commit();
  }
  EXPECT_EQ(content(folder / "b"), "new");
  EXPECT_EQ(folder.count(), 2);
  EXPECT_EQ(elsewhere.count(), 0);
  setenv("TMPDIR", (elsewhere / "none").c_str(), 1);
  EXPECT_EQ(error_text([&] { AtomicFile file(path); }),
            "FileError: " + path + ": cannot be written by way of " + (elsewhere / "none") +
                ": No such file or directory");
  unsetenv("TMPDIR");
}

TEST(AtomicFile, AFolderIsRefusedAtOnce) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_text([&] { AtomicFile file(folder.path()); }),
            "FileError: " + folder.path() + ": cannot be written: Is a directory");
  EXPECT_EQ(folder.count(), 0);
}

TEST(AtomicFile, NamesOfEveryLengthAreWritten) {
  const TemporaryFolder folder;
  const std::string path = folder / std::string(255, 'n');
  write_file_atomically(path, "x", 1);
  EXPECT_EQ(content(path), "x");
}

TEST(AtomicFile, WhatAKillHasLeftIsNoHindrance) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "old");
  for (int i = 0; i < 3; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      AtomicFile file(path);
      file.write(bytes_of("half of the n"));
      kill(getpid(), SIGKILL);
    }
    int state = 0;
    waitpid(child, &state, 0);
    ASSERT_TRUE(WIFSIGNALED(state));
  }
  EXPECT_EQ(content(path), "old");
  write_file_atomically(path, "new", 3);
  EXPECT_EQ(content(path), "new");
}

TEST(AtomicFile, ThreadsWriteTheSameOneWhole) {
  const TemporaryFolder folder;
  const std::string path = folder / "a";
  std::vector<std::thread> threads;
  for (char letter = 'a'; letter < 'e'; ++letter) {
    threads.emplace_back([&, letter] {
      const std::string text(100'000, letter);
      for (int i = 0; i < 10; ++i) write_file_atomically(path, text.data(), text.size());
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = content(path);
  EXPECT_EQ(text, std::string(100'000, text[0]));
  EXPECT_EQ(folder.count(), 1);
}

TEST(AtomicFile, FilesThatMayNotGrowAreNamed) {
  const TemporaryFolder folder;
  const std::string path = folder.write("a", "old");
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  const struct rlimit little = {1000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &little);
  const std::string text(5000, 'x');
  const std::string error =
      error_text([&] { write_file_atomically(path, text.data(), text.size()); });
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, SIG_DFL);
  EXPECT_EQ(error, "FileError: " + path + ": cannot be written: File too large");
  EXPECT_EQ(content(path), "old");
  EXPECT_EQ(folder.count(), 1);
}

}  // namespace
}  // namespace keratin
