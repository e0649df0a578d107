// What compile makes of its arguments, and what training keeps between two steps.
#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "keratin/autodiff/tape.h"
#include "keratin/constraints/constraint.h"
#include "keratin/layers/call.h"
#include "keratin/models/compiled_steps_internal.h"
#include "keratin/models/options.h"
#include "keratin/regularizers/regularizer.h"

namespace keratin::models {

struct Training {
  std::shared_ptr<optimizers::Optimizer> optimizer;
  AnyLoss loss_choice;
  std::vector<AnyMetric> metric_choices;
  std::vector<AnyMetric> weighted_choices;

  // Known from the first batch on, when the shapes of labels and predictions are.
  std::shared_ptr<losses::Loss> loss;
  std::vector<std::shared_ptr<metrics::Metric>> metrics;
  std::vector<std::shared_ptr<metrics::Metric>> weighted_metrics;

  // The weights that train, and what is done to them beside the gradient.
  std::vector<Variable> variables;
  std::vector<std::pair<Variable, std::shared_ptr<regularizers::Regularizer>>> regularizers;
  std::vector<std::pair<Variable, std::shared_ptr<constraints::Constraint>>> constraints;
  bool has_variables = false;

  CompiledSteps steps;

  bool runs_eagerly = false;

  TensorList gradients;
  TensorList leaves;      // of the tape, for what a compiled step does not know
  CallRecord record;      // what the layers leave behind in a step
  double loss_total = 0;  // sum of batch losses times samples
  double loss_count = 0;
  uint64_t step = 0;  // counts training steps over all fits: the key of Dropout's masks
  uint64_t shuffle_stream = 0;
  uint64_t shuffles = 0;
};

/// sample_weight, or the weights that class_weight gives each sample of y: y [samples] labels, or
/// [samples, classes]. Throws ValueError when both are given.
Tensor weights_of(const Tensor& y, const Tensor& sample_weight, const ClassWeight& class_weight);

}  // namespace keratin::models
