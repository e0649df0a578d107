// All ways of the bfloat16 product against plain float64 sums of rounded elements.
#include "keratin/backend/cpu/bfloat16_gemm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "keratin/backend/cpu/bfloat16_tiles.h"
#include "keratin/backend/cpu/plain_tiles_internal.h"
#include "keratin/base/text.h"
#include "tests/support/plain_product.h"

namespace keratin::cpu {
namespace {

using Gemm = void (*)(const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                      int64_t m, int64_t n, int64_t k, const RowWatch* watch);

using testing::kUnwritten;
using testing::PlainMatrix;
using testing::random_matrix;

/// A matrix in memory with a gap of NaN behind each row, as it is or transposed.
class Matrix {
 public:
  Matrix(const PlainMatrix& x, bool is_transposed, bool is_bfloat16)
      : step_((is_transposed ? x.rows : x.columns) + 3),
        is_transposed_(is_transposed),
        is_bfloat16_(is_bfloat16) {
    const PlainMatrix lying = is_transposed ? testing::transposed(x) : x;
    floats_.assign(static_cast<size_t>(lying.rows * step_), std::nanf(""));
    for (int64_t i = 0; i < lying.rows; ++i) {
      std::copy_n(lying.data.data() + i * lying.columns, lying.columns, floats_.data() + i * step_);
    }
    if (is_bfloat16) halves_ = std::vector<BFloat16>(floats_.begin(), floats_.end());
  }
  RoundedFactor factor() const {
    const void* data = is_bfloat16_ ? static_cast<const void*>(halves_.data())
                                    : static_cast<const void*>(floats_.data());
    return {data, step_, is_transposed_, is_bfloat16_};
  }

 private:
  int64_t step_;
  bool is_transposed_, is_bfloat16_;
  std::vector<float> floats_;
  std::vector<BFloat16> halves_;
};

/// Both transpositions of a matrix in both dtypes.
std::vector<Matrix> four_of(const PlainMatrix& x) {
  return {Matrix(x, false, false), Matrix(x, true, false), Matrix(x, false, true),
          Matrix(x, true, true)};
}

PlainMatrix rounded(PlainMatrix x) {
  for (float& value : x.data) value = static_cast<float>(BFloat16(value));
  return x;
}

void expect_products(Gemm gemm, int64_t m, int64_t n, int64_t k) {
  const PlainMatrix a = random_matrix(m, k, 1), b = random_matrix(k, n, 2);
  const std::vector<double> sums = testing::plain_product(rounded(a), rounded(b));
  const std::vector<Matrix> lefts = four_of(a), rights = four_of(b);
  const int64_t step = n + 5;
  for (size_t kind = 0; kind < 16; ++kind) {
    std::vector<float> y(static_cast<size_t>(m * step), kUnwritten);
    gemm(lefts[kind & 3].factor(), rights[kind >> 2].factor(), y.data(), step, m, n, k, nullptr);
    const double error = testing::largest_error(y, step, sums, n);
    EXPECT_LT(error, 1e-6 * static_cast<double>(k) + 1e-6)
        << text(m, " x ", n, " x ", k, ", kind ", kind);
    EXPECT_GE(error, 0) << "written behind a row";
  }
}

#if defined(__x86_64__)
/// The tiles as the processor's are packed, multiplied in plain C++.
class PackedPlainTiles : public PlainTiles {
 public:
  static void pack_right(const RoundedFactor& b, int64_t row, int64_t depth, int64_t n,
                         uint32_t* to) {
    avx512_pack_right_tiles(b, row, depth, n, to);
  }
  static void pack_left(const RoundedFactor& a, int64_t row, int64_t rows, int64_t begin,
                        int64_t depth, uint32_t* to) {
    avx512_pack_left_tiles(a, row, rows, begin, depth, to);
  }
};
#endif

enum class Way { pairs, widened, tiles, plain_tiles, packed_plain_tiles };

class BFloat16Gemm : public ::testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    if (GetParam() == Way::tiles && !has_tile_instructions()) {
      GTEST_SKIP() << "this processor has no AMX-BF16";
    }
    const bool needs_pairs = GetParam() == Way::pairs || GetParam() == Way::packed_plain_tiles;
    if (needs_pairs && !has_bfloat16_instruction()) {
      GTEST_SKIP() << "this processor has no AVX512_BF16";
    }
  }
  static Gemm gemm() {
    switch (GetParam()) {
#if defined(__x86_64__)
      case Way::pairs: return avx512_gemm;
      case Way::packed_plain_tiles: return walk_tiles<PackedPlainTiles>;
#endif
      case Way::tiles: return tile_gemm;
      case Way::plain_tiles: return plain_tile_gemm;
      default: return widened_gemm;
    }
  }
};

TEST_P(BFloat16Gemm, EqualsThePlainSumsForOddShapes) {
  // The plain ways are slow.
  const bool is_plain = GetParam() == Way::plain_tiles || GetParam() == Way::packed_plain_tiles;
  const int64_t most = is_plain ? 9000 : 200000;
  for (const int64_t m : {1, 2, 3, 7, 8, 9, 31, 129}) {
    for (const int64_t n : {1, 7, 15, 16, 17, 31, 33, 65, 128}) {
      for (const int64_t k : {0, 1, 2, 3, 31, 32, 33, 127, 130, 513}) {
        if (m * n * k > most) continue;
        expect_products(gemm(), m, n, k);
      }
    }
  }
  expect_products(gemm(), is_plain ? 50 : 128, is_plain ? 40 : 128, 1025);
}

