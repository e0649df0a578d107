#include "keratin/backend/cpu/vector_kernels.h"

#include <algorithm>

#include "keratin/backend/cpu/register_kinds.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/vector_kernels.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;
using M = hn::Mask<D>;

/// The mask of a whole register: loads and stores with a real one are slow on some processors.
struct All {};

/// Calls body(i, mask) for each register of a run; only the last mask is not All.
template <class Body>
HWY_INLINE void ForEachRegister(int64_t size, Body body) {
  const D d;
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t i = 0;
  for (; i + lanes <= size; i += lanes) body(i, All());
  if (i < size) body(i, hn::FirstN(d, static_cast<size_t>(size - i)));
}

/// Calls body(i, j, mask) for each register of a grid: i in the weight, j in the gradient.
template <class Body>
HWY_INLINE void ForEachRegister(const Grid& grid, Body body) {
  for (int64_t row = 0; row < grid.rows; ++row) {
    const int64_t i = row * grid.step, j = row * grid.gradient_step;
    ForEachRegister(grid.columns, [&](int64_t k, auto mask) HWY_ATTR { body(i + k, j + k, mask); });
  }
}

HWY_INLINE V Get(All, const float* from, int64_t i) { return hn::LoadU(D(), from + i); }
HWY_INLINE void Put(V value, All, float* to, int64_t i) { hn::StoreU(value, D(), to + i); }
HWY_INLINE V Get(M mask, const float* from, int64_t i) {
  return hn::MaskedLoad(mask, D(), from + i);
}
HWY_INLINE void Put(V value, M mask, float* to, int64_t i) {
  hn::BlendedStore(value, mask, D(), to + i);
}

/// 1 / sqrt(x). In registers of 16 lanes the processor's own root and quotient take longer than
/// everything else in a step; one step of Newton's method makes its estimate of 14 bits exact to
/// the last bit or two.
HWY_INLINE V ReciprocalRoot(V x) {
  const D d;
#if HWY_TARGET <= HWY_AVX3
  const V estimate = hn::ApproximateReciprocalSqrt(x);
  const V half = hn::Mul(hn::Set(d, 0.5F), x);
  const V error = hn::NegMulAdd(hn::Mul(half, estimate), estimate, hn::Set(d, 0.5F));
  const V root = hn::MulAdd(estimate, error, estimate);
  // 0 and infinity have exact estimates, which the step would turn into NaN.
  return hn::IfThenElse(hn::Eq(root, root), root, estimate);
#else
  return hn::Div(hn::Set(d, 1), hn::Sqrt(x));
#endif
}

void Sgd(const SGDStep& step, float* weight, const float* gradient, float* velocity,
         const Grid& grid) {
  const V rate = hn::Set(D(), step.learning_rate);
  const V momentum = hn::Set(D(), step.momentum);
  ForEachRegister(grid, [&](int64_t i, int64_t j, auto mask) HWY_ATTR {
    const V change = hn::Mul(rate, Get(mask, gradient, j));
    V way = hn::Neg(change);
    if (velocity) {
      const V v = hn::Sub(hn::Mul(momentum, Get(mask, velocity, i)), change);
      Put(v, mask, velocity, i);
      way = step.nesterov ? hn::Sub(hn::Mul(momentum, v), change) : v;
    }
    Put(hn::Add(Get(mask, weight, i), way), mask, weight, i);
  });
}

void RMSprop(const RMSpropStep& step, float* weight, const float* gradient, float* velocity,
             float* momentum, float* average, const Grid& grid) {
  const V rate = hn::Set(D(), step.learning_rate);
  const V rho = hn::Set(D(), step.rho);
  const V rest = hn::Set(D(), 1 - step.rho);
  const V epsilon = hn::Set(D(), step.epsilon);
  const V inertia = hn::Set(D(), step.momentum);
  const D d;
  const bool is_plain = !momentum && !average && step.epsilon > 0;
  ForEachRegister(grid, [&](int64_t i, int64_t j, auto mask) HWY_ATTR {
    const V g = Get(mask, gradient, j);
    const V v = hn::Add(hn::Mul(rho, Get(mask, velocity, i)), hn::Mul(rest, hn::Mul(g, g)));
    Put(v, mask, velocity, i);
    // Inputs that are zero in the whole batch: their weights do not move.
    if (is_plain && hn::AllTrue(d, hn::Eq(g, hn::Zero(d)))) return;
    V under_root = hn::Add(v, epsilon);
    if (average) {
      const V a = hn::Add(hn::Mul(rho, Get(mask, average, i)), hn::Mul(rest, g));
      Put(a, mask, average, i);
      under_root = hn::Sub(under_root, hn::Mul(a, a));
    }
    V change = hn::Mul(hn::Mul(rate, g), ReciprocalRoot(under_root));
    if (momentum) {
      change = hn::Add(hn::Mul(inertia, Get(mask, momentum, i)), change);
      Put(change, mask, momentum, i);
    }
    Put(hn::Sub(Get(mask, weight, i), change), mask, weight, i);
  });
}

