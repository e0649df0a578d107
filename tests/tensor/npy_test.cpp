#include "keratin/tensor/npy.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

constexpr DType kEach[] = {bool_,  uint8, int8,    uint16,   int16,   uint32, int32,
                           uint64, int64, float16, bfloat16, float32, float64};

std::string golden(const std::string& name) { return KERATIN_GOLDEN_DIR "/numpy/" + name; }

/// 0 to 5 as (2, 3), as float64.
void expect_counts(const Tensor& x, DType dtype) {
  EXPECT_EQ(x.dtype(), dtype);
  EXPECT_EQ(x.shape(), (Shape{2, 3}));
  EXPECT_EQ(x.to_vector<double>(), (std::vector<double>{0, 1, 2, 3, 4, 5}));
}

/// The bytes of a version 1 file with this header and this many bytes of elements.
std::vector<uint8_t> file_with(const std::string& header, size_t elements) {
  std::string bytes = "\x93NUMPY";
  bytes += {'\1', '\0', static_cast<char>(header.size()), '\0'};
  bytes += header + std::string(elements, '\0');
  return {bytes.begin(), bytes.end()};
}

std::string refusal(const std::vector<uint8_t>& bytes) {
  try {
    parse_npy("numbers.npy", bytes);
  } catch (const FileError& error) {
    return error.what();
  }
  return "read without an error";
}

std::string refusal_of_shape(const std::string& shape) {
  return refusal(
      file_with("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }", 8));
}

void expect_says(const std::string& said, const std::string& part) {
  EXPECT_NE(said.find("numbers.npy"), said.npos) << said;
  EXPECT_NE(said.find(part), said.npos) << said;
}

TEST(Npy, EveryDtypeComesBackFromItsBytes) {
  for (const DType dtype : kEach) {
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{3, 0}, Shape{7}, Shape{2, 3, 5}}) {
      const Tensor x = arange(shape.size()).reshape(shape).astype(dtype);
      const Tensor y = parse_npy("memory", npy_bytes(x));
      EXPECT_EQ(y.dtype(), dtype);
      EXPECT_EQ(y.shape(), shape);
      EXPECT_EQ(y.to_vector<double>(), x.to_vector<double>()) << name_of(dtype) << text(shape);
    }
  }
}

TEST(Npy, ATransposedViewIsSavedInItsOwnOrder) {
  const Tensor x = arange(6).reshape({2, 3}).transpose();
  const Tensor y = parse_npy("memory", npy_bytes(x));
  EXPECT_EQ(y.shape(), (Shape{3, 2}));
  EXPECT_EQ(y.to_vector<int>(), (std::vector<int>{0, 3, 1, 4, 2, 5}));
}

TEST(Npy, ReadsWhatNumPyWrites) {
  expect_counts(load_npy(golden("fortran.npy")), float32);
  expect_counts(load_npy(golden("big_endian.npy")), float64);
  expect_counts(load_npy(golden("bfloat16.npy")), bfloat16);
  expect_counts(load_npy(golden("version2.npy")), float32);
  expect_counts(load_npy(golden("version3.npy")), float32);
  EXPECT_EQ(load_npy(golden("scalar.npy")).item<int64_t>(), 7);
  EXPECT_EQ(load_npy(golden("empty.npy")).shape(), (Shape{0, 3}));
}

TEST(Npy, ReadsACompressedArchive) {
  const NamedTensors arrays = load_npz(golden("compressed.npz"));
  ASSERT_EQ(arrays.size(), 2U);
  EXPECT_EQ(arrays[0].first, "x");
  expect_counts(arrays[0].second, float32);
  EXPECT_EQ(arrays[1].first, "long");
  EXPECT_EQ(arrays[1].second.to_vector<int>(), std::vector<int>(5000));
}

TEST(Npy, FilesAndArchivesComeBack) {
  const auto folder = std::filesystem::temp_directory_path() / "keratin_npy_test";
  std::filesystem::create_directories(folder);
  const Tensor x = arange(6).reshape({2, 3}).astype(float16);
  save_npy(folder / "x.npy", x);
  expect_counts(load_npy(folder / "x.npy"), float16);
  save_npz(folder / "x.npz", {{"first", x}, {"layer/second", x.astype(float64)}});
  const NamedTensors arrays = load_npz(folder / "x.npz");
  ASSERT_EQ(arrays.size(), 2U);
  EXPECT_EQ(arrays[1].first, "layer/second");
  expect_counts(arrays[0].second, float16);
  expect_counts(arrays[1].second, float64);
  std::filesystem::remove_all(folder);
}

TEST(Npy, OtherDtypesAreNamed) {
  EXPECT_THROW(load_npy(golden("complex.npy")), FileError);
  EXPECT_THROW(load_npy(golden("fields.npy")), FileError);
  expect_says(refusal(file_with("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8)),
              "the dtype '|O' is not known");
}

TEST(Npy, AFileThatIsNoArrayIsRefused) {
  expect_says(refusal({}), "it does not begin as one");
  expect_says(refusal(std::vector<uint8_t>(100)), "it does not begin as one");
  std::vector<uint8_t> bytes = npy_bytes(arange(6));
  bytes[6] = 9;
  expect_says(refusal(bytes), "version 9 is not known");
  expect_says(refusal(file_with("{'fortran_order': False, 'shape': (1,), }", 4)),
              "the header has no 'descr'");
  expect_says(refusal(file_with("{'descr': '<f4', 'fortran_order': False, }", 4)),
              "the header has no 'shape'");
}

TEST(Npy, ATruncatedFileIsRefusedAtEveryLength) {
  const std::vector<uint8_t> whole = npy_bytes(arange(6));
  for (size_t length = 0; length < whole.size(); ++length) {
    expect_says(refusal({whole.begin(), whole.begin() + static_cast<int64_t>(length)}), "not a");
  }
  std::vector<uint8_t> longer = whole;
  longer.push_back(0);
  expect_says(refusal(longer), "the file has 25");
}

TEST(Npy, AbsurdShapesAreRefusedBeforeMemoryIsTaken) {
  expect_says(refusal_of_shape("(999999999999,)"), "takes 3999999999996 bytes, the file has 8");
  expect_says(refusal_of_shape("(99999999999999999999999,)"), "an axis is too long");
  expect_says(refusal_of_shape("(4294967296, 4294967296, 4294967296)"), "too many elements");
  expect_says(refusal_of_shape("(0, 4294967296, 4294967296, 4294967296)"), "too many elements");
  expect_says(refusal_of_shape("(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)"), "more than");
  expect_says(refusal_of_shape("(-2,)"), "the shape is no tuple of numbers");
  expect_says(refusal_of_shape("7"), "the shape is no tuple");
  expect_says(refusal(file_with("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1", 8)),
              "the shape does not end");
}

}  // namespace
}  // namespace keratin
