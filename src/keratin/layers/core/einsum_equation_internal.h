// What the equation of EinsumDense says of the shapes of its weights.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/tensor/shape.h"

namespace keratin::layers {

/// "ab,bc->ac", with an ellipsis for further axes in front of input and output, or behind them.
class EinsumEquation {
 public:
  /// Throws ValueError for what is none.
  explicit EinsumEquation(std::string_view equation);

  /// What an input of a known shape makes of it.
  struct Shapes {
    Shape kernel, bias;
    std::vector<int64_t> input_axes, output_axes;  // of the kernel: summed over, and made
    std::string subscripts;                        // with letters for the ellipsis
  };
  /// `output` is without the batch and without the axes of the ellipsis; bias is empty without
  /// bias_axes. Throws ShapeError for an input that does not fit, ValueError for weights whose
  /// shapes it does not tell.
  Shapes shapes_for(const Shape& input, const Shape& output,
                    const std::optional<std::string>& bias_axes) const;

 private:
  enum class Ellipsis : uint8_t { none, left, right };

  /// How many axes the ellipsis stands for.
  int elided_in(const Shape& input) const;
  /// The output's shape: the batch, the given lengths, and those of the ellipsis.
  Shape full_output(const Shape& input, const Shape& output, int elided) const;
  void check_shared(const Shape& input, const Shape& full, int skipped) const;
  Shape kernel_shape(const Shape& input, const Shape& full, int skipped, Shapes& shapes) const;
  Shape bias_shape(const Shape& full, int elided, const std::string& bias_axes) const;
  std::string with_letters(int elided) const;

  std::string equation_, input_, kernel_, output_;
  Ellipsis ellipsis_ = Ellipsis::none;
};

}  // namespace keratin::layers
