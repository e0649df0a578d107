// What a model is called with, against what its Inputs declare.
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/model_state_internal.h"

namespace keratin {
namespace {

bool fits(const Shape& shape, const Shape& declared) {
  if (shape.rank() != declared.rank()) return false;
  for (int i = 0; i < shape.rank(); ++i) {
    if (declared[i] != None && declared[i] != shape[i]) return false;
  }
  return true;
}

std::string hint_for(const Shape& shape, const Shape& declared) {
  const Shape sample = declared.tail();
  if (fits(shape, sample)) return "a single sample is a batch of one: x.expand_dims(0)";
  if (shape.rank() < 1 || sample.has_none() || shape.has_none()) return "";
  const bool fills = shape.tail().size() == sample.size();
  if (!fills) return "";
  return text("x.reshape(", sample.inserted(0, -1).to_string(), ") has this shape");
}

/// x as the input takes it: an axis of length 1 at the end comes or goes, as Keras does.
Tensor with_declared_rank(const Tensor& x, const Shape& declared) {
  const int more = x.ndim() - declared.rank();
  if (more == 1 && x.shape().back() == 1) return x.squeeze(-1);
  if (more == -1 && declared.back() == 1) return x.expand_dims(-1);
  return x;
}

Tensor with_declared_dtype(const Tensor& x, DType declared, const std::string& name) {
  if (x.dtype() == declared || is_floating(x.dtype()) == is_floating(declared)) {
    const bool is_cast = x.dtype() != declared && !is_floating(declared);
    return is_cast ? x.astype(declared) : x;
  }
  if (is_floating(declared)) return x.astype(declared);
  throw_dtype_error(text("the input '", name, "' takes ", name_of(declared)),
                    {{"received", describe(x)}},
                    text("x.astype(", name_of(declared), ") cuts the fractions off"));
}

}  // namespace

Tensors Model::checked_inputs(const Tensors& x) const {
  const models::Graph& graph = *model_->graph;
  if (x.size() != graph.inputs().size()) {
    throw_value_error(
        text("the model takes ", graph.inputs().size(), " inputs, received ", x.size()));
  }
  if (!model_->are_inputs_declared) return x;
  Tensors inputs;
  for (size_t i = 0; i < x.size(); ++i) {
    const Tensor& declared = graph.inputs()[i];
    const std::string& input_name = graph.input_operation(i)->name();
    const Tensor ranked = with_declared_rank(x[i], declared.shape());
    if (!fits(ranked.shape(), declared.shape())) {
      throw_shape_error(text("the input '", input_name, "' takes batches of shape ",
                             declared.shape(), ", received ", x[i].shape()),
                        {}, hint_for(x[i].shape(), declared.shape()));
    }
    inputs.push_back(with_declared_dtype(ranked, declared.dtype(), input_name));
  }
  return inputs;
}

}  // namespace keratin
