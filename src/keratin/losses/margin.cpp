// The losses of distributions and of margins as objects.
#include "keratin/losses/margin.h"

#include "keratin/losses/functions.h"

namespace keratin::losses {

KLDivergence::KLDivergence(LossOptions options) : LossOf(std::move(options)) {}
Tensor KLDivergence::call(const Tensor& y_true, const Tensor& y_pred) const {
  return kl_divergence(y_true, y_pred);
}

Poisson::Poisson(LossOptions options) : LossOf(std::move(options)) {}
Tensor Poisson::call(const Tensor& y_true, const Tensor& y_pred) const {
  return poisson(y_true, y_pred);
}

Hinge::Hinge(LossOptions options) : LossOf(std::move(options)) {}
Tensor Hinge::call(const Tensor& y_true, const Tensor& y_pred) const {
  return hinge(y_true, y_pred);
}

SquaredHinge::SquaredHinge(LossOptions options) : LossOf(std::move(options)) {}
Tensor SquaredHinge::call(const Tensor& y_true, const Tensor& y_pred) const {
  return squared_hinge(y_true, y_pred);
}

CategoricalHinge::CategoricalHinge(LossOptions options) : LossOf(std::move(options)) {}
Tensor CategoricalHinge::call(const Tensor& y_true, const Tensor& y_pred) const {
  return categorical_hinge(y_true, y_pred);
}

}  // namespace keratin::losses

namespace keratin {
template class Described<losses::KLDivergence, losses::LossOptions, losses::Loss>;
template class Described<losses::Poisson, losses::LossOptions, losses::Loss>;
template class Described<losses::Hinge, losses::LossOptions, losses::Loss>;
template class Described<losses::SquaredHinge, losses::LossOptions, losses::Loss>;
template class Described<losses::CategoricalHinge, losses::LossOptions, losses::Loss>;
}  // namespace keratin
