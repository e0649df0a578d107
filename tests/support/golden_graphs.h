// The random functional models that real Keras computed (tests/golden/graphs), one at a time.
// tools/golden/make_graphs.py says what their numbers are.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "keratin/base/config.h"
#include "keratin/tensor/tensor.h"

namespace keratin::testing {

/// Numbers under the names that Keras gave them, in Keras's order.
using NamedNumbers = std::vector<std::pair<std::string, double>>;

/// A model, and what Keras gave for all samples as one batch and in training.
struct GoldenGraph {
  std::string name;    // "graph_000", "layers_000"
  bool has_operators;  // operators and ops on symbolic tensors stand in it, not only layers
  std::string json;    // what Model.to_json() gave
  Config record;       // the same as a tree
  std::vector<std::string> weight_paths;     // "dense/kernel", in the order of model.weights
  std::vector<std::string> trainable_paths;  // those of the gradients
  std::vector<std::string> input_names, output_names;
  std::vector<Tensor> weights, inputs, outputs, targets;
  std::vector<Tensor> gradients;     // of the total loss, by trainable weight
  std::vector<ConfigValue> losses;   // an output each: a name or a record
  bool is_by_name;                   // whether compile was given names of outputs
  std::vector<double> loss_weights;  // empty when there were none
  NamedNumbers loss_values;          // of evaluate: "loss", the total, and "NAME_loss" if several
  double total;                      // the loss of a call in training
  double penalties;                  // the sum of model.losses
  Config optimizer;                  // a record
  int64_t batch_size, epochs;        // of fit(shuffle=False)
  std::vector<std::pair<std::string, std::vector<double>>> history;  // by epoch
  std::vector<Tensor> trained;                                       // the weights after it
};

/// All of them, in the order of the file. KERATIN_GRAPHS_FROM names a folder with models of every
/// modelling layer (make_graphs.py --layers), which then stand in their place.
std::vector<GoldenGraph> golden_graphs();

}  // namespace keratin::testing
