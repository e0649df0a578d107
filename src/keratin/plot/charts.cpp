// Pictures of trainings, made of the verbs.
#include "keratin/plot/charts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/plot/figure_internal.h"
#include "keratin/tensor/creation.h"

namespace keratin::plot {
namespace {

/// Labels (n) as they are; the best class of scores (n, classes).
std::vector<int64_t> labels_of(const char* what, const Tensor& y) {
  if (y.ndim() < 1 || y.ndim() > 2 || (y.ndim() == 2 && y.shape()[1] == 0)) {
    throw_shape_error(keratin::text(what, " must be labels (n) or scores (n, classes)"),
                      {{"received", describe(y)}});
  }
  const std::vector<double> values = y.to_vector<double>();
  for (const double value : values) {
    if (y.size() > y.shape()[0] || (value == std::floor(value) && std::abs(value) < 0x1p63))
      continue;
    throw_value_error(keratin::text(what, ": the label ", value, " is no whole number"));
  }
  const size_t classes = y.ndim() == 2 ? static_cast<size_t>(y.shape()[1]) : 1;
  std::vector<int64_t> labels;
  for (size_t i = 0; i < values.size(); i += classes) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i);
    const auto end = begin + static_cast<std::ptrdiff_t>(classes);
    labels.push_back(classes == 1 ? static_cast<int64_t>(*begin)
                                  : std::max_element(begin, end) - begin);
  }
  return labels;
}

std::string name_of_class(int64_t label, const std::vector<std::string>& names) {
  const auto at = static_cast<size_t>(label);
  return label >= 0 && at < names.size() ? names[at] : keratin::text(label);
}

bool is_validation(const std::string& name) { return name.rfind("val_", 0) == 0; }

/// The curves without "val_", loss first.
std::vector<std::string> quantities_of(const std::vector<Curve>& curves) {
  std::vector<std::string> names;
  for (const auto& [name, values] : curves) {
    const std::string base = is_validation(name) ? name.substr(4) : name;
    if (std::find(names.begin(), names.end(), base) == names.end()) names.push_back(base);
  }
  std::stable_partition(names.begin(), names.end(),
                        [](const std::string& name) { return name == "loss"; });
  return names;
}

std::string capitalized(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 32);
  return name;
}

/// How many of each true class (row) were taken for each class (column), row by row.
std::vector<double> counts_of(const std::vector<int64_t>& truth, const std::vector<int64_t>& guess,
                              int64_t classes, bool normalize) {
  std::vector<double> counts(static_cast<size_t>(classes * classes));
  for (size_t i = 0; i < truth.size(); ++i) {
    counts[static_cast<size_t>(truth[i] * classes + guess[i])] += 1;
  }
  for (int64_t i = 0; normalize && i < classes; ++i) {
    const auto row = counts.begin() + i * classes;
    const double total = std::accumulate(row, row + classes, 0.0);
    if (total == 0) continue;
    std::for_each(row, row + classes, [total](double& count) { count /= total; });
  }
  return counts;
}

}  // namespace

void history_of_curves(const std::vector<Curve>& curves) {
  const std::vector<std::string> quantities = quantities_of(curves);
  const int count = std::max(1, static_cast<int>(quantities.size()));
  subplots(1, count, {.figsize = {5.2 * count, 4}});
  for (int i = 0; i < static_cast<int>(quantities.size()); ++i) {
    const std::string& quantity = quantities[static_cast<size_t>(i)];
    subplot(1, count, i + 1);
    for (const auto& [name, values] : curves) {
      if (name != quantity && name != "val_" + quantity) continue;
      std::vector<double> epochs(values.size());
      std::iota(epochs.begin(), epochs.end(), 1.0);
      plot(epochs, values, std::string(is_validation(name) ? "C1-" : "C0o-"),
           {.label = is_validation(name) ? "validation" : "training"});
    }
    title(capitalized(quantity));
    xlabel("Epoch");
    current_axes().counts_x = true;
    grid();
    legend();
  }
  tight_layout();
}

