#include "keratin/models/graph_arguments_internal.h"

namespace keratin::models {

Scalar number_from(const ConfigValue& value) {
  if (value.is_integer()) return value.as_integer();
  return value.is_bool() ? Scalar(value.as_bool()) : Scalar(value.as_number());
}

void check_parts(int64_t count) {
  constexpr int64_t most = 1 << 16;
  if (count > most)
    throw_value_error(text("an op of a graph gives at most ", most, " tensors, received ", count));
}

namespace {

slice::Bound bound_from(const ConfigValue& value) {
  return value.is_none() ? slice::Bound() : slice::Bound(value.as_integer());
}

}  // namespace

Index index_from(const ConfigValue& value) {
  if (value.is_none()) return newaxis;
  if (is_constant_value(value)) return constant_from(value);
  if (!value.is_config()) return value.as_integer();
  const std::string& kind = value.as_config()["class_name"].as_string();
  if (kind == "__ellipsis__") return ellipsis;
  if (kind != "__slice__") throw_value_error(text("'", kind, "' is no index"));
  const Config& range = value.as_config()["config"].as_config();
  const ConfigValue& step = range["step"];
  return slice(bound_from(range["start"]), bound_from(range["stop"]),
               step.is_none() ? 1 : step.as_integer());
}

}  // namespace keratin::models
