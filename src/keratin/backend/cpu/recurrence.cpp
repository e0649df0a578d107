#include "keratin/backend/cpu/recurrence.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "keratin/backend/cpu/cell_kernels.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/vector_functions.h"
#include "keratin/backend/cpu/vector_kernels.h"
#include "keratin/base/memory.h"
#include "keratin/base/thread_pool.h"

namespace keratin::cpu {
namespace {

constexpr int64_t kMostRows = 24;  // that a task takes: whole blocks of the micro-kernels
using Buffer = std::vector<float, RecycledAllocator<float>>;

Buffer buffer_of(int64_t size) { return Buffer(static_cast<size_t>(size)); }

/// x [batch, steps, columns] or [batch, columns], by rows.
template <class Element, class AnyView>
struct RowsOf {
  Element* data = nullptr;
  int64_t row = 0, step = 0;

  RowsOf(const AnyView& x)  // NOLINT: implicit on purpose
      : data(static_cast<Element*>(x.data)),
        row(x.strides[0]),
        step(x.shape.rank() == 3 ? x.strides[1] : 0) {}
  RowsOf(const std::optional<AnyView>& x) {  // NOLINT: implicit on purpose
    if (x) *this = RowsOf(*x);
  }
  explicit operator bool() const { return data; }
  Element* at(int64_t r, int64_t t = 0) const { return data + r * row + t * step; }
};
using RowsRead = RowsOf<const float, ConstView>;
using RowsWritten = RowsOf<float, View>;

/// Whether a step of each row counts; all do without a mask.
struct SeenSteps {
  const bool* data = nullptr;
  int64_t row = 0, step = 0;

  explicit SeenSteps(const std::optional<ConstView>& mask) {
    if (!mask) return;
    data = static_cast<const bool*>(mask->data);
    row = mask->strides[0];
    step = mask->strides[1];
  }
  bool operator()(int64_t r, int64_t t) const { return !data || data[r * row + t * step]; }
};

void copy_row(const float* from, float* to, int64_t n) {
  std::memcpy(to, from, static_cast<size_t>(n) * sizeof(float));
}
void clear_row(float* to, int64_t n) { std::fill_n(to, n, 0.0F); }

bool is_function(const FusedActivation& f, Unary function) {
  return f.is_some && f.function == function;
}

/// Whether there is a kernel for the call.
template <class Call>
bool is_known(const Call& call) {
  const RecurrentFunction& f = call.function;
  if (f.kind != CellKind::simple && !(is_function(f.activation, Unary::tanh) &&
                                      is_function(f.recurrent_activation, Unary::sigmoid))) {
    return false;
  }
  bool fits = true;
  for_each_view(call, [&](const auto& view) {
    if (view.dtype == bool_) return;
    fits = fits && view.dtype == float32 && (view.strides.back() == 1 || view.shape.back() == 1);
  });
  return fits && call.kernel.strides[0] >= call.kernel.shape[1];
}

/// task(first, rows) for the rows of the batch, in parts of like size.
template <class Task>
void for_rows(int64_t batch, Task task) {
  if (batch == 0) return;
  const int64_t tasks = (batch + kMostRows - 1) / kMostRows;
  const int64_t each = (batch + tasks - 1) / tasks;
  parallel_ranges(batch, each, [&](int64_t begin, int64_t end) { task(begin, end - begin); });
}

/// A factor that all tasks use in all steps.
class PackedKernel {
 public:
  PackedKernel(const Factor& kernel, int64_t rows, int64_t columns)
      : rows_(rows), columns_(columns), packed_(buffer_of(packed_size(rows, columns))) {
    pack_factor(kernel, rows, columns, packed_.data());
  }
  /// y [rows, columns] (+)= x . kernel, both row by row.
  void product(const float* x, float* y, int64_t rows, bool adds) const {
    gemm_packed({x, rows_, false}, packed_.data(), y, columns_, rows, columns_, rows_, adds);
  }

