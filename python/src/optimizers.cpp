// Optimizers: the library's, and those whose step is written in Python.
#include "keratin/optimizers/optimizer.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/fields.h"
#include "keratin/base/registered_class_internal.h"
#include "keratin/optimizers/steps_by_variable_internal.h"
#include "parts.h"

namespace keratin::python {

using optimizers::Optimizer;
using H = Handle<Optimizer>;

namespace {

std::vector<Variable> variables_of(nb::handle list) {
  std::vector<Variable> all;
  for (const nb::handle one : list) all.push_back(nb::cast<Variable>(one));
  return all;
}
nb::list list_of(std::span<const Variable> variables) {
  nb::list list;
  for (const Variable& one : variables) list.append(nb::cast(one));
  return list;
}

/// A class of Python's and the attributes of its object, which holds the optimizer: the optimizer
/// does not hold it.
class OptimizerInPython final : public Optimizer,
                                public optimizers::StepsByVariable,
                                public KnowsRegisteredName {
 public:
  OptimizerInPython(const optimizers::OptimizerOptions& options, nb::handle type,
                    nb::handle attributes)
      : Optimizer(options),
        type_(keep(type)),
        attributes_(keep(attributes)),
        class_name_(nb::cast<std::string>(type.attr("__name__"))) {}

  std::string_view class_name() const override { return class_name_; }
  std::string registered_name() const override { return registered_name_of_class(**type_); }
  Config get_config() const override {
    const nb::gil_scoped_acquire lock;
    return config_of(self().attr("get_config")());
  }
  Config own_base_config() const { return base_config(); }
  /// The object of Python's.
  nb::object self() const {
    H handle;
    handle.it = std::make_shared<OptimizerInPython>(*this);
    return from_package("written_optimizer")(**type_, **attributes_, nb::cast(handle));
  }

  void build_for(std::span<const Variable> variables) override {
    const nb::gil_scoped_acquire lock;
    self().attr("_library_build")(list_of(variables));
  }
  std::vector<Variable> own_variables() const override {
    const nb::gil_scoped_acquire lock;
    return variables_of((**attributes_)["_own_variables"]);
  }
  void step_variable(const Variable& variable, const Tensor& gradient,
                     float learning_rate) override {
    const nb::gil_scoped_acquire lock;
    self().attr("update_step")(gradient, variable, learning_rate);
  }

 protected:
  std::vector<std::string_view> slots() const override { return {}; }

 private:
  std::shared_ptr<const Kept> type_, attributes_;
  std::string class_name_;
};

void write_optimizer(H& self, nb::handle type, nb::handle attributes, nb::handle given) {
  const Config config = config_of(given);
  optimizers::OptimizerOptions options;
  fields::for_each(options, [&](std::string_view name, auto& member) {
    if (const ConfigValue* value = config.find(name)) from_value(*value, member);
  });
  const auto class_name = nb::cast<std::string>(type.attr("__name__"));
  self.it =
      std::make_shared<OptimizerInPython>(Optimizer::common(options, class_name), type, attributes);
}

const OptimizerInPython* written_in_python(const H& x) {
  return dynamic_cast<const OptimizerInPython*>(x.it.get());
}

std::vector<Tensor> gradients_of(nb::handle list) {
  std::vector<Tensor> all;
  for (const nb::handle one : list) all.push_back(one.is_none() ? Tensor() : tensor_of(one));
  const auto is_there = [](const Tensor& x) { return x.defined(); };
  if (std::none_of(all.begin(), all.end(), is_there)) {
    throw_value_error("No gradients provided for any variable.");
  }
  return all;
}

/// The gradients in the order of the variables that the optimizer was built for, of which some may
/// have none. Those of other variables stay as they are, for the optimizer to complain.
std::vector<Tensor> in_order_of_build(const Optimizer& optimizer, std::vector<Tensor> gradients,
                                      const std::vector<Variable>& variables) {
  const std::vector<PlannedParameter> planned = optimizer.planned_parameters();
  std::vector<Tensor> ordered(planned.size());
  for (size_t i = 0; i < variables.size(); ++i) {
    const void* place = variables[i].value().view().data;
    const auto at = std::find_if(planned.begin(), planned.end(), [&](const PlannedParameter& one) {
      return one.weight.view().data == place;
    });
    if (at == planned.end()) {
      throw_value_error(text(optimizer.name(), ": the variable '", variables[i].name(),
                             "' is none of those that the optimizer was built for"),
                        {}, "make a new optimizer, or compile again");
    }
    ordered[static_cast<size_t>(at - planned.begin())] = std::move(gradients[i]);
  }
  return ordered;
}

void apply(H& x, nb::handle gradients, nb::handle trainable_variables) {
  std::vector<Tensor> along = gradients_of(gradients);
  Optimizer& optimizer = x.get();
  std::vector<Variable> variables;
  if (!trainable_variables.is_none()) {
    variables = variables_of(trainable_variables);
    if (along.size() != variables.size()) {
      throw_value_error(text(optimizer.name(), ": received ", along.size(), " gradients for ",
                             variables.size(), " variables"));
    }
    if (optimizer.is_built()) along = in_order_of_build(optimizer, std::move(along), variables);
  }
  const nb::gil_scoped_release free;
  if (!optimizer.is_built()) optimizer.build(variables);
  optimizer.apply(along);
}

void exclude_from_weight_decay(H& x, nb::handle var_list, nb::handle var_names) {
  std::vector<std::string> patterns;
  if (!var_names.is_none()) {
    for (const nb::handle one : var_names) patterns.push_back(nb::cast<std::string>(one));
  }
  const auto variables = var_list.is_none() ? std::vector<Variable>() : variables_of(var_list);
  x.get().exclude_from_weight_decay(std::span<const Variable>(variables), patterns);
}

void bind_state(nb::class_<H, AnyHandle>& c) {
  c.def_prop_ro("_name", [](const H& x) { return x.get().name(); });
  c.def_prop_rw(
      "_learning_rate", [](const H& x) { return x.get().learning_rate(); },
      [](H& x, double value) { x.get().set_learning_rate(value); });
  c.def_prop_ro("_has_schedule", [](const H& x) { return x.get().has_schedule(); });
  c.def_prop_ro("_iterations", [](const H& x) { return x.get().iterations(); });
  c.def("_state", [](const H& x) { return arrays_of(x.get().state()); });
  c.def("_set_state", [](H& x, nb::handle list) { x.get().set_state(tensor_list_of(list)); });
  c.def("_variables", [](const H& x) { return list_of(x.get().variables()); });
}

}  // namespace

template <>
std::shared_ptr<Optimizer> part_of<Optimizer>(nb::handle x) {
  if (auto part = known_part<Optimizer>(x)) return *part;
  if (nb::isinstance<H>(x)) nb::cast<const H&>(x).get();  // throws: super() was not called
  throw_no_part<Optimizer>(x);
}

void bind_optimizers(nb::module_& m) {
  auto c = bind_family<Optimizer>(m, "Optimizer");
  bind_state(c);
  c.def("_write", write_optimizer);
  c.def("_is_written", [](const H& x) { return written_in_python(x) != nullptr; });
  c.def("_self", [](const H& x) { return written_in_python(x)->self(); });
  c.def("_base_config",
        [](const H& x) { return dict_of(written_in_python(x)->own_base_config()); });
  c.def_prop_ro("_is_built", [](const H& x) { return x.it && x.it->is_built(); });
  c.def("_build", [](H& x, nb::handle list) { x.get().build(variables_of(list)); });
  c.def("_apply", apply, nb::arg("gradients"), nb::arg("variables").none());
  c.def("_exclude_from_weight_decay", exclude_from_weight_decay, nb::arg("var_list").none(),
        nb::arg("var_names").none());
  c.def("_finalize", [](H& x) { x.get().finalize_variable_values(); });
}

}  // namespace keratin::python
