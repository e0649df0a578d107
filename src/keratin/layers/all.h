// All layers.
#pragma once
#include "keratin/layers/activation.h"
#include "keratin/layers/dense.h"
#include "keratin/layers/dropout.h"
#include "keratin/layers/flatten.h"
#include "keratin/layers/identity.h"
#include "keratin/layers/input.h"
#include "keratin/layers/leaky_relu.h"
#include "keratin/layers/relu.h"
#include "keratin/layers/rescaling.h"
#include "keratin/layers/reshape.h"
#include "keratin/layers/softmax.h"
