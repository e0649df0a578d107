// 2,000 random arrays of all dtypes print as NumPy prints them (tools/golden/make_printing.py).
#include <gtest/gtest.h>

#include <cstring>

#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/tensor/tensor.h"

namespace keratin {
namespace {

struct Record {
  Tensor x;
  std::string str, repr;
};

class Reader {
 public:
  explicit Reader(std::vector<uint8_t> bytes) : bytes_(std::move(bytes)) {}
  bool has_more() const { return at_ < bytes_.size(); }

  Record record() {
    constexpr DType kDTypes[] = {bool_,   uint8,    int8,    int32,  int64,
                                 float16, bfloat16, float32, float64};
    const DType dtype = kDTypes[number<uint8_t>()];
    Shape shape;
    const int rank = number<uint8_t>();
    for (int i = 0; i < rank; ++i) shape.push_back(number<uint32_t>());
    Tensor x(shape, dtype);
    take(x.view().data, x.nbytes());
    const std::string str = string();
    return {x, str, string()};
  }

 private:
  void take(void* to, size_t size) {
    ASSERT_LE(at_ + size, bytes_.size());
    if (size > 0) std::memcpy(to, bytes_.data() + at_, size);
    at_ += size;
  }
  template <class T>
  T number() {
    T value{};
    take(&value, sizeof value);
    return value;
  }
  std::string string() {
    std::string value(number<uint32_t>(), ' ');
    take(value.data(), value.size());
    return value;
  }

  std::vector<uint8_t> bytes_;
  size_t at_ = 0;
};

TEST(PrintElements, TwoThousandArraysLookAsInNumPy) {
  const std::string path = KERATIN_GOLDEN_DIR "/printing.bin.gz";
  Reader reader(gunzip(path, read_file(path)));
  int count = 0, differing = 0;
  std::string first;
  for (; reader.has_more(); ++count) {
    const Record record = reader.record();
    const auto compare = [&](const char* which, const std::string& got, const std::string& want) {
      if (got == want) return;
      ++differing;
      if (!first.empty()) return;
      first = text(which, " of array ", count, ", ", name_of(record.x.dtype()), " ",
                   record.x.shape(), "\n--- NumPy\n", want, "\n--- Keratin\n", got);
    };
    compare("str", record.x.to_string(), record.str);
    compare("repr", record.x.repr(), record.repr);
  }
  EXPECT_EQ(count, 2000);
  EXPECT_EQ(differing, 0) << first;
}

}  // namespace
}  // namespace keratin
