// Factorizations of the reference backend: the one file that knows LAPACK, which is called column
// by column on copies, and the solution of triangular systems.
#include <lapacke.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <vector>

#include "keratin/backend/reference_internal.h"
#include "keratin/backend/reference_tasks_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/memory.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

constexpr int kColumnMajor = LAPACK_COL_MAJOR;

template <class T>
struct Lapack;
template <>
struct Lapack<float> {
  static constexpr auto potrf = &LAPACKE_spotrf_work;
  static constexpr auto getrf = &LAPACKE_sgetrf_work;
  static constexpr auto geqrf = &LAPACKE_sgeqrf_work;
  static constexpr auto orgqr = &LAPACKE_sorgqr_work;
  static constexpr auto gesdd = &LAPACKE_sgesdd_work;
  static constexpr auto syevd = &LAPACKE_ssyevd_work;
};
template <>
struct Lapack<double> {
  static constexpr auto potrf = &LAPACKE_dpotrf_work;
  static constexpr auto getrf = &LAPACKE_dgetrf_work;
  static constexpr auto geqrf = &LAPACKE_dgeqrf_work;
  static constexpr auto orgqr = &LAPACKE_dorgqr_work;
  static constexpr auto gesdd = &LAPACKE_dgesdd_work;
  static constexpr auto syevd = &LAPACKE_dsyevd_work;
};

template <class T>
using Room = std::vector<T, RecycledAllocator<T>>;

/// One matrix of a stack, as it lies.
template <class T>
struct Matrix {
  T* data;
  int64_t rows, columns, row_step, column_step;
  T& operator()(int64_t row, int64_t column) const {
    return data[row * row_step + column * column_step];
  }
};

template <class T>
Matrix<const T> matrix_of(const ConstView& view, int64_t index) {
  return {static_cast<const T*>(view.data) + reference::offset_in_stack(view, index, 2),
          view.shape[-2], view.shape[-1], view.strides[-2], view.strides[-1]};
}
template <class T>
Matrix<T> matrix_of(const View& view, int64_t index) {
  return {static_cast<T*>(view.data) + reference::offset_in_stack(view, index, 2), view.shape[-2],
          view.shape[-1], view.strides[-2], view.strides[-1]};
}
/// One line of a stack of lines, whose elements lie one after the other.
template <class T>
T* line_of(const View& view, int64_t index) {
  return static_cast<T*>(view.data) + reference::offset_in_stack(view, index, 1);
}

/// A matrix column by column, as LAPACK has it.
template <class T>
class Columns {
 public:
  Columns(int64_t rows, int64_t columns)
      : rows_(rows), columns_(columns), elements_(static_cast<size_t>(rows * columns)) {}
  explicit Columns(const Matrix<const T>& x) : Columns(x.rows, x.columns) {
    for (int64_t j = 0; j < columns_; ++j) {
      for (int64_t i = 0; i < rows_; ++i) (*this)(i, j) = x(i, j);
    }
  }

  T& operator()(int64_t row, int64_t column) {
    return elements_[static_cast<size_t>(column * rows_ + row)];
  }
  T* data() { return elements_.data(); }
  lapack_int rows() const { return static_cast<lapack_int>(rows_); }
  lapack_int columns() const { return static_cast<lapack_int>(columns_); }
  /// From one column to the next; LAPACK asks for at least 1.
  lapack_int step() const { return std::max(lapack_int{1}, rows()); }

  bool is_finite() const {
    return std::all_of(elements_.begin(), elements_.end(), [](T x) { return std::isfinite(x); });
  }
  void fill(T value) { std::fill(elements_.begin(), elements_.end(), value); }
  void set_diagonal(T value) {
    for (int64_t i = 0; i < std::min(rows_, columns_); ++i) (*this)(i, i) = value;
  }
  void store(const Matrix<T>& to) {
    for (int64_t i = 0; i < to.rows; ++i) {
      for (int64_t j = 0; j < to.columns; ++j) to(i, j) = (*this)(i, j);
    }
  }

 private:
  int64_t rows_, columns_;
  Room<T> elements_;
};

template <class T>
constexpr T kNaN = std::numeric_limits<T>::quiet_NaN();

/// A negative answer names an argument that is wrong, which is nobody's data.
void check_arguments(const char* routine, lapack_int info) {
  if (info < 0) throw_internal_error(text(routine, " refuses its argument ", -info));
}

