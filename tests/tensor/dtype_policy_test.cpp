#include "keratin/tensor/dtype_policy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/autodiff/tape.h"
#include "keratin/layers/all.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/cast.h"
#include "keratin/ops/compare.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/norm.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::expect_near;
using testing::uniform_tensor;

class DTypePolicies : public ::testing::Test {
 protected:
  void TearDown() override { config::set_dtype_policy("float32"); }
};

TEST_F(DTypePolicies, HaveKerasNamesAndDtypes) {
  for (const DType dtype : {float32, float64, float16, bfloat16}) {
    const DTypePolicy policy = DTypePolicy::named(name_of(dtype));
    EXPECT_EQ(policy.name(), name_of(dtype));
    EXPECT_EQ(policy.compute_dtype(), dtype);
    EXPECT_EQ(policy.variable_dtype(), dtype);
    EXPECT_EQ(policy, DTypePolicy(dtype));
  }
  const DTypePolicy mixed = "mixed_bfloat16";
  EXPECT_EQ(mixed.name(), "mixed_bfloat16");
  EXPECT_EQ(mixed.compute_dtype(), bfloat16);
  EXPECT_EQ(mixed.variable_dtype(), float32);
  EXPECT_EQ(mixed, DTypePolicy::named("mixed_bfloat16"));
  EXPECT_NE(mixed, DTypePolicy("bfloat16"));
}

TEST_F(DTypePolicies, OthersAreRefusedWithAReason) {
  EXPECT_EQ(testing::error_text([] { DTypePolicy::named("mixed_float16"); }),
            "ValueError: the dtype policy 'mixed_float16' needs loss scaling, which is not there "
            "yet\n"
            "  hint  use 'mixed_bfloat16': its range is that of float32, so that gradients do "
            "not vanish");
  EXPECT_EQ(testing::error_text([] { DTypePolicy::named("mixed_bfloat61"); }),
            "ValueError: unknown dtype policy 'mixed_bfloat61'\n"
            "  known  'float32', 'float64', 'float16', 'bfloat16', 'mixed_bfloat16'\n"
            "  hint   did you mean 'mixed_bfloat16'?");
  EXPECT_EQ(testing::error_text([] { layers::Flatten flatten({.dtype = int32}); }),
            "ValueError: a dtype policy names a floating dtype, received int32\n"
            "  known  'float32', 'float64', 'float16', 'bfloat16', 'mixed_bfloat16'");
}

TEST_F(DTypePolicies, TheGlobalOneCountsWhenALayerIsConstructed) {
  EXPECT_EQ(config::dtype_policy(), DTypePolicy("float32"));
  const layers::DenseOptions options = {};
  const layers::Dense before(2, options);
  config::set_dtype_policy("mixed_bfloat16");
  EXPECT_EQ(config::dtype_policy().name(), "mixed_bfloat16");
  EXPECT_EQ(mixed_precision::global_policy().name(), "mixed_bfloat16");
  EXPECT_EQ(DTypePolicy().compute_dtype(), bfloat16);
  const layers::Dense after(2, options);
  config::set_dtype_policy({});  // the global policy is what it is
  EXPECT_EQ(config::dtype_policy().name(), "mixed_bfloat16");
  mixed_precision::set_global_policy("float64");
  EXPECT_EQ(before.dtype_policy().name(), "float32");
  EXPECT_EQ(after.dtype_policy().name(), "mixed_bfloat16");
  EXPECT_EQ(after.compute_dtype(), bfloat16);
  EXPECT_EQ(after.variable_dtype(), float32);
  EXPECT_EQ(after.dtype(), float32);
  EXPECT_EQ(layers::Dense(2).dtype(), float64);
}

