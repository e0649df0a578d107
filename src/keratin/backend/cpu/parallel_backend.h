// The plain backend on all threads: calls whose results do not depend on each other along some axis
// are cut there. Each part is computed by the reference, so the bits are the reference's.
#pragma once
#include "keratin/backend/reference_internal.h"

namespace keratin {

class ParallelBackend : public ReferenceBackend {
 public:
  void copy(const ConstView& x, const View& y) override;
  void unary(Unary f, UnaryArgs args, const ConstView& x, const View& y) override;
  void unary_gradient(Unary f, UnaryArgs args, const ConstView& x, const ConstView& y,
                      const ConstView& dy, const View& dx) override;
  void binary(Binary f, const ConstView& a, const ConstView& b, const View& y) override;
  void select(const ConstView& condition, const ConstView& a, const ConstView& b,
              const View& y) override;
  void reduce(Reduction r, const ConstView& x, const View& y) override;
  void arg_reduce(ArgReduction r, const ConstView& x, int axis, const View& y) override;
  void argsort(const ConstView& x, int axis, const View& y) override;
  void take(const ConstView& x, const ConstView& indices, int axis, const View& y) override;
  void scatter_add(const ConstView& y, const ConstView& indices, int axis, const View& x) override;
  void random(Distribution distribution, double a, double b, const RandomKey& key,
              const View& y) override;
};

}  // namespace keratin
