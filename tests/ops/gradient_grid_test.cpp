// Every differentiable operation against differences in float64 over a grid of odd shapes, each
// from contiguous, transposed and stepped elements.
#include <gtest/gtest.h>

#include <set>

#include "keratin/autodiff/gradient_check.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/broadcast.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/crossentropy.h"
#include "keratin/ops/dense.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/index.h"
#include "keratin/ops/join.h"
#include "keratin/ops/manipulate.h"
#include "keratin/ops/matmul.h"
#include "keratin/ops/norm.h"
#include "keratin/ops/reduce.h"
#include "keratin/ops/softmax.h"
#include "keratin/ops/sort.h"
#include "keratin/ops/take.h"
#include "keratin/tensor/creation.h"
#include "tests/support/gradient_check.h"
#include "tests/support/op_cases.h"

namespace keratin {
namespace {

using Inputs = std::vector<Tensor>;
using testing::uniform_tensor;

constexpr double kTolerance = 3e-7;

const Shape kShapes[] = {{},      {0},       {1},       {7},       {15},        {17},     {31},
                         {33},    {3, 0},    {0, 3},    {1, 1},    {7, 5},      {15, 17}, {1, 31},
                         {33, 1}, {2, 3, 5}, {2, 0, 3}, {3, 1, 7}, {2, 1, 3, 5}};

Tensor back_to_front(const Tensor& x) {
  return x.ndim() == 0 ? x : x[{slice(open, open, -1), ellipsis}];
}

/// f of x as it is, of a transposed and of a reversed view with the same shape.
void expect_slopes(const std::string& name, const Shape& shape, double low, double high,
                   FunctionRef<Tensor(const Tensor&)> f) {
  uint64_t seed = 1;
  for (const int64_t length : shape) seed = seed * 31 + static_cast<uint64_t>(length);
  const Tensor x = uniform_tensor(shape, low, high, seed);
  const auto check = [&](const char* how, const GradientCheck& result) {
    EXPECT_LT(result.largest_error, kTolerance)
        << name << " at shape " << shape.to_string() << ", " << how << ": " << result.to_string();
  };
  check("contiguous", check_gradients([&](const Inputs& in) { return f(in[0]); }, {x}));
  if (shape.rank() == 0) return;
  check("reversed",
        check_gradients([&](const Inputs& in) { return f(back_to_front(in[0])); }, {x}));
  if (shape.rank() == 1) return;
  check("transposed", check_gradients([&](const Inputs& in) { return f(in[0].transpose()); },
                                      {x.transpose().copy()}));
}

struct Domain {
  double low, high;
};
Domain domain_of(Unary f) {
  switch (f) {
    case Unary::sqrt:
    case Unary::rsqrt:
    case Unary::reciprocal:
    case Unary::log:
    case Unary::log1p:
    case Unary::log2:
    case Unary::log10: return {0.3, 3.0};
    case Unary::arcsin:
    case Unary::arccos:
    case Unary::arctanh: return {-0.9, 0.9};
    case Unary::arccosh: return {1.2, 4.0};
    case Unary::tan: return {-1.2, 1.2};
    default: return {-3.3, 3.3};
  }
}

TEST(GradientGrid, EveryUnaryFunction) {
  for (const Unary f : {
#define KERATIN_ENTRY(name) Unary::name,
           KERATIN_UNARY_FUNCTIONS(KERATIN_ENTRY)
#undef KERATIN_ENTRY
       }) {
    if (is_predicate(f)) continue;
    const auto [low, high] = domain_of(f);
    for (const Shape& shape : kShapes) {
      expect_slopes(name_of(f), shape, low, high,
                    [f](const Tensor& x) { return ops::unary(f, x); });
    }
  }
}

TEST(GradientGrid, EveryBinaryFunctionOverBroadcastPairs) {
  const std::pair<Shape, Shape> pairs[] = {
      {{}, {}},        {{0}, {0}},          {{0}, {1}},          {{7}, {}},       {{}, {33}},
      {{15}, {15}},    {{17}, {1}},         {{3, 0}, {1, 1}},    {{7, 5}, {5}},   {{7, 5}, {7, 1}},
      {{31}, {2, 31}}, {{2, 3, 5}, {3, 1}}, {{2, 1, 5}, {3, 1}}, {{1, 1, 1}, {7}}};
  for (const Binary f :
       {Binary::add, Binary::subtract, Binary::multiply, Binary::divide, Binary::floor_divide,
        Binary::mod, Binary::power, Binary::maximum, Binary::minimum, Binary::arctan2}) {
    for (const auto& [left, right] : pairs) {
      const Inputs in = {uniform_tensor(left, 0.4, 2.9, 5), uniform_tensor(right, 0.5, 2.7, 6)};
      const GradientCheck plain =
          check_gradients([f](const Inputs& x) { return ops::binary(f, x[0], x[1]); }, in);
      const GradientCheck views = check_gradients(
          [f](const Inputs& x) { return ops::binary(f, back_to_front(x[0]), back_to_front(x[1])); },
          in);
      EXPECT_LT(plain.largest_error, kTolerance)
          << name_of(f) << left.to_string() << right.to_string();
      EXPECT_LT(views.largest_error, kTolerance)
          << name_of(f) << left.to_string() << right.to_string();
    }
  }
}

/// The sum of all that an operation gives, each element with a weight of its own. The inputs take
/// part with nothing, so that there is always something on the tape.
Tensor weighted_total(const Inputs& inputs, const std::vector<Tensor>& results) {
  Tensor total = zeros({}, float64);
  for (const Tensor& x : inputs) total = total + ops::sum(x) * 0;
  for (const Tensor& y : results) {
    if (!is_floating(y.dtype())) continue;
    total = total + ops::sum(y.astype(float64) * uniform_tensor(y.shape(), 0.5, 1.5, 11));
  }
  return total;
}

/// Whatever ops/*.h have, so that a new one is looked at without a line here.
TEST(GradientGrid, EveryOperationOfTheTable) {
  // Rounds; has none on purpose, or another one, or is one itself; is not defined where the table's
  // inputs lie; and those that serve kernels and gradients, beside the tape.
  const std::set<std::string> left_out = {"cast",        "stop_gradient",
                                          "arccosh",     "sum_to",
                                          "lu_of",       "svd_of",
                                          "solution_by", "transposed_solution_by",
                                          "slice_view",  "triangle_solution",
                                          "nextafter",   "histogram",
                                          "jvp",         "with_custom_gradient",
                                          "ctc_decode"};
  size_t count = 0;
  for (const testing::OpCase& one : testing::op_cases()) {
    Inputs moved;
    for (const Tensor& x : one.inputs) {
      if (is_floating(x.dtype())) moved.push_back(x.astype(float64));
    }
    if (moved.empty() || left_out.contains(one.function())) continue;
    const auto f = [&](const Inputs& in) {
      Inputs inputs = one.inputs;
      size_t at = 0;
      for (Tensor& x : inputs) {
        if (is_floating(x.dtype())) x = in[at++];
      }
      return weighted_total(in, one.run(inputs));
    };
    const GradientCheck result = check_gradients(f, moved);
    EXPECT_LT(result.largest_error, kTolerance) << one.name << ": " << result.to_string();
    ++count;
  }
  EXPECT_GT(count, 100U);
}

TEST(GradientGrid, ReductionsOverEveryAxis) {
  using Reduce = Tensor (*)(const Tensor&, const ReduceOptions&);
  const Reduce sum = ops::sum, prod = ops::prod, deviation = ops::std;
  const std::pair<const char*, Reduce> all[] = {
      {"sum", sum},
      {"mean", ops::mean},
      {"prod", prod},
      {"max", ops::max},
      {"min", ops::min},
      {"var", ops::var},
      {"std", deviation},
      {"logsumexp", ops::logsumexp},
      {"norm", [](const Tensor& x, const ReduceOptions& over) {
         return ops::norm(x, {.axis = over.axis, .keepdims = over.keepdims});
       }}};
  for (const auto& [name, f] : all) {
    for (const Shape& shape : kShapes) {
      // NumPy has no largest element, and no mean, of nothing; one element has no spread's slope.
      if (shape.size() == 0 && f != sum && f != prod) continue;
      for (int axis = 0; axis < shape.rank(); ++axis) {
        if (shape[axis] == 1 && f == deviation) continue;
        expect_slopes(name, shape, 0.3, 1.8, [&, f = f](const Tensor& x) {
          return f(x, {.axis = axis, .keepdims = axis % 2 == 1});
        });
      }
      if (shape.size() == 1 && f == deviation) continue;
      expect_slopes(name, shape, 0.3, 1.8, [f = f](const Tensor& x) { return f(x, {}); });
    }
  }
}

TEST(GradientGrid, FunctionsAlongAnAxis) {
  for (const Shape& shape : kShapes) {
    for (int axis = 0; axis < shape.rank(); ++axis) {
      const auto check = [&](const char* name, FunctionRef<Tensor(const Tensor&)> f) {
        expect_slopes(name, shape, -2, 2, f);
      };
      check("softmax", [&](const Tensor& x) { return ops::softmax(x, axis); });
      check("log_softmax", [&](const Tensor& x) { return ops::log_softmax(x, axis); });
      check("sort", [&](const Tensor& x) { return ops::sort(x, axis); });
      check("flip", [&](const Tensor& x) { return ops::flip(x, axis); });
      check("roll", [&](const Tensor& x) { return ops::roll(x, 2, axis); });
      check("repeat", [&](const Tensor& x) { return ops::repeat(x, 3, axis); });
      check("concatenate", [&](const Tensor& x) { return ops::concatenate({x, x * x}, axis); });
      check("stack", [&](const Tensor& x) { return ops::stack({x, x * x}, axis); });
      check("split", [&](const Tensor& x) {
        const std::vector<Tensor> parts =
            ops::split(x, std::vector<int64_t>{shape[axis] / 2}, axis);
        return ops::concatenate({parts[1] * 2, parts[0]}, axis);
      });
      check("take_along_axis", [&](const Tensor& x) {
        return ops::take_along_axis(x, x.detach().argsort(axis), axis);
      });
      if (shape[axis] == 0) continue;
      const Tensor chosen = tensor({0, -1, 0});
      check("take", [&](const Tensor& x) { return ops::take(x, chosen, axis); });
    }
  }
}

TEST(GradientGrid, FunctionsThatMoveElements) {
  for (const Shape& shape : kShapes) {
    const auto check = [&](const char* name, FunctionRef<Tensor(const Tensor&)> f) {
      expect_slopes(name, shape, -2, 2, f);
    };
    const Tensor mask = uniform_tensor(shape, -1, 1, 3) > 0;
    Shape wider = {3};
    Shape twice;
    std::vector<std::pair<int64_t, int64_t>> widths;
    for (const int64_t length : shape) {
      wider.push_back(length);
      twice.push_back(2);
      widths.emplace_back(1, 2);
    }
    check("reshape", [](const Tensor& x) { return x.reshape({x.size(), 1}); });
    check("flatten", [](const Tensor& x) { return x.flatten(); });
    check("transpose", [](const Tensor& x) { return x.transpose(); });
    check("expand_dims", [](const Tensor& x) { return x.expand_dims(0); });
    check("squeeze", [](const Tensor& x) { return x.squeeze(); });
    check("copy", [](const Tensor& x) { return x.copy(); });
    check("broadcast_to", [&](const Tensor& x) { return ops::broadcast_to(x, wider); });
    check("where", [&](const Tensor& x) { return ops::where(mask, x * x, x); });
    if (shape.rank() == 0) continue;
    check("tile", [&](const Tensor& x) { return ops::tile(x, twice); });
    check("pad", [&](const Tensor& x) { return ops::pad(x, widths, 0.5); });
    check("mask", [&](const Tensor& x) { return x[mask]; });
    check("slice", [](const Tensor& x) { return x[{slice(open, open, 2), ellipsis}]; });
  }
}

TEST(GradientGrid, ProductsOfMatrices) {
  const std::pair<Shape, Shape> pairs[] = {
      {{7}, {7}},          {{3, 0}, {0, 5}},       {{0, 3}, {3, 2}},         {{1, 1}, {1, 1}},
      {{7, 5}, {5, 3}},    {{5, 17}, {17, 3}},     {{3, 15}, {15}},          {{7}, {7, 2}},
      {{2, 3, 5}, {5, 2}}, {{2, 3, 5}, {2, 5, 1}}, {{2, 1, 3, 2}, {3, 2, 3}}};
  for (const auto& [left, right] : pairs) {
    const Inputs in = {uniform_tensor(left, -1, 1, 5), uniform_tensor(right, -1, 1, 6)};
    const auto check = [&](const char* name, FunctionRef<Tensor(const Inputs&)> f) {
      const GradientCheck result = check_gradients(f, in);
      EXPECT_LT(result.largest_error, kTolerance)
          << name << left.to_string() << right.to_string() << ": " << result.to_string();
    };
    check("matmul", [](const Inputs& x) { return ops::matmul(x[0], x[1]); });
    check("matmul of views",
          [](const Inputs& x) { return ops::matmul(back_to_front(x[0]), back_to_front(x[1])); });
    if (left.rank() != 2 || right.rank() != 2) continue;
    check("transposes",
          [](const Inputs& x) { return ops::matmul(x[1].transpose(), x[0].transpose()); });
    check("dot", [](const Inputs& x) { return ops::dot(x[0], x[1]); });
    check("tensordot", [](const Inputs& x) { return ops::tensordot(x[0], x[1], 1); });
    check("einsum", [](const Inputs& x) { return ops::einsum("ij,jk->ki", x[0], x[1]); });
  }
}

TEST(GradientGrid, DenseWithEveryFusedFunction) {
  const int64_t sizes[][3] = {{0, 3, 2}, {1, 1, 1}, {7, 5, 3}, {3, 17, 15}};
  for (const Unary f : {Unary::relu, Unary::tanh, Unary::sigmoid, Unary::silu, Unary::softplus,
                        Unary::elu, Unary::gelu, Unary::leaky_relu, Unary::hard_sigmoid}) {
    for (const auto& [batch, in, units] : sizes) {
      const FusedActivation fused{.is_some = true, .function = f, .args = ops::default_args(f)};
      const GradientCheck result = check_gradients(
          [&](const Inputs& x) { return ops::dense(x[0], x[1], x[2], fused); },
          {uniform_tensor({batch, in}, -1, 1, 7), uniform_tensor({in, units}, -1, 1, 8),
           uniform_tensor({units}, -1, 1, 9)});
      EXPECT_LT(result.largest_error, kTolerance) << name_of(f) << ": " << result.to_string();
    }
  }
}

TEST(GradientGrid, Crossentropies) {
  for (const int64_t batch : {0, 1, 7}) {
    for (const int64_t classes : {2, 3, 17}) {
      const Shape shape = {batch, classes};
      const Tensor raw = uniform_tensor(shape, 0.1, 1, 3);
      const Tensor target = raw / ops::sum(raw, {.axis = -1, .keepdims = true});
      const Tensor labels = ops::argsort(raw, -1)[{ellipsis, 0}];
      for (const bool from_logits : {false, true}) {
        const auto check = [&](const char* name, FunctionRef<Tensor(const Tensor&)> f) {
          expect_slopes(name, shape, 0.1, 0.9, f);
        };
        check("categorical", [&](const Tensor& y) {
          return ops::categorical_crossentropy(target, y, from_logits);
        });
        check("sparse", [&](const Tensor& y) {
          return ops::sparse_categorical_crossentropy(labels, y, from_logits);
        });
        check("binary",
              [&](const Tensor& y) { return ops::binary_crossentropy(target, y, from_logits); });
      }
    }
  }
}

}  // namespace
}  // namespace keratin
