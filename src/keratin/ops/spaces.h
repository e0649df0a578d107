// Tensors of numbers with equal distances or ratios.
#pragma once
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// Ones on the diagonal of an n x n matrix.
Tensor identity(int64_t n, DTypeLike dtype = float32);

struct LogspaceOptions {
  int64_t num = 50;
  bool endpoint = true;  // whether stop is among them
  double base = 10;
  DType dtype = float32;
};
/// base^start, ..., base^stop, whose exponents have equal distances. Throws ValueError for a
/// negative num.
Tensor logspace(double start, double stop, const LogspaceOptions& options = {});

struct GeomspaceOptions {
  int64_t num = 50;
  bool endpoint = true;
  DType dtype = float32;
};
/// start, ..., stop, with equal ratios: exactly these at the ends. Throws ValueError for a negative
/// num, for 0 and for two signs.
Tensor geomspace(double start, double stop, const GeomspaceOptions& options = {});

}  // namespace keratin::ops
