// The penalties on the size of weights.
#pragma once
#include "keratin/regularizers/regularizer.h"

namespace keratin::regularizers {

struct L1L2Options {
  double l1 = 0.0;
  double l2 = 0.0;
};
/// l1 * sum(|x|) + l2 * sum(x^2). Throws ValueError for a negative or infinite factor.
class L1L2 final : public RegularizerOf<L1L2, L1L2Options> {
 public:
  explicit L1L2(L1L2Options options = {});
  Tensor operator()(const Tensor& x) const override;
};

struct L1Options {
  double l1 = 0.01;
};
/// l1 * sum(|x|)
class L1 final : public RegularizerOf<L1, L1Options> {
 public:
  explicit L1(L1Options options = {});
  explicit L1(double l1) : L1(L1Options{l1}) {}
  Tensor operator()(const Tensor& x) const override;
};

struct L2Options {
  double l2 = 0.01;
};
/// l2 * sum(x^2)
class L2 final : public RegularizerOf<L2, L2Options> {
 public:
  explicit L2(L2Options options = {});
  explicit L2(double l2) : L2(L2Options{l2}) {}
  Tensor operator()(const Tensor& x) const override;
};

/// Keras's function names: regularizers::l2(1e-4).
inline L1 l1(double factor = 0.01) { return L1(factor); }
inline L2 l2(double factor = 0.01) { return L2(factor); }
inline L1L2 l1_l2(L1L2Options options = {.l1 = 0.01, .l2 = 0.01}) { return L1L2(options); }

}  // namespace keratin::regularizers

namespace keratin {
extern template class Described<regularizers::L1L2, regularizers::L1L2Options,
                                regularizers::Regularizer>;
extern template class Described<regularizers::L1, regularizers::L1Options,
                                regularizers::Regularizer>;
extern template class Described<regularizers::L2, regularizers::L2Options,
                                regularizers::Regularizer>;
}  // namespace keratin
