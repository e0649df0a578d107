// Variables: named handles whose copies are the same variable.
#include "keratin/autodiff/variable.h"

#include <gtest/gtest.h>

#include "keratin/base/error.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

using Floats = std::vector<float>;

TEST(Variable, OwnsACopyOfItsFirstValue) {
  Tensor initial = tensor({1.0, 2.0});
  const Variable variable(initial, {.name = "kernel"});
  initial.mutable_data<float>()[0] = 9;
  EXPECT_EQ(variable.value().to_vector<float>(), (Floats{1, 2}));
  EXPECT_EQ(variable.name(), "kernel");
  EXPECT_TRUE(variable.trainable());
  EXPECT_FALSE(Variable().defined());
}

TEST(Variable, AddsAndSubtractsAsKerasDoes) {
  Variable x(tensor({{1.0, 2.0}, {3.0, 4.0}}));
  x.assign_add(tensor({10.0, 20.0}));
  EXPECT_EQ(x.value().to_vector<float>(), (Floats{11, 22, 13, 24}));
  x.assign_sub(tensor(1.0));
  EXPECT_EQ(x.value().to_vector<float>(), (Floats{10, 21, 12, 23}));
  Variable whole(tensor({2, 3}).astype(DType::int32));
  whole.assign_sub(tensor({0.5, 0.5}));  // in float32, then cut
  EXPECT_EQ(whole.value().to_vector<float>(), (Floats{1, 2}));
  EXPECT_THROW(x.assign_add(ones({1, 2, 2})), ShapeError);
}

TEST(Variable, IsTheSameInAllItsCopies) {
  Variable first(tensor({1.0, 2.0}));
  const Variable second = first;
  first.assign(tensor({3.0, 4.0}));
  EXPECT_EQ(second.value().to_vector<float>(), (Floats{3, 4}));
  EXPECT_EQ(first, second);
  EXPECT_FALSE(first == Variable(tensor({3.0, 4.0})));
}

TEST(Variable, ConvertsWhatIsAssigned) {
  Variable variable(zeros({2}));
  variable.assign(tensor({1, 2}));
  EXPECT_EQ(variable.dtype(), float32);
  EXPECT_EQ(variable.value().to_vector<float>(), (Floats{1, 2}));
}

TEST(Variable, RefusesAnotherShape) {
  Variable variable(zeros({2, 3}), {.name = "kernel"});
  try {
    variable.assign(zeros({3, 2}));
    FAIL() << "nothing was thrown";
  } catch (const ShapeError& error) {
    EXPECT_STREQ(error.what(),
                 "ShapeError: the variable 'kernel' cannot take a value of another shape\n"
                 "  variable  float32 (2, 3)\n"
                 "  value     float32 (3, 2)");
  }
}

TEST(Variable, MovesIntoAFlatBuffer) {
  const Ref<Storage> buffer(new Storage(10 * sizeof(float), Device()));
  Variable variable(tensor({{1.0, 2.0}, {3.0, 4.0}}));
  variable.relocate(buffer, 5);
  EXPECT_EQ(variable.value().to_vector<float>(), (Floats{1, 2, 3, 4}));
  EXPECT_EQ(variable.value().data<float>(), static_cast<const float*>(buffer->data()) + 5);
  variable.assign(zeros({2, 2}));
  EXPECT_EQ(static_cast<const float*>(buffer->data())[8], 0.0F);
}

TEST(Variable, IsALeafOnlyWhenItCanTrain) {
  EXPECT_TRUE(Variable(zeros({1})).value().node());
  EXPECT_FALSE(Variable(zeros({1}), {.trainable = false}).value().node());
  EXPECT_FALSE(Variable(zeros({1}, int64)).value().node());
}

class CountedUses final : public VariableWatch {
 public:
  void on_use(const Variable&, const Tensor&) override { ++count; }
  int count = 0;
};

TEST(Variable, AnotherTensorMayStandInForIt) {
  const Variable kernel(tensor({1.0, 2.0})), bias(tensor({3.0}));
  CountedUses uses;
  {
    const StandIn stands(kernel, tensor({5.0, 6.0}));
    EXPECT_EQ(kernel.value().to_vector<float>(), (Floats{5, 6}));
    EXPECT_EQ(uses.count, 0);
    EXPECT_EQ(bias.value().to_vector<float>(), (Floats{3}));
    EXPECT_EQ(uses.count, 1);
    const StandIn inner(bias, tensor({7.0}));
    EXPECT_EQ(bias.value().to_vector<float>(), (Floats{7}));
    EXPECT_EQ(kernel.value().to_vector<float>(), (Floats{5, 6}));
  }
  EXPECT_EQ(kernel.value().to_vector<float>(), (Floats{1, 2}));
}

}  // namespace
}  // namespace keratin