/// Room of the size that a routine asks for when it is called with a size of -1.
template <class T>
Room<T> room_for(T answer) {
  // A float may have rounded the number down.
  const double size = std::nextafter(static_cast<double>(answer) * (1 + 1e-6), 1e300);
  return Room<T>(static_cast<size_t>(std::max(1.0, std::ceil(size))));
}
template <class T>
lapack_int size_of(const Room<T>& room) {
  return static_cast<lapack_int>(room.size());
}

/// run(tag of the dtype, float or double).
template <class Run>
void visit_dtype_of_factors(const ConstView& x, Run run) {
  if (x.dtype == DType::float32) return run(float{});
  return run(double{});
}

int64_t cube_of(const Shape& shape) {
  return shape[-2] * shape[-1] * std::max<int64_t>(1, std::min(shape[-2], shape[-1]));
}

reference::TaskList one_each(const ConstView& x) {
  return {.count = reference::stack_size(x.shape, 2),
          .work = std::max<int64_t>(1, cube_of(x.shape))};
}

// --- one matrix each ---

template <class T>
void factor_cholesky(const Matrix<const T>& x, const Matrix<T>& y) {
  Columns<T> a(x);
  for (int64_t j = 1; j < x.columns; ++j) {
    for (int64_t i = 0; i < j; ++i) a(i, j) = 0;
  }
  const lapack_int info = Lapack<T>::potrf(kColumnMajor, 'L', a.rows(), a.data(), a.step());
  check_arguments("potrf", info);
  for (int64_t j = 0; info > 0 && j < x.columns; ++j) {
    for (int64_t i = j; i < x.rows; ++i) a(i, j) = kNaN<T>;
  }
  a.store(y);
}

template <class T>
void factor_lu(const Matrix<const T>& x, const Matrix<T>& lu, int32_t* pivots, int32_t* order) {
  Columns<T> a(x);
  const auto count = static_cast<size_t>(std::min(x.rows, x.columns));
  Room<lapack_int> swaps(count);
  check_arguments("getrf", Lapack<T>::getrf(kColumnMajor, a.rows(), a.columns(), a.data(), a.step(),
                                            swaps.data()));
  a.store(lu);
  std::iota(order, order + x.rows, 0);
  for (size_t i = 0; i < count; ++i) {
    pivots[i] = static_cast<int32_t>(swaps[i] - 1);
    std::swap(order[i], order[pivots[i]]);
  }
}

template <class T>
void factor_qr(const Matrix<const T>& x, const Matrix<T>& q, const Matrix<T>& r) {
  Columns<T> a(x), full(q.rows, q.columns);
  const int64_t count = std::min(x.rows, x.columns);
  if (count == 0) {
    full.set_diagonal(1);
    return full.store(q);
  }
  Room<T> scales(static_cast<size_t>(count));
  T answer = 0;
  const auto geqrf = [&](T* work, lapack_int size) {
    return Lapack<T>::geqrf(kColumnMajor, a.rows(), a.columns(), a.data(), a.step(), scales.data(),
                            work, size);
  };
  check_arguments("geqrf", geqrf(&answer, -1));
  Room<T> work = room_for(answer);
  check_arguments("geqrf", geqrf(work.data(), size_of(work)));
  for (int64_t i = 0; i < r.rows; ++i) {
    for (int64_t j = 0; j < r.columns; ++j) r(i, j) = j >= i ? a(i, j) : T{0};
  }
  std::copy_n(a.data(), x.rows * count, full.data());
  const auto orgqr = [&](T* room, lapack_int size) {
    return Lapack<T>::orgqr(kColumnMajor, full.rows(), full.columns(),
                            static_cast<lapack_int>(count), full.data(), full.step(), scales.data(),
                            room, size);
  };
  check_arguments("orgqr", orgqr(&answer, -1));
  work = room_for(answer);
  check_arguments("orgqr", orgqr(work.data(), size_of(work)));
  full.store(q);
}

/// What is kept of u and vh, which may be no matrices at all.
template <class T>
struct Bases {
  Columns<T> u, vh;
  char job;
};