TEST_P(BFloat16Gemm, RoundsToNearestEven) {
  const float tie = 1 + 0x1p-8F, above = 1 + 0x1.8p-8F;
  const float a[] = {tie, above, -tie, tie + 0x1p-20F}, b[] = {1};
  float y[4] = {};
  gemm()({a, 1, false, false}, {b, 1, false, false}, y, 1, 4, 1, 1, nullptr);
  const float next = 1 + 0x1p-7F;
  EXPECT_EQ(std::vector<float>(y, y + 4), (std::vector<float>{1, next, -1, next}));
}

TEST_P(BFloat16Gemm, CarriesInfinityAndNan) {
  const float infinity = std::numeric_limits<float>::infinity();
  for (const int64_t rows : {2, 12}) {  // row by row, and in panels
    std::vector<float> a(static_cast<size_t>(rows * 3), 1.0F), y(static_cast<size_t>(rows));
    a[1] = infinity;
    a[5] = std::nanf("");
    const float b[] = {1, 1, 1};
    gemm()({a.data(), 3, false, false}, {b, 1, false, false}, y.data(), 1, rows, 1, 3, nullptr);
    EXPECT_EQ(y[0], infinity);
    EXPECT_TRUE(std::isnan(y[1]));
    for (size_t i = 2; i < y.size(); ++i) EXPECT_EQ(y[i], 3);
  }
}

std::string name_of_way(const ::testing::TestParamInfo<Way>& way) {
  constexpr const char* names[] = {"Pairs", "Widened", "Tiles", "PlainTiles", "PackedPlainTiles"};
  return names[static_cast<int>(way.param)];
}
INSTANTIATE_TEST_SUITE_P(Ways, BFloat16Gemm,
                         ::testing::Values(Way::pairs, Way::widened, Way::tiles, Way::plain_tiles,
                                           Way::packed_plain_tiles),
                         name_of_way);

#if defined(__x86_64__)
TEST(BFloat16Gemm, PacksTheSameTilesInRegistersAsInLoops) {
  if (!has_bfloat16_instruction()) GTEST_SKIP() << "this processor has no AVX512_BF16";
  for (const int64_t m : {1, 15, 16, 17, 32, 50}) {
    for (const int64_t n : {1, 16, 39, 128}) {
      for (const int64_t k : {1, 31, 32, 33, 64, 200, 513}) {
        if (m * n * k >= 60000) continue;
        const std::vector<Matrix> lefts = four_of(random_matrix(m, k, 1));
        const std::vector<Matrix> rights = four_of(random_matrix(k, n, 2));
        for (size_t kind = 0; kind < 16; ++kind) {
          const RoundedFactor a = lefts[kind & 3].factor(), b = rights[kind >> 2].factor();
          std::vector<float> plain(static_cast<size_t>(m * n)), packed = plain;
          plain_tile_gemm(a, b, plain.data(), n, m, n, k);
          walk_tiles<PackedPlainTiles>(a, b, packed.data(), n, m, n, k, nullptr);
          ASSERT_EQ(packed, plain) << text(m, " x ", n, " x ", k, ", kind ", kind);
        }
      }
    }
  }
}
#endif

TEST(BFloat16Gemm, TilesThatDisagreeAreFoundOut) {
  EXPECT_TRUE(agrees_with_plain_tiles(plain_tile_gemm));
  EXPECT_TRUE(agrees_with_plain_tiles(widened_gemm));
  const auto wrong = [](const RoundedFactor& a, const RoundedFactor& b, float* y, int64_t y_step,
                        int64_t m, int64_t n, int64_t k, const RowWatch* watch) {
    plain_tile_gemm(a, b, y, y_step, m, n, k, watch);
    y[(m - 1) * y_step + n - 1] += 0.01F;
  };
  EXPECT_FALSE(agrees_with_plain_tiles(wrong));
  const auto nothing = [](const RoundedFactor&, const RoundedFactor&, float*, int64_t, int64_t,
                          int64_t, int64_t, const RowWatch*) {};
  EXPECT_FALSE(agrees_with_plain_tiles(nothing));
}

TEST(BFloat16Gemm, TilesSayWhenRowsBeginAndEnd) {
  const Matrix a(random_matrix(70, 40, 1), false, false), b(random_matrix(40, 20, 2), false, false);
  std::vector<float> y(70 * 20, -1.0F);
  int64_t heard = 0, done = 0;
  const auto before = [&](int64_t row, int64_t rows) {
    EXPECT_EQ(row, heard);
    heard += rows;
  };
  const auto after = [&](int64_t row, int64_t rows) {
    EXPECT_EQ(row, done);
    EXPECT_NE(y[static_cast<size_t>(row * 20)], -1.0F);
    done += rows;
    EXPECT_LE(done, heard);
  };
  const RowWatch watch{before, after};
  plain_tile_gemm(a.factor(), b.factor(), y.data(), 20, 70, 20, 40, &watch);
  EXPECT_EQ(heard, 70);
  EXPECT_EQ(done, 70);
}

}  // namespace
}  // namespace keratin::cpu
