// The losses of distributions and of margins as objects.
#include "keratin/losses/margin.h"

#include "keratin/losses/functions.h"

namespace keratin::losses {
namespace {
std::string named(std::string given, const char* usual) { return given.empty() ? usual : given; }
}  // namespace

KLDivergence::KLDivergence(LossOptions options)
    : Loss(named(std::move(options.name), "kl_divergence"), options.reduction) {}
Tensor KLDivergence::call(const Tensor& y_true, const Tensor& y_pred) const {
  return kl_divergence(y_true, y_pred);
}

Poisson::Poisson(LossOptions options)
    : Loss(named(std::move(options.name), "poisson"), options.reduction) {}
Tensor Poisson::call(const Tensor& y_true, const Tensor& y_pred) const {
  return poisson(y_true, y_pred);
}

Hinge::Hinge(LossOptions options)
    : Loss(named(std::move(options.name), "hinge"), options.reduction) {}
Tensor Hinge::call(const Tensor& y_true, const Tensor& y_pred) const {
  return hinge(y_true, y_pred);
}

SquaredHinge::SquaredHinge(LossOptions options)
    : Loss(named(std::move(options.name), "squared_hinge"), options.reduction) {}
Tensor SquaredHinge::call(const Tensor& y_true, const Tensor& y_pred) const {
  return squared_hinge(y_true, y_pred);
}

CategoricalHinge::CategoricalHinge(LossOptions options)
    : Loss(named(std::move(options.name), "categorical_hinge"), options.reduction) {}
Tensor CategoricalHinge::call(const Tensor& y_true, const Tensor& y_pred) const {
  return categorical_hinge(y_true, y_pred);
}

}  // namespace keratin::losses
