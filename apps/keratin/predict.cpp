#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "apps/keratin/commands.h"
#include "apps/keratin/data_source.h"
#include "apps/keratin/digit_picture.h"
#include "apps/keratin/model_file.h"
#include "apps/keratin/report.h"

namespace keratin::command {
namespace {

/// The lengths that a picture gets for a model of such samples: (height, width, channels).
Shape picture_shape(const Model& model) {
  const Shape sample = sample_shape(model);
  if (!sample.has_none()) {
    const int64_t side = std::lround(std::sqrt(static_cast<double>(sample.size())));
    if (sample.rank() == 1 && side * side == sample.size()) return {side, side, 1};
    if (sample.rank() == 2) return {sample[0], sample[1], 1};
    if (sample.rank() == 3 && (sample[2] == 1 || sample[2] == 3)) return sample;
  }
  throw_shape_error(text("the model '", model.name(), "' takes samples of shape ", sample,
                         ", which are no pictures"),
                    {}, "give it x.npy");
}

/// The picture as a batch of one, 0 to 255.
Tensor picture_sample(const std::string& path, const Model& model) {
  const Shape wanted = picture_shape(model);
  const Picture picture = read_png(path);
  const bool is_digit = wanted == Shape{28, 28, 1};
  const Tensor pixels =
      is_digit ? digit_picture(picture) : scaled_picture(picture, wanted[0], wanted[1], wanted[2]);
  Shape batch{1};
  for (const int64_t length : sample_shape(model)) batch.push_back(length);
  return pixels.reshape(batch);
}

/// An array of samples, or of one.
Tensor array_sample(const std::string& path, const Model& model) {
  const Tensor x = load_npy(path);
  const Shape sample = sample_shape(model);
  const bool is_batch = x.ndim() > 0 && x.shape().tail().size() == x.size();
  const bool is_one = !sample.has_none() && !is_batch && x.size() == sample.size();
  return is_one ? x.reshape(sample.inserted(0, 1)) : x;
}

/// What the network sees, two pixels a letter: the upper half block, whose background is the lower
/// one.
std::string preview(const Tensor& pixels) {
  const Shape& shape = pixels.shape();
  const std::vector<float> values = pixels.to_vector<float>();
  const auto grey = [&](int64_t y, int64_t x) {
    if (y >= shape[0]) return 0;
    const float value = values[static_cast<size_t>(y * shape[1] + x)];
    return static_cast<int>(std::lround(std::clamp(value, 0.0F, 255.0F)));
  };
  std::string out;
  for (int64_t y = 0; y < shape[0]; y += 2) {
    for (int64_t x = 0; x < shape[1]; ++x) {
      const int upper = grey(y, x), lower = grey(y + 1, x);
      out += fmt::format("\033[38;2;{0};{0};{0};48;2;{1};{1};{1}m\u2580", upper, lower);
    }
    out += "\033[0m\n";
  }
  return out;
}

/// The classes of one row of probabilities, the likeliest first.
std::vector<std::pair<double, int64_t>> ranked(const Tensor& row) {
  std::vector<std::pair<double, int64_t>> result;
  for (const double probability : row.to_vector<double>()) {
    result.emplace_back(probability, static_cast<int64_t>(result.size()));
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  return result;
}

/// Whether each row says how likely each of several classes is.
bool are_probabilities(const Tensor& predictions) {
  if (predictions.ndim() != 2 || predictions.shape()[1] < 2) return false;
  const Tensor x = predictions.astype(float32);
  const bool is_in_range = (x >= 0).all().item<bool>() && (x <= 1).all().item<bool>();
  return is_in_range && double((x.sum(1) - 1).abs().max()) < 1e-2;
}

/// The slides' table: the ten likeliest.
void print_table(const Tensor& row) {
  constexpr size_t most = 10;
  std::string table = "PROBABILITY  NUMBER";
  const auto classes = ranked(row);
  for (size_t i = 0; i < std::min(most, classes.size()); ++i) {
    table += fmt::format("\n{:>10.2f}%  {:>6}", classes[i].first * 100, classes[i].second);
  }
  print_text(table);
}

void report(const PredictRequest& request, const Tensor& predictions, const Tensor& picture) {
  if (request.json) {
    Json result = {{"model", request.model}, {"input", request.input}};
    result["shape"] = std::vector<int64_t>(predictions.shape().begin(), predictions.shape().end());
    result["predictions"] = to_json(predictions);
    if (are_probabilities(predictions)) result["classes"] = to_json(predictions.argmax(1));
    if (!request.output.empty()) result["output"] = request.output;
    return print_json(result);
  }
  if (picture.defined() && isatty(STDOUT_FILENO)) {
    const std::string text = preview(picture);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  if (are_probabilities(predictions) && predictions.len() == 1) return print_table(predictions[0]);
  if (!request.output.empty()) {
    return print_text(text(request.output, ": ", describe(predictions)));
  }
  print_text(predictions.to_string());
}

}  // namespace

void predict(const PredictRequest& request) {
  const Model model = read_trained_model(request.model);
  const bool is_picture = !request.input.ends_with(".npy");
  Tensor x = is_picture ? picture_sample(request.input, model) : array_sample(request.input, model);
  Tensor picture;
  if (is_picture) {
    const Shape shape = picture_shape(model);
    if (shape[2] == 1) picture = x.reshape({shape[0], shape[1]});
    // Pixels are bytes: what is true of those is true of a picture.
    if (!request.scale && !takes_raw_numbers(model)) x = x / 255;
  }
  x = prepared(x, model, request.scale);
  const bool shows_bar = !request.json && x.len() > 1 && isatty(STDOUT_FILENO);
  const Tensor predictions = model.predict(
      x, {.batch_size = request.batch_size, .verbose = shows_bar ? Verbose(1) : Verbose(0)});
  if (!request.output.empty()) save_npy(request.output, predictions);
  report(request, predictions, picture);
}

}  // namespace keratin::command
