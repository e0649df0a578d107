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
  if (shape.tail().size() != sample.size()) return "";
  std::string reshape = "x.reshape({-1";
  for (const int64_t length : sample) reshape += text(", ", length);
  reshape += "})";
  const bool is_flat = sample.rank() == 1 && shape.rank() > 2;
  return is_flat ? text("add layers::Flatten() first, or ", reshape) : reshape;
}

/// How many axes of length 1 at the end must go (1) or come (-1): Keras lets that pass.
int axes_too_many(const Shape& shape, const Shape& declared) {
  const int more = shape.rank() - declared.rank();
  if (more == 1 && shape.back() == 1) return 1;
  return more == -1 && declared.back() == 1 ? -1 : 0;
}

void check_input(const std::string& name, const Tensor& x, const Tensor& declared) {
  Shape shape = x.shape();
  const int more = axes_too_many(shape, declared.shape());
  if (more == 1) shape = shape.erased(shape.rank() - 1);
  if (more == -1) shape.push_back(1);
  // As Functional.input_spec: any number of samples, also where a batch size was declared.
  if (!shape.empty() && !declared.shape().empty()) {
    shape = shape.with_front(declared.shape().front());
  }
  if (!fits(shape, declared.shape())) {
    throw_shape_error(text("the input '", name, "' takes batches of shape ", declared.shape(),
                           ", received ", x.shape()),
                      {}, hint_for(x.shape(), declared.shape()));
  }
  if (is_floating(x.dtype()) && !is_floating(declared.dtype())) {
    throw_dtype_error(text("the input '", name, "' takes ", name_of(declared.dtype())),
                      {{"received", describe(x)}},
                      text("x.astype(", name_of(declared.dtype()), ") cuts the fractions off"));
  }
}

/// x as the input takes it. Floats stay what they are: layers cast them to what they compute in.
Tensor as_declared(const Tensor& x, const Tensor& declared) {
  const int more = axes_too_many(x.shape(), declared.shape());
  const Tensor ranked = more == 1 ? x.squeeze(-1) : more == -1 ? x.expand_dims(-1) : x;
  const bool are_floating = is_floating(x.dtype()) && is_floating(declared.dtype());
  return are_floating ? ranked : ranked.as_dtype(declared.dtype());
}

}  // namespace

void Model::check_inputs(const Tensors& x) const {
  const models::Graph& graph = *model_->graph;
  if (x.size() != graph.inputs().size()) {
    throw_value_error(
        text("the model takes ", graph.inputs().size(), " inputs, received ", x.size()));
  }
  if (!model_->are_inputs_declared) return;
  for (size_t i = 0; i < x.size(); ++i) {
    check_input(graph.input_operation(i)->name(), x[i], graph.inputs()[i]);
  }
}

Tensors Model::checked_inputs(const Tensors& x) const {
  check_inputs(x);
  if (!model_->are_inputs_declared) return x;
  Tensors inputs;
  for (size_t i = 0; i < x.size(); ++i) {
    inputs.push_back(as_declared(x[i], model_->graph->inputs()[i]));
  }
  return inputs;
}

}  // namespace keratin
