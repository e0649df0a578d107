#include "apps/keratin/prediction_input.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "apps/keratin/data_source.h"
#include "apps/keratin/digit_picture.h"

namespace keratin::command {
namespace {

/// The lengths that a picture gets for samples of such a shape: (height, width, channels).
Shape picture_shape(const Model& model, size_t input, const Picture& picture) {
  const Shape sample = sample_shape(model, input);
  if (sample.rank() == 3 && (sample[2] == 1 || sample[2] == 3)) {
    const auto length = [](int64_t wanted, int64_t own) { return wanted == kNone ? own : wanted; };
    return {length(sample[0], picture.height), length(sample[1], picture.width), sample[2]};
  }
  if (!sample.has_none()) {
    const int64_t side = std::lround(std::sqrt(static_cast<double>(sample.size())));
    if (sample.rank() == 1 && side * side == sample.size()) return {side, side, 1};
    if (sample.rank() == 2) return {sample[0], sample[1], 1};
  }
  throw_shape_error(text("the model '", model.name(), "' takes samples of shape ", sample,
                         ", which are no pictures"),
                    {}, "give it x.npy");
}

/// The picture as a batch of one.
InputSamples picture_samples(const std::string& path, const Model& model, size_t input,
                             std::optional<double> scale) {
  const Picture picture = read_picture(path);
  const Shape wanted = picture_shape(model, input, picture);
  const bool is_digit = wanted == Shape{28, 28, 1};
  const Tensor pixels =
      is_digit ? digit_picture(picture) : scaled_picture(picture, wanted[0], wanted[1], wanted[2]);
  const Shape sample = sample_shape(model, input);
  InputSamples result{pixels.reshape((sample.has_none() ? wanted : sample).inserted(0, 1))};
  if (wanted[2] == 1) result.picture = pixels.reshape({wanted[0], wanted[1]});
  // Pixels are bytes: what is true of those is true of a picture.
  if (!scale && !takes_raw_numbers(model, input)) result.x = result.x / 255;
  result.x = prepared(result.x, model, input, scale);
  return result;
}

/// An array of samples, or of one.
InputSamples array_samples(const Tensor& x, const Model& model, size_t input,
                           std::optional<double> scale) {
  const Shape sample = sample_shape(model, input);
  const bool is_batch = x.ndim() > 0 && x.shape().tail().size() == x.size();
  const bool is_one = !sample.has_none() && !is_batch && x.size() == sample.size();
  return {prepared(is_one ? x.reshape(sample.inserted(0, 1)) : x, model, input, scale)};
}

[[noreturn]] void throw_other_number(const Model& model, const std::vector<std::string>& words) {
  const std::vector<std::string> names = model.input_names();
  throw_value_error(text("the model '", model.name(), "' has ", names.size(),
                         names.size() == 1 ? " input, " : " inputs, ", quoted_list(names),
                         "; received ", quoted_list(words)),
                    {}, "INPUT=FILE for each, or one .npz with their names");
}

/// "title=t.npy" where the model has such an input; any other word is a file.
std::vector<std::string> files_in_order(const Model& model, const std::vector<std::string>& words) {
  const std::vector<std::string> names = model.input_names();
  std::vector<std::string> files(names.size());
  size_t without_name = 0;
  for (const std::string& word : words) {
    const size_t sign = word.find('=');
    const auto name = std::find(names.begin(), names.end(), word.substr(0, sign));
    const bool is_named = sign != std::string::npos && name != names.end();
    const size_t at = is_named ? static_cast<size_t>(name - names.begin()) : without_name++;
    std::error_code ignored;
    if (!is_named && sign != std::string::npos && !std::filesystem::exists(word, ignored)) {
      throw_value_error(text("the model '", model.name(), "' has no input '", word.substr(0, sign),
                             "'; it has ", quoted_list(names)));
    }
    if (at >= files.size()) throw_other_number(model, words);
    if (!files[at].empty()) {
      throw_value_error(text("the input '", names[at], "' is given twice: ", files[at], " and ",
                             is_named ? word.substr(sign + 1) : word));
    }
    files[at] = is_named ? word.substr(sign + 1) : word;
  }
  if (std::count(files.begin(), files.end(), "") > 0) throw_other_number(model, words);
  return files;
}

/// The input's array, by its name; for a model of one input also the only one, or "x".
Tensor array_for(const std::string& input, const NamedTensors& arrays, bool is_only_input,
                 const std::string& path) {
  const auto named = [&](const std::string& name) {
    return std::find_if(arrays.begin(), arrays.end(),
                        [&](const auto& x) { return x.first == name; });
  };
  auto found = named(input);
  if (found == arrays.end() && is_only_input) {
    found = arrays.size() == 1 ? arrays.begin() : named("x");
  }
  if (found != arrays.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& entry : arrays) names.push_back(entry.first);
  throw_file_error(text(path, ": expected an array '", input, "'; it holds ", quoted_list(names)));
}

}  // namespace

std::vector<InputSamples> read_inputs(const Model& model, const std::vector<std::string>& words,
                                      std::optional<double> scale) {
  static_cast<void>(model.inputs());  // throws where none is declared
  const std::vector<std::string> names = model.input_names();
  std::vector<InputSamples> result;
  if (words.size() == 1 && words[0].ends_with(".npz")) {
    const NamedTensors arrays = load_npz(words[0]);
    for (size_t i = 0; i < names.size(); ++i) {
      const Tensor x = array_for(names[i], arrays, names.size() == 1, words[0]);
      result.push_back(array_samples(x, model, i, scale));
    }
    return result;
  }
  const std::vector<std::string> files = files_in_order(model, words);
  for (size_t i = 0; i < files.size(); ++i) {
    result.push_back(files[i].ends_with(".npy") ? array_samples(load_npy(files[i]), model, i, scale)
                                                : picture_samples(files[i], model, i, scale));
  }
  return result;
}

}  // namespace keratin::command
