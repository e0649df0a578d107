#include "keratin/backend/cpu/cpu_backend.h"

#include <algorithm>

#include "keratin/backend/cpu/batched_product.h"
#include "keratin/backend/cpu/bfloat16_product.h"
#include "keratin/backend/cpu/cpu_step.h"
#include "keratin/backend/cpu/elementwise.h"
#include "keratin/backend/cpu/factors.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/parallel_backend.h"
#include "keratin/backend/cpu/row_functions.h"
#include "keratin/backend/cpu/sparse_product.h"
#include "keratin/backend/cpu/vector_functions.h"
#include "keratin/backend/cpu/vector_kernels.h"
#include "keratin/base/thread_pool.h"

namespace keratin {
namespace {

// Work is cut by shape alone, so that results do not depend on the number of threads.
constexpr int64_t kTileRows = 128;
constexpr int64_t kTileColumns = 128;
constexpr int64_t kRun = 16384;  // elements of a flat run that one task takes

bool is_factor(const ConstView& x) { return x.shape.rank() == 2 && cpu::is_gemm_factor(x); }
bool has_row_major_result(const View& y) {
  return y.shape.rank() == 2 && cpu::is_row_major_result(y);
}

bool is_flat_float(const ConstView& view) { return view.dtype == float32 && is_contiguous(view); }

const float* floats(const ConstView& view) { return static_cast<const float*>(view.data); }
float* floats(const View& view) { return static_cast<float*>(view.data); }
float* floats(const View* view) { return view ? static_cast<float*>(view->data) : nullptr; }

/// What is skipped must be worth the looking.
bool is_worth_skipping(const cpu::Rows& x, const cpu::Rows& other) {
  constexpr int64_t work = 1 << 20, width = 32;
  return x.rows * x.columns * other.columns >= work && other.columns >= width &&
         cpu::is_mostly_zero(x);
}

/// a . b without the zeros of a, or of what a is the transposed of; false when that does not pay.
bool skipping_product(const cpu::Factor& a, const cpu::Factor& b, const View& y, int64_t k,
                      cpu::FinishTile finish) {
  const int64_t m = y.shape[0], n = y.shape[1];
  if (b.is_transposed) return false;
  const cpu::Rows right = {b.data, b.step, k, n};
  const cpu::Rows left = {a.data, a.step, a.is_transposed ? k : m, a.is_transposed ? m : k};
  if (!is_worth_skipping(left, right)) return false;
  if (a.is_transposed) {
    cpu::sparse_transposed_product(left, right, floats(y), y.strides[0]);
    finish(floats(y), 0, m, n);
  } else {
    cpu::sparse_product(left, right, floats(y), y.strides[0], finish);
  }
  return true;
}

/// y = a . b in tiles on the pool; `finish` sees each tile while it is in the cache.
void tiled_product(const ConstView& a, const ConstView& b, const View& y, cpu::FinishTile finish) {
  const cpu::Factor left = cpu::gemm_factor_of(a);
  const cpu::Factor right = cpu::gemm_factor_of(b);
  const int64_t m = y.shape[0], n = y.shape[1], k = a.shape[1];
  if (skipping_product(left, right, y, k, finish)) return;
  const int64_t tiles_down = (m + kTileRows - 1) / kTileRows;
  const int64_t tiles_across = (n + kTileColumns - 1) / kTileColumns;
  parallel_for(tiles_down * tiles_across, [&](int64_t tile) {
    const int64_t row = tile / tiles_across * kTileRows;
    const int64_t column = tile % tiles_across * kTileColumns;
    const int64_t rows = std::min(kTileRows, m - row);
    const int64_t columns = std::min(kTileColumns, n - column);
    float* to = floats(y) + row * y.strides[0] + column;
    cpu::gemm(cpu::moved(left, row, 0), cpu::moved(right, 0, column), to, y.strides[0], rows,
              columns, k);
    finish(to, column, rows, columns);
  });
}

class CpuBackend final : public ParallelBackend {
 public:
  const char* name() const override { return "cpu"; }

  std::unique_ptr<CompiledStep> compile(const StepPlan& plan) override {
    return cpu::compile_step(plan);
  }

