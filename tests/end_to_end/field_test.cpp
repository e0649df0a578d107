// What went wrong in the field: crashes, hangs, locales and memory, each in a process of its own.
#include <gtest/gtest.h>
#include <locale.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <exception>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

/// Runs f in a child process, with at most `megabytes` of memory and `seconds` of processor; ""
/// when it returns, else how it ended.
template <class F>
std::string ending_of(F f, rlim_t megabytes = 0, rlim_t seconds = 60) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) return "no pipe";
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    dup2(pipe_ends[1], STDERR_FILENO);
    close(pipe_ends[0]);
    config::set_num_threads(1);  // the threads of the pool stay behind
    const rlimit processor = {seconds, seconds}, core = {0, 0};
    setrlimit(RLIMIT_CPU, &processor);
    setrlimit(RLIMIT_CORE, &core);
    if (megabytes > 0) {
      const rlimit memory = {megabytes << 20U, megabytes << 20U};
      setrlimit(RLIMIT_AS, &memory);
    }
    f();
    std::fflush(nullptr);
    _exit(0);
  }
  close(pipe_ends[1]);
  std::string said;
  char part[4096];
  for (ssize_t n; (n = read(pipe_ends[0], part, sizeof part)) > 0;) said.append(part, size_t(n));
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) said += "(signal " + std::to_string(WTERMSIG(status)) + ")";
  return said;
}

TEST(Field, AnUncaughtErrorEndsWithItsText) {
  const auto main_of_a_user = []() noexcept { zeros({2, 3}) + zeros({4}); };
  EXPECT_EQ(ending_of(main_of_a_user), testing::error_text([] {
                                         zeros({2, 3}) + zeros({4});
                                       }) + "\n(signal 6)");
  const auto other = []() noexcept { std::vector<int>().at(1); };
  EXPECT_NE(ending_of(other).find("out_of_range"), std::string::npos);
}

}  // namespace
}  // namespace keratin
