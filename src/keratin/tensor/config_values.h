// How shapes, axes and dtypes stand in configurations.
#pragma once
#include "keratin/base/config_members.h"
#include "keratin/tensor/sizes.h"
#include "keratin/tensor/tensor.h"

namespace keratin {

/// A list; None for an axis of unknown length. Reads None as an empty one.
ConfigValue to_value(const Shape& x);
void from_value(const ConfigValue& value, Shape& x);

/// A number for one axis, else a list.
ConfigValue to_value(const Axes& x);
void from_value(const ConfigValue& value, Axes& x);

/// A list; None where there are none. Reads a number too.
ConfigValue to_value(const Sizes& x);
void from_value(const ConfigValue& value, Sizes& x);

/// A tensor with its values, {"class_name": "__tensor__", "config": {"value": [...], "dtype":
/// ...}}.
ConfigValue constant_value(const Tensor& x);
/// Whether it is one, or "__numpy__", which Keras writes of NumPy's arrays.
bool is_constant_value(const ConfigValue& value);
/// Throws ValueError for lists of unequal lengths and for values that are no numbers.
Tensor constant_from(const ConfigValue& value);

/// Its name, "float32".
ConfigValue to_value(DType x);
void from_value(const ConfigValue& value, DType& x);

}  // namespace keratin