  void matmul(const ConstView& a, const ConstView& b, const View& y) override {
    if (cpu::is_bfloat16_product(a, b, y)) {
      return cpu::bfloat16_product(a, b, y, [](float*, int64_t, int64_t, int64_t, int64_t) {});
    }
    if (y.shape.rank() > 2) {
      if (!cpu::batched_product(a, b, y)) ReferenceBackend::matmul(a, b, y);
      return;
    }
    if (!is_factor(a) || !is_factor(b) || !has_row_major_result(y)) {
      return ReferenceBackend::matmul(a, b, y);
    }
    tiled_product(a, b, y, [](float*, int64_t, int64_t, int64_t) {});
  }

  void dense(const ConstView& x, const ConstView& kernel, const ConstView* bias,
             const FusedActivation& activation, const View& y) override {
    if (cpu::is_bfloat16_product(x, kernel, y)) {
      return bfloat16_dense(x, kernel, bias, activation, y);
    }
    const bool is_relu = activation.is_some && activation.function == Unary::relu;
    if (!is_factor(x) || !is_factor(kernel) || !has_row_major_result(y) ||
        (bias && !is_flat_float(*bias))) {
      return ReferenceBackend::dense(x, kernel, bias, activation, y);
    }
    const float* add = bias ? floats(*bias) : nullptr;
    tiled_product(x, kernel, y, [&](float* tile, int64_t column, int64_t rows, int64_t columns) {
      if (add || is_relu) {
        for (int64_t i = 0; i < rows; ++i) {
          cpu::bias_run(tile + i * y.strides[0], add ? add + column : nullptr, is_relu, columns);
        }
      }
      if (activation.is_some && !is_relu) {
        const View part{tile, float32, {rows, columns}, y.strides};
        unary(activation.function, activation.args, part, part);
      }
    });
  }

  void unary(Unary f, UnaryArgs args, const ConstView& x, const View& y) override {
    if (!cpu::unary_in_registers(f, args, x, y)) ParallelBackend::unary(f, args, x, y);
  }

  void unary_gradient(Unary f, UnaryArgs args, const ConstView& x, const ConstView& y,
                      const ConstView& dy, const View& dx) override {
    if (f != Unary::relu || !is_flat_float(y) || !is_flat_float(dy) || !is_flat_float(dx)) {
      if (cpu::slope_in_registers(f, args, x, y, dy, dx)) return;
      return ParallelBackend::unary_gradient(f, args, x, y, dy, dx);
    }
    parallel_ranges(dx.shape.size(), kRun, [&](int64_t begin, int64_t end) {
      cpu::relu_gradient_run(floats(y) + begin, floats(dy) + begin, floats(dx) + begin,
                             end - begin);
    });
  }

  void reduce(Reduction r, const ConstView& x, const View& y) override {
    const bool is_column_sum = r == Reduction::sum && x.shape.rank() == 2 && is_flat_float(x) &&
                               is_flat_float(y) && y.shape[0] == 1 && y.shape[1] == x.shape[1] &&
                               x.shape[0] > 1;
    if (!is_column_sum) return ParallelBackend::reduce(r, x, y);
    const int64_t rows = x.shape[0], columns = x.shape[1];
    parallel_ranges(columns, cpu::kWidestSums, [&](int64_t begin, int64_t end) {
      cpu::column_sums(floats(x) + begin, columns, rows, floats(y) + begin, end - begin);
    });
  }

  void softmax(const ConstView& x, int axis, const View& y) override {
    if (axis != x.shape.rank() - 1 || !is_flat_float(x) || !is_flat_float(y)) {
      return ReferenceBackend::softmax(x, axis, y);
    }
    for_each_row(x.shape, [&](int64_t at, int64_t width) {
      cpu::softmax_row(floats(x) + at, floats(y) + at, width);
    });
  }

  void log_softmax(const ConstView& x, int axis, const View& y) override {
    if (axis != x.shape.rank() - 1 || !is_flat_float(x) || !is_flat_float(y)) {
      return ParallelBackend::log_softmax(x, axis, y);
    }
    for_each_row(x.shape, [&](int64_t at, int64_t width) {
      cpu::log_softmax_row(floats(x) + at, floats(y) + at, width);
    });
  }

  void softmax_gradient(const ConstView& y, const ConstView& dy, int axis,
                        const View& dx) override {
    if (axis != y.shape.rank() - 1 || !is_flat_float(y) || !is_flat_float(dy) ||
        !is_flat_float(dx)) {
      return ParallelBackend::softmax_gradient(y, dy, axis, dx);
    }
    for_each_row(y.shape, [&](int64_t at, int64_t width) {
      cpu::softmax_gradient_row(floats(y) + at, floats(dy) + at, floats(dx) + at, width);
    });
  }

