// Reductions that leave NaN out: NumPy's, with its names.
#pragma once
#include <vector>

#include "keratin/ops/statistics.h"
#include "keratin/tensor/tensor.h"

namespace keratin::ops {

/// sum, prod, max, min, mean, var and std of what is not NaN. Where nothing is left, the sum is 0,
/// the product 1, the others NaN. dtypes and errors are those of the reductions in reduce.h, which
/// whole numbers go to.
Tensor nansum(const Tensor& x, const ReduceOptions& options = {});
Tensor nanprod(const Tensor& x, const ReduceOptions& options = {});
Tensor nanmax(const Tensor& x, const ReduceOptions& options = {});
Tensor nanmin(const Tensor& x, const ReduceOptions& options = {});
Tensor nanmean(const Tensor& x, const ReduceOptions& options = {});
Tensor nanvar(const Tensor& x, const ReduceOptions& options = {});
Tensor nanstd(const Tensor& x, const ReduceOptions& options = {});

/// The int32 position of the first largest, or smallest, number that is not NaN; -1 where there is
/// none, as in Keras on JAX.
Tensor nanargmax(const Tensor& x, const ArgOptions& options = {});
Tensor nanargmin(const Tensor& x, const ArgOptions& options = {});

/// Running sums and products in which NaN counts as 0, and as 1.
Tensor nancumsum(const Tensor& x, int axis);
Tensor nancumsum(const Tensor& x);
Tensor nancumprod(const Tensor& x, int axis);
Tensor nancumprod(const Tensor& x);

/// The quantile of what is not NaN; NaN where nothing is left. Methods, shapes and errors are those
/// of quantile.
Tensor nanquantile(const Tensor& x, double q, const QuantileOptions& options = {});
Tensor nanquantile(const Tensor& x, const std::vector<double>& q,
                   const QuantileOptions& options = {});
Tensor nanpercentile(const Tensor& x, double q, const QuantileOptions& options = {});
Tensor nanpercentile(const Tensor& x, const std::vector<double>& q,
                     const QuantileOptions& options = {});
Tensor nanmedian(const Tensor& x, const QuantileOptions& options = {});

}  // namespace keratin::ops
