#include "keratin/autodiff/variable.h"

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

constinit thread_local VariableWatch* VariableWatch::current_ = nullptr;

Variable::Variable(const Tensor& initial_value, VariableOptions options)
    : state_(std::make_shared<State>()) {
  state_->name = std::move(options.name);
  fill(initial_value, options.trainable);
}

Variable Variable::declared(std::string name) {
  Variable variable;
  variable.state_ = std::make_shared<State>();
  variable.state_->name = std::move(name);
  return variable;
}

void Variable::fill(Tensor value, bool trainable) {
  VariableWatch::tell_made();
  if (value.is_sole_owner() && value.is_contiguous()) {
    state_->value = std::move(value);
  } else {
    Tensor own(value.shape(), value.dtype(), value.device());
    backend_of(own).run(CopyCall{.x = value.view(), .y = own.view()});
    state_->value = std::move(own);
  }
  state_->trainable = trainable;
  renew_leaf();
}

void Variable::clear() {
  if (state_) state_->value = Tensor();
}

const std::string& Variable::name() const {
  if (!state_) throw_empty();
  return state_->name;
}

void Variable::throw_empty() const {
  throw_value_error(state_ ? text("the weight '", state_->name, "' has no value yet")
                           : "there is no variable here",
                    {}, state_ ? "build() the layer, or call it once" : "");
}

std::string Variable::to_string() const {
  if (!defined()) return text("<Variable path=", state_ ? state_->name : "", ", without a value>");
  return text("<Variable path=", name(), ", shape=", shape(), ", dtype=", dtype(),
              ", value=", value().detach(), ">");
}

void Variable::set_trainable(bool trainable) {
  if (!state_) throw_empty();
  state_->trainable = trainable;
  if (defined()) renew_leaf();
}

void Variable::assign(const Tensor& value) {
  if (value.shape() != shape()) {
    throw_shape_error(text("the variable '", name(), "' cannot take a value of another shape"),
                      {{"variable", describe(state_->value)}, {"value", describe(value)}});
  }
  const Device device = state_->value.device();
  if (value.is_symbolic() && device != kMeta) {
    throw_device_error(text("the variable '", name(), "' cannot take a value that is symbolic"));
  }
  const Tensor here = value.to(device);
  const Tensor& own = state_->value;
  backend_of(device).run(CopyCall{.x = here.view(), .y = own.view()});
  // In a block that it shares, the others have not changed.
  const bool is_alone = own.nbytes() == own.storage()->bytes();
  if (own.node() && !is_alone) {
    ++static_cast<Node*>(own.node().get())->writes;
  } else {
    own.storage()->count_write();
  }
}

namespace {

// assign(variable + value), as Keras has it: in the dtype of both, which is then converted.
void assign_result(Variable& variable, Binary f, const Tensor& value) {
  const Tensor own = variable.value().detach();
  const DType dtype = promote(own.dtype(), value.dtype());
  const Tensor a = own.as_dtype(dtype), b = value.detach().to(own.device()).as_dtype(dtype);
  if (b.ndim() > a.ndim()) return variable.assign(b);  // which says that it does not fit
  const Tensor y(a.shape(), dtype, a.device());
  backend_of(y).run(
      BinaryCall{.f = f, .a = a.view(), .b = broadcast_to(b.view(), a.shape()), .y = y.view()});
  variable.assign(y);
}

}  // namespace

void Variable::assign_add(const Tensor& value) { assign_result(*this, Binary::add, value); }
void Variable::assign_sub(const Tensor& value) { assign_result(*this, Binary::subtract, value); }

void Variable::relocate(const Ref<Storage>& storage, int64_t offset) {
  const Tensor old = value();
  state_->value = Tensor(storage, offset, old.shape(), row_major_strides(old.shape()), old.dtype());
  const Tensor here = old.to(storage->device());
  backend_of(here).run(CopyCall{.x = here.view(), .y = state_->value.view()});
  renew_leaf();
}

void StandIn::on_use(const Variable& variable, const Tensor& value) {
  if (outer()) outer()->on_use(variable, value);
}

const Tensor& StandIn::read(const Variable& variable, const Tensor& value) {
  if (variable == variable_) return value_;
  return outer() ? outer()->read(variable, value) : value;
}

void Variable::renew_leaf() {
  Tensor& value = state_->value;
  value.set_node({});
  if (!state_->trainable || !is_floating(value.dtype())) return;
  value.set_node(Ref<RefCounted>(new Node("variable", value.shape(), value.dtype())));
}

}  // namespace keratin
