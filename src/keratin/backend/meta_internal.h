// The device of symbolic tensors: memory that is nowhere, and a backend that computes nothing. Ops
// run on it unchanged, so what they say about shapes, dtypes and errors is written once.
#pragma once
#include "keratin/backend/backend.h"

namespace keratin {

Allocator& meta_allocator();
Backend& meta_backend();

}  // namespace keratin
