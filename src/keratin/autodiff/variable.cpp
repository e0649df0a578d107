#include "keratin/autodiff/variable.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

Variable::Variable(const Tensor& initial_value, VariableOptions options)
    : state_(std::make_shared<State>()) {
  Tensor value(initial_value.shape(), initial_value.dtype(), initial_value.device());
  backend_of(value).run(CopyCall{.x = initial_value.view(), .y = value.view()});
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
                      {{"variable", text(name_of(dtype()), " ", shape())},
                       {"value", text(name_of(value.dtype()), " ", value.shape())}});
  }
  const Device device = state_->value.device();
  if (value.is_symbolic() && device != kMeta) {
    throw_device_error(text("the variable '", name(), "' cannot take a value that is symbolic"));
  }
  const Tensor here = value.to(device);
  backend_of(device).run(CopyCall{.x = here.view(), .y = state_->value.view()});
}

void Variable::relocate(const Ref<Storage>& storage, int64_t offset) {
  const Tensor old = state_->value;
  state_->value = Tensor(storage, offset, old.shape(), row_major_strides(old.shape()), old.dtype());
  const Tensor here = old.to(storage->device());
  backend_of(here).run(CopyCall{.x = here.view(), .y = state_->value.view()});
  renew_leaf();
}

void Variable::renew_leaf() {
  Tensor& value = state_->value;
  value.set_node({});
  if (!state_->trainable || !is_floating(value.dtype())) return;
  value.set_node(Ref<RefCounted>(new Node("variable", value.shape(), value.dtype())));
}

}  // namespace keratin
