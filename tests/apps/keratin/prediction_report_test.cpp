#include "apps/keratin/prediction_report.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace keratin::command {
namespace {

Model dense_model(int64_t units, const std::string& activation, const std::string& loss = "") {
  Sequential model({Input({2}), layers::Dense(units, {.activation = Activation(activation)})});
  if (!loss.empty()) model.compile({.loss = AnyLoss(loss)});
  return model;
}

Prediction only(const Model& model, const Tensor& values,
                const std::vector<std::string>& classes = {}) {
  return predictions_of(model, values, classes).at(0);
}

TEST(PredictionReport, ProbabilitiesAreATable) {
  const Model model = dense_model(3, "softmax");
  EXPECT_EQ(text_of(only(model, tensor({{0.25F, 0.75F, 0.0F}}))),
            "PROBABILITY  NUMBER\n     75.00%       1\n     25.00%       0\n      0.00%       2");
  EXPECT_EQ(text_of(only(model, tensor({{0.25F, 0.75F, 0.0F}}), {"ant", "bee", "cat"})),
            "PROBABILITY  NAME\n     75.00%  bee\n     25.00%  ant\n      0.00%  cat");
  EXPECT_EQ(text_of(only(model, tensor({{0.25F, 0.75F, 0.0F}, {1.0F, 0.0F, 0.0F}}),
                         {"ant", "bee", "cat"})),
            "SAMPLE  PROBABILITY  NAME\n     0       75.00%  bee\n     1      100.00%  ant");
}

TEST(PredictionReport, OtherNumbersStayNumbersThoughTheyAddUpToOne) {
  const Tensor values = tensor({{0.25F, 0.75F}});
  EXPECT_TRUE(is_table(only(dense_model(2, "linear"), values)));  // softmax may be an op behind it
  EXPECT_EQ(text_of(only(dense_model(2, "linear", "mse"), values)), values.to_string());
  EXPECT_EQ(text_of(only(dense_model(2, "sigmoid"), values)), values.to_string());
  EXPECT_TRUE(is_table(only(dense_model(2, "softmax", "mse"), values)));
}

TEST(PredictionReport, AYesOrNoHasTwoNames) {
  const Model model = dense_model(1, "sigmoid");
  EXPECT_FALSE(is_table(only(model, tensor({{0.75F}}))));
  const Prediction named = only(model, tensor({{0.75F}}), {"cat", "dog"});
  EXPECT_EQ(text_of(named), "PROBABILITY  NAME\n     75.00%  dog\n     25.00%  cat");
  EXPECT_EQ(json_of(named).dump(),
            R"({"shape":[1,1],"predictions":[[0.75]],"classes":[1],"names":["dog"]})");
}

TEST(PredictionReport, NamesOfClassesMustFit) {
  try {
    only(dense_model(3, "softmax"), tensor({{0.25F, 0.75F, 0.0F}}), {"ant", "bee"});
    FAIL() << "expected an error";
  } catch (const ValueError& error) {
    EXPECT_NE(std::string(error.what()).find("received 2, the outputs are 'dense"),
              std::string::npos)
        << error.what();
  }
}

TEST(ClassNames, ComeFromAListOrAFile) {
  EXPECT_EQ(class_names("ant,bee"), (std::vector<std::string>{"ant", "bee"}));
  const std::string path =
      std::filesystem::temp_directory_path() / ("keratin-classes-" + std::to_string(getpid()));
  std::ofstream(path) << "ant, black\r\nbee\n";
  EXPECT_EQ(class_names(path), (std::vector<std::string>{"ant, black", "bee"}));
  std::filesystem::remove(path);
  EXPECT_THROW(class_names("/"), FileError);
}

}  // namespace
}  // namespace keratin::command
