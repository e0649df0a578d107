// One layer of a compiled step: its buffers, and its work on some rows or on one tile of a product.
// Every piece is cut by shape alone and may run on any thread.
#pragma once
#include "keratin/backend/compiled_step.h"
#include "keratin/backend/cpu/cutter.h"
#include "keratin/backend/cpu/gemm.h"
#include "keratin/backend/cpu/kernel_layout.h"
#include "keratin/backend/cpu/parameter_update.h"

namespace keratin::cpu {

/// A product's result [rows, columns] cut into tiles.
struct Tiling {
  int64_t rows = 0, columns = 0;            // of the result
  int64_t tile_rows = 0, tile_columns = 0;  // of a tile; those at the edges may be smaller
  /// Tiles for a product over `depth`: large enough to be worth packing for, and enough of them
  /// for many threads.
  struct Limits {
    int64_t rows, columns;  // of a tile
    int64_t enough;         // tasks, from which on tiles get no smaller than 128 x 128
  };
  static Tiling of(int64_t rows, int64_t columns, int64_t depth, const Limits& limits);
  int64_t tasks() const;
};

class StepLayer {
 public:
  /// `rows` samples in a batch; `before` is the layer whose output this one reads, or null.
  StepLayer(const PlannedLayer& plan, int64_t rows, StepLayer* before);
  void lay_out(Cutter& cutter);

  using Kind = PlannedLayer::Kind;
  const PlannedLayer& plan() const { return plan_; }
  Kind kind() const { return plan_.kind; }
  StepLayer* before() const { return before_; }
  /// Input of the first layer of all; the others read what stands before them.
  void set_input(const float* x) { input_ = x; }
  const float* x() const { return before_ ? before_->y_ : input_; }
  float* y() const { return y_; }
  /// The gradient of what the layer gives, before its fused activation.
  float* d() const { return d_; }
  /// Multiply and add operations for each sample, one way.
  int64_t work() const;
  /// Whether its products are large enough to be cut into tiles; else they go by rows.
  bool is_tiled() const { return is_tiled_; }

  // --- by rows: samples [begin, end) ------------------------------------------------------------
  /// Must come before rows of a dense layer that is not tiled: packs its kernel.
  void pack();
  /// And this before rows go back through it.
  void pack_transposed();
  void forward(int64_t begin, int64_t end, bool is_training, uint64_t step);
  /// From d() to before()'s d().
  void backward(int64_t begin, int64_t end, bool was_training);
  /// The slope of the fused activation on d, after somebody has written the gradient of y there.
  void apply_slope(int64_t begin, int64_t end);

  // --- by tiles: dense layers -------------------------------------------------------------------
  int64_t forward_tasks() const { return forward_.tasks(); }
  void forward_tile(int64_t task);
  /// Bias and activation on y's rows [row, row + rows), columns [column, column + columns).
  void finish(int64_t row, int64_t rows, int64_t column, int64_t columns);
  int64_t backward_tasks() const { return backward_.tasks(); }
  void backward_tile(int64_t task);
  /// The kernel's gradient x^T . d, each tile into `update`; then the bias's.
  int64_t kernel_tasks() const { return gradient_.tasks(); }
  void kernel_tile(int64_t task, const ParameterUpdate& update, const StepRule* rule, float decay);
  int64_t bias_tasks() const;
  void bias_part(int64_t task, const ParameterUpdate& update, const StepRule* rule, float decay);

  /// Of a dense layer: x [rows, features] . kernel [features, units].
  int64_t product_rows() const { return product_rows_; }
  int64_t features() const { return features_; }
  int64_t units() const { return units_; }
  /// "dense 784 -> 512 relu, tiles of 128 x 64"
  std::string describe() const;
  const float* kernel() const { return kernel_; }
  const KernelLayout& layout() const { return layout_; }
  /// Where the kernel lies from now on.
  void set_kernel(const float* data, const KernelLayout& layout);
  /// A layout in which a tile of the product forward meets one panel only.
  KernelLayout panels() const { return {features_, units_, forward_.tile_columns}; }

 private:
  void forward_rows(int64_t begin, int64_t end, bool is_training, uint64_t step);
  void activation_slope(float* d, const float* y, int64_t step, int64_t rows, int64_t columns);
  void dense_rows(int64_t begin, int64_t end);
  void dense_gradient_rows(int64_t begin, int64_t end);
  void dropout_rows(int64_t begin, int64_t end, bool is_training, uint64_t step);
  void scale_rows(int64_t begin, int64_t end);
  /// A product of one tile in the layer's way to compute.
  void product(const Factor& a, const Factor& b, float* y, int64_t y_step, int64_t m, int64_t n,
               int64_t k, const RowWatch* watch = nullptr) const;
  void slope(float* d, const float* y, int64_t step, int64_t rows, int64_t columns);

  PlannedLayer plan_;
  StepLayer* before_;
  int64_t rows_;
  int64_t product_rows_ = 0, features_ = 0, units_ = 0;
  bool is_tiled_ = false;
  Tiling forward_, backward_, gradient_;
  const float* kernel_ = nullptr;
  KernelLayout layout_;
  const float* input_ = nullptr;
  float* y_ = nullptr;
  float* d_ = nullptr;
  float* mask_ = nullptr;
  float* packed_ = nullptr;
  float* packed_transposed_ = nullptr;
};

}  // namespace keratin::cpu