template <class T>
bool find_singular_values(Columns<T>& a, T* s, Bases<T>& bases) {
  if (!a.is_finite()) return false;
  Room<lapack_int> counters(8 * static_cast<size_t>(std::min(a.rows(), a.columns())));
  const auto gesdd = [&](T* work, lapack_int size) {
    return Lapack<T>::gesdd(kColumnMajor, bases.job, a.rows(), a.columns(), a.data(), a.step(), s,
                            bases.u.data(), bases.u.step(), bases.vh.data(), bases.vh.step(), work,
                            size, counters.data());
  };
  T answer = 0;
  check_arguments("gesdd", gesdd(&answer, -1));
  Room<T> work = room_for(answer);
  const lapack_int info = gesdd(work.data(), size_of(work));
  check_arguments("gesdd", info);
  return info == 0;
}

template <class T>
void factor_svd(const SvdCall& call, int64_t index) {
  Columns<T> a(matrix_of<T>(call.x, index));
  const int64_t count = std::min<int64_t>(a.rows(), a.columns());
  T* s = line_of<T>(call.s, index);
  const bool is_whole = call.u && (call.u->shape[-1] > count || call.vh->shape[-2] > count);
  Bases<T> bases = {call.u ? Columns<T>(a.rows(), call.u->shape[-1]) : Columns<T>(0, 0),
                    call.vh ? Columns<T>(call.vh->shape[-2], a.columns()) : Columns<T>(0, 0),
                    !call.u    ? 'N'
                    : is_whole ? 'A'
                               : 'S'};
  if (count == 0) {
    bases.u.set_diagonal(1);
    bases.vh.set_diagonal(1);
  } else if (!find_singular_values(a, s, bases)) {
    std::fill_n(s, count, kNaN<T>);
    bases.u.fill(kNaN<T>);
    bases.vh.fill(kNaN<T>);
  }
  if (!call.u) return;
  bases.u.store(matrix_of<T>(*call.u, index));
  bases.vh.store(matrix_of<T>(*call.vh, index));
}

template <class T>
bool find_eigenvalues(Columns<T>& a, T* w) {
  if (!a.is_finite()) return false;
  const auto syevd = [&](T* work, lapack_int size, lapack_int* counters, lapack_int length) {
    return Lapack<T>::syevd(kColumnMajor, 'V', 'L', a.rows(), a.data(), a.step(), w, work, size,
                            counters, length);
  };
  T answer = 0;
  lapack_int length = 0;
  check_arguments("syevd", syevd(&answer, -1, &length, -1));
  Room<T> work = room_for(answer);
  Room<lapack_int> counters(static_cast<size_t>(std::max(lapack_int{1}, length)));
  const lapack_int info = syevd(work.data(), size_of(work), counters.data(), size_of(counters));
  check_arguments("syevd", info);
  return info == 0;
}

template <class T>
void factor_eigh(const Matrix<const T>& x, T* w, const Matrix<T>& v) {
  if (x.rows == 0) return;
  Columns<T> a(x);
  if (!find_eigenvalues(a, w)) {
    std::fill_n(w, x.rows, kNaN<T>);
    a.fill(kNaN<T>);
  }
  a.store(v);
}

// --- triangular systems ---

constexpr int64_t kPanel = 64;  // columns of b that are solved together, in the cache

/// row i -= factor * row j of a panel, whose rows lie `width` elements apart.
template <class T>
void subtract_row(T* row, T factor, const T* other, int64_t width) {
  for (int64_t c = 0; c < width; ++c) row[c] -= factor * other[c];
}

/// The panel becomes the solution.
template <class T>
void solve_panel(const TriangularSolveCall& call, const Matrix<const T>& a, T* panel,
                 int64_t width) {
  for (int64_t step = 0; step < a.rows; ++step) {
    const int64_t i = call.is_lower ? step : a.rows - 1 - step;
    T* row = panel + i * width;
    const int64_t begin = call.is_lower ? 0 : i + 1, end = call.is_lower ? i : a.rows;
    for (int64_t j = begin; j < end; ++j) subtract_row(row, a(i, j), panel + j * width, width);
    for (int64_t c = 0; !call.has_ones && c < width; ++c) row[c] /= a(i, i);
  }
}

/// Row i of a list of rows, or i without one.
int64_t row_in(const std::optional<ConstView>& rows, int64_t index, int64_t i) {
  if (!rows) return i;
  return static_cast<const int32_t*>(
      rows->data)[reference::offset_in_stack(*rows, index, 1) + i * rows->strides[-1]];
}

