// The densely connected layer over any axes.
#pragma once
#include <optional>

#include "keratin/activations/activation.h"
#include "keratin/layers/layer_of.h"

namespace keratin::layers {

/// One length or several; None for one that the input tells.
class OutputLengths : public Shape {
 public:
  using Shape::Shape;
  OutputLengths() = default;
  OutputLengths(const Shape& lengths) : Shape(lengths) {}                             // NOLINT
  OutputLengths(PlainInteger auto length) : Shape({static_cast<int64_t>(length)}) {}  // NOLINT

  friend void from_value(const ConfigValue& value, OutputLengths& x) {
    if (value.is_list() || value.is_none()) return from_value(value, static_cast<Shape&>(x));
    x = value.as_integer();
  }
};

struct EinsumDenseOptions {
  std::string equation = {};
  OutputLengths output_shape = {};  // without the batch, and without the axes of an ellipsis
  keratin::Activation activation = "linear";
  std::optional<std::string> bias_axes = {};  // letters of the output; without any there is no bias
  AnyInitializer kernel_initializer = "glorot_uniform";
  AnyInitializer bias_initializer = "zeros";
  AnyRegularizer kernel_regularizer = {};
  AnyRegularizer bias_regularizer = {};
  AnyConstraint kernel_constraint = {};
  AnyConstraint bias_constraint = {};
  std::optional<int64_t> lora_rank = {};                  // refused: there are no adapters yet
  std::optional<int64_t> lora_alpha = {};                 // the same
  std::optional<int64_t> gptq_unpacked_column_size = {};  // the same: no layer computes in integers
  std::optional<Config> quantization_config = {};         // the same
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
  bool autocast = true;
  AnyRegularizer activity_regularizer = {};
  Shape input_shape = {};
};

/// y = activation(einsum(equation, x, kernel) + bias)
/// The equation is "ab,bc->ac", "...b,bc->...c" or "ab...,bc->ac...". Letters of the kernel have
/// the lengths of the output's letters, or else of the input's; bias has the output's axes from the
/// first letter of bias_axes on, of length 1 where the letter is not among them. An initializer
/// that scales by fans takes the kernel's axes that are in the output for what is made, the others
/// for what is summed.
/// EinsumDense("abc,cd->abd", {None, 64}, {.bias_axes = "d"}): x [batch, time, in] -> y [batch,
/// time, 64], kernel [in, 64], bias [64].
/// Throws ValueError for an equation of another form, letters without a length and bias_axes that
/// are not in the output, ShapeError for x of another number of axes or of other lengths.
class EinsumDense final : public LayerOf<EinsumDense, EinsumDenseOptions> {
 public:
  static constexpr std::string_view written_if_changed[] = {"lora_rank", "lora_alpha",
                                                            "gptq_unpacked_column_size"};

  explicit EinsumDense(EinsumDenseOptions options);
  EinsumDense(std::string equation, OutputLengths output_shape, EinsumDenseOptions options = {})
      : EinsumDense((options.equation = std::move(equation), options.output_shape = output_shape,
                     std::move(options))) {}

  void build(const Shapes& x) override;
  Tensor call(const Tensor& x, Call& call) const override;
  Config get_config() const override;
  /// The weights; without a value before build.
  const Variable& kernel() const { return kernel_; }
  const Variable& bias() const { return bias_; }

 private:
  std::shared_ptr<activations::Activation> activation_;
  Variable kernel_ = declare("kernel"), bias_ = declare("bias");
  // Set by build.
  int rank_ = 0;            // of x
  std::string subscripts_;  // the equation with letters for the ellipsis
};

}  // namespace keratin::layers

namespace keratin {
extern template class Described<layers::EinsumDense, layers::EinsumDenseOptions, layers::Layer>;
extern template class layers::LayerOf<layers::EinsumDense, layers::EinsumDenseOptions>;
}  // namespace keratin
