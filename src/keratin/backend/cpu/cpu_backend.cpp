#include "keratin/backend/cpu/cpu_backend.h"

#include <algorithm>

#include "keratin/backend/composer_internal.h"
#include "keratin/backend/cpu/attention.h"
#include "keratin/backend/cpu/batched_product.h"
#include "keratin/backend/cpu/bfloat16_gemm.h"
#include "keratin/backend/cpu/bfloat16_product.h"
#include "keratin/backend/cpu/bfloat16_runs.h"
#include "keratin/backend/cpu/convolution.h"
#include "keratin/backend/cpu/cpu_step.h"
#include "keratin/backend/cpu/dropout.h"
#include "keratin/backend/cpu/elementwise.h"
#include "keratin/backend/cpu/factors.h"
#include "keratin/backend/cpu/float_views.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/normalization_kernels.h"
#include "keratin/backend/cpu/parallel_backend.h"
#include "keratin/backend/cpu/pooling.h"
#include "keratin/backend/cpu/recurrence.h"
#include "keratin/backend/cpu/reductions.h"
#include "keratin/backend/cpu/row_functions.h"
#include "keratin/backend/cpu/sparse_product.h"
#include "keratin/backend/cpu/table_rows.h"
#include "keratin/backend/cpu/tiled_product.h"
#include "keratin/backend/cpu/vector_functions.h"
#include "keratin/backend/cpu/vector_kernels.h"
#include "keratin/base/thread_pool.h"

namespace keratin {
namespace {

// Work is cut by shape alone, so that results do not depend on the number of threads.
constexpr int64_t kRun = 16384;  // elements of a flat run that one task takes

bool is_factor(const ConstView& x) { return x.shape.rank() == 2 && cpu::is_gemm_factor(x); }
bool has_row_major_result(const View& y) {
  return y.shape.rank() == 2 && cpu::is_row_major_result(y);
}

using cpu::floats, cpu::is_flat_float;

class CpuBackend final : public ParallelBackend {
 public:
  const char* name() const override { return "cpu"; }

  std::unique_ptr<CompiledStep> compile(const StepPlan& plan) override {
    return cpu::compile_step(plan);
  }

  using ParallelBackend::run;

  void run(const MatmulCall& call) override {
    const auto& [a, b, y] = call;
    if (cpu::is_bfloat16_product(a, b, y)) {
      return cpu::bfloat16_product(a, b, y, [](float*, int64_t, int64_t, int64_t, int64_t) {});
    }
    if (is_narrow(y.dtype) && a.dtype == y.dtype && b.dtype == y.dtype) {
      const Tensor left = in_float32(*this, a), right = in_float32(*this, b);
      return rounded_into(*this, y, [&](const View& wide) {
        run(MatmulCall{.a = left.view(), .b = right.view(), .y = wide});
      });
    }
    if (y.shape.rank() > 2) {
      if (!cpu::batched_product(a, b, y)) ReferenceBackend::run(call);
      return;
    }
    if (!is_factor(a) || !is_factor(b) || !has_row_major_result(y)) {
      return ReferenceBackend::run(call);
    }
    cpu::tiled_product(a, b, y, [](float*, int64_t, int64_t, int64_t) {});
  }

  void run(const DenseCall& call) override {
    const View& y = call.y;
    const bool is_narrow_product = cpu::is_bfloat16_product(call.x, call.kernel, y);
    if (is_narrow_product && !call.factor) return bfloat16_dense(call);
    if (!is_factor(call.x) || !is_factor(call.kernel) || !has_row_major_result(y) ||
        !is_flat_float(call.factor) || !is_flat_float(call.bias)) {
      return ReferenceBackend::run(call);
    }
    cpu::tiled_product(call.x, call.kernel, y,
                       [&](float* tile, int64_t column, int64_t rows, int64_t n) {
                         finish(call, y.strides[0], tile, column, rows, n);
                       });
  }

