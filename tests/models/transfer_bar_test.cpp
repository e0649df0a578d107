#include "keratin/models/transfer_bar_internal.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace keratin::models {
namespace {

constexpr uint64_t kMegabyte = 1 << 20;

/// What a terminal shows of a transfer in three parts, or a pipe.
std::string shown(uint64_t bytes, bool is_terminal) {
  int ends[2] = {-1, -1};
  if (is_terminal) {
    EXPECT_EQ(openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr), 0);
  } else {
    EXPECT_EQ(pipe(ends), 0);
  }
  std::fflush(stdout);  // what is not written yet would be the child's, too
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    {
      const TransferBar bar(TransferWatch::Way::write, bytes);
      for (int i = 0; i < 3; ++i) {
        TransferWatch::tell(TransferWatch::Way::write, bytes / 3 + 1);
        TransferWatch::tell(TransferWatch::Way::read, bytes);
      }
    }
    std::fflush(stdout);
    _exit(0);
  }
  close(ends[1]);
  std::string all;
  char piece[4096];
  for (ssize_t got = 0; (got = read(ends[0], piece, sizeof piece)) > 0;) {
    all.append(piece, static_cast<size_t>(got));
  }
  close(ends[0]);
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return all;
}

TEST(TransferBar, IsShownFrom256MegabytesOnATerminal) {
  const std::string bar = shown(300 * kMegabyte, true);
  EXPECT_NE(bar.find("300/300"), std::string::npos) << bar;
  EXPECT_NE(bar.find("/MB"), std::string::npos) << bar;
  EXPECT_TRUE(bar.ends_with("\n"));
  EXPECT_EQ(shown(255 * kMegabyte, true), "");
  EXPECT_EQ(shown(300 * kMegabyte, false), "");
}

}  // namespace
}  // namespace keratin::models