  void categorical_crossentropy(const ConstView& target, const ConstView& y, float epsilon,
                                const View& loss) override {
    if (!is_flat_float(target) || !is_flat_float(y) || !is_flat_float(loss)) {
      return ParallelBackend::categorical_crossentropy(target, y, epsilon, loss);
    }
    for_each_row(y.shape, [&](int64_t at, int64_t width) {
      floats(loss)[at / width] =
          cpu::crossentropy_row(floats(target) + at, floats(y) + at, epsilon, width);
    });
  }

  void categorical_crossentropy_gradient(const ConstView& target, const ConstView& y, float epsilon,
                                         const ConstView& d_loss, const View& dy) override {
    if (!is_flat_float(target) || !is_flat_float(y) || !is_flat_float(dy) ||
        d_loss.dtype != float32) {
      return ParallelBackend::categorical_crossentropy_gradient(target, y, epsilon, d_loss, dy);
    }
    for_each_row(y.shape, [&](int64_t at, int64_t width) {
      const float scale = floats(d_loss)[at / width * d_loss.strides[0]];
      cpu::crossentropy_gradient_row(floats(target) + at, floats(y) + at, epsilon, scale,
                                     floats(dy) + at, width);
    });
  }

  void sgd_step(const SGDStep& step, const View& weight, const ConstView& gradient,
                const View* velocity) override {
    parallel_ranges(weight.shape.size(), kRun, [&](int64_t begin, int64_t end) {
      cpu::sgd_run(step, floats(weight) + begin, floats(gradient) + begin, moved(velocity, begin),
                   cpu::flat_grid(end - begin));
    });
  }

  void rmsprop_step(const RMSpropStep& step, const View& weight, const ConstView& gradient,
                    const View& velocity, const View* momentum, const View* average) override {
    parallel_ranges(weight.shape.size(), kRun, [&](int64_t begin, int64_t end) {
      cpu::rmsprop_run(step, floats(weight) + begin, floats(gradient) + begin,
                       floats(velocity) + begin, moved(momentum, begin), moved(average, begin),
                       cpu::flat_grid(end - begin));
    });
  }

  void adam_step(const AdamStep& step, const View& weight, const ConstView& gradient, const View& m,
                 const View& v, const View* v_hat) override {
    parallel_ranges(weight.shape.size(), kRun, [&](int64_t begin, int64_t end) {
      cpu::adam_run(step, floats(weight) + begin, floats(gradient) + begin, floats(m) + begin,
                    floats(v) + begin, moved(v_hat, begin), cpu::flat_grid(end - begin));
    });
  }

 private:
  void bfloat16_dense(const ConstView& x, const ConstView& kernel, const ConstView* bias,
                      const FusedActivation& activation, const View& y) {
    const bool is_relu = activation.is_some && activation.function == Unary::relu;
    const Shape width = {bias ? y.shape[1] : 0};
    const Tensor narrow(width, bfloat16), add(width, float32);
    if (bias) copy(*bias, narrow.view());
    copy(narrow.view(), add.view());
    const float* added = bias ? add.data<float>() : nullptr;
    cpu::bfloat16_product(
        x, kernel, y,
        [&](float* sums, int64_t step, int64_t column, int64_t rows, int64_t columns) {
          for (int64_t i = 0; (added || is_relu) && i < rows; ++i) {
            cpu::bias_run(sums + i * step, added ? added + column : nullptr, is_relu, columns);
          }
          if (activation.is_some && !is_relu) {
            const View part{sums, float32, {rows, columns}, {step, 1}};
            unary(activation.function, activation.args, part, part);
          }
        });
  }

  /// row(at, width) on the pool for each row of the last axis, which begins at element `at`.
  template <class Row>
  static void for_each_row(const Shape& shape, Row row) {
    const int64_t width = shape.back();
    const int64_t rows = width == 0 ? 0 : shape.size() / width;
    parallel_ranges(rows, std::max<int64_t>(1, kRun / std::max<int64_t>(1, width)),
                    [&](int64_t begin, int64_t end) {
                      for (int64_t i = begin; i < end; ++i) row(i * width, width);
                    });
  }

  static float* moved(const View* view, int64_t by) { return view ? floats(view) + by : nullptr; }
};

}  // namespace

Backend& cpu_backend() {
  static CpuBackend backend;
  return backend;
}

}  // namespace keratin
