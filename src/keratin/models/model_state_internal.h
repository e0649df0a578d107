// What the copies of a model share.
#pragma once
#include <memory>
#include <vector>

#include "keratin/models/graph_internal.h"
#include "keratin/models/model.h"
#include "keratin/models/training_internal.h"

namespace keratin {

/// The layers of a Sequential, and what each gives for the input, once that is known.
struct Model::Stack {
  std::vector<std::shared_ptr<layers::Layer>> layers;
  Tensor input;                 // symbolic; undefined while the shape is not known
  std::vector<Tensor> outputs;  // of each layer
  bool is_declared = false;

  const Tensor& last() const { return outputs.empty() ? input : outputs.back(); }
};

struct Model::State {
  std::unique_ptr<Stack> stack;                // null: no Sequential
  std::shared_ptr<const models::Graph> graph;  // null: a class of the user's, or not built
  bool are_inputs_declared = false;
  std::unique_ptr<models::Training> training;  // null before compile
  models::FitRun* run = nullptr;               // the fit that is going on, through every compile
};

}  // namespace keratin
