#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/plot/plot.h"

namespace keratin {
namespace {

class Savefig : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("keratin_save_test_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
    plt::figure({.figsize = {2, 1}});
    plt::plot({1, 2, 3});
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  static std::string read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static int big_endian(const std::string& bytes, size_t at) {
    int value = 0;
    for (size_t i = 0; i < 4; ++i) value = value * 256 + static_cast<uint8_t>(bytes.at(at + i));
    return value;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(Savefig, WritesAPngOfInchesTimesDpi) {
  plt::savefig(path("a.png"));
  const std::string bytes = read(path("a.png"));
  EXPECT_EQ(bytes.substr(0, 8), "\x89PNG\r\n\x1a\n");
  EXPECT_EQ(big_endian(bytes, 16), 200);
  EXPECT_EQ(big_endian(bytes, 20), 100);
  plt::savefig(path("b.PNG"), {.dpi = 300});
  EXPECT_EQ(big_endian(read(path("b.PNG")), 16), 600);
}

TEST_F(Savefig, WritesSvgAndPdf) {
  plt::savefig(path("a.svg"));
  EXPECT_NE(read(path("a.svg")).find("<svg"), std::string::npos);
  plt::savefig(path("a.pdf"));
  EXPECT_EQ(read(path("a.pdf")).substr(0, 5), "%PDF-");
}

TEST_F(Savefig, RefusesOtherEnds) {
  for (const char* name : {"a.jpg", "png", "folder.png/a", ""}) {
    EXPECT_THROW(plt::savefig(name), ValueError) << name;
  }
  try {
    plt::savefig("a.jpg");
  } catch (const ValueError& error) {
    EXPECT_EQ(error.rule(), "plot::savefig: 'a.jpg' ends neither in .png nor .svg nor .pdf");
  }
}

TEST_F(Savefig, NamesTheFileThatCannotBeWritten) {
  try {
    plt::savefig(path("no/such/folder/a.png"));
    FAIL() << "did not throw";
  } catch (const FileError& error) {
    EXPECT_NE(std::string(error.what()).find("no/such/folder/a.png"), std::string::npos);
  }
}

TEST_F(Savefig, KeepsTheFigureAndShowEndsIt) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(path("."));
  plt::savefig("one.png");
  plt::savefig("two.png");
  EXPECT_EQ(read("one.png"), read("two.png"));
  if (isatty(STDOUT_FILENO)) {
    std::filesystem::current_path(before);
    GTEST_SKIP() << "stdout is a terminal: show draws there";
  }
  testing::internal::CaptureStdout();
  plt::show();
  const std::string said = testing::internal::GetCapturedStdout();
  EXPECT_EQ(said, "plot::show: stdout is no terminal, saved figure_1.png\n");
  EXPECT_EQ(read("figure_1.png"), read("one.png"));
  testing::internal::CaptureStdout();
  plt::show();  // nothing to show
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  std::filesystem::current_path(before);
}

TEST_F(Savefig, WritesIntoAStream) {
  plt::savefig(path("a.png"));
  std::ostringstream png, svg;
  plt::savefig(png);
  EXPECT_EQ(png.str(), read(path("a.png")));
  plt::gcf().savefig(svg, {.format = "svg"});
  EXPECT_NE(svg.str().find("<svg"), std::string::npos);
  plt::savefig(path("picture"), {.format = "PNG"});
  EXPECT_EQ(read(path("picture")), png.str());
  EXPECT_THROW(plt::savefig(png, {.format = "jpg"}), ValueError);
  std::ostringstream closed;
  closed.setstate(std::ios::badbit);
  EXPECT_THROW(plt::savefig(closed), FileError);
}

TEST_F(Savefig, ShowHandsTheFigureToTheHook) {
  plt::savefig(path("a.png"));
  std::vector<std::pair<std::string, std::string>> shown;
  plt::set_show(
      [&](std::string_view mime, std::string_view bytes) { shown.emplace_back(mime, bytes); });
  plt::show();
  plt::show();  // there is no figure any more
  plt::set_show({});
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0].first, "image/png");
  EXPECT_EQ(shown[0].second, read(path("a.png")));
}

}  // namespace
}  // namespace keratin
