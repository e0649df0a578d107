// The densely connected layer over any axes.
#include "keratin/layers/core/einsum_dense.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/core/einsum_equation_internal.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/matmul.h"

namespace keratin::layers {

namespace {

void refuse(bool is_given, const char* name) {
  if (is_given) throw_value_error(text("EinsumDense: ", name, " is not there yet"));
}

/// An initializer of the VarianceScaling family that knows which axes are summed over, and which
/// are made, unless it was told.
AnyInitializer with_axes(const AnyInitializer& given, const EinsumEquation::Shapes& shapes) {
  const std::shared_ptr<Initializer> made = given.make();
  if (!made) return given;
  Config config = made->get_config();
  const ConfigValue *input = config.find("input_axes"), *output = config.find("output_axes");
  if (!input || !output || !input->is_none() || !output->is_none()) return given;
  const RegistryEntry<Initializer>* entry = find_class<Initializer>(made->class_name());
  if (!entry) return given;
  config.set("input_axes", to_value(shapes.input_axes));
  config.set("output_axes", to_value(shapes.output_axes));
  return entry->from_config(config);
}

}  // namespace

EinsumDense::EinsumDense(EinsumDenseOptions options)
    : LayerOf(std::move(options)), activation_(options_.activation.make()) {
  refuse(options_.lora_rank || options_.lora_alpha, "lora_rank, or lora_alpha,");
  refuse(options_.gptq_unpacked_column_size.has_value(), "gptq_unpacked_column_size");
  refuse(options_.quantization_config.has_value(), "quantization_config");
  const EinsumEquation equation(options_.equation);  // throws for what is none
}

Config EinsumDense::get_config() const {
  Config config;
  for (const auto& [name, value] : LayerOf::get_config()) {
    if (name == "output_shape") continue;
    if (name == "equation") config.set("output_shape", to_value(options_.output_shape));
    if (name == "kernel_constraint" && !config.contains("activity_regularizer")) {
      config.set("activity_regularizer", {});  // Keras writes it here when there is none
    }
    config.set(name, value);
  }
  return config;
}

void EinsumDense::build(const Shapes& inputs) {
  const EinsumEquation equation(options_.equation);
  const EinsumEquation::Shapes shapes =
      equation.shapes_for(inputs[0], options_.output_shape, options_.bias_axes);
  rank_ = inputs[0].rank();
  subscripts_ = shapes.subscripts;
  fill(kernel_, shapes.kernel,
       {.initializer = with_axes(options_.kernel_initializer, shapes),
        .regularizer = options_.kernel_regularizer,
        .constraint = options_.kernel_constraint});
  if (!options_.bias_axes) return;
  fill(bias_, shapes.bias,
       {.initializer = options_.bias_initializer,
        .regularizer = options_.bias_regularizer,
        .constraint = options_.bias_constraint});
}

Tensor EinsumDense::call(const Tensor& x, Call&) const {
  if (x.ndim() != rank_) {
    throw_shape_error(text("the layer was built for inputs with ", rank_, " axes"),
                      {{"input", describe(x)}});
  }
  const DType dtype = options_.autocast ? compute_dtype() : promote(x.dtype(), kernel_.dtype());
  Tensor y = ops::einsum(subscripts_, x.as_dtype(dtype), kernel_.value().as_dtype(dtype));
  if (bias_.defined()) y = y + bias_.value().as_dtype(dtype);
  return activation_ ? (*activation_)(y) : y;
}

}  // namespace keratin::layers

namespace keratin {
template class Described<layers::EinsumDense, layers::EinsumDenseOptions, layers::Layer>;
template class layers::LayerOf<layers::EinsumDense, layers::EinsumDenseOptions>;
}  // namespace keratin
