// The plain backend for CPU memory: one thread, one loop, no third party. It is the oracle that
// every other backend is tested against, and what the CPU backend falls back to.
#pragma once
#include "keratin/backend/backend.h"

namespace keratin {

class ReferenceBackend : public Backend {
 public:
  const char* name() const override { return "reference"; }

  void copy(const ConstView& x, const View& y) override;
  void fill(Scalar value, const View& y) override;
  void unary(Unary f, UnaryArgs args, const ConstView& x, const View& y) override;
  void unary_gradient(Unary f, UnaryArgs args, const ConstView& x, const ConstView& y,
                      const ConstView& dy, const View& dx) override;
  void binary(Binary f, const ConstView& a, const ConstView& b, const View& y) override;
  void select(const ConstView& condition, const ConstView& a, const ConstView& b,
              const View& y) override;
  void reduce(Reduction r, const ConstView& x, const View& y) override;
  void arg_reduce(ArgReduction r, const ConstView& x, int axis, const View& y) override;
  void matmul(const ConstView& a, const ConstView& b, const View& y) override;
  void take(const ConstView& x, const ConstView& indices, int axis, const View& y) override;
  void scatter_add(const ConstView& y, const ConstView& indices, int axis, const View& x) override;
  void argsort(const ConstView& x, int axis, const View& y) override;
  void random(Distribution distribution, double a, double b, const RandomKey& key,
              const View& y) override;
};

}  // namespace keratin
