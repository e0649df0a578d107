#include "keratin/plot/charts.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/base/error.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

const plot::AxesState& place(size_t i) { return *plot::current_figure().places.at(i); }

const plot::AxesState& place_titled(const std::string& title) {
  for (const auto& axes : plot::current_figure().places) {
    if (axes->title.text == title) return *axes;
  }
  throw std::runtime_error("no place has the title " + title);
}

struct Trained {
  std::vector<plot::Curve> history;
};

TEST(PlotHistory, DrawsTrainingAndValidationOfEachQuantity) {
  plot::history(Trained{{{"accuracy", {.5, .7}},
                         {"loss", {2, 1}},
                         {"val_accuracy", {.4, .6}},
                         {"val_loss", {3, 2}}}});
  EXPECT_EQ(plot::current_figure().places.size(), 2u);
  for (const char* title : {"Loss", "Accuracy"}) {
    const auto& artists = place_titled(title).artists;
    ASSERT_EQ(artists.size(), 2u);
    EXPECT_EQ(std::get<plot::Line>(artists[0]).label, "training");
    EXPECT_EQ(std::get<plot::Line>(artists[1]).label, "validation");
    EXPECT_EQ(std::get<plot::Line>(artists[0]).x, (std::vector<double>{1, 2}));
  }
  const auto& loss = std::get<plot::Line>(place_titled("Loss").artists[1]);
  EXPECT_EQ(loss.y, (std::vector<double>{3, 2}));
  EXPECT_LT(place_titled("Loss").cell.x, place_titled("Accuracy").cell.x);
}

TEST(PlotImages, WritesLabelsAndMarksWrongPredictions) {
  plot::images(zeros({3, 4, 4}), tensor({0, 1, 1}),
               {.columns = 3,
                .class_names = {"cat", "dog"},
                .predictions = tensor({{0.9, 0.1}, {0.2, 0.8}, {0.7, 0.3}})});
  EXPECT_EQ(place(0).title.text, "cat");
  EXPECT_EQ(place(1).title.text, "dog");
  EXPECT_EQ(place(2).title.text, "cat (dog)");
  EXPECT_EQ(place(1).title.color.red, 0);
  EXPECT_EQ(place(2).title.color.red, 1);
}

TEST(PlotImages, StopsAtTheCount) {
  plot::images(zeros({30, 2, 2, 1}), {}, {.count = 7});
  EXPECT_EQ(plot::current_figure().places.size(), 7u);
  EXPECT_EQ(place(0).title.text, "");
}

TEST(PlotImages, ChecksItsShapes) {
  EXPECT_THROW(plot::images(zeros({28, 28})), ShapeError);
  EXPECT_THROW(plot::images(zeros({3, 4, 4}), tensor({1, 2})), ShapeError);
}

TEST(PlotConfusionMatrix, CountsRowsOfTrueAndColumnsOfPredictedLabels) {
  plot::confusion_matrix(tensor({0, 1, 1, 1}), tensor({0, 0, 1, 1}));
  const auto& artists = place(0).artists;
  ASSERT_EQ(artists.size(), 5u);
  std::string words;
  for (size_t i = 1; i < 5; ++i) words += std::get<plot::Words>(artists[i]).text + " ";
  EXPECT_EQ(words, "1 0 1 2 ");
}

TEST(PlotConfusionMatrix, NormalizesRows) {
  plot::confusion_matrix(tensor({0, 1, 1, 1}), tensor({0, 0, 1, 1}), {.normalize = true});
  std::string words;
  for (size_t i = 1; i < 5; ++i) {
    words += std::get<plot::Words>(place(0).artists.at(i)).text + " ";
  }
  EXPECT_EQ(words, "1 0 0.33 0.67 ");
}

TEST(PlotConfusionMatrix, RefusesWhatDoesNotFit) {
  EXPECT_THROW(plot::confusion_matrix(tensor({0, 1}), tensor({0})), ShapeError);
  EXPECT_THROW(plot::confusion_matrix(tensor({-1}), tensor({0})), ValueError);
  for (const double label : {0.5, std::nan(""), 1e30, -1e30}) {
    EXPECT_THROW(plot::confusion_matrix(tensor({label}), tensor({0.0})), ValueError) << label;
    EXPECT_THROW(plot::confusion_matrix(tensor({{0.0}}), tensor({{label}})), ValueError) << label;
  }
  EXPECT_THROW(plot::confusion_matrix(tensor({1e300}), tensor({0})), ValueError);
  EXPECT_THROW(plot::confusion_matrix(tensor({0.5}), tensor({0})), ValueError);
  EXPECT_THROW(plot::images(zeros({1, 2, 2}), tensor({std::nan("")})), ValueError);
  const std::vector<std::string> too_many(2000);
  EXPECT_THROW(plot::confusion_matrix(tensor({0}), tensor({0}), {.class_names = too_many}),
               ValueError);
}

}  // namespace
}  // namespace keratin
