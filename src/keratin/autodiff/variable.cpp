#include "keratin/autodiff/variable.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

Variable::Variable(const Tensor& initial_value, VariableOptions options)
    : state_(std::make_shared<State>()) {
  Tensor value(initial_value.shape(), initial_value.dtype(), initial_value.device());
  backend_of(value).copy(initial_value.view(), value.view());
  state_->value = std::move(value);
  state_->name = std::move(options.name);
  state_->trainable = options.trainable;
  renew_leaf();
}

void Variable::set_trainable(bool trainable) {
  state_->trainable = trainable;
  renew_leaf();
}

void Variable::assign(const Tensor& value) {
  if (value.shape() != shape()) {
    throw_shape_error(text("the variable '", name(), "' cannot take a value of another shape"),
                      {{"variable", describe(state_->value)}, {"value", describe(value)}});
  }
  const Device device = common_device("assign", state_->value, value);
  if (device != state_->value.device()) {
    throw_device_error(text("the variable '", name(), "' cannot take a value that is symbolic"));
  }
  backend_of(device).copy(value.view(), state_->value.view());
}

void Variable::relocate(const Ref<Storage>& storage, int64_t offset) {
  const Tensor old = state_->value;
  state_->value = Tensor(storage, offset, old.shape(), row_major_strides(old.shape()), old.dtype());
  backend_of(old).copy(old.view(), state_->value.view());
  renew_leaf();
}

void Variable::renew_leaf() {
  Tensor& value = state_->value;
  value.set_node({});
  if (!state_->trainable || !is_floating(value.dtype())) return;
  value.set_node(Ref<RefCounted>(new Node("variable", value.shape(), value.dtype())));
}

}  // namespace keratin
