// The penalty on rows or columns that point in similar directions.
#pragma once
#include "keratin/regularizers/regularizer.h"

namespace keratin::regularizers {

struct OrthogonalRegularizerOptions {
  double factor = 0.01;
  std::string mode = "rows";  // or "columns"
};
/// factor * the mean, over pairs of rows (or columns), of |cosine of their angle|.
/// x [rows, columns]; throws ShapeError for another rank, ValueError for a mode other than "rows"
/// and "columns".
class OrthogonalRegularizer final
    : public RegularizerOf<OrthogonalRegularizer, OrthogonalRegularizerOptions> {
 public:
  explicit OrthogonalRegularizer(OrthogonalRegularizerOptions options = {});
  explicit OrthogonalRegularizer(double factor, std::string mode = "rows")
      : OrthogonalRegularizer(OrthogonalRegularizerOptions{factor, std::move(mode)}) {}
  Tensor operator()(const Tensor& x) const override;
};

}  // namespace keratin::regularizers

namespace keratin {
extern template class Described<regularizers::OrthogonalRegularizer,
                                regularizers::OrthogonalRegularizerOptions,
                                regularizers::Regularizer>;
}  // namespace keratin
