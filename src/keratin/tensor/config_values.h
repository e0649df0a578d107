// How shapes, axes and dtypes stand in configurations.
#pragma once
#include "keratin/base/config_members.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

/// A list; None for an axis of unknown length. Reads None as an empty one.
ConfigValue to_value(const Shape& x);
void from_value(const ConfigValue& value, Shape& x);

/// A number for one axis, else a list.
ConfigValue to_value(const Axes& x);
void from_value(const ConfigValue& value, Axes& x);

/// Its name, "float32".
ConfigValue to_value(DType x);
void from_value(const ConfigValue& value, DType& x);

}  // namespace keratin
