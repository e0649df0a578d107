#include "keratin/callbacks/any_callback.h"

namespace keratin {

Callbacks::Callbacks(One, AnyCallback callback) { list_.push_back(std::move(callback)); }
Callbacks::Callbacks(std::initializer_list<AnyCallback> list) : list_(list) {}
Callbacks::Callbacks(std::vector<AnyCallback> list) : list_(std::move(list)) {}

void Callbacks::push_back(AnyCallback callback) { list_.push_back(std::move(callback)); }

}  // namespace keratin