int64_t panels_of(const TriangularSolveCall& call) {
  return (call.y.shape[-1] + kPanel - 1) / kPanel;
}

template <class T>
void solve_task(const TriangularSolveCall& call, int64_t task) {
  const int64_t index = task / panels_of(call), first = task % panels_of(call) * kPanel;
  const int64_t width = std::min(kPanel, call.y.shape[-1] - first);
  const Matrix<const T> a = matrix_of<T>(call.a, index), b = matrix_of<T>(call.b, index);
  const Matrix<T> y = matrix_of<T>(call.y, index);
  Room<T> panel(static_cast<size_t>(a.rows * width));
  for (int64_t i = 0; i < a.rows; ++i) {
    const int64_t from = row_in(call.rows_of_b, index, i);
    for (int64_t c = 0; c < width; ++c) {
      panel[static_cast<size_t>(i * width + c)] = b(from, first + c);
    }
  }
  solve_panel(call, a, panel.data(), width);
  for (int64_t i = 0; i < a.rows; ++i) {
    const int64_t to = row_in(call.rows_of_y, index, i);
    for (int64_t c = 0; c < width; ++c) {
      y(to, first + c) = panel[static_cast<size_t>(i * width + c)];
    }
  }
}

}  // namespace

namespace reference {

TaskList tasks_of(const CholeskyCall& call) { return one_each(call.x); }
TaskList tasks_of(const LuCall& call) { return one_each(call.x); }
TaskList tasks_of(const QrCall& call) { return one_each(call.x); }
TaskList tasks_of(const SvdCall& call) { return one_each(call.x); }
TaskList tasks_of(const EighCall& call) { return one_each(call.x); }
TaskList tasks_of(const TriangularSolveCall& call) {
  const int64_t rows = call.a.shape[-1];
  return {.count = stack_size(call.y.shape, 2) * panels_of(call),
          .work = std::max<int64_t>(1, rows * rows * std::min(kPanel, call.y.shape[-1]))};
}

void run_tasks(const CholeskyCall& call, int64_t begin, int64_t end) {
  visit_dtype_of_factors(call.x, [&]<class T>(T) {
    for (int64_t i = begin; i < end; ++i) {
      factor_cholesky<T>(matrix_of<T>(call.x, i), matrix_of<T>(call.y, i));
    }
  });
}

void run_tasks(const LuCall& call, int64_t begin, int64_t end) {
  visit_dtype_of_factors(call.x, [&]<class T>(T) {
    for (int64_t i = begin; i < end; ++i) {
      factor_lu<T>(matrix_of<T>(call.x, i), matrix_of<T>(call.lu, i),
                   line_of<int32_t>(call.pivots, i), line_of<int32_t>(call.order, i));
    }
  });
}

void run_tasks(const QrCall& call, int64_t begin, int64_t end) {
  visit_dtype_of_factors(call.x, [&]<class T>(T) {
    for (int64_t i = begin; i < end; ++i) {
      factor_qr<T>(matrix_of<T>(call.x, i), matrix_of<T>(call.q, i), matrix_of<T>(call.r, i));
    }
  });
}

void run_tasks(const SvdCall& call, int64_t begin, int64_t end) {
  visit_dtype_of_factors(call.x, [&]<class T>(T) {
    for (int64_t i = begin; i < end; ++i) factor_svd<T>(call, i);
  });
}

void run_tasks(const EighCall& call, int64_t begin, int64_t end) {
  visit_dtype_of_factors(call.x, [&]<class T>(T) {
    for (int64_t i = begin; i < end; ++i) {
      factor_eigh<T>(matrix_of<T>(call.x, i), line_of<T>(call.w, i), matrix_of<T>(call.v, i));
    }
  });
}

void run_tasks(const TriangularSolveCall& call, int64_t begin, int64_t end) {
  visit_dtype_of_factors(call.a, [&]<class T>(T) {
    for (int64_t task = begin; task < end; ++task) solve_task<T>(call, task);
  });
}

}  // namespace reference
#define KERATIN_RUN(Call)                                           \
  void ReferenceBackend::run(const Call& call) {                    \
    reference::run_tasks(call, 0, reference::tasks_of(call).count); \
  }
KERATIN_STACK_CALLS(KERATIN_RUN)
#undef KERATIN_RUN

}  // namespace keratin
