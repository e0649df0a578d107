// What the base of all losses does, and losses of the user's.
#include "keratin/losses/loss.h"

#include <gtest/gtest.h>

#include "keratin/base/auto_name.h"
#include "keratin/losses/all.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/elementwise.h"
#include "keratin/ops/reduce.h"
#include "keratin/tensor/creation.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

using testing::error_text;
using testing::expect_near;

struct TiltedOptions {
  double tilt = 0.9;
  losses::Reduction reduction = "sum_over_batch_size";
  std::string name = {};
};
class Tilted final : public LossOf<Tilted, TiltedOptions> {
 public:
  explicit Tilted(TiltedOptions options = {}) : LossOf(std::move(options)) {}
  Tensor call(const Tensor& y_true, const Tensor& y_pred) const override {
    const Tensor e = y_true - y_pred;
    return ops::mean(ops::maximum(options_.tilt * e, (options_.tilt - 1) * e), {.axis = -1});
  }
};

TEST(Loss, OfTheUserIsItsArgumentsAndItsFormula) {
  const Tensor y_true = tensor({{1, 2}, {3, 4}}), y_pred = tensor({{0.0, 2.0}, {4.0, 4.0}});
  // errors 1, 0, -1, 0: 0.9 and 0.1
  EXPECT_NEAR(Tilted()(y_true, y_pred).item(), (0.45 + 0.05) / 2, 1e-6);
  EXPECT_NEAR(Tilted({.reduction = "sum"})(y_true, y_pred).item(), 0.5, 1e-6);
  clear_session();
  EXPECT_EQ(Tilted().name(), "tilted");
  EXPECT_EQ(Tilted().name(), "tilted_1");
  const Tilted half({.tilt = 0.5, .name = "half"});
  EXPECT_EQ(half.get_config().to_string(),
            "{\"name\": \"half\", \"reduction\": \"sum_over_batch_size\", \"tilt\": 0.5}");
  EXPECT_TRUE(*Tilted::from_config(half.get_config()) == half);
  register_keras_serializable<Tilted>("mine");
  EXPECT_TRUE(*deserialize<Loss>(serialize(half)) == half);
  EXPECT_TRUE(*AnyLoss::named("Tilted").make() == Tilted());
}

TEST(Loss, BringsLabelsToTheDtypeOfThePredictions) {
  const Tensor y_true = tensor({{1, 2}, {3, 4}}).astype(uint8);
  const Tensor y_pred = tensor({{0.0, 2.0}, {4.0, 4.0}}).astype(bfloat16);
  EXPECT_NEAR(Tilted()(y_true, y_pred).item(), 0.25, 1e-6);
  EXPECT_EQ(Tilted()(y_true, y_pred).dtype(), float32);
  EXPECT_EQ(Tilted()(y_true, y_pred.astype(float64)).dtype(), float64);
}

TEST(Loss, ComputesInTheDtypeThatWasGiven) {
  using losses::MeanSquaredError;
  const Tensor y_true = tensor({{1.0, 2.0}}), y_pred = tensor({{0.1, 2.5}});
  EXPECT_EQ(MeanSquaredError({.dtype = "float64"})(y_true, y_pred).dtype(), float64);
  EXPECT_EQ(MeanSquaredError({.dtype = "bfloat16"})(y_true, y_pred).dtype(), bfloat16);
  EXPECT_EQ(MeanSquaredError({.dtype = "float32"})(y_true, y_pred.astype(float64)).dtype(),
            float32);
  EXPECT_EQ(MeanSquaredError({.dtype = "float64"}).get_config()["dtype"].as_string(), "float64");
  EXPECT_FALSE(MeanSquaredError().get_config().contains("dtype"));
  losses::SparseCategoricalCrossentropy sparse({.dtype = "float64"});
  EXPECT_EQ(sparse(tensor({1}).astype(uint8), tensor({{0.25, 0.75}})).dtype(), float64);
  EXPECT_EQ(sparse.planned().kind, PlannedLoss::Kind::none);
}

TEST(Loss, WritesWhatKerasForgetsWhenItIsNotTheDefault) {
  EXPECT_EQ(losses::Huber({.delta = 2}).get_config().to_string(),
            "{\"name\": \"huber_loss\", \"reduction\": \"sum_over_batch_size\", \"delta\": 2.0}");
  EXPECT_EQ(losses::CosineSimilarity({.axis = 0}).get_config()["axis"].as_integer(), 0);
  EXPECT_FALSE(losses::CosineSimilarity() == losses::CosineSimilarity({.axis = 0}));
}

TEST(Loss, FromAFunctionSeesOneRankAndOneDtype) {
  const auto f = [](const Tensor& y_true, const Tensor& y_pred) {
    EXPECT_EQ(y_true.shape(), y_pred.shape());
    EXPECT_EQ(y_true.dtype(), y_pred.dtype());
    return ops::square(y_true - y_pred);
  };
  const AnyLoss loss = f;
  const Tensor labels = tensor({1, 2, 3}), predictions = tensor({{1.0}, {2.0}, {5.0}});
  EXPECT_NEAR((*loss.make())(labels, predictions).item(), 4.0 / 3, 1e-6);
  EXPECT_NEAR((*loss.make())(tensor({{1}, {2}}), tensor({1.0, 4.0})).item(), 2, 1e-6);
}

TEST(Loss, FromAFunctionIsSavedByItsName) {
  const auto f = [](const Tensor& y_true, const Tensor& y_pred) { return y_true - y_pred; };
  EXPECT_EQ(error_text([&] { serialize(*AnyLoss(f).make()); }),
            "ValueError: a loss of your own has no name, so it cannot be saved\n"
            "  hint  register it: register_keras_serializable<Base>(\"package\", \"name\", "
            "function)");
  register_keras_serializable<Loss>("mine", "difference", f);
  const auto loss = Loss::get("difference");
  EXPECT_EQ(loss->name(), "difference");
  EXPECT_EQ(serialize(*loss).to_string(),
            "{\"module\": \"builtins\", \"class_name\": \"function\", \"config\": "
            "\"mine>difference\", \"registered_name\": \"function\"}");
  EXPECT_TRUE(*deserialize<Loss>(serialize(*loss)) == *loss);
  EXPECT_FALSE(*AnyLoss(f).make() == *AnyLoss(f).make());
  EXPECT_EQ(error_text([&] { register_keras_serializable<Loss>("mine", "difference", f); }),
            "ValueError: 'mine>difference' is registered for another function");
  // The functions of Keras stand in files by their names.
  EXPECT_TRUE(*deserialize<Loss>(function_record("mean_squared_error")) ==
              losses::MeanSquaredError());
}

TEST(Loss, ReductionsAreNamed) {
  using losses::Reduction;
  EXPECT_EQ(Reduction("mean").name(), "mean");
  EXPECT_TRUE(Reduction("mean").is_mean() && Reduction("sum_over_batch_size").is_mean());
  EXPECT_EQ(error_text([] { Reduction::named("average"); }),
            "ValueError: unknown reduction 'average'\n"
            "  known  'sum_over_batch_size', 'mean', 'sum', 'mean_with_sample_weight', 'none'");
  EXPECT_EQ(Loss::get("mse")->reduction().name(), "sum_over_batch_size");
  EXPECT_NE(error_text([] { Loss::get("crossentropy"); }).find("only compile"), std::string::npos);
}

}  // namespace
}  // namespace keratin
