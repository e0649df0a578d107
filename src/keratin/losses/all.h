// All losses.
#pragma once
#include "keratin/losses/crossentropy.h"
#include "keratin/losses/ctc.h"
#include "keratin/losses/functions.h"
#include "keratin/losses/loss.h"
#include "keratin/losses/margin.h"
#include "keratin/losses/options.h"
#include "keratin/losses/reduction.h"
#include "keratin/losses/regression.h"