void Adam(const AdamStep& step, float* weight, const float* gradient, float* m, float* v,
          float* v_hat, const Grid& grid) {
  const V rate = hn::Set(D(), step.learning_rate);
  const V rest_1 = hn::Set(D(), 1 - step.beta_1);
  const V rest_2 = hn::Set(D(), 1 - step.beta_2);
  const V epsilon = hn::Set(D(), step.epsilon);
  ForEachRegister(grid, [&](int64_t i, int64_t j, auto mask) HWY_ATTR {
    const V g = Get(mask, gradient, j);
    const V old_m = Get(mask, m, i);
    const V old_v = Get(mask, v, i);
    const V new_m = hn::Add(old_m, hn::Mul(hn::Sub(g, old_m), rest_1));
    V new_v = hn::Add(old_v, hn::Mul(hn::Sub(hn::Mul(g, g), old_v), rest_2));
    Put(new_m, mask, m, i);
    Put(new_v, mask, v, i);
    if (v_hat) {
      new_v = hn::Max(Get(mask, v_hat, i), new_v);
      Put(new_v, mask, v_hat, i);
    }
    const V change = hn::Div(hn::Mul(rate, new_m), hn::Add(hn::Sqrt(new_v), epsilon));
    Put(hn::Sub(Get(mask, weight, i), change), mask, weight, i);
  });
}

void Bias(float* y, const float* bias, bool is_relu, int64_t size) {
  const V zero = hn::Zero(D());
  ForEachRegister(size, [&](int64_t i, auto mask) HWY_ATTR {
    V value = Get(mask, y, i);
    if (bias) value = hn::Add(value, Get(mask, bias, i));
    // Not Max: NaN must stay NaN.
    if (is_relu) value = hn::IfThenElse(hn::Lt(value, zero), zero, value);
    Put(value, mask, y, i);
  });
}

void ReluGradient(const float* y, const float* dy, float* dx, int64_t size) {
  ForEachRegister(size, [&](int64_t i, auto mask) HWY_ATTR {
    const M is_on = hn::Gt(Get(mask, y, i), hn::Zero(D()));
    Put(hn::IfThenElseZero(is_on, Get(mask, dy, i)), mask, dx, i);
  });
}

void Accumulate(float* total, const float* x, int64_t size) {
  ForEachRegister(size, [&](int64_t i, auto mask) HWY_ATTR {
    Put(hn::Add(Get(mask, total, i), Get(mask, x, i)), mask, total, i);
  });
}

void RoundToBFloat16(float* x, int64_t size) {
  const hn::RebindToUnsigned<D> du;
  const auto one = hn::Set(du, 1U);
  ForEachRegister(size, [&](int64_t i, auto mask) HWY_ATTR {
    const V value = Get(mask, x, i);
    const auto bits = hn::BitCast(du, value);
    const auto is_odd = hn::And(hn::ShiftRight<16>(bits), one);
    const auto sum = hn::Add(bits, hn::Add(is_odd, hn::Set(du, 0x7FFFU)));
    const V rounded = hn::BitCast(D(), hn::And(sum, hn::Set(du, 0xFFFF0000U)));
    // The sum would turn some NaN into infinity.
    Put(hn::IfThenElse(hn::Eq(value, value), rounded, value), mask, x, i);
  });
}

void Scale(float* weight, float factor, const Grid& grid) {
  ForEachRegister(grid, [&](int64_t i, int64_t, auto mask) HWY_ATTR {
    Put(hn::Mul(Get(mask, weight, i), hn::Set(D(), factor)), mask, weight, i);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(Sgd);
HWY_EXPORT(RMSprop);
HWY_EXPORT(Adam);
HWY_EXPORT(Bias);
HWY_EXPORT(ReluGradient);
HWY_EXPORT(Accumulate);
HWY_EXPORT(Scale);
HWY_EXPORT(RoundToBFloat16);

void sgd_run(const SGDStep& step, float* weight, const float* gradient, float* velocity,
             const Grid& grid) {
  HWY_DYNAMIC_DISPATCH(Sgd)(step, weight, gradient, velocity, grid);
}

void rmsprop_run(const RMSpropStep& step, float* weight, const float* gradient, float* velocity,
                 float* momentum, float* average, const Grid& grid) {
  HWY_DYNAMIC_DISPATCH(RMSprop)(step, weight, gradient, velocity, momentum, average, grid);
}

void adam_run(const AdamStep& step, float* weight, const float* gradient, float* m, float* v,
              float* v_hat, const Grid& grid) {
  HWY_DYNAMIC_DISPATCH(Adam)(step, weight, gradient, m, v, v_hat, grid);
}

void bias_run(float* y, const float* bias, bool is_relu, int64_t size) {
  HWY_DYNAMIC_DISPATCH(Bias)(y, bias, is_relu, size);
}

void relu_gradient_run(const float* y, const float* dy, float* dx, int64_t size) {
  HWY_DYNAMIC_DISPATCH(ReluGradient)(y, dy, dx, size);
}

void accumulate_run(float* total, const float* x, int64_t size) {
  HWY_DYNAMIC_DISPATCH(Accumulate)(total, x, size);
}

void round_to_bfloat16_run(float* x, int64_t size) {
  HWY_DYNAMIC_DISPATCH(RoundToBFloat16)(x, size);
}

void scale_run(float* weight, float factor, const Grid& grid) {
  HWY_DYNAMIC_DISPATCH(Scale)(weight, factor, grid);
}

void column_sums(const float* x, int64_t step, int64_t rows, float* y, int64_t columns) {
  constexpr int64_t kLeaf = 32;
  if (rows <= kLeaf) {
    std::copy(x, x + columns, y);
    for (int64_t i = 1; i < rows; ++i) accumulate_run(y, x + i * step, columns);
    return;
  }
  const int64_t half = rows / 2;
  float rest[kWidestSums];
  column_sums(x, step, half, y, columns);
  column_sums(x + half * step, step, rows - half, rest, columns);
  accumulate_run(y, rest, columns);
}

}  // namespace keratin::cpu
#endif
