#include "server/served_model.h"

#include <keratin/keratin.h>

#include "fixtures.h"
#include "server/metrics.h"

namespace keratin::server {
namespace {

class ServedModelTest : public ::testing::Test {
 protected:
  std::shared_ptr<ServedModel> serve(Model model) {
    return std::make_shared<ServedModel>("m", 1, std::move(model), BatcherOptions(), pool_,
                                         metrics_);
  }
  Metrics metrics_;
  TaskPool pool_{1};
};

TEST_F(ServedModelTest, KnowsNamesTypesAndShapes) {
  const auto model = serve(two_input_model());
  ASSERT_EQ(model->inputs().size(), 2u);
  EXPECT_EQ(model->inputs()[0].name, "ids");
  EXPECT_EQ(model->inputs()[0].dtype, int32);
  EXPECT_EQ(model->inputs()[0].shape, Shape({None, None}));
  EXPECT_EQ(model->inputs()[1].dtype, bool_);
  ASSERT_EQ(model->outputs().size(), 2u);
  EXPECT_EQ(model->outputs()[0].name, "mean");
  EXPECT_EQ(model->outputs()[1].shape, Shape({None, 2}));
}

TEST_F(ServedModelTest, ChecksShapes) {
  const auto model = serve(scaling_model(1));
  EXPECT_EQ(model->checked(0, zeros({3, 2})).shape(), Shape({3, 2}));
  EXPECT_EQ(refusal_of([&] {
              model->checked(0, zeros({3, 4}));
            }),
            "400 the input 'x' takes shape [-1, 2] (-1: any length), received [3, 4]");
  EXPECT_EQ(refusal_of([&] { model->checked(0, zeros({2})); }).substr(0, 3), "400");
  EXPECT_EQ(model->checked(0, zeros({3, 2, 1})).shape(), Shape({3, 2}));
  EXPECT_EQ(refusal_of([&] {
              model->check_batch({zeros({0, 2})});
            }),
            "400 there are no rows to predict for");
  const auto two = serve(two_input_model());
  EXPECT_EQ(refusal_of([&] {
              two->check_batch({zeros({2, 1}), zeros({3, 2})});
            }),
            "400 the input 'flags' has 3 rows, the input 'ids' has 2");
}

TEST_F(ServedModelTest, BeginsEachRequestWithoutTheStatesOfAnother) {
  Input x(BatchInputOptions{.batch_shape = {1, 2, 3}});
  const auto model = serve(Model({x}, {layers::LSTM(4, {.stateful = true})(x)}));
  EXPECT_FALSE(model->has_free_batch());
  const Tensors first = model->predict_with_hidden({ones({1, 2, 3})});
  const Tensors second = model->predict_with_hidden({ones({1, 2, 3})});
  EXPECT_EQ(first[0].to_vector<float>(), second[0].to_vector<float>());
}

TEST_F(ServedModelTest, DoesNotCutAFixedBatch) {
  Input x(BatchInputOptions{.batch_shape = {600, 2}});
  const auto model = serve(Model({x}, {ops::sum(x, {.axis = 0, .keepdims = true})}));
  EXPECT_EQ(model->predict_with_hidden({ones({600, 2})})[0].to_vector<float>(),
            (std::vector<float>{600, 600}));
}

TEST_F(ServedModelTest, FindsTheFirstHiddenLayer) {
  EXPECT_FALSE(serve(scaling_model(1))->hidden());
  Input x({2});
  layers::Dense hidden(3, {.name = "inner"});
  const auto model = serve(Model({x}, {layers::Dense(1)(hidden(x))}));
  ASSERT_TRUE(model->hidden());
  EXPECT_EQ(model->hidden()->name, "inner");
  EXPECT_EQ(model->hidden()->units, 3);
  const Tensors outputs = model->predict_with_hidden({ones({1, 2})});
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_EQ(outputs[1].to_vector<float>(), hidden(ones({1, 2})).to_vector<float>());
}

}  // namespace
}  // namespace keratin::server
