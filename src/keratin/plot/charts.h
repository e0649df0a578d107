// The pictures that trainings ask for, each made of plot's verbs.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "keratin/plot/plot.h"

namespace keratin::plot {

/// A name and one number an epoch.
using Curve = std::pair<std::string, std::vector<double>>;

/// Training (points) and validation (line) of each quantity, one beside the other, over the epochs
/// from 1 on: loss first, then the metrics.
void history_of_curves(const std::vector<Curve>& curves);
/// Takes what fit returns.
template <class History>
requires requires(const History& h) { h.history.begin(); }
void history(const History& of_training) {
  history_of_curves({of_training.history.begin(), of_training.history.end()});
}

struct ImagesOptions {
  int columns = 0;     // as near to a square as it goes when 0
  int64_t count = 25;  // at most so many images
  std::vector<std::string> class_names = {};
  Tensor predictions = {};  // labels or scores (n, classes): wrong ones are written in red
  Colormap cmap = "binary";
};
/// A grid of x (n, height, width [, 1 or 3]) with the labels y (n) or (n, classes) under them. y
/// may be left out: Tensor().
void images(const Tensor& x, const Tensor& y = {}, const ImagesOptions& options = {});

struct ConfusionMatrixOptions {
  std::vector<std::string> class_names = {};
  Colormap cmap = "Blues";
  bool normalize = false;  // each row adds up to 1
};
/// How often class `row` was taken for class `column`. Labels (n) or scores (n, classes) each.
/// Throws ShapeError for different lengths.
void confusion_matrix(const Tensor& y_true, const Tensor& y_pred,
                      const ConfusionMatrixOptions& options = {});

}  // namespace keratin::plot
