// What the copies of a model share.
#pragma once
#include "keratin/models/graph_internal.h"
#include "keratin/models/model.h"
#include "keratin/models/training_internal.h"

namespace keratin {

struct Model::State {
  std::shared_ptr<const models::Graph> graph;  // null: a class of the user's, or not built
  bool are_inputs_declared = false;
  std::unique_ptr<models::Training> training;  // null before compile
};

}  // namespace keratin
