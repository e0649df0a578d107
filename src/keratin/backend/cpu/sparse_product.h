// Products whose left factor is mostly zeros, as images, bags of words and one-hot codes are: only
// what is not zero is multiplied. Equal to gemm but for the order of the sums. A tile that meets an
// infinite or NaN weight multiplies the zeros as well, because 0 * infinity is NaN.
#pragma once
#include <cstdint>

#include "keratin/base/function_ref.h"
#include "keratin/tensor/dtype.h"

namespace keratin::cpu {

/// A row-major matrix in memory: element (i, j) at data[i * step + j].
struct Rows {
  const float* data;
  int64_t step;
  int64_t rows, columns;
};

/// What is not zero in a matrix [rows, columns], listed by rows and by columns. The lists lie in
/// memory that the caller gives.
class NonZeros {
 public:
  /// Bytes that the lists of such a matrix need.
  static size_t bytes_for(int64_t rows, int64_t columns);
  NonZeros() = default;
  NonZeros(void* memory, int64_t rows, int64_t columns);

  int64_t rows() const { return rows_; }
  int64_t columns() const { return columns_; }
  /// Lists row i, which holds x [columns]. Safe from several threads for different rows.
  void list_row(int64_t i, const float* x);
  /// How many there are, after list_row for every row.
  int64_t count() const;
  /// Lists by columns, for parts 0 .. column_parts() - 1; after list_row for every row.
  int64_t column_parts() const { return blocks_ * row_blocks_; }
  void list_columns(int64_t part);

 private:
  friend struct SparseTiles;
  size_t lay_out(void* memory);  // the number of bytes that it takes

  int64_t rows_ = 0, columns_ = 0;
  int64_t blocks_ = 0;      // of columns
  int64_t row_blocks_ = 0;  // of rows
  // Row i's entries begin at i * row_room_; those before block b number row_ends_[i][b]. A place
  // is the offset in bytes of a row of a panel (see the .cpp file).
  int64_t row_room_ = 0;
  int32_t* row_places_ = nullptr;
  float* row_values_ = nullptr;
  int32_t* row_ends_ = nullptr;
  // The same by columns, for each block of rows.
  int32_t* column_places_ = nullptr;
  float* column_values_ = nullptr;
  int32_t* column_counts_ = nullptr;
};

/// Whether so few of `size` elements are not zero that skipping pays.
inline bool is_mostly_zero(int64_t count, int64_t size) { return count * 10 < size * 3; }
/// The same for a matrix. Looks at no more than 128 rows.
bool is_mostly_zero(const Rows& x);

/// Sees a part [rows, columns] of a result at (row, column) while it is in the cache.
using TileSink = FunctionRef<void(const float* tile, int64_t step, int64_t row, int64_t column,
                                  int64_t rows, int64_t columns)>;

/// Hears of that part before its sums begin, while there is time to fetch what the sink will need.
using TileNotice = FunctionRef<void(int64_t row, int64_t column, int64_t rows, int64_t columns)>;

/// The products of a matrix x and its lists, cut by shape into tasks that may run in any order on
/// any threads.
struct SparseTiles {
  static constexpr int64_t kColumns = 64;  // of the right factor that a task takes
  /// y [x.rows, w.columns] = x . w, columns [task * kColumns, ...) of it.
  static int64_t product_tasks(int64_t columns);
  /// With `rounds` the elements of w are rounded to bfloat16.
  static void product(const NonZeros& lists, const Rows& x, const Rows& w, int64_t task, float* y,
                      int64_t y_step, bool rounds = false);
  /// x^T . d [x.columns, d.columns], parts of which go to the sink. Needs list_columns.
  static int64_t transposed_tasks(const NonZeros& lists, int64_t columns);
  static void transposed(const NonZeros& lists, const Rows& x, const Rows& d, int64_t task,
                         TileSink sink, TileNotice notice);
};

/// Sees a tile of the result while it is in the cache.
using FinishTile = FunctionRef<void(float* tile, int64_t column, int64_t rows, int64_t columns)>;

/// y [x.rows, w.columns] = x . w, with w.rows = x.columns. On the pool.
void sparse_product(const Rows& x, const Rows& w, float* y, int64_t y_step, FinishTile finish);

/// y [x.columns, d.columns] = x^T . d, with d.rows = x.rows. On the pool.
void sparse_transposed_product(const Rows& x, const Rows& d, float* y, int64_t y_step);

}  // namespace keratin::cpu