  void run(const ConvolutionCall& call) override {
    const bool is_scaled_narrow = call.factor && call.y.dtype != float32;
    if (is_scaled_narrow || !cpu::is_convolved(call)) return ParallelBackend::run(call);
    if (call.bias && call.bias->dtype == bfloat16) {
      const Tensor bias = in_float32(*this, *call.bias);
      ConvolutionCall with_wide_bias = call;
      with_wide_bias.bias = bias.view();
      return run(with_wide_bias);
    }
    if (is_product(call) && (call.y.dtype == float32 || cpu::has_bfloat16_instruction())) {
      return run(as_dense(call));
    }
    cpu::convolution(call, [&](float* tile, int64_t column, int64_t rows, int64_t n) {
      finish(call, call.y.shape.back(), tile, column, rows, n);
    });
  }
  void run(const ConvolutionInputGradientCall& call) override {
    if (!cpu::is_convolved(call)) return ParallelBackend::run(call);
    cpu::convolution_input_gradient(call);
  }
  void run(const ConvolutionKernelGradientCall& call) override {
    if (call.dkernel.dtype == bfloat16) {
      return rounded_into(*this, call.dkernel, [&](const View& wide) {
        ConvolutionKernelGradientCall in_wide = call;
        in_wide.dkernel = wide;
        run(in_wide);
      });
    }
    if (!cpu::is_convolved(call)) return ParallelBackend::run(call);
    cpu::convolution_kernel_gradient(call);
  }
  void run(const PoolCall& call) override {
    const bool is_pooled = cpu::is_pooled_as(call.y.dtype, call.pool, call.window, false);
    is_pooled ? cpu::pool(call) : ParallelBackend::run(call);
  }
  void run(const PoolGradientCall& call) override {
    const bool is_pooled = cpu::is_pooled_as(call.dx.dtype, call.pool, call.window, true);
    is_pooled ? cpu::pool_gradient(call) : ParallelBackend::run(call);
  }

  void run(const AttentionCall& call) override {
    if (!cpu::attention(call)) ParallelBackend::run(call);
  }
  void run(const AttentionGradientCall& call) override {
    if (!cpu::attention_gradient(call)) ParallelBackend::run(call);
  }
  void run(const RecurrenceCall& call) override {
    if (!cpu::recurrence(call)) ParallelBackend::run(call);
  }
  void run(const RecurrenceGradientCall& call) override {
    if (!cpu::recurrence_gradient(call)) ParallelBackend::run(call);
  }

  void run(const CopyCall& call) override {
    const ConstView& x = call.x;
    const View& y = call.y;
    const bool rounds = x.dtype == float32 && y.dtype == bfloat16;
    const bool widens = x.dtype == bfloat16 && y.dtype == float32;
    if ((!rounds && !widens) || !is_contiguous(x) || !is_contiguous(y)) {
      return ParallelBackend::run(call);
    }
    parallel_ranges(y.shape.size(), kRun, [&](int64_t begin, int64_t end) {
      if (rounds) {
        cpu::round_run(floats(x) + begin, static_cast<BFloat16*>(y.data) + begin, end - begin);
      } else {
        cpu::widen_run(static_cast<const BFloat16*>(x.data) + begin, floats(y) + begin,
                       end - begin);
      }
    });
  }

  void run(const DropoutCall& call) override {
    const DType dtype = call.y.dtype;
    if (dtype == float64 || !is_contiguous(call.x) || !is_contiguous(call.y) ||
        call.shape != call.y.shape) {
      return ParallelBackend::run(call);
    }
    const auto factor = static_cast<float>(1 / (1 - call.rate));
    const auto drop = [&](float scale, const float* x, float* y) {
      parallel_ranges(call.y.shape.size(), kRun, [&](int64_t begin, int64_t end) {
        cpu::dropout_run({call.key, call.rate, scale}, begin, end - begin, x + begin, y + begin,
                         nullptr);
      });
    };
    if (dtype == float32) return drop(factor, floats(call.x), floats(call.y));
    const Tensor x = in_float32(*this, call.x);
    const float rounded =
        dtype == bfloat16 ? BFloat16(factor) : static_cast<float>(Float16(factor));
    rounded_into(*this, call.y,
                 [&](const View& wide) { drop(rounded, floats(x.view()), floats(wide)); });
  }

  void run(const UnaryCall& call) override {
    if (!cpu::unary_in_registers(call.f, call.args, call.x, call.y)) ParallelBackend::run(call);
  }

  void run(const UnaryGradientCall& call) override {
    if (!cpu::slope_in_registers(call.f, call.args, call.x, call.y, call.dy, call.dx)) {
      ParallelBackend::run(call);
    }
  }

