// All regularizers.
#pragma once
#include "keratin/regularizers/l1_l2.h"
#include "keratin/regularizers/orthogonal_regularizer.h"
#include "keratin/regularizers/regularizer.h"
