// What compile makes of its arguments, and what training keeps between two steps.
#pragma once
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/config.h"
#include "keratin/constraints/constraint.h"
#include "keratin/layers/call.h"
#include "keratin/models/compiled_steps_internal.h"
#include "keratin/models/options.h"
#include "keratin/models/recorded_steps_internal.h"
#include "keratin/regularizers/regularizer.h"

namespace keratin::models {

/// What is kept of the epoch, of training and of testing apart: a test inside of an epoch leaves
/// the log of the training as it is.
struct Tracking {
  /// The sum of batch losses times samples. What a step gives as a tensor stays where it is until
  /// somebody asks: then no step waits for a number.
  class LossTotal {
   public:
    explicit LossTotal(Device device = {});
    void add(const Tensor& value, int64_t rows);
    void add(double value, int64_t rows) { host_ += value * static_cast<double>(rows); }
    double value() const { return host_ + total_.value().item(); }
    void reset();
    ConfigValue state() const;
    void set_state(const ConfigValue& state);

   private:
    Variable total_;
    double host_ = 0;
  };
  struct Output {
    std::vector<std::shared_ptr<Metric>> metrics, weighted_metrics;
    LossTotal loss;
  };
  std::vector<Output> outputs;
  LossTotal loss;
  double samples = 0;  // that the losses are of

  void reset();
  /// The sums of losses; what metrics have added up is in their variables.
  std::vector<Variable> metric_variables() const;
  Config state() const;
  void set_state(const Config& state);
};

struct Training {
  std::shared_ptr<Optimizer> optimizer;
  CompileOptions options;  // as compile was told
  std::vector<std::string> output_names;

  // Known from the first batch on, when the shapes of labels and predictions are.
  bool is_resolved = false;
  std::function<void()> when_resolved;        // what waits for it
  std::vector<std::shared_ptr<Loss>> losses;  // of each output; null for one without
  std::vector<double> loss_weights;
  std::vector<std::string> loss_names;  // of their logs; empty for a single output
  Tracking tracking[2];                 // testing, training
  Tracking& of(bool is_training) { return tracking[is_training ? 1 : 0]; }
  /// The only output's loss.
  Loss& loss() { return *losses[0]; }

  /// Where the model computes.
  Device device() const {
    return variables.empty() ? config::default_device() : variables.front().value().device();
  }

  // The weights that train, and what is done to them beside the gradient.
  std::vector<Variable> variables;
  std::vector<std::pair<Variable, std::shared_ptr<regularizers::Regularizer>>> regularizers;
  std::vector<std::pair<Variable, std::shared_ptr<constraints::Constraint>>> constraints;
  bool has_variables = false;

  CompiledSteps steps;
  RecordedSteps recorded;

  bool runs_eagerly = false;
  // What compute_loss gave, until it is counted: of each output, and in all.
  TensorList batch_losses;
  Tensor batch_loss;
  TensorList outputs;  // of a step that is recorded, for metrics that are not

  TensorList gradients;
  TensorList leaves;  // of the tape, for what a compiled step does not know
  CallRecord record;  // what the layers leave behind in a step
  uint64_t step = 0;  // counts training steps over all fits: the key of Dropout's masks
  uint64_t shuffle_stream = 0;
  uint64_t shuffles = 0;
};

/// The scores so far, under their names.
void scores_into(Training& state, bool is_training, Logs& logs);

/// sample_weight, or the weights that class_weight gives each sample of y: y [samples] labels, or
/// [samples, classes]. Throws ValueError when both are given.
Data weights_of(const Data& y, const Data& sample_weight, const ClassWeight& class_weight);

}  // namespace keratin::models
