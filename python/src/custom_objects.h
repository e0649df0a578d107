// Classes and functions of Python's that files may name.
#pragma once
#include <vector>

#include "convert.h"
#include "keratin/base/registry.h"

namespace keratin::python {

/// A dict of names and classes. Its functions are known from then on, as those that
/// register_function got.
std::vector<CustomClass> custom_classes_of(nb::handle dict);
void bind_custom_objects(nb::module_& m);

}  // namespace keratin::python