  void run(const ReduceCall& call) override {
    if (cpu::sum_rounded(call)) return;
    const bool is_sum = call.reduction == Reduction::sum || call.reduction == Reduction::mean;
    if (is_sum && is_narrow(call.x.dtype)) {
      const Tensor x = in_float32(*this, call.x);
      return rounded_into(*this, call.y, [&](const View& wide) {
        run(ReduceCall{.reduction = call.reduction, .x = x.view(), .y = wide});
      });
    }
    if (!cpu::sum_in_registers(call)) ParallelBackend::run(call);
  }
  // What goes with a normalization is done while its rows are in the cache.
  void run_by_rows(std::span<const AnyCall> calls) override {
    if (const auto* first = std::get_if<NormalizationCall>(&calls.front())) {
      const auto then = [&](int64_t begin, int64_t end) { run_rows(calls.subspan(1), begin, end); };
      if (is_elementwise(calls.back()) && cpu::normalize(*first, then)) return;
    } else if (const auto* last = std::get_if<NormalizationGradientCall>(&calls.back())) {
      const auto before = [&](int64_t begin, int64_t end) {
        run_rows(calls.first(calls.size() - 1), begin, end);
      };
      if (cpu::normalize_gradient(*last, before)) return;
    }
    ParallelBackend::run_by_rows(calls);
  }
  void run(const NormalizationCall& call) override {
    if (!cpu::normalize(call)) ParallelBackend::run(call);
  }
  void run(const NormalizationGradientCall& call) override {
    if (!cpu::normalize_gradient(call)) ParallelBackend::run(call);
  }
  void run(const TakeCall& call) override {
    if (!cpu::take_rows(call)) ParallelBackend::run(call);
  }
  void run(const ScatterAddCall& call) override {
    if (!cpu::scatter_add_rows(call)) ParallelBackend::run(call);
  }

  void run(const SoftmaxCall& call) override {
    if (call.axis != call.x.shape.rank() - 1 || !is_flat_float(call.x) || !is_flat_float(call.y)) {
      return ReferenceBackend::run(call);
    }
    for_each_row(call.x.shape, [&](int64_t at, int64_t width) {
      cpu::softmax_row(floats(call.x) + at, floats(call.y) + at, width);
    });
  }

  void run(const LogSoftmaxCall& call) override {
    if (call.axis != call.x.shape.rank() - 1 || !is_flat_float(call.x) || !is_flat_float(call.y)) {
      return ParallelBackend::run(call);
    }
    for_each_row(call.x.shape, [&](int64_t at, int64_t width) {
      cpu::log_softmax_row(floats(call.x) + at, floats(call.y) + at, width);
    });
  }

  void run(const SoftmaxGradientCall& call) override {
    if (call.axis != call.y.shape.rank() - 1 || !is_flat_float(call.y) || !is_flat_float(call.dy) ||
        !is_flat_float(call.dx)) {
      return ParallelBackend::run(call);
    }
    for_each_row(call.y.shape, [&](int64_t at, int64_t width) {
      cpu::softmax_gradient_row(floats(call.y) + at, floats(call.dy) + at, floats(call.dx) + at,
                                width);
    });
  }

  void run(const CategoricalCrossentropyCall& call) override {
    if (!is_flat_float(call.target) || !is_flat_float(call.y) || !is_flat_float(call.loss)) {
      return ParallelBackend::run(call);
    }
    for_each_row(call.y.shape, [&](int64_t at, int64_t width) {
      floats(call.loss)[at / width] =
          cpu::crossentropy_row(floats(call.target) + at, floats(call.y) + at, call.epsilon, width);
    });
  }

  void run(const CategoricalCrossentropyGradientCall& call) override {
    const ConstView& d_loss = call.d_loss;
    if (!is_flat_float(call.target) || !is_flat_float(call.y) || !is_flat_float(call.dy) ||
        d_loss.dtype != float32) {
      return ParallelBackend::run(call);
    }
    for_each_row(call.y.shape, [&](int64_t at, int64_t width) {
      const float scale = floats(d_loss)[at / width * d_loss.strides[0]];
      cpu::crossentropy_gradient_row(floats(call.target) + at, floats(call.y) + at, call.epsilon,
                                     scale, floats(call.dy) + at, width);
    });
  }

  void run(const SparseCrossentropyCall& call) override {
    if (!has_flat_labels(call) || !is_flat_float(call.loss)) return ParallelBackend::run(call);
    for_each_row(call.y.shape, [&](int64_t at, int64_t width) {
      const int32_t label = label_at(call, at / width);
      const float* y = floats(call.y) + at;
      floats(call.loss)[at / width] =
          call.from_logits
              ? cpu::logits_crossentropy_row({nullptr, label}, y, 0, nullptr, nullptr, width)
              : cpu::sparse_crossentropy_row(label, y, call.epsilon, width);
    });
  }

