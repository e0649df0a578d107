// set_output: all that the library prints goes where the program says.
#include "keratin/base/output.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "keratin/base/output_internal.h"
#include "keratin/base/warning_internal.h"

namespace keratin {
namespace {

class OutputTest : public testing::Test {
 protected:
  void SetUp() override {
    set_output({.write = [this](std::string_view text) { said_ += text; },
                .write_error = [this](std::string_view text) { warned_ += text; },
                .kind = OutputKind::notebook});
  }
  void TearDown() override { reset_output(); }
  std::string said_, warned_;
};

TEST_F(OutputTest, GoesWhereItIsSent) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  write_output("one\n");
  warn("two");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(said_, "one\n");
  EXPECT_EQ(warned_, "warning: two\n");
  EXPECT_EQ(output_kind(), OutputKind::notebook);
}

TEST_F(OutputTest, EmptyFunctionsLeaveStdoutAndStderr) {
  set_output({.kind = OutputKind::terminal});
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  write_output("one\n");
  write_error_output("two\n");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "one\n");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "two\n");
  EXPECT_EQ(output_kind(), OutputKind::terminal);
  reset_output();
  EXPECT_EQ(output_kind(), isatty(STDOUT_FILENO) ? OutputKind::terminal : OutputKind::file);
  EXPECT_EQ(said_, "");
}

TEST_F(OutputTest, ThrowsWhatTheFunctionThrowsAndGoesOn) {
  set_output({.write = [this](std::string_view text) {
    if (text == "bad") throw std::runtime_error("closed");
    said_ += text;
  }});
  EXPECT_THROW(write_output("bad"), std::runtime_error);
  write_output("good");
  EXPECT_EQ(said_, "good");
}

TEST_F(OutputTest, AFunctionMaySetAnotherWhileItWrites) {
  std::string other;
  set_output({.write = [&](std::string_view) {
    set_output({.write = [&](std::string_view text) { other += text; }});
    write_output("later");
  }});
  write_output("now");
  EXPECT_EQ(other, "later");
}

TEST_F(OutputTest, ThreadsWriteOneTextAfterTheOther) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 200; ++i) write_output("line\n");
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::string expected;
  for (int i = 0; i < 800; ++i) expected += "line\n";
  EXPECT_EQ(said_, expected);
}

}  // namespace
}  // namespace keratin