 private:
  int64_t rows_, columns_;
  Buffer packed_;
};

Factor factor_of(const ConstView& kernel, bool is_transposed) {
  return {static_cast<const float*>(kernel.data), kernel.strides[0], is_transposed};
}

// --- forward ---

class Forward {
 public:
  explicit Forward(const RecurrenceCall& call)
      : call_(call),
        units_(call.kernel.shape[0]),
        width_(call.kernel.shape[1]),
        steps_(call.projected.shape[1]),
        kernel_(factor_of(call.kernel, false), units_, width_),
        is_seen_(call.mask) {}

  void run() {
    for_rows(call_.h.shape[0], [&](int64_t first, int64_t rows) { take(first, rows); });
  }

 private:
  /// What a task remembers from step to step.
  struct Room {
    Buffer h, c, q;
  };

  void take(int64_t first, int64_t rows) const {
    Room room = {buffer_of(rows * units_), buffer_of(c_ ? rows * units_ : 0),
                 buffer_of(rows * width_)};
    for (int64_t i = 0; i < rows; ++i) {
      copy_row(h_.at(first + i), &room.h[index(i)], units_);
      if (c_) copy_row(c_.at(first + i), &room.c[index(i)], units_);
    }
    for (int64_t s = 0; s < steps_; ++s) {
      const int64_t t = call_.order.goes_backwards ? steps_ - 1 - s : s;
      kernel_.product(room.h.data(), room.q.data(), rows, false);
      for (int64_t i = 0; i < rows; ++i) step_row(room, i, first + i, t, s);
    }
    for (int64_t i = 0; i < rows; ++i) {
      copy_row(&room.h[index(i)], last_h_.at(first + i), units_);
      if (last_c_) copy_row(&room.c[index(i)], last_c_.at(first + i), units_);
    }
  }

  /// The n-th step that comes, which is t.
  void step_row(Room& room, int64_t i, int64_t row, int64_t t, int64_t n) const {
    float* h = &room.h[index(i)];
    float* c = c_ ? &room.c[index(i)] : nullptr;
    if (h_before_) copy_row(h, h_before_.at(row, t), units_);
    if (c_before_) copy_row(c, c_before_.at(row, t), units_);
    if (is_seen_(row, t)) {
      cell(&room.q[static_cast<size_t>(i * width_)], row, t, h, c);
      if (y_) copy_row(h, y_.at(row, n), units_);
      return;
    }
    if (kept_) clear_row(kept_.at(row, t), units_ * call_.function.kept_blocks());
    if (!y_) return;
    if (call_.order.zero_output_for_mask) {
      clear_row(y_.at(row, n), units_);
    } else {
      copy_row(h, y_.at(row, n), units_);
    }
  }

  void cell(float* q, int64_t row, int64_t t, float* h, float* c) const {
    const float* p = p_.at(row, t);
    float* kept = kept_ ? kept_.at(row, t) : nullptr;
    switch (call_.function.kind) {
      case CellKind::lstm:
        if (bias_) accumulate_run(q, bias_, width_);
        return lstm_row(q, p, kept, c, h, units_);
      case CellKind::gru: return gru_row(q, bias_, p, kept, h, units_);
      case CellKind::simple: break;
    }
    if (bias_) accumulate_run(q, bias_, width_);
    accumulate_run(q, p, units_);
    const FusedActivation& f = call_.function.activation;
    if (f.is_some) {
      value_run_of(f.function)(q, h, units_, static_cast<float>(f.args.a),
                               static_cast<float>(f.args.b));
    } else {
      copy_row(q, h, units_);
    }
    if (kept) copy_row(h, kept, units_);
  }

  size_t index(int64_t row) const { return static_cast<size_t>(row * units_); }

  const RecurrenceCall& call_;
  int64_t units_, width_, steps_;
  PackedKernel kernel_;
  SeenSteps is_seen_;
  RowsRead p_ = call_.projected, h_ = call_.h, c_ = call_.c;
  RowsWritten last_h_ = call_.last_h, last_c_ = call_.last_c, y_ = call_.y, kept_ = call_.kept,
              h_before_ = call_.h_before, c_before_ = call_.c_before;
  const float* bias_ = call_.bias ? static_cast<const float*>(call_.bias->data) : nullptr;
};

// --- backward ---

class Backward {
 public:
  explicit Backward(const RecurrenceGradientCall& call)
      : call_(call),
        units_(call.kernel.shape[0]),
        width_(call.kernel.shape[1]),
        steps_(call.d_projected.shape[1]),
        kernel_(factor_of(call.kernel, true), width_, units_),
        is_seen_(call.mask) {}

