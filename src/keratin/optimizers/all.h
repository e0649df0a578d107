// All optimizers.
#pragma once
#include "keratin/optimizers/adam.h"
#include "keratin/optimizers/adamax.h"
#include "keratin/optimizers/learning_rate.h"
#include "keratin/optimizers/optimizer.h"
#include "keratin/optimizers/rmsprop.h"
#include "keratin/optimizers/schedules/cosine_decay.h"
#include "keratin/optimizers/schedules/decay.h"
#include "keratin/optimizers/schedules/learning_rate_schedule.h"
#include "keratin/optimizers/sgd.h"
