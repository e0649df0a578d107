// What a cell says about the exception that ended it.
#pragma once
#include "session.h"

namespace keratin::cells {

/// Of the exception that is being handled.
CellError describe_exception();

}  // namespace keratin::cells