void images(const Tensor& x, const Tensor& y, const ImagesOptions& options) {
  if (x.ndim() < 3 || x.ndim() > 4) {
    throw_shape_error("plot::images draws (n, height, width [, channels])", {{"x", describe(x)}});
  }
  if (options.count < 1 || options.columns < 0) {
    throw_value_error(keratin::text("plot::images: count is ", options.count, " and columns is ",
                                    options.columns, "; neither may be negative, and count not 0"));
  }
  const auto shown = static_cast<int>(std::min({x.shape()[0], options.count, int64_t{1'000'000}}));
  const auto labels = y.defined() ? labels_of("plot::images: y", y) : std::vector<int64_t>();
  const auto guesses = options.predictions.defined()
                           ? labels_of("plot::images: predictions", options.predictions)
                           : std::vector<int64_t>();
  for (const auto* all : {&labels, &guesses}) {
    if (all->empty() || static_cast<int64_t>(all->size()) >= shown) continue;
    throw_shape_error(
        keratin::text("plot::images: ", shown, " images and ", all->size(), " labels"));
  }
  const int nearly_square = static_cast<int>(std::ceil(std::sqrt(shown)));
  const int wanted = options.columns > 0 ? options.columns : nearly_square;
  const int columns = std::clamp(wanted, 1, std::max(1, shown));
  const int rows = std::max(1, (shown + columns - 1) / columns);
  figure({.figsize = {1.1 * columns + 0.2, 1.3 * rows + 0.2}});
  for (int i = 0; i < shown; ++i) {
    const auto at = static_cast<size_t>(i);
    subplot(rows, columns, i + 1);
    imshow(x[Index(i)], {.cmap = options.cmap});
    axis("off");
    AxesState& axes = current_axes();
    axes.title.size = 9;
    if (!guesses.empty()) {
      axes.title.text = name_of_class(guesses[at], options.class_names);
      if (!labels.empty() && labels[at] != guesses[at]) {
        axes.title.text += keratin::text(" (", name_of_class(labels[at], options.class_names), ")");
        axes.title.color = parse_color("red");
      }
    } else if (!labels.empty()) {
      axes.title.text = name_of_class(labels[at], options.class_names);
    }
  }
  tight_layout();
}

namespace {

/// One more than the largest label, and no fewer than there are names.
int64_t classes_of(const std::vector<int64_t>& truth, const std::vector<int64_t>& guess,
                   size_t names) {
  constexpr int64_t most = 1000;
  int64_t classes = std::max<int64_t>(1, static_cast<int64_t>(names));
  if (classes > most) {
    throw_value_error(
        keratin::text("plot::confusion_matrix: ", names, " class names; it draws up to ", most));
  }
  for (const auto* labels : {&truth, &guess}) {
    for (const int64_t label : *labels) {
      if (label < 0 || label >= most) {
        throw_value_error(
            keratin::text("plot::confusion_matrix: label ", label, " lies outside 0 to 999"));
      }
      classes = std::max(classes, label + 1);
    }
  }
  return classes;
}

/// Each count in its cell, white on dark ones.
void write_counts(const std::vector<double>& counts, int64_t classes, bool normalize) {
  if (classes > 100) return;  // no room
  const double largest = *std::max_element(counts.begin(), counts.end());
  const auto side = static_cast<size_t>(classes);
  for (size_t i = 0; i < counts.size(); ++i) {
    const double count = counts[i];
    const std::string words = normalize ? keratin::text(std::round(count * 100) / 100)
                                        : keratin::text(static_cast<int64_t>(count));
    const Color color = parse_color(count > largest / 2 ? "w" : "k");
    current_axes().artists.emplace_back(Words{.x = static_cast<double>(i % side),
                                              .y = static_cast<double>(i / side),
                                              .text = words,
                                              .style = {.color = color,
                                                        .horizontal = Horizontal::center,
                                                        .vertical = Vertical::center_baseline}});
  }
}

}  // namespace

void confusion_matrix(const Tensor& y_true, const Tensor& y_pred,
                      const ConfusionMatrixOptions& options) {
  const auto truth = labels_of("plot::confusion_matrix: y_true", y_true);
  const auto guess = labels_of("plot::confusion_matrix: y_pred", y_pred);
  if (truth.size() != guess.size()) {
    throw_shape_error(keratin::text("plot::confusion_matrix: ", truth.size(), " true labels and ",
                                    guess.size(), " predictions"));
  }
  const int64_t classes = classes_of(truth, guess, options.class_names.size());
  const std::vector<double> counts = counts_of(truth, guess, classes, options.normalize);
  std::vector<double> places;
  std::vector<std::string> names;
  for (int64_t i = 0; i < classes; ++i) {
    places.push_back(static_cast<double>(i));
    names.push_back(name_of_class(i, options.class_names));
  }
  const double inches = std::clamp(0.5 * static_cast<double>(classes) + 1.2, 4.8, 40.0);
  figure({.figsize = {inches, inches}});
  imshow(tensor_from_memory(counts.data(), counts.size(), float64, {classes, classes}),
         {.cmap = options.cmap});
  write_counts(counts, classes, options.normalize);
  xticks(places, names);
  yticks(places, names);
  xlabel("Predicted label");
  ylabel("True label");
  tight_layout();
}

}  // namespace keratin::plot