  void run() {
    for_rows(call_.d_h.shape[0], [&](int64_t first, int64_t rows) { take(first, rows); });
  }

 private:
  struct Room {
    Buffer dh, dc, dq;
  };

  void take(int64_t first, int64_t rows) const {
    Room room = {buffer_of(rows * units_), buffer_of(c_before_ ? rows * units_ : 0),
                 buffer_of(rows * width_)};
    for (int64_t i = 0; i < rows; ++i) {
      copy_row(d_last_h_.at(first + i), &room.dh[index(i)], units_);
      if (d_last_c_) copy_row(d_last_c_.at(first + i), &room.dc[index(i)], units_);
    }
    for (int64_t s = 0; s < steps_; ++s) {
      const int64_t t = call_.order.goes_backwards ? s : steps_ - 1 - s;
      for (int64_t i = 0; i < rows; ++i) step_row(room, i, first + i, t, steps_ - 1 - s);
      kernel_.product(room.dq.data(), room.dh.data(), rows, true);
    }
    for (int64_t i = 0; i < rows; ++i) {
      copy_row(&room.dh[index(i)], d_h_.at(first + i), units_);
      if (d_c_) copy_row(&room.dc[index(i)], d_c_.at(first + i), units_);
    }
  }

  /// The n-th step that comes, which is t.
  void step_row(Room& room, int64_t i, int64_t row, int64_t t, int64_t n) const {
    float* dh = &room.dh[index(i)];
    float* dq = &room.dq[static_cast<size_t>(i * width_)];
    const bool is_seen = is_seen_(row, t);
    if (dy_ && (is_seen || !call_.order.zero_output_for_mask)) {
      accumulate_run(dh, dy_.at(row, n), units_);
    }
    if (!is_seen) {
      clear_row(dq, width_);
      clear_row(dp_.at(row, t), width_);
      if (dq2_) clear_row(dq2_.at(row, t), units_);
      return;
    }
    const float* kept = kept_.at(row, t);
    switch (call_.function.kind) {
      case CellKind::lstm:
        lstm_gradient_row(kept, c_before_.at(row, t), dh, &room.dc[index(i)], dq, units_);
        copy_row(dq, dp_.at(row, t), width_);
        return clear_row(dh, units_);
      case CellKind::gru:
        gru_gradient_row(kept, h_before_.at(row, t), dh, dq, dp_.at(row, t), units_);
        return copy_row(dq + 2 * units_, dq2_.at(row, t), units_);
      case CellKind::simple: break;
    }
    const FusedActivation& f = call_.function.activation;
    if (f.is_some) {
      slope_run_of(f.function)(kept, kept, dh, dq, units_, static_cast<float>(f.args.a),
                               static_cast<float>(f.args.b));
    } else {
      copy_row(dh, dq, units_);
    }
    copy_row(dq, dp_.at(row, t), units_);
    clear_row(dh, units_);
  }

  size_t index(int64_t row) const { return static_cast<size_t>(row * units_); }

  const RecurrenceGradientCall& call_;
  int64_t units_, width_, steps_;
  PackedKernel kernel_;
  SeenSteps is_seen_;
  RowsRead kept_ = call_.kept, h_before_ = call_.h_before, c_before_ = call_.c_before,
           dy_ = call_.dy, d_last_h_ = call_.d_last_h, d_last_c_ = call_.d_last_c;
  RowsWritten dp_ = call_.d_projected, d_h_ = call_.d_h, dq2_ = call_.dq2, d_c_ = call_.d_c;
};

}  // namespace

bool recurrence(const RecurrenceCall& call) {
  if (!is_known(call)) return false;
  Forward(call).run();
  return true;
}

bool recurrence_gradient(const RecurrenceGradientCall& call) {
  if (!is_known(call)) return false;
  Backward(call).run();
  return true;
}

}  // namespace keratin::cpu
