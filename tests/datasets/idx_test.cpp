#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/datasets/idx_internal.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin::datasets {
namespace {

using keratin::testing::error_text;
using keratin::testing::TemporaryFolder;
using Bytes = std::vector<uint8_t>;

const Bytes kTwoByThree = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6};

TEST(Idx, IsAnArrayOfBytes) {
  const Tensor x = parse_idx("x", kTwoByThree);
  EXPECT_EQ(x.shape(), (Shape{2, 3}));
  EXPECT_EQ(x.dtype(), uint8);
  EXPECT_EQ(x.to_vector<uint8_t>(), (Bytes{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(parse_idx("x", {0, 0, 8, 1, 0, 0, 0, 0}).shape(), (Shape{0}));
}

TEST(Idx, IsReadFromAFileOfItsName) {
  const TemporaryFolder folder;
  const std::string path = folder.write("x", std::string(kTwoByThree.begin(), kTwoByThree.end()));
  EXPECT_EQ(load_idx(path).shape(), (Shape{2, 3}));
  const std::string packed = folder.write("x.gz", "no gzip");
  EXPECT_EQ(error_text([&] { load_idx(packed); }),
            "FileError: " + packed + ": this is not a whole gzip file");
  EXPECT_TRUE(error_text([&] {
                load_idx(folder / "none");
              }).starts_with("FileError: " + (folder / "none") + ": cannot be opened"));
}

TEST(Idx, TruncatedOnesAreNamedWithTheNumbers) {
  for (size_t size = 0; size < kTwoByThree.size(); ++size) {
    const Bytes part(kTwoByThree.begin(), kTwoByThree.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_TRUE(
        error_text([&] { parse_idx("some/file", part); }).starts_with("FileError: some/file"))
        << size;
  }
  Bytes shorter = kTwoByThree;
  shorter.pop_back();
  const std::string error = error_text([&] { parse_idx("some/file", shorter); });
  EXPECT_NE(error.find("shape (2, 3) takes 6 bytes, it has 5"), error.npos) << error;
  Bytes longer = kTwoByThree;
  longer.push_back(0);
  EXPECT_NE(error_text([&] { parse_idx("some/file", longer); }), "no error");
}

TEST(Idx, HugeLengthsTakeNoMemory) {
  const Bytes bomb = {0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  const std::string error = error_text([&] { parse_idx("bomb", bomb); });
  EXPECT_NE(error.find("it claims too many elements"), error.npos) << error;
}

TEST(Idx, OtherElementTypesAndRanksAreRefused) {
  for (const auto& [at, value] :
       {std::pair<size_t, uint8_t>{0, 1}, {1, 1}, {2, 13}, {3, 0}, {3, 9}}) {
    Bytes changed = kTwoByThree;
    changed[at] = value;
    EXPECT_TRUE(error_text([&] { parse_idx("x", changed); }).starts_with("FileError: x"))
        << at << " " << int{value};
  }
}

}  // namespace
}  // namespace keratin::datasets
