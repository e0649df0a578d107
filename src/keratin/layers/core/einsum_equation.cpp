// What the equation of EinsumDense says of the shapes of its weights.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/core/einsum_equation_internal.h"

namespace keratin::layers {
namespace {

constexpr std::string_view kDots = "...";

bool has(const std::string& letters, char letter) {
  return letters.find(letter) != std::string::npos;
}
int place_of(const std::string& letters, char letter) {
  return static_cast<int>(letters.find(letter));
}

/// Letters alone, at least one.
bool are_letters(const std::string& part) {
  for (const char c : part) {
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return false;
  }
  return !part.empty();
}

/// Takes the dots off the front, or off the end.
bool take_left_dots(std::string& part) {
  if (!part.starts_with(kDots)) return false;
  part.erase(0, kDots.size());
  return true;
}
bool take_right_dots(std::string& part) {
  if (!part.ends_with(kDots)) return false;
  part.resize(part.size() - kDots.size());
  return true;
}

}  // namespace

EinsumEquation::EinsumEquation(std::string_view equation) : equation_(equation) {
  const size_t comma = equation_.find(','), arrow = equation_.find("->");
  bool is_read = comma != std::string::npos && arrow != std::string::npos && comma < arrow;
  if (is_read) {
    input_ = equation_.substr(0, comma);
    kernel_ = equation_.substr(comma + 1, arrow - comma - 1);
    output_ = equation_.substr(arrow + 2);
    const bool is_left = take_left_dots(input_), is_right = !is_left && take_right_dots(input_);
    ellipsis_ = is_left ? Ellipsis::left : is_right ? Ellipsis::right : Ellipsis::none;
    const bool is_matched = is_left    ? take_left_dots(output_)
                            : is_right ? take_right_dots(output_) && input_.size() > 1
                                       : true;
    is_read = is_matched && are_letters(input_) && are_letters(kernel_) && are_letters(output_);
  }
  if (!is_read) {
    throw_value_error(text("Invalid einsum equation '", equation_,
                           "'. Equations must be in the form [X],[Y]->[Z], ...[X],[Y]->...[Z], or "
                           "[X]...,[Y]->[Z]...."));
  }
  for (const std::string* part : {&input_, &kernel_, &output_}) {
    for (size_t i = 0; i < part->size(); ++i) {
      if (part->find((*part)[i], i + 1) == std::string::npos) continue;
      throw_value_error(text("einsum equation '", equation_, "': the letter '", (*part)[i],
                             "' stands twice in '", *part, "'"));
    }
  }
  for (const char letter : output_) {
    if (has(input_, letter) || has(kernel_, letter)) continue;
    throw_value_error(text("Dimension '", letter, "' was specified in the output '", output_,
                           "' but has no corresponding dim in the input spec '", input_,
                           "' or weight spec '", kernel_, "'"));
  }
  for (const char letter : kernel_) {
    if (has(input_, letter) || has(output_, letter)) continue;
    throw_value_error(text("Weight dimension '", letter,
                           "' did not have a match in either the input spec '", input_,
                           "' or the output spec '", output_,
                           "'. For this layer, the weight must be fully specified."));
  }
}

int EinsumEquation::elided_in(const Shape& input) const {
  const int elided = input.rank() - static_cast<int>(input_.size());
  if (elided < 0 || (elided > 0 && ellipsis_ == Ellipsis::none)) {
    throw_shape_error(text("the equation '", equation_, "' is for an input with ",
                           ellipsis_ == Ellipsis::none ? "" : "at least ", input_.size(),
                           " axes, received ", input));
  }
  return elided;
}

Shape EinsumEquation::full_output(const Shape& input, const Shape& output, int elided) const {
  Shape full{input[0]};
  if (ellipsis_ == Ellipsis::left) {
    for (int i = 1; i < elided; ++i) full.push_back(input[i]);
  }
  for (const int64_t length : output) full.push_back(length);
  if (ellipsis_ == Ellipsis::right) {
    for (int i = input.rank() - elided; i < input.rank(); ++i) full.push_back(input[i]);
  }
  if (full.rank() == elided + static_cast<int>(output_.size())) return full;
  throw_value_error(
      text("output_shape ", output, " does not fit the equation '", equation_,
           "': it has one length for each axis of the output but the batch and those of '...'"),
      {{"input", text(input)}});
}

void EinsumEquation::check_shared(const Shape& input, const Shape& full, int skipped) const {
  for (const char letter : input_) {
    if (!has(output_, letter)) continue;
    const int64_t in = input[skipped + place_of(input_, letter)];
    const int64_t out = full[skipped + place_of(output_, letter)];
    if (out == None || out == in) continue;
    const std::string received = in == None ? "None" : text(in);
    throw_shape_error(text("Input shape and output shape do not match at shared dimension '",
                           letter, "'. Input shape is ", received, ", and output shape is ", out,
                           "."));
  }
}

Shape EinsumEquation::kernel_shape(const Shape& input, const Shape& full, int skipped,
                                   Shapes& shapes) const {
  Shape kernel;
  for (size_t i = 0; i < kernel_.size(); ++i) {
    const char letter = kernel_[i];
    const bool is_made = has(output_, letter);
    (is_made ? shapes.output_axes : shapes.input_axes).push_back(static_cast<int64_t>(i));
    kernel.push_back(is_made ? full[skipped + place_of(output_, letter)]
                             : input[skipped + place_of(input_, letter)]);
    if (kernel.back() != None) continue;
    throw_value_error(
        text("the kernel's axis '", letter, "' of '", equation_, "' needs a known length"),
        {{"input", text(input)}, {"output", text(full)}});
  }
  return kernel;
}

Shape EinsumEquation::bias_shape(const Shape& full, int elided,
                                 const std::string& bias_axes) const {
  if (bias_axes.empty()) throw_value_error("bias_axes names no axis", {}, "leave it out");
  size_t first = output_.size();
  for (const char letter : bias_axes) {
    if (!has(output_, letter)) {
      throw_value_error(text("Bias dimension '", letter,
                             "' was requested, but is not part of the output spec '", output_,
                             "'"));
    }
    first = std::min(first, output_.find(letter));
  }
  const int skipped = ellipsis_ == Ellipsis::left ? elided : 0;
  Shape bias;
  for (size_t i = first; i < output_.size(); ++i) {
    const bool is_biased = has(bias_axes, output_[i]);
    bias.push_back(is_biased ? full[skipped + static_cast<int>(i)] : 1);
    if (bias.back() != None) continue;
    throw_value_error(
        text("the bias's axis '", output_[i], "' of '", equation_, "' needs a known length"),
        {{"output", text(full)}});
  }
  for (int i = skipped; i < elided; ++i) bias.push_back(1);
  return bias;
}

std::string EinsumEquation::with_letters(int elided) const {
  std::string extra;
  for (char letter = 'A'; static_cast<int>(extra.size()) < elided; ++letter) {
    if (letter == 'Z' + 1) letter = 'a';
    if (!has(input_ + kernel_ + output_, letter)) extra += letter;
  }
  const std::string left = ellipsis_ == Ellipsis::left ? extra : "";
  const std::string right = ellipsis_ == Ellipsis::right ? extra : "";
  return left + input_ + right + "," + kernel_ + "->" + left + output_ + right;
}

EinsumEquation::Shapes EinsumEquation::shapes_for(
    const Shape& input, const Shape& output, const std::optional<std::string>& bias_axes) const {
  const int elided = elided_in(input);
  const Shape full = full_output(input, output, elided);
  const int skipped = ellipsis_ == Ellipsis::left ? elided : 0;
  check_shared(input, full, skipped);
  Shapes shapes;
  shapes.kernel = kernel_shape(input, full, skipped, shapes);
  if (bias_axes) shapes.bias = bias_shape(full, elided, *bias_axes);
  shapes.subscripts = with_letters(elided);
  return shapes;
}

}  // namespace keratin::layers
