#include "custom_objects.h"

#include <array>
#include <deque>
#include <utility>

#include "keratin/activations/activation.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "layers.h"
#include "parts.h"

namespace keratin::python {
namespace {

/// Classes of Python's, each behind a function of its own: the library's table takes plain ones.
constexpr size_t kMostClasses = 256;
struct PythonClass {
  std::shared_ptr<const Kept> type;
  std::string_view family;
};
std::deque<PythonClass>& python_classes() {
  static auto* classes = new std::deque<PythonClass>();  // never freed: Python may be gone by then
  return *classes;
}

std::shared_ptr<Object> made_by_python(size_t i, const Config& config) {
  const nb::gil_scoped_acquire lock;
  const PythonClass& known = python_classes()[i];
  const nb::object object = known.type->operator*().attr("from_config")(dict_of(config));
  const std::string_view family = known.family;
  if (family == layers::Layer::family) return layer_of(object);
  if (family == losses::Loss::family) return part_of<losses::Loss>(object);
  if (family == metrics::Metric::family) return part_of<metrics::Metric>(object);
  if (family == initializers::Initializer::family)
    return part_of<initializers::Initializer>(object);
  if (family == regularizers::Regularizer::family)
    return part_of<regularizers::Regularizer>(object);
  if (family == constraints::Constraint::family) return part_of<constraints::Constraint>(object);
  return part_of<optimizers::schedules::LearningRateSchedule>(object);
}

template <size_t i>
std::shared_ptr<Object> make(const Config& config) {
  return made_by_python(i, config);
}
template <size_t... i>
constexpr auto makers(std::index_sequence<i...>) {
  return std::array{make<i>...};
}
constexpr auto kMakers = makers(std::make_index_sequence<kMostClasses>());

template <class... Bases>
std::string_view family_among(nb::handle type) {
  std::string_view family;
  ((PyObject_IsSubclass(type.ptr(), nb::type<Handle<Bases>>().ptr()) == 1
        ? void(family = Bases::family)
        : void()),
   ...);
  return family;
}
std::string_view family_of(nb::handle type) {
  return family_among<layers::Layer, losses::Loss, metrics::Metric, initializers::Initializer,
                      regularizers::Regularizer, constraints::Constraint,
                      optimizers::schedules::LearningRateSchedule>(type);
}

/// The function that Python has under that name now: a cell of a notebook may run again.
nb::object function_named(const std::string& name) {
  return from_package("functions")[name.c_str()];
}

template <class Base, class... Tensors>
void register_one(const std::string& name) {
  if (find_custom_function(Base::family, name)) return;
  const auto f = [name](Tensors... x) -> Tensor {
    const nb::gil_scoped_acquire lock;
    return tensor_of(function_named(name)(nb::cast(x, nb::rv_policy::copy)...));
  };
  register_custom_function(Base::family, name, Base::from_function(f, name));
}

void register_initializer(const std::string& name) {
  if (find_custom_function(initializers::Initializer::family, name)) return;
  register_custom_function(
      initializers::Initializer::family, name,
      part_of<initializers::Initializer>(from_package("named_function")(name)));
}

}  // namespace

CustomClass custom_class_of(nb::handle type, const std::string& name) {
  const std::string_view family = family_of(type);
  if (family.empty()) {
    throw_dtype_error(
        "files name layers, losses, metrics, initializers, regularizers, "
        "constraints and schedules",
        {{"received", nb::cast<std::string>(nb::repr(type))}});
  }
  std::deque<PythonClass>& classes = python_classes();
  size_t i = 0;
  while (i < classes.size() && !(**classes[i].type).is(type)) ++i;
  if (i == kMostClasses)
    throw_value_error(text("more than ", kMostClasses, " classes are registered"));
  if (i == classes.size()) classes.push_back({keep(type), family});
  // Its type in C++ is that of all of them: the name in files comes from the object.
  return {name, nb::cast<std::string>(type.attr("__name__")), &typeid(PythonClass), family,
          kMakers[i]};
}

std::vector<CustomClass> custom_classes_of(nb::handle dict) {
  std::vector<CustomClass> classes;
  for (const auto& [key, value] : nb::cast<nb::dict>(dict)) {
    const auto name = nb::cast<std::string>(key);
    if (PyType_Check(value.ptr())) {
      CustomClass custom = custom_class_of(value, name);
      custom.class_name = name;
      classes.push_back(std::move(custom));
    } else {
      from_package("register_function")(value, name);
    }
  }
  return classes;
}

void bind_custom_objects(nb::module_& m) {
  m.def("register_class", [](nb::handle type, const std::string& name) {
    register_custom_class(custom_class_of(type, name));
  });
  m.def("register_function_named", [](const std::string& name) {
    register_one<activations::Activation, const Tensor&>(name);
    register_one<regularizers::Regularizer, const Tensor&>(name);
    register_one<constraints::Constraint, const Tensor&>(name);
    register_one<losses::Loss, const Tensor&, const Tensor&>(name);
    register_one<metrics::Metric, const Tensor&, const Tensor&>(name);
    register_initializer(name);
  });
}

}  // namespace keratin::python
