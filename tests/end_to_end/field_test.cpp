// What went wrong in the field: crashes, hangs, locales and memory, each in a process of its own.
#include <gtest/gtest.h>
#include <locale.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <exception>
#include <fstream>
#include <iterator>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kCountsMemory = false;  // the sanitizers take terabytes of addresses
#else
constexpr bool kCountsMemory = true;
#endif

/// Bytes of addresses that the process has, which its threads take and never give back.
rlim_t address_space() {
  rlim_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

/// Runs f in a child process, with at most `megabytes` more memory and `seconds` of processor; ""
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
    if (megabytes > 0 && kCountsMemory) {
      const rlim_t most = address_space() + (megabytes << 20U);
      const rlimit memory = {most, most};
      setrlimit(RLIMIT_AS, &memory);
    }
    [&]() noexcept { f(); }();  // what it throws must not reach the test program's own copy
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
  const auto other = []() noexcept { static_cast<void>(std::vector<int>().at(1)); };
  EXPECT_NE(ending_of(other).find("out_of_range"), std::string::npos);
}

TEST(Field, APlateauOfOneUlpIsDrawn) {
  const testing::TemporaryFolder folder;
  EXPECT_EQ(ending_of(
                [&] {
                  plt::plot({0.30000000000000004, 0.3});
                  plt::savefig(folder / "plateau.png");
                },
                1024, 20),
            "");
  EXPECT_EQ(folder.count(), 1);
}

TEST(Field, AHistogramOfNumbersThatAreOneSaysSo) {
  const auto histogram = []() noexcept { plt::hist(tensor(std::vector<double>{1e17, 1e17})); };
  const std::string said = ending_of(histogram, 1024, 20);
  EXPECT_EQ(said.substr(0, 11), "ValueError:") << said;
}

TEST(Field, AnArchiveThatLiesTakesNoMemory) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "liar.npz";
  save_npz(path, {{"x", zeros({100})}});
  std::vector<char> bytes;
  {
    std::ifstream file(path, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  // The lengths before and after packing, in the directory and before the member.
  for (size_t at = 0; at + 4 <= bytes.size(); ++at) {
    const std::string_view mark(bytes.data() + at, 4);
    const size_t lengths = mark == "PK\3\4" ? 18 : mark == "PK\1\2" ? 20 : 0;
    if (lengths > 0) bytes[at + lengths + 7] = '\x7f';
  }
  std::ofstream(path, std::ios::binary).write(bytes.data(), std::streamsize(bytes.size()));
  const auto read = [&]() noexcept { load_npz(path); };
  EXPECT_EQ(ending_of(read, 512, 20).substr(0, 10), "FileError:");
}

TEST(Field, NumbersDoNotFollowTheLocale) {
  const char* found = nullptr;
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "ru_RU.UTF-8"}) {
    if (!found) found = setlocale(LC_ALL, name);
  }
  if (!found) GTEST_SKIP() << "no locale with a decimal comma is installed";
  const double loss = 0.3122;
  EXPECT_EQ(utils::progbar_value(loss), "0.3122");
  EXPECT_EQ(printed(loss), "0.3122");
  EXPECT_EQ(text(loss), "0.3122");
  EXPECT_EQ(tensor({0.5}).to_string(), "[0.5]");
  EXPECT_EQ(saving::parse_json("[0.25, 1e-3]").to_string(), "[0.25, 0.001]");
  Sequential model({Input({300}), layers::Dense(10)});
  EXPECT_NE(model.summary_text().find("11.76 KB"), std::string::npos) << model.summary_text();
  setlocale(LC_ALL, "C");
}

TEST(Field, SavingToAFullDiskKeepsTheOldFile) {
  if (access("/dev/full", W_OK) != 0) GTEST_SKIP() << "there is no /dev/full";
  EXPECT_EQ(testing::error_text([] { save_npy("/dev/full", zeros({100})); }),
            "FileError: /dev/full: cannot be written: No space left on device");
}

}  // namespace
}  // namespace keratin
