#include "keratin/backend/cpu/step_layer.h"

#include <algorithm>

#include "keratin/backend/cpu/bfloat16_gemm.h"
#include "keratin/backend/cpu/cpu_backend.h"
#include "keratin/backend/cpu/dropout.h"
#include "keratin/backend/cpu/normalization_kernels.h"
#include "keratin/backend/cpu/row_functions.h"
#include "keratin/backend/cpu/vector_functions.h"
#include "keratin/base/text.h"

namespace keratin::cpu {
namespace {

constexpr int64_t kLargestPacked = 32768;  // elements of a kernel that stays in the second cache
constexpr int64_t kTile = 128;             // largest side of a tile
constexpr int64_t kSmallestTile = 32;
constexpr int64_t kTileWork = 1 << 20;  // multiply and add operations that are worth a task
constexpr int64_t kManyTasks = 16;

int64_t parts_of(int64_t size, int64_t part) { return (size + part - 1) / part; }

View matrix(float* data, int64_t step, int64_t rows, int64_t columns) {
  return {data, float32, {rows, columns}, {step, 1}};
}
ConstView matrix(const float* data, int64_t step, int64_t rows, int64_t columns) {
  return {data, float32, {rows, columns}, {step, 1}};
}

const float* step_data(const Tensor& x) {
  return x.defined() ? static_cast<const float*>(x.view().data) : nullptr;
}

struct Tile {
  int64_t row, rows, column, columns;
};

Tile tile_of(const Tiling& tiling, int64_t row, int64_t column) {
  row *= tiling.tile_rows;
  column *= tiling.tile_columns;
  return {row, std::min(tiling.tile_rows, tiling.rows - row), column,
          std::min(tiling.tile_columns, tiling.columns - column)};
}

// A thread has the same part of the tasks in each product, so that the order of the tiles decides
// what stays in its caches.

/// Tiles of the same columns follow each other: those of a product with a kernel on its right.
Tile tile_by_columns(const Tiling& tiling, int64_t task) {
  const int64_t down = parts_of(tiling.rows, tiling.tile_rows);
  return tile_of(tiling, task % down, task / down);
}

/// Tiles of the same rows follow each other: those of a kernel, so that what a thread updates lies
/// in one piece. Where the parts of two threads alternate in memory, a processor that reads ahead
/// takes the other thread's lines away from it.
Tile tile_by_rows(const Tiling& tiling, int64_t task) {
  const int64_t across = parts_of(tiling.columns, tiling.tile_columns);
  return tile_of(tiling, task / across, task % across);
}

}  // namespace

Tiling Tiling::of(int64_t rows, int64_t columns, int64_t depth, const Limits& limits) {
  Tiling tiling{rows, columns, std::min(rows, limits.rows), std::min(columns, limits.columns)};
  while (tiling.tasks() < kManyTasks && tiling.tile_columns > kTile) tiling.tile_columns /= 2;
  while (tiling.tasks() < kManyTasks && tiling.tile_rows >= 2 * kTile) {
    tiling.tile_rows = (tiling.tile_rows + 1) / 2;
  }
  // Narrower before shorter: what a tile packs is as wide as it is.
  for (int64_t* side : {&tiling.tile_columns, &tiling.tile_rows}) {
    while (tiling.tasks() < limits.enough && *side >= 2 * kSmallestTile &&
           tiling.tile_rows * tiling.tile_columns * depth >= 2 * kTileWork) {
      *side = (*side + 1) / 2;
    }
  }
  return tiling;
}

int64_t Tiling::tasks() const {
  if (rows == 0 || columns == 0) return 0;
  return parts_of(rows, tile_rows) * parts_of(columns, tile_columns);
}

StepLayer::StepLayer(const PlannedLayer& plan, int64_t rows, StepLayer* before)
    : plan_(plan), before_(before), rows_(rows) {
  if (kind() != Kind::dense) return;
  features_ = plan_.kernel.shape()[0];
  units_ = plan_.kernel.shape()[1];
  set_kernel(step_data(plan_.kernel), KernelLayout::row_major(features_, units_));
  product_rows_ = rows * (plan_.in / features_);
  is_tiled_ = features_ * units_ > kLargestPacked;
  // In bfloat16 every tile rounds both factors anew, so that wide ones are worth more.
  const Tiling::Limits large = plan_.rounds ? Tiling::Limits{kTallestTile, kWidestRoundedTile, 4}
                                            : Tiling::Limits{kTallestTile, kWidestTile, 8};
  forward_ = Tiling::of(product_rows_, units_, features_, large);
  backward_ = Tiling::of(product_rows_, features_, units_, large);
  gradient_ = Tiling::of(features_, units_, product_rows_, {kTile, kTile, 8});
}

void StepLayer::lay_out(Cutter& cutter) {
  y_ = cutter.take<float>(rows_ * plan_.out);
  d_ = cutter.take<float>(rows_ * plan_.out);
  if (kind() == Kind::dropout) mask_ = cutter.take<float>(rows_ * plan_.out);
  if (kind() != Kind::dense || is_tiled_) return;
  packed_ = cutter.take<float>(packed_size(features_, units_));
  packed_transposed_ = cutter.take<float>(packed_size(units_, features_));
}

int64_t StepLayer::work() const {
  constexpr int64_t elementwise = 16;  // a function takes as long as so many of a product's
  return kind() == Kind::dense ? plan_.in * units_ : plan_.out * elementwise;
}

void StepLayer::set_kernel(const float* data, const KernelLayout& layout) {
  kernel_ = data;
  layout_ = layout;
}

void StepLayer::pack() {
  pack_factor({kernel(), units_, false}, features_, units_, packed_);
  if (plan_.rounds) round_to_bfloat16_run(packed_, packed_size(features_, units_));
}

void StepLayer::pack_transposed() {
  if (!before_) return;
  pack_factor({kernel(), units_, true}, units_, features_, packed_transposed_);
  if (plan_.rounds) round_to_bfloat16_run(packed_transposed_, packed_size(units_, features_));
}

void StepLayer::forward(int64_t begin, int64_t end, bool is_training, uint64_t step) {
  forward_rows(begin, end, is_training, step);
  // A dense layer has rounded its tile; softmax stays exact for the loss that may follow.
  if (plan_.rounds && kind() != Kind::dense && kind() != Kind::softmax) {
    round_to_bfloat16_run(y_ + begin * plan_.out, (end - begin) * plan_.out);
  }
}

void StepLayer::forward_rows(int64_t begin, int64_t end, bool is_training, uint64_t step) {
  const int64_t at = begin * plan_.out, size = (end - begin) * plan_.out;
  switch (kind()) {
    case Kind::reshape: break;
    case Kind::scale: return scale_rows(begin, end);
    case Kind::dense: return dense_rows(begin, end);
    case Kind::dropout: return dropout_rows(begin, end, is_training, step);
    case Kind::softmax:
      for (int64_t i = at; i < at + size; i += plan_.width) {
        softmax_row(x() + i, y_ + i, plan_.width);
      }
      return;
    case Kind::unary:
      return cpu_backend().run(UnaryCall{.f = plan_.activation.function,
                                         .args = plan_.activation.args,
                                         .x = matrix(x() + at, size, 1, size),
                                         .y = matrix(y_ + at, size, 1, size)});
  }
}

void StepLayer::scale_rows(int64_t begin, int64_t end) {
  const auto factor = static_cast<float>(plan_.scale), addend = static_cast<float>(plan_.offset);
  for (int64_t i = begin * plan_.out; i < end * plan_.out; ++i) {
    const float product = x()[i] * factor;
    y_[i] = addend == 0 ? product : product + addend;
  }
}

void StepLayer::dense_rows(int64_t begin, int64_t end) {
  const int64_t rows_each = plan_.in / features_;
  const int64_t row = begin * rows_each, rows = (end - begin) * rows_each;
  gemm_packed({x() + row * features_, features_, false}, packed_, y_ + row * units_, units_, rows,
              units_, features_);
  finish(row, rows, 0, units_);
}

void StepLayer::finish(int64_t row, int64_t rows, int64_t column, int64_t columns) {
  const FusedActivation& activation = plan_.activation;
  const bool is_relu = activation.is_some && activation.function == Unary::relu;
  const float* bias = step_data(plan_.bias);
  float* to = y_ + row * units_ + column;
  if (bias || is_relu) {
    for (int64_t i = 0; i < rows; ++i) {
      bias_run(to + i * units_, bias ? bias + column : nullptr, is_relu, columns);
    }
  }
  if (activation.is_some && !is_relu) {
    const View part = matrix(to, units_, rows, columns);
    cpu_backend().run(
        UnaryCall{.f = activation.function, .args = activation.args, .x = part, .y = part});
  }
  if (!plan_.rounds) return;
  for (int64_t i = 0; i < rows; ++i) round_to_bfloat16_run(to + i * units_, columns);
}

void StepLayer::product(const Factor& a, const Factor& b, float* y, int64_t y_step, int64_t m,
                        int64_t n, int64_t k, const RowWatch* watch) const {
  if (!plan_.rounds) return gemm(a, b, y, y_step, m, n, k, false, watch);
  bfloat16_gemm({a.data, a.step, a.is_transposed, false}, {b.data, b.step, b.is_transposed, false},
                y, y_step, m, n, k, watch);
}

void StepLayer::dropout_rows(int64_t begin, int64_t end, bool is_training, uint64_t step) {
  const int64_t first = begin * plan_.out, last = end * plan_.out;
  if (!is_training) return void(std::copy(x() + first, x() + last, y_ + first));
  RandomKey key = plan_.key;
  key.step = step;
  const auto scale = static_cast<float>(1 / (1 - plan_.rate));
  dropout_run({key, plan_.rate, scale}, first, last - first, x() + first, y_ + first,
              mask_ + first);
}

void StepLayer::backward(int64_t begin, int64_t end, bool was_training) {
  const int64_t at = begin * plan_.out, size = (end - begin) * plan_.out;
  float* dx = before_->d_;
  switch (kind()) {
    case Kind::reshape: break;
    case Kind::dense: return dense_gradient_rows(begin, end);
    case Kind::scale:
      for (int64_t i = at; i < at + size; ++i) dx[i] = d_[i] * static_cast<float>(plan_.scale);
      break;
    case Kind::dropout:
      for (int64_t i = at; i < at + size; ++i) dx[i] = was_training ? d_[i] * mask_[i] : d_[i];
      break;
    case Kind::softmax:
      for (int64_t i = at; i < at + size; i += plan_.width) {
        softmax_gradient_row(y_ + i, d_ + i, dx + i, plan_.width);
      }
      break;
    case Kind::unary:
      cpu_backend().run(UnaryGradientCall{.f = plan_.activation.function,
                                          .args = plan_.activation.args,
                                          .x = matrix(x() + at, size, 1, size),
                                          .y = matrix(y_ + at, size, 1, size),
                                          .dy = matrix(d_ + at, size, 1, size),
                                          .dx = matrix(dx + at, size, 1, size)});
      break;
  }
  before_->apply_slope(begin, end);
}

void StepLayer::dense_gradient_rows(int64_t begin, int64_t end) {
  const int64_t rows_each = plan_.in / features_;
  const int64_t row = begin * rows_each, rows = (end - begin) * rows_each;
  gemm_packed({d_ + row * units_, units_, false}, packed_transposed_, before_->d_ + row * features_,
              features_, rows, features_, units_);
  before_->apply_slope(begin, end);
}

void StepLayer::apply_slope(int64_t begin, int64_t end) {
  const int64_t size = (end - begin) * plan_.out;
  slope(d_ + begin * plan_.out, y_ + begin * plan_.out, size, 1, size);
}

void StepLayer::slope(float* d, const float* y, int64_t step, int64_t rows, int64_t columns) {
  activation_slope(d, y, step, rows, columns);
  if (!plan_.rounds) return;
  for (int64_t i = 0; i < rows; ++i) round_to_bfloat16_run(d + i * step, columns);
}

void StepLayer::activation_slope(float* d, const float* y, int64_t step, int64_t rows,
                                 int64_t columns) {
  if (kind() != Kind::dense || !plan_.activation.is_some) return;
  if (plan_.activation.function == Unary::relu) {
    for (int64_t i = 0; i < rows; ++i) {
      relu_gradient_run(y + i * step, d + i * step, d + i * step, columns);
    }
    return;
  }
  const ConstView value = matrix(y, step, rows, columns);
  const View gradient = matrix(d, step, rows, columns);
  cpu_backend().run(UnaryGradientCall{.f = plan_.activation.function,
                                      .args = plan_.activation.args,
                                      .x = value,
                                      .y = value,
                                      .dy = gradient,
                                      .dx = gradient});
}

void StepLayer::forward_tile(int64_t task) {
  const Tile t = tile_by_columns(forward_, task);
  product({x() + t.row * features_, features_, false},
          {kernel() + layout_.at(0, t.column), layout_.step(), false},
          y_ + t.row * units_ + t.column, units_, t.rows, t.columns, features_);
  finish(t.row, t.rows, t.column, t.columns);
}

void StepLayer::backward_tile(int64_t task) {
  const Tile t = tile_by_columns(backward_, task);
  const int64_t at = t.row * features_ + t.column;
  product({d_ + t.row * units_, units_, false}, {kernel() + t.column * units_, units_, true},
          before_->d_ + at, features_, t.rows, t.columns, units_);
  before_->slope(before_->d_ + at, before_->y_ + at, features_, t.rows, t.columns);
}

void StepLayer::kernel_tile(int64_t task, const ParameterUpdate& update, const StepRule* rule,
                            float decay) {
  const bool has_panels = layout_.panel < units_;
  const Tile t = has_panels ? tile_by_columns(gradient_, task) : tile_by_rows(gradient_, task);
  alignas(kMemoryAlignment) float tile[kTile * kTile];
  const auto before = [&](int64_t row, int64_t rows) {
    layout_.for_each_piece(t.column, t.columns, [&](int64_t column, int64_t columns) {
      update.prefetch(layout_.at(t.row + row, column), {rows, columns, layout_.step(), t.columns});
    });
  };
  const auto after = [&](int64_t row, int64_t rows) {
    layout_.for_each_piece(t.column, t.columns, [&](int64_t column, int64_t columns) {
      update(rule, decay, tile + row * t.columns + (column - t.column),
             layout_.at(t.row + row, column), {rows, columns, layout_.step(), t.columns});
    });
  };
  const RowWatch watch{before, after};
  product({x() + t.row, features_, true}, {d_ + t.column, units_, false}, tile, t.columns, t.rows,
          t.columns, product_rows_, &watch);
}

int64_t StepLayer::bias_tasks() const { return parts_of(units_, kWidestSums); }

void StepLayer::bias_part(int64_t task, const ParameterUpdate& update, const StepRule* rule,
                          float decay) {
  const int64_t begin = task * kWidestSums, columns = std::min(kWidestSums, units_ - begin);
  float sums[kWidestSums];
  column_sums({d_ + begin, units_, product_rows_, columns}, sums);
  update(rule, decay, sums, begin, flat_grid(columns));
}

std::string StepLayer::describe() const {
  const FusedActivation& activation = plan_.activation;
  const std::string function = activation.is_some ? text(" ", name_of(activation.function)) : "";
  switch (kind()) {
    case Kind::reshape: return "reshape";
    case Kind::scale: return "scale";
    case Kind::softmax: return "softmax";
    case Kind::dropout: return "dropout";
    case Kind::unary: return text("elementwise", function);
    case Kind::dense: break;
  }
  const char* dtype = plan_.rounds ? " in bfloat16" : "";
  const std::string cut =
      is_tiled_ ? text("tiles of ", forward_.tile_rows, " x ", forward_.tile_columns) : "by rows";
  const std::string kept =
      layout_.panel < units_ ? text(", weights in panels of ", layout_.panel) : "";
  return text("dense ", features_, " -> ", units_, function, dtype, ", ", cut, kept);
}

}  // namespace keratin::cpu
