#include "keratin/utils/get_file.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>

#include "keratin/base/file_internal.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin::utils {
namespace {

using keratin::testing::error_text;
using keratin::testing::TemporaryFolder;

// Nothing listens on this port of this machine, so that a download fails at once.
constexpr const char* kNowhere = "https://127.0.0.1:1/data.bin";

TEST(GetFile, WhatIsInTheCacheIsNotDownloaded) {
  const TemporaryFolder folder;
  const std::string path = folder.write("datasets/data.bin", "abc");
  EXPECT_EQ(get_file("data.bin", kNowhere, {.cache_dir = folder.path()}), path);
  EXPECT_EQ(
      get_file("data.bin", kNowhere, {.file_hash = sha256("abc", 3), .cache_dir = folder.path()}),
      path);
  const std::string other = folder.write("models/data.bin", "xyz");
  EXPECT_EQ(get_file("data.bin", kNowhere, {.cache_subdir = "models", .cache_dir = folder.path()}),
            other);
  EXPECT_EQ(folder.count("datasets"), 1) << "no lock, no temporary file";
}

TEST(GetFile, TheCacheIsInKerasHome) {
  const TemporaryFolder folder;
  const char* home = getenv("KERAS_HOME");
  const std::string before = home ? home : "";
  setenv("KERAS_HOME", folder.path().c_str(), 1);
  EXPECT_EQ(keras_home(), folder.path());
  const std::string path = folder.write("datasets/data.bin", "abc");
  EXPECT_EQ(get_file("data.bin", kNowhere), path);
  unsetenv("KERAS_HOME");
  EXPECT_TRUE(keras_home().ends_with("/.keras"));
  if (home) setenv("KERAS_HOME", before.c_str(), 1);
}

/// The error of a download that cannot succeed, without what it prints.
std::string failure(const TemporaryFolder& folder, const std::string& hash = "") {
  ::testing::internal::CaptureStdout();
  const std::string error = error_text(
      [&] { get_file("data.bin", kNowhere, {.file_hash = hash, .cache_dir = folder.path()}); });
  EXPECT_EQ(::testing::internal::GetCapturedStdout(),
            std::string("Downloading data from ") + kNowhere + "\n");
  return error;
}

TEST(GetFile, AFailedDownloadNamesTheAddressTheCauseAndAWayOut) {
  const TemporaryFolder folder;
  const std::string error = failure(folder);
  EXPECT_TRUE(error.starts_with(std::string("FileError: get_file: cannot download ") + kNowhere))
      << error;
  EXPECT_NE(error.find("\n  hint  copy the file to " + (folder / "datasets/data.bin") +
                       " by hand, or set KERAS_HOME to a folder whose datasets/ holds it"),
            error.npos)
      << error;
  EXPECT_FALSE(file_exists(folder / "datasets/data.bin"));
}

TEST(GetFile, ACachedFileOfAnotherHashIsNotUsed) {
  const TemporaryFolder folder;
  folder.write("datasets/data.bin", "ab");  // truncated
  EXPECT_NE(failure(folder, sha256("abc", 3)), "no error");
}

TEST(GetFile, RefusesPathsAndOtherProtocols) {
  for (const char* name : {"", ".", "..", "a/b", "/etc/passwd"}) {
    EXPECT_EQ(error_text([&] { get_file(name, kNowhere); }),
              std::string("ValueError: get_file: fname must be a plain file name, received '") +
                  name + "'");
  }
  for (const char* origin : {"http://example.org/x", "file:///etc/passwd", "ftp://example.org/x"}) {
    EXPECT_EQ(error_text([&] { get_file("x", origin); }),
              std::string("ValueError: get_file: origin must begin with https://, received '") +
                  origin + "'");
  }
}

}  // namespace
}  // namespace keratin::utils
