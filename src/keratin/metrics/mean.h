// Running mean and sum of numbers: what a training loop of one's own reports its loss with.
#pragma once
#include <string>

#include "keratin/metrics/metric.h"

namespace keratin::metrics {

struct MeanOptions {
  std::string name = "mean";
};
/// sum(values * weight) / sum(weight). values of any shape; sample_weight of a shape that
/// broadcasts to it, or none. Not for compile, which gives metrics labels and predictions.
class Mean {
 public:
  explicit Mean(MeanOptions options = {}) : name_(std::move(options.name)) {}
  void update_state(const Tensor& values, const Tensor& sample_weight = {});
  void update_state(double value) {
    total_ += value;
    count_ += 1;
  }
  /// 0 when there was nothing.
  double result() const { return count_ == 0 ? 0 : total_ / count_; }
  void reset_state() { total_ = count_ = 0; }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  double total_ = 0;
  double count_ = 0;
};

struct SumOptions {
  std::string name = "sum";
};
/// sum(values * weight).
class Sum {
 public:
  explicit Sum(SumOptions options = {}) : name_(std::move(options.name)) {}
  void update_state(const Tensor& values, const Tensor& sample_weight = {});
  void update_state(double value) { total_ += value; }
  double result() const { return total_; }
  void reset_state() { total_ = 0; }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  double total_ = 0;
};

}  // namespace keratin::metrics
