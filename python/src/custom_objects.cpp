#include "custom_objects.h"

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <utility>

#include "keratin/activations/activation.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/optimizers/optimizer.h"
#include "layers.h"
#include "parts.h"

namespace keratin::python {
namespace {

/// Classes of Python's, each behind a function of its own: the library's table takes plain ones.
constexpr size_t kMostClasses = 256;
struct PythonClass {
  std::shared_ptr<const Kept> type;
  std::string_view family;
  std::string registered_name;  // "" of what is known while a scope is open
};
std::deque<PythonClass>& python_classes() {
  static auto* classes = new std::deque<PythonClass>();  // never freed: Python may be gone by then
  return *classes;
}

/// The families whose objects files may name.
template <class... Bases>
struct Families {
  static std::string_view of_class(nb::handle type) {
    std::string_view family;
    ((PyObject_IsSubclass(type.ptr(), nb::type<Handle<Bases>>().ptr()) == 1
          ? void(family = Bases::family)
          : void()),
     ...);
    return family;
  }
  /// What the library sees of an object of Python's.
  static std::shared_ptr<Object> part(std::string_view family, nb::handle object) {
    std::shared_ptr<Object> made;
    ((Bases::family == family ? void(made = part_of<Bases>(object)) : void()), ...);
    return made;
  }
};
using Named = Families<losses::Loss, metrics::Metric, optimizers::Optimizer,
                       initializers::Initializer, regularizers::Regularizer,
                       constraints::Constraint, optimizers::schedules::LearningRateSchedule>;

std::string_view family_of(nb::handle type) {
  const bool is_layer = PyObject_IsSubclass(type.ptr(), nb::type<LayerHandle>().ptr()) == 1;
  return is_layer ? layers::Layer::family : Named::of_class(type);
}

std::shared_ptr<Object> made_by_python(size_t i, const Config& config) {
  const nb::gil_scoped_acquire lock;
  const PythonClass& known = python_classes()[i];
  const nb::object object = known.type->operator*().attr("from_config")(dict_of(config));
  if (known.family == layers::Layer::family) return layer_of(object);
  return Named::part(known.family, object);
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

/// The class as one that loading may make. Under a name that is registered there is one: the last,
/// as a cell of a notebook may run again.
CustomClass known_class(nb::handle type, const std::string& name,
                        const std::string& registered_name) {
  const std::string_view family = family_of(type);
  if (family.empty()) {
    throw_dtype_error(
        "files name layers, losses, metrics, optimizers, initializers, regularizers, constraints "
        "and schedules",
        {{"received", nb::cast<std::string>(nb::repr(type))}});
  }
  std::deque<PythonClass>& classes = python_classes();
  const auto is_it = [&](const PythonClass& known) {
    if (known.registered_name != registered_name || known.family != family) return false;
    return !registered_name.empty() || (**known.type).is(type);
  };
  const auto found = std::find_if(classes.begin(), classes.end(), is_it);
  const auto i = static_cast<size_t>(found - classes.begin());
  if (found != classes.end()) {
    found->type = keep(type);
  } else if (i == kMostClasses) {
    throw_value_error(text("more than ", kMostClasses, " classes are registered"));
  } else {
    classes.push_back({keep(type), family, registered_name});
  }
  // Its type in C++ is that of all of them: objects know their registered name.
  return {name, nb::cast<std::string>(type.attr("__name__")), &typeid(PythonClass), family,
          kMakers[i]};
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

std::string registered_name_of_class(nb::handle type) {
  const nb::gil_scoped_acquire lock;
  return nb::cast<std::string>(from_package("registered_name_of_class")(type));
}

std::vector<CustomClass> custom_classes_of(nb::handle dict) {
  std::vector<CustomClass> classes;
  for (const auto& [key, value] : nb::cast<nb::dict>(dict)) {
    const auto name = nb::cast<std::string>(key);
    if (PyType_Check(value.ptr())) {
      CustomClass custom = known_class(value, name, {});
      custom.class_name = name;
      classes.push_back(std::move(custom));
    } else {
      from_package("register_function")(value, name);
    }
  }
  return classes;
}

namespace {

/// The scopes of Python's that are open in this thread, the innermost last.
std::vector<std::unique_ptr<CustomObjectScope>>& open_scopes() {
  thread_local std::vector<std::unique_ptr<CustomObjectScope>> scopes;
  return scopes;
}

}  // namespace

void bind_custom_objects(nb::module_& m) {
  m.def("enter_scope", [](nb::handle objects) {
    open_scopes().push_back(std::make_unique<CustomObjectScope>(custom_classes_of(objects)));
  });
  m.def("leave_scope", [] { open_scopes().pop_back(); });
  m.def("register_class", [](nb::handle type, const std::string& name) {
    register_custom_class(known_class(type, name, name));
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