  void run(const SparseCrossentropyGradientCall& call) override {
    const ConstView& d_loss = call.d_loss;
    if (!has_flat_labels(call) || !is_flat_float(call.dy) || d_loss.dtype != float32) {
      return ParallelBackend::run(call);
    }
    for_each_row(call.y.shape, [&](int64_t at, int64_t width) {
      const int32_t label = label_at(call, at / width);
      const float scale = floats(d_loss)[at / width * d_loss.strides[0]];
      const float* y = floats(call.y) + at;
      float* dy = floats(call.dy) + at;
      if (call.from_logits) {
        cpu::logits_crossentropy_row({nullptr, label}, y, scale, dy, dy, width);
      } else {
        cpu::sparse_crossentropy_gradient_row(label, y, call.epsilon, scale, dy, width);
      }
    });
  }

  void run(const UpdateCall& call) override {
    parallel_ranges(call.weight.shape.size(), kRun, [&](int64_t begin, int64_t end) {
      cpu::SlotPointers slots = {};
      for (size_t i = 0; i < slots.size(); ++i) {
        if (call.slots[i]) slots[i] = floats(*call.slots[i]) + begin;
      }
      cpu::update_run(call.rule, call.decay, floats(call.weight) + begin,
                      floats(call.gradient) + begin, slots, cpu::flat_grid(end - begin));
    });
  }

 private:
  /// Bias and activation of a tile, whose rows are `step` apart.
  template <class Call>
  void finish(const Call& call, int64_t step, float* tile, int64_t column, int64_t rows,
              int64_t columns) {
    const FusedActivation& activation = call.activation;
    const bool is_relu = activation.is_some && activation.function == Unary::relu;
    const float* add = call.bias ? floats(*call.bias) + column : nullptr;
    if (call.factor) {
      const float* factor = floats(*call.factor) + column;
      cpu::scaled_rows({tile, step, rows, columns}, {.factor = factor, .offset = add}, tile);
      add = nullptr;
    }
    for (int64_t i = 0; (add || is_relu) && i < rows; ++i) {
      cpu::bias_run(tile + i * step, add, is_relu, columns);
    }
    if (activation.is_some && !is_relu) {
      activate(activation, {tile, float32, {rows, columns}, {step, 1}});
    }
  }

  /// Whether a window is one element, so that its convolution is a product of rows.
  static bool is_product(const ConvolutionCall& call) {
    const SlidingWindow& window = call.window;
    for (int i = 0; i < window.rank(); ++i) {
      if (window.size[i] != 1 || window.strides[i] != 1 || window.before[i] != 0) return false;
    }
    return call.groups == 1 && call.x.shape.with_back(1) == call.y.shape.with_back(1);
  }
  static DenseCall as_dense(const ConvolutionCall& call) {
    const int64_t channels = call.x.shape.back(), units = call.y.shape.back();
    const int64_t rows = call.y.shape.size() / std::max<int64_t>(1, units);
    return {.x = {call.x.data, call.x.dtype, {rows, channels}, {channels, 1}},
            .kernel = {call.kernel.data, call.kernel.dtype, {channels, units}, {units, 1}},
            .factor = call.factor,
            .bias = call.bias,
            .activation = call.activation,
            .y = {call.y.data, call.y.dtype, {rows, units}, {units, 1}}};
  }

  /// Whether a call of labels can be run a row at a time.
  template <class Call>
  static bool has_flat_labels(const Call& call) {
    return is_flat_float(call.y) && call.labels.dtype == int32;
  }
  template <class Call>
  static int32_t label_at(const Call& call, int64_t row) {
    return static_cast<const int32_t*>(call.labels.data)[row * call.labels.strides[0]];
  }

  void activate(const FusedActivation& activation, const View& part) {
    run(UnaryCall{.f = activation.function, .args = activation.args, .x = part, .y = part});
  }

  void bfloat16_dense(const DenseCall& call) {
    const FusedActivation& activation = call.activation;
    const bool is_relu = activation.is_some && activation.function == Unary::relu;
    const Shape width = {call.bias ? call.y.shape[1] : 0};
    const Tensor narrow(width, bfloat16), add(width, float32);
    if (call.bias) run(CopyCall{.x = *call.bias, .y = narrow.view()});
    run(CopyCall{.x = narrow.view(), .y = add.view()});
    const float* added = call.bias ? add.data<float>() : nullptr;
    cpu::bfloat16_product(
        call.x, call.kernel, call.y,
        [&](float* sums, int64_t step, int64_t column, int64_t rows, int64_t columns) {
          for (int64_t i = 0; (added || is_relu) && i < rows; ++i) {
            cpu::bias_run(sums + i * step, added ? added + column : nullptr, is_relu, columns);
          }
          if (activation.is_some && !is_relu) {
            activate(activation, {sums, float32, {rows, columns}, {step, 1}});
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
};

}  // namespace

Backend& cpu_backend() {
  static CpuBackend backend;
  return backend;
}

}  // namespace keratin
