// The CPU backend: the reference backend with fast versions of what training spends its time in.
#pragma once
#include "keratin/backend/backend.h"

namespace keratin {

/// The one CPU backend of the process.
Backend& cpu_backend();

}  // namespace keratin
