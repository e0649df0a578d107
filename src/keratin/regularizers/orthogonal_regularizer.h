// The penalty on rows or columns that point in similar directions.
#pragma once
#include "keratin/regularizers/regularizer.h"

namespace keratin::regularizers {

/// factor * the mean, over pairs of rows (or columns), of |cosine of their angle|.
/// x [rows, columns]; throws ShapeError for another rank, ValueError for a mode other than "rows"
/// and "columns".
class OrthogonalRegularizer final : public Regularizer {
 public:
  explicit OrthogonalRegularizer(double factor = 0.01, std::string_view mode = "rows");
  Tensor operator()(const Tensor& x) const override;
  std::string_view class_name() const override { return "OrthogonalRegularizer"; }

 private:
  double factor_;
  bool by_rows_;
};

}  // namespace keratin::regularizers
