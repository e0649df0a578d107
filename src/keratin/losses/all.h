// All losses.
#pragma once
#include "keratin/losses/hinge.h"
#include "keratin/losses/probabilistic.h"
#include "keratin/losses/regression.h"
