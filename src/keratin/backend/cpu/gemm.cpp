#include "keratin/backend/cpu/gemm.h"

#include <omp.h>

#include <dnnl.hpp>

#include "keratin/base/error.h"

namespace keratin::cpu {

void gemm(const Factor& a, const Factor& b, float* y, int64_t y_step, int64_t m, int64_t n,
          int64_t k) {
  // The pool cuts the work; oneDNN's own team would spin against it.
  thread_local const bool is_single = (omp_set_num_threads(1), true);
  (void)is_single;
  const dnnl::status status =
      dnnl::sgemm(a.is_transposed ? 'T' : 'N', b.is_transposed ? 'T' : 'N', m, n, k, 1.0F, a.data,
                  a.step, b.data, b.step, 0.0F, y, y_step);
  if (status != dnnl::status::success) throw_internal_error("oneDNN refused a matrix product");
}

}  // namespace keratin::cpu
