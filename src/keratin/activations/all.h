// All activations.
#pragma once
#include "keratin/activations/activation.h"
#include "keratin/activations/elementwise.h"
#include "keratin/activations/functions.h"
