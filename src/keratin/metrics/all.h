// All metrics.
#pragma once
#include "keratin/metrics/accuracy.h"
#include "keratin/metrics/correlation.h"
#include "keratin/metrics/crossentropy.h"
#include "keratin/metrics/mean.h"
#include "keratin/metrics/mean_metric.h"
#include "keratin/metrics/mean_metric_wrapper.h"
#include "keratin/metrics/of_losses.h"
