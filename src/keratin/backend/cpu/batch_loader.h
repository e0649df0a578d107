// Gathers the rows of a batch, as scaled float32, with the lists of what is not
// zero made in the same pass. Works in tasks, so that one batch can be loaded while another one
// is computed with.
#pragma once
#include "keratin/backend/compiled_step.h"
#include "keratin/backend/cpu/cutter.h"
#include "keratin/backend/cpu/sparse_product.h"

namespace keratin::cpu {

struct LoaderOptions {
  int64_t rows = 0, features = 0;
  DType dtype = float32;        // of the data
  float scale = 1, offset = 0;  // what loading does to an element
  PlannedLoss::Kind loss = PlannedLoss::Kind::none;
  int64_t classes = 0;
  bool rounds = false;       // to bfloat16, as the first layer does
  bool makes_lists = false;  // whether skipping zeros is worth a look at all
};

class BatchLoader {
 public:
  explicit BatchLoader(const LoaderOptions& options) : options_(options) {}
  /// Takes its buffers.
  void lay_out(Cutter& cutter);

  /// Prepares for a batch; its tasks may then run, in any order on any threads, while the batch
  /// that finish() has made current is still read through x().
  void begin(const BatchRows& batch);
  int64_t tasks() const;
  void run(int64_t task);
  /// Makes what was loaded the current batch.
  void finish();
  /// Whether that batch is the one that begin() was called for last.
  bool has(const BatchRows& batch) const;

  /// The current batch: x [rows, features], one-hot targets or labels, weights or null.
  const float* x() const { return x_[current_]; }
  Rows matrix() const { return {x(), options_.features, options_.rows, options_.features}; }
  const float* targets() const { return targets_; }
  const int32_t* labels() const { return labels_; }
  const float* weights() const { return is_weighted_ ? weights_ : nullptr; }
  /// Whether the current batch is mostly zeros; then its lists by rows are there.
  bool is_sparse() const { return is_sparse_; }
  NonZeros& lists() { return lists_; }
  bool makes_lists() const { return options_.makes_lists; }
  /// "uint8 (784) * 0.0039 -> float32"
  std::string describe() const;

 private:
  /// One row of the data from element `at` on; the number of elements that are not zero then.
  int64_t load_elements(const void* data, int64_t at, float* to) const;
  void load_row(int64_t i);
  void prefetch_target(int64_t sample) const;
  void load_target(int64_t i, int64_t sample);

  LoaderOptions options_;
  BatchRows batch_;
  float* x_[2] = {};
  float* targets_ = nullptr;
  int32_t* labels_ = nullptr;
  float* weights_ = nullptr;
  int32_t* counts_ = nullptr;  // of each row: what is not zero
  void* list_memory_ = nullptr;
  NonZeros lists_;
  int current_ = 1;
  bool has_batch_ = false;
  bool is_weighted_ = false;
  bool lists_rows_ = true;  // whether the batch before let lists look worthwhile
  bool is_sparse_ = false;
};

}  // namespace keratin::cpu
