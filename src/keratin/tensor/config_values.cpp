// How shapes, axes and dtypes stand in configurations.
#include "keratin/tensor/config_values.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

ConfigValue to_value(const Shape& x) {
  ConfigValue::List list;
  for (const int64_t length : x) list.push_back(length == None ? ConfigValue() : length);
  return list;
}

void from_value(const ConfigValue& value, Shape& x) {
  x = {};
  if (value.is_none()) return;
  if (value.as_list().size() > kMaxRank) {
    throw_value_error(text("expected at most ", kMaxRank, " axes, received ", value.to_string()));
  }
  for (const ConfigValue& length : value.as_list()) {
    x.push_back(length.is_none() ? None : length.as_integer());
  }
}

ConfigValue to_value(const Axes& x) {
  if (x.list.rank() == 1) return x.list[0];
  ConfigValue::List list;
  for (const int64_t axis : x.list) list.push_back(axis);  // -1 is the last axis, not None
  return list;
}

void from_value(const ConfigValue& value, Axes& x) {
  if (value.is_list()) return from_value(value, x.list);
  x.list = {};
  x.list.push_back(value.as_integer());
}

ConfigValue to_value(DType x) { return name_of(x); }
void from_value(const ConfigValue& value, DType& x) { x = dtype_named(value.as_string()); }

}  // namespace keratin
