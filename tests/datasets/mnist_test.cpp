#include "keratin/datasets/mnist.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "keratin/base/file_internal.h"
#include "keratin/datasets/fashion_mnist.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin::datasets {
namespace {

using keratin::testing::error_text;
using keratin::testing::TemporaryFolder;

/// While it lives, KERAS_HOME is another folder.
class Home {
 public:
  explicit Home(const std::string& path) {
    if (const char* now = getenv("KERAS_HOME")) before_ = now;
    setenv("KERAS_HOME", path.c_str(), 1);
  }
  ~Home() {
    if (before_.empty()) unsetenv("KERAS_HOME");
    if (!before_.empty()) setenv("KERAS_HOME", before_.c_str(), 1);
  }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;

 private:
  std::string before_;
};

const char* const kFiles[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                              "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

/// An idx file of zeros.
std::string idx_of(const std::vector<int64_t>& shape) {
  std::string bytes{'\0', '\0', '\x08', static_cast<char>(shape.size())};
  int64_t size = 1;
  for (const int64_t length : shape) {
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(length >> shift & 255);
    size *= length;
  }
  return bytes + std::string(static_cast<size_t>(size), '\0');
}

void write_idx_files(const TemporaryFolder& folder, const std::string& where) {
  folder.write(where + kFiles[0], idx_of({60000, 28, 28}));
  folder.write(where + kFiles[1], idx_of({60000}));
  folder.write(where + kFiles[2], idx_of({10000, 28, 28}));
  folder.write(where + kFiles[3], idx_of({10000}));
}

TEST(Mnist, FilesOfTheRightShapeWithOtherDigitsAreRefused) {
  const TemporaryFolder folder;
  const Home home(folder.path());
  write_idx_files(folder, "datasets/mnist/");
  EXPECT_EQ(error_text([] { mnist::load_data(); }),
            "FileError: " + (folder / "datasets/mnist/") + kFiles[0] +
                ": this is not MNIST's x_train\n"
                "  hint  delete the file, and the data are downloaded again");
}

TEST(Mnist, ABrokenArchiveIsNamed) {
  const TemporaryFolder folder;
  const Home home(folder.path());
  for (const std::string bytes : {"", "PK\x03\x04 cut off", "no archive at all"}) {
    const std::string path = folder.write("datasets/mnist.npz", bytes);
    const std::string error = error_text([] { mnist::load_data(); });
    EXPECT_TRUE(error.starts_with("FileError: " + path + ": ")) << error;
  }
}

TEST(Mnist, AnArchiveOfOtherArraysIsNamed) {
  const TemporaryFolder folder;
  const Home home(folder.path());
  folder.write("datasets/keep", "");
  const std::string path = folder / "datasets/mnist.npz";
  save_npz(path, {{"x_train", zeros({3, 28, 28}).astype(uint8)}});
  EXPECT_EQ(error_text([] { mnist::load_data(); }),
            "FileError: " + path +
                ": 'x_train' is not MNIST's\n"
                "  hint  delete the file, and it is downloaded again");
}

TEST(FashionMnist, IsReadFromItsFourFiles) {
  const TemporaryFolder folder;
  const Home home(folder.path());
  write_idx_files(folder, "datasets/fashion-mnist/");
  const auto [train, test] = fashion_mnist::load_data();
  EXPECT_EQ(train.x.shape(), (Shape{60000, 28, 28}));
  EXPECT_EQ(train.y.shape(), (Shape{60000}));
  EXPECT_EQ(test.x.shape(), (Shape{10000, 28, 28}));
  EXPECT_EQ(test.y.dtype(), uint8);
}

TEST(FashionMnist, ATruncatedFileIsNamed) {
  const TemporaryFolder folder;
  const Home home(folder.path());
  write_idx_files(folder, "datasets/fashion-mnist/");
  const std::string path = folder / (std::string("datasets/fashion-mnist/") + kFiles[2]);
  std::filesystem::resize_file(path, 1000);
  const std::string error = error_text([] { fashion_mnist::load_data(); });
  EXPECT_TRUE(error.starts_with("FileError: " + path)) << error;
  folder.write(std::string("datasets/fashion-mnist/") + kFiles[2], idx_of({9, 28, 28}));
  EXPECT_EQ(error_text([] { fashion_mnist::load_data(); }),
            "FileError: " + path +
                ": expected shape (10000, 28, 28), received (9, 28, 28)\n"
                "  hint  delete the file, and it is downloaded again");
}

TEST(FashionMnist, TwoProcessesReadAtOnce) {
  const TemporaryFolder folder;
  const Home home(folder.path());
  write_idx_files(folder, "datasets/fashion-mnist/");
  std::vector<pid_t> children;
  for (int i = 0; i < 2; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const bool is_read =
          error_text([] { fashion_mnist::load_data(); }) == std::string("no error");
      _exit(is_read ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
}

TEST(Mnist, HasItsDigitsWhateverTheContainer) {
  const std::string real = utils::keras_home() + "/datasets";
  const bool is_there = file_exists(real + "/mnist.npz") ||
                        file_exists(real + "/mnist/" + kFiles[0]) ||
                        file_exists(real + "/mnist/" + kFiles[0] + ".gz");
  if (!is_there) GTEST_SKIP() << "MNIST is not in " << real << " (set KERAS_HOME)";
  const auto [train, test] = mnist::load_data();
  EXPECT_EQ(train.x.shape(), (Shape{60000, 28, 28}));
  EXPECT_EQ(train.y[slice(0, 5)].to_vector<int64_t>(), (std::vector<int64_t>{5, 0, 4, 1, 9}));
  // The same arrays in an archive of our own, and as files that are not packed.
  const TemporaryFolder folder;
  const Home home(folder.path());
  folder.write("datasets/keep", "");
  save_npz(folder / "datasets/mnist.npz",
           {{"x_train", train.x}, {"y_train", train.y}, {"x_test", test.x}, {"y_test", test.y}});
  EXPECT_TRUE(array_equal(mnist::load_data().test.y, test.y));
}

}  // namespace
}  // namespace keratin::datasets