TEST_F(DTypePolicies, AMixedLayerComputesInBFloat16WithFloat32Weights) {
  config::set_dtype_policy("mixed_bfloat16");
  layers::Dense dense(3, {.activation = "tanh"}), exact(3, {.dtype = "float32"});
  for (const DType dtype : {float32, float64, bfloat16, int32}) {
    EXPECT_EQ(dense(ones({2, 5}, dtype)).dtype(), bfloat16);
    EXPECT_EQ(exact(ones({2, 5}, dtype)).dtype(), float32);
  }
  for (const Variable& weight : dense.weights()) EXPECT_EQ(weight.dtype(), float32);
  const float tie = 1 + 0x1p-8F;  // half-way between two bfloat16 numbers
  layers::Flatten flatten;
  EXPECT_EQ(flatten(full({1, 2}, tie)).to_vector<float>(), (std::vector<float>{1, 1}));
}

TEST_F(DTypePolicies, EveryLayerGivesItsComputeDtype) {
  config::set_dtype_policy("mixed_bfloat16");
  const Tensor x = uniform_tensor({4, 6}, -1, 1, 1).astype(float32);
  const CallOptions training{.training = true};
  EXPECT_EQ(layers::Activation("gelu")(x).dtype(), bfloat16);
  EXPECT_EQ(layers::Dropout(0.5)(x, training).dtype(), bfloat16);
  EXPECT_EQ(layers::Flatten()(x).dtype(), bfloat16);
  EXPECT_EQ(layers::Identity()(x).dtype(), bfloat16);
  EXPECT_EQ(layers::LeakyReLU()(x).dtype(), bfloat16);
  EXPECT_EQ(layers::ReLU()(x).dtype(), bfloat16);
  EXPECT_EQ(layers::Rescaling(2)(x).dtype(), bfloat16);
  EXPECT_EQ(layers::Reshape({2, 3})(x).dtype(), bfloat16);
  EXPECT_EQ(layers::Softmax()(x).dtype(), bfloat16);
  for (const DType integer : {uint8, int32}) {
    EXPECT_EQ(layers::Rescaling(2)(x.astype(integer)).dtype(), bfloat16);
    EXPECT_EQ(layers::Softmax()(x.astype(integer)).dtype(), bfloat16);
    EXPECT_EQ(layers::Dropout(0.5)(x.astype(integer), training).dtype(), bfloat16);
  }
}

/// The gradients of a Dense layer's input, kernel and bias under a policy.
std::vector<Tensor> gradients_under(DTypePolicy policy, keratin::Activation activation) {
  layers::Dense dense(7, {.activation = std::move(activation), .dtype = policy});
  dense.build({4, 9});
  dense.set_weights({uniform_tensor({9, 7}, -0.7, 0.7, 5), uniform_tensor({7}, -0.7, 0.7, 6)});
  const Tensor x = watch(uniform_tensor({4, 9}, -1, 1, 7).astype(float32));
  const Tensor loss = ops::sum(ops::square(dense(x).astype(float32)));
  return gradients(loss, {x, dense.kernel().value(), dense.bias().value()});
}

TEST_F(DTypePolicies, MixedGradientsAreFloat32AndNearThoseOfFloat32) {
  for (const char* activation : {"linear", "relu", "tanh", "sigmoid", "gelu", "softmax"}) {
    const auto choice = keratin::Activation::named(activation);
    const auto exact = gradients_under("float32", choice);
    const auto mixed = gradients_under("mixed_bfloat16", choice);
    for (size_t i = 0; i < exact.size(); ++i) {
      EXPECT_EQ(mixed[i].dtype(), float32);
      const double error = ops::norm(mixed[i] - exact[i]).item() / ops::norm(exact[i]).item();
      EXPECT_LT(error, 0.03) << activation << ", gradient " << i;
      EXPECT_GT(error, 1e-5) << activation << ", gradient " << i;  // it was bfloat16
    }
  }
}

TEST_F(DTypePolicies, ActivityRegularizersSeeFloat32) {
  config::set_dtype_policy("mixed_bfloat16");
  layers::Activation layer("linear", {.activity_regularizer = "l1"});
  CallRecord record;
  {
    CallScope scope(true, kNoStep, &record);
    layer(full({1, 259}, 1));
  }
  const TensorList& losses = record.losses;
  ASSERT_EQ(losses.size(), 1U);
  EXPECT_EQ(losses[0].dtype(), float32);
  EXPECT_NEAR(losses[0].item(), 2.59, 1e-6);
}

}  // namespace
}  // namespace keratin
