// All initializers.
#pragma once
#include "keratin/initializers/constant.h"
#include "keratin/initializers/initializer.h"
#include "keratin/initializers/orthogonal.h"
#include "keratin/initializers/random_values.h"
#include "keratin/initializers/variance_scaling.h"
