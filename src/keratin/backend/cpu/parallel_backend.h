// The plain backend on all threads: calls whose results do not depend on each other along the first
// axis are cut there. Each part is computed by the reference, so the bits are the reference's.
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
  void take(const ConstView& x, const ConstView& indices, int axis, const View& y) override;
};

}  // namespace keratin
