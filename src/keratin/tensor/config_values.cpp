// How shapes, axes and dtypes stand in configurations.
#include "keratin/tensor/config_values.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/tensor/creation.h"

namespace keratin {

ConfigValue to_value(const Shape& x) {
  ConfigValue::List list;
  for (const int64_t length : x) list.push_back(length == None ? ConfigValue() : length);
  return list;
}

void from_value(const ConfigValue& value, Shape& x) {
  x = Shape();
  if (value.is_none()) return;
  if (value.as_list().size() > kMaxRank) {
    throw_value_error(text("expected at most ", kMaxRank, " axes, received ", value.to_string()));
  }
  for (const ConfigValue& length : value.as_list()) {
    x.push_back(length.is_none() ? kNone : length.as_integer());
  }
}

ConfigValue to_value(const Axes& x) {
  if (x.list.rank() == 1) return x.list[0];
  ConfigValue::List list;
  for (const int64_t axis : x.list) list.push_back(axis);  // -1 is the last axis, not None
  return list;
}

void from_value(const ConfigValue& value, Axes& x) {
  if (value.is_list() || value.is_none()) return from_value(value, x.list);
  x.list = Shape();
  x.list.push_back(value.as_integer());
}

ConfigValue to_value(const Sizes& x) {
  if (x.list.empty()) return {};
  return to_value(x.list);
}

void from_value(const ConfigValue& value, Sizes& x) {
  if (value.is_list() || value.is_none()) return from_value(value, x.list);
  x.list = Shape();
  x.list.push_back(value.as_integer());
}

namespace {

/// The elements from `at` on, as lists along the axes from `axis` on.
template <class T>
ConfigValue nested(const std::vector<T>& elements, const Shape& shape, int axis, size_t& at) {
  if (axis == shape.rank()) return ConfigValue(static_cast<T>(elements[at++]));
  ConfigValue::List list;
  for (int64_t i = 0; i < shape[axis]; ++i) list.push_back(nested(elements, shape, axis + 1, at));
  return list;
}

Shape shape_of(const ConfigValue& value) {
  Shape shape;
  for (const ConfigValue* at = &value; at->is_list(); at = &at->as_list()[0]) {
    if (shape.rank() == kMaxRank) throw_value_error(text("expected at most ", kMaxRank, " axes"));
    shape.push_back(static_cast<int64_t>(at->as_list().size()));
    if (at->as_list().empty()) break;
  }
  return shape;
}

template <class T>
void flatten_into(const ConfigValue& value, const Shape& shape, int axis,
                  std::vector<T>& elements) {
  if (axis == shape.rank()) {
    if (value.is_bool()) return elements.push_back(static_cast<T>(value.as_bool()));
    if constexpr (std::is_integral_v<T>) {
      return elements.push_back(value.as_integer());
    } else {
      return elements.push_back(value.as_number());
    }
  }
  if (static_cast<int64_t>(value.as_list().size()) != shape[axis]) {
    throw_value_error(text("the lists of a constant have unequal lengths, ", shape[axis], " and ",
                           value.as_list().size()));
  }
  for (const ConfigValue& entry : value.as_list()) flatten_into(entry, shape, axis + 1, elements);
}

template <class T>
Tensor tensor_of(const ConfigValue& value, DType dtype) {
  const Shape shape = shape_of(value);
  std::vector<T> elements;
  flatten_into(value, shape, 0, elements);
  return tensor(elements, shape).as_dtype(dtype);
}

}  // namespace

ConfigValue constant_value(const Tensor& x) {
  size_t at = 0;
  ConfigValue values;
  if (x.dtype() == bool_) {
    values = nested(x.to_vector<bool>(), x.shape(), 0, at);
  } else {
    values = is_floating(x.dtype()) ? nested(x.to_vector<double>(), x.shape(), 0, at)
                                    : nested(x.to_vector<int64_t>(), x.shape(), 0, at);
  }
  return Config{{"class_name", "__tensor__"},
                {"config", Config{{"value", values}, {"dtype", name_of(x.dtype())}}}};
}

bool is_constant_value(const ConfigValue& value) {
  if (!value.is_config()) return false;
  const ConfigValue* name = value.as_config().find("class_name");
  return name && (*name == ConfigValue("__tensor__") || *name == ConfigValue("__numpy__"));
}

Tensor constant_from(const ConfigValue& value) {
  const Config& config = value.as_config()["config"].as_config();
  const DType dtype = dtype_named(config["dtype"].as_string());
  return is_floating(dtype) ? tensor_of<double>(config["value"], dtype)
                            : tensor_of<int64_t>(config["value"], dtype);
}

ConfigValue to_value(DType x) { return name_of(x); }
void from_value(const ConfigValue& value, DType& x) { x = dtype_named(value.as_string()); }

}  // namespace keratin
