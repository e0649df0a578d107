// All constraints.
#pragma once
#include "keratin/constraints/constraint.h"
#include "keratin/constraints/norm.h"
